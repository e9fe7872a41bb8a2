"""What dashed and solid lines on a data square mean."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.data_square import DASH

SAMPLE, ROOM, GAP = 22.0, 6.0, 16.0
"""Px of a sample of the line, from it to its words, and to the next one."""


class LineLegend(QWidget):
    """A sample of each line with its words, side by side, or below each other where that is too wide."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entries: tuple[tuple[bool, str], ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.restyle)

    def show_lines(self, *entries: tuple[bool, str]) -> None:
        """Show what lines mean: whether each is dashed, and its words."""
        if entries != self._entries:
            self._entries = entries
            self.setAccessibleName("; ".join(f"{'dashed' if dashed else 'solid'}: {text}" for dashed, text in entries))
            self.restyle()

    def words(self) -> list[str]:
        """What is written."""
        return [text for _, text in self._entries]

    @Slot()
    def restyle(self) -> None:
        """Take sizes and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """A line of text, or one for each entry."""
        lines = 1 if self._extent() <= width else len(self._entries)
        return lines * self._theme.line_px("xs")

    def sizeHint(self) -> QSize:
        return QSize(round(self._extent()), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self._theme.line_px("xs"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._theme.font("xs"))
        metrics, high = QFontMetricsF(painter.font()), self._theme.line_px("xs")
        beside, left, top = self._extent() <= self.width(), 0.0, 0.0
        for dashed, text in self._entries:
            pen = QPen(self._theme.palette.color("t1"), self._theme.line("contour"))
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if dashed:
                pen.setDashPattern([length / pen.widthF() for length in DASH])
            painter.setPen(pen)
            middle = top + high / 2
            painter.drawLine(QPointF(left, middle), QPointF(left + SAMPLE, middle))
            painter.setPen(self._theme.palette.color("t2"))
            base = top + (high + metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(left + SAMPLE + ROOM, base), text)
            if beside:
                left += SAMPLE + ROOM + metrics.horizontalAdvance(text) + GAP
            else:
                top += high

    def _extent(self) -> float:
        """How wide it is on one line."""
        metrics = QFontMetricsF(self._theme.font("xs"))
        words = sum(SAMPLE + ROOM + metrics.horizontalAdvance(text) for _, text in self._entries)
        return words + GAP * max(0, len(self._entries) - 1)
