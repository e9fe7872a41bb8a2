"""Something that went well, said for a moment without moving anything: "Saved loss.csv"."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QToolTip, QWidget

from mlpviz.views.look.announce import announce

SHOWN = 4000
"""Milliseconds."""
INSET = 16
"""Px from the lower left corner of the window."""


def say_briefly(widget: QWidget, text: str) -> None:
    """Show a text in the lower left corner of a widget's window for a moment, and have it read out."""
    window = widget.window()
    # After the dialog that asked has gone: a change of focus hides every tooltip.
    QTimer.singleShot(0, window, lambda: QToolTip.showText(_corner(window), text, window, window.rect(), SHOWN))
    announce(window, text)


def say_saved(widget: QWidget, path: Path) -> None:
    """Say that a file was written, and where."""
    say_briefly(widget, f"Saved {path.name} in {path.absolute().parent}")


def _corner(window: QWidget) -> QPoint:
    return window.mapToGlobal(QPoint(INSET, window.height() - 4 * INSET))
