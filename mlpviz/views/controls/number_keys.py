"""Keys that mean something even while a number is being typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QMainWindow


class NumberKeys(QObject):
    """Keys in a line for numbers that are more than typing.

    The space bar is let through: no number needs it, so it trains or pauses. Escape takes back what is half typed, and
    in the main window leaves the line; with nothing typed it is let through as well.
    """

    def __init__(self, line: QLineEdit | QComboBox) -> None:
        """Watch a line, or the box that takes the keys of its line, for as long as it lives."""
        super().__init__(line)
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the space bar to the window, whether or not it has a use for it now."""
        if not isinstance(event, QKeyEvent) or event.modifiers():
            return False
        if event.key() == Qt.Key.Key_Space:
            event.ignore()  # so the parents are asked
            return event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        line = watched.lineEdit() if isinstance(watched, QComboBox) else watched
        if event.key() == Qt.Key.Key_Escape and isinstance(line, QLineEdit):
            return _escape(line, event)
        return False


def _escape(line: QLineEdit, event: QKeyEvent) -> bool:
    """Take back what was typed, and leave; True if the key is used up."""
    typed, pressed = line.isUndoAvailable(), event.type() == QEvent.Type.KeyPress
    if typed:
        event.accept()  # no shortcut of the window gets it
        while pressed and line.isUndoAvailable():
            line.undo()
    window = line.window()
    if (pressed or not typed) and isinstance(window, QMainWindow):
        window.setFocus()  # what is typed next is meant for the window, and the line may be gone with what Escape ends
    return typed
