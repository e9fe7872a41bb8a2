"""A few options side by side, one of them chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from mlpviz.views.look.theme import Theme


class Segmented(QFrame):
    """Options in one track; the chosen one is raised. `chosen` carries its key when the learner picks it."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, options: Sequence[tuple[str, str]], parent: QWidget | None = None, *,
        tips: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """`options` are keys and texts; `tips` are what their tooltips say, in the same order."""
        super().__init__(parent)
        self._theme = theme
        self._buttons: dict[str, Segment] = {}
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(1, 1, 1, 1)
        self._row.setSpacing(0)
        self.setProperty("role", "segmented")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group.buttonClicked.connect(self._report)
        for key, text in options:
            self._add(key, text)
        for button, tip in zip(self._buttons.values(), tips, strict=False):
            button.setToolTip(tip)
        if options:
            self.choose(options[0][0])

    def choose(self, key: str) -> None:
        """Show `key` as chosen, without a signal; raises KeyError for an unknown key."""
        self._buttons[key].setChecked(True)
        self._keep_one_tab_stop()

    def value(self) -> str:
        """The key now chosen, "" when there are no options."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def button(self, key: str) -> QPushButton:
        """The button of an option, for a tip or to disable it."""
        return self._buttons[key]

    def _add(self, key: str, text: str) -> None:
        made = Segment(text, self)
        made.setProperty("key", key)
        made.moved.connect(self._move)
        self._buttons[key] = made
        self._group.addButton(made)
        self._row.addWidget(made)

    @Slot(QAbstractButton)
    def _report(self, button: QAbstractButton) -> None:
        self._keep_one_tab_stop()
        self.chosen.emit(str(button.property("key")))

    @Slot(int)
    def _move(self, step: int) -> None:
        able = [button for button in self._buttons.values() if button.isEnabled()]
        place = next((index for index, button in enumerate(able) if button.isChecked()), 0)
        target = able[(place + step) % len(able)]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        target.click()

    def _keep_one_tab_stop(self) -> None:
        # As with radio buttons, Tab enters at the chosen option and arrows move on from there.
        for button in self._buttons.values():
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if button.isChecked() else Qt.FocusPolicy.ClickFocus)


class Segment(QPushButton):
    """One option of a Segmented."""

    moved = Signal(int)

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setCheckable(True)
        self.setProperty("role", "segment")

    def sizeHint(self) -> QSize:
        """Room for the text in the heavier weight of the chosen option, so that choosing moves nothing."""
        heavy = QFont(self.font())
        heavy.setWeight(QFont.Weight.DemiBold)
        hint = super().sizeHint()
        words = QFontMetrics(heavy).horizontalAdvance(self.text())
        return QSize(words + 22, hint.height())

    def minimumSizeHint(self) -> QSize:
        """A segment does not shrink."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose the neighbour."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self.moved.emit(-1)
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            self.moved.emit(1)
        else:
            super().keyPressEvent(event)
