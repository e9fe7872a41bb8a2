"""A network as a PyTorch script: the same layers and weights, and one training step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mlpviz.engine.records import Snapshot
from mlpviz.export.code.arrays import written_array, written_arrays
from mlpviz.export.code.exported import Exported
from mlpviz.export.code.inputs import answer_lines, input_lines
from mlpviz.export.code.languages import TORCH, function
from mlpviz.export.code.terms import argument, plain, value_of

MODULES: dict[str, Callable[[Any], str]] = {
    "ReLU": lambda f: "nn.ReLU()",
    "LeakyReLU": lambda f: f"nn.LeakyReLU({float(f.alpha)!r})",
    "Sigmoid": lambda f: "nn.Sigmoid()",
    "Tanh": lambda f: "nn.Tanh()",
    # PyTorch's own threshold replaces softplus by z where β z > 20, which is 2e-9 off.
    "Softplus": lambda f: f"nn.Softplus({float(f.beta)!r}, threshold=700.0)",
    "ELU": lambda f: f"nn.ELU({float(f.alpha)!r})",
    "GELU": lambda f: 'nn.GELU(approximate="tanh")',
    "SiLU": lambda f: "nn.SiLU()",
    "Softsign": lambda f: "nn.Softsign()",
}
"""The activations that PyTorch has; the others are written out."""
LOSSES: dict[str, Callable[[Any, int], str]] = {
    "SquaredError": lambda loss, outputs: "0.5 * nn.functional.mse_loss(y, t, reduction=\"none\").sum(dim=1)",
    "MeanSquaredError": lambda loss, outputs: "nn.functional.mse_loss(y, t, reduction=\"none\").mean(dim=1)",
    "CrossEntropy": lambda loss, outputs: (
        "nn.functional.binary_cross_entropy_with_logits(y, t, reduction=\"none\")[:, 0]" if outputs == 1
        else "nn.functional.cross_entropy(y, t, reduction=\"none\")"),
    "Huber": lambda loss, outputs:
        f"nn.functional.huber_loss(y, t, reduction=\"none\", delta={float(loss.delta)!r}).sum(dim=1)",
}  # fmt: skip
"""The losses of each sample that PyTorch has; the others are written out."""
OPTIMIZERS: dict[str, Callable[[Any], str]] = {
    "SGD": lambda rule: "SGD({0})",
    "Momentum": lambda rule: f"SGD({{0}}, momentum={rule.momentum!r})",
    "Nesterov": lambda rule: f"SGD({{0}}, momentum={rule.momentum!r}, nesterov={rule.momentum > 0})",
    "RMSProp": lambda rule: f"RMSprop({{0}}, alpha={rule.alpha!r}, eps={rule.epsilon!r})",
    "AdaGrad": lambda rule: f"Adagrad({{0}}, eps={rule.epsilon!r})",
    "Adam": lambda rule: f"Adam({{0}}, betas=({rule.beta1!r}, {rule.beta2!r}), eps={rule.epsilon!r})",
    "AdamW": lambda rule: (
        f"AdamW({{0}}, betas=({rule.beta1!r}, {rule.beta2!r}), eps={rule.epsilon!r}, weight_decay={rule.decay!r})"),
}  # fmt: skip
NETWORK = '''

class Network(nn.Module):
    """Gives what the loss takes; `predict` gives the answers."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            {layers},
        )

    def forward(self, x):
        return self.layers({given})


def predict(x):
    """The answers for inputs x (n, {inputs}), in the units of the data, (n, {outputs})."""
    with torch.no_grad():
        return {answers}


network = Network()


def train_step(x, t):
    """One update from a batch; returns the loss before it."""
    optimizer.zero_grad()
    loss = losses(network(x), t).{reduced}()'''


def torch_script(snapshot: Snapshot) -> str:
    """The text of a script that needs PyTorch; its `train_step` is the next update with a memory of zeros."""
    return "\n".join(_lines(Exported(snapshot))) + "\n"


def _lines(one: Exported) -> Iterator[str]:
    yield f'"""{one.about}, written by mlpviz.'
    yield "\nIt needs PyTorch. `predict` answers, `train_step` makes one update; the numbers stand at the end."
    yield '"""\n\nimport torch\nfrom torch import nn\n'
    yield "torch.set_default_dtype(torch.float64)  # as mlpviz computes; before any layer is made"
    yield from input_lines(one, TORCH)
    for activation, name in one.functions.items():
        if activation.name not in MODULES and activation.name != "Linear" and activation != one.link:
            yield f"\n\nclass {_title(name)}(nn.Module):"
            yield from ("    " + line if line else line for line in function(
                TORCH, "forward(self, z)", activation.label, value_of(activation)))  # fmt: skip
    yield "\n"
    yield from _losses(one)
    yield from _network(one)
    yield from answer_lines(one, TORCH)
    yield from _numbers(one)


def _title(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _losses(one: Exported) -> Iterator[str]:
    loss, outputs = one.spec.loss, one.spec.outputs
    head, about = "losses(y, t)", f"{loss.label} of each sample"
    if loss.name in LOSSES:
        yield f'def {head}:\n    """{about}"""\n    return {LOSSES[loss.name](loss, outputs)}'
    else:
        of = plain(loss.of_samples(argument("y", outputs), argument("t", outputs)))
        yield from function(TORCH, head, about, of)


def _network(one: Exported) -> Iterator[str]:
    spec, plan = one.spec, one.experiment.plan
    layers = []
    for at, layer in enumerate(spec.layers):
        layers.append(f"nn.Linear({spec.widths[at]}, {layer.units})")
        activation = layer.activation
        if activation.name in MODULES:
            layers.append(MODULES[activation.name](activation))
        elif activation.name != "Linear":
            layers.append(f"{_title(one.functions[activation])}()")
    if one.link:
        linear = max(at for at, text in enumerate(layers) if text.startswith("nn.Linear"))
        layers = layers[: linear + 1]  # the loss applies the link
    answers = {"Sigmoid": "torch.sigmoid(network(x))", "Softmax": "torch.softmax(network(x), dim=1)"}
    answer = answers[one.link.name] if one.link else "network(x)"
    yield NETWORK.format(
        layers=",\n            ".join(layers), inputs=spec.inputs, outputs=spec.outputs,
        given="inputs_of(x)" if spec.features or one.experiment.scaling.inputs else "x",
        answers=f"answers_of({answer})" if one.experiment.scaling.targets else answer,
        reduced="mean" if plan.reduction == "mean" else "sum",
    )  # fmt: skip
    which = "" if plan.penalize_biases else " if p.ndim == 2"
    penalized = [f"{plan.l1!r} * p.abs().sum()"] * bool(plan.l1) + [f"{plan.l2 / 2!r} * (p * p).sum()"] * bool(plan.l2)
    if penalized:
        yield f"    penalty = sum({' + '.join(penalized)} for p in network.parameters(){which})"
    yield f"    {'(loss + penalty)' if penalized else 'loss'}.backward()"
    if one.free is not None:
        yield "    for p, free in zip(network.parameters(), learns):\n        p.grad *= free"
    if plan.clip is not None:
        yield "    norm = torch.sqrt(sum((p.grad * p.grad).sum() for p in network.parameters()))"
        yield "    for p in network.parameters():"
        yield f"        p.grad *= min(1.0, {plan.clip!r} / max(norm.item(), 1e-300))"
    if one.free is not None:
        yield "    before = [p.detach().clone() for p in network.parameters()]"
    yield "    optimizer.step()"
    if one.free is not None:
        yield "    with torch.no_grad():"
        yield "        for p, was, free in zip(network.parameters(), before, learns):"
        yield "            p.copy_(torch.where(free == 1.0, p, was))"
    yield "    return loss.item()"


def _numbers(one: Exported) -> Iterator[str]:
    plan = one.experiment.plan
    call = "torch.tensor"
    yield "\n\n# weight (units, inputs) and bias (units,) of each layer, from the input side."
    yield from written_arrays("parameters", [part for W, b in one.weights for part in (W.T, b)], call)
    yield "with torch.no_grad():\n    for p, values in zip(network.parameters(), parameters):\n        p.copy_(values)"
    if one.free is not None:
        yield "# 1 for what learns, 0 for what is frozen or cut."
        yield from written_arrays("learns", [part for W, b in one.free for part in (W.T, b)], call)
    made = OPTIMIZERS[plan.optimizer.name](plan.optimizer).format(f"network.parameters(), lr={one.rate!r}")
    yield f"optimizer = torch.optim.{made}"
    x, t = one.batch
    yield f"# {one.batch_words}"
    yield from written_array("x = ", x, call)
    yield from written_array("t = ", t, call)
    yield '\nif __name__ == "__main__":'
    yield '    print("answers:", predict(x[:5]).tolist())'
    yield '    print("loss of the batch:", train_step(x, t), "and after one step:", train_step(x, t))'
