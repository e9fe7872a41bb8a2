"""The column beside a square: the count of mistakes, the weights, what the last sample did, and the legend."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QFrame, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.one_unit import sentences
from mlpviz.engine.one_unit.sentences import Line
from mlpviz.engine.one_unit.trial import Trial
from mlpviz.views.controls.label import LiveLabel, label
from mlpviz.views.data import marker
from mlpviz.views.look.theme import Theme
from mlpviz.views.perceptron.square_lines import BEST_DASH, DASHES, dashed

LINES = {"perceptron": 5, "adaline": 7, "logistic": 7}
"""Room for so many lines in the card, so that nothing jumps from sample to sample."""
VECTORS = "What stands in parentheses is (b, w₁, w₂), and of the inputs (1, x₁, x₂)."
VECTORS_WITHOUT_BIAS = "What stands in parentheses is (w₁, w₂), and of the inputs (x₁, x₂)."

INSETS, LINE_INSET = {"plus": 15, "minus": 15}, 22
"""Px from a mark of the legend to its word, and from a line to its own."""


class WeightCards(QWidget):
    """The values of b (or θ), w₁ and w₂, each in a card, in the colour of its sign."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cells = [("b", 0.0), ("w₁", 0.0), ("w₂", 0.0)]
        self._low = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_weights(self, trial: Trial) -> None:
        """Show the weights now; a fixed threshold stands in the place of the bias."""
        unit, threshold = trial.unit, trial.rule.threshold
        given = [float(value) for value in unit.weights] if unit is not None else list(trial.rule.start)
        first = ("b", given[0]) if threshold is None else ("θ fixed", threshold)
        self._cells = [first, ("w₁", given[-2]), ("w₂", given[-1])]
        self.setAccessibleName(", ".join(f"{name} {number.signed(value, 3)}" for name, value in self._cells))
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines and what stands around them."""
        lines = self._theme.line_px("value") + (0 if self._low else self._theme.line_px("s"))
        return QSize(150, lines + (10 if self._low else 16))

    def set_low(self, low: bool) -> None:
        """Write name and value in one line."""
        self._low = low
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Narrow cards write smaller numbers."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw three cards."""
        colors, painter = self._theme.palette, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = 4 if self._low else 8
        wide = (self.width() - 2 * gap) / 3
        for at, cell in enumerate(self._cells):
            box = QRectF(at * (wide + gap), 0, wide, self.height()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(QPen(colors.color("line2"), self._theme.line("hairline")))
            painter.setBrush(colors.color("panel"))
            painter.drawRoundedRect(box, self._theme.radius("card"), self._theme.radius("card"))
            self._paint_cell(painter, *cell, box)

    def _paint_cell(self, painter: QPainter, name: str, value: float, box: QRectF) -> None:
        colors, top, center = self._theme.palette, self._theme.line_px("s"), Qt.AlignmentFlag.AlignCenter
        light = self._theme.font("s")
        over, under = QRectF(box.left(), box.top() + 7, box.width(), top), box.adjusted(3, top + 7, -3, -5)
        if self._low:
            name = name.split()[0]
            beside = QFontMetricsF(light).horizontalAdvance(name) + 5.0
            over, under = box.adjusted(4, 0, 0, 0), box.adjusted(beside, 0, -1, 0)
        painter.setPen(colors.color("t2"))
        painter.setFont(light)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(over, int(left if self._low else center), name)
        text = self._written(value, under.width())
        painter.setPen(colors.color("t1") if value == 0 else colors.class_color(int(value > 0)))
        painter.setFont(self._fitting(text, under.width()))
        painter.drawText(under, int(center), text)

    def _written(self, value: float, room: float) -> str:
        """A value with three digits, or with as many as there is room for."""
        smallest = QFontMetricsF(self._theme.font("xs", weight=600))
        texts = [number.signed(value, digits) for digits in (3, 2, 1)]
        return next((text for text in texts if smallest.horizontalAdvance(text) <= room), texts[-1])

    def _fitting(self, text: str, room: float) -> QFont:
        """The largest font of three in which a number has room."""
        for role in ("value", "m", "s"):
            font = self._theme.font(role, weight=600)
            if QFontMetricsF(font).horizontalAdvance(text) <= room:
                return font
        return self._theme.font("xs", weight=600)


class SampleCard(QFrame):
    """A heading and lines, some words of which stand out."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: Sequence[Line] = ()
        self._room = LINES["perceptron"]
        self.setProperty("surface", "plate")
        self._heading, self._lines = label("", "title"), label("", "secondary")
        for words in (self._heading, self._lines):
            words.setWordWrap(True)
        self._lines.setTextFormat(Qt.TextFormat.RichText)
        self._lines.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(4)
        column.addWidget(self._heading)
        column.addWidget(self._lines, 1)
        theme.changed.connect(self.restyle)
        self.restyle()

    def show_trial(self, trial: Trial) -> None:
        """Show what happened."""
        self._heading.setText(sentences.heading(trial))
        self._shown = sentences.lines(trial)
        self.setToolTip(VECTORS if trial.rule.threshold is None else VECTORS_WITHOUT_BIAS)
        if self._room != LINES[trial.rule.kind]:
            self._room = LINES[trial.rule.kind]
            self.restyle()
        self._write()

    def text(self) -> str:
        """All of it, in plain text."""
        return "\n".join([self._heading.text(), *map(sentences.plain, self._shown)])

    @Slot()
    def restyle(self) -> None:
        """Keep room for the longest sentences."""
        self._lines.setMinimumHeight(round(self._room * 1.25 * self._theme.text_px("m")) + 8)
        self._write()

    def _write(self) -> None:
        strong, bad = self._theme.palette.color("t1").name(), self._theme.palette.color("bad").name()
        styles = {"strong": f"color:{strong}; font-weight:600", "bad": f"color:{bad}; font-weight:600"}
        rows = []
        for line in self._shown:
            spans = [
                f'<span style="{styles[words.tone]}">{escape(words.text)}</span>' if words.tone else escape(words.text)
                for words in line
            ]
            rows.append("".join(spans))
        self._lines.setText("<br>".join(rows))


class LineLegend(QWidget):
    """What marks and lines of a square mean."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._entries: list[tuple[str, str]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.updateGeometry)

    def show_trial(self, trial: Trial, *, comparing: bool) -> None:
        """Name what is drawn now."""
        entries = [("plus", "+1"), ("minus", "−1"), ("now", "now"), ("earlier", "earlier")]
        perceptron = trial.perceptron
        if comparing:
            entries[2] = ("now", sentences.wrong_of(trial, trial.rule.kind))
            entries[2:] = reversed(entries[2:])  # the short ones stand in one row
            entries += [(kind, sentences.wrong_of(trial, kind)) for kind in trial.long_runs if kind != trial.rule.kind]
        elif perceptron is not None and not perceptron.separable:
            entries.append(("best", "best so far"))
        if entries != self._entries:
            self._entries = entries
            self.updateGeometry()
            self.update()

    def entries(self) -> list[tuple[str, str]]:
        """What is named: keys and words."""
        return list(self._entries)

    def _rows(self, width: int) -> list[list[tuple[str, str, float]]]:
        metrics, rows, used = QFontMetricsF(self._theme.font("s")), list[list[tuple[str, str, float]]]([[]]), 0.0
        for key, text in self._entries:
            wide = INSETS.get(key, LINE_INSET) + metrics.horizontalAdvance(text) + 9
            if rows[-1] and used + wide > width:
                rows.append([])
                used = 0.0
            rows[-1].append((key, text, wide))
            used += wide
        return rows

    def sizeHint(self) -> QSize:
        """As many rows as a narrow column needs."""
        return QSize(120, self.heightForWidth(max(self.width(), 120)))

    def minimumSizeHint(self) -> QSize:
        """It does not shrink."""
        return QSize(120, self._line())

    def heightForWidth(self, width: int) -> int:
        """One line a row."""
        return len(self._rows(width)) * self._line()

    def _line(self) -> int:
        return self._theme.line_px("s") + 4

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font("s"))
        for at, row in enumerate(self._rows(self.width())):
            left, middle = 0.0, (at + 0.5) * self._line()
            for key, text, wide in row:
                self._paint_mark(painter, key, QPointF(left, middle))
                painter.setPen(self._theme.palette.color("t2"))
                inset = INSETS.get(key, LINE_INSET)
                box = QRectF(left + inset, at * self._line(), wide, self._line())
                painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
                left += wide

    def _paint_mark(self, painter: QPainter, key: str, at: QPointF) -> None:
        colors = self._theme.palette
        if key in ("plus", "minus"):
            marker.draw(painter, colors, int(key == "plus"), at + QPointF(5, 0), 5.0, cased=False)
            return
        pen = QPen(colors.color("t1"), 3.0)
        if key == "earlier":
            pen = QPen(colors.color("t3"), 1.2)
        elif key != "now":
            pen = dashed(colors.color("t1"), 2.0, BEST_DASH if key == "best" else DASHES[key])
        painter.setPen(pen)
        painter.drawLine(at + QPointF(0, 0), at + QPointF(18, 0))


class ProblemColumn(QWidget):
    """All that stands beside a square."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._low = theme, False
        self.count, self.limit, self.best = LiveLabel("0", "counter"), label("", "label"), label("", "label")
        self.weights, self.card, self.legend = WeightCards(theme), SampleCard(theme), LineLegend(theme)
        self._head = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._head.setSpacing(4)
        name = label("Mistakes so far", "label")
        name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._head.addWidget(name)
        self._head.addWidget(self.count)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._head)
        for part in (self.limit, self.best, self.weights, self.card, self.legend):
            column.addWidget(part)
        column.addStretch(1)
        for words in (self.limit, self.best):
            words.setWordWrap(True)
            words.setAlignment(Qt.AlignmentFlag.AlignTop)
        theme.changed.connect(self.restyle)
        self.restyle()

    def show_trial(self, trial: Trial, *, comparing: bool) -> None:
        """Show how far a trial has come."""
        mistakes = trial.unit.mistakes if trial.unit is not None else 0
        self.count.setText(number.count(mistakes))
        self.limit.setText(sentences.limit(trial))
        self.best.setText(sentences.others(trial) if comparing else sentences.best(trial))
        self.weights.show_weights(trial)
        self.card.show_trial(trial)
        self.legend.show_trial(trial, comparing=comparing)

    def set_low(self, low: bool) -> None:
        """Put the count beside its name and the weights beside theirs, where there is little room."""
        if low != self._low:
            self._low = low
            self.weights.set_low(low)
            self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take sizes from the theme again, and keep room for two lines of the limit, so that nothing jumps."""
        self.count.setFont(self._theme.font("title" if self._low else "counter"))
        way = QBoxLayout.Direction.LeftToRight if self._low else QBoxLayout.Direction.TopToBottom
        self._head.setDirection(way)
        self._column.setSpacing(5 if self._low else 8)
        self.limit.setMinimumHeight(2 * self._theme.line_px("s"))
        self.best.setMinimumHeight(self._theme.line_px("s"))
        self.count.setProperty("role", "heading" if self._low else "counter")
        self.count.style().unpolish(self.count)
        self.count.style().polish(self.count)
