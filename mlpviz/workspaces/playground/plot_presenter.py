"""Which plots the diagnostics column shows, one of them large over the middle, and saving them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from mlpviz.bench.bench import Bench
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.chosen_plots import PLOTS, USUAL
from mlpviz.views.plots.diagnostic_plot import DiagnosticPlot
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.workspace import Handler

if TYPE_CHECKING:
    from mlpviz.views.plots.plot_stage import PlotStage
    from mlpviz.views.runs.runs_panel import RunsPanel

RUNS = "runs"
"""The name of the chart of runs among the plots."""


class PlotPresenter(QObject):
    """Commands about plots mean the large one, else that with the focus or the last that had it, else the first.

    While the tab Runs is shown, they mean its chart.
    """

    checked = Signal(str, bool)
    """As `Workspace.checked`."""

    def __init__(self, theme: Theme, bench: Bench, page: PlaygroundPage) -> None:
        """No plot is large."""
        super().__init__(page)
        self._theme, self._bench, self._page = theme, bench, page
        self._chosen = page.diagnostics.chosen
        self.stage: PlotStage | None = None
        """Built when a plot is first enlarged."""
        self._runs: RunsPanel | None = None
        self._last = ""
        self._chosen.changed.connect(self._note_plot)
        self._chosen.enlarge_requested.connect(self._toggle_large)
        self._chosen.measure_requested.connect(bench.picture_maker.measure)
        bench.picture_maker.measured.connect(self._chosen.take_vitals)
        bench.playhead.moved.connect(self._show_events)
        bench.stepping.opened.connect(self._note_stepping)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._note_focus)

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What the commands about plots do."""
        return {
            "plot": self._toggle_plot,
            "enlarge_plot": self._set_large,
            "save_plot": self._save,
        }

    @property
    def large(self) -> str:
        """The name of the plot that is shown large; "" if none is."""
        plot = None if self.stage is None else self.stage.plot
        return next((name for name, one in self._plots().items() if one is plot), "")

    @Slot(object)
    def take_runs(self, panel: RunsPanel) -> None:
        """The tab Runs has been built: its chart can be shown large too."""
        self._runs = panel
        panel.chart.saver.enlarge_requested.connect(partial(self._toggle_large, RUNS))

    def _plots(self) -> dict[str, DiagnosticPlot]:
        """Those that can be shown large, by name."""
        return self._chosen.plots() | ({} if self._runs is None else {RUNS: self._runs.chart})

    # which are shown

    def _toggle_plot(self, name: str) -> None:
        if name == self.large:
            self.give_back()
        self._chosen.choose(name, name not in self._chosen.names())

    @Slot(str, bool)
    def _note_plot(self, name: str, chosen: bool) -> None:
        self.checked.emit(f"plot:{name}", chosen)

    def enter(self) -> None:
        """Tick what is chosen."""
        for kind in PLOTS:
            self._note_plot(kind.name, kind.name in self._chosen.names())

    def remember(self, settings: QSettings) -> None:
        """Write down which plots are shown."""
        settings.setValue("plots", " ".join(self._chosen.names()))

    def recall(self, settings: QSettings) -> None:
        """Show the plots that were shown; without that, the usual ones."""
        kept = settings.value("plots")
        self._chosen.choose_all(USUAL if kept is None else str(kept).split())

    # the one that is meant

    @Slot(QWidget, QWidget)
    def _note_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        for name, plot in self._chosen.plots().items():
            if now is not None and (now is plot or plot.isAncestorOf(now)):
                self._last = name

    def meant(self) -> str:
        """The name of the plot that a command is about; "" if no plot is shown."""
        names = self._chosen.names()
        if not self.large and self._runs is not None and self._page.diagnostics.showing_runs:
            return RUNS
        return self.large or (self._last if self._last in names else next(iter(names), ""))

    def _plot(self) -> DiagnosticPlot | None:
        return self._plots().get(self.meant())

    @Slot(str)
    def _save(self, kind: str) -> None:
        plot = self._plot()
        if plot is not None:
            plot.saver.save_as(kind)

    # large

    def _set_large(self, large: bool) -> None:
        if large != bool(self.large):
            self._toggle_large(self.meant())

    @Slot(str)
    def _toggle_large(self, name: str) -> None:
        """Show a plot large, or give it back if one is."""
        plot = self._plots().get(name)
        if self.large or plot is None or self._page.stepping:
            self.give_back()
            return
        if self.stage is None:
            from mlpviz.views.plots.plot_stage import PlotStage  # many a session never asks

            self.stage = PlotStage(self._theme, self._page.network, self._page)
            self.stage.back_requested.connect(self.give_back)
            self.stage.save_requested.connect(self._save)
        if name != RUNS:
            self._chosen.lend(name)
        self.stage.hold(plot)
        self._show_events()
        self.checked.emit("enlarge_plot", True)

    @Slot()
    def give_back(self) -> None:
        """Show the large plot in the column again."""
        name, stage = self.large, self.stage
        if stage is not None and name:
            stage.release()
            if name != RUNS:
                self._chosen.take_back(name)
            elif self._runs is not None:
                self._runs.take_back_chart()
        self.checked.emit("enlarge_plot", False)

    @Slot()
    def _show_events(self) -> None:
        if self.stage is not None and self.stage.plot is not None:
            self.stage.show_events(self._bench.playhead.history.events)

    @Slot(bool)
    def _note_stepping(self, opened: bool) -> None:
        if opened:
            self.give_back()
