"""What the reader of a walk needs before its first operation: inputs, targets, weights, biases, and the training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mlpviz.engine import letters
from mlpviz.engine.number import plain, whole
from mlpviz.engine.telling.narrator import Narrator


@dataclass(frozen=True)
class Given:
    """Numbers that the reader needs before the first operation."""

    title: str
    numbers: tuple[tuple[str, str], ...]
    """LaTeX of a name, and its number."""
    note: str = ""
    """In plain text; may hold names that the learner gave."""


def given_of(narrator: Narrator, only: int | None = None) -> tuple[Given, ...]:
    """Inputs and targets of every sample, or of `only` one; weights and biases; and how the network is trained."""
    return (*samples_of(narrator, only), *_layers(narrator), training_of(narrator), *memory_of(narrator))


def samples_of(narrator: Narrator, only: int | None = None) -> Iterator[Given]:
    """Inputs and targets of every sample of the batch, or of `only` one."""
    walk, names, samples = narrator.walk, narrator.names, narrator.operations.samples
    for at in range(samples) if only is None else (only,):
        inputs = tuple((names.unit(0, unit), whole(value)) for unit, value in enumerate(walk.x[at].tolist()))
        targets = tuple((names.target(unit), whole(value)) for unit, value in enumerate(walk.t[at].tolist()))
        title = f"Sample {at + 1} of {samples}" if samples > 1 else "The sample"
        yield Given(title, inputs + targets, _words(narrator, int(walk.indices[at])))


def _words(narrator: Narrator, point: int) -> str:
    """What the learner calls a point's inputs and its class or values."""
    experiment, found = narrator.walk.experiment, []
    naming, points = experiment.naming, experiment.points
    for at in range(points.x.shape[1]):
        if naming.input_name(at):
            found.append(f"{naming.input_name(at)} {plain(points.x[point, at], 9)}")
    if points.labels is not None:
        found.append(naming.class_name(int(points.labels[point])))
    elif naming.value_name():
        found.append(naming.value_name())
    return ", ".join(found)


def function_of(narrator: Narrator, layer: int) -> str:
    """The name of the activation of a layer, from 1; of the last one, that which the loss applies."""
    recorded = narrator.recorded
    linked = layer == recorded.layers and recorded.link is not None
    function = recorded.link if linked else recorded.activations[layer - 1]
    assert function is not None
    return function.label


def _layers(narrator: Narrator) -> Iterator[Given]:
    recorded, names = narrator.recorded, narrator.names
    for layer in range(1, recorded.layers + 1):
        units, sources = range(recorded.widths[layer]), range(recorded.widths[layer - 1])
        weights = {
            names.weight(layer, source, unit): whole(recorded.old_value(layer, unit, source))
            for unit in units for source in sources
        }  # fmt: skip
        biases = {names.bias(layer, unit): whole(recorded.old_value(layer, unit, -1)) for unit in units}
        yield Given(f"Layer {layer}", (*weights.items(), *biases.items()), function_of(narrator, layer))


def training_of(narrator: Narrator) -> Given:
    """The optimizer with its numbers, the loss, and what else makes the update."""
    spec, plan = narrator.walk.experiment.network, narrator.walk.experiment.plan
    rule, samples = plan.optimizer, narrator.operations.samples
    numbers = [(r"\eta", whole(narrator.recorded.rate))]
    for name, value in rule.parameters().items():
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            numbers.append((rule.symbols.get(name, letters.latex(name)), whole(value)))
    numbers += [(symbol, whole(value)) for symbol, value in ((r"\lambda_1", plan.l1), (r"\lambda_2", plan.l2)) if value]
    note = f"{rule.label}, {spec.loss.label.lower()}"
    if samples > 1:
        note += f", {plan.reduction} over {samples} samples"
    if plan.clip is not None:
        note += f", gradients clipped at the norm {whole(plan.clip)}"
    if not spec.train_biases:
        note += ", biases stay as they are"
    return Given("Training", tuple(numbers), note)


def memory_of(narrator: Narrator) -> Iterator[Given]:
    """What the optimizer remembers of earlier updates."""
    recorded, rule, operations = narrator.recorded, narrator.walk.experiment.plan.optimizer, narrator.operations
    for name in rule.memory:
        numbers = []
        for index in range(operations.samples * operations.per_sample, len(operations)):
            op = operations[index]
            value = recorded.memory(name, op.layer, op.unit, op.source)
            numbers.append((rf"{name}({narrator.label(index)})", whole(value)))
        if any(text != "0" for _, text in numbers):
            yield Given(f"Memory of {rule.label}", tuple(numbers), "from earlier updates")
