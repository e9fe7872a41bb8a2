"""The ground of the canvas: the surface, the grid with its numbers, and the lines between the classes."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from mlpviz.nn.arrays import Array
from mlpviz.views.look import number
from mlpviz.views.look.plane import WHOLE, Plane
from mlpviz.views.look.theme import Theme

GRID, AXIS = 0.07, 0.16
"""How strong grid lines and the two axes are."""
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
MOST_LINES = 8


class Layer(QGraphicsItem):
    """Something painted over the whole canvas, in px."""

    def __init__(self, theme: Theme, plane: Plane, height: int) -> None:
        super().__init__()
        self._theme = theme
        self._plane = plane
        self._area = QRectF()
        self.setZValue(height)

    def boundingRect(self) -> QRectF:
        """The whole canvas."""
        return self._area

    def follow(self) -> None:
        """The plane shows another part, or has another size."""
        if self._area != self._plane.area():
            self.prepareGeometryChange()
            self._area = self._plane.area()
        self.update()


class Ground(Layer):
    """Surface, grid and borders."""

    def __init__(self, theme: Theme, plane: Plane) -> None:
        super().__init__(theme, plane, 0)
        self._surface: QImage | None = None
        self._borders = QPainterPath()

    def show_surface(self, surface: QImage | None, borders: list[Array]) -> None:
        """Show a picture of the data square and lines over it."""
        self._surface = surface
        self._borders = _path(borders)
        self.update()

    def has_borders(self) -> bool:
        """Whether a line between classes is to be seen."""
        return not self._borders.isEmpty()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint from back to front."""
        painter.fillRect(self._area, self._theme.palette.color("canvas"))
        if self._surface is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._plane.rectangle(WHOLE), self._surface)
        self._paint_grid(painter)
        self._paint_borders(painter)
        self._paint_numbers(painter)

    def _paint_grid(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        seen, area = self._plane.shown, self._area
        for value in ticks(seen.left(), seen.right()):
            self._set_line(painter, value)
            across = self._plane.pixel(np.array([value, 0.0])).x()
            painter.drawLine(QPointF(across, 0), QPointF(across, area.height()))
        for value in ticks(seen.top(), seen.bottom()):
            self._set_line(painter, value)
            down = self._plane.pixel(np.array([0.0, value])).y()
            painter.drawLine(QPointF(0, down), QPointF(area.width(), down))

    def _set_line(self, painter: QPainter, value: float) -> None:
        color = self._theme.palette.color("t1")
        color.setAlphaF(min(1.0, (AXIS if value == 0 else GRID) * self._theme.palette.line_factor))
        painter.setPen(QPen(color, self._theme.line("axis")))

    def _paint_borders(self, painter: QPainter) -> None:
        if self._borders.isEmpty():
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(self._plane.transform(), True)
        halo = self._theme.palette.color("contour_halo")
        halo.setAlphaF(0.55)
        for color, width in ((halo, "contour_halo"), (self._theme.palette.color("contour"), "contour")):
            pen = QPen(color, self._theme.line(width))
            pen.setCosmetic(True)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.strokePath(self._borders, pen)
        painter.restore()

    def _paint_numbers(self, painter: QPainter) -> None:
        painter.setFont(self._theme.font("xs"))
        painter.setPen(self._theme.palette.color("t1"))
        metrics = painter.fontMetrics()
        seen, area = self._plane.shown, self._area
        for value in ticks(seen.left(), seen.right()):
            across, half = self._plane.pixel(np.array([value, 0.0])).x(), metrics.horizontalAdvance(tick(value)) / 2
            if value != 0 and half + 24 < across < area.width() - half - 4:
                painter.drawText(QPointF(across - half, area.height() - 5), tick(value))
        for value in ticks(seen.top(), seen.bottom()):
            down = self._plane.pixel(np.array([0.0, value])).y()
            if value != 0 and 12 < down < area.height() - 24:
                painter.drawText(QPointF(6, down + metrics.capHeight() / 2), tick(value))


def ticks(low: float, high: float) -> list[float]:
    """The round values between two ends at which lines are drawn."""
    step = next((step for step in STEPS if (high - low) / step <= MOST_LINES), STEPS[-1])
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(index * step, 6) for index in range(first, last + 1)]


def tick(value: float) -> str:
    """The number at a line."""
    return number.plain(value)


def _path(lines: list[Array]) -> QPainterPath:
    path = QPainterPath()
    for line in lines:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in line.tolist()]))
    return path
