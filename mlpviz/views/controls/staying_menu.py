"""A menu that stays open while its ticks are set, and can be told anew what is ticked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

ESCAPE = "\x1b"
_PRESSING = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class StayingMenu(QMenu):
    """Actions with the property "stays" are carried out without closing the menu."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setToolTipsVisible(True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Carry out what stays; close for the rest."""
        action = self.actionAt(event.position().toPoint())
        if not self._carried_out(action):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Carry out what stays; close for the rest. What is typed into a line of the menu belongs to that line."""
        if isinstance(self.focusWidget(), QLineEdit) and event.text() not in ("", ESCAPE):
            return
        if event.key() not in _PRESSING or not self._carried_out(self.activeAction()):
            super().keyPressEvent(event)

    def _carried_out(self, action: QAction | None) -> bool:
        if action is None or not action.property("stays") or not action.isEnabled():
            return False
        action.trigger()
        return True
