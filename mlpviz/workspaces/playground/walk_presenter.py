"""Connects the page of the step-through with the walk that it shows."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.bench.stepping import Stepping
from mlpviz.state.commands import LEVELS
from mlpviz.workspaces.playground.batch_presenter import BatchPresenter
from mlpviz.workspaces.playground.chain_presenter import ChainPresenter
from mlpviz.workspaces.playground.epoch_presenter import EpochPresenter
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.playground.take_along import TakeAlong
from mlpviz.workspaces.playground.toolbar import PlaygroundToolbar

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Narrator
    from mlpviz.engine.telling.operations import Operations
    from mlpviz.views.walk.batch.page import BatchPage
    from mlpviz.views.walk.columns.gradients import WalkGradients
    from mlpviz.views.walk.dock.dock import WalkDock
    from mlpviz.views.walk.graph.graph_panel import WalkGraph
    from mlpviz.views.walk.page import WalkPage


FROM_ABOVE = ("epoch", "batch")
"""Depths with a page of their own, which shows no operation."""


class WalkPresenter(QObject):
    """Shows every operation of the walk in the views of its page, and brings their requests to the walk."""

    level_changed = Signal(str)
    """How much is told from now on, as the name of its command."""

    def __init__(self, stepping: Stepping, page: PlaygroundPage, toolbar: PlaygroundToolbar) -> None:
        """Wait for a walk, and for the page that shows it."""
        super().__init__(page)
        self._stepping, self._page, self._toolbar = stepping, page, toolbar
        self.level, self._late, self._by_phase = "code", False, False
        self.take_along = TakeAlong(stepping, page)
        stepping.walkthrough.begun.connect(self._show_walk)
        stepping.walkthrough.step_shown.connect(self._show_step)
        stepping.depths.shown.connect(self._show_depth)
        stepping.opened.connect(self._show_opened)
        page.walk_built.connect(self._connect_page)
        self._chain = ChainPresenter(stepping, page)
        self.batch = BatchPresenter(stepping, page, toolbar)
        self._epoch = EpochPresenter(stepping, page, toolbar)
        self._epoch.shown.connect(self.batch.show_places)

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
        page.batch_built.connect(self._connect_batch)
        page.sample.digits_chosen.connect(self._set_digits)
        page.sample.level_chosen.connect(self.choose_level)
        page.sample.level.choose(self.level)
        dock.show_level(self.level)
        page.sample.square.point_requested.connect(self._stepping.walk_alone)
        page.sample.batch_requested.connect(self._stepping.walk_batch)

    @Slot(object)
    def _connect_batch(self, page: BatchPage) -> None:
        page.dock.equation.copy_requested.connect(self.take_along.copy)

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
        walk = self._page.build_walk()
        if self._late:
            self._late = False
            narrator = self._stepping.walkthrough.narrator
            for view in walk.views:
                view.show_walk(narrator, narrator.operations)
            walk.sample.show_alone(self._stepping.alone)
        walkthrough = self._stepping.walkthrough
        if walkthrough.by_phase != self._by_phase:
            self._by_phase = walkthrough.by_phase
            walk.dock.show_by_phase(self._by_phase)
            walk.graph.show_by_phase(self._by_phase)
        for view in walk.views:
            view.show_index(index)
        phase = walkthrough.phase.title.partition(" · ")[0]
        self._toolbar.show_walk(walkthrough.walk.loss, phase, index + 1, len(walkthrough.operations))

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

    @Slot(int)
    def _set_digits(self, digits: int) -> None:
        for view in self._page.build_walk().views:
            view.set_digits(digits)
