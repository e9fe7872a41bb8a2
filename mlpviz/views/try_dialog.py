"""Help ▸ What to try here: a short text about the workspace on show."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mlpviz.views.help_dialog import HelpDialog

WIDTH, HEIGHT, INSET = 380, 420, 56
"""Px, and how far the dialog lies from the right and lower edges of the window."""


class TryDialog(HelpDialog):
    """Stands in a corner while the learner tries what it says."""

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        """Show the text of the workspace called `name`. FileNotFoundError if it has none."""
        super().__init__(f"What to try: {title}", f"try/{name}.md", parent)
        self.resize(WIDTH, HEIGHT)
        if parent is not None:  # not over what it speaks of
            corner = parent.mapToGlobal(parent.rect().bottomRight())
            self.move(corner.x() - self.width() - INSET, corner.y() - self.height() - INSET)
