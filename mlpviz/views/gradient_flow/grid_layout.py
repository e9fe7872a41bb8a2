"""Where the heads and cells of the grid stand, in px of its whole content."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize

GAP = 6
LEAST_WIDTH, LEAST_HEIGHT = 104, 84
MOST_HEIGHT = 260
"""Px of a cell; larger ones show nothing more."""


@dataclass(frozen=True)
class GridLayout:
    """Cells of one size in rows and columns, with heads at the left and at the top."""

    rows: int
    columns: int
    head: QSize
    """Width of the heads of rows, and height of the heads of columns."""
    cell: QSize

    @classmethod
    def fitted(cls, rows: int, columns: int, head: QSize, room: QSize, grown: float) -> GridLayout:
        """As large as `room` allows; it scrolls where cells would be too small to be read. `grown`: size of text."""
        wide = (room.width() - head.width() - GAP * columns) // max(columns, 1)
        high = (room.height() - head.height() - GAP * rows) // max(rows, 1)
        least = QSize(round(LEAST_WIDTH * grown), round(LEAST_HEIGHT * grown))
        most = round(MOST_HEIGHT * grown)
        return cls(rows, columns, head, QSize(max(wide, least.width()), min(max(high, least.height()), most)))

    @property
    def size(self) -> QSize:
        """Of everything."""
        return QSize(
            self.head.width() + self.columns * (self.cell.width() + GAP),
            self.head.height() + self.rows * (self.cell.height() + GAP),
        )

    def place(self, index: int) -> QRectF:
        """Where a cell stands, counted row by row."""
        row, column = divmod(index, self.columns)
        left = self.head.width() + column * (self.cell.width() + GAP)
        top = self.head.height() + row * (self.cell.height() + GAP)
        return QRectF(left, top, self.cell.width(), self.cell.height())

    def index_at(self, point: QPointF) -> int | None:
        """Which cell is there, if one is."""
        across, down = point.x() - self.head.width(), point.y() - self.head.height()
        column, row = int(across // (self.cell.width() + GAP)), int(down // (self.cell.height() + GAP))
        if across < 0 or down < 0 or column >= self.columns or row >= self.rows:
            return None
        index = row * self.columns + column
        return index if self.place(index).contains(point) else None
