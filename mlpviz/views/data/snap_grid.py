"""The grid of Snap on the canvas: faint lines under the points, and a badge that tells the step."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from mlpviz.views.data.canvas_card import paint_plate
from mlpviz.views.data.canvas_ground import Layer
from mlpviz.views.data.snap import Snapping, Step
from mlpviz.views.look.plane import Plane
from mlpviz.views.look.theme import Theme

STRENGTH = 0.13
WIDE = 14.0
"""Lines that are closer, in px, are fainter: together they would darken the surface."""
CLOSEST = 4.0
"""Lines that would be closer, in px, are not drawn."""
EDGE, BOTTOM = 6.0, 24.0
"""From the badge to the edges of the canvas, in px; the numbers of the axis stand below it."""


class SnapLines(Layer):
    """A line at each step, while clicks are put on them."""

    def __init__(self, theme: Theme, plane: Plane, snapping: Snapping) -> None:
        super().__init__(theme, plane, 0)
        self._snapping = snapping
        self.setZValue(0.5)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the lines that can be seen."""
        if not self._snapping.active:
            return
        seen, area, (across, up) = self._plane.shown, self._area, self._snapping.steps
        apart = across.size * area.width() / seen.width()
        color = self._theme.palette.color("t1")
        color.setAlphaF(min(1.0, STRENGTH * min(1.0, apart / WIDE) * self._theme.palette.line_factor))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(color, self._theme.line("axis")))
        scale = area.width() / seen.width()
        lines = [QLineF(x, 0, x, area.height()) for x in _places(across, seen.left(), seen.right(), scale)]
        scale = area.height() / seen.height()
        places = _places(up, seen.top(), seen.bottom(), scale)
        lines += [QLineF(0, area.height() - y, area.width(), area.height() - y) for y in places]
        painter.drawLines(lines)


def _places(step: Step, low: float, high: float, scale: float) -> list[float]:
    """How far from `low` the lines are, in px."""
    if step.size * scale < CLOSEST:
        return []
    counts = range(math.ceil(low / step.size), math.floor(high / step.size) + 1)
    return [(step.at(count) - low) * scale for count in counts]


class SnapBadge(Layer):
    """Tells the step, in the lower right corner."""

    def __init__(self, theme: Theme, plane: Plane, snapping: Snapping) -> None:
        super().__init__(theme, plane, 1)
        self._snapping = snapping
        self.setZValue(1.5)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """A word on a plate."""
        if not self._snapping.active:
            return
        font, words = self._theme.font("xs"), self._snapping.words()
        metrics = QFontMetricsF(font)
        width, height = metrics.horizontalAdvance(words) + 12, metrics.height() + 4
        right, bottom = self._area.width() - EDGE, self._area.height() - BOTTOM
        plate = QRectF(right - width, bottom - height, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_plate(painter, self._theme, plate, "panel")
        painter.setFont(font)
        painter.setPen(self._theme.palette.color("t1"))
        painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), words)
