"""Which part of the data plane a canvas shows, and where each input lies on it in pixels."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from mlpviz.data.area import HALF_WIDTH
from mlpviz.nn.arrays import Array

WHOLE = QRectF(-HALF_WIDTH, -HALF_WIDTH, 2 * HALF_WIDTH, 2 * HALF_WIDTH)
"""The data square; its top is the lowest x₂, as Qt's rectangles grow downwards."""


class Plane:
    """Maps between inputs (x₁, x₂) and pixels."""

    def __init__(self) -> None:
        self.shown = QRectF(WHOLE)
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
        """How long so many px are in the plane."""
        return pixels * self.shown.width() / self.width

    def reach(self, length: float) -> float:
        """How many px a length in the plane takes."""
        return length * self.width / self.shown.width()

    def area(self) -> QRectF:
        """All of the canvas, in px."""
        return QRectF(0, 0, self.width, self.height)

    def rectangle(self, part: QRectF) -> QRectF:
        """Where a part of the plane lies, in px."""
        ends = self.pixels(np.array([[part.left(), part.bottom()], [part.right(), part.top()]]))
        return QRectF(QPointF(*ends[0]), QPointF(*ends[1]))
