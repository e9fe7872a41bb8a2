"""Columns side by side: splitters of one pixel that go back to their width on a double click."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget


class Columns(QSplitter):
    """A row of columns; one of them takes the width that is left.

    What the learner drags is kept as shares of the whole width, so that it suits every window and every screen.
    """

    def __init__(self, columns: list[QWidget], widths: list[int], stretching: int) -> None:
        """`widths` are the designed ones; column `stretching` grows with the window."""
        super().__init__(Qt.Orientation.Horizontal)
        self._widths, self._stretching = widths, stretching
        self._shares: list[float] = []
        self._fixed: Collection[int] = ()
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        for index, column in enumerate(columns):
            self.addWidget(column)
            self.setStretchFactor(index, int(index == stretching))
        self.splitterMoved.connect(self._note_shares)
        self._arrange()

    def shares(self) -> list[float]:
        """The share of the whole width that the learner gave each column, 0…1; empty where nothing was dragged.

        A share of 0 stands for the designed width.
        """
        return list(self._shares)

    def take_shares(self, shares: Sequence[float]) -> None:
        """Give every column such a share; shares that cannot be are as if nothing had been dragged."""
        possible = all(math.isfinite(share) and 0.0 <= share < 1.0 for share in shares)
        usable = possible and len(shares) == self.count() and abs(sum(shares) - 1.0) < 0.02
        self._shares = list(shares) if usable else []
        self._arrange()

    def set_widths(self, widths: list[int], fixed: Collection[int] = ()) -> None:
        """Use other designed widths, as for a smaller window; columns in `fixed` have them whatever was dragged."""
        if (widths, fixed) != (self._widths, self._fixed):
            self._widths, self._fixed = widths, fixed
            self._arrange()

    @Slot()
    def restore_widths(self) -> None:
        """Give every column its designed width, and the rest to the one that stretches."""
        self._shares = []
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the shares."""
        super().resizeEvent(event)
        if self._shares and event.size().width() != event.oldSize().width():
            self._arrange()

    def _arrange(self) -> None:
        sizes = list(self._widths)
        for index, share in enumerate(self._shares):
            if share and index not in self._fixed:
                sizes[index] = round(share * self.width())
        others = sum(width for index, width in enumerate(sizes) if index != self._stretching)
        sizes[self._stretching] = max(self._widths[self._stretching], self.width() - others)
        self.setSizes(sizes)

    @Slot()
    def _note_shares(self) -> None:
        """Keep what was dragged; of columns that do not have the width that they have elsewhere, what was there."""
        whole, before = sum(self.sizes()), self._shares or [0.0] * self.count()
        if whole and not set(range(self.count())) <= {*self._fixed, self._stretching}:
            sizes = enumerate(self.sizes())
            self._shares = [before[at] if at in self._fixed else size / whole for at, size in sizes]
            self._shares[self._stretching] += 1.0 - sum(self._shares)

    def createHandle(self) -> QSplitterHandle:
        """Make a line that is easier to hit than it looks."""
        return _Line(self)


class _Line(QSplitterHandle):
    def __init__(self, columns: Columns) -> None:
        super().__init__(Qt.Orientation.Horizontal, columns)
        self._columns = columns

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._columns.restore_widths()
