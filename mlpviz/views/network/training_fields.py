"""The row of fields under the graph: how the network is trained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment, Plan
from mlpviz.engine.plan_values import ALL, WHOLE, with_batch, with_l2, with_rate
from mlpviz.engine.records import Snapshot
from mlpviz.nn.initializers import initializers
from mlpviz.nn.losses import losses
from mlpviz.nn.optimizers import optimizers
from mlpviz.views.controls.button import IconButton
from mlpviz.views.controls.field import Field
from mlpviz.views.look.theme import Theme
from mlpviz.views.network.training_form import TrainingForm

HEIGHT = 64
RATES = ("0.0001", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3")
BATCHES = ("1", "5", "10", "20", "32", "50", "100")
PENALTIES = ("0", "0.0001", "0.001", "0.003", "0.01", "0.03", "0.1")

TIPS = {
    "rate": "How large a step an update takes against the gradient.",
    "optimizer": "How an update follows from the gradient.",
    "batch": "How many samples make one update.",
    "loss": "What training makes small: how far the outputs are from the targets.",
    "initializer": "How the first weights are drawn.",
    "l2": "A penalty on large weights: ½ L2 Σw² is added to the loss. With 0 there is none.",
}
_SHARES = (72, 84, 60, 116, 80, 64)
"""Widths of the fields, relative to each other."""


class TrainingFields(QFrame):
    """Asks for another plan or network whenever a field is changed."""

    plan_requested = Signal(str, object)
    """What Undo says, and the Plan."""
    network_requested = Signal(str, object)
    """What Undo says, and the NetworkSpec."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._experiment: Experiment | None = None
        self._snapshot: Snapshot | None = None
        self.rate = Field(theme, "Learning rate", RATES, editable=True, tip=TIPS["rate"])
        self.optimizer = Field(theme, "Optimiser", optimizers.options(), tip=TIPS["optimizer"])
        self.batch = Field(theme, "Batch size", [*BATCHES, (ALL, "All")], editable=True, tip=TIPS["batch"])
        self.loss = Field(theme, "Loss", losses.options(), tip=TIPS["loss"])
        self.initializer = Field(theme, "Weight init", initializers.options(), tip=TIPS["initializer"])
        self.l2 = Field(theme, "L2", PENALTIES, editable=True, tip=TIPS["l2"])
        self.more = _More(theme, "more", "More settings", role="unit", size=28)
        self._form: TrainingForm | None = None
        self._kept = list(self.fields())
        self._place()
        self._connect()
        self.setProperty("surface", "panel")
        theme.changed.connect(self.restyle)
        self.restyle()

    @property
    def form(self) -> TrainingForm:
        """The rest of the settings, in a form that is built when it is first needed."""
        if self._form is None:
            self._form = TrainingForm(self._theme, self)
            self._form.plan_requested.connect(self.plan_requested)
            self._form.network_requested.connect(self.network_requested)
            self._form.take_in(self._left_out())
            if self._experiment is not None:
                self._form.show_experiment(self._experiment)
            if self._snapshot is not None:
                self._form.show_snapshot(self._snapshot)
        return self._form

    def _left_out(self) -> list[Field]:
        """The fields for which the row has no room."""
        return [field for field in self.fields() if field not in self._kept]

    def fields(self) -> tuple[Field, ...]:
        """Every field, from left to right."""
        return self.rate, self.optimizer, self.batch, self.loss, self.initializer, self.l2

    def _place(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(10)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        for field, share in zip(self.fields(), _SHARES, strict=True):
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            row.addWidget(field, share, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignBottom)

    def _connect(self) -> None:
        self.optimizer.set_tips([kind().about for kind in optimizers])
        self.loss.set_tips([kind().about for kind in losses])
        self.initializer.set_tips([kind().about for kind in initializers])
        self.rate.value_chosen.connect(self._take_rate)
        self.optimizer.value_chosen.connect(self._take_optimizer)
        self.batch.value_chosen.connect(self._take_batch)
        self.loss.value_chosen.connect(self._take_loss)
        self.initializer.value_chosen.connect(self._take_initializer)
        self.l2.value_chosen.connect(self._take_l2)
        self.more.clicked.connect(self._open_form)

    @Slot()
    def restyle(self) -> None:
        """Take sizes from the theme again."""
        self.setFixedHeight(round(HEIGHT * max(1.0, self._theme.text_scale)))
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Fields move into the form rather than force the column wide."""
        return QSize(0, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the last fields move into the form."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keep the fields that are wide enough for what they say; the least needed go first."""
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        needs = {field: field.needed_width() for field in self.fields()}
        room = self.width() - self.more.sizeHint().width() - 32
        kept = list(self.fields())
        for field in (self.l2, self.initializer, self.batch, self.loss, self.optimizer):
            if sum(needs[one] + 10 for one in kept) > room:
                kept.remove(field)
        if kept != self._kept:
            self._kept = kept
            for at, field in enumerate(kept):
                row.insertWidget(at, field, _SHARES[self.fields().index(field)], Qt.AlignmentFlag.AlignBottom)
                field.show()
            for field in self._left_out():
                field.hide()
            if self._form is not None:
                self._form.take_in(self._left_out())
        for field in kept:
            field.setMinimumWidth(needs[field])

    def show_experiment(self, experiment: Experiment) -> None:
        """Show how an experiment is trained."""
        self._experiment = experiment
        plan, network = experiment.plan, experiment.network
        self.rate.choose(number.whole(plan.learning_rate))
        self.optimizer.choose(plan.optimizer.name)
        self.batch.choose(ALL if plan.batch_size >= WHOLE else str(plan.batch_size))
        self.loss.choose(network.loss.name)
        self.initializer.choose(network.initializer.name)
        self.l2.choose(number.whole(plan.l2))
        if self._form is not None:
            self._form.show_experiment(experiment)
        self._fit()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Tell in the form what computes from this moment on."""
        self._snapshot = snapshot
        if self._form is not None:
            self._form.show_snapshot(snapshot)

    # what was chosen

    @Slot(str)
    def _take_rate(self, text: str) -> None:
        self._take_number(self.rate, text, "Change the learning rate", with_rate)

    @Slot(str)
    def _take_batch(self, text: str) -> None:
        self._take_number(self.batch, text, "Change the batch size", with_batch)

    @Slot(str)
    def _take_l2(self, text: str) -> None:
        self._take_number(self.l2, text, "Change the L2 penalty", with_l2)

    def _take_number(self, field: Field, text: str, undo: str, changed: Callable[[Plan, str], Plan]) -> None:
        if self._experiment is None:
            return
        try:
            plan = changed(self._experiment.plan, text)
        except ValueError as why:
            self.show_experiment(self._experiment)
            field.refuse(str(why))
            return
        if plan != self._experiment.plan:
            self.plan_requested.emit(undo, plan)
        else:
            self.show_experiment(self._experiment)

    @Slot(str)
    def _take_optimizer(self, name: str) -> None:
        if self._experiment is not None:
            plan = replace(self._experiment.plan, optimizer=optimizers.make(name))
            self.plan_requested.emit("Change the optimiser", plan)

    @Slot(str)
    def _take_loss(self, name: str) -> None:
        if self._experiment is not None:
            # The output follows where the two would not fit.
            self.network_requested.emit("Change the loss", self._experiment.network.with_loss(name))

    @Slot(str)
    def _take_initializer(self, name: str) -> None:
        if self._experiment is not None:
            network = replace(self._experiment.network, initializer=initializers.make(name), theta=None)
            self.network_requested.emit("Change the weight initialisation", network)

    @Slot()
    def _open_form(self) -> None:
        self.form.open_above(self.more)


class _More(IconButton):
    """As high as the fields beside it."""

    def sizeHint(self) -> QSize:
        """A square."""
        return self.maximumSize()

    def minimumSizeHint(self) -> QSize:
        """It does not shrink."""
        return self.maximumSize()
