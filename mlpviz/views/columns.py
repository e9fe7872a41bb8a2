"""Columns side by side: splitters of one pixel that go back to their width on a double click."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget


class Columns(QSplitter):
    """A row of columns; one of them takes the width that is left."""

    def __init__(self, columns: list[QWidget], widths: list[int], stretching: int) -> None:
        """`widths` are the designed ones; column `stretching` grows with the window."""
        super().__init__(Qt.Orientation.Horizontal)
        self._widths, self._stretching = widths, stretching
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        for index, column in enumerate(columns):
            self.addWidget(column)
            self.setStretchFactor(index, int(index == stretching))
        self.restore_widths()

    def set_widths(self, widths: list[int]) -> None:
        """Use other designed widths, as for a smaller window."""
        if widths != self._widths:
            self._widths = widths
            self.restore_widths()

    def restore_widths(self) -> None:
        """Give every column its designed width, and the rest to the one that stretches."""
        sizes = list(self._widths)
        visible = [width for index, width in enumerate(sizes) if index != self._stretching]
        sizes[self._stretching] = max(self._widths[self._stretching], self.width() - sum(visible))
        self.setSizes(sizes)

    def createHandle(self) -> QSplitterHandle:
        """Make a line that is easier to hit than it looks."""
        return _Line(self)


class _Line(QSplitterHandle):
    def __init__(self, columns: Columns) -> None:
        super().__init__(Qt.Orientation.Horizontal, columns)
        self._columns = columns

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._columns.restore_widths()
