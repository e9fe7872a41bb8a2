"""The losses over a part of a plane, as they arrive, with their shades and contours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mlpviz.engine.contour import polylines
from mlpviz.engine.landscape.losses import Job, Rows, levels
from mlpviz.engine.records import freeze
from mlpviz.nn.arrays import Array

LOG_FROM = 3.0
"""The scale is logarithmic where the largest loss is so many times the smallest, as the contours are spaced."""


@dataclass(frozen=True, eq=False)
class Relief:
    """The losses at the places of a grid."""

    x: Array
    """Places of the columns along the first direction, (columns,)."""
    y: Array
    """Places of the rows along the second one, (rows,)."""
    losses: Array
    """(rows, columns)"""
    fine: bool
    """Whether it is the final grid."""

    @cached_property
    def limits(self) -> tuple[float, float]:
        """The smallest and the largest loss that is a number; NaN if there is none."""
        good = self.losses[np.isfinite(self.losses)]
        return (float(good.min()), float(good.max())) if len(good) else (math.nan, math.nan)

    @property
    def logarithmic(self) -> bool:
        """Whether shades follow the logarithm of the loss."""
        low, high = self.limits
        return low > 0 and high / low >= LOG_FROM

    def shares(self, losses: Array) -> Array:
        """Where losses lie between the smallest, 0, and the largest, 1, of the scale; NaN where one is no number."""
        low, high = self.limits
        with np.errstate(all="ignore"):
            found = (np.log(losses / low) / np.log(high / low)) if self.logarithmic else (losses - low) / (high - low)
        return np.where(np.isfinite(losses) & (high > low), found, np.where(np.isfinite(losses), 0.0, np.nan))

    @cached_property
    def contours(self) -> tuple[tuple[float, tuple[Array, ...]], ...]:
        """About twenty round losses, each with its lines, (m, 2) of places on the plane."""
        found = []
        shares, known = self.shares(self.losses), np.isfinite(self.losses)
        for level in levels(*self.limits):
            at = float(self.shares(np.array(level)))
            lines = polylines(np.where(known, shares, 0.0), at, None if known.all() else known)
            found.append((level, tuple(self._placed(line) for line in lines)))
        return tuple(found)

    def _placed(self, line: Array) -> Array:
        """Columns and rows, (m, 2), as places."""
        steps = np.array([self.x[1] - self.x[0], self.y[1] - self.y[0]])
        return freeze(np.array([self.x[0], self.y[0]]) + line * steps)

    def at(self, place: Array) -> float:
        """The loss at a place (2,), between the four around it; NaN outside."""
        column = (place[0] - self.x[0]) / (self.x[1] - self.x[0])
        row = (place[1] - self.y[0]) / (self.y[1] - self.y[0])
        if not (0 <= column <= len(self.x) - 1 and 0 <= row <= len(self.y) - 1):
            return math.nan
        left, below = min(int(column), len(self.x) - 2), min(int(row), len(self.y) - 2)
        across, up = column - left, row - below
        four = self.losses[below : below + 2, left : left + 2]
        return float(np.array([1 - up, up]) @ four @ np.array([1 - across, across]))


class Relieving:
    """Puts the rows of the jobs of `losses.jobs_of` together, in whatever order they come."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        """Wait for these."""
        self._x = {job.fine: job.x for job in jobs}
        self._y = {fine: np.concatenate([job.y for job in jobs if job.fine == fine]) for fine in self._x}
        self._losses = {fine: np.empty((len(y), len(self._x[fine]))) for fine, y in self._y.items()}
        self._waiting = {fine: len(y) for fine, y in self._y.items()}

    def take(self, rows: Rows) -> Relief | None:
        """Add some rows; returns the grid if they complete it, and no finer one is there already."""
        self._losses[rows.fine][rows.row : rows.row + len(rows.losses)] = rows.losses
        self._waiting[rows.fine] -= len(rows.losses)
        if self._waiting[rows.fine] or (not rows.fine and self._waiting.get(True) == 0):
            return None
        return Relief(self._x[rows.fine], freeze(self._y[rows.fine]), freeze(self._losses[rows.fine]), rows.fine)
