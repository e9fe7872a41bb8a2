"""Which value has which place on the colour map: one scale for points, surface, output and bars."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mlpviz.engine.experiment import Experiment
from mlpviz.nn.arrays import Array

ROUND = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
LEVELS = 5
SHARE = 0.35
"""Two lines are at most this share of the reach apart: five of them find room wherever the middle lies."""


@dataclass(frozen=True)
class ValueScale:
    """A map whose middle is the colour of the ground; values lie up to `reach` away from there."""

    middle: float = 0.0
    reach: float = 1.0

    @property
    def low(self) -> float:
        """The value at the lower end of the map."""
        return self.middle - self.reach

    @property
    def high(self) -> float:
        """The value at the upper end of the map."""
        return self.middle + self.reach

    def shares(self, values: Array) -> Array:
        """Where values lie, −1 at the lower end to 1 at the upper; beyond both ends they go on."""
        with np.errstate(over="ignore", invalid="ignore"):
            return (values - self.middle) / self.reach

    def share(self, value: float) -> float:
        """Where one value lies."""
        return (value - self.middle) / self.reach

    def levels(self) -> tuple[float, ...]:
        """Five round values across the scale, for lines of equal value."""
        most = SHARE * self.reach
        power = 10.0 ** math.floor(math.log10(most))
        wide = max(power * size for size in ROUND if power * size <= most * (1.0 + 1e-9))
        first = round(self.middle / wide) - LEVELS // 2
        return tuple(float(f"{(first + index) * wide:.15g}") for index in range(LEVELS))


PLAIN = ValueScale()
"""From −1 to 1."""


def value_scale(experiment: Experiment) -> ValueScale:
    """The scale of the first value of all points.

    Its middle is 0 where 0 lies among the values, or between −reach and +reach of them; values that lie far from 0,
    such as prices, are shown around the middle of their range, where 0 would leave them all in one colour.
    """
    targets = experiment.points.targets
    if targets is None or not len(targets):
        return ValueScale()
    low, high = float(targets[:, 0].min()), float(targets[:, 0].max())
    largest = max(abs(low), abs(high))
    if low <= 0.0 <= high or high - low > 0.5 * largest:
        return ValueScale(0.0, largest or 1.0)
    middle, reach = low / 2 + high / 2, high / 2 - low / 2
    return ValueScale(middle, reach or abs(middle) or 1.0)
