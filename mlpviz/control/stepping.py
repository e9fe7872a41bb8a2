"""Opens, moves and closes the step-through of one update."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.bench.transport import Transport
from mlpviz.engine.records import Snapshot, Walk
from mlpviz.engine.run import Run
from mlpviz.state.playhead import Playhead
from mlpviz.state.walkthrough import Walkthrough
from mlpviz.trainer.trainer import Trainer
from mlpviz.views.look import number
from mlpviz.window import Window

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Narrator
    from mlpviz.engine.telling.operations import Kind, Operations
    from mlpviz.views.walk.columns.gradients import WalkGradients
    from mlpviz.views.walk.dock.dock import WalkDock
    from mlpviz.views.walk.graph.graph_panel import WalkGraph
    from mlpviz.views.walk.page import WalkPage

NEXT_BEST: dict[Kind, Kind] = {"bias_gradient": "weight_gradient", "bias": "weight"}
"""Where to go from an operation that a walk without learning biases does not have."""


class Stepping(QObject):
    """Takes the next update apart on a private copy. Keeping it lets the trainer make that very update."""

    refused = Signal(str)
    """Why there is nothing to step through, or not yet."""

    def __init__(self, window: Window, playhead: Playhead, trainer: Trainer, transport: Transport) -> None:
        """Wait for a walk."""
        super().__init__(window)
        self._window, self._playhead, self._trainer, self._transport = window, playhead, trainer, transport
        self.walkthrough = Walkthrough(self)
        self._wanted = False
        self._awaited: int | None = None
        """The epoch that is still computed, if the step-through waits for one."""
        self._index = 0
        self.walkthrough.begun.connect(self._show_walk)
        self.walkthrough.step_shown.connect(self._show_step)
        window.playground.walk_built.connect(self._connect_page)

    @Slot(object)
    def _connect_page(self, page: WalkPage) -> None:
        dock, walkthrough = page.dock, self.walkthrough
        dock.next_requested.connect(walkthrough.next)
        dock.back_requested.connect(walkthrough.back)
        dock.first_requested.connect(walkthrough.first)
        dock.last_requested.connect(walkthrough.last)
        dock.phase_requested.connect(walkthrough.next_phase)
        dock.sample_requested.connect(walkthrough.next_sample)
        dock.index_requested.connect(walkthrough.go)
        dock.leave_requested.connect(self.leave)
        dock.keep_requested.connect(self._keep)
        parts: list[WalkDock | WalkGraph | WalkGradients] = [dock, page.graph, page.gradients]
        for pointed, lit in permutations(parts, 2):
            pointed.hovered.connect(lit.show_hovered)
        page.sample.digits_chosen.connect(self._set_digits)

    @Slot(bool)
    def open(self, wanted: bool = True) -> None:
        """Open the step-through of the next update, or close it."""
        if not wanted:
            self.leave()
            return
        self._wanted, self._index = True, 0
        if self._trainer.training:
            self._trainer.pause()  # the walk begins with the snapshot of the pause
        elif self._playhead.approximate:  # what is on screen is another epoch
            self._window.show_stepping(False)
            self._awaited = self._playhead.epoch
            epoch = number.count(self._awaited)
            self.refused.emit(f"Epoch {epoch} is being computed again; the step-through opens as soon as it is there.")
        elif self._playhead.snapshot is not None:
            self._begin(self._playhead.snapshot)

    def open_next(self) -> None:
        """Open the step-through with the next snapshot that comes on screen."""
        self._wanted, self._index = True, 0

    def toggle(self) -> None:
        """Open if closed, close if open."""
        self.open(not self._window.playground.stepping)

    @Slot()
    def leave(self) -> None:
        """Close the step-through; the rehearsed update is forgotten."""
        self._wanted = False
        self.walkthrough.end()
        self._window.show_stepping(False)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Another snapshot came on screen: while stepping, take its update apart."""
        if not self._wanted or self._trainer.training or self._playhead.approximate:
            return
        if self._awaited in (None, snapshot.epoch):
            self._begin(snapshot)
        else:  # the learner looked elsewhere in the meantime
            self._wanted = False
        self._awaited = None

    def _begin(self, snapshot: Snapshot) -> None:
        try:
            walk = Run(snapshot.experiment, snapshot.run).resume(snapshot).walk()
        except ValueError:
            self.leave()
            self.refused.emit("There are no training points, so there is no update to step through. Draw some first.")
            return
        self.walkthrough.begin(walk, self._same_place(walk))
        self._window.show_stepping(True)

    def _same_place(self, walk: Walk) -> int:
        """Where a new walk works out the number that is shown now; the same count where it has no such number."""
        if not self.walkthrough.active or not self._index:
            return self._index
        from mlpviz.engine.telling.operations import (
            Operations,  # a large part of the engine, which a window opens without
        )

        here, operations = self.walkthrough.operation, Operations(walk)
        sample = min(here.sample, len(walk.x) - 1)
        found = operations.index_of(here.kind, here.layer, here.unit, here.source, sample)
        if found is None and here.kind in NEXT_BEST:
            found = operations.index_of(NEXT_BEST[here.kind], here.layer, here.unit, 0, sample)
        return self._index if found is None else found

    @Slot(object, object)
    def _show_walk(self, narrator: Narrator, operations: Operations) -> None:
        for view in self._window.playground.build_walk().views:
            view.show_walk(narrator, operations)
        self._window.toolbar.name_loss(narrator.names.loss, len(narrator.walk.x))

    @Slot(int)
    def _show_step(self, index: int) -> None:
        self._index = index
        for view in self._window.playground.build_walk().views:
            view.show_index(index)
        walkthrough = self.walkthrough
        phase = walkthrough.phase.title.partition(" · ")[0]
        self._window.toolbar.show_walk(walkthrough.walk.loss, phase, index + 1, len(walkthrough.operations))

    @Slot()
    def _keep(self) -> None:
        self._index = 0
        self._transport.keep_update()

    @Slot(int)
    def _set_digits(self, digits: int) -> None:
        for view in self._window.playground.build_walk().views:
            view.set_digits(digits)
