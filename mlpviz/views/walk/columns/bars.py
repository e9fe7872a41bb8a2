"""The terms of a sum as bars from one line, and their sum below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from mlpviz.engine.number import narrow
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.writing import Align, Piece, Writing
from mlpviz.views.walk.number_colors import faded, role_color
from mlpviz.views.walk.sentences import spoken

if TYPE_CHECKING:
    from mlpviz.engine.telling.explanation import Addend

ROW, GAP, MARGIN = 30.0, 10.0, 4.0
"""Largest height of a row, room between name, bar and number, and around all, in px."""
BAR = 0.5
"""Height of a bar as a share of its row."""
LEAST_BAR = 2.0


class SumBars(QWidget):
    """Shows how much each term of a sum brings."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._theme, self._writing = theme, Writing(theme)
        self._rows: tuple[Addend, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.changed.connect(self.restyle)

    def show_addends(self, addends: Sequence[Addend], total: Addend) -> None:
        """Show the terms, and their sum."""
        self._rows = (*addends, total)
        self._keep_room()
        self.setAccessibleName("Terms of the sum")
        words = (f"{spoken(one.name)} {narrow(one.value, signed=True)}" for one in self._rows)
        self.setAccessibleDescription("; ".join(words))
        self.update()

    @Slot()
    def restyle(self) -> None:
        """Take colours and fonts from the theme again."""
        self._keep_room()
        self.update()

    def _keep_room(self) -> None:
        """Rows never come nearer than a line of text."""
        self.setMinimumHeight(round(len(self._rows) * self._theme.line_px("m") + 2 * MARGIN))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a row a term; a line parts the sum from its terms."""
        if not self._rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        texts = self._theme.palette.color("t1")
        names = [[Piece(one.name, texts, math=True)] for one in self._rows]
        numbers = [[Piece(narrow(one.value, signed=True), self._ink(one), strong=one is self._rows[-1])]
                   for one in self._rows]
        left = MARGIN + max(self._writing.width(name, "m") for name in names) + GAP
        right = self.width() - MARGIN - max(self._writing.width(one, "m") for one in numbers) - GAP
        height = min(ROW * max(1.0, self._theme.text_scale), (self.height() - 2 * MARGIN) / len(self._rows))
        field = QRectF(left, MARGIN, max(8.0, right - left), height * len(self._rows))
        zero, scale = self._scale(field)
        self._paint_lines(painter, field, zero, height)
        for at, one in enumerate(self._rows):
            row = QRectF(MARGIN, MARGIN + at * height, self.width() - 2 * MARGIN, height)
            self._writing.draw(painter, names[at], row.adjusted(0, 0, -(row.right() - left + GAP), 0), "m",
                               Align.AlignRight)
            self._writing.draw(painter, numbers[at], row, "m", Align.AlignRight)
            self._paint_bar(painter, one, zero, scale, row)

    def _ink(self, one: Addend) -> QColor:
        return role_color(self._theme.palette, "gradient" if one.backward else "forward", one.value, one.backward)

    def _scale(self, field: QRectF) -> tuple[float, float]:
        """The x of zero, and px a unit."""
        low = min(0.0, *(one.value for one in self._rows))
        high = max(0.0, *(one.value for one in self._rows))
        scale = field.width() / (high - low) if high > low else 0.0
        return field.left() - low * scale, scale

    def _paint_lines(self, painter: QPainter, field: QRectF, zero: float, height: float) -> None:
        pen = QPen(self._theme.palette.color("line2"), self._theme.line("hairline"))
        painter.setPen(pen)
        painter.drawLine(QPointF(zero, field.top()), QPointF(zero, field.bottom()))
        above = field.bottom() - height
        painter.drawLine(QPointF(MARGIN, above), QPointF(self.width() - MARGIN, above))

    def _paint_bar(self, painter: QPainter, one: Addend, zero: float, scale: float, row: QRectF) -> None:
        color = self._ink(one)
        end = zero + one.value * scale
        if one.value and abs(end - zero) < LEAST_BAR:
            end = zero + (LEAST_BAR if one.value > 0 else -LEAST_BAR)
        tall = row.height() * BAR
        bar = QRectF(QPointF(zero, row.center().y() - tall / 2), QPointF(end, row.center().y() + tall / 2)).normalized()
        painter.fillRect(bar, color if one is self._rows[-1] else faded(color, 0.6))
