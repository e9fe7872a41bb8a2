"""The part of the plane of data that a canvas shows at first and that a network is asked all over."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.arrays import Array

HALF_WIDTH = 3.0
"""Drawn points lie from −HALF_WIDTH to HALF_WIDTH in both inputs, if nothing else is said."""
LARGEST = 1e100
"""No area reaches further from 0, so that its width and its square are numbers too."""
MARGIN = 0.06
"""Free room at each side of the points, as a share of what they take."""
LEAST_SHARE = 1e-12
"""The least width, as a share of the largest number in it: below, neighbours would be one float."""


@dataclass(frozen=True)
class Area:
    """A rectangle of the plane, in the units of the data."""

    left: float = -HALF_WIDTH
    right: float = HALF_WIDTH
    bottom: float = -HALF_WIDTH
    top: float = HALF_WIDTH

    def __post_init__(self) -> None:
        """Raise ValueError that names the field, the value and what is allowed."""
        for name in ("left", "right", "bottom", "top"):
            value: Any = getattr(self, name)
            number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
            if not number or not -LARGEST <= value <= LARGEST:
                raise ValueError(f"{name} is {value!r:.80}; allowed is a number from −{LARGEST:g} to {LARGEST:g}.")
            object.__setattr__(self, name, float(value))
        for low, high in (("left", "right"), ("bottom", "top")):
            least, most = getattr(self, low), getattr(self, high)
            if not least < most:
                raise ValueError(f"{low} is {least!r}; it must be less than {high}, which is {most!r}.")

    @property
    def width(self) -> float:
        """How far it reaches along the first input."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How far it reaches along the second input."""
        return self.top - self.bottom

    @property
    def corner(self) -> Array:
        """The lowest values of both inputs, (2,)."""
        return np.array([self.left, self.bottom])

    @property
    def size(self) -> Array:
        """Width and height, (2,)."""
        return np.array([self.width, self.height])

    def holds(self, x: Array) -> NDArray[np.bool_]:
        """Which of the points x (n, 2) lie in it, (n,)."""
        across = (x[:, 0] >= self.left) & (x[:, 0] <= self.right)
        inside: NDArray[np.bool_] = across & (x[:, 1] >= self.bottom) & (x[:, 1] <= self.top)
        return inside

    def cells(self, resolution: int) -> Array:
        """The centres of resolution² equal cells, (resolution², 2): x₁ changes fastest, x₂ increases."""
        along = (np.arange(resolution) + 0.5) / resolution
        x1, x2 = np.meshgrid(self.left + along * self.width, self.bottom + along * self.height)
        return np.column_stack([x1.ravel(), x2.ravel()])


def around(x: Array) -> Area:
    """The least area with round ends that shows all points x (n, 2), with some room at each side.

    Without points it is the square of the presets. Points further out than ±LARGEST lie beyond it.
    """
    if not len(x):
        return Area()
    (left, right), (bottom, top) = (_ends(float(values.min()), float(values.max())) for values in x.T)
    return Area(left, right, bottom, top)


def showing(x: Array) -> Area:
    """The square of the presets if all points x (n, 2) lie in it, else the area around them."""
    square = Area()
    return square if bool(square.holds(x).all()) else around(x)


def _ends(low: float, high: float) -> tuple[float, float]:
    low, high = (max(-LARGEST / 4, min(value, LARGEST / 4)) for value in (low, high))
    largest = max(abs(low), abs(high))
    if high - low <= LEAST_SHARE * largest or high == low:  # all at one value: as much room as the value itself
        reach = largest or 1.0
        low, high = low - reach, high + reach
    room = MARGIN * (high - low)
    step = 10.0 ** math.floor(math.log10((high - low) / 5.0)) / 2.0
    ends = math.floor((low - room) / step) * step, math.ceil((high + room) / step) * step
    return float(f"{ends[0]:.12g}"), float(f"{ends[1]:.12g}")
