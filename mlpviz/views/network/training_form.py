"""The rest of the training settings, generated from what the registries and the plan offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mlpviz.engine.engines import ENGINES, explanation, missed
from mlpviz.engine.experiment import Experiment, Plan
from mlpviz.engine.plan_values import LEAST_CLIP, MOST_CLIP, MOST_PENALTY, MOST_SEED
from mlpviz.engine.records import Snapshot
from mlpviz.nn.initializers import Initializer
from mlpviz.nn.losses import Loss
from mlpviz.nn.optimizers import Optimizer
from mlpviz.nn.registry import Choice
from mlpviz.nn.schedules import Schedule, schedules
from mlpviz.views.controls.choice_form import ChoiceForm
from mlpviz.views.controls.field import Field
from mlpviz.views.controls.label import label, rule, set_property
from mlpviz.views.controls.number_field import NumberField
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.controls.switch import Switch
from mlpviz.views.look.theme import Theme

USUAL_CLIP = 1.0
MAIN = "Main settings"
COLUMN = 250
"""Width of one of the two columns."""
FRAME = 6
"""What stands around the fields, in both directions together."""


class TrainingForm(QFrame):
    """A panel that opens over the fields; every parameter with a span gets a field of its own."""

    plan_requested = Signal(str, object)
    network_requested = Signal(str, object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme = theme
        self._experiment: Experiment | None = None
        self._button: QWidget | None = None
        self.setProperty("surface", "card")
        self.setAccessibleName("More training settings")
        self._make_fields()
        self._place()
        self._connect()
        self.take_in([])

    def _make_fields(self) -> None:
        theme = self._theme
        self._forms = {
            place: ChoiceForm(theme, parent=self) for place in ("Optimiser", "Schedule", "Loss", "Weight init")
        }
        self._sections: dict[str, _Section] = {}
        self.schedule = Field(
            theme, "Schedule", schedules.options(), tip="How the learning rate changes from epoch to epoch."
        )
        self.schedule.set_tips([kind().about for kind in schedules])
        tips = [f"The loss of a batch is the {word} over its samples." for word in ("mean", "sum")]
        self.reduction = Segmented(theme, [("mean", "Mean"), ("sum", "Sum")], self, tips=tips)
        self.order_seed = self._seed("Seed of the sample order")
        engines = [(key, text) for key, (text, _) in ENGINES.items()]
        self.engine = Field(theme, "Epochs are computed by", engines, tip="Which code computes the epochs.")
        self.engine.set_tips([tip for _, tip in ENGINES.values()])
        self.computed = label("", "caption", self)
        self.computed.setWordWrap(True)
        self.l1 = NumberField(theme, "L1 penalty", 0.0, MOST_PENALTY, parent=self)
        self.penalize_biases = Switch(theme, "Penalty also on biases", parent=self)
        self.clipped = Switch(theme, "Clip the gradient by its norm", parent=self)
        self.clip = NumberField(theme, "Longest gradient norm", LEAST_CLIP, MOST_CLIP, parent=self)
        self.weight_seed = self._seed("Seed of the first weights")
        self.biases = Switch(theme, "Train biases", parent=self)
        for switch, tip in (
            (self.penalize_biases, "L1 and L2 keep biases small too, not weights alone."),
            (self.clipped, "A gradient that is too long is shortened before it makes an update."),
            (self.biases, "Off: biases keep their values, and only weights learn."),
        ):
            switch.setToolTip(tip)

    def _seed(self, text: str) -> NumberField:
        return NumberField(self._theme, text, 0, MOST_SEED, whole=True, parent=self)

    def _place(self) -> None:
        inside = QWidget()
        inside.setProperty("scrolled", True)
        row = QHBoxLayout(inside)
        row.setContentsMargins(16, 12, 16, 16)
        row.setSpacing(24)
        batch = QWidget()
        line = QHBoxLayout(batch)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(label("Loss of a batch", "secondary", batch))
        line.addStretch()
        line.addWidget(self.reduction)
        left = self._column(
            (MAIN, []),
            ("Optimiser", [self._forms["Optimiser"]]),
            ("Learning rate", [self.schedule, self._forms["Schedule"]]),
            ("Batch and order", [batch, self.order_seed]),
        )
        right = self._column(
            ("Loss", [self._forms["Loss"]]),
            ("Penalty and clipping", [self.l1, self.penalize_biases, self.clipped, self.clip]),
            ("Weights", [self._forms["Weight init"], self.weight_seed, self.biases]),
            ("Engine", [self.engine, self.computed]),
        )
        row.addLayout(left)
        row.addLayout(right)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(self._scroll)

    def _column(self, *parts: tuple[str, list[QWidget]]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        for title, widgets in parts:
            section = _Section(title, widgets, ruled=title != parts[-1][0])
            section.setFixedWidth(round(COLUMN * max(1.0, self._theme.text_scale)))
            self._sections[title] = section
            column.addWidget(section)
        column.addStretch()
        return column

    def _connect(self) -> None:
        for place, take in (
            ("Optimiser", self._take_optimizer), ("Schedule", self._take_schedule), ("Loss", self._take_loss),
            ("Weight init", self._take_initializer),
        ):
            self._forms[place].choice_requested.connect(take)
        self.schedule.value_chosen.connect(self._name_schedule)
        self.reduction.chosen.connect(self._take_reduction)
        self.order_seed.value_chosen.connect(self._take_order_seed)
        self.engine.value_chosen.connect(self._take_engine)
        self.l1.value_chosen.connect(self._take_l1)
        self.penalize_biases.toggled.connect(self._take_penalize_biases)
        self.clipped.toggled.connect(self._take_clipped)
        self.clip.value_chosen.connect(self._take_clip)
        self.weight_seed.value_chosen.connect(self._take_weight_seed)
        self.biases.toggled.connect(self._take_biases)

    def take_in(self, fields: Sequence[Field]) -> None:
        """Show the fields that the row has no room for."""
        self._sections[MAIN].setVisible(bool(fields))
        for field in fields:
            self._sections[MAIN].add(field)
        self._fit()

    def numbers(self) -> dict[tuple[str, str], NumberField]:
        """The generated fields by (what they belong to, parameter)."""
        return {
            (place, name): field for place, form in self._forms.items() for name, field in form.numbers().items()
        }

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the settings of an experiment."""
        self._experiment = experiment
        plan, network = experiment.plan, experiment.network
        self._show_choices(plan.optimizer, plan.schedule, network.loss, network.initializer)
        self.schedule.choose(plan.schedule.name)
        self.reduction.choose(plan.reduction)
        self.order_seed.show_value(plan.seed)
        self.engine.choose(plan.engine)
        self.l1.show_value(plan.l1)
        self.clip.show_value(USUAL_CLIP if plan.clip is None else plan.clip)
        self.clip.setVisible(plan.clip is not None)
        self.weight_seed.show_value(network.seed)
        for switch, on in (
            (self.penalize_biases, plan.penalize_biases), (self.clipped, plan.clip is not None),
            (self.biases, network.train_biases),
        ):
            blocked = switch.blockSignals(True)
            switch.setChecked(on)
            switch.blockSignals(blocked)
        self._fit()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Tell what computes from this moment on."""
        text = explanation(snapshot)
        if text != self.computed.text():
            self.computed.setText(text)
            self.engine.combo().setAccessibleDescription(text)
            self._fit()
        set_property(self.computed, "tone", "warn" if missed(snapshot) else "")

    def _show_choices(self, optimizer: Optimizer, schedule: Schedule, loss: Loss, initializer: Initializer) -> None:
        shown: dict[str, Choice] = {
            "Optimiser": optimizer, "Schedule": schedule, "Loss": loss, "Weight init": initializer,
        }
        for place, choice in shown.items():
            self._forms[place].show_choice(choice)
            self._forms[place].setVisible(not self._forms[place].empty)
        for title in ("Optimiser", "Loss"):
            self._sections[title].show_title(f"{title} · {shown[title].label}")
            self._sections[title].setVisible(not self._forms[title].empty)

    def open_above(self, button: QWidget) -> None:
        """Open with the lower right corner over a button."""
        self._button = button
        self.show()
        # What was styled now, when first shown, tells the layouts around it how large it is.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self._fit()

    def sizeHint(self) -> QSize:
        """Room for all fields."""
        inside = self._scroll.widget()
        return inside.sizeHint() + QSize(FRAME, FRAME) if inside is not None else super().sizeHint()

    def _fit(self) -> None:
        """Stand over the button, within window and screen; what does not fit is scrolled to."""
        if self._button is None or not self.isVisible():
            return
        window = self._button.window()
        free = window.screen().availableGeometry()
        foot = self._button.mapToGlobal(QPoint(self._button.width(), -6))
        foot.setY(min(foot.y(), free.bottom() + 1))
        size = self.sizeHint()
        height = min(size.height(), foot.y() - max(free.top(), window.mapToGlobal(QPoint(0, 0)).y()) - 8)
        if height < size.height():
            size.setWidth(size.width() + self._scroll.verticalScrollBar().sizeHint().width())
        width = min(size.width(), free.width())
        left = min(max(free.left(), foot.x() - width), free.right() + 1 - width)
        self.setGeometry(left, max(free.top(), foot.y() - height), width, height)

    # what was chosen

    def _ask_plan(self, text: str, **changes: Any) -> None:
        if self._experiment is not None:
            plan: Plan = replace(self._experiment.plan, **changes)
            if plan != self._experiment.plan:
                self.plan_requested.emit(text, plan)

    @Slot(str, object)
    def _take_optimizer(self, text: str, choice: Optimizer) -> None:
        self._ask_plan(text, optimizer=choice)

    @Slot(str, object)
    def _take_schedule(self, text: str, choice: Schedule) -> None:
        self._ask_plan(text, schedule=choice)

    @Slot(str)
    def _name_schedule(self, name: str) -> None:
        self._ask_plan("Change the learning rate schedule", schedule=schedules.make(name))

    @Slot(str, object)
    def _take_loss(self, text: str, choice: Loss) -> None:
        if self._experiment is not None:
            self.network_requested.emit(text, self._experiment.network.with_loss(choice))

    @Slot(str, object)
    def _take_initializer(self, text: str, choice: Initializer) -> None:
        if self._experiment is not None:
            network = replace(self._experiment.network, initializer=choice, theta=None)
            self.network_requested.emit(text, network)

    @Slot(str)
    def _take_reduction(self, key: str) -> None:
        self._ask_plan("Change the reduction", reduction="sum" if key == "sum" else "mean")

    @Slot(float)
    def _take_l1(self, value: float) -> None:
        self._ask_plan("Change the L1 penalty", l1=value)

    @Slot(bool)
    def _take_penalize_biases(self, wanted: bool) -> None:
        self._ask_plan("Penalise biases too" if wanted else "Penalise weights alone", penalize_biases=wanted)

    @Slot(bool)
    def _take_clipped(self, wanted: bool) -> None:
        self._ask_plan("Clip the gradient" if wanted else "Do not clip", clip=self.clip.value() if wanted else None)

    @Slot(float)
    def _take_clip(self, value: float) -> None:
        self._ask_plan("Change the clipping", clip=value)

    @Slot(float)
    def _take_order_seed(self, value: float) -> None:
        self._ask_plan("Change the order seed", seed=int(value))

    @Slot(str)
    def _take_engine(self, key: str) -> None:
        self._ask_plan("Change the engine", engine=key)

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


class _Section(QWidget):
    """A title over some fields, with a hairline below if another one follows."""

    def __init__(self, title: str, widgets: list[QWidget], *, ruled: bool) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._title = label(title, "title", self)
        column.addWidget(self._title)
        self._fields = QVBoxLayout()
        self._fields.setSpacing(8)
        column.addLayout(self._fields)
        for widget in widgets:
            self.add(widget)
        if ruled:
            column.addSpacing(4)
            column.addWidget(rule(self))

    def add(self, widget: QWidget) -> None:
        """Put a field below the others."""
        self._fields.addWidget(widget)
        widget.show()

    def show_title(self, title: str) -> None:
        """Call the section something else."""
        self._title.setText(title)
