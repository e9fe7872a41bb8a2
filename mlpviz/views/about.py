"""Help ▸ About mlpviz."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtWidgets import QMessageBox, QWidget


def show_about(parent: QWidget) -> None:
    """Say what the program is, and which version."""
    try:
        number = version("mlpviz")
    except PackageNotFoundError:  # run from a folder that was never installed
        number = "not installed"
    QMessageBox.about(
        parent,
        "About mlpviz",
        f"mlpviz {number}\n\nSee how multilayer perceptrons learn, number by number. Everything on screen is computed "
        "in float64 by the same code that trains.",
    )
