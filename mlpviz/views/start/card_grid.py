"""Cards of one kind below their heading, in as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.views.controls.label import Elided, label
from mlpviz.views.look.theme import Theme
from mlpviz.views.start.card import Card

GAP = 12


class CardGrid(QWidget):
    """Arrow keys walk from card to card."""

    def __init__(self, theme: Theme, title: str, least: int, note: str = "", parent: QWidget | None = None) -> None:
        """`least` is the width below which a card would be too narrow, px at the usual text size."""
        super().__init__(parent)
        self._theme, self._least = theme, least
        self._cards: list[Card] = []
        self._columns = 1
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(title, "title", self))
        about = Elided(note, "label", self)
        about.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(about, 1)
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(self._grid)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(title)
        theme.changed.connect(self._arrange)

    def cards(self) -> list[Card]:
        """Every card, in reading order."""
        return list(self._cards)

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show these in place of those that were there."""
        for old in self._cards:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._cards = list(cards)
        for card in cards:
            card.setParent(self)
            card.moved.connect(self._move)
            card.show()
        self._columns = 0
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """It takes the width that it is given."""
        return QSize(0, super().minimumSizeHint().height())

    @Slot()
    def _arrange(self) -> None:
        least = round(self._least * max(1.0, self._theme.text_scale))
        columns = max(1, (self.width() + GAP) // (least + GAP))
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for at, card in enumerate(self._cards):
            self._grid.addWidget(card, at // columns, at % columns)

    @Slot(int, int)
    def _move(self, across: int, down: int) -> None:
        at = next((place for place, card in enumerate(self._cards) if card.hasFocus()), 0)
        wanted = at + across + down * self._columns
        if 0 <= wanted < len(self._cards):
            self._cards[wanted].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.focusNextPrevChild(across + down > 0)
