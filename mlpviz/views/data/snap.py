"""The grid that clicks are put on: round steps that fit the area, and places on them that are exact decimals."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mlpviz.data.area import Area
from mlpviz.engine import number
from mlpviz.nn.arrays import Array

PARTS = {"coarse": 12, "medium": 24, "fine": 60}
"""Into how many steps each grid divides the width of the area: 0.5, 0.25 and 0.1 in the square from −3 to 3."""
ROUND = (10, 20, 25, 50)
"""Steps are one of these times a power of ten."""
NEAR = 1e-6
"""What lies no further from the grid, in steps, is on it: only the rounding of sums keeps it away."""


@dataclass(frozen=True)
class Step:
    """A step of a grid, digits · 10^exponent: 25 · 10⁻² is 0.25."""

    digits: int
    exponent: int

    @property
    def size(self) -> float:
        """The step as a number."""
        return self.at(1)

    def at(self, count: int) -> float:
        """So many steps from 0: the double nearest to the decimal number, so three steps of 0.1 are 0.3."""
        return float(f"{count * self.digits}e{self.exponent}")

    def nearest(self, value: float) -> float:
        """The place of the grid that is nearest to a value."""
        return self.at(round(value / self.size))

    def settled(self, value: float) -> float:
        """The value itself, but exactly on the grid if it is next to it."""
        nearest = self.nearest(value)
        return nearest if abs(value - nearest) <= NEAR * self.size else value


def step_for(width: float, parts: int) -> Step:
    """The round step that comes nearest to so many parts of a width."""
    wanted = width / parts
    power = math.floor(math.log10(wanted)) - 1
    steps = [Step(digits, power + more) for more in (-1, 0, 1) for digits in ROUND]
    return min(steps, key=lambda step: abs(math.log(step.size / wanted)))


class Snapping:
    """Whether clicks are put on a grid, and on which. Places are (x₁, x₂); each axis has a step of its own."""

    def __init__(self) -> None:
        self.on = False
        self.held = False
        """Whether a key puts clicks on the grid for the moment."""
        self.grid = "coarse"
        self._area = Area()
        self.steps = self._fitting()

    @property
    def active(self) -> bool:
        """Whether the next click is put on the grid."""
        return self.on or self.held

    def choose(self, grid: str) -> None:
        """Use the grid "coarse", "medium" or "fine"; raises KeyError for another name."""
        self.grid = grid
        self.steps = self._fitting()

    def show_area(self, area: Area) -> None:
        """Fit the steps to an area."""
        self._area = area
        self.steps = self._fitting()

    def _fitting(self) -> tuple[Step, Step]:
        parts = PARTS[self.grid]
        return step_for(self._area.width, parts), step_for(self._area.height, parts)

    def words(self) -> str:
        """The steps of both axes: "grid 0.5", "grid 0.5 × 20"."""
        sizes = dict.fromkeys(number.whole(step.size) for step in self.steps)
        return f"grid {' × '.join(sizes)}"

    def place(self, at: Array) -> Array:
        """Where a click at a place (2,) goes."""
        if not self.active:
            return at
        return np.array([step.nearest(float(value)) for step, value in zip(self.steps, at, strict=True)])

    def moved(self, x: Array, by: Array, held: int) -> Array:
        """Points (m, 2) moved by (2,). The one at index `held` lands on the grid; the others keep their distance."""
        if not self.on:
            return x + by
        target = [step.nearest(float(value)) for step, value in zip(self.steps, x[held] + by, strict=True)]
        return self._settled(x + (np.array(target) - x[held]))

    def nudged(self, x: Array, across: int, up: int, step: Array) -> Array:
        """Points (m, 2) moved by so many steps: those of the grid, or else `step` (2,)."""
        if not self.on:
            return x + step * np.array([across, up], dtype=np.float64)
        return self._settled(x + np.array([across * self.steps[0].size, up * self.steps[1].size]))

    def _settled(self, x: Array) -> Array:
        columns = zip(self.steps, x.T, strict=True)
        return np.array([[step.settled(value) for value in column.tolist()] for step, column in columns]).T
