"""One condition that stops the training: what is watched, its limit, and for how many epochs in a row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.stop_rule import KINDS, MOST_EPOCHS, Condition
from mlpviz.views.controls.button import IconButton
from mlpviz.views.controls.field import Field
from mlpviz.views.controls.label import label, set_property
from mlpviz.views.controls.number_field import NumberField
from mlpviz.views.look.theme import Theme

ABOVE = {"below": "below", "at least": "at least", "for": "for epochs"}
LARGE = 1.3
"""Text scale from which two lines are needed."""
LEAST = 56
"""Px that the choice of what is watched keeps; a longer name ends in "…"."""


class ConditionRow(QWidget):
    """`changed` carries no value: whoever asks reads `condition`."""

    changed = Signal()
    removed = Signal(QWidget)

    def __init__(self, theme: Theme, condition: Condition, parent: QWidget | None = None) -> None:
        """Show a condition."""
        super().__init__(parent)
        self._theme, self.condition = theme, condition
        self.watched = Field(theme, "Watch", [(kind.name, kind.label) for kind in KINDS.values()])
        self.watched.set_tips([kind.about for kind in KINDS.values()])
        self.watched.combo().setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.watched.combo().setMinimumWidth(LEAST)
        self.watched.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.limit = self._limit_field()
        self.lasting = NumberField(theme, "for epochs", 1, MOST_EPOCHS, whole=True)
        policy = self.lasting.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.lasting.setSizePolicy(policy)
        tip = "Remove this condition"
        self.remove = IconButton(theme, "close", tip, role="ghost", size=28)
        self._note = label("", "caption")
        self._note.setWordWrap(True)
        set_property(self._note, "tone", "warn")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnMinimumWidth(0, LEAST)
        for column, stretch in enumerate((5, 3, 3)):
            grid.setColumnStretch(column, stretch)
        self._grid = grid
        theme.changed.connect(self.restyle)
        self.watched.value_chosen.connect(self._watch)
        self.lasting.value_chosen.connect(self._take_lasting)
        self.remove.clicked.connect(self._ask_to_remove)
        self._show()
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Large words want a line of their own for what is watched."""
        low, large = Qt.AlignmentFlag.AlignBottom, self._theme.text_scale >= LARGE
        below = 1 if large else 0
        for part in (self.watched, self.limit, self.lasting, self.remove, self._note):
            self._grid.removeWidget(part)
        self._grid.addWidget(self.watched, 0, 0, 1, 3 if large else 1, low)
        self._grid.addWidget(self.limit, below, 0 if large else 1, low)
        self._grid.addWidget(self.lasting, below, 1 if large else 2, low)
        self._grid.addWidget(self.remove, 0, 3, low)
        self._grid.addWidget(self._note, 2, 0, 1, 4)

    def _limit_field(self) -> NumberField:
        kind = self.condition.kind
        share = 100.0 if kind.unit == "%" else 1.0
        text = f"{ABOVE[kind.sense]}{', ' + kind.unit if kind.unit in ('%', 's') else ''}"
        field = NumberField(self._theme, text, share * kind.low, share * kind.high, whole=kind.whole)
        field.value_chosen.connect(self._take_limit)
        return field

    def _show(self) -> None:
        kind = self.condition.kind
        self.watched.choose(kind.name)
        self.watched.setToolTip(kind.about)
        self.limit.show_value(round(100.0 * self.condition.limit, 10) if kind.unit == "%" else self.condition.limit)
        self.lasting.show_value(self.condition.epochs)
        self.lasting.setVisible(kind.lasts)

    def offer(self, taken: Sequence[str], experiment: Experiment) -> None:
        """Grey what other rows watch already, and say if this one can never be met with these points."""
        combo = self.watched.combo()
        model = combo.model()
        for at in range(combo.count()):
            name = str(combo.itemData(at))
            free = name == self.condition.name or name not in taken
            state = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled if free else Qt.ItemFlag.NoItemFlags
            model.setItemData(model.index(at, 0), {Qt.ItemDataRole.UserRole - 1: state.value})
        reason = self.condition.unreachable(experiment)
        self._note.setText(f"Never met here. {reason}" if reason else "")
        self._note.setVisible(bool(reason))

    @Slot(str)
    def _watch(self, name: str) -> None:
        kind = KINDS[name]
        self.condition = Condition(name, kind.usual, self.condition.epochs if kind.lasts else 1)
        old, self.limit = self.limit, self._limit_field()
        self._grid.removeWidget(old)
        self.restyle()
        QWidget.setTabOrder(self.watched.combo(), self.limit.line())
        old.hide()
        old.deleteLater()
        self._show()
        self.changed.emit()

    @Slot(float)
    def _take_limit(self, value: float) -> None:
        share = value / 100.0 if self.condition.kind.unit == "%" else value
        self.condition = Condition(self.condition.name, share, self.condition.epochs)
        self.changed.emit()

    @Slot(float)
    def _take_lasting(self, value: float) -> None:
        self.condition = Condition(self.condition.name, self.condition.limit, int(value))
        self.changed.emit()

    @Slot()
    def _ask_to_remove(self) -> None:
        self.removed.emit(self)
