"""A small label over a line into which a number is typed; on request with a slider between them."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from mlpviz.engine import number
from mlpviz.engine.typed_number import read_whole, read_within
from mlpviz.views.controls.label import label
from mlpviz.views.controls.number_keys import NumberKeys
from mlpviz.views.controls.refusal import say_refusal
from mlpviz.views.controls.slider import Slider
from mlpviz.views.controls.whole_text import width_for_text
from mlpviz.views.look.theme import Theme

STEPS = 200
"""Places of a slider."""
WIDE = 100.0
"""A span whose ends differ by this factor or more is slid in powers."""
NAME_WIDTH, LINE_WIDTH = 64, 70
"""Beside a slider."""


class NumberField(QWidget):
    """Asks for a number within a span; what cannot be read is answered with one sentence, and the old value stays."""

    value_chosen = Signal(float)
    key_chosen = Signal(object, object)
    """The field's key and the value, for forms that are generated."""

    def __init__(
        self, theme: Theme, text: str, low: float, high: float, *, whole: bool = False, key: object = None,
        sliding: bool = False, parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._low, self._high, self._whole, self._key = low, high, whole, key
        self._value, self._least = low, 0
        self._line = QLineEdit(self)
        self._line.setAccessibleName(text)
        name = label(text, "secondary" if sliding else "caption", self)
        name.setBuddy(self._line)
        span = f"From {number.plain(low)} to {number.plain(high)}"
        self._span = f"A whole number: {span[0].lower()}{span[1:]}" if whole else span
        name.setToolTip(self._span)
        self._line.setToolTip(self._span)
        self._slider = self._sliding(text) if sliding else None
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4 if self._slider is None else 8)
        if self._slider is None:
            grid.addWidget(name, 0, 0)
            grid.addWidget(self._line, 1, 0)
        else:
            scale = max(1.0, theme.text_scale)
            name.setFixedWidth(round(NAME_WIDTH * scale))
            self._least = round(LINE_WIDTH * scale)
            for column, part in enumerate((name, self._slider, self._line)):
                grid.addWidget(part, 0, column)
        self._line.editingFinished.connect(self.finish)
        NumberKeys(self._line)

    def _sliding(self, text: str) -> Slider:
        slider = Slider(self)
        slider.setRange(0, STEPS)
        slider.setAccessibleName(text)
        slider.setToolTip(self._span)
        slider.setMinimumWidth(96)
        slider.valueChanged.connect(self._follow)
        slider.sliderReleased.connect(self.finish)
        return slider

    def line(self) -> QLineEdit:
        """Where the number is typed."""
        return self._line

    def slider(self) -> Slider | None:
        """What it is slid with, if it is."""
        return self._slider

    def value(self) -> float:
        """The number shown."""
        return self._value

    def show_value(self, value: float) -> None:
        """Show a number, without a signal."""
        self._value = float(value)
        self._write()
        say_refusal(self._line, "", self._span)
        self._slide()

    def _write(self) -> None:
        self._line.setText(self._written())
        width = max(self._least, width_for_text(self._line))
        self._line.setMinimumWidth(width)
        if self._slider is not None:
            self._line.setMaximumWidth(width)

    def _written(self) -> str:
        return str(int(self._value)) if self._whole else number.whole(self._value)

    # sliding

    @property
    def _in_powers(self) -> bool:
        return self._low > 0 and self._high / self._low >= WIDE

    def _slide(self) -> None:
        if self._slider is not None and not self._slider.isSliderDown():
            low, high, value = (map(math.log, self._ends())) if self._in_powers else self._ends()
            blocked = self._slider.blockSignals(True)
            place = round((value - low) / (high - low) * STEPS)
            # Only the ends themselves stand at the ends, so that a key can still go there.
            self._slider.setValue(0 if value == low else STEPS if value == high else min(max(place, 1), STEPS - 1))
            self._slider.blockSignals(blocked)

    def _ends(self) -> tuple[float, float, float]:
        return self._low, self._high, min(max(self._value, self._low), self._high)

    @Slot(int)
    def _follow(self, place: int) -> None:
        share = place / STEPS
        if self._in_powers:
            value = float(f"{self._low * (self._high / self._low) ** share:.3g}")
        else:
            value = round(self._low + share * (self._high - self._low), 6)
        value = min(max(float(round(value) if self._whole else value), self._low), self._high)
        self._line.setText(number.plain(value, 8))
        if self._slider is not None and not self._slider.isSliderDown():
            self.finish()

    # taking

    @Slot()
    def finish(self) -> None:
        """Take what was typed, if it can be read."""
        text = self._line.text()
        if text == self._written():
            return
        try:
            value = read_whole(text, int(self._low), int(self._high)) if self._whole else read_within(
                text, self._low, self._high)
        except ValueError as why:
            self._write()
            say_refusal(self._line, str(why), self._span)
            return
        say_refusal(self._line, "", self._span)
        if value != self._value:
            self._value = float(value)
            self.value_chosen.emit(self._value)
            self.key_chosen.emit(self._key, self._value)
        self._write()
        self._slide()
