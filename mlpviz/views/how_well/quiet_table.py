"""A table of results: as large as its content, read cell by cell, copied as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from mlpviz.views.look.theme import Theme


class QuietTable(QTableWidget):
    """Cells without editing or scrolling. Arrow keys walk, Ctrl+C copies all cells for a spreadsheet."""

    def __init__(self, theme: Theme, cell: QSize, head: int, parent: QWidget | None = None) -> None:
        """Each cell has the size `cell` in px of the usual text, the heads of rows are `head` px wide."""
        super().__init__(parent)
        self._theme, self._cell, self._head = theme, cell, head
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
            header.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def item_at(self, row: int, column: int) -> QTableWidgetItem:
        """The item of a cell, made if there is none yet."""
        found = self.item(row, column)
        if found is None:
            found = QTableWidgetItem()
            found.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            self.setItem(row, column, found)
        return found

    def fit(self) -> None:
        """Become as large as all cells."""
        grown = max(1.0, self._theme.text_scale)
        self.horizontalHeader().setDefaultSectionSize(round(self._cell.width() * grown))
        self.verticalHeader().setDefaultSectionSize(round(self._cell.height() * grown))
        self.verticalHeader().setFixedWidth(round(self._head * grown))
        frame = 2 * self.frameWidth()
        width = round(self._head * grown) + self.horizontalHeader().length() + frame
        self.setFixedSize(width, self.horizontalHeader().sizeHint().height() + self.verticalHeader().length() + frame)

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+C from the menu, which copies points."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Copy):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy; Escape belongs to the dialog."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in self.written()))
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def written(self) -> Sequence[Sequence[str]]:
        """Heads and cells as text, row by row."""
        columns, rows = range(self.columnCount()), range(self.rowCount())
        heads = ["", *(item.text() if (item := self.horizontalHeaderItem(at)) else "" for at in columns)]
        return [heads, *([self._head_of(row), *(self.item_at(row, at).text() for at in columns)] for row in rows)]

    def _head_of(self, row: int) -> str:
        found = self.verticalHeaderItem(row)
        return "" if found is None else found.text()
