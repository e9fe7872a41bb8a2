"""The rule that stops the training: from the form to the trainer, and from the trainer to the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal, Slot

from mlpviz.bench.bench import Bench
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.stop_rule import StopRule, read_rule
from mlpviz.engine.stop_watch import Stop
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.playground.runs_presenter import RunsPresenter
from mlpviz.workspaces.playground.toolbar import PlaygroundToolbar
from mlpviz.workspaces.workspace import Handler

if TYPE_CHECKING:
    from mlpviz.views.runs.runs_panel import RunsPanel


class StopPresenter(QObject):
    """Holds the rule, and says why training stopped until it goes on."""

    told = Signal(str, object, str)
    """As `Workspace.told`."""

    def __init__(
        self, bench: Bench, page: PlaygroundPage, toolbar: PlaygroundToolbar, runs: RunsPresenter
    ) -> None:
        """No rule stops anything; `runs` builds the panel with the form."""
        super().__init__(page)
        self._bench, self._page, self._toolbar, self._runs = bench, page, toolbar, runs
        self.rule = StopRule()
        self._stop: Stop | None = None
        """What stopped the present run where it is now."""
        runs.built.connect(self._meet_panel)
        bench.document.changed.connect(self._show_experiment)
        bench.document.replaced.connect(self._forget_stop)
        bench.trainer.stopped.connect(self._tell_stop)
        bench.trainer.training_changed.connect(self._note_training)
        toolbar.stop_requested.connect(self.edit)
        self.handlers: Mapping[str, Handler] = {"stop_when": self.edit}

    @property
    def _panel(self) -> RunsPanel | None:
        return self._runs.panel

    @Slot(object)
    def _meet_panel(self, panel: RunsPanel) -> None:
        panel.stop.show_rule(self.rule)
        panel.stop.rule_chosen.connect(self.use)
        self._show_limits()
        self._show_stop()

    @Slot(object)
    def use(self, rule: StopRule) -> None:
        """Stop by this rule from now on."""
        self.rule = rule
        self._bench.trainer.stop_when(rule)
        self._toolbar.show_rule(" or ".join(condition.text() for condition in rule.watched))
        self._show_limits()

    @Slot()
    def edit(self) -> None:
        """Turn to the form of the rule, with the keys in it."""
        self._page.diagnostics.show_runs(True)
        if self._panel is not None:
            self._panel.show_stop_form()

    def train_on(self) -> None:
        """Turn the rule off and train."""
        self.use(StopRule(self.rule.conditions))
        self._show_rule()
        self._bench.play()

    @Slot(object)
    def _tell_stop(self, stop: Stop) -> None:
        self._stop = stop
        self._toolbar.show_stopped(stop.sentence())
        self.told.emit(stop.sentence(), [("train_on", "Train on without the rule")], "info")
        self._show_stop()

    @Slot(bool)
    def _note_training(self, running: bool) -> None:
        if running:
            self._forget_stop()

    @Slot()
    def _forget_stop(self) -> None:
        if self._stop is not None:
            self._stop = None
            self._toolbar.show_stopped("")
            self._show_stop()

    def _show_stop(self) -> None:
        if self._panel is not None:
            self._panel.stop.show_stop(self._bench.runs.number_of(self._bench.playhead.history), self._stop)

    def _show_limits(self) -> None:
        if self._panel is not None:
            limits = [(one.kind.score, one.limit) for one in self.rule.watched if one.kind.sense == "below"]
            self._panel.plot.show_limits({score: limit for score, limit in limits if score is not None})

    def _show_rule(self) -> None:
        if self._panel is not None:
            self._panel.stop.show_rule(self.rule)

    @Slot(object)
    def _show_experiment(self, experiment: Experiment) -> None:
        if self._panel is not None:
            self._panel.stop.show_experiment(experiment)

    # what stays

    def remember(self, settings: QSettings) -> None:
        """Write down the rule."""
        settings.setValue("stop_when", self.rule.written())

    def recall(self, settings: QSettings) -> None:
        """Use the rule that was written down; what cannot be read is as if there had been none."""
        try:
            rule = read_rule(str(settings.value("stop_when", "off")))
        except ValueError:
            rule = StopRule()
        self.use(rule)
        self._show_rule()
