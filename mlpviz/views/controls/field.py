"""A small label over a combo box."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QSizePolicy, QStyledItemDelegate, QWidget

from mlpviz.views.controls.label import label
from mlpviz.views.controls.number_keys import NumberKeys
from mlpviz.views.controls.refusal import say_refusal
from mlpviz.views.controls.whole_text import width_for_text
from mlpviz.views.look.theme import Theme

Option = str | tuple[str, str]
"""A text, or a key and the text shown for it."""


class Field(QWidget):
    """A choice with its name above; `value_chosen` carries the key picked, or the text typed."""

    value_chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        text: str,
        options: Sequence[Option] = (),
        *,
        editable: bool = False,
        tip: str = "",
        width: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """`tip` says what is chosen here; while a value is refused, the box says why instead."""
        super().__init__(parent)
        self._theme = theme
        self.setToolTip(tip)
        self._label = label(text, "caption", self)
        self._combo = Combo(self)
        self._combo.setEditable(editable)
        self._combo.setAccessibleName(text)
        self._label.setBuddy(self._combo)
        self._last = ""
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._row.addWidget(self._label)
        self._row.addWidget(self._combo)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        if width is not None:
            # A font wider than the designed one needs more room than the design gives.
            self.setMinimumWidth(width)
        self._combo.activated.connect(self._report_index)
        edit = self._combo.lineEdit()
        if edit is not None:
            self._combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            self._combo.setCompleter(None)  # type: ignore[arg-type]  # it would make 0.0001 of a typed 0
            edit.editingFinished.connect(self._report_text)
            NumberKeys(self._combo)
        self.set_options(options)

    def set_options(self, options: Sequence[Option]) -> None:
        """Offer other options and keep the choice where it is still among them, without a signal."""
        kept = self.value()
        self._combo.clear()
        for option in options:
            key, text = (option, option) if isinstance(option, str) else option
            self._combo.addItem(text, key)
        if kept:
            self.choose(kept)
        else:
            self._last = self.value()

    def set_tips(self, tips: Sequence[str]) -> None:
        """One tooltip an option, in their order."""
        for index, tip in enumerate(tips):
            self._combo.setItemData(index, tip, Qt.ItemDataRole.ToolTipRole)

    def choose(self, key: str) -> None:
        """Show a key (or, where the learner may type, any text) as the choice, without a signal."""
        index = self._combo.findData(key)
        if index >= 0:
            self._combo.setCurrentIndex(index)
        if self._combo.isEditable():
            self._combo.setEditText(self._combo.itemText(index) if index >= 0 else key)
        say_refusal(self._combo, "")
        self._last = self.value()

    def value(self) -> str:
        """The key chosen, or the number typed."""
        text = self._combo.currentText()
        index = self._combo.findText(text)
        return str(self._combo.itemData(index)) if index >= 0 else text

    def refuse(self, why: str) -> None:
        """Say why what was typed was refused, until the next choice; the old one is to be on show again."""
        say_refusal(self._combo, why)

    def combo(self) -> QComboBox:
        """The combo box itself."""
        return self._combo

    def set_beside(self, beside: bool) -> None:
        """Put the name beside the box, or above it."""
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if direction != self._row.direction():
            self._row.setDirection(direction)
            self._row.setSpacing(8 if beside else 4)

    def needed_width(self, *, beside: bool = False) -> int:
        """Px at which its name and the whole value now chosen are seen, with the name above the box or beside it."""
        name = self._label.sizeHint().width()
        box = max(width_for_text(self._combo), self._combo.minimumSizeHint().width())
        return name + 8 + box if beside else max(name, box)

    @Slot(int)
    def _report_index(self, index: int) -> None:
        self._report(str(self._combo.itemData(index)))

    @Slot()
    def _report_text(self) -> None:
        self._report(self.value())

    def _report(self, value: str) -> None:
        # Leaving the field without a change, or picking the same again, is no choice.
        if value != self._last:
            self._last = value
            self.value_chosen.emit(value)


class Combo(QComboBox):
    """A combo box that lets the wheel scroll the page unless it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The delegate a combo box brings along does not look at the stylesheet.
        self.setItemDelegate(QStyledItemDelegate(self))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the value only where the learner is already at work."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
