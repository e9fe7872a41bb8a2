"""Which part of the data plane a canvas shows, and where each input lies on it in pixels."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from mlpviz.data.area import Area
from mlpviz.nn.arrays import Array


def rectangle_of(area: Area) -> QRectF:
    """An area as Qt's rectangle; its top is the lowest x₂, as Qt's rectangles grow downwards."""
    return QRectF(area.left, area.bottom, area.width, area.height)


class Plane:
    """Maps between places (x₁, x₂) and pixels. Both axes have their own units, so only pixels tell what is near."""

    def __init__(self) -> None:
        self.shown = rectangle_of(Area())
        """What is shown, in x₁ and x₂."""
        self.width = 1.0
        self.height = 1.0

    def pixels(self, x: Array) -> Array:
        """Where inputs (n, 2) lie, in px from the upper left corner, (n, 2)."""
        seen = self.shown
        across = (x[:, 0] - seen.left()) * (self.width / seen.width())
        down = (seen.top() + seen.height() - x[:, 1]) * (self.height / seen.height())
        return np.stack([across, down], axis=1)

    def pixel(self, x: Array) -> QPointF:
        """Where one input (2,) lies."""
        across, down = self.pixels(np.asarray(x, dtype=np.float64).reshape(1, 2))[0]
        return QPointF(across, down)

    def place(self, pixel: QPointF) -> Array:
        """The input at a pixel, (2,)."""
        seen = self.shown
        return np.array([
            seen.left() + pixel.x() * seen.width() / self.width,
            seen.top() + seen.height() - pixel.y() * seen.height() / self.height,
        ])

    def length(self, pixels: float) -> float:
        """How long so many px are along x₁."""
        return pixels * self.shown.width() / self.width

    def lengths(self, pixels: float) -> Array:
        """How long so many px are along both axes, (2,)."""
        return pixels * np.array([self.shown.width() / self.width, self.shown.height() / self.height])

    def area(self) -> QRectF:
        """All of the canvas, in px."""
        return QRectF(0, 0, self.width, self.height)

    def rectangle(self, part: QRectF) -> QRectF:
        """Where a part of the plane lies, in px."""
        ends = self.pixels(np.array([[part.left(), part.bottom()], [part.right(), part.top()]]))
        return QRectF(QPointF(*ends[0]), QPointF(*ends[1]))
