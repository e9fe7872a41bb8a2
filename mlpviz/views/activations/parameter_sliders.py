"""A slider for every parameter of the function on show; it acts while it is dragged."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.letters import spoken
from mlpviz.nn.activation import Activation
from mlpviz.nn.registry import Span
from mlpviz.views.controls.slider import LabelledSlider, Slider
from mlpviz.views.look.theme import Theme

WIDE = 100.0
"""A span whose ends differ by this factor or more is slid in powers."""
PLACES = 400


class ParameterSlider(Slider):
    """A bare slider for the first parameter of a function; hidden if it has none."""

    activation_requested = Signal(object, bool)
    """The Activation, and whether the change is complete: False while it is dragged."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Hidden at first."""
        super().__init__(parent)
        self._activation: Activation | None = None
        self.letter = ""
        """What the parameter is called; "" if there is none."""
        self.setRange(0, PLACES)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.hide()
        self.valueChanged.connect(self._follow)
        self.sliderReleased.connect(self._finish)
        self.usual_requested.connect(self._take_usual)

    def show_activation(self, activation: Activation) -> None:
        """Show the first number of a function."""
        name = next(iter(activation.spans()), "")
        self._activation, self._name, self.letter = activation, name, spoken(name)
        self.setVisible(bool(name))
        if name and not self.isSliderDown():
            span, value = activation.spans()[name], float(getattr(activation, name))
            blocked = self.blockSignals(True)
            self.setValue(round(PLACES * share_of(span, value)))
            self.blockSignals(blocked)
            self.setAccessibleName(f"{self.letter} of {activation.label}")
            self.setToolTip(_tip(activation, name))

    @Slot(int)
    def _follow(self, place: int) -> None:
        if self._activation is not None:
            span = self._activation.spans()[self._name]
            self._ask(value_at(span, place / PLACES), complete=not self.isSliderDown())

    @Slot()
    def _finish(self) -> None:
        if self._activation is not None:
            self.activation_requested.emit(self._activation, True)

    @Slot()
    def _take_usual(self) -> None:
        if self._activation is not None:
            self._ask(float(getattr(type(self._activation)(), self._name)), complete=True)

    def _ask(self, value: float, *, complete: bool) -> None:
        assert self._activation is not None
        self.activation_requested.emit(replace(self._activation, **{self._name: value}), complete)


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
        log = _in_powers(span)
        usual = float(getattr(type(activation)(), name))
        slider = LabelledSlider(
            self._theme, spoken(name), span.low, span.high, step=_step(span), usual=usual, log=log,
            formatter=_written, label_width=64, value_width=54, parent=self,
        )  # fmt: skip
        slider.slider().setToolTip(_tip(activation, name))
        slider.value_changed.connect(partial(self._take, name, False))
        slider.value_chosen.connect(partial(self._take, name, True))
        self._column.addWidget(slider)
        slider.show()
        return slider

    def _take(self, name: str, complete: bool, value: float) -> None:
        if self._activation is not None:
            span = self._activation.spans()[name]
            self.activation_requested.emit(replace(self._activation, **{name: _rounded(span, value)}), complete)


def share_of(span: Span, value: float) -> float:
    """How far along a span a value lies, 0…1; in powers where the span is wide."""
    if _in_powers(span):
        return math.log(value / span.low) / math.log(span.high / span.low)
    return (value - span.low) / (span.high - span.low)


def value_at(span: Span, share: float) -> float:
    """The value at a share of a span, rounded to three digits."""
    if _in_powers(span):
        return _rounded(span, span.low * (span.high / span.low) ** share)
    return _rounded(span, span.low + share * (span.high - span.low))


def _in_powers(span: Span) -> bool:
    return span.low > 0 and span.high / span.low >= WIDE


def _rounded(span: Span, value: float) -> float:
    return min(max(float(f"{value:.3g}"), span.low), span.high)


def _tip(activation: Activation, name: str) -> str:
    span, usual = activation.spans()[name], float(getattr(type(activation)(), name))
    return (
        f"{spoken(name)}, from {number.plain(span.low)} to {number.plain(span.high)}. "
        f"Double click: {number.plain(usual)}"
    )


def _step(span: Span) -> float:
    """A round step of about a 400th of the span."""
    rough = (span.high - span.low) / PLACES
    power = 10.0 ** math.floor(math.log10(rough))
    return float(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough))


def _written(value: float) -> str:
    return number.plain(value, 3)
