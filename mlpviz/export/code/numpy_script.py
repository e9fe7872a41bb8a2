"""A network as a NumPy script: forward, and one training step, as a textbook would write them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mlpviz.engine.records import Snapshot
from mlpviz.engine.telling.naming import plain_of
from mlpviz.export.code.arrays import written_array, written_arrays
from mlpviz.export.code.exported import Exported
from mlpviz.export.code.inputs import answer_lines, input_lines
from mlpviz.export.code.languages import NUMPY, Text, function
from mlpviz.export.code.terms import argument, plain, slope_of, value_of, with_names
from mlpviz.nn.activation import Activation
from mlpviz.nn.registry import Choice

FORWARD = '''
def forward(x):
    """The sums and the outputs of every layer, for inputs x (n, {inputs}); the first outputs are what it is given."""
    sums, outputs = [], [{given}]
    for W, b, f in zip(weights, biases, functions):
        sums.append(outputs[-1] @ W + b)
        outputs.append(f(sums[-1]))
    return sums, outputs


def predict(x):
    """The answers for inputs x (n, {inputs}), in the units of the data, (n, {outputs})."""
    return {answers}
'''
STEP = '''
def train_step(x, t):
    """One update from a batch: forward, the slope of the loss back through every layer, then the optimizer."""
    sums, outputs = forward(x)
    dz = {first}
    gradients = []
    for layer in reversed(range(len(weights))):
        gradients = [outputs[layer].T @ dz, dz.sum(axis=0), *gradients]
        if layer > 0:
            dz = (dz @ weights[layer].T) * slopes[layer - 1](sums[layer - 1])
'''


def numpy_script(snapshot: Snapshot) -> str:
    """The text of a script that needs NumPy alone; its `train_step` is the next update with a memory of zeros."""
    return "\n".join(_lines(Exported(snapshot))) + "\n"


def _lines(one: Exported) -> Iterator[str]:
    yield f'"""{one.about}, written by mlpviz.'
    yield "\nIt needs NumPy alone. `predict` answers, `train_step` makes one update; the numbers stand at the end."
    yield '"""\n\nimport numpy as np'
    yield from input_lines(one, NUMPY)
    spec = one.spec
    learned = {layer.activation for layer in (spec.layers[:-1] if one.link else spec.layers)}
    for activation, name in one.functions.items():
        yield from _activation(activation, name, sloped=activation in learned)
    y, t = argument("y", spec.outputs), argument("t", spec.outputs)
    for head, about, of in (
        ("losses", "The loss of each sample", spec.loss.of_samples),
        ("loss_slope", "∂(loss of a sample)/∂y", spec.loss.slope),
    ):
        yield "\n"
        taken = "sums" if one.link else "outputs"
        yield from function(NUMPY, f"{head}(y, t)", f"{about}, for the {taken} y of the last layer.", plain(of(y, t)))
    yield "\n\n" + FORWARD.strip("\n").format(
        inputs=spec.inputs, outputs=spec.outputs, given="inputs_of(x)" if _given(one) else "x",
        answers="answers_of(forward(x)[1][-1])" if one.experiment.scaling.targets else "forward(x)[1][-1]",
    )  # fmt: skip
    yield from answer_lines(one, NUMPY)
    yield from _optimizer(one)
    yield from _step(one)
    yield from _numbers(one)


def _given(one: Exported) -> bool:
    return bool(one.spec.features or one.experiment.scaling.inputs)


def _activation(activation: Activation, name: str, *, sloped: bool) -> Iterator[str]:
    yield "\n"
    head = f"(z{_parameters(activation)})"
    about = f"f(z) = {plain_of(activation.formula)}"
    if any(letter in about for letter in "\\\""):
        about = activation.label
    yield from function(NUMPY, f"{name}{head}", about, value_of(activation, named=True))
    if sloped:
        yield "\n"
        yield from function(NUMPY, f"{name}_slope{head}", f"f'(z) of {activation.label}", slope_of(activation))


def _parameters(choice: Choice) -> str:
    """Its numbers, as arguments with a default."""
    return "".join(f", {name}={float(getattr(choice, name))!r}" for name in choice.spans())


def _optimizer(one: Exported) -> Iterator[str]:
    rule = one.experiment.plan.optimizer
    named: Any = with_names(rule)
    memory = tuple(argument(name) for name in rule.memory)
    made = named.step(argument("g"), memory, argument("rate"), argument("count"), argument("w"))
    text = Text(NUMPY, [plain(value) for value in made], made._fields)
    yield "\n"
    yield f"def {rule.name.casefold()}(g, w, memory, count, rate={one.rate!r}{_parameters(rule)}):"
    yield f'    """{rule.label}: the change of w for its gradient g, and what is remembered; count is 1, 2, 3 …"""'
    if rule.memory:
        yield f"    {', '.join(rule.memory)}{',' * (len(rule.memory) == 1)} = memory"
    yield from (f"    {line}" for line in text.lines)
    yield f"    return change, [{', '.join(rule.memory)}]"


def _step(one: Exported) -> Iterator[str]:
    plan = one.experiment.plan
    slope = "loss_slope(sums[-1], t)" if one.link else "loss_slope(outputs[-1], t) * slopes[-1](sums[-1])"
    yield "\n\n" + STEP.strip("\n").format(first=slope)
    if plan.reduction == "mean":
        yield "    gradients = [g / len(x) for g in gradients]"
    if plan.l1 or plan.l2:
        yield from _penalty(one)
    if one.free is not None:
        yield "    gradients = [g * free for g, free in zip(gradients, learns)]"
    if plan.clip is not None:
        yield "    norm = np.sqrt(sum((g * g).sum() for g in gradients))"
        yield f"    gradients = [g * min(1.0, {plan.clip!r} / max(norm, 1e-300)) for g in gradients]"
    yield "    state[\"count\"] += 1"
    yield "    for at, (w, g) in enumerate(zip(parameters, gradients)):"
    call = f"{plan.optimizer.name.casefold()}(g, w, state[\"memory\"][at], state[\"count\"])"
    yield f"        change, state[\"memory\"][at] = {call}"
    yield f"        w += change{' * learns[at]' if one.free is not None else ''}"
    reduced = "mean" if plan.reduction == "mean" else "sum"
    yield f"    return losses({'sums' if one.link else 'outputs'}[-1], t).{reduced}()"


def _penalty(one: Exported) -> Iterator[str]:
    plan = one.experiment.plan
    parts = [f"{plan.l1!r} * np.sign(w)"] * bool(plan.l1) + [f"{plan.l2!r} * w"] * bool(plan.l2)
    which = "" if plan.penalize_biases else " if w.ndim == 2 else g"
    yield f"    gradients = [g + {' + '.join(parts)}{which} for g, w in zip(gradients, parameters)]"


def _numbers(one: Exported) -> Iterator[str]:
    names = [one.functions[layer.activation] for layer in one.spec.layers]
    yield "\n"
    yield "# W (inputs, units) and b (units,) of each layer, from the input side."
    for name, at in (("weights", 0), ("biases", 1)):
        yield from written_arrays(name, [layer[at] for layer in one.weights], "np.array")
    yield f"functions = [{', '.join(names)}]"
    sloped = names[:-1] if one.link else names
    yield f"slopes = [{', '.join(f'{name}_slope' for name in sloped)}]"
    yield "parameters = [array for pair in zip(weights, biases) for array in pair]"
    if one.free is not None:
        yield "# 1 for what learns, 0 for what is frozen or cut, in the order of the parameters."
        yield from written_arrays("learns", [array for pair in one.free for array in pair], "np.array")
    remembered = len(one.experiment.plan.optimizer.memory)
    yield f"state = {{\"count\": 0, \"memory\": [[np.zeros_like(array)] * {remembered} for array in parameters]}}"
    x, t = one.batch
    yield f"# {one.batch_words}"
    yield from written_array("x = ", x, "np.array")
    yield from written_array("t = ", t, "np.array")
    yield '\nif __name__ == "__main__":'
    yield '    print("answers:", predict(x[:5]).tolist())'
    yield '    print("loss of the batch:", train_step(x, t), "and after one step:", train_step(x, t))'
