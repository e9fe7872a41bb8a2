"""Paints a window that changes as a whole in two turns of the event loop in place of one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

SOON = 1
"""Milliseconds; with 0 it would still be the same turn."""


def paint_later(window: QWidget) -> None:
    """Paint `window` in the next turn: what comes in meanwhile need not wait for the change and for the painting."""
    if window.isVisible() and window.updatesEnabled():
        window.setUpdatesEnabled(False)
        QTimer.singleShot(SOON, window, partial(window.setUpdatesEnabled, True))
