"""A small label over a line into which a number is typed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QToolTip, QVBoxLayout, QWidget

from mlpviz.views.controls.label import label, set_property
from mlpviz.views.controls.typed_number import read_whole, read_within
from mlpviz.views.look import number
from mlpviz.views.look.theme import Theme


class NumberField(QWidget):
    """Asks for a number within a span; what cannot be read is answered with one sentence, and the old value stays."""

    value_chosen = Signal(float)
    key_chosen = Signal(object, float)
    """The field's key and the value, for forms that are generated."""

    def __init__(
        self, theme: Theme, text: str, low: float, high: float, *, whole: bool = False, key: object = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._low, self._high, self._whole, self._key = low, high, whole, key
        self._value = low
        self._line = QLineEdit(self)
        self._line.setAccessibleName(text)
        name = label(text, "caption", self)
        name.setBuddy(self._line)
        span = f"From {number.plain(low)} to {number.plain(high)}" if not whole else "A whole number from 0"
        name.setToolTip(span)
        self._line.setToolTip(span)
        self._span = span
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(name)
        column.addWidget(self._line)
        self._line.editingFinished.connect(self._take)

    def line(self) -> QLineEdit:
        """Where the number is typed."""
        return self._line

    def show_value(self, value: float) -> None:
        """Show a number, without a signal."""
        self._value = float(value)
        self._line.setText(self._written())
        self._mark("")

    def _written(self) -> str:
        return str(int(self._value)) if self._whole else number.plain(self._value, 8)

    @Slot()
    def _take(self) -> None:
        text = self._line.text()
        if text == self._written():
            return
        try:
            value = read_whole(text, int(self._low), int(self._high)) if self._whole else read_within(
                text, self._low, self._high)
        except ValueError as why:
            self._line.setText(self._written())
            self._mark(str(why))
            QToolTip.showText(self._line.mapToGlobal(QPoint(0, self._line.height())), str(why), self._line)
            return
        self._mark("")
        if value != self._value:
            self._value = float(value)
            self.value_chosen.emit(self._value)
            self.key_chosen.emit(self._key, self._value)
        self._line.setText(self._written())

    def _mark(self, why: str) -> None:
        set_property(self._line, "wrong", bool(why))
        self._line.setToolTip(why or self._span)
