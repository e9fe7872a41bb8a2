"""Frozen records of a perceptron's learning: a sample seen, a decision boundary, and a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mlpviz.nn.exact import Number, Numbers


@dataclass(frozen=True)
class Seen:
    """One sample seen: the output of the unit, and the change of the weights."""

    number: int
    """Number of this record since the start, from 1."""
    pass_number: int
    """The pass over all samples, from 1."""
    place: int
    """Position in that pass, from 0."""
    index: int
    """Index of the sample, from 0."""
    inputs: Numbers
    """The inputs; with a bias, its 1 comes first."""
    target: int
    products: Numbers
    """Each weight times its input, in the order of the inputs."""
    total: Number
    """Their sum w·x."""
    output: int
    """The output; in the ±1 form 0 if the sum was exactly 0, which is a mistake for both classes."""
    mistake: bool
    correction: Number
    """The factor of the inputs in the change of the weights; 0 without a mistake."""
    before: Numbers
    """The weights before; with a bias, it comes first."""
    after: Numbers
    """The weights after: before + correction × inputs."""

    @property
    def error(self) -> int:
        """Target − output."""
        return self.target - self.output


@dataclass(frozen=True)
class Boundary:
    """The decision boundary: all x with normal·x = offset. In two dimensions it is a line."""

    normal: Numbers
    """The weights of the inputs; the vector points to the side of "yes"."""
    offset: Number

    @property
    def exists(self) -> bool:
        """False if all weights of inputs are 0: the output is then the same everywhere."""
        return any(self.normal)

    def foot(self, x: Sequence[float] | None = None) -> tuple[float, ...]:
        """The point of the boundary nearest to `x` (None: the origin). Raises ValueError if there is no boundary."""
        if not self.exists:
            raise ValueError("the weights of all inputs are 0, so there is no boundary.")
        normal = [float(number) for number in self.normal]
        start = [0.0] * len(normal) if x is None else [float(number) for number in x]
        away = float(self.offset) - sum(n * s for n, s in zip(normal, start, strict=True))
        share = away / sum(n * n for n in normal)
        return tuple(s + share * n for n, s in zip(normal, start, strict=True))


@dataclass(frozen=True)
class Verdict:
    """What the passes so far show."""

    kind: Literal["converged", "cycling", "moving"]
    pass_number: int
    """Converged: the first pass without a mistake. Cycling: the pass after which earlier weights returned. Else the
    number of completed passes."""
    period: int = 0
    """Cycling: the number of passes after which the weights repeat."""
    period_mistakes: int = 0
    """Cycling: the number of mistakes in one period."""
