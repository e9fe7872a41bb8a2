"""The ground of the canvas: the surface, the grid with its numbers, and the lines between the classes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from mlpviz.data.area import Area
from mlpviz.engine import number
from mlpviz.nn.arrays import Array
from mlpviz.views.look.drawing import records
from mlpviz.views.look.plane import Plane, rectangle_of
from mlpviz.views.look.polyline import Polyline
from mlpviz.views.look.theme import Theme

HALO = 2.0
"""Px around the numbers."""
GRID, AXIS = 0.07, 0.16
"""How strong grid lines and the two axes are."""
ROUND = (1.0, 2.0, 5.0, 10.0)
"""Lines stand at multiples of one of these times a power of ten."""
MOST_LINES = 8
MOST_PLACES = 4
"""Decimals of a number at a line; smaller numbers are written with a power of ten."""


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
        self._home = rectangle_of(Area())
        self._names = ("", "")
        self._upwards = True
        self._lines: Sequence[Array] = ()
        self._borders: list[Polyline] = []
        self._measured: object = None
        self._grid = QPixmap()
        self._grid_lines: list[tuple[bool, QLineF]] = []
        """Each with whether it is an axis."""
        self._numbers: list[tuple[QPointF, QPixmap, str, bool]] = []
        """Where each stands, how it looks, what it says, and whether it is read upwards."""
        self._words: list[str] = []
        self.plates: Callable[[], list[QRectF]] = list
        """Tells what will be painted over; no number is written there."""

    def show_axes(self, across: str, up: str, *, upwards: bool = True) -> None:
        """Write names of their own at the axes, "" for none; without `upwards` a height means nothing but 0."""
        if (across, up, upwards) != (*self._names, self._upwards):
            self._names, self._upwards, self._measured = (across, up), upwards, None
            self.update()

    def show_surface(self, surface: QImage | None, area: Area, borders: Sequence[Array] = ()) -> None:
        """Show a picture of an area and lines over it, each (m, 2) of places."""
        self._surface, self._home, self._lines = surface, rectangle_of(area), borders
        self._join()
        self.update()

    def follow(self) -> None:
        """The plane shows another part, or has another size."""
        self._join()
        super().follow()

    def _join(self) -> None:
        self._borders = [Polyline(*self._plane.pixels(line).T) for line in self._lines]

    def words(self) -> list[str]:
        """The numbers and names at the axes."""
        return self._words

    def has_borders(self) -> bool:
        """Whether a line between classes is to be seen."""
        return bool(self._borders)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint from back to front."""
        self._measure(painter.device().devicePixelRatioF())
        painter.fillRect(self._area, self._theme.palette.color("canvas"))
        if self._surface is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._plane.rectangle(self._home), self._surface)
        if records(painter):
            self._paint_grid(painter)
        else:
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
        corner = np.array([seen.left(), seen.top()])
        lying, standing = ticks(seen.left(), seen.right()), ticks(seen.top(), seen.bottom()) if self._upwards else [0.0]
        across = [(value, self._plane.pixel(np.array([value, corner[1]])).x()) for value in lying]
        down = [(value, self._plane.pixel(np.array([corner[0], value])).y()) for value in standing]
        lines = [(value == 0, QLineF(x, 0, x, area.height())) for value, x in across]
        lines += [(value == 0, QLineF(0, y, area.width(), y)) for value, y in down]
        self._grid_lines = lines
        self._grid = self._drawn_grid(ratio)
        self._numbers, self._words = [], []
        crossing = self._upwards and 0.0 in lying and 0.0 in standing  # there, one 0 would be read for both
        if self._upwards:
            self._write_down(standing, down, ratio, crossing=crossing)
        self._write_across(lying, across, ratio, crossing=crossing)
        self._write_names(ratio)

    def _write_across(
        self, values: list[float], places: list[tuple[float, float]], ratio: float, *, crossing: bool
    ) -> None:
        """Numbers along the lower edge; a wide one may take the place of its neighbour."""
        metrics, free = QFontMetrics(self._theme.font("xs")), 24.0
        for value, x in places:
            text = tick(value, values)
            half = metrics.horizontalAdvance(text) / 2
            if not (crossing and value == 0) and free < x - half and x + half < self._area.width() - 4:
                self._add_number(QPointF(x - half, self._area.height() - 5), text, ratio)
                free = x + half + 6

    def _write_down(
        self, values: list[float], places: list[tuple[float, float]], ratio: float, *, crossing: bool
    ) -> None:
        """Numbers along the left edge, beside the name of the axis; one without room gives way to those below."""
        metrics = QFontMetrics(self._theme.font("xs"))
        left = 6.0 + (metrics.height() if self._names[1] else 0)
        free = self._area.height() - 24.0
        for value, y in places:
            if not (crossing and value == 0) and 12 < y < free:
                self._add_number(QPointF(left, y + metrics.capHeight() / 2), tick(value, values), ratio)
                free = y - metrics.height()

    def _write_names(self, ratio: float) -> None:
        """The names of the axes: one in the lower right corner over its numbers, one along the upper left edge."""
        metrics, (across, up) = QFontMetrics(self._theme.font("xs")), self._names
        room, elide = int(min(self._area.width(), self._area.height()) - 60), Qt.TextElideMode.ElideRight
        if across:
            text = metrics.elidedText(across, elide, room)
            left = self._area.width() - metrics.horizontalAdvance(text) - 8
            self._add_number(QPointF(left, self._area.height() - 8 - metrics.height()), text, ratio)
        if up:
            text = metrics.elidedText(up, elide, room)
            down = 8.0 + metrics.horizontalAdvance(text)
            self._add_number(QPointF(4.0 + metrics.ascent(), down), text, ratio, turned=True)

    def _add_number(self, place: QPointF, text: str, ratio: float, *, turned: bool = False) -> None:
        """Draw a number with a halo, to be read on any surface; `place` is where its base line begins.

        If `turned`, it is read upwards.
        """
        metrics = QFontMetrics(self._theme.font("xs"))
        size = QSizeF(metrics.horizontalAdvance(text) + 2 * HALO, metrics.height() + 2 * HALO)
        drawn = QPixmap((size * ratio).toSize())
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        self._paint_number(painter, text)
        painter.end()
        self._words.append(text)
        corner = QPointF(HALO, HALO + metrics.ascent())
        if turned:
            drawn = drawn.transformed(QTransform().rotate(-90))
            corner = QPointF(corner.y(), size.width() - HALO)
        self._numbers.append((place - corner, drawn, text, turned))

    def _paint_number(self, painter: QPainter, text: str) -> None:
        """Paint it with its halo, in the upper left corner."""
        font, colors, signs = self._theme.font("xs"), self._theme.palette, QPainterPath()
        signs.addText(HALO, HALO + QFontMetrics(font).ascent(), font, text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        halo = QPen(colors.color("contour_halo"), 2 * HALO)
        halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(signs, halo)
        painter.fillPath(signs, colors.color("t1"))

    def _drawn_grid(self, ratio: float) -> QPixmap:
        """The lines on transparent ground."""
        drawn = QPixmap((self._area.size() * ratio).toSize())
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        self._paint_grid(painter)
        painter.end()
        return drawn

    def _paint_grid(self, painter: QPainter) -> None:
        for is_axis, strength in ((False, GRID), (True, AXIS)):
            color = self._theme.palette.color("t1")
            color.setAlphaF(min(1.0, strength * self._theme.palette.line_factor))
            painter.setPen(QPen(color, self._theme.line("axis")))
            painter.drawLines([line for axis, line in self._grid_lines if axis == is_axis])

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
        for place, drawn, text, turned in self._numbers:
            size = drawn.deviceIndependentSize()
            if any(plate.intersects(QRectF(place, size)) for plate in plates):
                continue
            if not records(painter):
                painter.drawPixmap(place, drawn)
                continue
            painter.save()
            painter.translate(place)
            if turned:
                painter.translate(0.0, size.height())
                painter.rotate(-90)
            self._paint_number(painter, text)
            painter.restore()


def ticks(low: float, high: float) -> list[float]:
    """The round values between two ends at which lines are drawn: at most eight."""
    wanted = (high - low) / MOST_LINES
    power = 10.0 ** math.floor(math.log10(wanted))
    step = next(power * size for size in ROUND if power * size >= wanted * (1.0 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{index * step:.15g}") for index in range(first, last + 1)]


def tick(value: float, others: Sequence[float] = ()) -> str:
    """The number at a line, with as many decimals as it takes to tell it from the others."""
    apart = min((abs(after - before) for before, after in pairwise(others)), default=0.0)
    if not apart:
        return number.plain(value)
    places = max(0, -math.floor(math.log10(apart) + 1e-9))
    if places > MOST_PLACES or abs(value) >= 1e7:
        return number.plain(value, 4 + max(0, math.ceil(math.log10(max(abs(value), apart) / apart)) - 3))
    return number.fixed(value, places)
