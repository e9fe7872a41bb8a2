"""Notices when the learner takes over: a press of the mouse, or of a key that is not about playing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

ABOUT_PLAYING = (Qt.Key.Key_Space, Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight)
MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)


class HandsOn(QObject):
    """Watches every press while it is on."""

    taken_over = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._on = False
        self._spared: QWidget | None = None

    def watch(self, on: bool, spared: QWidget | None = None) -> None:
        """Watch from now on, or no longer; presses on `spared` do not count."""
        self._spared = spared
        if on != self._on:
            self._on = on
            application = QApplication.instance()
            assert application is not None
            (application.installEventFilter if on else application.removeEventFilter)(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say so, and let the press do what it does."""
        if isinstance(watched, QWidget) and self._counts(watched, event):
            self.taken_over.emit()
        return False

    def _counts(self, watched: QWidget, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            return self._spared is None or not (watched is self._spared or self._spared.isAncestorOf(watched))
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        return event.key() not in (*ABOUT_PLAYING, *MODIFIERS)
