"""The card beside the pointer: where it is, and what the network answers there."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from mlpviz.engine import number
from mlpviz.nn.arrays import Array
from mlpviz.views.data import marker
from mlpviz.views.data.answer import Row
from mlpviz.views.look.plane import Plane
from mlpviz.views.look.theme import Theme

PAD = 8.0
AWAY = 14.0
"""How far the card keeps from the pointer, in px."""
PER_LINE = 3
"""How many classes stand on one line of the card."""


class Card:
    """Coordinates on the first line, then each class (or output) with the network's word on it."""

    def __init__(self, theme: Theme, plane: Plane, at: Array, rows: list[Row], names: tuple[str, ...]) -> None:
        """`rows` as told by `Reading.rows`, none before there is an answer; `names` of the coordinates."""
        self._theme, self._plane = theme, plane
        self.at = at
        """The input that the card is about, (2,)."""
        self._rows = rows
        sizes = (plane.shown.width(), plane.shown.height())
        parts = zip(names, at.tolist(), sizes, strict=False)
        self._coordinates = "   ".join(f"{name} {coordinate(value, size)}" for name, value, size in parts)
        self._lines = [rows[first : first + PER_LINE] for first in range(0, len(rows), PER_LINE)]
        self._font = theme.font("s")
        self._metrics = QFontMetricsF(self._font)

    def words(self) -> list[str]:
        """What the card says: the coordinates, then each class."""
        return [self._coordinates, *(row.text for row in self._rows)]

    def area(self) -> QRectF:
        """Room beside the pointer, on the side where there is some, in px."""
        width = self._metrics.horizontalAdvance(self._coordinates)
        for line in self._lines:
            width = max(width, sum(self._cell(row) for row in line) - 12)
        width, height = width + 2 * PAD, self._step() * (1 + len(self._lines)) + 2 * PAD - 5
        at, whole = self._plane.pixel(self.at), self._plane.area()
        left = at.x() + AWAY if at.x() + AWAY + width <= whole.width() - 4 else at.x() - AWAY - width
        top = at.y() + AWAY if at.y() + AWAY + height <= whole.height() - 4 else at.y() - AWAY - height
        return QRectF(max(4.0, left), max(4.0, top), width, height)

    def paint(self, painter: QPainter) -> None:
        area, colors = self.area(), self._theme.palette
        paint_plate(painter, self._theme, area, "raised" if colors.dark else "panel")
        painter.setFont(self._font)
        painter.setPen(colors.color("t2"))
        down = area.top() + PAD - 2 + self._metrics.ascent()
        painter.drawText(QPointF(area.left() + PAD, down), self._coordinates)
        for line in self._lines:
            down += self._step()
            across = area.left() + PAD
            for row in line:
                self._paint_cell(painter, QPointF(across, down), row)
                across += self._cell(row)

    def _step(self) -> float:
        return self._metrics.height() + 3

    def _sign(self, row: Row) -> float:
        return 15.0 if row.label >= 0 else self._metrics.horizontalAdvance(row.name + "  ")

    def _cell(self, row: Row) -> float:
        return self._sign(row) + self._metrics.horizontalAdvance(row.text) + 12

    def _paint_cell(self, painter: QPainter, at: QPointF, row: Row) -> None:
        if row.label >= 0:
            place = QPointF(at.x() + 5, at.y() - self._metrics.capHeight() / 2)
            marker.draw(painter, self._theme.palette, row.label, place, 4.2, cased=False)
        else:
            painter.setPen(self._theme.palette.color("t2"))
            painter.drawText(at, row.name)
        painter.setPen(self._theme.palette.color("t1"))
        painter.drawText(QPointF(at.x() + self._sign(row), at.y()), row.text)


def paint_plate(painter: QPainter, theme: Theme, area: QRectF, ground: str, edge: str = "line2") -> None:
    """A ground for words: a rectangle with round corners and a hairline, in the colours called `ground` and `edge`."""
    painter.setPen(QPen(theme.palette.color(edge), theme.line("hairline")))
    painter.setBrush(theme.palette.color(ground))
    radius = theme.radius("control")
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def coordinate(value: float, size: float) -> str:
    """A coordinate with as many decimals as matter where so much is seen: two in the square of the presets."""
    places = 2 - math.floor(math.log10(size / 2.0))
    return number.fixed(value, max(0, places)) if places <= 6 and abs(value) < 1e7 else number.plain(value, 5)
