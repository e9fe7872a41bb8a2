"""Existence is not training: the best run, the worst run and the construction beside one another."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mlpviz.nn.arrays import Array
from mlpviz.views.approximation.curve_view import CurveView
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import LiveLabel, label
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.look.theme import Theme

CARD = 180
"""The least width of one of the three, in px."""


class Exhibit(NamedTuple):
    """One of the three."""

    title: str
    about: str
    x: Array
    y: Array
    largest: str
    squared: str


class _Card(QFrame):
    """A title over a small curve over its errors."""

    chosen = Signal()

    def __init__(self, theme: Theme, button: str, tip: str) -> None:
        super().__init__()
        self.setProperty("surface", "card")
        self._title, self._about = label("", "title"), label("", "secondary")
        self._about.setWordWrap(True)
        self.curve = CurveView(theme, small=True)
        self._squared, self._largest = LiveLabel("–", "value"), LiveLabel("–", "value")
        self.button = Button(theme, button, tip=tip)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._about)
        column.addWidget(self.curve, 1)
        for name, value in (("Mean squared error", self._squared), ("Largest error", self._largest)):
            column.addWidget(label(name, "caption"))
            column.addWidget(value)
        column.addWidget(self.button)
        self.button.clicked.connect(self.chosen)

    def show_exhibit(self, exhibit: Exhibit, values: Array) -> None:
        self._title.setText(exhibit.title)
        self._about.setText(exhibit.about)
        self.curve.setAccessibleName(exhibit.title)
        self.curve.show_target(values)
        self.curve.show_output(exhibit.x, exhibit.y)
        self._squared.setText(exhibit.squared)
        self._largest.setText(exhibit.largest)


class ThreeCurves(QWidget):
    """Shows three outputs against one target; asks to load one of them, or for the fits that are missing."""

    load_requested = Signal(str)
    """"best", "worst" or "hand"."""
    start_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin without a fit."""
        super().__init__(parent)
        self._theme = theme
        self.best = _Card(theme, "Load this run", "Show the best run, and train on from it")
        self.worst = _Card(theme, "Load this run", "Show the worst run, and train on from it")
        self.hand = _Card(theme, "Show by hand", "Open the staircase with its sliders")
        self.start = Button(theme, "Fit all widths", icon="play", tip="Fit this curve with every width and seed (A)")
        self.cancel = Button(theme, "Cancel", tip="Keep the fits that are made, and stop (Esc)")
        self._missing = label("", "secondary")
        self._why, self._offered, self._made = "", False, (0, 0)
        self._sentence = label("", "body")
        for words in (self._missing, self._sentence):
            words.setWordWrap(True)
        inside = QWidget()
        inside.setProperty("scrolled", True)
        scrolled = QVBoxLayout(inside)
        scrolled.setContentsMargins(0, 0, 0, 0)
        scrolled.setSpacing(12)
        self._cards = QHBoxLayout()
        scrolled.addLayout(self._cards, 1)
        scrolled.addWidget(self._sentence)
        self._cards.setSpacing(12)
        for card in (self.best, self.worst, self.hand):
            self._cards.addWidget(card, 1)
        lacking = QHBoxLayout()
        lacking.addWidget(self._missing, 1)
        lacking.addWidget(self.start)
        lacking.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(lacking)
        column.addWidget(scrolling(inside), 1)
        self.best.chosen.connect(self._ask_for_best)
        self.worst.chosen.connect(self._ask_for_worst)
        self.hand.chosen.connect(self._ask_for_hand)
        self.start.clicked.connect(self.start_requested)
        self.cancel.clicked.connect(self.cancel_requested)
        self._show_lacking()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the three below one another where they have no room side by side."""
        super().resizeEvent(event)
        beside = self.width() >= 3 * CARD * max(1.0, self._theme.text_scale)
        direction = QBoxLayout.Direction
        self._cards.setDirection(direction.LeftToRight if beside else direction.TopToBottom)

    def show_exhibits(self, values: Array, runs: tuple[Exhibit, Exhibit] | None, hand: Exhibit, sentence: str) -> None:
        """Show best and worst run, if there are any, and the construction; `sentence` says what they tell."""
        for card, exhibit in zip((self.best, self.worst), runs or (), strict=False):
            card.show_exhibit(exhibit, values)
        self.best.setVisible(runs is not None)
        self.worst.setVisible(runs is not None)
        self.hand.show_exhibit(hand, values)
        self._sentence.setText(sentence)

    def show_missing(self, words: str, *, offered: bool) -> None:
        """Say why there are no runs ("" if there are), and offer to make them."""
        self._why, self._offered = words, offered
        self._show_lacking()

    @Slot(int, int)
    def show_progress(self, done: int, count: int) -> None:
        """Show how many of `count` fits are made; 0 of 0: none is under way."""
        self._made = (done, count)
        self._show_lacking()

    def _show_lacking(self) -> None:
        done, count = self._made
        under_way = done < count
        words = f"Fits of this curve are being made: {done} of {count}." if under_way else self._why
        if under_way and self._why and not self._offered:
            words = f"{self._why} {words}"
        self._missing.setText(words)
        for part, shown in (
            (self._missing, bool(words)), (self.cancel, under_way),
            (self.start, self._offered and bool(self._why) and not under_way),
        ):  # fmt: skip
            part.setVisible(shown)

    @Slot()
    def _ask_for_best(self) -> None:
        self.load_requested.emit("best")

    @Slot()
    def _ask_for_worst(self) -> None:
        self.load_requested.emit("worst")

    @Slot()
    def _ask_for_hand(self) -> None:
        self.load_requested.emit("hand")
