"""The rest of the training settings, generated from what the registries and the plan offer."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from mlpviz.engine.experiment import Experiment, NetworkSpec
from mlpviz.nn.initializers import initializers
from mlpviz.nn.optimizers import optimizers
from mlpviz.nn.registry import Choice, Span
from mlpviz.views.controls.field import Field
from mlpviz.views.controls.label import label, rule
from mlpviz.views.controls.number_field import NumberField
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.controls.switch import Switch
from mlpviz.views.look.theme import Theme

MOST_SEED = 2**53
"""Beyond this a number typed could not be told exactly."""
_GREEK = {"alpha": "α", "beta": "β", "gamma": "γ", "epsilon": "ε", "rho": "ρ"}
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class TrainingForm(QFrame):
    """A panel that opens over the fields; every parameter with a span gets a field of its own."""

    plan_requested = Signal(str, object)
    network_requested = Signal(str, object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme = theme
        self._experiment: Experiment | None = None
        self._kinds: tuple[str, ...] = ()
        self._numbers: dict[tuple[str, str], NumberField] = {}
        self.setProperty("surface", "card")
        self.setAccessibleName("More training settings")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self._generated = QVBoxLayout()
        self._generated.setSpacing(8)
        column.addLayout(self._generated)
        column.addWidget(label("Batch and order", "title", self))
        self.reduction = Segmented(theme, [("mean", "Mean"), ("sum", "Sum")], self)
        column.addLayout(_row(self, "Loss of a batch", self.reduction))
        self.order_seed = self._seed("Seed of the sample order")
        column.addWidget(self.order_seed)
        column.addWidget(rule(self))
        column.addWidget(label("Weights", "title", self))
        self.weight_seed = self._seed("Seed of the first weights")
        options = [(kind.__name__, kind.label) for kind in initializers]
        self.initializer = Field(theme, "Weight init", options, parent=self)
        self.l2 = NumberField(theme, "L2 penalty", 0.0, 1e6, parent=self)
        column.addWidget(self.initializer)
        column.addWidget(self.weight_seed)
        column.addWidget(self.l2)
        self.biases = Switch(theme, "Train biases", parent=self)
        column.addWidget(self.biases)
        self.show_moved(penalty=False, initializer=False)
        self.l2.value_chosen.connect(self._take_l2)
        self.reduction.chosen.connect(self._take_reduction)
        self.order_seed.value_chosen.connect(self._take_order_seed)
        self.weight_seed.value_chosen.connect(self._take_weight_seed)
        self.biases.toggled.connect(self._take_biases)

    def _seed(self, text: str) -> NumberField:
        return NumberField(self._theme, text, 0, MOST_SEED, whole=True, parent=self)

    def show_moved(self, penalty: bool, initializer: bool) -> None:
        """Take in the fields that the row has no room for."""
        self.l2.setVisible(penalty)
        self.initializer.setVisible(initializer)

    def numbers(self) -> dict[tuple[str, str], NumberField]:
        """The generated fields by (what they belong to, parameter)."""
        return dict(self._numbers)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the settings of an experiment."""
        self._experiment = experiment
        choices = _choices(experiment)
        kinds = tuple(f"{place}:{choice.name}" for place, choice in choices)
        if kinds != self._kinds:
            self._kinds = kinds
            self._generate(choices)
        for place, choice in choices:
            values = choice.parameters()
            for name in choice.spans():
                self._numbers[place, name].show_value(values[name])
        self.l2.show_value(experiment.plan.l2)
        self.initializer.choose(experiment.network.initializer.name)
        self.reduction.choose(experiment.plan.reduction)
        self.order_seed.show_value(experiment.plan.seed)
        self.weight_seed.show_value(experiment.network.seed)
        blocked = self.biases.blockSignals(True)
        self.biases.setChecked(experiment.network.train_biases)
        self.biases.blockSignals(blocked)

    def open_above(self, button: QWidget) -> None:
        """Open with the lower right corner over a button."""
        self.adjustSize()
        size = self.sizeHint()
        corner = button.mapToGlobal(QPoint(button.width() - size.width(), -size.height() - 6))
        self.move(max(0, corner.x()), max(0, corner.y()))
        self.show()

    def _generate(self, choices: list[tuple[str, Choice]]) -> None:
        while self._generated.count():
            item = self._generated.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._numbers = {}
        for place, choice in choices:
            if choice.spans():
                self._generated.addWidget(label(f"{place} · {choice.label}", "title", self))
                self._generated.addWidget(self._section(place, choice))
                self._generated.addWidget(rule(self))

    def _section(self, place: str, choice: Choice) -> QWidget:
        section = QWidget(self)
        grid = QGridLayout(section)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        for index, (name, allowed) in enumerate(choice.spans().items()):
            field = self._number(place, name, allowed)
            self._numbers[place, name] = field
            grid.addWidget(field, index // 2, index % 2)
        return section

    def _number(self, place: str, name: str, allowed: Span) -> NumberField:
        field = NumberField(self._theme, spoken(name), allowed.low, allowed.high, key=(place, name), parent=self)
        field.key_chosen.connect(self._take_parameter)
        return field

    # what was chosen

    @Slot(object, float)
    def _take_parameter(self, key: tuple[str, str], value: float) -> None:
        if self._experiment is None:
            return
        place, name = key
        choice = dict(_choices(self._experiment))[place]
        changed = replace(choice, **{name: value})  # type: ignore[type-var]
        plan, network = self._experiment.plan, self._experiment.network
        text = f"Change {spoken(name)} of {choice.label}"
        if place == "Optimiser":
            self.plan_requested.emit(text, replace(plan, optimizer=optimizers.make(changed)))  # type: ignore[arg-type]
        elif place == "Loss":
            self.network_requested.emit(text, network.with_loss(changed))  # type: ignore[arg-type]
        elif place == "Weight init":
            self.network_requested.emit(text, replace(network, initializer=initializers.make(changed), theta=None))  # type: ignore[arg-type]
        else:
            self.network_requested.emit(text, network.with_activation(_layer_of(network, place), changed))  # type: ignore[arg-type]

    @Slot(str)
    def _take_reduction(self, key: str) -> None:
        if self._experiment is not None and key != self._experiment.plan.reduction:
            plan = replace(self._experiment.plan, reduction="sum" if key == "sum" else "mean")
            self.plan_requested.emit("Change the reduction", plan)

    @Slot(float)
    def _take_l2(self, value: float) -> None:
        if self._experiment is not None:
            self.plan_requested.emit("Change the L2 penalty", replace(self._experiment.plan, l2=value))

    @Slot(float)
    def _take_order_seed(self, value: float) -> None:
        if self._experiment is not None:
            self.plan_requested.emit("Change the order seed", replace(self._experiment.plan, seed=int(value)))

    @Slot(float)
    def _take_weight_seed(self, value: float) -> None:
        if self._experiment is not None:
            network = replace(self._experiment.network, seed=int(value), theta=None)
            self.network_requested.emit("Change the weight seed", network)

    @Slot(bool)
    def _take_biases(self, trained: bool) -> None:
        if self._experiment is not None:
            network = replace(self._experiment.network, train_biases=trained)
            self.network_requested.emit("Train biases" if trained else "Keep biases fixed", network)


def spoken(name: str) -> str:
    """A parameter's name as the textbooks write it: "beta1" → "β₁", "negative_slope" → "negative slope"."""
    stem = name.rstrip("0123456789")
    return _GREEK.get(stem, stem.replace("_", " ")) + name[len(stem) :].translate(_SUBSCRIPTS)


def _choices(experiment: Experiment) -> list[tuple[str, Choice]]:
    network = experiment.network
    layers = [(f"Layer {index + 1}", layer.activation) for index, layer in enumerate(network.layers)]
    return [
        ("Optimiser", experiment.plan.optimizer), ("Loss", network.loss), ("Weight init", network.initializer),
        *((place, choice) for place, choice in layers if choice.spans()),
    ]


def _layer_of(network: NetworkSpec, place: str) -> int:
    return int(place.split()[-1]) - 1


def _row(parent: QWidget, text: str, widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(label(text, "secondary", parent))
    row.addStretch()
    row.addWidget(widget)
    return row


