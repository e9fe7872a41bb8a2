"""A choice among a few options: side by side where there is room, else a list that opens."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from mlpviz.views.controls.field import Combo
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.look.theme import Theme


class FoldingChoice(QWidget):
    """A Segmented that becomes a list. `chosen` carries the key when the learner picks another option."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, options: Sequence[tuple[str, str]], parent: QWidget | None = None, *,
        tips: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """`options` are keys and texts; `tips` are what their tooltips say, in the same order."""
        super().__init__(parent)
        self._segments, self._list = Segmented(theme, options, self, tips=tips), Combo(self)
        for key, text in options:
            self._list.addItem(text, key)
        for row, tip in enumerate(tips):
            self._list.setItemData(row, tip, Qt.ItemDataRole.ToolTipRole)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._segments)
        line.addWidget(self._list)
        self._list.hide()
        self._segments.chosen.connect(self._take)
        self._list.activated.connect(self._take_row)

    def setAccessibleName(self, name: str) -> None:
        """Name it, whichever form it has."""
        self._segments.setAccessibleName(name)
        self._list.setAccessibleName(name)

    def choose(self, key: str) -> None:
        """Show `key` as chosen, without a signal; raises KeyError for an unknown key."""
        self._segments.choose(key)
        self._list.setCurrentIndex(self._list.findData(key))

    def value(self) -> str:
        """The key now chosen."""
        return self._segments.value()

    def button(self, key: str) -> QPushButton:
        """The segment of an option."""
        return self._segments.button(key)

    def list(self) -> QComboBox:
        """The list that stands for the segments where there is little room."""
        return self._list

    def fit(self, room: int) -> int:
        """Take the form that `room` px allow; returns the width that it takes."""
        folded = self._segments.sizeHint().width() > room
        self._segments.setVisible(not folded)
        self._list.setVisible(folded)
        return (self._list if folded else self._segments).sizeHint().width()

    @Slot(str)
    def _take(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)

    @Slot(int)
    def _take_row(self, row: int) -> None:
        key = str(self._list.itemData(row))
        if key != self.value():
            self._take(key)
