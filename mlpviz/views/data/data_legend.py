"""What the marks on the canvas mean: markers of training and test points, and the line."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.views.data import marker
from mlpviz.views.look.theme import Theme

STEP, CLOSE = 18.0, 13.0
"""From one marker to the next, in px; closer where there is little room."""
GAP = 24.0
SAMPLE = 16.0
"""Length in px of the piece of line."""


class DataLegend(QWidget):
    """One row: "■ ● train   □ ○ test   — p₁ = 0.5"."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: list[int] = [0, 1]
        self._test = True
        self._border = ""
        self._lined = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_marks(self, labels: list[int], *, test: bool, border: str, lined: bool = True) -> None:
        """Show the markers of these classes, whether test points are among them, and what the line is ("" for none).

        `lined` is False for words about the surface that no line stands for.
        """
        if (labels, test, border, lined) != (self._labels, self._test, self._border, self._lined):
            self._labels, self._test, self._border, self._lined = labels, test, border, lined
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
        sample = SAMPLE + 6 if self._lined else 0.0
        line = metrics.horizontalAdvance(self._border) + sample + 2 if self._border else 0.0
        hollow, step, gap = self._spread(metrics, self.width() - line - 12)
        across = self._paint_group(painter, metrics, 7.0, step, self._labels, "train", hollow=False)
        if hollow:
            across = self._paint_group(painter, metrics, across + gap, step, hollow, "test", hollow=True)
        if self._border and across + 8 <= self.width() - line:
            self._paint_line(painter, metrics, self.width() - line)

    def _spread(self, metrics: QFontMetricsF, room: float) -> tuple[list[int], float, float]:
        """Which hollow markers there is room for, how far apart markers stand, and how far the two groups."""
        if not self._test:
            return [], STEP, GAP
        words = metrics.horizontalAdvance("train") + metrics.horizontalAdvance("test")
        for labels, step, gap in ((self._labels, STEP, GAP), (self._labels[:1], STEP, GAP)):
            if words + step * (len(self._labels) + len(labels)) + gap <= room:
                return labels, step, gap
        # With many classes one hollow marker must stand for all.
        return self._labels[:1], CLOSE, GAP / 2

    def _paint_group(
        self, painter: QPainter, metrics: QFontMetricsF, across: float, step: float, labels: list[int], word: str, *,
        hollow: bool,
    ) -> float:
        middle = self.height() / 2
        for label in labels:
            marker.draw(painter, self._theme.palette, label, QPointF(across, middle), 4.2, hollow=hollow, cased=False)
            across += step
        across -= step - 11
        painter.setPen(self._theme.palette.color("t2"))
        painter.drawText(QPointF(across, middle + metrics.capHeight() / 2), word)
        return across + metrics.horizontalAdvance(word)

    def _paint_line(self, painter: QPainter, metrics: QFontMetricsF, across: float) -> None:
        middle = self.height() / 2
        if self._lined:
            painter.setPen(QPen(self._theme.palette.color("contour"), self._theme.line("curve")))
            painter.drawLine(QPointF(across, middle), QPointF(across + SAMPLE, middle))
            across += SAMPLE + 6
        painter.setPen(self._theme.palette.color("t2"))
        painter.drawText(QPointF(across, middle + metrics.capHeight() / 2), self._border)
