"""How fast training runs: from one epoch (or sample) a second to as fast as it can."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from mlpviz.engine import number
from mlpviz.views.controls.label import label
from mlpviz.views.controls.slider import Slider
from mlpviz.views.look.theme import Theme

USUAL = 20.0
"""Epochs a second after a double click."""
FASTEST = 200.0
"""The last speed before Max; faster, no eye can follow single epochs."""
STEPS = 100
"""Positions from one epoch a second to FASTEST; the one after them is Max."""


class SpeedSlider(QWidget):
    """A logarithmic slider whose last position is Max."""

    speed_chosen = Signal(float)
    """Epochs a second; infinite for Max."""

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, unit: str = "epoch", usual: float = USUAL
    ) -> None:
        """`unit` is what is counted a second; a double click returns to the `usual` speed."""
        super().__init__(parent)
        self._unit, self._usual = unit, usual
        self._slider = Slider(self)
        self._slider.setRange(0, STEPS + 1)
        self._slider.setPageStep(10)
        self._slider.setAccessibleName("Speed")
        words = f"{unit[:1].upper()}{unit[1:]}s"
        also = ", or while the history plays" if unit == "epoch" else ""
        self._slider.setToolTip(f"{words} a second while training{also} ([ and ]). Double click: {number.plain(usual)}")
        self._written = label("", "caption", self)
        self._written.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 6, 0, 4)
        grid.setSpacing(0)
        grid.addWidget(label("Speed", "caption"), 0, 0)
        grid.addWidget(self._written, 0, 1)
        grid.addWidget(self._slider, 1, 0, 1, 2)
        self.set_speed(usual)
        self._slider.valueChanged.connect(self._follow)
        self._slider.usual_requested.connect(self._take_usual)

    def speed(self) -> float:
        """Epochs a second; infinite for Max."""
        return _speed_at(self._slider.value())

    def set_speed(self, speed: float) -> None:
        """Show a speed, without a signal."""
        blocked = self._slider.blockSignals(True)
        self._slider.setValue(_position_of(speed))
        self._slider.blockSignals(blocked)
        self._write()

    def step_by(self, steps: int) -> None:
        """Go faster or slower by some notches, as by key."""
        self._slider.setValue(self._slider.value() + 5 * steps)

    def set_value_shown(self, shown: bool) -> None:
        """Show or hide the value in words."""
        self._written.setVisible(shown)

    def slider(self) -> Slider:
        """The slider itself."""
        return self._slider

    def text(self) -> str:
        """The speed in words."""
        return self._written.text()

    @Slot(int)
    def _follow(self, position: int) -> None:
        self._write()
        self.speed_chosen.emit(_speed_at(position))

    @Slot()
    def _take_usual(self) -> None:
        self._slider.setValue(_position_of(self._usual))

    def _write(self) -> None:
        speed = self.speed()
        unit = f"{self._unit}/s" if speed == 1 else f"{self._unit}s/s"
        self._written.setText("Max" if math.isinf(speed) else f"{number.plain(speed)} {unit}")
        self._slider.setAccessibleDescription(self._written.text())


def _speed_at(position: int) -> float:
    if position > STEPS:
        return math.inf
    exact = FASTEST ** (position / STEPS)
    # Whole numbers, and round ones where the steps grow large.
    return float(round(exact) if exact < 20 else 5 * round(exact / 5))


def _position_of(speed: float) -> int:
    if speed > FASTEST:
        return STEPS + 1
    return round(STEPS * math.log(max(speed, 1.0)) / math.log(FASTEST))
