"""What a function comes near far out: a limit, infinity, or the two values between which it keeps moving."""

from __future__ import annotations

import math

import numpy as np

from mlpviz.engine.functions.samples import slopes, values
from mlpviz.nn.activation import Activation
from mlpviz.nn.arrays import Array

FIRST, SURE, LAST = 4, 9, 20
"""Powers of 2 at which the look begins, ends where all is clear by then, and ends in any case. A typed exp is limited
from 700 on, so that much is clear before."""
HUGE = 1e150
INSIDE = 300
"""Samples from one power of 2 to the next."""
EVEN, STEADY = 0.9, 1.001
"""Steps that shrink by less than the first factor, or by ever less, come to no limit."""


def limit_of(activation: Activation, side: int, *, of_slope: bool = False) -> tuple[float, float]:
    """The lowest and highest value that f, or f′, comes near as z → −∞ (side −1) or ∞ (side 1).

    Where there is a limit, they are both that limit.
    """
    look = slopes if of_slope else values
    octaves = side * np.stack([np.linspace(2.0**power, 2.0 ** (power + 1), INSIDE) for power in range(3, SURE)])
    f = look(activation, octaves)
    with np.errstate(all="ignore"):
        steps = np.diff(np.clip(f[-2:], -HUGE, HUGE).ravel())
        noise = 1e-13 * max(1.0, float(np.abs(np.clip(f[-2:], -HUGE, HUGE)).max()))
    if (steps > noise).any() and (steps < -noise).any():
        return _moving(f)
    with np.errstate(all="ignore"):
        limit = _settled(look(activation, np.asarray(side * 2.0 ** np.arange(FIRST, LAST + 1), dtype=np.float64)))
    return limit, limit


def _settled(f: Array) -> float:
    """The limit of what only rises or only falls, known at z = ±16, ±32 …"""
    for last in range(SURE - FIRST + 1, len(f) + 1):
        seen = f[:last]
        if not np.isfinite(seen).all() or np.abs(seen[-1]) > HUGE:
            return math.copysign(math.inf, float(seen[~(np.abs(seen) < HUGE)][0]))
        steps = np.diff(seen)
        scale = max(1.0, float(np.abs(seen[-3:]).max()))
        if (np.abs(steps[-2:]) <= 1e-14 * scale).all():
            return _clean(float(seen[-1]))
        if (np.abs(steps[-3:]) >= 0.97 * np.abs(steps[-4:-1])).all() and abs(steps[-1]) > 1e-9 * scale:
            return math.copysign(math.inf, float(steps[-1]))
    shrink = steps[-3:] / steps[-4:-1]
    if shrink.max() > EVEN or shrink[-1] > STEADY * shrink[-2]:
        if abs(f[-1]) > abs(f[-2]):
            return math.copysign(math.inf, float(steps[-1]))
        early, middle, late = f[[1, 6, -1]]  # z = 2⁵, 2¹⁰, 2²⁰: what is as slow as 1 / ln z halves its steps here
        slow = float((late - middle) / (middle - early))
        return _clean(float(late) + float(late - middle) * slow / (1 - slow))
    return _clean(float(f[-1] + steps[-1] * shrink[-1] / (1 - shrink[-1])))


def _clean(limit: float) -> float:
    """A limit without what is left of the rounding."""
    return 0.0 if abs(limit) < 1e-11 else round(limit, 11)


def _moving(f: Array) -> tuple[float, float]:
    """The lowest and highest of what keeps moving, one row a power of 2; infinite where they grow from row to row."""
    with np.errstate(all="ignore"):
        lows, highs = f.min(axis=1), f.max(axis=1)
    grows_down = (np.diff(lows[-4:]) < -0.2 * np.abs(lows[-4:-1])).all()
    grows_up = (np.diff(highs[-4:]) > 0.2 * np.abs(highs[-4:-1])).all()
    return (-math.inf if grows_down else float(lows[-1])), (math.inf if grows_up else float(highs[-1]))
