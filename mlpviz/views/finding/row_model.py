"""The rows of the command palette as a list for Qt and for screen readers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mlpviz.state.finding.search import Fold, Heading, Hit, Row

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
"""The role of the Row itself."""
_TOP = QModelIndex()


class RowModel(QAbstractListModel):
    """Headings cannot be chosen; an entry that cannot be done can, so that its reason is read."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, at: int) -> Row:
        """One row."""
        return self._rows[at]

    def next_choice(self, at: int, step: int) -> int:
        """The next row that can be chosen from a place in one direction; −1 if there is none."""
        at += step
        while 0 <= at < len(self._rows) and isinstance(self._rows[at], Heading):
            at += step
        return at if 0 <= at < len(self._rows) else -1

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self._rows[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.entry.title if isinstance(row, Hit) else row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, Hit):
            return row.entry.reason or row.entry.about
        return None


def spoken(row: Row) -> str:
    """A row for screen readers."""
    if isinstance(row, Hit):
        return f"{row.entry.spoken}, {row.entry.section}"
    return f"{row.text}: Enter or Right shows them" if isinstance(row, Fold) else row.text
