"""Where places of the plane lie on the picture, and which part of the plane it shows."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from mlpviz.engine.landscape.survey import Corners, widened
from mlpviz.engine.records import freeze
from mlpviz.nn.arrays import Array

FAR = 1e5
"""Px from which on a place is not drawn: painters lose precision there."""


class Frame:
    """Maps places to px. Both directions have the same scale, so that downhill is at right angles to the contours."""

    def __init__(self) -> None:
        """Show a square around 0."""
        self.area = QRectF(0, 0, 100, 100)
        """The picture, in px of the widget."""
        self.corners: Corners = (freeze(np.array([-1.0, -1.0])), freeze(np.array([1.0, 1.0])))
        self._asked = self.corners

    @property
    def aspect(self) -> float:
        """Width through height."""
        return float(self.area.width() / max(1.0, self.area.height()))

    def lay(self, area: QRectF) -> None:
        """Fill another area. What was asked for stays in sight, and as large as it can be: it is what is widened, not
        what was seen, which would grow with every change of the window.
        """
        if area != self.area:
            self.area = area
            self.corners = widened(self._asked, self.aspect)

    def show(self, corners: Corners) -> None:
        """Show this part of the plane, and what else there is room for."""
        self._asked = corners
        self.corners = widened(corners, self.aspect)

    def pixels(self, places: Array) -> Array:
        """Where places (n, 2) lie, in px, (n, 2); NaN far outside."""
        low, high = self.corners
        with np.errstate(all="ignore"):
            share = (places - low) / (high - low)
            found = np.column_stack([
                self.area.left() + share[:, 0] * self.area.width(),
                self.area.bottom() - share[:, 1] * self.area.height(),
            ])
            near = np.less(np.abs(found), FAR).all(axis=1, keepdims=True)
            return np.where(near, found, np.nan)

    def pixel(self, place: Array) -> QPointF | None:
        """Where one place (2,) lies; None far outside."""
        x, y = self.pixels(np.asarray(place, dtype=np.float64).reshape(1, 2))[0].tolist()
        return QPointF(x, y) if x == x and y == y else None

    def place(self, pixel: QPointF) -> Array:
        """The place at a pixel, (2,)."""
        low, high = self.corners
        share = np.array([
            (pixel.x() - self.area.left()) / self.area.width(), (self.area.bottom() - pixel.y()) / self.area.height(),
        ])  # fmt: skip
        return np.asarray(low + share * (high - low))

    def moved(self, across: float, up: float) -> Corners:
        """What is seen after a move by shares of the width and the height."""
        low, high = self.corners
        step = np.array([across, up]) * (high - low)
        return freeze(low + step), freeze(high + step)

    def zoomed(self, factor: float, around: Array) -> Corners:
        """What is seen when all distances from a place are multiplied by a factor."""
        low, high = self.corners
        return freeze(around + (low - around) * factor), freeze(around + (high - around) * factor)
