"""A whole phase at once: what it is for in words, everything on the graph that takes part, and a line an operation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from mlpviz.engine.telling.explanation import Explanation, Mark, Role, Term
from mlpviz.engine.telling.narrator import Narrator
from mlpviz.engine.telling.operations import Phase
from mlpviz.engine.telling.whole_walk import rows_of


@dataclass(frozen=True)
class PhaseLine:
    """One operation of a phase on one line."""

    index: int
    """The operation in the walk."""
    symbol: str
    """LaTeX of its result."""
    numbers: str
    """The right side in numbers, plain text: "0.252 · (−1.973) + 0.35"."""
    sign: str
    """"=" or "≈"."""
    result: str
    """The result as plain text."""
    value: float
    role: Role
    """What decides its colour."""
    backward: bool
    mark: Mark | None
    """Its place on the graph."""


class PhaseStory:
    """Tells one phase of a walk. Lines are worked out on request, so that a huge phase needs no time."""

    def __init__(self, narrator: Narrator, phase: Phase) -> None:
        self._narrator, self.phase = narrator, phase
        self._names, self._recorded = narrator.names, narrator.recorded
        self._word = "error" if self._names.loss == "E" else "loss"

    def __len__(self) -> int:
        """The number of operations."""
        return self.phase.count

    def line(self, at: int, digits: int = 9) -> PhaseLine:
        """The operation at a place within the phase."""
        index = self.phase.start + at
        told = self._narrator.tell(index, digits)
        row = next(rows_of(told, self._recorded.samples, digits))
        sign, _, result = row.result.partition(" ")
        return PhaseLine(index, self._narrator.label(index), row.numbers.removeprefix("= "), sign, result, told.result,
                         told.terms[0].role, told.backward and self.phase.move != "update", told.terms[0].mark)

    @cached_property
    def question(self) -> str:
        """The question that the phase answers."""
        layer = self.phase.layer
        return {
            "forward": f"What does layer {layer} make of what arrives?",
            "loss": "How far from its target is the answer?",
            "backward": f"How much does each weight into layer {layer} change the {self._word}?",
            "update": "Where does every weight go?",
        }[self.phase.move]

    @cached_property
    def sentence(self) -> str:
        """What happens in the phase and why."""
        phase, recorded = self.phase, self._recorded
        last = phase.layer == recorded.layers
        biases = " and every bias" if recorded.spec.train_biases else ""
        if phase.move == "forward":
            label = recorded.activations[phase.layer - 1].label
            text = "Every unit adds up what arrives, times its weights, and its bias."
            if last and recorded.link is not None:
                return f"{text} The loss turns these sums into probabilities."
            return f"{text} Its activation, {label}, turns the sum into what it passes on."
        if phase.move == "loss":
            return f"The {self._word} says in one number how far the answer is from its target."
        if phase.move == "update":
            return f"The optimizer moves every weight{biases} by its step: usually against the gradient of the batch."
        passed = "The loss says how much each output changes it." if last else \
            f"Each unit collects what comes back on its edges from layer {phase.layer + 1}."
        return f"{passed} Times the slope of its activation that is its error signal δ, and δ times what arrives on " \
               "an edge is the gradient of that weight."

    @cached_property
    def told(self) -> Explanation:
        """The last operation of the phase as an explanation that is about all of it: its marks are those of all."""
        last = self._narrator.tell(self.phase.start + self.phase.count - 1)
        marks = tuple(dict.fromkeys(self._marks()))
        flow = tuple(mark for mark in marks if mark.kind == "edge" and self._flows(mark))
        return replace(last, heading=self.phase.title, question=self.question, sentence=self.sentence, terms=(),
                       arithmetic=(), preview=(), addends=(), marks=marks, flow=flow, tick=None)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """What units show besides their sum and output: backward, their error signals."""
        layer, recorded = self.phase.layer, self._recorded
        if self.phase.move != "backward":
            return ()
        deltas = recorded.deltas[layer][self.phase.sample]
        return tuple(
            Term(self._names.delta(layer, unit), float(delta), "gradient", "", Mark("unit", layer, unit))
            for unit, delta in enumerate(deltas))

    def _flows(self, mark: Mark) -> bool:
        """Whether something travels on an edge: forward into the layer, or back out of the one behind it."""
        layer = self.phase.layer
        if self.phase.move == "forward":
            return mark.layer == layer
        return self.phase.move == "backward" and mark.layer == layer + 1

    def _marks(self) -> Iterator[Mark]:
        widths, layer, last = self._recorded.widths, self.phase.layer, self._recorded.layers
        if self.phase.move == "loss":
            yield Mark("loss", last + 1, 0)
            yield from (Mark("unit", last, unit) for unit in range(widths[last]))
            yield from (Mark("edge", last + 1, 0, unit) for unit in range(widths[last]))
            return
        if self.phase.move == "forward":
            yield from (Mark("unit", layer - 1, unit) for unit in range(widths[layer - 1]))
        layers = range(1, last + 1) if self.phase.move == "update" else (layer,)
        for at in layers:
            yield from (Mark("unit", at, unit) for unit in range(widths[at]))
            yield from (Mark("bias", at, unit) for unit in range(widths[at]))
            yield from (Mark("edge", at, unit, source) for unit in range(widths[at])
                        for source in range(widths[at - 1]))
        if self.phase.move == "backward" and layer == last:
            yield Mark("loss", last + 1, 0)
            yield from (Mark("edge", last + 1, 0, unit) for unit in range(widths[last]))
        elif self.phase.move == "backward":
            yield from (Mark("unit", layer + 1, unit) for unit in range(widths[layer + 1]))
            yield from (Mark("edge", layer + 1, unit, source) for unit in range(widths[layer + 1])
                        for source in range(widths[layer]))
