"""The field in which a result is predicted, in the place where it will stand."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from mlpviz.engine.number import MINUS

TYPED = frozenset("0123456789+-.,eE·^ " + MINUS)
"""Characters of a sign or a number; all others are keys of the dock."""
MOST = 24
WITHIN = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Backspace, Qt.Key.Key_Delete,
    Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape,
)  # fmt: skip
"""Keys that act on what is typed, and are the dock's while nothing is."""


class AnswerField(QLineEdit):
    """Takes a sign or a number, and leaves every other key to what stands around it."""

    answered = Signal(str)
    """Enter was pressed on what is typed."""

    def __init__(self, parent: QWidget) -> None:
        """Begin empty and hidden."""
        super().__init__(parent)
        self.setPlaceholderText("?")
        self.setMaxLength(MOST)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setToolTip("Its sign (+, − or 0), or its value to two digits; then Enter")
        self.setProperty("role", "answer")
        self.setProperty("focus_ring", False)  # its frame is one
        self.hide()

    def fit(self, place: QRect, px: int) -> None:
        """Stand in a place, with letters of so many px."""
        self.setGeometry(place)
        sized = f"font-size: {px}px;"
        if sized != self.styleSheet():  # which the style of the program would override by its own
            self.setStyleSheet(sized)

    def event(self, event: QEvent) -> bool:
        """Claim before shortcuts what is typed, and nothing else: an empty field would swallow Ctrl+C."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.setAccepted(self._wants(event))
            return event.isAccepted()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type, or move within what is typed; Esc empties it."""
        if not self._wants(event):
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.answered.emit(self.text())  # and not up to the dock, where Enter goes on to the next operation
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)

    def _wants(self, event: QKeyEvent) -> bool:
        typed, key = bool(self.text()), event.key()
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return typed or event.matches(QKeySequence.StandardKey.Paste)
        if key in WITHIN:
            return typed
        return bool(event.text()) and event.text() in TYPED and (typed or key != Qt.Key.Key_Space)
