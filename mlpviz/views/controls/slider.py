"""A slider with its label and its value in words."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QSlider, QStyle, QStyleOptionSlider, QWidget

from mlpviz.engine import number
from mlpviz.views.controls.label import label
from mlpviz.views.look.theme import Theme

LOG_STEPS = 200


class Slider(QSlider):
    """A horizontal slider whose knob jumps to where it is pressed; a double click asks for the usual value."""

    usual_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump, then let the knob be dragged on from there."""
        if event.button() == Qt.MouseButton.LeftButton and not self._knob().contains(event.position().toPoint()):
            # Down before it moves, so that the jump counts as part of the drag.
            self.setSliderDown(True)
            self.setSliderPosition(self._position_at(event.position().x()))
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the usual value."""
        self.usual_requested.emit()

    def _knob(self) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = QStyle.SubControl.SC_SliderHandle
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, handle, self)

    def _position_at(self, x: float) -> int:
        knob = self._knob().width()
        return QStyle.sliderValueFromPosition(
            self.minimum(), self.maximum(), round(x - knob / 2), self.width() - knob, self.invertedAppearance()
        )


class LabelledSlider(QWidget):
    """Label, slider and value; `value_changed` follows the drag, `value_chosen` comes once, on release or key."""

    value_changed = Signal(float)
    value_chosen = Signal(float)

    def __init__(
        self,
        theme: Theme,
        text: str,
        minimum: float,
        maximum: float,
        *,
        step: float = 0.01,
        value: float | None = None,
        usual: float | None = None,
        log: bool = False,
        formatter: Callable[[float], str] = number.plain,
        above: bool = False,
        label_width: int = 112,
        value_width: int = 54,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._minimum, self._maximum, self._step, self._log = float(minimum), float(maximum), float(step), log
        self._usual = usual
        self._formatter = formatter
        self._above = above
        self._widths = (label_width, value_width)
        self._label = label(text, "caption" if above else "secondary", self)
        self._written = label("", "caption" if above else "number", self)
        self._slider = Slider(self)
        self._slider.setRange(0, LOG_STEPS if log else max(1, round((maximum - minimum) / step)))
        self._slider.setPageStep(max(1, self._slider.maximum() // 10))
        self._slider.setAccessibleName(text)
        self._label.setBuddy(self._slider)
        self._place()
        self.set_value(minimum if value is None else value)
        self._slider.valueChanged.connect(self._follow)
        self._slider.sliderReleased.connect(self._finish)
        self._slider.usual_requested.connect(self._take_usual)
        theme.changed.connect(self.restyle)
        self.restyle()

    def text(self) -> str:
        """The label."""
        return self._label.text()

    def set_text(self, text: str) -> None:
        """Call it something else."""
        self._label.setText(text)
        self._slider.setAccessibleName(text)

    def value(self) -> float:
        """The value the knob stands at."""
        return self._value_at(self._slider.value())

    def set_value(self, value: float) -> None:
        """Show a value, without a signal; one outside the range is shown at its end."""
        blocked = self._slider.blockSignals(True)
        self._slider.setValue(self._position_of(value))
        self._slider.blockSignals(blocked)
        self._told = self.value()
        self._write()

    def set_usual(self, value: float | None) -> None:
        """What a double click returns to."""
        self._usual = value

    def slider(self) -> Slider:
        """The slider itself, for a tip or a shortcut."""
        return self._slider

    def step_by(self, steps: int) -> None:
        """Move by a number of steps as if by key."""
        self._slider.setValue(self._slider.value() + steps)

    @Slot()
    def restyle(self) -> None:
        """Widths follow the text size."""
        if not self._above:
            grown = max(1.0, self._theme.text_scale)
            self._label.setFixedWidth(round(self._widths[0] * grown))
            self._written.setFixedWidth(round(self._widths[1] * grown))

    def _place(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        self._written.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(0)
        if self._above:
            grid.addWidget(self._label, 0, 0)
            grid.addWidget(self._written, 0, 1)
            grid.addWidget(self._slider, 1, 0, 1, 2)
        else:
            grid.addWidget(self._label, 0, 0)
            grid.addWidget(self._slider, 0, 1)
            grid.addWidget(self._written, 0, 2)

    @Slot(int)
    def _follow(self, position: int) -> None:
        self._write()
        self.value_changed.emit(self._value_at(position))
        if not self._slider.isSliderDown():
            self._finish()

    @Slot()
    def _finish(self) -> None:
        if self.value() != self._told:
            self._told = self.value()
            self.value_chosen.emit(self._told)

    @Slot()
    def _take_usual(self) -> None:
        if self._usual is not None:
            self._slider.setValue(self._position_of(self._usual))

    def _write(self) -> None:
        self._written.setText(self._formatter(self.value()))
        self._slider.setAccessibleDescription(self._written.text())

    def _value_at(self, position: int) -> float:
        if self._log:
            share = position / self._slider.maximum()
            return float(self._minimum * (self._maximum / self._minimum) ** share)
        # Rounded so that 0.1 + 0.2 does not reach the screen or a file as 0.30000000000000004.
        return float(min(round(self._minimum + position * self._step, 12), self._maximum))

    def _position_of(self, value: float) -> int:
        known = min(max(float(value), self._minimum), self._maximum)
        if self._log:
            share = math.log(known / self._minimum) / math.log(self._maximum / self._minimum)
            return round(share * self._slider.maximum())
        return round((known - self._minimum) / self._step)
