"""A typed formula whose values are all tiny, or huge, is looked at in its own size, so that no tiny slope is lost."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mlpviz.nn.activation import Activation
from mlpviz.nn.activations import Formula
from mlpviz.nn.arrays import Numbers

TINY, LARGE = 1e-4, 1e6
"""Between these a function has a usual size, and is looked at as it is."""
REACHES = (4.0, 40.0, 640.0)
"""How far from 0 the size is looked for: in the nearest part where the function is not 0."""


@dataclass(frozen=True)
class Resized(Formula):
    """A formula times a power of 2, which changes no digit of its values."""

    power: int = 0

    def value(self, z: Numbers) -> Numbers:
        """Return 2ᵖ f(z)."""
        with np.errstate(all="ignore"):
            return np.ldexp(super().value(z), self.power)

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """Return 2ᵖ f′(z)."""
        with np.errstate(all="ignore"):
            return np.ldexp(super().slope(z, a), self.power)


def power_of(activation: Activation) -> int:
    """The power p for which 2ᵖ f has values of the size of 1; 0 if f has a usual size, or is no typed formula."""
    if not isinstance(activation, Formula):
        return 0
    for reach in REACHES:
        found = np.abs(np.asarray(activation.value(np.linspace(-reach, reach, 402)), dtype=np.float64))
        found = found[np.isfinite(found) & (found > 0.0)]
        if found.size:
            # All values must be tiny, but most of them huge: an exponential has a few huge ones in any size.
            largest, usual = float(found.max()), float(np.median(found))
            size = largest if largest < TINY else usual if usual > LARGE else 1.0
            return 0 if size == 1.0 else -math.frexp(size)[1]
    return 0


def resized(activation: Activation, power: int) -> Activation:
    """2ᵖ f."""
    return Resized(activation.text, power) if power and isinstance(activation, Formula) else activation
