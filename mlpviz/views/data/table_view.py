"""The points as a spreadsheet: walk, type, copy, paste, delete and sort."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.point_answers import PointAnswers
from mlpviz.views.data import marker
from mlpviz.views.data.table_cells import Cells
from mlpviz.views.data.table_columns import SETS, Kind
from mlpviz.views.data.table_head import TableHead
from mlpviz.views.data.table_keys import CLIPBOARD, ClaimedKeys
from mlpviz.views.data.table_model import Index, Points
from mlpviz.views.data.table_rows import RowTable
from mlpviz.views.data.table_text import cells_of, copied
from mlpviz.views.data.table_widths import shared_widths
from mlpviz.views.look.theme import Theme

LEAST_ROWS = 4
"""So many rows are always in sight."""
LEFT_TO_WINDOW = (Qt.Key.Key_T, Qt.Key.Key_N)
"""Letters that mean something in a table too: show the presets again, snap to the grid."""
BEGINNING = "0123456789+-−.,"
"""Signs with which a number begins."""
_EDITING = (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_DELETING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_KEYS = Qt.KeyboardModifier


class PointTable(RowTable):
    """Shows a PointModel; asks for every change through it."""

    points_requested = Signal(object, str)
    """A PointSet in place of the present one, and what was done."""
    refused = Signal(str)
    """Why something is not possible, in one sentence."""

    def __init__(self, theme: Theme, experiment: Experiment, parent: QWidget | None = None) -> None:
        super().__init__(experiment, parent)
        self._theme = theme
        self._sorted_at: object = None
        """Up to which answers the rows are sorted."""
        self._widths_for: object = None
        self.cells = Cells(theme, self)
        self.setItemDelegate(self.cells)
        self._head = TableHead(theme, self)
        self.setHorizontalHeader(self._head)
        self._dress()
        ClaimedKeys(self)
        self.rows.points_requested.connect(self.points_requested)
        self.keep_choice()
        self._head.sectionClicked.connect(self.sort_by)
        self.doubleClicked.connect(self._open)
        theme.changed.connect(self.restyle)
        self.restyle()

    def _dress(self) -> None:
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setProperty("role", "points")
        self.setProperty("focus_ring", False)  # there is one around the current cell
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AnyKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table, as it leaves every other control
        self.setCornerButtonEnabled(False)
        self.setAccessibleName("Table of points")
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)

    # what is shown

    def show_experiment(self, experiment: Experiment) -> None:
        """Show other points."""
        self.rows.show_experiment(experiment)
        self._share_width()

    def show_answers(self, answers: PointAnswers | None, moment: object) -> None:
        """Show what the network answers; at rest `moment` says when that was, and rows sorted by it are sorted again.

        While training it is None, and every row stays where it is.
        """
        self.rows.show_answers(answers)
        busy = self.state() == QAbstractItemView.State.EditingState
        if moment is not None and moment != self._sorted_at and not busy:
            self._sorted_at = moment
            if self.rows.sorted_by_answers:
                self.rows.sort_again()
        self._share_width()

    @Slot(int)
    def sort_by(self, section: int) -> None:
        """Sort by a column; the same one again: the other way round. Errors begin with the largest."""
        column = self.rows.sheet.columns[section]
        again = column == self.rows.sorted_by
        descending = not self.rows.descending if again else column.kind is Kind.ERROR
        self.rows.sort(section, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder)
        self._share_width()

    # what the learner does

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk; Enter and F2 edit, Space changes train and test, Del deletes, a digit begins a number."""
        key, held = Qt.Key(event.key()), event.modifiers() & ~_KEYS.KeypadModifier
        index = self.currentIndex()
        for standard, act in zip(CLIPBOARD, (self.copy, self.cut, self.paste, self.selectAll), strict=True):
            if event.matches(standard):
                act()
                return
        if key in _DELETING and not held:
            self.remove()
        elif key in _EDITING and not held:
            self._open(index)
        elif key == Qt.Key.Key_Space and not held:
            self.change_sets()
        elif key == Qt.Key.Key_Escape:
            event.setAccepted(len(self.chosen()) > 0)
            self.clearSelection()
        elif (key in LEFT_TO_WINDOW and not held) or held & (_KEYS.AltModifier | _KEYS.MetaModifier):
            event.ignore()
        elif event.text().isprintable() and event.text() and not held & _KEYS.ControlModifier:
            self._begin(index, event)
        else:
            super().keyPressEvent(event)

    def _begin(self, index: QModelIndex, event: QKeyEvent) -> None:
        """Begin to type a number, or take the number of a class."""
        if not index.isValid():
            return
        column = self.rows.column(index)
        if column.typed and event.text() in BEGINNING:
            self.edit(index, QAbstractItemView.EditTrigger.AnyKeyPressed, event)
        elif column.kind is Kind.CLASS and event.text().isdigit() and self.rows.point(index) is not None:
            self._change_class(event.text())

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        """Edit a cell: type a number, choose a class, change between train and test."""
        if not index.isValid():
            return
        column, point = self.rows.column(index), self.rows.point(index)
        if column.typed:
            if self.state() != QAbstractItemView.State.EditingState:
                self.edit(index)
        elif column.kind is Kind.CLASS and point is not None:
            place = self.visualRect(index).bottomLeft()
            self.class_menu().popup(self.viewport().mapToGlobal(place))
        elif column.kind is Kind.SET and point is not None:
            self.change_sets()

    def _acted_on(self) -> Points:
        """The selected points, or the point of the current row."""
        chosen = self.chosen()
        if len(chosen) or not self.currentIndex().isValid():
            return chosen
        point = self.rows.point(self.currentIndex())
        return np.array([] if point is None else [point], dtype=np.intp)

    def change_sets(self) -> None:
        """Train becomes test and test train, for all selected points as for the current one."""
        points = self._acted_on()
        if len(points):
            current = self.rows.point(self.currentIndex()) if self.currentIndex().isValid() else None
            now = self.rows.points.test[points[0] if current is None or current not in points else current]
            self.rows.change_set(points, SETS[int(not now)])

    def class_menu(self) -> QMenu:
        """The classes, to choose one for the selected points."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        experiment = self.rows.sheet.experiment
        for label in range(experiment.network.classes):
            sign = marker.icon(self._theme.palette, experiment.class_color(label))
            action = menu.addAction(sign, f"&{label + 1}  {experiment.naming.class_name(label)}")
            action.setData(label)
        menu.triggered.connect(self._take_class)
        return menu

    @Slot(QAction)
    def _take_class(self, action: QAction) -> None:
        self._change_class(self.rows.sheet.experiment.naming.class_name(int(action.data())))

    def _change_class(self, text: str) -> None:
        self._try(self.rows.change_class, self._acted_on(), text)

    @Slot()
    def remove(self) -> None:
        """Delete the selected points; in the last row, what has been typed."""
        index = self.currentIndex()
        if index.isValid() and self.rows.is_draft(index.row()) and not len(self.chosen()):
            self.rows.clear_draft()
        else:
            self.rows.remove(self.chosen())

    @Slot()
    def copy(self) -> None:
        """Put the selected rows on the clipboard; with a head if they are all of them."""
        chosen = self.chosen()
        if len(chosen):
            text = copied(self.rows.sheet, chosen, head=len(chosen) == len(self.rows.points))
            QGuiApplication.clipboard().setText(text)

    @Slot()
    def cut(self) -> None:
        """Copy, then delete."""
        self.copy()
        self.rows.remove(self.chosen())

    @Slot()
    def paste(self) -> None:
        """Add the copied rows as points; a single value goes into the current cell."""
        text, index = QGuiApplication.clipboard().text(), self.currentIndex()
        if self._is_single(text) and index.isValid():
            self._put(index, text.strip())
            return
        before = len(self.rows.points)
        self._try(self.rows.paste, text)
        if len(self.rows.points) > before:
            self.choose(np.arange(before, len(self.rows.points)))
            self.selection_changed.emit(self.chosen())

    def _is_single(self, text: str) -> bool:
        """Whether a text holds one value alone: no row of a point is so short."""
        needed = sum(column.typed or column.kind is Kind.CLASS for column in self.rows.sheet.columns)
        if any(sign in text for sign in "\t;") or not text.strip() or needed < 2:
            return False
        try:
            rows = cells_of(text)
        except ValueError:
            return False
        return len(rows) == 1 and len(rows[0]) < min(3, needed)

    def _put(self, index: Index, text: str) -> None:
        """Put a pasted value into a cell."""
        column, point = self.rows.column(index), self.rows.point(index)
        chosen = np.array([] if point is None else [point], dtype=np.intp)
        if column.typed:
            why = self.rows.refusal(index, text)
            if why:
                self.refused.emit(f"Nothing was pasted. {why}")
            else:
                self.rows.setData(index, text)
        elif column.kind is Kind.CLASS:
            self._try(self.rows.change_class, chosen, text)
        elif column.kind is Kind.SET:
            self._try(self.rows.change_set, chosen, text)
        else:
            self.refused.emit(f"Nothing was pasted: the column {column.head} is computed. Choose another cell.")

    def _try(self, act: Callable[..., object], *given: object) -> None:
        try:
            act(*given)
        except ValueError as why:
            self.refused.emit(str(why))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the selected rows."""
        self.row_menu().popup(event.globalPos())

    def row_menu(self) -> QMenu:
        """Copy, cut, paste, delete, train or test."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        some = len(self.chosen()) > 0
        for words, keys, act, able in (
            ("Copy", "Ctrl+C", self.copy, some), ("Cut", "Ctrl+X", self.cut, some),
            ("Paste", "Ctrl+V", self.paste, True), ("Delete", "Del", self.remove, some),
            ("Change between train and test", "Space", self.change_sets, some),
        ):  # fmt: skip
            action = menu.addAction(f"{words}\t{keys}")
            action.setEnabled(able)
            action.triggered.connect(act)
        return menu

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Tab goes on to the next cell that is typed into, Shift+Tab to the one before."""
        step = {
            QAbstractItemDelegate.EndEditHint.EditNextItem: 1, QAbstractItemDelegate.EndEditHint.EditPreviousItem: -1,
        }.get(hint)  # fmt: skip
        if step is None:
            super().closeEditor(editor, hint)
            return
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        target = self._next_typed(self.currentIndex(), step)
        if target is not None:
            self.setCurrentIndex(target)
            self.edit(target)

    def _next_typed(self, index: QModelIndex, step: int) -> QModelIndex | None:
        typed = [at for at, column in enumerate(self.rows.sheet.columns) if column.typed]
        place = index.row() * len(typed) + typed.index(index.column()) + step
        if not 0 <= place < self.rows.rowCount() * len(typed):
            return None
        return self.rows.index(place // len(typed), typed[place % len(typed)])

    def hideEvent(self, event: QHideEvent) -> None:
        """What is being typed is given up with the table."""
        if self.cells.line is not None:
            self.closeEditor(self.cells.line, QAbstractItemDelegate.EndEditHint.RevertModelCache)
        super().hideEvent(event)

    # size

    @Slot()
    def restyle(self) -> None:
        """Take fonts and sizes from the theme again."""
        height = self.cells.row_height()
        self.verticalHeader().setDefaultSectionSize(height)
        self._head.restyle()
        self.setMinimumHeight(self._head.height() + LEAST_ROWS * height)
        self._share_width()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out again."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        widths = shared_widths(self.rows, self.cells, self._head, self.viewport().width())
        for section, width in enumerate(widths):
            if self.columnWidth(section) != width:
                self.setColumnWidth(section, width)
