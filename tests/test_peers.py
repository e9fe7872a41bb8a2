"""Do PyTorch and scikit-learn learn the same weights? Needs the extra "peers"; skipped where they are not installed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.run import Run
from mlpviz.nn.activations import activations
from mlpviz.nn.losses import losses
from mlpviz.nn.margin import street
from mlpviz.nn.optimizers import optimizers
from mlpviz.nn.order import orders
from mlpviz.nn.perceptron import Perceptron

torch: Any = pytest.importorskip("torch", reason='PyTorch is not installed; the extra "peers" brings it')

EPOCHS, COUNT, BATCH, RATE = 20, 11, 4, 0.005
"""60 updates; the last batch of every epoch is smaller than the others."""
TOLERANCE = 1e-10
"""For max |ours − theirs| over all parameters, after each of the epochs, relative to the size of the largest parameter
and, which is stricter, to the way of the one that has moved farthest from its start."""

F = torch.nn.functional
ACTIVATIONS: dict[str, Any] = {
    "Linear": lambda f: torch.nn.Identity(),
    "ReLU": lambda f: torch.nn.ReLU(),
    "LeakyReLU": lambda f: torch.nn.LeakyReLU(f.alpha),
    "Sigmoid": lambda f: torch.nn.Sigmoid(),
    "Logistic": lambda f: lambda z: f.low + (f.high - f.low) * torch.sigmoid(f.k * (z - f.midpoint)),
    "Tanh": lambda f: torch.nn.Tanh(),
    # PyTorch replaces softplus by z where β z > 20, which is 2e-9 off; here it is the whole formula.
    "Softplus": lambda f: torch.nn.Softplus(f.beta, threshold=700.0),
    "ELU": lambda f: torch.nn.ELU(f.alpha),
    "GELU": lambda f: torch.nn.GELU(approximate="tanh"),
    "SiLU": lambda f: torch.nn.SiLU(),
    "Softsign": lambda f: torch.nn.Softsign(),
}
# Step has no gradient there; Formula is the learner's own; Softmax is the link of CrossEntropy and is compared with it.


def cross_entropy(loss, z, t):
    if z.shape[1] == 1:
        return F.binary_cross_entropy_with_logits(z, t, reduction="none")[:, 0]
    return F.cross_entropy(z, t, reduction="none")


LOSSES: dict[str, Any] = {
    "SquaredError": lambda loss, a, t: 0.5 * F.mse_loss(a, t, reduction="none").sum(dim=1),
    "MeanSquaredError": lambda loss, a, t: F.mse_loss(a, t, reduction="none").mean(dim=1),
    "CrossEntropy": cross_entropy,
    "Huber": lambda loss, a, t: F.huber_loss(a, t, reduction="none", delta=loss.delta).sum(dim=1),
}
# Hinge is left out: PyTorch's hinge losses are others: of embeddings, and of the best against the second best

# With their own defaults wherever they have one, so that the defaults are compared too.
OPTIMIZERS: dict[str, Any] = {
    "SGD": lambda p, rule: torch.optim.SGD(p, lr=RATE),
    "Momentum": lambda p, rule: torch.optim.SGD(p, lr=RATE, momentum=rule.momentum),
    "Nesterov": lambda p, rule: torch.optim.SGD(p, lr=RATE, momentum=rule.momentum, nesterov=True),
    "RMSProp": lambda p, rule: torch.optim.RMSprop(p, lr=RATE),
    "AdaGrad": lambda p, rule: torch.optim.Adagrad(p, lr=RATE),
    "Adam": lambda p, rule: torch.optim.Adam(p, lr=RATE),
    "AdamW": lambda p, rule: torch.optim.AdamW(p, lr=RATE),
}
TUNED: dict[str, Any] = {
    "Momentum": lambda p, rule: torch.optim.SGD(p, lr=RATE, momentum=rule.momentum),
    "Nesterov": lambda p, rule: torch.optim.SGD(p, lr=RATE, momentum=rule.momentum, nesterov=True),
    "RMSProp": lambda p, rule: torch.optim.RMSprop(p, lr=RATE, alpha=rule.alpha, eps=rule.epsilon),
    "AdaGrad": lambda p, rule: torch.optim.Adagrad(p, lr=RATE, eps=rule.epsilon),
    "Adam": lambda p, rule: torch.optim.Adam(p, lr=RATE, betas=(rule.beta1, rule.beta2), eps=rule.epsilon),
    "AdamW": lambda p, rule: torch.optim.AdamW(
        p, lr=RATE, betas=(rule.beta1, rule.beta2), eps=rule.epsilon, weight_decay=rule.decay
    ),
}
SCHEDULES: dict[str, Any] = {
    "Constant": lambda o, s: torch.optim.lr_scheduler.ConstantLR(o, factor=1.0),
    "StepDecay": lambda o, s: torch.optim.lr_scheduler.StepLR(o, step_size=s.every, gamma=s.gamma),
    "Exponential": lambda o, s: torch.optim.lr_scheduler.ExponentialLR(o, gamma=s.gamma),
    "Cosine": lambda o, s: torch.optim.lr_scheduler.CosineAnnealingLR(o, T_max=s.epochs, eta_min=RATE * s.lowest),
}


class Largest:
    """The largest differences seen, and where."""

    def __init__(self) -> None:
        self.runs, self.to_size, self.to_way = 0, (0.0, ""), (0.0, "")

    def note(self, to_size: float, to_way: float, where: str) -> None:
        self.runs += 1
        self.to_size, self.to_way = max(self.to_size, (to_size, where)), max(self.to_way, (to_way, where))


@pytest.fixture(scope="module")
def largest(request: pytest.FixtureRequest) -> Iterator[Largest]:
    """Says at the end how far apart the two were at most."""
    found = Largest()
    torch.set_num_threads(1)
    yield found
    plugins = request.config.pluginmanager
    reporter, capture = plugins.getplugin("terminalreporter"), plugins.getplugin("capturemanager")
    if reporter is None or capture is None:
        return
    with capture.global_and_fixture_disabled():
        reporter.write_line("")
        for measure, (difference, where) in (("size", found.to_size), ("way", found.to_way)):
            reporter.write_line(f"PyTorch, {found.runs} runs: {difference:.2e} of the weights' {measure} ({where})")


def experiment_of(hidden, output, loss, outputs, optimizer, **plan):
    """Points, a 2-5-4-outputs network whose weights and biases are all different from 0, and a plan."""
    random = np.random.default_rng(8)
    x = random.normal(0.0, 1.0, (COUNT, 2))
    if losses.make(loss).link(outputs) is not None:
        points = PointSet(x, np.arange(COUNT) % max(2, outputs))
    else:
        points = PointSet(x, targets=random.uniform(-0.9, 0.9, (COUNT, outputs)))
    layers = [LayerSpec(5, hidden), LayerSpec(4, hidden), LayerSpec(outputs, output)]
    start = random.normal(0.0, 0.6, NetworkSpec(layers, loss=loss).parameter_count)
    network = NetworkSpec(layers, loss=loss, theta=start)
    return Experiment(points, network, Plan(optimizer, RATE, BATCH, seed=5, **plan))


def targets_for_torch(experiment):
    points, outputs = experiment.points, experiment.network.outputs
    if points.targets is not None:
        return torch.tensor(points.targets)
    labels = torch.tensor(points.labels)
    return (labels[:, None] if outputs == 1 else F.one_hot(labels, outputs)).double()


def modules_of(spec):
    """The same network from PyTorch's parts, with the same weights; its linear layers hold W transposed."""
    linears: list[Any] = []
    parts: list[Any] = []
    for (W, b), layer in zip(spec.weights(spec.first_theta()), spec.layers, strict=True):
        linked = len(linears) == len(spec.layers) - 1 and spec.loss.link(spec.outputs) is not None
        linear = torch.nn.Linear(*W.shape, dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(W.T.copy()))
            linear.bias.copy_(torch.tensor(b.copy()))
        linears.append(linear)
        parts.append(linear)
        if not linked:
            parts.append(ACTIVATIONS[layer.activation.name](layer.activation))
    return linears, parts


def theta_of(linears):
    """PyTorch's weights in our order."""
    pieces = [piece.detach().numpy().ravel() for one in linears for piece in (one.weight.detach().T, one.bias)]
    return np.concatenate(pieces)


def trajectory_of_torch(experiment, make_optimizer, make_schedule=None, penalty=None, clip=None):
    """All parameters after each epoch, (epochs, parameter_count)."""
    spec, plan = experiment.network, experiment.plan
    x, t = torch.tensor(experiment.points.x), targets_for_torch(experiment)
    linears, parts = modules_of(spec)
    parameters = [parameter for linear in linears for parameter in linear.parameters()]
    optimizer = make_optimizer(parameters, plan.optimizer)
    schedule = None if make_schedule is None else make_schedule(optimizer, plan.schedule)
    rows = []
    for epoch in range(EPOCHS):
        order = orders(COUNT, plan.seed, epoch)[0]
        for start in range(0, COUNT, BATCH):
            batch = torch.tensor(order[start : start + BATCH])
            y = x[batch]
            for part in parts:
                y = part(y)
            each = LOSSES[spec.loss.name](spec.loss, y, t[batch])
            total = each.sum() if plan.reduction == "sum" else each.mean()
            if penalty is not None:
                total = total + penalty(linears)
            optimizer.zero_grad()
            total.backward()
            if clip is not None:  # clip_grad_norm_ adds 1e-6 to the norm; the definition does not
                gradients = [parameter.grad for parameter in parameters]
                longer = float(torch.nn.utils.get_total_norm(gradients)) / clip
                assert longer > 1.0, "a gradient that is not clipped proves nothing"
                for gradient in gradients:
                    gradient /= longer
            optimizer.step()
        if schedule is not None:
            schedule.step()
        rows.append(theta_of(linears))
    return np.array(rows)


def trajectory_of_ours(experiment):
    run, rows = Run(experiment), []
    for _ in range(EPOCHS):
        run.epoch()
        rows.append(run.theta.copy())
    return np.array(rows)


def largest_of(rows):
    """The maximum norm after each epoch."""
    return np.max(np.abs(rows), axis=1)


def compare(experiment, make_optimizer, largest, where, **more):
    ours, theirs = trajectory_of_ours(experiment), trajectory_of_torch(experiment, make_optimizer, **more)
    way = largest_of(theirs - experiment.network.first_theta())
    assert np.isfinite(theirs).all()
    assert way[-1] > 1e-3, "weights that rest prove nothing"
    apart = largest_of(ours - theirs)
    to_size, to_way = float(np.max(apart / largest_of(theirs))), float(np.max(apart / way))
    largest.note(to_size, to_way, where)
    assert to_size <= TOLERANCE, where
    assert to_way <= TOLERANCE, where


def outputs_for(activation, loss, outputs):
    """The output activations to try: the usual one of the loss, and `activation` itself where it fits."""
    usual = losses.make(loss).usual_output(outputs)
    own = activations.make(activation)
    fits = losses.make(loss).refusal(own, outputs) is None
    return [usual, own] if fits and own != usual else [usual]


def choices_with(counterparts, registry):
    return [name for name in registry.names() if name in counterparts]


@pytest.mark.parametrize("optimizer", choices_with(OPTIMIZERS, optimizers))
@pytest.mark.parametrize("loss", choices_with(LOSSES, losses))
@pytest.mark.parametrize("activation", choices_with(ACTIVATIONS, activations))
def test_that_the_weights_of_twenty_epochs_are_those_of_pytorch(activation, loss, optimizer, largest):
    for outputs, reduction in itertools.product((1, 3), ("mean", "sum")):
        for output in outputs_for(activation, loss, outputs):
            experiment = experiment_of(activation, output, loss, outputs, optimizer, reduction=reduction)
            where = f"{activation}, {outputs} × {output.name}, {loss}, {optimizer}, {reduction}"
            compare(experiment, OPTIMIZERS[optimizer], largest, where)


@pytest.mark.parametrize(
    "activation",
    [
        {"name": "LeakyReLU", "alpha": 0.2},
        {"name": "Logistic", "k": 2.5, "low": -1.5, "high": 2.0, "midpoint": 0.3},
        {"name": "Softplus", "beta": 3.0},
        {"name": "ELU", "alpha": 0.4},
    ],
    ids=lambda form: form["name"],
)
@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
def test_that_the_parameters_of_activations_mean_the_same(activation, optimizer, largest):
    experiment = experiment_of(activation, activation, "SquaredError", 2, optimizer)

    compare(experiment, OPTIMIZERS[optimizer], largest, f"{activation}, {optimizer}")


@pytest.mark.parametrize("delta", [0.1, 0.5, 3.0])
def test_that_delta_of_the_huber_loss_means_the_same(delta, largest):
    experiment = experiment_of("Tanh", "Linear", {"name": "Huber", "delta": delta}, 2, "SGD", reduction="sum")

    compare(experiment, OPTIMIZERS["SGD"], largest, f"Huber {delta}")


@pytest.mark.parametrize(
    "optimizer",
    [
        {"name": "Momentum", "momentum": 0.5},
        {"name": "Nesterov", "momentum": 0.7},
        {"name": "RMSProp", "alpha": 0.8, "epsilon": 1e-3},
        {"name": "AdaGrad", "epsilon": 1e-2},
        {"name": "Adam", "beta1": 0.6, "beta2": 0.95, "epsilon": 1e-4},
        {"name": "AdamW", "beta1": 0.6, "beta2": 0.95, "epsilon": 1e-4, "decay": 0.3},
    ],
    ids=lambda form: form["name"],
)
def test_that_the_parameters_of_optimizers_mean_the_same(optimizer, largest):
    experiment = experiment_of("Tanh", "Softmax", "CrossEntropy", 3, optimizer)

    compare(experiment, TUNED[optimizer["name"]], largest, f"{optimizer}")


@pytest.mark.parametrize("optimizer", ["SGD", "Nesterov", "Adam"])
def test_that_an_l2_penalty_on_everything_is_the_weight_decay_of_pytorch(optimizer, largest):
    experiment = experiment_of("Tanh", "Sigmoid", "CrossEntropy", 1, optimizer, l2=0.05, penalize_biases=True)

    def decaying(parameters, rule):
        made = OPTIMIZERS[optimizer](parameters, rule)
        made.param_groups[0]["weight_decay"] = 0.05
        return made

    compare(experiment, decaying, largest, f"{optimizer} with weight decay")


def test_that_penalties_on_weights_alone_follow_the_derivative_pytorch_finds(largest):
    experiment = experiment_of("Tanh", "Softmax", "CrossEntropy", 3, "Momentum", l1=0.01, l2=0.03)

    def penalty(linears):
        return sum(0.01 * one.weight.abs().sum() + 0.5 * 0.03 * (one.weight**2).sum() for one in linears)

    compare(experiment, OPTIMIZERS["Momentum"], largest, "L1 and L2", penalty=penalty)


@pytest.mark.parametrize("optimizer", ["SGD", "Momentum"])
def test_that_a_long_gradient_is_shortened_to_the_same_length(optimizer, largest):
    experiment = experiment_of("Tanh", "Softmax", "CrossEntropy", 3, optimizer, reduction="sum", clip=0.3)

    compare(experiment, OPTIMIZERS[optimizer], largest, f"clipping, {optimizer}", clip=0.3)


@pytest.mark.parametrize(
    "schedule",
    [
        "Constant",
        {"name": "Step", "every": 3, "gamma": 0.6},
        {"name": "Exponential", "gamma": 0.9},
        {"name": "Cosine", "epochs": 25, "lowest": 0.1},
    ],
    ids=lambda form: form["name"] if isinstance(form, dict) else form,
)
@pytest.mark.parametrize("optimizer", ["SGD", "AdamW"])
def test_that_schedules_lower_the_rate_as_those_of_pytorch_do(schedule, optimizer, largest):
    experiment = experiment_of("Tanh", "Softmax", "CrossEntropy", 3, optimizer, schedule=schedule)
    make = SCHEDULES[experiment.plan.schedule.name]

    compare(experiment, OPTIMIZERS[optimizer], largest, f"{schedule}, {optimizer}", make_schedule=make)


# scikit-learn


def sklearn(module):
    """A part of scikit-learn."""
    return pytest.importorskip(f"sklearn.{module}", reason='scikit-learn is not installed; the extra "peers" brings it')


@pytest.mark.parametrize("passes", [1, 3, 9])
@pytest.mark.parametrize("seed", range(4))
def test_that_the_perceptron_of_scikit_learn_has_the_same_weights(seed, passes):
    theirs_class = sklearn("linear_model").Perceptron

    random = np.random.default_rng(seed)
    x, targets = random.integers(-5, 6, (15, 2)), random.choice([-1, 1], 15)
    ours = Perceptron(x, targets)
    theirs = theirs_class(shuffle=False, tol=None, max_iter=passes).fit(x, targets)

    for _ in range(passes):
        ours.one_pass()

    assert [float(weight) for weight in ours.weights] == [*theirs.intercept_, *theirs.coef_[0]]


@pytest.mark.parametrize("seed", range(4))
def test_that_a_street_is_the_one_of_a_support_vector_machine(seed):
    random = np.random.default_rng(seed)
    ones, others = random.normal((2.0, 2.0), 0.6, (12, 2)), random.normal((-2.0, -2.0), 0.6, (12, 2))
    found = street(ones.tolist(), others.tolist())
    machine = sklearn("svm").SVC(kernel="linear", C=1e6, tol=1e-9).fit(np.vstack([ones, others]), [1] * 12 + [0] * 12)

    assert found.margin == pytest.approx(2.0 / np.linalg.norm(machine.coef_), rel=1e-6)
    direction = np.array([float(number) for number in found.normal]) / found.margin
    assert direction == pytest.approx(machine.coef_[0] / np.linalg.norm(machine.coef_), abs=1e-6)


@pytest.mark.parametrize(
    ("activation", "theirs"), [("ReLU", "relu"), ("Tanh", "tanh"), ("Sigmoid", "logistic"), ("Linear", "identity")]
)
@pytest.mark.parametrize("outputs", [1, 3])
def test_that_twenty_full_batches_are_those_of_the_regressor_of_scikit_learn(activation, theirs, outputs):
    experiment = experiment_of(activation, "Linear", "SquaredError", outputs, "SGD")
    x, t = experiment.points.x, experiment.points.targets
    spec = experiment.network
    peer = sklearn("neural_network").MLPRegressor(
        hidden_layer_sizes=(5, 4),
        activation=theirs,
        solver="sgd",
        alpha=0.0,
        learning_rate_init=RATE,
        momentum=0.0,
        shuffle=False,
        batch_size=COUNT,
    )
    peer.partial_fit(x, t if outputs > 1 else t[:, 0])  # makes its layers
    for index, (W, b) in enumerate(spec.weights(spec.first_theta())):
        peer.coefs_[index][:], peer.intercepts_[index][:] = W, b
    run = Run(Experiment(experiment.points, spec, Plan("SGD", RATE, COUNT)))

    for _ in range(EPOCHS):
        run.epoch()
        peer.partial_fit(x, t if outputs > 1 else t[:, 0])

    pairs = zip(peer.coefs_, peer.intercepts_, strict=True)
    found = np.concatenate([piece.ravel() for pair in pairs for piece in pair])
    assert np.max(np.abs(run.theta - found)) <= TOLERANCE * np.max(np.abs(found))
