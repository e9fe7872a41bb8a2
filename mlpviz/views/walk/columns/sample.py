"""The left column of the step-through: the sample on its way through the network, and how the walk is made."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.examples import EXAMPLES
from mlpviz.state.commands import LEVELS
from mlpviz.views.controls import Segmented, Switch, label, rule
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.columns.rate import RateField
from mlpviz.views.walk.columns.sample_square import SampleSquare
from mlpviz.views.walk.columns.values import SampleValues

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Narrator
    from mlpviz.engine.telling.operations import Operations

LEAST_WIDTH = 190
DIGITS = (("4", "4"), ("9", "9"))
SHORT_LEVELS = ("Aa", "12", "{ }")
"""The same in a narrow column."""
LEVEL_TIPS = ("What happens and why, in a sentence", "The equation with its numbers", "The lines of the program too")
PREDICT_TIP = "A result stays hidden until you have typed its sign or its value (Q). Switched on, it counts anew."
ROW_ROOM = 40
"""Px around and between the words of a row and its control."""
LONG = 500
"""Of more operations than these, it is said how to make the walk small."""


class WalkSample(QWidget):
    """Input, target, output and error of the current sample as far as the walk has come, and the walk's settings."""

    biases_requested = Signal(bool)
    rate_requested = Signal(float)
    digits_chosen = Signal(int)
    level_chosen = Signal(str)
    predict_requested = Signal(bool)
    batch_requested = Signal()
    """Back from a point alone to the batch."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._narrator: Narrator | None = None
        self._operations: Operations | None = None
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Sample")
        self._which = label("", "secondary")
        self.square = SampleSquare(theme)
        self.batch = Button(theme, "Whole batch", tip="Walk the next batch again, which makes the update")
        self.batch.clicked.connect(self.batch_requested)
        self.batch.hide()
        self.values = SampleValues(theme)
        self.rate = RateField(theme)
        self._rate_label = label("Learning rate η", "secondary")
        self.biases, self._biases_label = Switch(theme), label("Update biases", "secondary")
        self.biases.setAccessibleName("Update biases")
        self.biases.setToolTip("Off: biases keep their values, and only weights learn.")
        self.digits = Segmented(theme, DIGITS, tips=[f"Numbers with {count} decimals" for _, count in DIGITS])
        self.digits.setAccessibleName("Digits")
        self.digits.choose("9")
        self.level = Segmented(theme, LEVELS, tips=LEVEL_TIPS)
        self.level.setAccessibleName("How much is told")
        self.level.choose("code")
        self.level.chosen.connect(self.level_chosen)
        self.predict = Switch(theme)
        self.predict.setAccessibleName("Predict every result")
        self.predict.setToolTip(PREDICT_TIP)
        self.predict.clicked.connect(self.predict_requested)
        self._about = label("", "label")
        self._about.setWordWrap(True)
        self._build()
        self.rate.rate_chosen.connect(self.rate_requested)
        self.biases.clicked.connect(self.biases_requested)
        self.digits.chosen.connect(self._choose_digits)

    def show_walk(self, narrator: Narrator, operations: Operations) -> None:
        """Take up a walk and show its first operation."""
        self._narrator, self._operations = narrator, operations
        experiment = narrator.walk.experiment
        self.square.show_walk(narrator, operations)
        self.values.show_walk(narrator, operations)
        self.rate.show_rate(experiment.plan.learning_rate)
        self.biases.setChecked(experiment.network.train_biases)
        self._about.setText(about(narrator))
        self.show_index(0)

    def show_index(self, index: int) -> None:
        """Show the sample of an operation, and what is known of it by then."""
        if self._narrator is None or self._operations is None:
            return
        at = self._narrator.sample(index)
        self._which.setText(f"{number.count(at + 1)} of {number.count(self._operations.samples)}")
        self.square.show_index(index)
        self.values.show_index(index)
        self.setAccessibleDescription(f"Sample {self._which.text()}. {self.values.summary()}")

    def show_alone(self, point: int | None) -> None:
        """Say that one point is walked alone, and offer the way back to the batch."""
        self.batch.setVisible(point is not None)
        if point is not None:
            self._about.setText(f"Point {number.count(point + 1)} alone. The batch makes the update.")

    def show_predicting(self, on: bool) -> None:
        """Show whether results are to be predicted, without a signal."""
        self.predict.setChecked(on)

    def set_digits(self, digits: int) -> None:
        """Show so many decimals, without a signal."""
        self.digits.choose(str(digits))
        self.values.set_digits(digits)

    def sizeHint(self) -> QSize:
        """As wide as the design says."""
        return QSize(self._theme.px("sample_column"), 512)

    def minimumSizeHint(self) -> QSize:
        """What does not fit is scrolled to."""
        return QSize(LEAST_WIDTH, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less where the column is narrow."""
        narrow = self.width() < 240 * self._theme.text_scale
        for words in ("Learning rate η", "Rate η", "η")[narrow:]:
            self._rate_label.setText(words)
            if self._rate_label.sizeHint().width() + self.rate.width() + ROW_ROOM <= self.width():
                break
        self._biases_label.setText("Biases" if narrow else "Update biases")
        for (name, text), short in zip(LEVELS, SHORT_LEVELS, strict=True):
            self.level.button(name).setText(short if narrow else text)

    @Slot(str)
    def _choose_digits(self, digits: str) -> None:
        self.values.set_digits(int(digits))
        self.digits_chosen.emit(int(digits))

    def _build(self) -> None:
        inside = QWidget()
        inside.setProperty("scrolled", True)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 14, 0, 12)
        column.setSpacing(0)
        column.addLayout(_row(label("Sample", "title"), self._which))
        column.addSpacing(8)
        column.addWidget(self.square)
        lines = QHBoxLayout()
        lines.setContentsMargins(16, 4, 16, 0)
        lines.addWidget(self.square.legend)
        column.addLayout(lines)
        row = QHBoxLayout()
        row.setContentsMargins(16, 6, 16, 0)
        row.addWidget(self.batch)
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(4)
        column.addWidget(self.values)
        column.addSpacing(12)
        column.addWidget(rule())
        column.addSpacing(10)
        column.addLayout(_row(self._rate_label, self.rate))
        column.addLayout(_row(self._biases_label, self.biases))
        column.addLayout(_row(label("Digits", "secondary"), self.digits))
        column.addLayout(_row(label("Predict", "secondary"), self.predict))
        column.addSpacing(6)
        levels = QHBoxLayout()
        levels.setContentsMargins(16, 2, 16, 2)
        levels.addWidget(self.level)
        column.addLayout(levels)
        column.addSpacing(12)
        text = QVBoxLayout()
        text.setContentsMargins(16, 0, 16, 0)
        text.addWidget(self._about)
        column.addLayout(text)
        column.addStretch(1)
        self._scroll = scrolling(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)


def about(narrator: Narrator) -> str:
    """Which batch of which epoch this is, what makes an update here, and what happens to the biases."""
    walk = narrator.walk
    experiment = walk.experiment
    samples, count = len(walk.x), experiment.points.train_count
    batches = max(1, math.ceil(count / experiment.plan.batch_size))
    if samples == 1 and count == 1:
        text = ["There is one sample, so one batch is one update."]
    else:
        place = f"Batch {number.count(walk.before.batch + 1)} of {number.count(batches)}"
        text = [f"{place} after epoch {number.count(walk.before.epoch)}."]
        if samples == 1 < experiment.plan.batch_size:
            text.append("One sample is left for it.")
        elif samples == 1:
            text.append("A batch is one sample, so each sample makes an update.")
        else:
            together = "added up" if experiment.plan.reduction == "sum" else "averaged"
            text.append(f"The gradients of its {number.count(samples)} samples are {together} into one update.")
    if len(narrator.operations) > LONG:
        text.append("A click on a point of the square walks it alone, which is shorter; so does a batch size of 1. "
                    "By whole phases or rows of the batch there are fewer steps too: ↑ goes up, ↓ down again.")
    if not experiment.network.train_biases:
        example = EXAMPLES.get(experiment.example)
        published = example is not None and not example.experiment.network.train_biases
        text.append("Biases stay fixed, as in the classic hand calculation." if published else "Biases stay fixed.")
    return " ".join(text)


def _row(words: QLabel, control: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(16, 2, 16, 2)
    row.addWidget(words)
    row.addStretch(1)
    row.addWidget(control)
    return row
