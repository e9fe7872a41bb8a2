"""The entries of a gradient check as a table that Qt can show, the worst first."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mlpviz.engine import number
from mlpviz.engine.events import parameter_name
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.gradient_check import CheckedEntry, GradientCheck
from mlpviz.engine.records import Snapshot
from mlpviz.engine.snapshot_check import AGREES, worst_first
from mlpviz.views.look.theme import Theme

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NONE = QModelIndex()
HEADS = (
    ("Parameter", "The weight or bias"),
    ("Backprop a", "∂L/∂w by backprop, of loss plus penalty over all train points"),
    ("Difference n", "(L(w + h) − L(w − h)) / 2h"),
    ("Error", "|a − n| / (|a| + |n|), or why the entry does not count"),
)
DIGITS = 6


class EntryModel(QAbstractTableModel):
    """One row an entry."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        """Hold no entries yet."""
        super().__init__(parent)
        self._theme = theme
        self._experiment: Experiment | None = None
        self._entries: list[CheckedEntry] = []

    def show_check(self, snapshot: Snapshot, check: GradientCheck) -> None:
        """Hold the entries of a check."""
        self.beginResetModel()
        self._experiment, self._entries = snapshot.experiment, worst_first(check)
        self.endResetModel()

    def restyle(self) -> None:
        """Let fonts and colours be asked for again."""
        self.layoutChanged.emit()

    def texts(self, row: int) -> tuple[str, str, str, str]:
        """The cells of a row."""
        assert self._experiment is not None
        entry = self._entries[row]
        why = number.plain(entry.error, 2) if entry.state == "checked" else entry.state
        name = parameter_name(self._experiment, entry.index)
        return name, number.steady(entry.gradient, DIGITS), number.steady(entry.numeric, DIGITS), why

    def copied(self) -> str:
        """All rows for a spreadsheet, numbers with all their digits."""
        rows = ["\t".join(head for head, _ in HEADS)]
        for at, entry in enumerate(self._entries):
            error = entry.state if entry.state != "checked" or math.isnan(entry.error) else repr(entry.error)
            rows.append(f"{self.texts(at)[0]}\t{entry.gradient!r}\t{entry.numeric!r}\t{error}")
        return "\n".join(rows)

    # what Qt asks

    def rowCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = NONE) -> int:
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role in (Role.DisplayRole, Role.ToolTipRole):
            return HEADS[section][role == Role.ToolTipRole]
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        column = index.column()
        if role == Role.DisplayRole:
            return self.texts(index.row())[column]
        if role == Role.AccessibleTextRole:
            return f"{HEADS[column][0]}: {self.texts(index.row())[column]}"
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Role.FontRole:
            return self._theme.font("s")
        if role == Role.ForegroundRole:
            entry = self._entries[index.row()]
            wrong = entry.state == "checked" and not entry.error < AGREES
            return self._theme.palette.color("bad" if wrong else "t1" if entry.state == "checked" else "t3")
        return None
