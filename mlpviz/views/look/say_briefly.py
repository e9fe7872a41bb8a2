"""Something that went well, said for a moment without moving anything: "Saved loss.csv"."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget

from mlpviz.views.look.announce import announce

SHOWN = 4000
"""Milliseconds."""
INSET = 16
"""Px from the lower left corner of the window."""


class _Note(QLabel):
    """Lies over the lower left corner of a window until its time is over. A tooltip would go at any change of focus."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("role", "note")
        self._over = QTimer(self)
        self._over.setSingleShot(True)
        self._over.setInterval(SHOWN)
        self._over.timeout.connect(self.hide)

    def say(self, text: str) -> None:
        self.setText(text)
        self.adjustSize()
        self.move(INSET, self.window().height() - self.height() - INSET)
        self.raise_()
        self.show()
        self._over.start()


def say_briefly(widget: QWidget, text: str) -> None:
    """Show a text in the lower left corner of a widget's window for a moment, and have it read out."""
    window = widget.window()
    note = window.findChild(_Note) or _Note(window)
    note.say(text)
    announce(window, text)


def said_briefly(widget: QWidget) -> str:
    """What is said so at the moment in a widget's window, or ""."""
    note = widget.window().findChild(_Note)
    return "" if note is None or note.isHidden() else note.text()


def say_saved(widget: QWidget, path: Path) -> None:
    """Say that a file was written, and where."""
    say_briefly(widget, f"Saved {path.name} in {path.absolute().parent}")
