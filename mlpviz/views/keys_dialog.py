"""Help ▸ Keys: the key table as a page."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mlpviz.state.commands import Command
from mlpviz.state.document import MOST_UNDO_BYTES

UNDO_ENDS = (
    f"Undo keeps at most {MOST_UNDO_BYTES // 2**20} MB of points and past training. Beyond that, the oldest steps are "
    "forgotten."
)


def shown_keys(command: Command) -> str:
    """The keys of a command as this system writes them."""
    named = [QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) or key for key in command.keys]
    return ", ".join(name if name.strip() else key for name, key in zip(named, command.keys, strict=True))


class KeysDialog(QDialog):
    """Every key, what it does, and which part of the window must have the focus."""

    def __init__(self, table: Iterable[Command], parent: QWidget | None = None) -> None:
        """List the commands of `table` that have keys."""
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.resize(560, 620)
        commands = [command for command in table if command.keys]
        page = QTableWidget(len(commands), 3)
        page.setHorizontalHeaderLabels(["Key", "What it does", "Where"])
        page.verticalHeader().hide()
        page.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        page.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        page.setShowGrid(False)
        row = 0
        for context, group in groupby(commands, key=_context):
            for command in group:
                for column, words in enumerate((shown_keys(command), command.told, context)):
                    page.setItem(row, column, QTableWidgetItem(words))
                row += 1
        header = page.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(page)
        about_undo = QLabel(UNDO_ENDS)
        about_undo.setWordWrap(True)
        layout.addWidget(about_undo)
        layout.addWidget(buttons)


def _context(command: Command) -> str:
    return command.context
