"""A network in a few strokes, for cards: how many layers it has and how wide they are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.views.look.theme import Theme

MOST_UNITS, MOST_LAYERS = 4, 5
"""So many are drawn; the picture of a larger network stands for it."""
RADIUS, PITCH = 3.5, 10.0
WIDTH, HEIGHT = 44, 40
"""Px at the usual text size."""


class NetworkSketch(QWidget):
    """Circles for units, lines for weights."""

    def __init__(self, theme: Theme, widths: Sequence[int], parent: QWidget | None = None) -> None:
        """`widths` are inputs first."""
        super().__init__(parent)
        self._theme = theme
        self._columns = [min(width, MOST_UNITS) for width in widths][-MOST_LAYERS:]
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """The same for every network."""
        return QSize(WIDTH, HEIGHT)

    def places(self) -> list[list[QPointF]]:
        """The middle of every circle, column by column."""
        inner = QRectF(self.rect()).adjusted(RADIUS + 1, 0, -RADIUS - 1, 0)
        apart = inner.width() / max(1, len(self._columns) - 1)
        middle = inner.center().y()
        return [
            [QPointF(inner.left() + at * apart, middle + (unit - (count - 1) / 2) * PITCH) for unit in range(count)]
            for at, count in enumerate(self._columns)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colors = QPainter(self), self._theme.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = self.places()
        painter.setPen(QPen(colors.color("ctl"), self._theme.line("hairline")))
        for before, after in zip(columns, columns[1:], strict=False):
            for source in before:
                for unit in after:
                    painter.drawLine(source, unit)
        painter.setPen(QPen(colors.color("t2"), 1.25))
        painter.setBrush(colors.color("panel"))
        for column in columns:
            for place in column:
                painter.drawEllipse(place, RADIUS, RADIUS)
