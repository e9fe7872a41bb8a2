"""What stands under the canvas: presets and sliders, or the table of points; two tabs choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment, preset
from mlpviz.engine.point_answers import PointAnswers
from mlpviz.views.controls.label import label, rule
from mlpviz.views.controls.tabs import Tabs
from mlpviz.views.data.canvas import Canvas
from mlpviz.views.data.canvas_points import Indices
from mlpviz.views.data.data_settings import DataSettings
from mlpviz.views.look.theme import Theme

if TYPE_CHECKING:
    from mlpviz.views.data.table_view import PointTable

PRESETS, TABLE = range(2)


class DataFoot(QWidget):
    """Holds presets and sliders as `settings`, and the table; only the page on show is kept up to date."""

    shown = Signal(bool)
    """The learner has opened the table (True) or the presets."""
    selection_changed = Signal(object)
    """Which points are selected, on the canvas and in the table alike, (m,)."""
    points_requested = Signal(object, str)
    """What the table asks for: a PointSet in place of the present one, and what was done."""
    refused = Signal(str)
    """Why something is not possible in the table, in one sentence."""

    def __init__(self, theme: Theme, canvas: Canvas, parent: QWidget | None = None) -> None:
        """Table and `canvas` select the same points."""
        super().__init__(parent)
        self._theme, self._canvas = theme, canvas
        self._told = canvas.selection()
        self._experiment: Experiment | None = None
        self._answers: tuple[PointAnswers | None, object] = (None, None)
        self._tabs = Tabs(("Presets", "Table"), "Below the canvas", self)
        self._tabs.setProperty("role", "foot")
        self._tabs.setToolTip("Draw points from a preset, or read and type their numbers (T)")
        self._count = label("", "label", self)
        self.settings = DataSettings(theme, self)
        self._table: PointTable | None = None
        self._count.hide()
        self._place()
        self._tabs.currentChanged.connect(self._turn)
        canvas.selection_changed.connect(self._select_in_table)

    def _place(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        row.addWidget(self._tabs, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        row.addWidget(self.settings.presets.head)
        row.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule(self))
        column.addLayout(row)
        column.addWidget(rule(self))
        column.addWidget(self.settings, 1)
        self._column = column

    def table(self) -> PointTable:
        """The table, which is built when it is first needed: many a session never opens it."""
        if self._table is None:
            from mlpviz.views.data.table_view import PointTable

            self._table = PointTable(self._theme, preset("Blank"), self)
            self._table.hide()
            self.setTabOrder(self._tabs, self._table)
            self._table.rows.label_of_new = self._canvas.label
            self._table.selection_changed.connect(self._select_on_canvas)
            self._table.points_requested.connect(self.points_requested)
            self._table.refused.connect(self.refused)
            self._column.addWidget(self._table, 1)
        return self._table

    @property
    def table_shown(self) -> bool:
        """Whether the table is the page on show."""
        return self._tabs.currentIndex() == TABLE

    def toggle_table(self) -> None:
        """Turn to the table, with the keys in it, or to the presets; not while there is no room, in a presentation."""
        if self.isHidden():
            return
        focused = QApplication.focusWidget()
        had_keys = focused is not None and self.table_shown and self.table().isAncestorOf(focused)
        self._tabs.setCurrentIndex(PRESETS if self.table_shown else TABLE)
        if self.table_shown:
            self.table().setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif had_keys:
            self.window().setFocus()

    @Slot(int)
    def _turn(self, page: int) -> None:
        table = page == TABLE
        first, last = (self.settings, self.table()) if table else (self.table(), self.settings)
        first.hide()
        if table and self._experiment is not None:
            self.table().show_experiment(self._experiment)
            self.table().show_answers(*self._answers)
            self.table().choose(self._canvas.selection())
        last.show()
        self.settings.presets.head.setVisible(not table)
        self._count.setVisible(table)
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.shown.emit(table)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show other points in the table."""
        self._experiment, points = experiment, experiment.points
        self._count.setText(f"{number.count(len(points))} point{'s' * (len(points) != 1)}")
        if self.table_shown:
            self.table().show_experiment(experiment)
            self._select_on_canvas(self.table().chosen())
        self._tell()

    @Slot(object)
    def _select_on_canvas(self, points: Indices) -> None:
        if not np.array_equal(np.sort(points), np.sort(self._canvas.selection())):
            blocked = self._canvas.blockSignals(True)
            self._canvas.select(points)
            self._canvas.blockSignals(blocked)
        self._tell()

    @Slot(object)
    def _select_in_table(self, points: Indices) -> None:
        if self.table_shown:
            self.table().choose(points)
        self._tell()

    def _tell(self) -> None:
        points = self._canvas.selection()
        if not np.array_equal(points, self._told):
            self._told = points
            self.selection_changed.emit(points)

    def show_answers(self, answers: PointAnswers | None, moment: object) -> None:
        """Show what the network answers; `moment` as in `PointTable.show_answers`."""
        self._answers = answers, moment
        if self.table_shown:
            self.table().show_answers(answers, moment)

    def height_at(self, width: int) -> int:
        """The height in which presets and sliders need not scroll in a column of that width, in px."""
        return self.settings.height_at(width) + self._head_height()

    def _head_height(self) -> int:
        return max(self._tabs.sizeHint().height(), self.settings.presets.head.sizeHint().height()) + 2
