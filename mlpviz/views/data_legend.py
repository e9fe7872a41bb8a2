"""What the marks on the canvas mean: markers of training and test points, and the line."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.views import marker
from mlpviz.views.theme import Theme

STEP = 18.0
"""From one marker to the next, in px."""
SAMPLE = 16.0
"""Length in px of the piece of line."""


class DataLegend(QWidget):
    """One row: "■ ● train   □ ○ test   — p = 0.5"."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: list[int] = [0, 1]
        self._test = True
        self._border = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_marks(self, labels: list[int], *, test: bool, border: str) -> None:
        """Show the markers of these classes, whether test points are among them, and what the line is ("" for none)."""
        if (labels, test, border) != (self._labels, self._test, self._border):
            self._labels, self._test, self._border = labels, test, border
            marks = ["filled: train", *(["hollow: test"] if test else []), *([f"line: {border}"] if border else [])]
            self.setAccessibleName("Legend, " + ", ".join(marks))
            self.update()

    def words(self) -> list[str]:
        """The words of the row."""
        return ["train", *(["test"] if self._test else []), *([self._border] if self._border else [])]

    def sizeHint(self) -> QSize:
        """One line of small text."""
        return QSize(200, self._theme.line_px("s"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Markers and words from the left, the line at the right."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font("xs"))
        metrics = QFontMetricsF(painter.font())
        line = metrics.horizontalAdvance(self._border) + SAMPLE + 8 if self._border else 0.0
        room = self.width() - line - 12
        across = self._paint_group(painter, metrics, 7.0, self._labels, "train", hollow=False)
        if self._test:
            needed = STEP * len(self._labels) + metrics.horizontalAdvance("test") + 24
            # With many classes one hollow marker must stand for all.
            labels = self._labels if across + needed <= room else self._labels[:1]
            self._paint_group(painter, metrics, across + 24, labels, "test", hollow=True)
        if self._border:
            self._paint_line(painter, metrics, self.width() - line)

    def _paint_group(
        self, painter: QPainter, metrics: QFontMetricsF, across: float, labels: list[int], word: str, *, hollow: bool
    ) -> float:
        middle = self.height() / 2
        for label in labels:
            marker.draw(painter, self._theme.palette, label, QPointF(across, middle), 4.2, hollow=hollow, cased=False)
            across += STEP
        across -= 7
        painter.setPen(self._theme.palette.color("t2"))
        painter.drawText(QPointF(across, middle + metrics.capHeight() / 2), word)
        return across + metrics.horizontalAdvance(word)

    def _paint_line(self, painter: QPainter, metrics: QFontMetricsF, across: float) -> None:
        middle = self.height() / 2
        painter.setPen(QPen(self._theme.palette.color("contour"), self._theme.line("contour")))
        painter.drawLine(QPointF(across, middle), QPointF(across + SAMPLE, middle))
        painter.setPen(self._theme.palette.color("t2"))
        painter.drawText(QPointF(across + SAMPLE + 6, middle + metrics.capHeight() / 2), self._border)
