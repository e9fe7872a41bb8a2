"""Keys that mean the table while it has the focus, before they mean the canvas."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

_STANDARD = QKeySequence.StandardKey
CLIPBOARD = (_STANDARD.Copy, _STANDARD.Cut, _STANDARD.Paste, _STANDARD.SelectAll)


class ClaimedKeys(QObject):
    """Claims the keys of the clipboard for a widget, which then gets them as any key."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A claimed key does not become a shortcut of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if any(event.matches(standard) for standard in CLIPBOARD):
                event.accept()
                return True
        return super().eventFilter(watched, event)
