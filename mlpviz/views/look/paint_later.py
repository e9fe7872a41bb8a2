"""Paints a window that changes as a whole in a later turn of the event loop than the one in which it changes."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QWidget

SOON = 1
"""Milliseconds; with 0 it would still be the same turn."""


def paint_later(window: QWidget) -> None:
    """Paint `window` later: what comes in meanwhile need not wait for the change and for the painting."""
    if window.isVisible() and window.updatesEnabled():
        window.setUpdatesEnabled(False)
        QTimer.singleShot(SOON, window, partial(_paint_soon, window))


def _paint_soon(window: QWidget) -> None:
    """Not yet: to fill the screen, a window gets its new size only now, and would be painted in both sizes."""
    QTimer.singleShot(SOON, window, partial(_paint, window))


def _paint(window: QWidget) -> None:
    """Ask for it by name: what was exposed meanwhile counts as asked for already, and the window would stay black."""
    window.setUpdatesEnabled(True)
    QCoreApplication.postEvent(window, QEvent(QEvent.Type.UpdateRequest))
