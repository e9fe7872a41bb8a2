from __future__ import annotations

import itertools
from dataclasses import FrozenInstanceError, fields
from typing import Any, cast

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.edge_lenses import edge_lenses
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.run import Run
from mlpviz.nn.activations import Tanh, activations
from mlpviz.nn.features import features
from mlpviz.nn.initializers import initializers
from mlpviz.nn.losses import losses
from mlpviz.nn.optimizers import optimizers
from mlpviz.nn.schedules import schedules

REGISTRIES = (activations, edge_lenses, initializers, losses, optimizers, schedules, features)
CHOICES = [(registry, choice) for registry in REGISTRIES for choice in registry]
EVERYWHERE = [choice for choice in activations if not choice.only_as_link]
Z = np.array([-30.0, -3.0, -1.0, -0.3, 0.2, 0.9, 2.5, 30.0])
OUTPUTS = (1, 3)


def named(choice):
    return choice.__name__ if isinstance(choice, type) else None


def allowed_pairs():
    for loss, activation, outputs in itertools.product(losses, activations, OUTPUTS):
        if loss().refusal(activation(), outputs) is None:
            yield loss, activation, outputs


def refused_pairs():
    for loss, activation, outputs in itertools.product(losses, activations, OUTPUTS):
        if loss().refusal(activation(), outputs) is not None:
            yield loss, activation, outputs


def experiment_of(loss, activation, outputs, hidden=Tanh):
    random = np.random.default_rng(4)
    labels = np.arange(12) % max(2, outputs)
    network = NetworkSpec(
        [LayerSpec(4, hidden()), LayerSpec(3, hidden()), LayerSpec(outputs, activation())], loss=loss()
    )
    start = random.normal(0.0, 0.7, network.parameter_count)
    start[-outputs:] += 3.0  # so that an output that is cut off below zero has something to say
    network = NetworkSpec(network.layers, loss=loss(), theta=start)
    return Experiment(PointSet(random.normal(0.0, 1.0, (12, 2)), labels), network)


@pytest.mark.parametrize(("loss", "activation", "outputs"), list(allowed_pairs()), ids=named)
@pytest.mark.parametrize("hidden", EVERYWHERE, ids=named)
def test_that_the_gradient_agrees_with_central_differences(loss, activation, outputs, hidden):
    run = Run(experiment_of(loss, activation, outputs, hidden))

    check = run.check_gradient()

    assert check < 1e-6
    assert check.checked + check.too_small + check.at_kinks == run.theta.size
    assert check.checked or "Step" in (hidden.__name__, activation.__name__)


@pytest.mark.parametrize("activation", EVERYWHERE, ids=named)
@pytest.mark.parametrize("loss", ["SquaredError", "MeanSquaredError", "Huber"])
@pytest.mark.parametrize("outputs", OUTPUTS)
def test_that_the_gradient_of_numbers_to_predict_agrees_with_central_differences(loss, activation, outputs):
    random = np.random.default_rng(6)
    network = NetworkSpec(
        [LayerSpec(4), LayerSpec(outputs, activation())],
        "Normal",
        loss,
        inputs=3,
        seed=1,
    )
    points = PointSet(random.normal(0.0, 1.0, (9, 3)), targets=random.normal(0.0, 2.0, (9, outputs)))

    assert Run(Experiment(points, network, Plan(l1=0.01, l2=0.1, penalize_biases=True))).check_gradient() < 1e-6


@pytest.mark.parametrize(("loss", "activation", "outputs"), list(refused_pairs()), ids=named)
def test_that_a_pair_that_does_not_fit_is_refused_with_the_fix(loss, activation, outputs):
    with pytest.raises(ValueError) as refusal:
        NetworkSpec([LayerSpec(outputs, activation())], loss=loss())

    text = str(refusal.value)
    assert loss.__name__ in text
    assert activation.__name__ in text
    fix = text.partition("choose ")[2]
    assert any(choice.__name__ in fix and loss().refusal(choice(), outputs) is None for choice in activations), (
        "the advice must be one that is not refused"
    )


def test_that_every_loss_goes_with_some_output():
    for loss, outputs in itertools.product(losses, OUTPUTS):
        assert any(loss().refusal(activation(), outputs) is None for activation in activations)


def test_that_cross_entropy_refuses_all_but_its_own_link():
    refused = {
        (activation.__name__, outputs) for loss, activation, outputs in refused_pairs() if named(loss) == "CrossEntropy"
    }

    assert refused == {(name, outputs) for name in activations.names() for outputs in OUTPUTS} - {
        ("Sigmoid", 1),
        ("Softmax", 3),
    }


def test_that_a_wrong_slope_is_found_by_the_gradient_check():
    class Crooked(Tanh):
        def slope(self, z, a):
            return 1.0 - a

    layers = [LayerSpec(4, Crooked()), LayerSpec(1, "Sigmoid")]
    run = Run(
        Experiment(
            experiment_of(losses.make("CrossEntropy").__class__, activations.make("Sigmoid").__class__, 1).points,
            NetworkSpec(layers),
        )
    )

    assert run.check_gradient() > 1e-2


@pytest.mark.parametrize("activation", EVERYWHERE, ids=named)
def test_that_the_slope_is_the_steepness_of_the_value(activation):
    f, h = activation(), 1e-6

    numeric = (f.value(Z + h) - f.value(Z - h)) / (2 * h)

    assert f.slope(Z, f.value(Z)) == pytest.approx(numeric, abs=1e-8)


@pytest.mark.parametrize("activation", EVERYWHERE, ids=named)
def test_that_an_activation_is_the_same_for_arrays_and_single_numbers(activation):
    f = activation()

    assert [float(f.value(float(z))) for z in Z] == f.value(Z).tolist()
    assert [float(f.slope(float(z), f.value(float(z)))) for z in Z] == f.slope(Z, f.value(Z)).tolist()


@pytest.mark.parametrize("activation", EVERYWHERE, ids=named)
@pytest.mark.parametrize("kind", [np.array, np.float64, float], ids=lambda kind: kind.__name__)
def test_that_nothing_overflows_far_out(activation, kind):
    f = activation()

    with np.errstate(all="raise", under="ignore"):  # what is too small for a number is rightly 0
        for size in (40.0, 700.0, 746.0, 1000.0):
            for z in (kind(size), kind(-size)):
                a = f.value(z)
                assert np.isfinite(a)
                assert np.isfinite(f.slope(z, a))


@pytest.mark.parametrize("activation", EVERYWHERE, ids=named)
def test_that_no_activation_ever_leaves_its_bounds(activation):
    f = activation()

    a = f.value(np.array([-1e300, -1000.0, -40.0, 0.0, 40.0, 1000.0, 1e300]))

    assert np.isfinite(a).all()
    if f.bounds is not None:
        assert (a >= f.bounds[0]).all()
        assert (a <= f.bounds[1]).all()


@pytest.mark.parametrize(("registry", "choice"), CHOICES, ids=lambda one: named(one) or getattr(one, "kind", None))
class TestEveryChoice:
    def test_that_it_says_what_it_is(self, registry, choice):
        made = choice()

        assert made.label
        assert len(made.about.split()) >= 4
        assert made.about.endswith((".", ")"))

    def test_that_its_form_makes_an_equal_choice(self, registry, choice):
        made = choice()

        assert registry.make(made.form()) == made
        assert registry.make(made.name) == made
        assert registry.make(made) is made

    def test_that_its_parameters_keep_to_their_spans(self, registry, choice):
        for field in fields(choice):
            if "text" in field.metadata:
                continue
            allowed = field.metadata["span"]
            assert allowed.low <= field.default <= allowed.high
            for end in (allowed.low, allowed.high):
                changed = registry.make({"name": choice.__name__, field.name: end})
                assert registry.make(changed.form()) == changed
            for beyond in (allowed.low - 1.0, allowed.high + 1.0, float("nan"), "0.5", None, True):
                with pytest.raises(ValueError, match=rf"{choice.__name__}\.{field.name} is .*allowed is"):
                    registry.make({"name": choice.__name__, field.name: beyond})

    def test_that_it_can_be_hashed_but_not_changed(self, registry, choice):
        made = choice()

        assert hash(made) == hash(choice())
        with pytest.raises(FrozenInstanceError):
            made.label = "another"


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.kind)
def test_that_an_unknown_choice_is_refused_with_what_there_is(registry):
    for wrong in ("Nonsense", "", {"name": "Nonsense"}, {"no": "name"}, 3, None):
        with pytest.raises(ValueError) as refusal:
            registry.make(wrong)
        assert registry.kind in str(refusal.value)
        assert all(name in str(refusal.value) for name in registry.names())


def test_that_a_choice_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="is no activation"):
        activations.make(cast(Any, optimizers.make("Adam")))


def test_that_an_unknown_parameter_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match=r"Adam got parameters \['momentum'\]; it has beta1, beta2, epsilon"):
        optimizers.make({"name": "Adam", "momentum": 0.9})


def test_that_the_old_names_of_the_initializers_stay():
    assert initializers.make("Xavier") == initializers.make("XavierUniform")
    assert initializers.make("He") == initializers.make("HeNormal")


@pytest.mark.parametrize("optimizer", [*optimizers], ids=named)
def test_that_every_optimizer_goes_downhill(optimizer):
    experiment = experiment_of(losses.make("CrossEntropy").__class__, activations.make("Sigmoid").__class__, 1)
    run = Run(Experiment(experiment.points, experiment.network, Plan(optimizer(), 0.01, 100)))
    before = run.scores().train_loss

    for _ in range(50):
        run.epoch()

    assert run.scores().train_loss < before


@pytest.mark.parametrize("optimizer", [*optimizers], ids=named)
def test_that_the_lines_of_an_optimizer_name_every_value_of_its_step(optimizer):
    rule = optimizer()

    step = rule.step(np.array([1.0]), tuple(np.zeros(1) for _ in rule.memory), 0.1, 1)

    assert len(rule.lines) == len(step)
    assert set(rule.memory) <= set(step._fields)
    assert step._fields[-1] == "change"
