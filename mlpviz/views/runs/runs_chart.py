"""The losses of several runs under a line that says which loss, to be shown in the tab or large."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.state.picture_maker import Picture
from mlpviz.views.controls.label import label
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.diagnostic_plot import DiagnosticPlot
from mlpviz.views.plots.save_menu import SaveMenu
from mlpviz.views.runs.runs_plot import RunsPlot

SCORES = (("train", "Train"), ("test", "Test"))
Policy = QSizePolicy.Policy


class RunsChart(DiagnosticPlot):
    """A plot of runs with its head."""

    curves: RunsPlot
    about_one_run = False

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show no run yet."""
        super().__init__(parent)
        self.curves = RunsPlot(theme)
        self.saver = self.curves.saver = SaveMenu(self, "Loss of the runs", self.curves.table)
        self.saver.can_enlarge = True
        self.score = Segmented(theme, SCORES, tips=("Loss over the train points", "Loss over the test points"))
        self.score.chosen.connect(self._show_score)
        head = QHBoxLayout()
        head.addWidget(label("Loss", "number"))
        head.addStretch()
        head.addWidget(self.score)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.curves)
        self.set_enlarged(False)

    def show_picture(self, picture: Picture) -> None:
        """It is shown with its runs; see `RunsPlot.show_runs`."""

    def set_enlarged(self, enlarged: bool) -> None:
        """Use all the room that there is, or as much as the tab has."""
        self.curves.setSizePolicy(Policy.Expanding, Policy.Expanding if enlarged else Policy.Fixed)

    def choose_score(self, score: str) -> None:
        """Show the "train" or the "test" loss."""
        self.score.choose(score)
        self._show_score(score)

    @Slot(str)
    def _show_score(self, score: str) -> None:
        self.curves.show_score([name for name, _ in SCORES].index(score))
