"""A table of points of which some rows are chosen, and stay so when they are sorted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, Signal, Slot
from PySide6.QtWidgets import QTableView, QWidget

from mlpviz.engine.experiment import Experiment
from mlpviz.views.data.table_model import PointModel, Points

_CHOOSE = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class RowTable(QTableView):
    """Holds the PointModel as `rows`, and knows which points are chosen."""

    selection_changed = Signal(object)
    """The points chosen by the learner, (m,)."""

    def __init__(self, experiment: Experiment, parent: QWidget | None = None) -> None:
        """Show the points of an experiment; none is chosen."""
        super().__init__(parent)
        self._told = True
        """Whether a change of the selection is the learner's."""
        self._kept: tuple[Points, int | None, int, int] = (np.empty(0, dtype=np.intp), None, 0, 0)
        self.rows = PointModel(experiment, self)
        self.setModel(self.rows)
        self.selectionModel().selectionChanged.connect(self._tell_choice)

    def keep_choice(self) -> None:
        """From now on keep what is chosen when rows change; call it when the head stands, which clears the choice."""
        self.rows.modelAboutToBeReset.connect(self._keep)
        self.rows.modelReset.connect(self._bring_back)

    def chosen(self) -> Points:
        """The selected points, in the order of the rows."""
        last = len(self.rows.points) - 1
        ranges = cast("Iterable[QItemSelectionRange]", self.selectionModel().selection())
        runs = sorted((one.top(), min(one.bottom(), last)) for one in ranges)
        found = [self.rows.points_at(*run) for run in runs]
        return np.concatenate(found) if found else np.empty(0, dtype=np.intp)

    def choose(self, points: Points) -> None:
        """Select these points, and bring the first of their rows into sight; nothing is told."""
        rows = np.sort(self.rows.rows_of(np.asarray(points, dtype=np.intp)))
        breaks, picked = np.flatnonzero(np.diff(rows) != 1), QItemSelection()
        firsts, lasts = rows[np.append(0, breaks + 1)[: len(rows)]], rows[np.append(breaks, -1)[: len(rows)]]
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
            picked.append(self.rows.range_of(first, last))
        self._told = False
        self.selectionModel().clearSelection()  # first: what both have in common is costly to find in thousands
        self.selectionModel().select(picked, _CHOOSE)
        if len(rows) and not self.selectionModel().isRowSelected(self.currentIndex().row()):
            index = self.rows.index(int(rows[0]), max(0, self.currentIndex().column()))
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(index)
        self._told = True

    @Slot()
    def _tell_choice(self) -> None:
        if self._told:
            self.selection_changed.emit(self.chosen())

    @Slot()
    def _keep(self) -> None:
        current = self.currentIndex()
        point = self.rows.point(current) if current.isValid() and current.row() <= len(self.rows.points) else None
        self._kept = self.chosen(), point, current.row(), current.column()

    @Slot()
    def _bring_back(self) -> None:
        """The same points stay selected when only their order has changed; else the current row stays where it is."""
        chosen, point, row, column = self._kept
        if self.rows.reordering:
            row = int(self.rows.rows_of(np.array([point]))[0]) if point is not None else row
        if row >= 0:
            index = self.rows.index(min(row, self.rows.rowCount() - 1), min(column, self.rows.columnCount() - 1))
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        if self.rows.reordering:
            self.choose(chosen)
        elif len(chosen):
            self.selection_changed.emit(np.empty(0, dtype=np.intp))
