"""What the marks on the canvas mean: markers of training and test points, and the line."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.engine.value_scale import ValueScale
from mlpviz.views.data import marker
from mlpviz.views.look.theme import Theme

STEP, CLOSE = 18.0, 13.0
"""From one marker to the next, in px; closer where there is little room."""
GAP = 24.0
BARS = 28.0, 115.0
"""The least and the usual length in px of the colours of values."""
SAMPLE = 16.0
"""Length in px of the piece of line."""


class DataLegend(QWidget):
    """One row: "■ ● train   □ ○ test   — p₁ = 0.5"."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: list[int] = [0, 1]
        self._names: tuple[str, ...] = ()
        self._test = True
        self._border = ""
        self._lined = True
        self._scale: ValueScale | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_marks(
        self, labels: list[int], *, test: bool, border: str, lined: bool = True, scale: ValueScale | None = None,
        names: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        """Show the markers of these colours, whether test points are among them, and what the line is ("" for none).

        `lined` is False for words about the surface that no line stands for. With a `scale` of values, its colours
        stand in place of the line, between its ends. `names` of the classes, if they have any, stand at their markers.
        """
        now = (labels, test, border, lined, scale, names)
        if now != (self._labels, self._test, self._border, self._lined, self._scale, self._names):
            self._labels, self._test, self._border, self._lined, self._scale, self._names = now
            marks = ["filled: train", *(["hollow: test"] if test else []), *([f"line: {border}"] if border else [])]
            self.setAccessibleName("Legend, " + ", ".join(marks))
            self.update()

    def words(self) -> list[str]:
        """The words of the row."""
        behind = [word for word, shown in (("test", self._test), (self._border, bool(self._border))) if shown]
        return [*(self._names or ("train",)), *behind]

    def sizeHint(self) -> QSize:
        """One line of small text."""
        return QSize(200, self._theme.line_px("s"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Markers and words from the left, the line at the right."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font("xs"))
        metrics = QFontMetricsF(painter.font())
        sample = SAMPLE + 6 if self._lined and self._scale is None else 0.0
        line = metrics.horizontalAdvance(self._border) + sample + 2 if self._border else 0.0
        if self._names:
            self._paint_names(painter, metrics)
            return
        if self._scale is not None:
            line = self._bar_words(metrics, named=True) + BARS[0]
        hollow, step, gap = self._spread(metrics, self.width() - line - 12)
        across = self._paint_group(painter, metrics, 7.0, step, self._labels, "train", hollow=False)
        if hollow:
            across = self._paint_group(painter, metrics, across + gap, step, hollow, "test", hollow=True)
        if self._scale is not None:
            self._paint_bar(painter, metrics, self.width() - across - 12)
        elif self._border and across + 8 <= self.width() - line:
            self._paint_line(painter, metrics, self.width() - line)

    def _paint_names(self, painter: QPainter, metrics: QFontMetricsF) -> None:
        """Each class with its name, then a hollow marker for test points; names are cut where there is no room."""
        test = metrics.horizontalAdvance("test") + 26 if self._test else 0.0
        wanted = [metrics.horizontalAdvance(name) + 24 for name in self._names]
        room = (self.width() - test) / max(1.0, sum(wanted))
        across = 0.0
        for label, name, wide in zip(self._labels, self._names, wanted, strict=True):
            wide *= min(1.0, room)
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, wide - 22)
            self._paint_group(painter, metrics, across + 7.0, 0.0, [label], text, hollow=False)
            across += wide
        if self._test:
            self._paint_group(painter, metrics, self.width() - test + 7.0, 0.0, self._labels[:1], "test", hollow=True)

    def _ends(self) -> tuple[str, str]:
        assert self._scale is not None
        written = number.plain if self._scale.middle else number.signed
        return written(self._scale.low, 3), written(self._scale.high, 3)

    def _bar_words(self, metrics: QFontMetricsF, *, named: bool) -> float:
        """How wide the words at the colours are."""
        return sum(metrics.horizontalAdvance(word) + 6 for word in (self._border * named, *self._ends()) if word)

    def _paint_bar(self, painter: QPainter, metrics: QFontMetricsF, room: float) -> None:
        """What is coloured, and the colours between the ends of their scale; where it is narrow, only the colours."""
        middle, (low, high) = self.height() / 2, self._ends()
        base = middle + metrics.capHeight() / 2
        if self._bar_words(metrics, named=False) + BARS[0] > room:  # very large letters: the card tells every value
            return
        named = self._bar_words(metrics, named=True) + BARS[0] <= room
        words = self._bar_words(metrics, named=named)
        length = min(BARS[1], max(BARS[0], room - words))
        across = self.width() - words - length
        painter.setPen(self._theme.palette.color("t2"))
        for word in (self._border, low) if named else (low,):
            painter.drawText(QPointF(across, base), word)
            across += metrics.horizontalAdvance(word) + 6
        bar = QRectF(across, middle - 3, length, 6)
        shades = QLinearGradient(bar.topLeft(), bar.topRight())
        for at in range(17):
            shades.setColorAt(at / 16, self._theme.palette.forward(at / 8 - 1.0))
        painter.fillRect(bar, shades)
        painter.drawLine(QPointF(bar.center().x(), middle - 4), QPointF(bar.center().x(), middle + 4))
        painter.drawText(QPointF(bar.right() + 6, base), high)

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
        across += 11 - step
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
