"""A square as large as there is room for, and a column beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.views.look.theme import Theme

COLUMN, NARROW_COLUMN = 216, 184
"""Width of the column, in px, and where there is little room."""
GAP, NARROW_GAP = 20, 14
LEAST, MOST, MOST_ABOVE = 200, 760, 360
"""Least and largest side of the square, in px, and the largest where the column stands below it."""


class Stage(QWidget):
    """Is never higher than its square or its column needs; the column is as high as it must be."""

    def __init__(self, square: QWidget, column: QWidget, theme: Theme) -> None:
        super().__init__()
        self._square, self._column, self._theme, self._narrow = square, column, theme, False
        square.setParent(self)
        column.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._other: Stage | None = None
        self._told = (0, 0)
        theme.changed.connect(self._arrange)

    def pair(self, other: Stage) -> None:
        """Be as high as another one beside it, so that what stands below both is level."""
        self._other, other._other = other, self

    def set_narrow(self, narrow: bool) -> None:
        """Leave the square more of a narrow room."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()

    def _widths(self) -> tuple[int, int]:
        """Of the column, and of the room between both."""
        column, gap = (NARROW_COLUMN, NARROW_GAP) if self._narrow else (COLUMN, GAP)
        return round(column * max(1.0, self._theme.text_scale)), gap

    def _column_height(self, width: int) -> int:
        """What this column needs, or the one of the other stage if that is more."""
        other = 0 if self._other is None else self._other._own_height(width)
        return max(other, self._own_height(width))

    def _own_height(self, width: int) -> int:
        layout = self._column.layout()
        assert layout is not None
        return int(layout.totalMinimumHeightForWidth(width))

    @property
    def _below(self) -> bool:
        """Whether there is no room for the column beside the square."""
        column, gap = self._widths()
        return self.width() < LEAST + gap + column

    def _needed(self, side: int) -> QSize:
        column, gap = self._widths()
        if self._below:
            return QSize(max(LEAST, column), side + gap + self._column_height(max(column, self.width())))
        return QSize(max(LEAST, column), max(side, self._column_height(column)))

    def minimumSizeHint(self) -> QSize:
        """The least square, and all that the column holds."""
        return self._needed(LEAST)

    def sizeHint(self) -> QSize:
        """No more than must be: a page that scrolls would make room for what is wanted."""
        return self.minimumSizeHint()

    def _most(self) -> int:
        """The height that the square which fits the width can use."""
        column, gap = self._widths()
        room = min(MOST_ABOVE, self.width()) if self._below else min(MOST, self.width() - gap - column)
        return self._needed(max(LEAST, room)).height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """The column needs more or less room than before."""
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._arrange()
            told = (self.width(), self._own_height(self._widths()[0]))
            if self._other is not None and told != self._told:
                self._told = told
                self._other._arrange()
        return done

    def _arrange(self) -> None:
        column, gap = self._widths()
        if self._below:
            needed = self._column_height(max(column, self.width()))
            side = max(LEAST, min(self.height() - gap - needed, self.width(), MOST_ABOVE))
            self._column.setGeometry(0, side + gap, self.width(), self.height() - side - gap)
        else:
            side = max(LEAST, min(self.height(), self.width() - gap - column, MOST))
            self._column.setGeometry(side + gap, 0, self.width() - side - gap, self.height())
        self._square.setFixedSize(side, side)
        self._square.move(0, 0)
        self.setMaximumHeight(self._most())
        self.updateGeometry()
