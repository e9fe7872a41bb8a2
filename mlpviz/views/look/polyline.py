"""Lines of many points, drawn in short pieces, and many lines at once.

The time that Qt takes to stroke a line with smooth edges grows with the square of its points: drawn a few points at a
time, a noisy curve costs a fifth.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import arrayToQPolygonF
from pyqtgraph.Qt import internals
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter, QPolygonF

PIECE = 16
"""Points of a piece."""

Floats = NDArray[np.float64]


class Polyline:
    """A line through points, with a gap where one is not finite. Meant for solid pens that cover what is below."""

    def __init__(self, x: Floats, y: Floats) -> None:
        """Points (n,) and (n,)."""
        known = np.isfinite(x) & np.isfinite(y)
        ends = [0, *(np.flatnonzero(known[1:] != known[:-1]) + 1).tolist(), len(x)]
        runs = [(start, stop) for start, stop in zip(ends, ends[1:], strict=False) if start < stop and known[start]]
        self._pieces: list[QPolygonF] = [
            arrayToQPolygonF(x[first : min(first + PIECE + 1, stop)], y[first : min(first + PIECE + 1, stop)])
            for start, stop in runs
            for first in range(start, max(stop - 1, start + 1), PIECE)
        ]

    def draw(self, painter: QPainter) -> None:
        """Draw it with the painter's pen; round ends let the pieces join."""
        for piece in self._pieces:
            painter.drawPolyline(piece)


class Lines:
    """Straight lines, each by itself, without an object for any of them."""

    def __init__(self, ends: Floats) -> None:
        """From (x, y) to (x, y) a row, (n, 4)."""
        self._lines = internals.PrimitiveArray(QLineF, 4)
        self._lines.resize(len(ends))
        self._lines.ndarray()[:] = ends

    def draw(self, painter: QPainter) -> None:
        """Draw them with the painter's pen."""
        painter.drawLines(*self._lines.drawargs())
