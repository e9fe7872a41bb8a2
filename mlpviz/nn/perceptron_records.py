"""What a perceptron did and became: frozen records of a sample seen, of a boundary, and of a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mlpviz.nn.exact import Number, Numbers


@dataclass(frozen=True)
class Seen:
    """One sample seen: what the unit answered, and what it learned from that."""

    number: int
    """Which sample this was since the start, from 1."""
    pass_number: int
    """In which pass over all samples, from 1."""
    place: int
    """Where in that pass, from 0."""
    index: int
    """Which sample it was, from 0."""
    inputs: Numbers
    """The inputs; the 1 of the bias comes first if there is one."""
    target: int
    products: Numbers
    """Each weight times its input, in the order of the inputs."""
    total: Number
    """Their sum w·x."""
    output: int
    """What the unit answered; in the ±1 form 0 if the sum was exactly 0, which is wrong for both classes."""
    mistake: bool
    correction: Number
    """What the inputs were multiplied by before they were added to the weights; 0 without a mistake."""
    before: Numbers
    """The weights before, the bias first if there is one."""
    after: Numbers
    """The weights after: before + correction × inputs."""

    @property
    def error(self) -> int:
        """Target − output."""
        return self.target - self.output


@dataclass(frozen=True)
class Boundary:
    """Where the answer changes: all x with normal·x = offset. In two dimensions a line."""

    normal: Numbers
    """The weights of the inputs; it points to the side of "yes"."""
    offset: Number

    @property
    def exists(self) -> bool:
        """False while all weights of inputs are 0, when the answer is the same everywhere."""
        return any(self.normal)

    def foot(self, x: Sequence[float] | None = None) -> tuple[float, ...]:
        """The place on the boundary nearest to `x`, the origin if None: where an arrow along the normal may stand."""
        if not self.exists:
            raise ValueError("the weights of all inputs are 0, so there is no boundary.")
        normal = [float(number) for number in self.normal]
        start = [0.0] * len(normal) if x is None else [float(number) for number in x]
        away = float(self.offset) - sum(n * s for n, s in zip(normal, start, strict=True))
        share = away / sum(n * n for n in normal)
        return tuple(s + share * n for n, s in zip(normal, start, strict=True))


@dataclass(frozen=True)
class Verdict:
    """What has become of the learning so far."""

    kind: Literal["converged", "cycling", "moving"]
    pass_number: int
    """Converged: the first pass without a mistake. Cycling: the pass at whose end the weights were back. Else the
    passes done."""
    period: int = 0
    """Cycling: after how many passes the weights come back."""
    period_mistakes: int = 0
    """Cycling: how many mistakes, and so changes of the weights, that takes."""
