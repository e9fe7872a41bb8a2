"""The ground of the canvas: the surface, the grid with its numbers, and the lines between the classes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from mlpviz.engine import number
from mlpviz.nn.arrays import Array
from mlpviz.views.look.plane import WHOLE, Plane
from mlpviz.views.look.polyline import Polyline
from mlpviz.views.look.theme import Theme

HALO = 2.0
"""Px around the numbers."""
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
        self._lines: Sequence[Array] = ()
        self._borders: list[Polyline] = []
        self._measured: object = None
        self._grid = QPixmap()
        self._numbers: list[tuple[QPointF, QPixmap]] = []
        self.plates: Callable[[], list[QRectF]] = list
        """Tells what will be painted over; no number is written there."""

    def show_surface(self, surface: QImage | None, borders: Sequence[Array] = ()) -> None:
        """Show a picture of the data square and lines over it, each (m, 2) of x₁ and x₂."""
        self._surface, self._lines = surface, borders
        self._join()
        self.update()

    def follow(self) -> None:
        """The plane shows another part, or has another size."""
        self._join()
        super().follow()

    def _join(self) -> None:
        self._borders = [Polyline(*self._plane.pixels(line).T) for line in self._lines]

    def has_borders(self) -> bool:
        """Whether a line between classes is to be seen."""
        return bool(self._borders)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint from back to front."""
        self._measure(painter.device().devicePixelRatioF())
        painter.fillRect(self._area, self._theme.palette.color("canvas"))
        if self._surface is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._plane.rectangle(WHOLE), self._surface)
        painter.drawPixmap(QPointF(0, 0), self._grid)
        self._paint_borders(painter)
        self._paint_numbers(painter)

    def _measure(self, ratio: float) -> None:
        """Draw lines and find numbers once for what is shown; a surface changes far more often than they do."""
        colors, seen, area = self._theme.palette, self._plane.shown, self._area
        key = (colors, self._theme.text_scale, seen.getRect(), area.getRect(), ratio)
        if key == self._measured:
            return
        self._measured = key
        across = [(value, self._plane.pixel(np.array([value, 0.0])).x()) for value in ticks(seen.left(), seen.right())]
        down = [(value, self._plane.pixel(np.array([0.0, value])).y()) for value in ticks(seen.top(), seen.bottom())]
        lines = [(value == 0, QLineF(x, 0, x, area.height())) for value, x in across]
        lines += [(value == 0, QLineF(0, y, area.width(), y)) for value, y in down]
        self._grid = self._drawn_grid(lines, ratio)
        metrics = QFontMetrics(self._theme.font("xs"))
        self._numbers = []
        for value, x in across:
            half = metrics.horizontalAdvance(tick(value)) / 2
            if value != 0 and half + 24 < x < area.width() - half - 4:
                self._add_number(QPointF(x - half, area.height() - 5), tick(value), ratio)
        for value, y in down:
            if value != 0 and 12 < y < area.height() - 24:
                self._add_number(QPointF(6, y + metrics.capHeight() / 2), tick(value), ratio)

    def _add_number(self, place: QPointF, text: str, ratio: float) -> None:
        """Draw a number with a halo, to be read on any surface; `place` is where its base line begins."""
        font, colors = self._theme.font("xs"), self._theme.palette
        metrics = QFontMetrics(font)
        size = QSizeF(metrics.horizontalAdvance(text) + 2 * HALO, metrics.height() + 2 * HALO)
        drawn = QPixmap((size * ratio).toSize())
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        signs = QPainterPath()
        signs.addText(HALO, HALO + metrics.ascent(), font, text)
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        halo = QPen(colors.color("contour_halo"), 2 * HALO)
        halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(signs, halo)
        painter.fillPath(signs, colors.color("t1"))
        painter.end()
        self._numbers.append((place - QPointF(HALO, HALO + metrics.ascent()), drawn))

    def _drawn_grid(self, lines: list[tuple[bool, QLineF]], ratio: float) -> QPixmap:
        """The lines, each with whether it is an axis, on transparent ground."""
        drawn = QPixmap((self._area.size() * ratio).toSize())
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        for is_axis, strength in ((False, GRID), (True, AXIS)):
            color = self._theme.palette.color("t1")
            color.setAlphaF(min(1.0, strength * self._theme.palette.line_factor))
            painter.setPen(QPen(color, self._theme.line("axis")))
            painter.drawLines([line for axis, line in lines if axis == is_axis])
        painter.end()
        return drawn

    def _paint_borders(self, painter: QPainter) -> None:
        if not self._borders:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line, halo = self._theme.palette.color("contour"), self._theme.palette.color("contour_halo")
        halo.setAlphaF(0.55)
        for color, width in ((halo, "contour_halo"), (line, "contour")):
            pen = QPen(color, self._theme.line(width), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            for border in self._borders:
                border.draw(painter)
        painter.restore()

    def _paint_numbers(self, painter: QPainter) -> None:
        plates = self.plates()
        for place, drawn in self._numbers:
            if not any(plate.intersects(QRectF(place, drawn.deviceIndependentSize())) for plate in plates):
                painter.drawPixmap(place, drawn)


def ticks(low: float, high: float) -> list[float]:
    """The round values between two ends at which lines are drawn."""
    step = next((step for step in STEPS if (high - low) / step <= MOST_LINES), STEPS[-1])
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(index * step, 6) for index in range(first, last + 1)]


def tick(value: float) -> str:
    """The number at a line."""
    return number.plain(value)
