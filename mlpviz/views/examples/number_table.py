"""A table of printed numbers beside the walk's own, with a tick or with what is wrong in the source."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QWidget

from mlpviz.engine.telling.printed_numbers import Check
from mlpviz.views.controls.label import label, set_property

HEADS = ("", "Number", "Where", "Printed", "The walk's own")
PLACE = 2
"""The column that is empty where every number is of one sample and one update."""


class NumberTable(QScrollArea):
    """As high as its rows; where it is too wide it scrolls sideways. Under a number that differs stands the reason."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inside = QWidget()
        inside.setProperty("scrolled", True)
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 2, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(1)
        self._grid.setColumnStretch(len(HEADS), 1)
        self._labels: list[QLabel] = []
        self._reasons: list[QLabel] = []
        """The labels that wrap."""
        self._places: list[QLabel] = []
        """The labels that wrap where the table would be too wide."""
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show these numbers in place of those before."""
        for old in self._labels:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._labels, self._reasons, self._places = [], [], []
        placed = any(check.place for check in checks)
        for column, head in enumerate(HEADS):
            if head and (placed or column != PLACE):
                self._put(head, 0, column, "caption")
        row = 1
        for check in checks:
            mark = "✓" if check.agrees else "≠"
            for column, text in enumerate((mark, check.printed.name, check.place, check.shown, check.own)):
                if text:
                    made = self._put(text, row, column, "label" if column == PLACE else "number")
                    self._places += [made] if column == PLACE else []
            row += 1
            if not check.agrees:
                why = self._put(check.verdict, row, 1, "caption", len(HEADS))
                why.setWordWrap(True)
                set_property(why, "tone", "warn")
                why.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
                self._reasons.append(why)
                row += 1
        self._take_height()
        self.setAccessibleName("Printed numbers, beside the walk's own")
        told = (f"{check.printed.name} {check.place}: printed {check.shown}, own {check.own}" for check in checks)
        self.setAccessibleDescription(". ".join(told))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Text that wraps takes another height in another width."""
        super().resizeEvent(event)
        self._take_height()

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as it is now."""
        super().showEvent(event)
        self._take_height()

    def changeEvent(self, event: QEvent) -> None:
        """Text of another size takes another height."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._take_height()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page around it scrolls."""
        event.ignore()

    def _take_height(self) -> None:
        """Be as high as the rows, and as the scroll bar where one is needed."""
        grid = self._grid
        self._fit_places()
        width = max(self.viewport().width(), grid.minimumSize().width())
        bar = self.horizontalScrollBar().sizeHint().height() if width > self.viewport().width() else 0
        for reason in self._reasons:  # the grid would give lines that wrap more room than they need
            reason.setFixedHeight(reason.heightForWidth(width - grid.cellRect(0, 1).left()))
        self.setFixedHeight(grid.totalSizeHint().height() + bar)

    def _fit_places(self) -> None:
        """Take as little width for the places as leaves room for the numbers."""
        if not self._places:
            return
        for place in self._places:
            place.setWordWrap(False)
            place.setFixedSize(place.sizeHint())
        self._grid.invalidate()
        over = self._grid.minimumSize().width() - self.viewport().width()
        if over <= 0:
            return
        words = {word for place in self._places for word in place.text().split()}
        word = max(map(self._places[0].fontMetrics().horizontalAdvance, words))
        wide = max(max(place.width() for place in self._places) - over, word)
        for place in self._places:
            place.setWordWrap(True)
            place.setFixedSize(wide, place.heightForWidth(wide))

    def _put(self, text: str, row: int, column: int, role: str, wide: int = 1) -> QLabel:
        made = label(text, role, self.widget())
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(made, row, column, 1, wide)
        self._labels.append(made)
        made.ensurePolished()  # its size is asked for before it is seen
        made.show()
        return made
