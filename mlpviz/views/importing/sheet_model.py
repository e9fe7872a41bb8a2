"""The rows of a file as a table to look at."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QIcon, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from mlpviz.data.reading.draft import Draft
from mlpviz.data.reading.faults import WHOLE_ROW, Fault
from mlpviz.views.data import marker
from mlpviz.views.look.theme import Theme

Index = QModelIndex | QPersistentModelIndex
FAULTY = Qt.ItemDataRole.UserRole
"""True in rows that have a fault nobody has answered."""
LONGEST = 200
"""Letters of a cell that are shown."""


class SheetModel(QAbstractTableModel):
    """Shows a draft's cells; those of columns that are not used are paler."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._draft: Draft | None = None
        self._faulty: frozenset[int] = frozenset()
        self._labels: dict[str, int] = {}
        self._icons: dict[int, QIcon] = {}

    def show_draft(self, draft: Draft) -> None:
        """Show another state of the import."""
        other = self._draft is None or self._draft.sheet is not draft.sheet
        if other:
            self.beginResetModel()
        self._draft = draft
        self._faulty = frozenset(draft.faults.rows.tolist())
        looks = draft.result.naming.classes if draft.result is not None else ()
        self._labels = {look.name: label for label, look in enumerate(looks)}
        self._icons = {
            label: marker.icon(self._theme.palette, label if look.color is None else look.color)
            for label, look in enumerate(looks)
        }
        if other:
            self.endResetModel()
        else:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if self._draft is None or parent.isValid() else len(self._draft.sheet)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if self._draft is None or parent.isValid() else len(self._draft.sheet.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, marker, colour and alignment of a cell."""
        if self._draft is None or not index.isValid():
            return None
        row, at = index.row(), index.column()
        column, kind = self._draft.sheet.columns[at], self._draft.roles.role_of(at)
        cell = self._draft.answers.typed.get((row, at), column.cells[row])
        if role == Qt.ItemDataRole.DisplayRole:
            return cell if len(cell) <= LONGEST else f"{cell[:LONGEST]}…"
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._theme.palette.color("t1" if kind else "t3")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.kind == "number" else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.DecorationRole and kind == "class":
            return self._icons.get(self._labels.get(cell, -1))
        return row in self._faulty if role == FAULTY else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The line of the file beside each row, and the name over each column."""
        if self._draft is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(self._draft.sheet.lines[section])
        return self._draft.sheet.title(section)


class SheetCells(QStyledItemDelegate):
    """Tints faulty rows and outlines the cell that is asked about."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._asked: Fault | None = None

    def show_asked(self, fault: Fault | None) -> None:
        """Outline the cell of this fault."""
        self._asked = fault

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if index.data(FAULTY):
            painter.fillRect(option.rect, self._theme.palette.color("badbg"))
        super().paint(painter, option, index)
        asked = self._asked
        if asked is None or index.row() != asked.row or asked.column not in (index.column(), WHOLE_ROW):
            return
        frame: QRect = option.rect
        painter.save()
        painter.setPen(QPen(self._theme.palette.color("bad"), 2.0))
        if asked.column == WHOLE_ROW:
            painter.drawLine(frame.bottomLeft(), frame.bottomRight())
        else:
            painter.drawRect(frame.adjusted(1, 1, -1, -1))
        painter.restore()
