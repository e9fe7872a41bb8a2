"""Checks the slope of a function against differences of its values, at many points."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mlpviz.engine.functions.samples import slopes, values
from mlpviz.nn.activation import Activation
from mlpviz.nn.arrays import Array

REACH, POINTS = 10.0, 401
STEP = 2e-4
ALLOWED = 1e-6
"""The largest difference that counts as none, as a share of the largest slope nearby, or of 1."""


@dataclass(frozen=True)
class SlopeCheck:
    """How f′ compares with (f(z + h) − f(z − h)) / 2h, from −10 to 10."""

    checked: int
    skipped: int
    """Points left out because a kink lies within h."""
    largest: float
    """The largest difference, as a share of the largest slope nearby, or of 1."""
    at: float
    """The z of that difference; NaN if nothing was checked."""

    @property
    def agrees(self) -> bool:
        """Whether every difference is as small as rounding makes it."""
        return self.checked > 0 and self.largest <= ALLOWED


def check_slope(activation: Activation) -> SlopeCheck:
    """Compare at 401 points; both h and h/2 are used, so that the error falls with h⁴."""
    z = np.linspace(-REACH, REACH, POINTS)
    apart = _same_piece(activation, z - STEP, z + STEP)
    told = slopes(activation, z)
    with np.errstate(all="ignore"):
        wide, close = (_difference(activation, z, h) for h in (STEP, STEP / 2))
        measured = (4 * close - wide) / 3
        nearby = np.maximum.reduce([np.abs(slopes(activation, z + side * STEP)) for side in (-1, 0, 1)])
        rounding = 1e-15 * np.abs(values(activation, z)) / STEP / ALLOWED
        error = np.abs(measured - told) / np.maximum.reduce([np.ones_like(z), nearby, rounding])
    known = apart & np.isfinite(error)
    if not known.any():
        return SlopeCheck(0, POINTS, math.nan, math.nan)
    worst = int(np.argmax(np.where(known, error, -1.0)))
    return SlopeCheck(int(known.sum()), int(POINTS - known.sum()), float(error[worst]), float(z[worst]))


def _difference(activation: Activation, z: Array, h: float) -> Array:
    return np.asarray((values(activation, z + h) - values(activation, z - h)) / (2 * h))


def _same_piece(activation: Activation, low: Array, high: Array) -> Array:
    """Whether no kink lies between two points."""
    with np.errstate(all="ignore"):
        before, after = activation.pieces(low), activation.pieces(high)
    if before is None or after is None:
        return np.ones(low.shape, dtype=bool)
    return np.asarray((np.atleast_2d(before) == np.atleast_2d(after)).all(axis=0))
