"""Writes a file, or says why it cannot be written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from mlpviz.views.look.say_briefly import say_saved


def write_or_say(window: QWidget, name: str, write: Callable[[], None]) -> None:
    """Call `write`; where the file cannot be written, say so over the window."""
    try:
        write()
        say_saved(window, Path(name))
    except OSError as problem:
        box = QMessageBox(window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(f"{Path(name).name} could not be written.")
        box.setInformativeText(f"{problem.strerror}. Choose another folder or another name.")
        box.exec()
        box.deleteLater()
