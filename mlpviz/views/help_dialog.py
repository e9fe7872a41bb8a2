"""A text of the program's help in a window of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from mlpviz import resource

WIDTH, HEIGHT = 720, 640


class HelpDialog(QDialog):
    """Stands beside the window, which stays alive."""

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        """Show resources/NAME, a Markdown file. FileNotFoundError if there is none."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(WIDTH, HEIGHT)
        self.text = QTextBrowser()
        self.text.setMarkdown(resource.path(name).read_text(encoding="utf-8"))
        self.text.setAccessibleName(title)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
