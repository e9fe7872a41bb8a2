"""The menu of a layer: activation, units, weight initialisation, insert, remove."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget, QWidgetAction

from mlpviz.engine.experiment import MOST_LAYERS, MOST_UNITS, NetworkSpec
from mlpviz.nn.activations import Activation, activations
from mlpviz.nn.initializers import initializers
from mlpviz.views.controls.label import label
from mlpviz.views.controls.spin import SpinBox
from mlpviz.views.look.theme import Theme

ONLY_LAST = "Softmax mixes the units of a layer, so it is for the output only."
FIXED_OUTPUT = "The outputs follow the number of classes."


class LayerMenu(QMenu):
    """Built anew for each layer it is opened for."""

    units_requested = Signal(int, int)
    activation_requested = Signal(int, str)
    initializer_requested = Signal(str)
    layer_requested = Signal(int)
    removal_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._layer = 0
        self._box: SpinBox | None = None
        self._started = 0
        self.setToolTipsVisible(True)
        self.triggered.connect(self._choose)
        self.aboutToHide.connect(self._take_units)

    def show_layer(self, spec: NetworkSpec, layer: int) -> None:
        """Offer what can be done to a layer."""
        self.clear()
        self._layer, self._box = layer, None
        is_output = layer == len(spec.layers) - 1
        self._add_heading("Activation")
        self._add_activations(spec, layer, is_output=is_output)
        self.addSeparator()
        if is_output:
            fixed = self.addAction(f"{spec.outputs} {'unit' if spec.outputs == 1 else 'units'}")
            fixed.setEnabled(False)
            fixed.setToolTip(FIXED_OUTPUT)
        else:
            self._add_units(spec.layers[layer].units)
        self._add_initializers(spec)
        self.addSeparator()
        before = self._add("Insert a layer before", ("insert", layer))
        before.setEnabled(len(spec.layers) < MOST_LAYERS)
        if not is_output:
            after = self._add("Insert a layer after", ("insert", layer + 1))
            after.setEnabled(len(spec.layers) < MOST_LAYERS)
            self._add("Remove this layer", ("remove", layer))

    def _add(self, text: str, order: tuple[str, object], menu: QMenu | None = None) -> QAction:
        action = (menu or self).addAction(text)
        action.setData(order)
        return action

    def _add_heading(self, text: str) -> None:
        words = label(text, "caption")
        words.setContentsMargins(10, 4, 10, 2)
        heading = QWidgetAction(self)
        heading.setDefaultWidget(words)
        heading.setEnabled(False)
        self.addAction(heading)

    def _add_activations(self, spec: NetworkSpec, layer: int, *, is_output: bool) -> None:
        group = QActionGroup(self)
        for kind in activations:
            choice = kind()
            action = self._add(choice.label, ("activation", choice.name))
            action.setCheckable(True)
            action.setChecked(choice.name == spec.layers[layer].activation.name)
            why = _refusal(spec, choice, is_output=is_output)
            action.setEnabled(not why)
            action.setToolTip(why or choice.warning or choice.about)
            group.addAction(action)

    def _add_units(self, units: int) -> None:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(26, 2, 12, 2)
        line.addWidget(label("Units", "secondary", row))
        line.addStretch()
        self._box = SpinBox(1, MOST_UNITS, units, row)
        self._box.setFixedWidth(72)
        self._box.setAccessibleName("Units")
        self._started = units
        self._box.lineEdit().returnPressed.connect(self.close)
        line.addWidget(self._box)
        action = QWidgetAction(self)
        action.setDefaultWidget(row)
        self.addAction(action)

    def _add_initializers(self, spec: NetworkSpec) -> None:
        menu = self.addMenu("Weight initialisation")
        menu.setToolTipsVisible(True)
        for kind in initializers:
            choice = kind()
            action = self._add(choice.label, ("initializer", choice.name), menu)
            action.setCheckable(True)
            action.setChecked(choice.name == spec.initializer.name)
            action.setToolTip(choice.about)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        order = action.data()
        if not isinstance(order, (tuple, list)):
            return
        verb, value = order
        if verb == "activation":
            self.activation_requested.emit(self._layer, str(value))
        elif verb == "initializer":
            self.initializer_requested.emit(str(value))
        elif verb == "insert":
            self.layer_requested.emit(int(value))
        elif verb == "remove":
            self.removal_requested.emit(int(value))

    @Slot()
    def _take_units(self) -> None:
        if self._box is not None:
            self._box.interpretText()
            units, self._box = self._box.value(), None
            if units != self._started:
                self.units_requested.emit(self._layer, units)


def _refusal(spec: NetworkSpec, choice: Activation, *, is_output: bool) -> str:
    if is_output:
        return spec.loss.refusal(choice, spec.outputs) or ""
    return ONLY_LAST if choice.only_as_link else ""
