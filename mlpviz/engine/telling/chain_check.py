"""One gradient of one sample checked without the chain rule: a central difference, and what it tells."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from mlpviz.engine.build import descent_of, network_of
from mlpviz.engine.gradient_check import Difference, difference, floor
from mlpviz.engine.telling.paths import Place
from mlpviz.engine.telling.recorded import Recorded

EXPONENTS = (-3, -4, -5, -6, -7, -8)
"""The steps ε that can be chosen, as powers of ten."""
USUAL = -5
MOST_SAME = 15
"""A double holds about so many digits."""

Verdict = Literal["agree", "rounded", "bent", "too small", "kink", "not finite", "differ"]


@dataclass(frozen=True)
class ChainCheck:
    """The gradient by the chain rule beside the central difference."""

    gradient: float
    difference: Difference
    verdict: Verdict
    """Whether they agree, and if not in every digit, why: rounding of the losses, or the bend of the curve."""

    @property
    def gap(self) -> float:
        """How far they are apart."""
        return abs(self.gradient - self.difference.value)

    @property
    def same(self) -> int:
        """How many leading digits are the same when both are rounded to so many."""
        one, other = self.gradient, self.difference.value
        digits = range(MOST_SAME, 0, -1)
        return next((count for count in digits if f"{one:.{count - 1}e}" == f"{other:.{count - 1}e}"), 0)


def check_of(recorded: Recorded, place: Place, sample: int, exponent: int = USUAL) -> ChainCheck:
    """Compare the gradient of one sample by one parameter with its central difference, of step ε = 10^exponent."""
    gradient = recorded.gradient(*place, sample)
    found = _difference(recorded, place, sample, 10.0**exponent)
    return ChainCheck(gradient, found, _verdict(recorded, place, sample, gradient, found))


def _difference(recorded: Recorded, place: Place, sample: int, step: float) -> Difference:
    walk, rows = recorded.walk, slice(sample, sample + 1)
    network = network_of(recorded.spec, walk.before.theta.copy())
    descent, index = descent_of(walk.experiment), recorded.theta_index(*place)
    return difference(network, descent, walk.x[rows], walk.t[rows], index, step, penalty=False)


def _verdict(recorded: Recorded, place: Place, sample: int, gradient: float, found: Difference) -> Verdict:
    gap, size = abs(gradient - found.value), abs(gradient) + abs(found.value)
    noise = 4e-6 * floor(max(abs(found.more), abs(found.less)), found.h)
    if not math.isfinite(size):
        return "not finite"
    if found.at_kink:
        return "kink"
    if gap <= 1e-9 * size:
        return "agree"
    if size <= 4 * noise:
        return "too small"
    if gap <= noise:
        return "agree" if gap < 1e-6 * size else "rounded"
    half = _difference(recorded, place, sample, found.h / 2)
    if abs(gradient - half.value) <= max(0.5 * gap, 2 * noise):  # the error of a bend is a quarter at half the step
        return "agree" if gap < 1e-6 * size else "bent"
    return "differ"
