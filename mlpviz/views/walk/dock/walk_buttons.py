"""The five buttons that move through a walk: First, Back, Next, Phase, Sample."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from mlpviz.views.controls import Button, IconButton
from mlpviz.views.look.theme import Theme

EDGE = 12
GAP = 4
KEEP = "Keep update"
FORMS = ((2, True, True, True), (2, True, False, True), (2, False, True, True), (2, False, True, False),
         (1, False, True, True), (0, False, True, True))
"""How many of Phase and Sample there are (with none, First goes too); with words, with pictures, shown even where they
can do nothing; from wide to narrow. The keys act in every form."""
NEXT_TIP = "Do the next operation (→ or Enter)"
AT_START, IN_UPDATE = "This is the first operation.", "The update is the last phase of the batch."
KEEP_TIP = "Make this update part of the training (Enter)"


class WalkButtons(QWidget):
    """Asks for another operation; at the last one Next becomes "Keep update"."""

    first_requested = Signal()
    back_requested = Signal()
    next_requested = Signal()
    phase_requested = Signal()
    sample_requested = Signal()
    keep_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._at_end = False
        self.first = IconButton(theme, "first", "First operation (Home)", size=30)
        self.back = IconButton(theme, "back", "Back one operation (←)", size=30)
        self.next = Button(theme, "Next", "primary", icon="next", trailing=True, tip=NEXT_TIP)
        self.phase = Button(theme, "Phase", icon="phase", trailing=True)
        self.sample = Button(theme, "Sample", icon="next", trailing=True)
        self._wide = {self.phase: ("Phase", "phase"), self.sample: ("Sample", "next")}
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, 0, 6, 0)
        row.setSpacing(GAP)
        for button in (self.first, self.back, self.next, self.phase, self.sample):
            row.addWidget(button)
        for wide in (self.next, self.phase, self.sample):
            wide.setStyleSheet("padding: 0 6px;")
        row.addStretch(1)
        self._connect()
        theme.changed.connect(self.fit)

    def _connect(self) -> None:
        self.first.clicked.connect(self.first_requested)
        self.back.clicked.connect(self.back_requested)
        self.next.clicked.connect(self._go_on)
        self.phase.clicked.connect(self.phase_requested)
        self.sample.clicked.connect(self.sample_requested)

    def show_place(self, *, at_start: bool, at_end: bool, in_update: bool, samples: int) -> None:
        """Allow what is possible here."""
        self._at_end = at_end
        self.next.setText(KEEP if at_end else "Next")
        self.next.setAccessibleName("" if at_end else "Next operation")
        self.next.setToolTip(KEEP_TIP if at_end else NEXT_TIP)
        self.next.set_icon("check" if at_end else "next")
        last = "On to the update (Ctrl+→)" if samples == 1 else "On to the next sample (Ctrl+→)"
        for button, able, tip, why in (
            (self.first, not at_start, "First operation (Home)", AT_START),
            (self.back, not at_start, "Back one operation (←)", AT_START),
            (self.phase, not in_update, "On to the next phase (Shift+→)", IN_UPDATE),
            (self.sample, not in_update, last, IN_UPDATE),
        ):
            button.setEnabled(able)
            button.setToolTip(tip if able else why)
        self.fit()

    @Slot()
    def fit(self) -> None:
        """Give up icons, then words, where the column is too narrow for both."""
        for count, words, pictures, able in FORMS:
            self.first.setVisible(count > 0)
            for at, (button, (text, icon)) in enumerate(self._wide.items()):
                # At the end both are of no use, and the longer word on Next needs their room.
                button.setVisible(at < count and (able or not self._at_end))
                button.setText(text if words else "")
                button.setAccessibleName(text)
                button.set_icon(icon if pictures else None)
            if self._extent() <= self.width() - EDGE:
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.fit()
        super().resizeEvent(event)

    def _extent(self) -> int:
        buttons: list[QAbstractButton] = [self.back, self.next]
        buttons += [button for button in (self.first, *self._wide) if not button.isHidden()]
        widths = (max(button.sizeHint().width(), button.minimumWidth()) for button in buttons)
        return sum(widths) + GAP * (len(buttons) - 1)

    @Slot()
    def _go_on(self) -> None:
        if self._at_end:
            self.keep_requested.emit()
        else:
            self.next_requested.emit()
