"""The menu of a layer: activation and its parameters, units, weight initialisation, freezing, insert, remove."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget, QWidgetAction

from mlpviz.engine.experiment import NetworkSpec
from mlpviz.engine.learner_words import in_words
from mlpviz.engine.network_spec import MOST_LAYERS, MOST_UNITS
from mlpviz.nn.activations import Activation, activations
from mlpviz.nn.initializers import initializers
from mlpviz.nn.registry import Choice
from mlpviz.views.controls.choice_form import ChoiceForm
from mlpviz.views.controls.label import label
from mlpviz.views.controls.spin import SpinBox
from mlpviz.views.controls.staying_menu import StayingMenu
from mlpviz.views.look.theme import Theme

MOST = f"A network has at most {MOST_LAYERS} layers."
ONLY_LAST = "Softmax mixes the units of a layer, so it is for the output only."
FIXED_OUTPUT = "The outputs follow the number of classes."
FREEZE_TIP = "The weights and biases of a frozen layer keep their values while the others learn."


class LayerMenu(StayingMenu):
    """Built anew for each layer it is opened for; a choice with parameters keeps it open, for them to be set."""

    units_requested = Signal(int, int)
    activation_requested = Signal(int, object)
    """Layer, and the name of an activation or the Activation itself."""
    initializer_requested = Signal(object)
    """The name of an initializer or the Initializer itself."""
    freeze_requested = Signal(int, bool)
    layer_requested = Signal(int)
    removal_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._layer = 0
        self._box: SpinBox | None = None
        self._started = 0
        self._forms: dict[str, _FormAction] = {}
        self._ticks: dict[tuple[str, str], QAction] = {}
        self._initial = StayingMenu(self)
        self.triggered.connect(self._choose)
        self.aboutToHide.connect(self._take_typed)
        self._initial.aboutToHide.connect(self._take_initial)

    @property
    def layer(self) -> int:
        """The layer it was opened for last."""
        return self._layer

    def form(self, kind: str) -> ChoiceForm:
        """The parameters of the chosen "activation" or "initializer"."""
        return self._forms[kind].form

    def show_layer(self, spec: NetworkSpec, layer: int) -> None:
        """Offer what can be done to a layer."""
        self.clear()
        self._layer, self._box, self._ticks = layer, None, {}
        is_output = layer == len(spec.layers) - 1
        self._add_heading("Activation")
        self._add_activations(spec, is_output=is_output)
        self._add_form("activation", self)
        self.addSeparator()
        if is_output:
            fixed = self.addAction(f"{spec.outputs} {'unit' if spec.outputs == 1 else 'units'}")
            fixed.setEnabled(False)
            fixed.setToolTip(FIXED_OUTPUT)
        else:
            self._add_units(spec.layers[layer].units)
        self._add_initializers()
        self._freeze = self._add("Freeze this layer", ("freeze", layer))
        self._freeze.setCheckable(True)
        self._freeze.setToolTip(FREEZE_TIP)
        self.addSeparator()
        self._add_insertion("before", layer, spec)
        if not is_output:
            self._add_insertion("after", layer + 1, spec)
            self._add("Remove this layer", ("remove", layer))
        self._show_choices(spec)

    def renew(self, spec: NetworkSpec) -> None:
        """Show the choices of a network that changed while the menu is open."""
        if self.isVisible() and self._layer < len(spec.layers):
            self._show_choices(spec)

    def _show_choices(self, spec: NetworkSpec) -> None:
        chosen: tuple[tuple[str, Choice], ...] = (
            ("activation", spec.layers[self._layer].activation), ("initializer", spec.initializer),
        )
        for kind, choice in chosen:
            for (of, name), action in self._ticks.items():
                if of == kind:
                    action.setChecked(name == choice.name)
            self._forms[kind].show_choice(choice)
        self._freeze.setChecked(self._layer in spec.frozen_layers)

    def _add(self, text: str, order: tuple[str, object], menu: QMenu | None = None) -> QAction:
        action = (menu or self).addAction(text)
        action.setData(order)
        return action

    def _add_insertion(self, where: str, at: int, spec: NetworkSpec) -> None:
        action = self._add(f"Insert a layer {where}", ("insert", at))
        action.setEnabled(len(spec.layers) < MOST_LAYERS)
        action.setToolTip("" if action.isEnabled() else MOST)

    def _add_choice(self, choice: Choice, order: str, menu: QMenu) -> QAction:
        action = self._add(choice.label, (order, choice.name), menu)
        action.setCheckable(True)
        action.setToolTip(choice.about)
        action.setProperty("stays", bool(choice.parameters()))
        self._ticks[order, choice.name] = action
        return action

    def _add_form(self, kind: str, menu: QMenu) -> None:
        self._forms[kind] = _FormAction(self._theme, menu)
        self._forms[kind].form.choice_requested.connect(
            self._take_activation if kind == "activation" else self._take_initializer
        )
        menu.addAction(self._forms[kind])

    def _add_heading(self, text: str) -> None:
        words = label(text, "caption")
        words.setContentsMargins(10, 4, 10, 2)
        heading = QWidgetAction(self)
        heading.setDefaultWidget(words)
        heading.setEnabled(False)
        self.addAction(heading)

    def _add_activations(self, spec: NetworkSpec, *, is_output: bool) -> None:
        group = QActionGroup(self)
        for kind in activations:
            choice = kind()
            action = self._add_choice(choice, "activation", self)
            why = _refusal(spec, choice, is_output=is_output)
            action.setEnabled(not why)
            action.setToolTip(why or " ".join(filter(None, (choice.about, choice.warning))))
            group.addAction(action)

    def _add_units(self, units: int) -> None:
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(26, 2, 12, 2)
        line.addWidget(label("Units", "secondary", row))
        line.addStretch()
        self._box = SpinBox(1, MOST_UNITS, units, row)
        self._box.setFixedWidth(round(72 * max(1.0, self._theme.text_scale)))
        self._box.setAccessibleName("Units")
        self._box.setToolTip(f"How many units this layer has, 1 to {MOST_UNITS}")
        self._started = units
        self._box.entered.connect(self.close)
        line.addWidget(self._box)
        action = QWidgetAction(self)
        action.setDefaultWidget(row)
        self.addAction(action)

    def _add_initializers(self) -> None:
        self._initial.clear()
        self._initial.setTitle("Weight initialisation")
        self.addMenu(self._initial)
        group = QActionGroup(self._initial)
        for kind in initializers:
            group.addAction(self._add_choice(kind(), "initializer", self._initial))
        self._add_form("initializer", self._initial)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        order = action.data()
        if not isinstance(order, (tuple, list)):
            return
        verb, value = order
        if verb == "activation":
            self.activation_requested.emit(self._layer, value)
        elif verb == "initializer":
            self.initializer_requested.emit(value)
        elif verb == "freeze":
            self.freeze_requested.emit(self._layer, action.isChecked())
        elif verb == "insert":
            self.layer_requested.emit(int(value))
        elif verb == "remove":
            self.removal_requested.emit(int(value))

    @Slot(str, object)
    def _take_activation(self, text: str, choice: Activation) -> None:
        self.activation_requested.emit(self._layer, choice)

    @Slot(str, object)
    def _take_initializer(self, text: str, choice: Choice) -> None:
        self.initializer_requested.emit(choice)

    @Slot()
    def _take_initial(self) -> None:
        self._forms["initializer"].form.finish()

    @Slot()
    def _take_typed(self) -> None:
        """What was typed counts, however the menu is closed."""
        self._forms["activation"].form.finish()
        if self._box is not None:
            self._box.interpretText()
            units, self._box = self._box.value(), None
            if units != self._started:
                self.units_requested.emit(self._layer, units)


class _FormAction(QWidgetAction):
    """The parameters of the ticked choice, below the ticks; gone where there are none."""

    def __init__(self, theme: Theme, menu: QMenu) -> None:
        super().__init__(menu)
        self._menu = menu
        frame = QFrame()
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(26, 4, 12, 6)
        self.form = ChoiceForm(theme, sliding=True, columns=1, parent=frame)
        inside.addWidget(self.form)
        self.setDefaultWidget(frame)

    def show_choice(self, choice: Choice) -> None:
        """Show the parameters of a choice; the menu takes the size that they need."""
        if self.form.show_choice(choice):
            self.setVisible(not self.form.empty)
            self.defaultWidget().adjustSize()
            followers = self._menu.actions()
            following = followers[followers.index(self) + 1 :]
            # A menu looks at the size of a widget only when its action is added.
            self._menu.removeAction(self)
            self._menu.insertAction(following[0] if following else None, self)  # type: ignore[arg-type]


def _refusal(spec: NetworkSpec, choice: Activation, *, is_output: bool) -> str:
    if is_output:
        return in_words(spec.loss.refusal(choice, spec.outputs) or "")
    return ONLY_LAST if choice.only_as_link else ""
