"""Copies, cuts and pastes the points that are selected on the canvas, as rows that a spreadsheet understands too."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.places import placed, places
from mlpviz.views.data.canvas import Canvas
from mlpviz.views.data.table_columns import Sheet
from mlpviz.views.data.table_text import copied, read_rows

NOTHING = "Nothing is selected. Select points with Move (M), or all of them with Ctrl+A."
AWAY = 3
"""By how many steps of the arrow keys a copy stands away from what it would hide."""


class PointClipboard(QObject):
    """Acts on the selection of a canvas."""

    points_requested = Signal(object, str)
    """The PointSet that shall be in place of the present one, and what was done."""
    refused = Signal(str)
    """Why there is nothing to copy or paste, in one sentence."""

    def __init__(self, canvas: Canvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._experiment: Experiment | None = None

    def show_experiment(self, experiment: Experiment) -> None:
        """The points that can be copied."""
        self._experiment = experiment

    @Slot()
    def select_all(self) -> None:
        """Select every point that is shown."""
        self._canvas.choose_tool("move")
        self._canvas.select(self._canvas.inside_all())

    @Slot()
    def copy(self) -> bool:
        """Put the selected points on the clipboard; False if there are none."""
        chosen = self._canvas.selection()
        if self._experiment is None or not len(chosen):
            self.refused.emit(NOTHING)
            return False
        QGuiApplication.clipboard().setText(copied(Sheet(self._experiment), chosen.tolist(), head=False))
        return True

    @Slot()
    def cut(self) -> None:
        """Copy, then delete."""
        if self._experiment is not None and self.copy():
            self.points_requested.emit(self._experiment.points.without(self._canvas.selection()), "Cut points")

    @Slot()
    def paste(self) -> None:
        """Add the points of copied rows, and select them."""
        if self._experiment is None:
            return
        try:
            more = read_rows(self._experiment, QGuiApplication.clipboard().text())
        except ValueError as problem:
            self.refused.emit(str(problem))
            return
        self._add(more, "Paste points" if len(more) > 1 else "Paste a point")

    @Slot()
    def duplicate(self) -> None:
        """Add the selected points once more, a little to the side."""
        chosen = self._canvas.selection()
        if self._experiment is None or not len(chosen):
            self.refused.emit(NOTHING)
            return
        others = np.setdiff1d(np.arange(len(self._experiment.points)), chosen)
        self._add(self._experiment.points.without(others), "Duplicate points")

    def _add(self, more: PointSet, words: str) -> None:
        """Beside what is there: points that would hide others stand a little away."""
        assert self._experiment is not None
        points, axes = self._experiment.points, self._experiment.axes
        taken = {tuple(at) for at in places(points, axes).tolist()}
        at = places(more, axes)
        if len(more) and all(tuple(one) in taken for one in at.tolist()):
            more = placed(more, np.arange(len(more)), at + AWAY * self._canvas.step() * [1.0, -1.0], axes)
        self.points_requested.emit(points.joined(more), words)
        self._canvas.choose_tool("move")
        self._canvas.select(np.arange(len(points), len(points) + len(more)))
