"""Keys that mean something even while a number is being typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit


class NumberKeys(QObject):
    """Lets the space bar through: no number needs one, so it trains or pauses from within a line for numbers too."""

    def __init__(self, line: QLineEdit | QComboBox) -> None:
        """Watch a line, or the box that takes the keys of its line, for as long as it lives."""
        super().__init__(line)
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the space bar to the window, whether or not it has a use for it now."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space and not event.modifiers():
            event.ignore()  # so the parents are asked
            return event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
        return False
