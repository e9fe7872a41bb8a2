"""The choices that hold for both problems: rule, learning step, first weights, order, bias or threshold."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mlpviz.engine.one_unit.rule import KINDS, LARGEST, LEAST_RATE, ORDERS, Kind, Rule
from mlpviz.views.controls.label import label, rule
from mlpviz.views.controls.number_field import NumberField
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.controls.switch import Switch
from mlpviz.views.look.theme import Theme

MOST_SEED = 2**53
USUAL_THRESHOLD = 0.5
BIASES = {
    "bias": ("Bias b learns", "One more weight b, whose input is always 1, moves the line."),
    "threshold": ("Fixed threshold θ", "The sum must exceed a number that does not learn."),
}


class RuleForm(QFrame):
    """A panel that opens below its button; every change asks for another Rule."""

    rule_requested = Signal(str, object)
    """What Undo says, and the Rule."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme, self._rule = theme, Rule()
        self.setProperty("surface", "card")
        self.setAccessibleName("Rule and first weights")
        self.kind = self._choice(KINDS)
        self.order, self.bias = self._choice(ORDERS), self._choice(BIASES)
        self.step = NumberField(theme, "Learning step", LEAST_RATE, LARGEST, parent=self)
        self.start = [
            NumberField(theme, name, -LARGEST, LARGEST, key=at, parent=self)
            for at, name in enumerate(("b", "w₁", "w₂"))
        ]
        self.seed = NumberField(theme, "Seed of the order", 0, MOST_SEED, whole=True, parent=self)
        self.threshold = NumberField(theme, "Threshold θ", -LARGEST, LARGEST, parent=self)
        self.compare = Switch(theme, "Compare with the other rules")
        self.compare.setToolTip("Draw the lines of the other two rules over the same points (C)")
        self._place()
        self._connect()

    def _choice(self, options: dict[str, tuple[str, str]] | dict[Kind, tuple[str, str]]) -> Segmented:
        rows = [(key, text) for key, (text, _) in options.items()]
        return Segmented(self._theme, rows, self, tips=[tip for _, tip in options.values()])

    def _place(self) -> None:
        named = ((self.kind, "Rule"), (self.order, "Order of the points"), (self.bias, "Bias or threshold"))
        for control, name in named:
            control.setAccessibleName(name)
        weights = QHBoxLayout()
        weights.setSpacing(8)
        for field in self.start:
            weights.addWidget(field)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addWidget(label("Rule, for both problems", "title"))
        column.addWidget(self.kind)
        column.addWidget(self.step)
        column.addWidget(self.compare)
        column.addWidget(rule())
        column.addWidget(label("First weights", "label"))
        column.addLayout(weights)
        column.addWidget(rule())
        column.addWidget(label("Order of the points in a pass", "label"))
        column.addWidget(self.order)
        column.addWidget(self.seed)
        column.addWidget(rule())
        column.addWidget(self.bias)
        column.addWidget(self.threshold)

    def _connect(self) -> None:
        self.kind.chosen.connect(self._take_kind)
        self.order.chosen.connect(self._take_order)
        self.bias.chosen.connect(self._take_bias)
        self.step.value_chosen.connect(self._take_step)
        self.seed.value_chosen.connect(self._take_seed)
        self.threshold.value_chosen.connect(self._take_threshold)
        for field in self.start:
            field.key_chosen.connect(self._take_start)

    def open_below(self, button: QWidget) -> None:
        """Open under a button, inside its window."""
        self.adjustSize()
        window = button.window()
        corner = button.mapToGlobal(QPoint(0, button.height() + 4))
        right = window.mapToGlobal(QPoint(window.width(), 0)).x() - self.width() - 8
        self.move(min(corner.x(), right), corner.y())
        self.show()
        self.step.line().setFocus()

    def show_rule(self, chosen: Rule) -> None:
        """Show what is chosen; fields without a meaning now are disabled."""
        self._rule = chosen
        self.kind.choose(chosen.kind)
        self.order.choose(chosen.order)
        self.bias.choose("bias" if chosen.threshold is None else "threshold")
        self.step.show_value(chosen.learning_step)
        for field, value in zip(self.start, chosen.start, strict=True):
            field.show_value(value)
        self.seed.show_value(chosen.seed)
        self.threshold.show_value(USUAL_THRESHOLD if chosen.threshold is None else chosen.threshold)
        self.start[0].setEnabled(chosen.threshold is None)
        self.seed.setEnabled(chosen.order == "shuffled")
        self.threshold.setEnabled(chosen.threshold is not None)

    def _ask(self, what: str, chosen: Rule) -> None:
        if chosen != self._rule:
            self.rule_requested.emit(what, chosen)

    @Slot(str)
    def _take_kind(self, kind: str) -> None:
        self._ask(f"Learn by {KINDS[cast(Kind, kind)][0]}", replace(self._rule, kind=cast(Kind, kind)))

    @Slot(str)
    def _take_order(self, order: str) -> None:
        self._ask("Change the order", replace(self._rule, order=order))  # type: ignore[arg-type]

    @Slot(str)
    def _take_bias(self, which: str) -> None:
        threshold = None if which == "bias" else self.threshold.value()
        self._ask("Change bias or threshold", replace(self._rule, threshold=threshold))

    @Slot(float)
    def _take_step(self, step: float) -> None:
        self._ask("Change the learning step", self._rule.with_learning_step(step))

    @Slot(float)
    def _take_seed(self, seed: float) -> None:
        self._ask("Change the seed of the order", replace(self._rule, seed=int(seed)))

    @Slot(float)
    def _take_threshold(self, threshold: float) -> None:
        self._ask("Change the threshold", replace(self._rule, threshold=threshold))

    @Slot(object, object)
    def _take_start(self, at: int, value: float) -> None:
        start = list(self._rule.start)
        start[at] = value
        self._ask("Change the first weights", replace(self._rule, start=(start[0], start[1], start[2])))
