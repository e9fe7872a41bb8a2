"""The points of an experiment as a table that Qt can show, sort and edit; the document alone changes them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionRange,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from mlpviz.data.points import PointSet
from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.point_answers import PointAnswers
from mlpviz.views.data.table_columns import Column, Kind, Sheet, unchanged
from mlpviz.views.data.table_text import read_class, read_rows, read_set, read_typed

Index = QModelIndex | QPersistentModelIndex
Points = NDArray[np.intp]
Role = Qt.ItemDataRole
ALIGNED = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class PointModel(QAbstractTableModel):
    """One row a point, in the order of the sorted column, and a last, empty row in which a point can be typed."""

    points_requested = Signal(object, str)
    """A PointSet in place of the present one, and what was done, as Undo tells it."""

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sheet = Sheet(experiment)
        self._answers: PointAnswers | None = None
        self._order: Points = np.arange(len(experiment.points))
        self._rows: Points = self._order
        self._draft: dict[Column, float] = {}
        self._adopting = False
        self.sorted_by, self.descending = self._sheet.columns[0], False
        self.reordering = False
        """While the rows are reset: whether they are the same points in another order."""
        self.label_of_new: Callable[[], int] = int
        """Which class 0…k−1 a typed point gets."""

    # what is shown

    @property
    def sheet(self) -> Sheet:
        """The cells of the points."""
        return self._sheet

    @property
    def points(self) -> PointSet:
        """The points shown."""
        return self._sheet.points

    def show_experiment(self, experiment: Experiment) -> None:
        """Show other points; a change of a few of them moves no row."""
        before, sheet = self._sheet, Sheet(experiment)
        sheet.show_answers(self._answers)
        was, now = len(before.points), len(sheet.points)
        same = unchanged(sheet.points, before.points)
        kept = now == was and (same.any() or not now)
        if sheet.columns != before.columns or not (kept or (now > was and same[:was].all())):
            self._reset(sheet, reordering=False)
        elif now > was:
            self._append(sheet, was, now)
        else:
            self._sheet = sheet
            self._tell_of(0, self.columnCount() - 1)

    def show_answers(self, answers: PointAnswers | None) -> None:
        """Show what the network answers; no row moves."""
        self._answers = answers
        self._sheet.show_answers(answers)
        computed = [at for at, one in enumerate(self._sheet.columns) if one.kind in (Kind.OUTPUT, Kind.ERROR)]
        self._tell_of(computed[0], computed[-1])

    def _tell_of(self, first: int, last: int) -> None:
        if len(self.points):
            self.dataChanged.emit(self.index(0, first), self.index(len(self.points) - 1, last))

    def _append(self, sheet: Sheet, was: int, now: int) -> None:
        # A point that was typed takes the place of the row it was typed in; any other comes in before that row.
        first = was + self._adopting
        self._adopting = False
        self.beginInsertRows(QModelIndex(), first, first + now - was - 1)
        self._sheet = sheet
        self._take(np.concatenate([self._order, np.arange(was, now)]))
        self.endInsertRows()
        self._tell_of(0, self.columnCount() - 1)

    def _reset(self, sheet: Sheet, *, reordering: bool) -> None:
        self.reordering = reordering
        self.beginResetModel()
        known = sheet.columns == self._sheet.columns
        if not known:
            self._draft.clear()
            self.sorted_by, self.descending = sheet.columns[0], False
        self._sheet = sheet
        self._take(sheet.sorted(self.sorted_by, descending=self.descending))
        self.endResetModel()
        self.reordering = False

    def _take(self, order: Points) -> None:
        self._order, self._rows = order, np.empty(len(order), dtype=np.intp)
        self._rows[order] = np.arange(len(order))

    # order

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; errors by their size."""
        self.sorted_by, self.descending = self._sheet.columns[column], order == Qt.SortOrder.DescendingOrder
        self._reset(self._sheet, reordering=True)

    def sort_again(self) -> None:
        """Sort by the same column, after its numbers have changed."""
        order = self._sheet.sorted(self.sorted_by, descending=self.descending)
        if not np.array_equal(order, self._order):
            self._reset(self._sheet, reordering=True)

    @property
    def sorted_by_answers(self) -> bool:
        """Whether the order depends on what the network answers."""
        return self.sorted_by.kind in (Kind.OUTPUT, Kind.ERROR)

    def points_at(self, first: int, last: int) -> Points:
        """The points in the rows from `first` to `last`; the empty row is none."""
        return self._order[first : last + 1]

    def rows_of(self, points: Points) -> Points:
        """The rows in which points stand."""
        return self._rows[points]

    def range_of(self, first: int, last: int) -> QItemSelectionRange:
        """All cells of the rows from `first` to `last`, to be selected."""
        end = self.columnCount() - 1
        return QItemSelectionRange(self.createIndex(first, 0), self.createIndex(last, end))

    def is_draft(self, row: int) -> bool:
        """Whether a row is the last one, in which a point can be typed."""
        return row == len(self.points)

    # Qt's questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.points) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._sheet.columns)

    def column(self, index: Index) -> Column:
        """What an index's column is."""
        return self._sheet.columns[index.column()]

    def point(self, index: Index) -> int | None:
        """Which point an index belongs to; None for the empty row."""
        return None if self.is_draft(index.row()) else int(self._order[index.row()])

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only cells into which numbers are typed have an editor."""
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() and self.column(index).typed else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        """Name and meaning of a column."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self._sheet.columns):
            column = self._sheet.columns[section]
            if role == Role.DisplayRole:
                return column.head
            if role == Role.ToolTipRole:
                return column.tip
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """The text of a cell: short on screen, with every digit for editing and in the tooltip."""
        if not index.isValid():
            return None
        if role == Role.TextAlignmentRole:
            return ALIGNED
        point, column = self.point(index), self.column(index)
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return self._draft_text(column) if point is None else self._sheet.text(point, column)
        if role == Role.EditRole:
            return self._draft_text(column) if point is None else self._sheet.full(point, column)
        if role == Role.ToolTipRole:
            return self._tip(point, column)
        return None

    def _tip(self, point: int | None, column: Column) -> str:
        if point is None:
            return "Type a new point here."
        if column.kind is Kind.CLASS and self.points.labels is not None:
            return self._sheet.experiment.naming.class_name(int(self.points.labels[point]))
        answered = self._sheet.answered(point) if column.kind is Kind.OUTPUT else None
        full = self._sheet.full(point, column)
        if answered is not None:
            return f"{full}: {self._sheet.experiment.naming.class_name(answered)}"
        return full

    def _draft_text(self, column: Column) -> str:
        if column.kind is Kind.NUMBER:
            return "+"
        return number.whole(self._draft[column]) if column in self._draft else ""

    # changes

    def refusal(self, index: Index, text: str) -> str:
        """Why a text cannot stand in a cell; "" if it can."""
        try:
            read_typed(text)
        except ValueError as why:
            return str(why)
        return ""

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        """Ask for the number that was typed; False if it cannot be read."""
        column, text = self.column(index), str(value)
        if role != Role.EditRole or not column.typed or (self.point(index) is None and not text.strip()):
            return False
        try:
            typed = read_typed(text)
        except ValueError:
            return False
        point = self.point(index)
        if point is None:
            self._draft[column] = typed
            self.dataChanged.emit(index, index)
            self._adopt_draft()
        elif text != self._sheet.full(point, column) and typed != self._sheet.value(point, column):
            inputs = column.kind is Kind.INPUT
            table = self.points.x if inputs else self.points.targets
            assert table is not None
            changed = table.copy()
            changed[point, column.at] = typed
            points = self.points.changed(x=changed) if inputs else self.points.changed(targets=changed)
            self.points_requested.emit(points, "Move a point" if inputs else "Change a value")
        return True

    def _adopt_draft(self) -> None:
        """Ask for the point that was typed, once it is complete."""
        needed = [column for column in self._sheet.columns if column.typed]
        if not all(column in self._draft for column in needed):
            return
        typed = [[self._draft[column] for column in needed]]
        inputs = self.points.x.shape[1]
        x, targets = [row[:inputs] for row in typed], [row[inputs:] for row in typed]
        more = PointSet(x, targets=targets) if self.points.targets is not None else PointSet(x, [self.label_of_new()])
        self._draft.clear()
        self._adopting = True
        self.points_requested.emit(self.points.joined(more), "Add a point")
        self._adopting = False

    def clear_draft(self) -> None:
        """Empty the last row."""
        self._draft.clear()
        row = len(self.points)
        self.dataChanged.emit(self.index(row, 0), self.index(row, self.columnCount() - 1))

    def change_class(self, points: Points, text: str) -> None:
        """Ask for a class, told by number or name, for some points. Raises ValueError with one sentence."""
        label = read_class(self._sheet.experiment, text)
        if self.points.labels is not None and (self.points.labels[points] != label).any():
            labels = self.points.labels.copy()
            labels[points] = label
            self.points_requested.emit(self.points.changed(labels=labels), "Change the class")

    def change_set(self, points: Points, text: str) -> None:
        """Ask that points be trained with or kept for testing. Raises ValueError with one sentence."""
        test = self.points.test.copy()
        test[points] = read_set(text)
        if not np.array_equal(test, self.points.test):
            self.points_requested.emit(self.points.changed(test=test), f"Move points to {text}")

    def remove(self, points: Points) -> None:
        """Ask that points be deleted."""
        if len(points):
            words = "Delete points" if len(points) > 1 else "Delete a point"
            self.points_requested.emit(self.points.without(points), words)

    def paste(self, text: str) -> int:
        """Ask for the points of copied rows; returns how many. Raises ValueError with one sentence."""
        more = read_rows(self._sheet.experiment, text)
        words = "Paste points" if len(more) > 1 else "Paste a point"
        self.points_requested.emit(self.points.joined(more), words)
        return len(more)
