"""A slider for every parameter of the function on show; it acts while it is dragged."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from mlpviz.engine import number
from mlpviz.engine.letters import spoken
from mlpviz.nn.activation import Activation
from mlpviz.nn.registry import Span
from mlpviz.views.controls.label import label
from mlpviz.views.controls.slider import Slider
from mlpviz.views.look.theme import Theme

WIDE = 100.0
"""A span whose ends differ by this factor or more is slid in powers."""
PLACES = 400
"""Places of a slider."""
VALUE = 44
"""Px of a value."""


class ParameterSlider(Slider):
    """A bare slider for one parameter of a function, or for its first; hidden if it has none."""

    activation_requested = Signal(object, bool)
    """The Activation, and whether the change is complete: False while it is dragged."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        """`name` is the parameter; "" stands for the first one, whatever function is shown."""
        super().__init__(parent)
        self._activation: Activation | None = None
        self._wanted = name
        self.letter = ""
        """What the parameter is called; "" if there is none."""
        self.setRange(0, PLACES)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.hide()
        self.valueChanged.connect(self._follow)
        self.sliderReleased.connect(self._finish)
        self.usual_requested.connect(self._take_usual)

    def show_activation(self, activation: Activation) -> None:
        """Show the number of a function."""
        name = self._wanted or next(iter(activation.spans()), "")
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
    """Name, slider and value of every parameter; `activation_requested` carries the function with one changed."""

    activation_requested = Signal(object, bool)
    """The Activation, and whether the change is complete: False while it is dragged."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Without sliders at first."""
        super().__init__(parent)
        self._theme = theme
        self._kind: type[Activation] | None = None
        self._rows: dict[str, tuple[QLabel, ParameterSlider, QLabel]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        theme.changed.connect(self.restyle)

    def sliders(self) -> dict[str, ParameterSlider]:
        """The sliders, by parameter."""
        return {name: slider for name, (_, slider, _) in self._rows.items()}

    def texts(self) -> dict[str, str]:
        """The values as written, by parameter."""
        return {name: value.text() for name, (_, _, value) in self._rows.items()}

    @Slot()
    def restyle(self) -> None:
        """Keep room for the widest value."""
        for _, _, value in self._rows.values():
            value.setFixedWidth(round(VALUE * max(1.0, self._theme.text_scale)))

    def show_activation(self, activation: Activation) -> None:
        """Show the numbers of a function."""
        if type(activation) is not self._kind:
            self._kind = type(activation)
            for row in self._rows.values():
                for part in row:
                    self._grid.removeWidget(part)
                    part.hide()
                    part.deleteLater()
            self._rows = {name: self._made(name, at) for at, name in enumerate(activation.spans())}
            self.setVisible(bool(self._rows))
            self.restyle()
        for name, (_, slider, value) in self._rows.items():
            slider.show_activation(activation)
            value.setText(number.plain(float(getattr(activation, name)), 3))
            slider.setAccessibleDescription(value.text())

    def _made(self, name: str, at: int) -> tuple[QLabel, ParameterSlider, QLabel]:
        row = label(spoken(name), "label"), ParameterSlider(name, self), label("", "number")
        row[1].setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row[1].activation_requested.connect(self.activation_requested)
        row[2].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for column, part in enumerate(row):
            self._grid.addWidget(part, at, column)
        return row


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
