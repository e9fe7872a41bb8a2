"""What a screen reader says at once, without being asked."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str) -> None:
    """Have a sentence about a widget said, after what is being said now."""
    if QAccessible.isActive():  # nobody else hears it
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
