"""How the text of the file was read, each part to be chosen otherwise."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mlpviz.data.reading.dialect import DECIMALS, ENCODINGS, HEADERS, SEPARATORS, Chosen
from mlpviz.data.reading.draft import Draft
from mlpviz.views.controls.field import Combo
from mlpviz.views.controls.label import label
from mlpviz.views.controls.whole_text import width_for_text
from mlpviz.views.look.theme import Theme

PARTS = (
    ("separator", "Separator", SEPARATORS, "What stands between two cells."),
    ("decimal", "Decimal sign", DECIMALS, "What stands before the decimals of a number."),
    ("header", "First row", HEADERS, "Whether the first rows are names, names and units, or points already."),
    ("encoding", "Text", ENCODINGS, "How letters are written as bytes."),
)
"""The field of a Dialect, its name, what can be chosen, and what it means."""
SIGNS = {",": ",", ";": ";", "|": "|", ".": "."}
RECOGNISED, CHOSEN = "✓ recognised", "chosen by hand"


class DialectRow(QWidget):
    """Four choices; `chosen` carries what was changed."""

    chosen = Signal(object)
    """A Chosen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._combos: dict[str, Combo] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for name, title, options, tip in PARTS:
            words, combo = label(title, "label", self), Combo(self)
            for key, text in options.items():
                combo.addItem(f"{text}  {SIGNS[key]}" if key in SIGNS else text, key)
            combo.setAccessibleName(title)
            combo.setToolTip(tip)
            words.setBuddy(combo)
            combo.activated.connect(self._report)
            self._combos[name] = combo
            row.addWidget(words)
            row.addWidget(combo)
            row.addSpacing(8)
        row.addStretch(1)
        self._mark = label(RECOGNISED, "label", self)
        row.addWidget(self._mark)

    def combo(self, name: str) -> Combo:
        """The choice of one field of the dialect."""
        return self._combos[name]

    def show_draft(self, draft: Draft) -> None:
        """Show how the file was read."""
        for name, combo in self._combos.items():
            combo.setCurrentIndex(combo.findData(getattr(draft.sheet.dialect, name)))
            combo.setMaximumWidth(width_for_text(combo))
        by_hand = any(getattr(draft.chosen, name) is not None for name in self._combos)
        self._mark.setText(CHOSEN if by_hand else RECOGNISED)

    @Slot()
    def _report(self) -> None:
        for name, combo in self._combos.items():
            if combo is self.sender():
                self.chosen.emit(Chosen(**{name: combo.currentData()}))
