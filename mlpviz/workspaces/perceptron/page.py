"""The page of the Perceptron: which gate, the data square, the weights, and what the last sample did."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from mlpviz.data.gates import GATES
from mlpviz.engine import number
from mlpviz.views.controls.label import label, set_property
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.look.theme import Theme
from mlpviz.workspaces.perceptron import sentences
from mlpviz.workspaces.perceptron.square import Square
from mlpviz.workspaces.perceptron.trial import Trial

COLUMN = 340
"""Width of the column beside the square, in px."""
GAP, LEAST = 24, 240
"""Between the two, and the least side of the square, in px."""


class PerceptronPage(QWidget):
    """Shows a trial, and asks for another gate."""

    gate_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build everything; nothing is shown yet."""
        super().__init__(parent)
        self._gates = Segmented(theme, [(name, name) for name in GATES], tips=[gate.about for gate in GATES.values()])
        self._gates.setAccessibleName("Gate")
        self._gates.chosen.connect(self.gate_requested)
        self._title, self._about = label("", "heading"), label("", "secondary")
        self._verdict = label("", "badge")
        self.square = Square(theme)
        self._mistakes, self._limit = label("0", "lesson_title"), label("", "label")
        self._weights = [label("0", "value") for _ in sentences.WEIGHTS]
        self._heading, self._lines = label("", "title"), label("", "secondary")
        for words in (self._limit, self._lines):
            words.setWordWrap(True)
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._place()

    def _place(self) -> None:
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(4)
        for part in (label("Mistakes so far", "label"), self._mistakes, self._limit):
            beside.addWidget(part)
        beside.addSpacing(16)
        beside.addLayout(self._weight_cards())
        beside.addSpacing(16)
        beside.addWidget(_card(self._heading, self._lines))
        beside.addStretch(1)
        column = QWidget()
        column.setLayout(beside)
        column.setFixedWidth(COLUMN - 12)  # the scroll bar stands beside it
        column.setProperty("scrolled", True)
        scroll = scrolling(column)
        scroll.setFixedWidth(COLUMN)
        self._room = QWidget()
        middle = QHBoxLayout(self._room)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(GAP)
        middle.addWidget(self.square, 0, Qt.AlignmentFlag.AlignTop)
        middle.addWidget(scroll)
        middle.addStretch(1)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 16, 24, 24)
        page.setSpacing(16)
        page.addLayout(_row(self._title, self._about, None, self._verdict))
        page.addLayout(_row(self._gates, None, label("circle: target +1, square: target −1", "label")))
        page.addWidget(self._room, 1)

    def _weight_cards(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for name, value in zip(sentences.WEIGHTS, self._weights, strict=True):
            card = _card(label(name, "label"), value)
            for part in card.findChildren(QLabel):
                part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            row.addWidget(card)
        return row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the square as large as fits beside the column."""
        super().resizeEvent(event)
        area = self.contentsRect().adjusted(24, self._room.y(), -24, -24)
        side = max(LEAST, min(area.height(), area.width() - COLUMN - GAP))
        self.square.setFixedSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """The least square and its column."""
        return QSize(LEAST + COLUMN + GAP + 48, LEAST + 140)

    def show_trial(self, trial: Trial) -> None:
        """Show how far a trial has come."""
        perceptron, last = trial.perceptron, trial.last
        self._gates.choose(trial.gate.name)
        self._title.setText(trial.gate.name)
        self._about.setText(sentences.separability(perceptron))
        words, tone = sentences.verdict(perceptron)
        self._verdict.setText(words)
        set_property(self._verdict, "tone", tone)
        self.square.show_trial(trial)
        self._mistakes.setText(number.count(perceptron.mistakes))
        self._limit.setText(sentences.limit(perceptron))
        for cell, value in zip(self._weights, perceptron.weights, strict=True):
            cell.setText(sentences.signed(float(value)))
        self._heading.setText(sentences.heading(last))
        self._lines.setText("\n".join(sentences.lines(last)))


def _card(*parts: QWidget) -> QFrame:
    card = QFrame()
    card.setProperty("surface", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(12, 10, 12, 10)
    column.setSpacing(4)
    for part in parts:
        column.addWidget(part)
    return card


def _row(*parts: QWidget | None) -> QLayout:
    """Widgets side by side; None takes the room that is left."""
    row = QHBoxLayout()
    row.setSpacing(12)
    for part in parts:
        if part is None:
            row.addStretch(1)
        else:
            row.addWidget(part)
    if None not in parts:
        row.addStretch(1)
    return row
