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
NEXT_TO_0 = 0.75
"""Values that spread over more than this share of the largest one come near 0."""


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

    Its middle is 0 and it reaches to the largest value where 0 lies among the values or next to them. Values that lie
    apart from 0, such as prices from 230 000 to 540 000, are shown around the middle of their range: around 0 all of
    them would have one colour. Two kinds of values keep 0 in the middle, so that the first points a learner draws have
    the colour of the brush: a single value, and values between −1 and 1 that are given to the network as they are.
    """
    targets = experiment.points.targets
    if targets is None or not len(targets):
        return ValueScale()
    low, high = float(targets[:, 0].min()), float(targets[:, 0].max())
    largest = max(abs(low), abs(high))
    drawn = low == high or (largest <= 1.0 and experiment.scaling.targets is None)
    if drawn or low <= 0.0 <= high or high / 2 - low / 2 > NEXT_TO_0 * largest / 2:
        return ValueScale(0.0, largest or 1.0)
    return ValueScale(low / 2 + high / 2, high / 2 - low / 2)
