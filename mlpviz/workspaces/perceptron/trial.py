"""A perceptron learning one gate: how far it has come, and where its boundary was before."""

from __future__ import annotations

from mlpviz.data.gates import CORNERS, GATES
from mlpviz.nn.perceptron import Boundary, Perceptron, Seen


class Trial:
    """Rosenblatt's rule on the four points of a gate, from zero weights, with learning rate 1 and a bias."""

    def __init__(self, gate: str, samples: int = 0) -> None:
        """Show so many samples. ValueError for an unknown gate, or for a number that is not a whole one from 0."""
        if not isinstance(gate, str) or gate not in GATES:
            raise ValueError(f"gate is {gate!r}; allowed is {', '.join(GATES)}.")
        if isinstance(samples, bool) or not isinstance(samples, int) or samples < 0:
            raise ValueError(f"samples is {samples!r}; allowed is a whole number from 0.")
        self.gate = GATES[gate]
        self.perceptron = Perceptron(CORNERS, self.gate.targets)
        self.records: list[Seen] = []
        self._see(samples)

    def one_sample(self) -> None:
        """Show the next sample."""
        self.records.append(self.perceptron.step())

    def one_pass(self) -> None:
        """Show the samples that are left of this pass, or all of the next one."""
        self.records.extend(self.perceptron.one_pass())

    def back(self) -> None:
        """Take the last sample back: the rule is exact, so the samples before it give the same weights again."""
        self._see(max(0, len(self.records) - 1))

    def reset(self) -> None:
        """Go back to zero weights."""
        self._see(0)

    def _see(self, samples: int) -> None:
        self.perceptron.reset()
        self.records = [self.perceptron.step() for _ in range(samples)]

    @property
    def last(self) -> Seen | None:
        """The sample seen last; None before the first."""
        return self.records[-1] if self.records else None

    def earlier_boundaries(self, most: int = 12) -> list[Boundary]:
        """Where the boundary was before each of the last mistakes, the oldest first."""
        before = [seen.before for seen in self.records if seen.mistake][-most:]
        lines = [self.perceptron.boundary_of(weights) for weights in before]
        return [line for line in lines if line.exists]
