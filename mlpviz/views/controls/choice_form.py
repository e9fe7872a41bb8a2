"""The parameters of a choice as fields: a number for every span, a line for every text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.letters import spoken
from mlpviz.nn.registry import Choice, Span
from mlpviz.views.controls.number_field import NumberField
from mlpviz.views.controls.text_field import TextField
from mlpviz.views.look.theme import Theme


class ChoiceForm(QWidget):
    """Generated from the choice it shows; asks for the same choice with another parameter."""

    choice_requested = Signal(str, object)
    """What Undo says, and the Choice."""

    def __init__(self, theme: Theme, *, sliding: bool = False, columns: int = 2, parent: QWidget | None = None) -> None:
        """`sliding` gives every number a slider too; fields stand in so many `columns`."""
        super().__init__(parent)
        self._theme, self._sliding, self._columns = theme, sliding, columns
        self._choice: Choice | None = None
        self._numbers: dict[str, NumberField] = {}
        self._texts: dict[str, TextField] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)

    @property
    def empty(self) -> bool:
        """Whether the choice has no parameters."""
        return not self._numbers and not self._texts

    def numbers(self) -> dict[str, NumberField]:
        """The fields of the numbers, by parameter."""
        return dict(self._numbers)

    def texts(self) -> dict[str, TextField]:
        """The fields of the texts, by parameter."""
        return dict(self._texts)

    def show_choice(self, choice: Choice) -> bool:
        """Show a choice; True if it has other fields than the one before."""
        other = type(choice) is not type(self._choice)
        self._choice = choice
        if other:
            self._generate(choice)
        values = choice.parameters()
        for name, field in self._numbers.items():
            field.show_value(values[name])
        for name, line in self._texts.items():
            line.show_text(values[name])
        return other

    def finish(self) -> None:
        """Take what is still being typed."""
        for line in self._texts.values():
            line.finish()
        for field in self._numbers.values():
            field.finish()

    def _generate(self, choice: Choice) -> None:
        for old in (*self._numbers.values(), *self._texts.values()):
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._numbers = {name: self._number(name, allowed) for name, allowed in choice.spans().items()}
        self._texts = {name: self._text(name) for name in choice.texts()}
        for at, field in enumerate((*self._texts.values(), *self._numbers.values())):
            self._grid.addWidget(field, at // self._columns, at % self._columns)
            field.show()

    def _number(self, name: str, allowed: Span) -> NumberField:
        field = NumberField(
            self._theme, spoken(name), allowed.low, allowed.high, whole=allowed.whole, key=name,
            sliding=self._sliding, parent=self,
        )  # fmt: skip
        field.key_chosen.connect(self._take)
        return field

    def _text(self, name: str) -> TextField:
        assert self._choice is not None
        field = TextField(self._theme, self._choice.label, key=name, judge=self, tip=self._help(), parent=self)
        field.key_chosen.connect(self._take)
        return field

    def _help(self) -> str:
        """The second paragraph of what is told of the choice."""
        return " ".join("".join((type(self._choice).__doc__ or "").split("\n\n")[1:2]).split())

    def refusal(self, key: object, text: str) -> str:
        """Why a text cannot be the parameter `key`, in one sentence; "" if it can."""
        assert self._choice is not None
        try:
            self._with(str(key), text).check()
        except ValueError as why:
            name = f"{self._choice.name}.{key}"
            sentence = str(why).removeprefix(f"{name}: ").replace(f"{name} is", "It is")
            return sentence[:1].upper() + sentence[1:]
        return ""

    def _with(self, name: str, value: Any) -> Choice:
        assert self._choice is not None
        if name in self._choice.spans() and self._choice.spans()[name].whole:
            value = int(value)
        changed: Choice = replace(self._choice, **{name: value})  # type: ignore[type-var]
        return changed

    @Slot(object, object)
    def _take(self, key: str, value: object) -> None:
        if self._choice is not None:
            what = f"the {self._choice.label}" if key in self._texts else f"{spoken(key)} of {self._choice.label}"
            self.choice_requested.emit(f"Change {what}", self._with(key, value))


def told(choice: Choice) -> str:
    """The parameters of a choice in words: "k = 2, low = 0"; "" if it has none."""
    parts = []
    for name, value in choice.parameters().items():
        parts.append(value if isinstance(value, str) else f"{spoken(name)} = {number.plain(float(value))}")
    return ", ".join(parts)
