"""The five buttons that move through a walk, a chain or a batch: First, Back, Next, and two that go further."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from mlpviz.views.controls import Button, IconButton
from mlpviz.views.look.theme import Theme

EDGE, RIGHT, GAP = 12, 6, 4
FORMS = ((2, True, True, True), (2, True, False, True), (2, False, True, True), (2, False, True, False),
         (1, False, True, True), (0, False, True, True))
"""How many of the two that go further there are (with none, First goes too); with words, with pictures, shown even
where they can do nothing; from wide to narrow. The keys act in every form."""


@dataclass(frozen=True)
class ButtonWords:
    """What the buttons of one dock are called."""

    step: str
    """What Next does one of: "operation"."""
    part: str
    """The button to the next part: "Phase"."""
    part_tip: str
    other: str
    """The button to the next of what lies above: "Sample"."""
    other_tip: str
    end: str
    """What Next becomes at the last step."""
    end_icon: str
    end_tip: str
    part_icon: str = "phase"
    other_icon: str = "next"


class WalkButtons(QWidget):
    """Asks for another step; at the last one Next becomes another button."""

    first_requested = Signal()
    back_requested = Signal()
    next_requested = Signal()
    part_requested = Signal()
    other_requested = Signal()
    end_requested = Signal()
    """At the last step."""

    def __init__(self, theme: Theme, words: ButtonWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._words = theme, words
        self._at_end = False
        self.first = IconButton(theme, "first", "", size=30)
        self.back = IconButton(theme, "back", "", size=30)
        self.next = Button(theme, "Next", "primary", icon="next", trailing=True)
        self.part = Button(theme, words.part, icon=words.part_icon, trailing=True)
        self.other = Button(theme, words.other, icon=words.other_icon, trailing=True)
        self._wide = {self.part: (words.part, words.part_icon), self.other: (words.other, words.other_icon)}
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, 0, RIGHT, 0)
        row.setSpacing(GAP)
        for button in (self.first, self.back, self.next, self.part, self.other):
            row.addWidget(button)
        for wide in (self.next, self.part, self.other):
            wide.setStyleSheet("padding: 0 6px;")
        row.addStretch(1)
        self._connect()
        self.show_place(at_start=True, at_end=False)
        theme.changed.connect(self.fit)

    @property
    def at_end(self) -> bool:
        """Whether this is the last step."""
        return self._at_end

    def _connect(self) -> None:
        self.first.clicked.connect(self.first_requested)
        self.back.clicked.connect(self.back_requested)
        self.next.clicked.connect(self._go_on)
        self.part.clicked.connect(self.part_requested)
        self.other.clicked.connect(self.other_requested)

    def set_words(self, words: ButtonWords) -> None:
        """Call the buttons by other names; `show_place` follows."""
        self._words = words
        self._wide = {self.part: (words.part, words.part_icon), self.other: (words.other, words.other_icon)}

    def show_place(
        self, *, at_start: bool, at_end: bool, no_part: str = "", no_other: str = "", other_tip: str = ""
    ) -> None:
        """Allow what is possible here; `no_part` and `no_other` say why the two that go further are not."""
        words, step = self._words, self._words.step
        self._at_end = at_end
        self.next.setText(words.end if at_end else "Next")
        self.next.setAccessibleName("" if at_end else f"Next {step}")
        self.next.setToolTip(words.end_tip if at_end else f"Do the next {step} (→ or Enter)")
        self.next.set_icon(words.end_icon if at_end else "next")
        nothing = f"This is the first {step}." if at_start else ""
        for button, why, tip in (
            (self.first, nothing, f"First {step} (Home)"),
            (self.back, nothing, f"Back one {step} (←)"),
            (self.part, no_part, words.part_tip),
            (self.other, no_other, other_tip or words.other_tip),
        ):
            button.setEnabled(not why)
            button.setToolTip(why or tip)
            if isinstance(button, IconButton):
                button.setAccessibleName(tip)
        self.fit()

    @Slot()
    def fit(self) -> None:
        """Give up icons, then words, where the column is too narrow for both."""
        for count, words, pictures, idle in FORMS:
            self.first.setVisible(count > 0)
            for at, (button, (text, icon)) in enumerate(self._wide.items()):
                # One that is of no use makes room for the longer word that Next has at the end.
                button.setVisible(at < count and (idle or button.isEnabled()))
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
        (self.end_requested if self._at_end else self.next_requested).emit()
