"""When training stops by itself: a switch, a row a condition, and what stopped it last."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.stop_rule import KINDS, Condition, StopRule
from mlpviz.engine.stop_watch import Stop
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import label
from mlpviz.views.controls.switch import Switch
from mlpviz.views.look.theme import Theme
from mlpviz.views.runs.condition_row import ConditionRow

MOST = 4
"""Conditions at once."""
FIRST = ("train_loss", "epochs", "test_stall", "test_loss")
"""What new rows offer, in turn."""
ABOUT = "Stop training at the first epoch at which one of these holds. Counts begin when Train is pressed."


class StopForm(QWidget):
    """Off until it is used; turned on for the first time it offers one condition."""

    rule_chosen = Signal(object)
    """The StopRule that holds from now on."""

    def __init__(self, theme: Theme, experiment: Experiment, parent: QWidget | None = None) -> None:
        """Show a rule without conditions; the experiment tells what can be met."""
        super().__init__(parent)
        self._theme, self._experiment = theme, experiment
        self._rows: list[ConditionRow] = []
        self.switch = Switch(theme)
        self.switch.setToolTip(ABOUT)
        self.switch.setAccessibleName("Stop when")
        self.add = Button(theme, "condition", "dashed", icon="plus", tip="Another condition that stops the training")
        self._result = _Result()
        head = QHBoxLayout()
        title = label("Stop when", "title")
        title.setToolTip(ABOUT)
        head.addWidget(title)
        head.addStretch()
        head.addWidget(self.switch)
        self._inside = QWidget()
        self._places = QVBoxLayout()
        self._places.setSpacing(8)
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addLayout(self._places)
        inside.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._inside)
        column.addWidget(self._result)
        self.switch.toggled.connect(self._turn)
        self.add.clicked.connect(self._add)
        self._result.hide()
        self._inside.hide()

    def rows(self) -> list[ConditionRow]:
        """The conditions, from the top down."""
        return list(self._rows)

    def rule(self) -> StopRule:
        """The rule as it stands."""
        return StopRule(tuple(row.condition for row in self._rows), self.switch.isChecked())

    def show_rule(self, rule: StopRule) -> None:
        """Show a rule, without a signal."""
        for row in self.rows():
            self._drop(row)
        for condition in rule.conditions[:MOST]:
            self._place(condition)
        blocked = self.switch.blockSignals(True)
        self.switch.setChecked(rule.on)
        self.switch.blockSignals(blocked)
        self._arrange()

    def show_experiment(self, experiment: Experiment) -> None:
        """Say of these points what can never be met."""
        self._experiment = experiment
        self._arrange()

    def show_stop(self, number: int, stop: Stop | None) -> None:
        """Say why the present run, of that number, stopped by itself; None if it did not."""
        self._result.show_stop(number, stop)

    @Slot(bool)
    def _turn(self, on: bool) -> None:
        if on and not self._rows:
            self._place(_offered(set()))
        self._arrange()
        if on and self._rows:
            self._rows[0].limit.line().setFocus()
        self.rule_chosen.emit(self.rule())

    @Slot()
    def _add(self) -> None:
        self._place(_offered({row.condition.name for row in self._rows}))
        self._arrange()
        self._rows[-1].limit.line().setFocus()
        self.rule_chosen.emit(self.rule())

    def _place(self, condition: Condition) -> None:
        row = ConditionRow(self._theme, condition, self._inside)
        row.changed.connect(self._note_change)
        row.removed.connect(self._remove)
        self._rows.append(row)
        self._places.addWidget(row)

    @Slot()
    def _note_change(self) -> None:
        self._arrange()
        self.rule_chosen.emit(self.rule())

    @Slot(QWidget)
    def _remove(self, row: ConditionRow) -> None:
        self._drop(row)
        if not self._rows:
            self.switch.setChecked(False)  # tells the rule
            return
        self._arrange()
        self.rule_chosen.emit(self.rule())

    def _drop(self, row: ConditionRow) -> None:
        self._rows.remove(row)
        self._places.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _arrange(self) -> None:
        self._inside.setVisible(self.switch.isChecked())
        self.add.setVisible(len(self._rows) < MOST)
        taken = [row.condition.name for row in self._rows]
        for row in self._rows:
            row.offer(taken, self._experiment)


class _Result(QFrame):
    """What stopped the training."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("result", True)
        self._title, self._reason = label("", "number"), label("", "label")
        for line in (self._title, self._reason):
            line.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addWidget(self._reason)

    def show_stop(self, number: int, stop: Stop | None) -> None:
        self.setVisible(stop is not None)
        if stop is not None:
            reason = stop.reason()
            self._title.setText(f"Run {number} stopped at epoch {stop.epoch}")
            self._reason.setText(f"{reason[0].upper()}{reason[1:]}.")
            self.setAccessibleName(self._title.text())
            self.setAccessibleDescription(self._reason.text())


def _offered(taken: set[str]) -> Condition:
    name = next(one for one in (*FIRST, *KINDS) if one not in taken)
    return Condition(name, KINDS[name].usual)
