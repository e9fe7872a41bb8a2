"""Opens, moves and closes the step-through of one update."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.bench.depths import Depths
from mlpviz.bench.transport import Transport
from mlpviz.engine import number
from mlpviz.engine.records import Snapshot, Walk
from mlpviz.engine.run import Run
from mlpviz.state.chain_cursor import ChainCursor
from mlpviz.state.playhead import Playhead
from mlpviz.state.walkthrough import Walkthrough
from mlpviz.trainer.trainer import Trainer

if TYPE_CHECKING:
    from mlpviz.engine.telling.operations import Kind
    from mlpviz.engine.telling.paths import Place
    from mlpviz.engine.telling.payoff import Payoff

ABOUT_A_PARAMETER = ("weight_gradient", "bias_gradient", "weight", "bias")
NO_WEIGHT = "Point at an edge, or go to a gradient; C then shows its whole chain."
NEXT_BEST: dict[Kind, Kind] = {"bias_gradient": "weight_gradient", "bias": "weight"}
"""Where to go from an operation that a walk without learning biases does not have."""


class Stepping(QObject):
    """Takes the next update apart on a private copy. Keeping it lets the trainer make it; undo takes it back."""

    opened = Signal(bool)
    """The step-through is open now, or closed."""
    refused = Signal(str)
    """Why there is nothing to step through, or not yet."""
    kept = Signal(object)
    """The Payoff of the update that was kept; the next one is open by then."""

    def __init__(self, playhead: Playhead, trainer: Trainer, transport: Transport) -> None:
        """Wait for a walk."""
        super().__init__(transport)
        self._playhead, self._trainer, self._transport = playhead, trainer, transport
        self.walkthrough = Walkthrough(self)
        self.chain = ChainCursor(self)
        """The chain of a weight, for a look at one gradient of the walk from the loss back."""
        self.depths = Depths(self.walkthrough)
        """How deep one looks: the whole epoch, the ledger of a batch, a sample or one operation."""
        self.active = False
        """Whether the step-through is open."""
        self._wanted = False
        self._wanted_chain: int | None = None
        """The parameter whose chain is to be opened with the walk that is awaited."""
        self._awaited: int | None = None
        """The epoch that is still computed, if the step-through waits for one."""
        self._index = 0
        self.alone: int | None = None
        """The point that is walked alone, in place of the next batch."""
        self._payoff: Payoff | None = None
        """Of the update that the trainer is making now, because it was kept."""
        self._begun_with: Snapshot | None = None
        self.walkthrough.step_shown.connect(self._note_index)
        self.depths.walk_requested.connect(self._show_batch)

    @Slot(bool)
    def open(self, wanted: bool = True) -> None:
        """Open the step-through of the next update, or close it."""
        if not wanted:
            self.leave()
            return
        self._transport.stop_moving()
        self._wanted, self._index = True, 0
        if self._trainer.training:
            self._trainer.pause()  # the walk begins with the snapshot of the pause
        elif self._playhead.approximate:  # what is on screen is another epoch
            self._show(False)
            self._awaited = self._playhead.epoch
            epoch = number.count(self._awaited)
            self.refused.emit(f"Epoch {epoch} is being computed again; the step-through opens as soon as it is there.")
        elif self._playhead.snapshot is not None:
            self._begin(self._playhead.snapshot)

    def open_next(self) -> None:
        """Open the step-through with the next snapshot that comes on screen."""
        self._wanted, self._index = True, 0

    @Slot()
    def toggle(self) -> None:
        """Open if closed, close if open."""
        self.open(not self.active)

    @Slot()
    def leave(self) -> None:
        """Close the step-through; the rehearsed update is forgotten."""
        self._wanted, self._wanted_chain, self._payoff = False, None, None
        self.chain.end()
        self.depths.end()
        self.walkthrough.end()
        self._show(False)

    @Slot(int)
    def open_chain_at(self, index: int) -> None:
        """Open the chain of the parameter at an index of theta, and the step-through with it."""
        self._wanted_chain = index
        if self.walkthrough.active:
            self._begin_wanted_chain()
        else:
            self.open(True)

    def _begin_wanted_chain(self) -> None:
        wanted, self._wanted_chain = self._wanted_chain, None
        if wanted is not None:
            from mlpviz.engine.telling.paths import place_at  # a large part of the engine comes with it

            self.open_chain(place_at(self.walkthrough.narrator.recorded, wanted))

    def open_chain(self, place: Place | None = None) -> None:
        """Open the chain of a weight or bias for the sample on screen; without one, of this operation's own."""
        if not self.walkthrough.active:
            return
        narrator, here = self.walkthrough.narrator, self.walkthrough.operation
        if place is None and here.kind in ABOUT_A_PARAMETER:
            from mlpviz.engine.telling.paths import Place  # a large part of the engine comes with it

            place = Place(here.layer, here.unit, here.source)
        if place is None:
            self.refused.emit(NO_WEIGHT)
        else:
            self.chain.begin(narrator, place, narrator.sample(self.walkthrough.index))

    @Slot()
    def keep(self) -> None:
        """Let the trainer make every update up to that of the batch shown, and go on with the next one."""
        if self.alone is not None:
            self.refused.emit("This walk shows one point alone, but an update is made by a batch: go back to it first.")
            return
        self._index = 0
        walked = self.walkthrough.active and self._begun_with is self._playhead.snapshot
        payoff = self._payoff_of_all() if walked else None
        if self._transport.keep_updates(self.depths.updates):
            self._payoff = payoff

    def _payoff_of_all(self) -> Payoff:
        """What the updates up to that of the batch shown are good for."""
        from mlpviz.engine.telling.payoff import payoff_between, payoff_of  # a large part of the engine

        if self.depths.updates > 1:
            return payoff_between(*self.depths.ends)
        narrator = self.walkthrough.narrator
        return payoff_of(narrator.walk, narrator.ground)

    @Slot(int)
    def walk_alone(self, point: int) -> None:
        """Take apart what one train point alone would change, at the place in the walk that is shown now."""
        before = self.walkthrough.walk.before
        walk = Run(before.experiment, before.run, arithmetic="layers").resume(before).walk([point])
        self.alone = point
        self._show_walk(walk, -1)

    @Slot()
    def walk_batch(self) -> None:
        """Go back from a point alone to its batch."""
        if self.alone is not None:
            self.depths.return_to_batch()

    @Slot(object)
    def _show_batch(self, walk: Walk) -> None:
        """Show another batch of the epoch."""
        self.alone = None
        self._show_walk(walk, walk.before.batch)

    def _show_walk(self, walk: Walk, batch: int) -> None:
        self.walkthrough.begin(walk, self._same_place(walk))
        self.depths.take_walk(batch)
        self._same_chain()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Another snapshot came on screen: while stepping, take its update apart."""
        if not self._wanted or self._trainer.training or self._playhead.approximate:
            return
        if self._awaited is not None and snapshot is not self._playhead.snapshot:
            return  # a late picture of what was on screen before the epoch was there; the right one follows
        if self.walkthrough.active and snapshot is self._begun_with:
            return  # a second picture of what is walked already
        if self._awaited in (None, snapshot.epoch):
            self._begin(snapshot)
        else:  # the learner looked elsewhere in the meantime
            self._wanted = False
        self._awaited = None

    def _show(self, active: bool) -> None:
        self.active = active
        self.opened.emit(active)

    def _begin(self, snapshot: Snapshot) -> None:
        try:
            walk = Run(snapshot.experiment, snapshot.run, arithmetic="layers").resume(snapshot).walk()
        except ValueError:
            self.leave()
            self.refused.emit("There are no training points, so there is no update to step through. Draw some first.")
            return
        self.alone, self._begun_with = None, snapshot
        if not self.walkthrough.active:
            self.depths.prepare(walk)
        self.walkthrough.begin(walk, self._same_place(walk))
        self.depths.begin(snapshot)
        self._same_chain()
        self._show(True)
        self._begin_wanted_chain()
        payoff = self._payoff
        if payoff is not None and snapshot.updates == payoff.snapshot.updates + payoff.updates:
            self._payoff = None  # not before: a late picture of an earlier moment may come first
            self.kept.emit(payoff)

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

    def _same_chain(self) -> None:
        """Show the chain of the same weight in a new walk; leave it where there is no such weight."""
        if not self.chain.active:
            return
        sample = min(self.chain.story.sample, len(self.walkthrough.walk.x) - 1)
        try:
            self.chain.begin(self.walkthrough.narrator, self.chain.story.place, sample)
        except ValueError:
            self.chain.end()

    @Slot(int)
    def _note_index(self, index: int) -> None:
        self._index = index
