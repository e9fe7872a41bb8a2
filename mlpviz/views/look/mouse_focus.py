"""A button pressed with the mouse does not keep the keyboard: Space goes on to mean what it means everywhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QWidget
from shiboken6 import isValid


class MouseFocus(QObject):
    """Hands the keyboard on from a button to what stands around it, as the mouse button comes up."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._button: QAbstractButton | None = None
        self.handing = False
        """Whether the focus is just now being handed on."""

    def watch(self, widget: QWidget) -> None:
        """A widget was given the focus by the mouse."""
        if self._button is not None and isValid(self._button):
            self._button.removeEventFilter(self)
        self._button = widget if isinstance(widget, QAbstractButton) else None
        if self._button is not None:
            self._button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Before the click, which may hide the button: whatever Qt chose then would seem to have been tabbed to."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            button, self._button = self._button, None
            watched.removeEventFilter(self)
            if button is not None and button.hasFocus():
                self._hand_on(button)
        return False

    def _hand_on(self, button: QAbstractButton) -> None:
        heir = button.parentWidget()
        while heir is not None and not heir.focusPolicy() & Qt.FocusPolicy.ClickFocus:
            heir = None if heir.isWindow() else heir.parentWidget()
        if heir is not None:
            self.handing = True
            # For any other reason Qt would take the press back, and the click with it.
            heir.setFocus(Qt.FocusReason.PopupFocusReason)
            self.handing = False
