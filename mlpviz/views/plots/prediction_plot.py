"""How the predictions of a value agree with the true ones: the points, R² and the worst error."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.how_well import Residuals
from mlpviz.views.controls.field import Combo
from mlpviz.views.controls.label import Elided, LiveLabel, label
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.scatter import Scatter

BESIDE_FROM = 250
"""Width below which the numbers stand under the points."""
NUMBERS = {
    "train": ("R² train", "Share of the spread of the train values that the network explains."),
    "test": ("R² test", "Share of the spread of the test values that the network explains."),
    "worst": ("Worst error", "The largest difference between a true and a predicted value, train and test."),
}
UNKNOWN = "All values are equal, or there are none."


class PredictionPlot(QWidget):
    """A scatter plot with its numbers; several values are shown one at a time."""

    point_chosen = Signal(int)
    value_chosen = Signal(int)
    """The learner wants to see this value, from 0."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.scatter = Scatter(theme)
        self._about = Elided("on the line: no error", "caption")
        self._about.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.values = Combo(self)
        self.values.setAccessibleName("Value shown")
        self.values.setSizeAdjustPolicy(Combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.values.setMinimumContentsLength(6)
        self._numbers = {key: LiveLabel("–", "value") for key in NUMBERS}
        self._names: tuple[str, ...] = ()
        self._build()
        self.scatter.point_chosen.connect(self.point_chosen)
        self.values.activated.connect(self.value_chosen)
        theme.changed.connect(self.restyle)
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take the font of the numbers from the theme again."""
        for shown in self._numbers.values():
            shown.setFont(self._theme.font("value"))
            shown.setMinimumWidth(shown.fontMetrics().horizontalAdvance("0.0000"))

    def show_names(self, names: tuple[str, ...]) -> None:
        """Offer the values of these names; one alone needs no choice."""
        if names != self._names:
            self._names = names
            self.values.clear()
            self.values.addItems(list(names))
        self.values.setVisible(len(names) > 1)
        self._about.setVisible(len(names) < 2)

    def show_residuals(self, train: Residuals, test: Residuals, value: str = "") -> None:
        """Show the points and numbers of a value; `value` is its name, "" if it has none."""
        self.scatter.show_residuals(train, test, value)
        known = [half.worst for half in (train, test) if len(half.points)]
        worst = max(known, default=math.nan) if not any(map(math.isnan, known)) else math.nan
        for key, half in (("train", train), ("test", test)):
            self._write(key, number.r_squared(half.r2) if math.isfinite(half.r2) else "–")
            self._numbers[key].setToolTip(NUMBERS[key][1] + ("" if math.isfinite(half.r2) else f"\n{UNKNOWN}"))
        self._write("worst", number.size(worst) if known else "–")
        told = ", ".join(f"{NUMBERS[key][0]} {shown.text()}" for key, shown in self._numbers.items())
        self.scatter.setAccessibleDescription(told)

    def number(self, key: str) -> str:
        """What stands at "train", "test" or "worst"."""
        return self._numbers[key].text()

    def _write(self, key: str, text: str) -> None:
        self._numbers[key].setText(text)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label("Predicted and true", "number"))
        head.addWidget(self._about, 1)
        head.addWidget(self.values, 1)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(12)
        self._body.addWidget(self.scatter, 1)
        self._beside = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._beside.setSpacing(8)
        for key, (name, about) in NUMBERS.items():
            cell = QVBoxLayout()
            cell.setSpacing(0)
            caption = label(name, "caption")
            caption.setToolTip(about)
            cell.addWidget(caption)
            cell.addWidget(self._numbers[key])
            self._numbers[key].setToolTip(about)
            self._beside.addLayout(cell)
        self._beside.addStretch()
        self._body.addLayout(self._beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(self._body, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the numbers beside the points, or under them where there is no room."""
        super().resizeEvent(event)
        beside = self.width() >= BESIDE_FROM * max(1.0, self._theme.text_scale)
        directions = QBoxLayout.Direction
        self._body.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
        self._beside.setDirection(directions.TopToBottom if beside else directions.LeftToRight)
