"""The limit of a colour bar, which moves rarely so that colours do not flicker."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

EXCEEDED, UNDER_USED = 1.1, 0.5


class SteadyLimit:
    """Follows the largest absolute value: in motion only when it is exceeded by 10 % or under-used by half.

    At rest it is that value, so that a moment looks the same whatever was shown before it.
    """

    def __init__(self) -> None:
        self.value = 0.0
        self.resting = True
        """Whether the moment that is shown stays."""

    def follow(self, values: ArrayLike) -> float:
        """Look at what is shown now and return the limit to use."""
        sizes = np.abs(np.asarray(values, dtype=np.float64))
        largest = float(sizes.max()) if sizes.size else 0.0
        if not math.isfinite(largest):
            largest = float(sizes[np.isfinite(sizes)].max(initial=0.0))
        if self.resting or largest > self.value * EXCEEDED or largest < self.value * UNDER_USED:
            self.value = largest
        return self.value
