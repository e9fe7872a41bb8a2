"""A walk as it is written down: what it is about, what is given, and its operations chapter by chapter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.records import Walk
from mlpviz.engine.telling.explanation import Explanation
from mlpviz.engine.telling.given import Given, given_of
from mlpviz.engine.telling.naming import plain_of
from mlpviz.engine.telling.narrator import Narrator
from mlpviz.engine.telling.operations import Phase
from mlpviz.engine.telling.whole_walk import phase_title, subject_of, title_of

FINE = 9
"""Decimals where nobody has chosen."""


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

    @cached_property
    def given(self) -> tuple[Given, ...]:
        """Inputs and targets, weights and biases, and how the network is trained."""
        return given_of(self.narrator, self.only)


def spoken(text: str) -> str:
    """Words with LaTeX between dollar signs, as plain text."""
    return "".join(plain_of(part) if at % 2 else part for at, part in enumerate(text.split("$")))
