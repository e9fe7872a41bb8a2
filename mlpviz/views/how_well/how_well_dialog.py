"""How well the network answers, class by class or value by value, beside the window while training goes on."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.how_well import Confusion, Indices, confusion, residuals, wrong_points
from mlpviz.engine.letters import subscript
from mlpviz.engine.point_answers import PointAnswers
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import LiveLabel, label
from mlpviz.views.controls.switch import Switch
from mlpviz.views.how_well.confusion_table import ConfusionTable, width_for
from mlpviz.views.how_well.error_table import ErrorTable
from mlpviz.views.look.theme import Theme

ABOUT_CLASSES = (
    "Rows are true classes, columns predicted ones; shares are of the row. Recall: of the points of a class, the share "
    "that was given it. Precision: of the points that were given a class, the share that belongs to it."
)
ABOUT_VALUES = "Errors are true − predicted, in the units of the points."
NO_NUMBER = "The network answers no numbers any more."
HALVES = ("train", "test")
GAP = 24
"""Px between two tables side by side."""


class HowWellDialog(QDialog):
    """Follows what it is shown; Escape closes it. It does not stop anything in the window."""

    wrong_ringed = Signal(bool)
    """Whether the points that are given another class than theirs shall be ringed; closing takes the rings away."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._answers: PointAnswers | None = None
        self._form: tuple[bool, int] | None = None
        """Whether points carry values, and how many classes or values there are."""
        self._inside = inside = QWidget(self)
        self.tables = ConfusionTable(theme, inside), ConfusionTable(theme, inside)
        self.errors: list[ErrorTable] = []
        self._names: list[QLabel] = []
        self._heads = LiveLabel("", "number", inside), LiveLabel("", "number", inside)
        self._missing = label("", "secondary", inside), label("", "secondary", inside)
        self._epoch = LiveLabel("", "label")
        self._about = label("", "caption", self)
        self._about.setWordWrap(True)
        self.ring = Switch(theme, "Ring wrong points", parent=self)
        self.ring.setToolTip("Ring on the canvas the points that are given another class than theirs")
        self._wrong = LiveLabel("", "label", self)
        self._close = Button(theme, "Close", tip="Close (Esc)")
        self._place()
        self.setWindowTitle("How well")
        self.setModal(False)
        self.ring.toggled.connect(self.wrong_ringed)
        self._close.clicked.connect(self.close)
        theme.changed.connect(self._fit)

    @property
    def wrong(self) -> Indices:
        """The points that are given another class than theirs, (m,)."""
        return wrong_points(self._answers) if self._answers is not None else np.empty(0, np.intp)

    def show_answers(self, answers: PointAnswers, epoch: int) -> None:
        """Show how well these answers, of this epoch, are."""
        self._answers = answers
        experiment = answers.experiment
        self._epoch.setText(f"Epoch {number.count(epoch)}")
        with_values = experiment.points.targets is not None
        form = with_values, experiment.network.outputs if with_values else experiment.network.classes
        changed, self._form = form != self._form, form
        if changed:
            self._arrange(*form)
        if with_values:
            self._show_errors(answers)
        else:
            self._show_confusion(answers)
        if changed:
            self._fit()

    def _show_confusion(self, answers: PointAnswers) -> None:
        experiment = answers.experiment
        counts = experiment.points.train_count, experiment.points.test_count
        for at, test in enumerate((False, True)):
            found = confusion(answers, test=test)
            shown = found is not None and counts[at] > 0
            self._heads[at].setText(_headed(at, counts[at], found))
            self._missing[at].setText(NO_NUMBER if counts[at] else f"There are no {HALVES[at]} points.")
            self._missing[at].setVisible(not shown)
            self.tables[at].setVisible(shown)
            if found is not None and shown:
                self.tables[at].show_confusion(found, experiment)
        self._wrong.setText(f"{number.count(len(self.wrong))} wrong")

    def _show_errors(self, answers: PointAnswers) -> None:
        for value, (name, table) in enumerate(zip(self._names, self.errors, strict=True)):
            called = _value_name(answers.experiment, value)
            name.setText(called)
            train, test = (residuals(answers, value, test=test) for test in (False, True))
            table.show_residuals(train, test, called)

    # building

    def _place(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("How well", "title"))
        head.addStretch()
        head.addWidget(self._epoch)
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(8)
        self._inside.setProperty("scrolled", True)
        self._area = QScrollArea()
        self._area.setWidget(self._inside)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        for widget in (self.ring, self._wrong):
            foot.addWidget(widget)
        foot.addStretch()
        foot.addWidget(self._close)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self._area, 1)
        column.addWidget(self._about)
        column.addLayout(foot)

    def _arrange(self, with_values: bool, count: int) -> None:
        """Make room for the tables of classes, side by side if they are small, or for those of values."""
        while self._grid.count():
            self._grid.takeAt(0)
        for widget in (*self._heads, *self._missing, *self.tables, self.ring, self._wrong):
            widget.setVisible(not with_values)
        self._about.setText(ABOUT_VALUES if with_values else ABOUT_CLASSES)
        for old in (*self._names, *self.errors):
            old.deleteLater()
        self._names = [label("", "number", self._inside) for _ in range(count if with_values else 0)]
        self.errors = [ErrorTable(self._theme, self._inside) for _ in self._names]
        for value, (name, table) in enumerate(zip(self._names, self.errors, strict=True)):
            self._grid.addWidget(name, 2 * value, 0)
            self._grid.addWidget(table, 2 * value + 1, 0)
            name.setVisible(count > 1)
            table.show()  # only what is shown counts for the size
        if not with_values:
            beside = 2 * width_for(count, self._theme) + GAP <= self._most().width()
            for at in range(2):
                row, column = (0, at) if beside else (3 * at, 0)
                self._grid.addWidget(self._heads[at], row, column)
                self._grid.addWidget(self.tables[at], row + 1, column, Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(self._missing[at], row + 2, column)
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    @Slot()
    def _fit(self) -> None:
        """Be as large as the content, as far as the screen allows."""
        self._grid.activate()
        self._area.setMinimumSize(self._inside.sizeHint().boundedTo(self._most()))
        self._column.activate()
        self.resize(self.sizeHint())  # adjustSize() would stop at two thirds of the screen

    def _most(self) -> QSize:
        """How large the tables may be: what the screen leaves beside margins, title and foot."""
        return self.screen().availableGeometry().size() * 0.95 - QSize(32, 200)

    # keys and closing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the rings away."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.ring.setChecked(False)


def _headed(at: int, count: int, found: Confusion | None) -> str:
    share = "" if found is None or not count else f" · accuracy {number.percent(found.accuracy)}"
    return f"{HALVES[at].capitalize()} · {number.count(count)} point{'s' * (count != 1)}{share}"


def _value_name(experiment: Experiment, value: int) -> str:
    alone = experiment.network.outputs == 1
    return experiment.naming.value_name(value) or ("value" if alone else f"value{subscript(value + 1)}")
