"""The card beside the pointer: where it is, and what the network answers there."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from mlpviz.nn.arrays import Array
from mlpviz.views.data import marker
from mlpviz.views.data.answer import Row, coordinate
from mlpviz.views.look.plane import Plane
from mlpviz.views.look.theme import Theme

PAD = 8.0
AWAY = 14.0
"""How far the card keeps from the pointer, in px."""
PER_LINE = 3
"""How many classes stand on one line of the card; those with a name stand below each other."""
LONGEST = 120.0
"""So much of a name is written, in px."""


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
        per_line = 1 if any(row.named for row in rows) else PER_LINE
        self._lines = [rows[first : first + per_line] for first in range(0, len(rows), per_line)]
        self._font = theme.font("s")
        self._metrics = QFontMetricsF(self._font)
        wide = [self._metrics.horizontalAdvance(self._name(row)) + 10 for row in rows if row.named]
        self._names = max(wide, default=0.0)
        """Width in px of the names of classes; 0 if none is written."""

    def words(self) -> list[str]:
        """What the card says: the coordinates, then each class."""
        return [self._coordinates, *(f"{row.name} {row.text}" if row.named else row.text for row in self._rows)]

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

    def _name(self, row: Row) -> str:
        return self._metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, LONGEST)

    def _sign(self, row: Row) -> float:
        return 15.0 + self._names if row.label >= 0 else self._metrics.horizontalAdvance(row.name + "  ")

    def _cell(self, row: Row) -> float:
        return self._sign(row) + self._metrics.horizontalAdvance(row.text) + 12

    def _paint_cell(self, painter: QPainter, at: QPointF, row: Row) -> None:
        if row.label >= 0:
            place = QPointF(at.x() + 5, at.y() - self._metrics.capHeight() / 2)
            marker.draw(painter, self._theme.palette, row.label, place, 4.2, cased=False)
            if self._names:
                painter.setPen(self._theme.palette.color("t2"))
                painter.drawText(QPointF(at.x() + 15.0, at.y()), self._name(row))
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
