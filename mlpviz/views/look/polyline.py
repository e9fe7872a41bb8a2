"""Lines of many points, drawn as many single lines.

Qt works out the outline of a polyline before it fills it, but draws a single line with flat or square ends straight
away: a curve drawn line by line takes a third to a quarter of the time, and looks the same. It does so only where the
painter scales both directions alike, so curves come in px.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.Qt import internals
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter

Floats = NDArray[np.float64]

OVERLAP, DOT = 0.25, 1.5
"""Px that a piece reaches beyond its points, and the width of a dot."""


class Lines:
    """Straight lines, each by itself, without an object for any of them."""

    def __init__(self, ends: Floats) -> None:
        """From (x, y) to (x, y) a row, (n, 4)."""
        self._lines = internals.PrimitiveArray(QLineF, 4)
        self._lines.resize(len(ends))
        self._lines.ndarray()[:] = ends

    def __len__(self) -> int:
        """How many there are."""
        return len(self._lines)

    def draw(self, painter: QPainter) -> None:
        """Draw them with the painter's pen."""
        painter.drawLines(*self._lines.drawargs())


class Polyline(Lines):
    """A line through points, with a gap where one is not finite, for solid pens with flat ends.

    Where two pieces meet, smooth edges would leave a lighter speck; square ends, which overlap, a darker one. So each
    piece reaches beyond its points by a quarter of a px.
    """

    def __init__(self, x: Floats, y: Floats) -> None:
        """Points (n,) and (n,) in px; one without neighbours is a dot."""
        places = np.column_stack([x, y])
        known = np.isfinite(x) & np.isfinite(y)
        joined = known[:-1] & known[1:]
        alone = places[known & ~np.append(joined, False) & ~np.append(False, joined)]
        starts = np.concatenate([places[:-1][joined], alone - (DOT / 2, 0.0)])
        ends = np.concatenate([places[1:][joined], alone + (DOT / 2, 0.0)])
        way = ends - starts
        beyond = OVERLAP * way / np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-9)[:, None]
        super().__init__(np.hstack([starts - beyond, ends + beyond]))


class Dashes(Lines):
    """A line through points that by turns is drawn and left free; a dashed stroke by Qt takes ten times as long."""

    def __init__(self, x: Floats, y: Floats, drawn: float, free: float) -> None:
        """Points (n,) and (n,) in px, a gap where one is not finite; px of a dash, and of the room after it."""
        if len(x) < 2:
            super().__init__(np.empty((0, 4)))
            return
        steps = np.hypot(np.diff(x), np.diff(y))
        way = np.concatenate([[0.0], np.cumsum(np.where(np.isfinite(steps), steps, free))])
        turns = np.arange(0.0, way[-1], drawn + free)
        ends = np.sort(np.concatenate([way, turns, np.minimum(turns + drawn, way[-1])]))
        places = np.stack([np.interp(ends, way, x), np.interp(ends, way, y)], axis=1)
        pieces = np.hstack([places[:-1], places[1:]])
        inside = (ends[:-1] + ends[1:]) / 2 % (drawn + free) < drawn
        super().__init__(pieces[inside & (np.diff(ends) > 0) & np.isfinite(pieces).all(axis=1)])
