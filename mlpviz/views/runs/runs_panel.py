"""Runs beside Diagnostics: the losses of several runs, the list of all that were kept, and the stop rule."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mlpviz.engine.experiment import Experiment
from mlpviz.views.controls.button import Button, IconButton
from mlpviz.views.controls.label import label, rule
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.look.theme import Theme
from mlpviz.views.runs.run_line import RunLine
from mlpviz.views.runs.run_rows import RunRows
from mlpviz.views.runs.runs_chart import RunsChart
from mlpviz.views.runs.stop_form import StopForm

NONE_YET = "A run is kept when another one begins. Train, then reset or choose another preset."


class RunsPanel(QWidget):
    """Shows records, and asks for what the learner wants done with them."""

    keep_requested = Signal()

    def __init__(self, theme: Theme, experiment: Experiment, parent: QWidget | None = None) -> None:
        """There is no run yet; the experiment tells what can be watched."""
        super().__init__(parent)
        self._theme = theme
        self.chart, self.rows, self.stop = RunsChart(theme), RunRows(theme), StopForm(theme, experiment)
        self.plot = self.chart.curves
        self.keep = Button(theme, "Keep this run", "ghost", tip="Keep the present run as it is now (Ctrl+Alt+K)")
        self.bring_back = Button(theme, "Bring back", tip="Go on where the chosen run ended (Enter). Undo returns")
        self.rename = IconButton(theme, "edit", "Rename the chosen run (F2)", role="ghost", size=28)
        self.pin = IconButton(theme, "pin", "Pin the chosen run: it stays when room is needed (P)", role="ghost",
                              size=28, checkable=True)  # fmt: skip
        self.remove = IconButton(theme, "close", "Remove the chosen run (Del)", role="ghost", size=28)
        self._none = label(NONE_YET, "label")
        self._none.setWordWrap(True)
        self._none.setContentsMargins(16, 8, 16, 8)
        self._lines: tuple[RunLine, ...] = ()
        self._build()
        self._connect()

    def _connect(self) -> None:
        self.keep.clicked.connect(self.keep_requested)
        self.bring_back.clicked.connect(self.rows.bring_back)
        self.rename.clicked.connect(self.rows.rename)
        self.pin.clicked.connect(self.rows.pin)
        self.remove.clicked.connect(self.rows.remove)
        self.rows.chosen.connect(self._show_choice)
        self.rows.reach_requested.connect(self._bring_into_sight)

    def show_lines(self, lines: Sequence[RunLine], epoch: int) -> None:
        """Show the runs, the newest first, and the epoch that is looked at."""
        self._lines = tuple(lines)
        self.rows.show_lines(lines)
        self._none.setVisible(not any(line.kept for line in lines))
        present = next((line for line in lines if line.present), None)
        self.keep.setEnabled(present is not None and not present.kept and present.epochs > 0)
        self.plot.show_runs(lines, epoch)
        self._show_choice()

    def show_stop_form(self) -> None:
        """Bring the rule into sight, with the keys in it."""
        layout = self._inside.layout()
        assert layout is not None
        layout.activate()
        self._list.ensureVisible(0, self.stop.geometry().bottom(), 0, 0)
        self._list.ensureVisible(0, self.stop.y(), 0, 0)
        self.stop.switch.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_back_chart(self) -> None:
        """Show the chart in its place again, after it was large."""
        self._place_of_chart.addWidget(self.chart)
        self.chart.show()

    @Slot()
    def _show_choice(self) -> None:
        current = self.rows.current
        kept = current is not None and current.kept
        for button in (self.bring_back, self.rename, self.pin, self.remove):
            button.setEnabled(kept)
        self.bring_back.setEnabled(current is not None and current.elsewhere)
        pinned = current is not None and current.pinned
        self.pin.setChecked(pinned)
        self.pin.setToolTip("Unpin the chosen run (P)" if pinned else
                            "Pin the chosen run: it stays when room is needed (P)")  # fmt: skip

    @Slot(QRect)
    def _bring_into_sight(self, part: QRect) -> None:
        place = self.rows.mapTo(self._inside, part.center())
        self._list.ensureVisible(0, place.y(), 0, part.height())

    # building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inside = self._inside = QWidget()
        inside.setProperty("scrolled", True)
        within = QVBoxLayout(inside)
        within.setContentsMargins(0, 0, 0, 0)
        within.setSpacing(0)
        self._place_of_chart = QVBoxLayout()
        self._place_of_chart.setContentsMargins(16, 10, 16, 8)
        self._place_of_chart.addWidget(self.chart)
        within.addLayout(self._place_of_chart)
        within.addWidget(rule())
        within.addLayout(self._head_of_list())
        within.addWidget(rule())
        within.addWidget(self.rows)
        within.addWidget(self._none)
        within.addLayout(self._actions())
        within.addWidget(rule())
        within.addWidget(self.stop)
        within.addStretch(1)
        self._list: QScrollArea = scrolling(inside)
        column.addWidget(self._list, 1)

    def _head_of_list(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(16, 6, 8, 6)
        head.addWidget(label("Runs", "number"))
        head.addStretch()
        head.addWidget(self.keep)
        return head

    def _actions(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(4)
        row.addWidget(self.bring_back)
        for button in (self.rename, self.pin, self.remove):
            row.addWidget(button)
        row.addStretch()
        return row
