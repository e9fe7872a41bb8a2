"""A walk as it is written down: what it is about, what is given, and its operations chapter by chapter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from mlpviz.engine import letters
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.number import plain, whole
from mlpviz.engine.records import Walk
from mlpviz.engine.telling.explanation import Explanation
from mlpviz.engine.telling.naming import plain_of
from mlpviz.engine.telling.narrator import Narrator
from mlpviz.engine.telling.operations import Phase
from mlpviz.engine.telling.whole_walk import phase_title, subject_of, title_of

FINE = 9
"""Decimals where nobody has chosen."""


@dataclass(frozen=True)
class Given:
    """Numbers that the reader needs before the first operation."""

    title: str
    numbers: tuple[tuple[str, str], ...]
    """LaTeX of a name, and its number."""
    note: str = ""
    """In plain text; may hold names that the learner gave."""


@dataclass(frozen=True)
class Chapter:
    """A phase, and which operations of the walk it has here, from 0."""

    phase: Phase
    title: str
    indices: range


class Story:
    """One walk with the decimals that it is told with; with `only`, the operations of one sample and the update."""

    def __init__(self, walk: Walk | Narrator, digits: int = FINE, only: int | None = None) -> None:
        self.narrator = walk if isinstance(walk, Narrator) else Narrator(walk)
        self.operations, self.digits = self.narrator.operations, digits
        self.samples = self.operations.samples
        self.only = only if self.samples > 1 else None

    @property
    def title(self) -> str:
        """What is walked, in one line."""
        return title_of(self.narrator)

    @property
    def subject(self) -> str:
        """The example or preset."""
        return subject_of(self.narrator)

    @property
    def about(self) -> str:
        """Where an example comes from and what it shows; "" for anything else."""
        example = EXAMPLES.get(self.narrator.walk.experiment.example)
        return f"{example.source}. {example.about}" if example else ""

    @property
    def limits(self) -> str:
        """What is left out, in one sentence; "" if nothing is."""
        if self.only is None:
            return ""
        here, samples = self.only + 1, self.samples
        return f"Of the {samples} samples only sample {here} is written out; the update uses the gradients of all."

    def told(self, index: int) -> Explanation:
        """The explanation of an operation."""
        return self.narrator.tell(index, self.digits)

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """Every phase that is told, in the order of the walk."""
        return tuple(self._chapters())

    @cached_property
    def indices(self) -> tuple[int, ...]:
        """The operations that are told, from 0."""
        return tuple(index for chapter in self.chapters for index in chapter.indices)

    def _chapters(self) -> Iterator[Chapter]:
        at = 0
        while at < len(self.operations):
            phase = self.operations.phase_of(at)
            if self.only is None or phase.sample in (self.only, -1):
                yield Chapter(phase, phase_title(phase, self.samples), range(at, at + phase.count))
            at = phase.start + phase.count

    # what is given

    @cached_property
    def given(self) -> tuple[Given, ...]:
        """Inputs and targets, weights and biases, and how the network is trained."""
        return (*self._samples(), *self._layers(), self._training(), *self._memory())

    def _samples(self) -> Iterator[Given]:
        walk, names = self.narrator.walk, self.narrator.names
        for at in range(self.samples) if self.only is None else (self.only,):
            inputs = tuple((names.unit(0, unit), whole(value)) for unit, value in enumerate(walk.x[at].tolist()))
            targets = tuple((names.target(unit), whole(value)) for unit, value in enumerate(walk.t[at].tolist()))
            title = f"Sample {at + 1} of {self.samples}" if self.samples > 1 else "The sample"
            yield Given(title, inputs + targets, self._words(int(walk.indices[at])))

    def _words(self, point: int) -> str:
        """What the learner calls a point's inputs and its class or values."""
        experiment, found = self.narrator.walk.experiment, []
        naming, points = experiment.naming, experiment.points
        for at in range(points.x.shape[1]):
            if naming.input_name(at):
                found.append(f"{naming.input_name(at)} {plain(points.x[point, at], 9)}")
        if points.labels is not None:
            found.append(naming.class_name(int(points.labels[point])))
        elif naming.value_name():
            found.append(naming.value_name())
        return ", ".join(found)

    def _layers(self) -> Iterator[Given]:
        recorded, names = self.narrator.recorded, self.narrator.names
        for layer in range(1, recorded.layers + 1):
            units, sources = range(recorded.widths[layer]), range(recorded.widths[layer - 1])
            weights = {
                names.weight(layer, source, unit): whole(recorded.old_value(layer, unit, source))
                for unit in units for source in sources
            }
            biases = {names.bias(layer, unit): whole(recorded.old_value(layer, unit, -1)) for unit in units}
            linked = layer == recorded.layers and recorded.link is not None
            function = recorded.link if linked else recorded.activations[layer - 1]
            assert function is not None
            yield Given(f"Layer {layer}", (*weights.items(), *biases.items()), function.label)

    def _training(self) -> Given:
        spec, plan = self.narrator.walk.experiment.network, self.narrator.walk.experiment.plan
        rule = plan.optimizer
        numbers = [(r"\eta", whole(self.narrator.recorded.rate))]
        for name, value in rule.parameters().items():
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                numbers.append((rule.symbols.get(name, letters.latex(name)), whole(value)))
        numbers += [(symbol, whole(value)) for symbol, value in ((r"\lambda_1", plan.l1), (r"\lambda_2", plan.l2))
                    if value]
        note = f"{rule.label}, {spec.loss.label.lower()}"
        if self.samples > 1:
            note += f", {plan.reduction} over {self.samples} samples"
        if plan.clip is not None:
            note += f", gradients clipped at the norm {whole(plan.clip)}"
        if not spec.train_biases:
            note += ", biases stay as they are"
        return Given("Training", tuple(numbers), note)

    def _memory(self) -> Iterator[Given]:
        """What the optimizer remembers of earlier updates."""
        recorded, rule = self.narrator.recorded, self.narrator.walk.experiment.plan.optimizer
        for name in rule.memory:
            numbers = []
            for index in self.chapters[-1].indices:
                op = self.operations[index]
                value = recorded.memory(name, op.layer, op.unit, op.source)
                numbers.append((rf"{name}({self.narrator.label(index)})", whole(value)))
            if any(text != "0" for _, text in numbers):
                yield Given(f"Memory of {rule.label}", tuple(numbers), "from earlier updates")


def spoken(text: str) -> str:
    """Words with LaTeX between dollar signs, as plain text."""
    return "".join(plain_of(part) if at % 2 else part for at, part in enumerate(text.split("$")))
