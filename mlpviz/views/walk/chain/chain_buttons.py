"""The buttons that move through a chain: First, Back, Next, Path, Weight."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from mlpviz.views.controls import Button, IconButton
from mlpviz.views.look.theme import Theme

EDGE, RIGHT, GAP = 12, 6, 4
FORMS = ((2, True, True, True), (1, True, True, True), (1, False, True, True), (0, False, True, True),
         (0, False, False, True), (0, False, False, False))
"""Icons on all buttons (2), on Next (1) or none; then whether First, Path and Weight are there; wide to narrow."""
NEXT_TIP = "The next factor (→ or Enter)"
REPLAY_TIP = "Walk this chain factor by factor, from the loss (→ or Enter)"


class ChainButtons(QWidget):
    """Asks for another step; at the last one Next becomes "Replay"."""

    first_requested = Signal()
    back_requested = Signal()
    next_requested = Signal()
    path_requested = Signal()
    weight_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._at_end = False
        self.first = IconButton(theme, "first", "First factor (Home)", size=30)
        self.back = IconButton(theme, "back", "Back one factor (←)", size=30)
        self.next = Button(theme, "Next", "primary", icon="next", trailing=True, tip=NEXT_TIP)
        self.path = Button(theme, "Path", icon="phase", trailing=True, tip="On to the next path (Shift+→)")
        self.weight = Button(theme, "Weight", icon="next", trailing=True, tip="The next weight (Ctrl+→)")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, 0, RIGHT, 0)
        row.setSpacing(GAP)
        for button in (self.first, self.back, self.next, self.path, self.weight):
            row.addWidget(button)
        for wide in (self.next, self.path, self.weight):
            wide.setStyleSheet("padding: 0 6px;")
        row.addStretch(1)
        self.first.clicked.connect(self.first_requested)
        self.back.clicked.connect(self.back_requested)
        self.next.clicked.connect(self.next_requested)
        self.path.clicked.connect(self.path_requested)
        self.weight.clicked.connect(self.weight_requested)
        theme.changed.connect(self.fit)

    def show_place(self, *, at_start: bool, at_end: bool) -> None:
        """Allow what is possible here."""
        self.next.setText("Replay" if at_end else "Next")
        self.next.setAccessibleName("Replay the chain" if at_end else "Next factor")
        self.next.setToolTip(REPLAY_TIP if at_end else NEXT_TIP)
        self._at_end = at_end
        self.first.setEnabled(not at_start)
        self.back.setEnabled(not at_start)
        self.path.setEnabled(not at_end)
        self.fit()

    @Slot()
    def fit(self) -> None:
        """Give up icons, then buttons, where the column is too narrow; the keys act all the same."""
        for pictures, first, path, weight in FORMS:
            self.first.setVisible(first)
            self.path.setVisible(path)
            self.weight.setVisible(weight)
            self.path.set_icon("phase" if pictures == 2 else None)
            self.weight.set_icon("next" if pictures == 2 else None)
            self.next.set_icon(None if not pictures else "reset" if self._at_end else "next")
            if self._extent() <= self.width() - EDGE - RIGHT:
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit()
        super().resizeEvent(event)

    def _extent(self) -> int:
        buttons: list[QAbstractButton] = [self.back, self.next]
        buttons += [button for button in (self.first, self.path, self.weight) if not button.isHidden()]
        widths = (max(button.sizeHint().width(), button.minimumWidth()) for button in buttons)
        return sum(widths) + GAP * (len(buttons) - 1)
