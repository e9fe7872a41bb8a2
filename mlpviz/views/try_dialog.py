"""Help ▸ What to try here: a short text about the workspace on show."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from mlpviz import resource

WIDTH, INSET = 380, 56
"""Px, and how far the dialog lies from the right and lower edges of the window."""


class TryDialog(QDialog):
    """Stands beside the window while the learner tries what it says."""

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        """Show the text of the workspace called `name`. FileNotFoundError if it has none."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"What to try: {title}")
        self.resize(WIDTH, 420)
        self.text = QTextBrowser()
        self.text.setMarkdown(resource.path(f"try/{name}.md").read_text(encoding="utf-8"))
        self.text.setAccessibleName(self.windowTitle())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        if parent is not None:  # in a corner, not over what it speaks of
            corner = parent.mapToGlobal(parent.rect().bottomRight())
            self.move(corner.x() - self.width() - INSET, corner.y() - self.height() - INSET)
