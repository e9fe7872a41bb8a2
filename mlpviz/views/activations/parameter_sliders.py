"""A slider for every parameter of the function on show; it acts while it is dragged."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.letters import spoken
from mlpviz.nn.activation import Activation
from mlpviz.nn.registry import Span
from mlpviz.views.controls.slider import LabelledSlider
from mlpviz.views.look.theme import Theme

WIDE = 100.0
"""A span whose ends differ by this factor or more is slid in powers."""
PLACES = 400


class ParameterSliders(QWidget):
    """Generated from the function; `activation_requested` carries the function with one number changed."""

    activation_requested = Signal(object, bool)
    """The Activation, and whether the change is complete: False while it is dragged."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Without sliders at first."""
        super().__init__(parent)
        self._theme = theme
        self._activation: Activation | None = None
        self._sliders: dict[str, LabelledSlider] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def sliders(self) -> dict[str, LabelledSlider]:
        """The sliders, by parameter."""
        return dict(self._sliders)

    def show_activation(self, activation: Activation) -> None:
        """Show the numbers of a function."""
        if type(activation) is not type(self._activation):
            for old in self._sliders.values():
                self._column.removeWidget(old)
                old.hide()
                old.deleteLater()
            self._sliders = {name: self._made(activation, name, one) for name, one in activation.spans().items()}
            self.setVisible(bool(self._sliders))
        self._activation = activation
        for name, slider in self._sliders.items():
            value = float(getattr(activation, name))
            if not slider.slider().isSliderDown() or slider.value() != value:
                slider.set_value(value)

    def _made(self, activation: Activation, name: str, span: Span) -> LabelledSlider:
        log = span.low > 0 and span.high / span.low >= WIDE
        usual = float(getattr(type(activation)(), name))
        slider = LabelledSlider(
            self._theme, spoken(name), span.low, span.high, step=_step(span), usual=usual, log=log,
            formatter=_written, label_width=64, value_width=54, parent=self,
        )  # fmt: skip
        slider.slider().setToolTip(f"{spoken(name)}, from {number.plain(span.low)} to {number.plain(span.high)}. "
                                   f"Double click: {number.plain(usual)}")  # fmt: skip
        slider.value_changed.connect(partial(self._take, name, False))
        slider.value_chosen.connect(partial(self._take, name, True))
        self._column.addWidget(slider)
        slider.show()
        return slider

    def _take(self, name: str, complete: bool, value: float) -> None:
        if self._activation is not None:
            span = self._activation.spans()[name]
            rounded = min(max(float(f"{value:.3g}"), span.low), span.high)
            self.activation_requested.emit(replace(self._activation, **{name: rounded}), complete)


def _step(span: Span) -> float:
    """A round step of about a 400th of the span."""
    rough = (span.high - span.low) / PLACES
    power = 10.0 ** math.floor(math.log10(rough))
    return float(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough))


def _written(value: float) -> str:
    return number.plain(value, 3)
