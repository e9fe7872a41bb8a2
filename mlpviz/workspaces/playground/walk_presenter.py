"""Connects the page of the step-through with the walk that it shows."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal, Slot

from mlpviz.bench.stepping import Stepping
from mlpviz.state.commands import LEVELS
from mlpviz.workspaces.playground.autoplay_presenter import AutoplayPresenter
from mlpviz.workspaces.playground.batch_presenter import BatchPresenter
from mlpviz.workspaces.playground.chain_presenter import ChainPresenter
from mlpviz.workspaces.playground.epoch_presenter import EpochPresenter
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.playground.take_along import TakeAlong
from mlpviz.workspaces.playground.toolbar import PlaygroundToolbar
from mlpviz.workspaces.workspace import Handler

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Narrator
    from mlpviz.engine.telling.operations import Operations
    from mlpviz.views.walk.batch.page import BatchPage
    from mlpviz.views.walk.columns.gradients import WalkGradients
    from mlpviz.views.walk.dock.dock import WalkDock
    from mlpviz.views.walk.epoch.page import EpochPage
    from mlpviz.views.walk.graph.graph_panel import WalkGraph
    from mlpviz.views.walk.page import WalkPage


FROM_ABOVE = ("epoch", "batch")
"""Depths with a page of their own, which shows no operation."""


class WalkPresenter(QObject):
    """Shows every operation of the walk in the views of its page, and brings their requests to the walk."""

    level_changed = Signal(str)
    """How much is told from now on, as the name of its command."""
    switched = Signal(str, bool)
    """The name of a command that is on from now on, or off."""

    def __init__(self, stepping: Stepping, page: PlaygroundPage, toolbar: PlaygroundToolbar) -> None:
        """Wait for a walk, and for the page that shows it."""
        super().__init__(page)
        self._stepping, self._page, self._toolbar = stepping, page, toolbar
        self.level, self._late, self._by_phase = "code", False, False
        self.listed = False
        """Whether the network of a step is shown as a list."""
        self.take_along = TakeAlong(stepping, page)
        stepping.walkthrough.begun.connect(self._show_walk)
        stepping.walkthrough.step_shown.connect(self._show_step)
        stepping.depths.shown.connect(self._show_depth)
        stepping.opened.connect(self._show_opened)
        page.walk_built.connect(self._connect_page)
        self._predictions = stepping.walkthrough.predictions
        self._predictions.insisted.connect(self._insist)
        self._chain = ChainPresenter(stepping, page)
        self.batch = BatchPresenter(stepping, page, toolbar)
        self._epoch = EpochPresenter(stepping, page, toolbar)
        self._epoch.shown.connect(self.batch.show_places)
        self.playing = AutoplayPresenter(stepping, page)

    # what stays

    def enter(self) -> None:
        """Tick what is chosen."""
        self.level_changed.emit(f"level:{self.level}")
        for name, on in self.switches().items():
            self.switched.emit(name, on)

    def remember(self, settings: QSettings) -> None:
        """Write down what is chosen."""
        settings.setValue("level", self.level)
        settings.setValue("steps_a_second", self.playing.autoplay.speed)
        for name, on in self.switches().items():
            settings.setValue(name, int(on))

    def recall(self, settings: QSettings) -> None:
        """Choose as it was written down."""
        self.choose_level(str(settings.value("level", "")))
        self.playing.recall(settings.value("steps_a_second"))
        self.predict(str(settings.value("predict", "0")) == "1")
        self.list_graph(str(settings.value("graph_list", "0")) == "1")

    # the page

    @Slot(object)
    def _connect_page(self, page: WalkPage) -> None:
        dock, walkthrough = page.dock, self._stepping.walkthrough
        dock.next_requested.connect(walkthrough.next)
        dock.back_requested.connect(walkthrough.back)
        dock.first_requested.connect(walkthrough.first)
        dock.last_requested.connect(walkthrough.last)
        dock.phase_requested.connect(walkthrough.next_phase)
        dock.sample_requested.connect(walkthrough.next_sample)
        dock.index_requested.connect(walkthrough.go)
        dock.leave_requested.connect(self._stepping.leave)
        dock.keep_requested.connect(self._stepping.keep)
        dock.operation_requested.connect(self._stepping.depths.open_operation)
        parts: list[WalkDock | WalkGraph | WalkGradients] = [dock, page.graph, page.gradients]
        for pointed, lit in permutations(parts, 2):
            pointed.hovered.connect(lit.show_hovered)
        dock.equation.copy_requested.connect(self.take_along.copy)
        page.batch_built.connect(self._connect_told)
        page.epoch_built.connect(self._connect_told)
        page.sample.digits_chosen.connect(self._set_digits)
        page.sample.level_chosen.connect(self.choose_level)
        page.sample.level.choose(self.level)
        dock.show_level(self.level)
        dock.code_requested.connect(self.show_code)
        page.graph.show_as_list(self.listed)
        page.sample.predict_requested.connect(self.predict)
        page.sample.show_predicting(self._predictions.on)
        dock.answered.connect(self._answer)
        dock.show_requested.connect(self._show_result)
        page.sample.square.point_requested.connect(self._stepping.walk_alone)
        page.sample.batch_requested.connect(self._stepping.walk_batch)

    @Slot(object)
    def _connect_told(self, page: BatchPage | EpochPage) -> None:
        page.dock.equation.copy_requested.connect(self.take_along.copy)
        page.dock.code_requested.connect(self.show_code)

    @Slot(bool)
    def _show_opened(self, opened: bool) -> None:
        self._page.show_stepping(opened)
        self._toolbar.show_walking(opened)
        if not opened:
            self._page.window().setFocus()  # and not the first control of the page, which would then take the keys

    @Slot(object, object)
    def _show_walk(self, narrator: Narrator, operations: Operations) -> None:
        self._toolbar.name_loss(narrator.names.loss, len(narrator.walk.x))
        self._late = True

    @Slot(int)
    def _show_step(self, index: int) -> None:
        """Show an operation; while one looks from further above, its page is not drawn until it is needed."""
        if self._stepping.depths.depth in FROM_ABOVE:
            return
        walk, walkthrough = self._page.build_walk(), self._stepping.walkthrough
        if self._late:
            self._late = False
            for view in walk.views:
                view.show_walk(self._predictions.narrator, walkthrough.operations)
            walk.sample.show_alone(self._stepping.alone)
        walk.dock.equation.show_count(self._predictions.count if self._predictions.on else "")
        if walkthrough.by_phase != self._by_phase:
            self._by_phase = walkthrough.by_phase
            walk.dock.show_by_phase(self._by_phase)
            walk.graph.show_by_phase(self._by_phase)
        for view in walk.views:
            view.show_index(index)
        phase = walkthrough.phase.title.partition(" · ")[0]
        loss = None if self._hides_the_loss(index) else walkthrough.walk.loss
        self._toolbar.show_walk(loss, phase, index + 1, len(walkthrough.operations))

    def _hides_the_loss(self, index: int) -> bool:
        """Whether the loss of the batch is not to be seen yet: its last sample's is still to be predicted."""
        if not self._predictions.on:
            return False
        operations = self._stepping.walkthrough.operations
        at = operations.index_of("total_loss", 0, sample=operations.samples - 1)
        return at is not None and (index < at or (index == at and self._predictions.is_open(at)))

    @Slot(bool)
    def predict(self, on: bool) -> None:
        """Let every result be predicted before it is shown, or no longer."""
        self._predictions.set_on(on)
        if self._page.walk is not None:
            self._page.walk.sample.show_predicting(on)
        self.switched.emit("predict", on)

    @Slot(bool)
    def show_code(self, shown: bool) -> None:
        """Show the code beside the equation, or the equation alone."""
        if shown != (self.level == "code"):
            self.choose_level("code" if shown else "numbers")

    @Slot(bool)
    def list_graph(self, listed: bool) -> None:
        """Show the network of a step as a list, or as a graph."""
        self.listed = listed
        if self._page.walk is not None:
            self._page.walk.graph.show_as_list(listed)
        self.switched.emit("graph_list", listed)

    @Slot(str)
    def _answer(self, text: str) -> None:
        self._predictions.answer(self._stepping.walkthrough.index, text)

    @Slot()
    def _show_result(self) -> None:
        self._predictions.show(self._stepping.walkthrough.index)

    @Slot(str)
    def _insist(self, what: str) -> None:
        self._page.build_walk().dock.insist(what)

    @Slot(str)
    def _show_depth(self, depth: str) -> None:
        walkthrough = self._stepping.walkthrough
        if walkthrough.active:
            self._show_step(walkthrough.index)

    @Slot(str)
    def choose_level(self, level: str) -> None:
        """Tell so much of every operation: "words", "numbers" or "code"; others are as if none had been chosen."""
        if level not in dict(LEVELS):
            return
        self.level = level
        if self._page.walk is not None:
            self._page.walk.sample.level.choose(level)
            self._page.walk.dock.show_level(level)
            if self._page.walk.batch is not None:
                self._page.walk.batch.dock.show_level(level)
            if self._page.walk.epoch is not None:
                self._page.walk.epoch.dock.show_level(level)
        self.level_changed.emit(f"level:{level}")
        self.switched.emit("code_pane", level == "code")

    def switches(self) -> dict[str, bool]:
        """Which of the commands that are on or off are on."""
        return {"predict": self._predictions.on, "code_pane": self.level == "code", "graph_list": self.listed}

    @property
    def handlers(self) -> dict[str, Handler]:
        """What the commands about the telling do."""
        return {
            "level": self.choose_level,
            "predict": self.predict,
            "code_pane": self.show_code,
            "graph_list": self.list_graph,
        }

    @Slot(int)
    def _set_digits(self, digits: int) -> None:
        for view in self._page.build_walk().views:
            view.set_digits(digits)
