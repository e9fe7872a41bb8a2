"""Where the network is chosen: how many hidden units, their activation, and how its parts are shown."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from mlpviz.engine.approximation.one_layer import MOST_UNITS
from mlpviz.nn.activations import Activation, activations
from mlpviz.views.controls.button import Button, IconButton
from mlpviz.views.controls.choice_form import ChoiceForm
from mlpviz.views.controls.field import Combo
from mlpviz.views.controls.label import LiveLabel, label
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.controls.slider import Slider
from mlpviz.views.controls.switch import Switch
from mlpviz.views.look.theme import Theme

STEPS = 100
"""Places of the slider from one unit to the most, in equal factors."""
BESIDE = 1.15
"""The largest text with which the last button has room beside the switch."""
WRAPPED = 1.3
"""The largest text with which the kinds of contributions have room beside their name."""
SEPARATE, RUNNING = "separate", "running"


class UnitsPanel(QWidget):
    """Asks for other units or another activation; tells how the parts are to be shown."""

    units_requested = Signal(int, bool)
    """How many, and whether the slider still moves."""
    slid = Signal()
    """The slider has come to rest."""
    activation_requested = Signal(object)
    """An Activation."""
    running_chosen = Signal(bool)
    outside_toggled = Signal(bool)
    open_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin with one unit."""
        super().__init__(parent)
        self._units = 1
        self.fewer = IconButton(theme, "minus", "One hidden unit fewer (−)", size=28)
        self.more = IconButton(theme, "plus", "One hidden unit more (+)", size=28)
        self._count = LiveLabel("1", "value")
        self.slider = Slider(self)
        self.slider.setRange(0, STEPS)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName("Hidden units")
        self.slider.setToolTip(f"Hidden units, 1 to {MOST_UNITS}")
        self.activation = Combo(self)
        self.activation.setAccessibleName("Activation of the hidden units")
        for kind in activations:
            if not kind.only_as_link:
                self.activation.addItem(kind.label, kind.__name__)
        self.form = ChoiceForm(theme, columns=2)
        self.contributions = Segmented(theme, [(SEPARATE, "Separate"), (RUNNING, "Running sum")], tips=[
            "Each unit's part alone", "The bias, then one unit after the other added (C)"])  # fmt: skip
        self.contributions.setAccessibleName("Contributions")
        self.outside = Switch(theme, "Outside the range")
        self.outside.setToolTip("Show x from −6 to 6: outside −3 to 3 nothing was trained (O)")
        self.open = Button(theme, "Open in Playground", tip="This network with its weights, to look inside")
        self._theme = theme
        self._place()
        self._connect()
        theme.changed.connect(self.restyle)
        self.restyle()

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label("Network", "title"))
        column.addLayout(row("Hidden units", self.fewer, self._count, self.more))
        column.addWidget(self.slider)
        column.addLayout(row("Activation", self.activation))
        column.addWidget(self.form)
        self._shown = row("Contributions", self.contributions)
        column.addLayout(self._shown)
        self._last = QHBoxLayout()
        self._last.addWidget(self.outside)
        self._last.addStretch(1)
        self._last.addWidget(self.open)
        column.addLayout(self._last)

    def _connect(self) -> None:
        self.fewer.clicked.connect(self._take_one)
        self.more.clicked.connect(self._add_one)
        self.slider.valueChanged.connect(self._follow)
        self.slider.sliderReleased.connect(self.slid)
        self.slider.actionTriggered.connect(self._step)
        self.activation.activated.connect(self._choose_activation)
        self.form.choice_requested.connect(self._change_activation)
        self.contributions.chosen.connect(self._choose_contributions)
        self.outside.toggled.connect(self.outside_toggled)
        self.open.clicked.connect(self.open_requested)

    @Slot()
    def restyle(self) -> None:
        """With large text the button stands below the switch, and the kinds of contributions below their name."""
        beside = self._theme.text_scale <= BESIDE
        direction = QBoxLayout.Direction
        self._last.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        wrapped = self._theme.text_scale > WRAPPED
        self._shown.setDirection(direction.TopToBottom if wrapped else direction.LeftToRight)

    def show_network(self, units: int, activation: Activation) -> None:
        """Show how many units there are, and their activation."""
        self._units = units
        self._count.setText(str(units))
        self.fewer.setEnabled(units > 1)
        self.more.setEnabled(units < MOST_UNITS)
        if _units_at(self.slider.value()) != units:
            blocked = self.slider.blockSignals(True)
            self.slider.setValue(_place_of(units))
            self.slider.blockSignals(blocked)
        self.slider.setAccessibleDescription(str(units))
        self.activation.setCurrentIndex(self.activation.findData(activation.name))
        self.activation.setToolTip(activation.about)
        self.form.show_choice(activation)
        self.form.setVisible(not self.form.empty)

    def set_running(self, running: bool) -> None:
        """Show which way of showing the parts is chosen."""
        self.contributions.choose(RUNNING if running else SEPARATE)

    @Slot()
    def _take_one(self) -> None:
        self.units_requested.emit(max(1, self._units - 1), False)

    @Slot()
    def _add_one(self) -> None:
        self.units_requested.emit(min(MOST_UNITS, self._units + 1), False)

    @Slot(int)
    def _follow(self, place: int) -> None:
        units = _units_at(place)
        if units != self._units:
            self.units_requested.emit(units, self.slider.isSliderDown())

    @Slot(int)
    def _step(self, action: int) -> None:
        """A key goes one unit further, however many places of the slider that are."""
        actions = QSlider.SliderAction
        step = {actions.SliderSingleStepAdd.value: 1, actions.SliderSingleStepSub.value: -1}.get(action)
        if step is not None:
            self.slider.setSliderPosition(_place_of(min(max(self._units + step, 1), MOST_UNITS)))

    @Slot(int)
    def _choose_activation(self, index: int) -> None:
        self.activation_requested.emit(activations.make(str(self.activation.itemData(index))))

    @Slot(str, object)
    def _change_activation(self, text: str, activation: Activation) -> None:
        self.activation_requested.emit(activation)

    @Slot(str)
    def _choose_contributions(self, key: str) -> None:
        self.running_chosen.emit(key == RUNNING)


def row(text: str, *parts: QWidget) -> QBoxLayout:
    """A name, and at the right end what belongs to it."""
    line = QHBoxLayout()
    line.setSpacing(8)
    name = label(text, "secondary")
    name.setBuddy(parts[0])
    line.addWidget(name)
    line.addStretch(1)
    for part in parts:
        line.addWidget(part)
    return line


def _units_at(place: int) -> int:
    return round(math.exp(place / STEPS * math.log(MOST_UNITS)))


def _place_of(units: int) -> int:
    return round(STEPS * math.log(units) / math.log(MOST_UNITS))
