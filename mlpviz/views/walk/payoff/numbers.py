"""The numbers of a kept update: the loss before and after it, by how much it changed, and what was predicted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.engine.number import MOST_DIGITS, narrow, stepped
from mlpviz.views.controls.label import label, set_property

if TYPE_CHECKING:
    from mlpviz.engine.telling.payoff import Payoff

NAMES = ("Loss before", "Loss after", "Real change", "Predicted")
TIPS = (
    "The loss of the batch with the old weights, without penalty",
    "The loss of the same batch with the new weights",
    "How much the loss really changed",
    "What the gradient predicts by a straight line: the sum of each gradient times the change of its weight",
)


class PayoffNumbers(QWidget):
    """Four numbers in a row, or two by two."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._payoff: Payoff | None = None
        self._digits, self._columns = 4, len(NAMES)
        self._cells: list[tuple[QWidget, QLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for name, tip in zip(NAMES, TIPS, strict=True):
            cell, value = QWidget(), label("", "value")
            column = QVBoxLayout(cell)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(1)
            column.addWidget(label(name, "caption"))
            column.addWidget(value)
            cell.setToolTip(tip)
            self._cells.append((cell, value))
        self.set_columns(len(NAMES))

    def show_payoff(self, payoff: Payoff) -> None:
        """Show the numbers of an update; of several, nothing was predicted."""
        self._payoff = payoff
        self._write()

    def set_digits(self, digits: int) -> None:
        """Show so many decimals, and more where before and after would look alike."""
        self._digits = digits
        self._write()

    def set_columns(self, columns: int) -> None:
        """Put so many beside each other."""
        for at, (cell, _) in enumerate(self._cells):
            self._grid.addWidget(cell, at // columns, at % columns)
        for at in range(len(NAMES)):
            self._grid.setColumnStretch(at, int(at < columns))
        self._columns = columns

    def set_large(self, large: bool) -> None:
        """Write large, or small where room is short."""
        for _, value in self._cells:
            set_property(value, "role", "value" if large else "number")

    def texts(self) -> list[str]:
        """The numbers as they are written."""
        return [value.text() for cell, value in self._cells if not cell.isHidden()]

    def width_in_a_row(self) -> int:
        """How wide they are beside each other."""
        shown = [cell for cell, _ in self._cells if not cell.isHidden()]
        spacing = self._grid.horizontalSpacing()
        return sum(cell.sizeHint().width() for cell in shown) + spacing * (len(shown) - 1)

    def _write(self) -> None:
        payoff = self._payoff
        if payoff is None:
            return
        foreseen = payoff.foreseen
        texts = written_apart((payoff.before, payoff.after), self._digits)
        texts += [narrow(change, self._digits, signed=True) for change in (payoff.change, foreseen or 0.0)]
        for (_, value), name, text in zip(self._cells, NAMES, texts, strict=True):
            value.setText(text)
            value.setAccessibleName(f"{name}: {text}")
        self._cells[-1][0].setVisible(foreseen is not None)


def written_apart(values: Sequence[float], digits: int) -> list[str]:
    """Each number with so many decimals, or with as many more as it takes to tell different ones apart."""
    texts = [stepped(value, digits) for value in values]
    enough = len(set(texts)) == len(set(values)) or digits >= MOST_DIGITS
    return texts if enough else written_apart(values, digits + 1)
