"""What stands under the canvas: presets and sliders, or the table of points; two tabs choose."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment, preset
from mlpviz.engine.point_answers import PointAnswers
from mlpviz.views.controls.label import label, rule
from mlpviz.views.data.data_settings import DataSettings
from mlpviz.views.data.table_view import PointTable
from mlpviz.views.look.theme import Theme

PRESETS, TABLE = range(2)


class DataFoot(QWidget):
    """Holds its pages as `settings` and `table`; only the page on show is kept up to date."""

    shown = Signal(bool)
    """The learner has opened the table (True) or the presets."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._experiment: Experiment | None = None
        self._answers: tuple[PointAnswers | None, object] = (None, None)
        self._tabs = FootTabs(self)
        self._tabs.setToolTip("Draw points from a preset, or read and type their numbers (T)")
        self._count = label("", "label", self)
        self.settings = DataSettings(theme, self)
        self.table = PointTable(theme, preset("Blank"), self)
        self.table.hide()
        self._count.hide()
        self._place()
        self._tabs.currentChanged.connect(self._turn)

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
        column.addWidget(self.table, 1)

    @property
    def table_shown(self) -> bool:
        """Whether the table is the page on show."""
        return self._tabs.currentIndex() == TABLE

    def show_table(self, shown: bool) -> None:
        """Turn to the table, or to the presets."""
        self._tabs.setCurrentIndex(TABLE if shown else PRESETS)

    @Slot(int)
    def _turn(self, page: int) -> None:
        table = page == TABLE
        first, last = (self.settings, self.table) if table else (self.table, self.settings)
        first.hide()
        if table and self._experiment is not None:
            self.table.show_experiment(self._experiment)
            self.table.show_answers(*self._answers)
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
            self.table.show_experiment(experiment)

    def show_answers(self, answers: PointAnswers | None, moment: object) -> None:
        """Show what the network answers; `moment` as in `PointTable.show_answers`."""
        self._answers = answers, moment
        if self.table_shown:
            self.table.show_answers(answers, moment)

    def height_at(self, width: int) -> int:
        """The height in which presets and sliders need not scroll in a column of that width, in px."""
        return self.settings.height_at(width) + self._head_height()

    def _head_height(self) -> int:
        return max(self._tabs.sizeHint().height(), self.settings.presets.head.sizeHint().height()) + 2


class FootTabs(QTabBar):
    """The two tabs, as high as their words need."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Below the canvas")
        self.addTab("Presets")
        self.addTab("Table")

    def tabSizeHint(self, index: int) -> QSize:
        """Room for the word in the heavier weight of the chosen tab, so that choosing moves nothing."""
        hint, heavy = super().tabSizeHint(index), self.font()
        heavy.setBold(True)
        extra = QFontMetrics(heavy).horizontalAdvance(self.tabText(index)) - self.fontMetrics().horizontalAdvance(
            self.tabText(index))  # fmt: skip
        return QSize(hint.width() + max(0, extra), hint.height())
