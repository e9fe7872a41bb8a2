"""How deep the step-through looks: an epoch, a batch, a sample or one operation; going up and down keeps the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.engine.records import Snapshot, Walk
from mlpviz.state.batch_cursor import BatchCursor
from mlpviz.state.commands import DEPTHS
from mlpviz.state.cursor import Cursor
from mlpviz.state.epoch_cursor import EpochCursor
from mlpviz.state.walkthrough import Walkthrough

if TYPE_CHECKING:
    from mlpviz.engine.telling.batch.story import BatchStory

NAMES = tuple(name for name, _ in DEPTHS)
_PARAMETERS = ("weight_gradient", "bias_gradient", "weight", "bias")
MOST_OPERATIONS, MOST_PHASES = 500, 300
"""A longer walk opens one level, or two levels, higher, where it has fewer steps."""


class Depths(QObject):
    """The depth of one step-through, and its place in every depth.

    Deeper means: from the epoch into the batch shown, from a row of the ledger into its sample (from the rows behind
    the samples, into the update), from a phase to its operations.
    """

    shown = Signal(str)
    """The name of the depth shown from now on. The step of that depth follows where it is another one."""
    walk_requested = Signal(object)
    """The Walk of another batch of the epoch is to be shown, at the same place."""

    def __init__(self, walkthrough: Walkthrough) -> None:
        """Wait for a walk."""
        super().__init__(walkthrough)
        self._walkthrough = walkthrough
        self.ledger, self.epoch = BatchCursor(self), EpochCursor(self)
        self.depth = NAMES[-1]
        self._start: Snapshot | None = None
        self._chosen = False
        self._batch = 0
        """The batch whose walk is open."""

    @property
    def cursor(self) -> Cursor:
        """What moves in this depth."""
        return {"epoch": self.epoch, "batch": self.ledger}.get(self.depth, self._walkthrough)

    # walks come and go

    def prepare(self, walk: Walk) -> None:
        """Choose the depth for the first walk of a step-through, before it is opened, unless the learner chose one."""
        if not self._chosen:
            self._take(_fitting(walk))

    def begin(self, start: Snapshot) -> None:
        """The walk of the batch after a snapshot was opened."""
        self._start = start
        if self.depth == "epoch" or self.epoch.active:
            self.epoch.begin(start)
        self.take_walk(start.batch)

    def take_walk(self, batch: int) -> None:
        """The walk of a batch of the epoch was opened, or (−1) that of one point: show its ledger, if one is open."""
        self._batch = batch
        if self.depth == "batch":
            self.ledger.begin(self._story())
        else:
            self.ledger.end()

    def _story(self) -> BatchStory:
        from mlpviz.engine.telling.batch.story import BatchStory  # a large part of the engine

        return BatchStory(self._walkthrough.narrator)

    def return_to_batch(self) -> None:
        """Show the walk of the batch again, in place of that of one point."""
        self._open_epoch()
        self._show_batch()

    def end(self) -> None:
        """The step-through was left. The depth stays for the next one only if the learner chose it."""
        self.ledger.end()
        self.epoch.end()
        self._start = None

    # from depth to depth

    @Slot(str)
    def choose(self, depth: str) -> None:
        """Look from another depth, at the same place; other names are as if nothing had been chosen."""
        if depth not in NAMES or self._start is None:
            return
        self._chosen = True
        while NAMES.index(self.depth) > NAMES.index(depth):
            self._climb()
        while NAMES.index(self.depth) < NAMES.index(depth):
            self._descend()

    @Slot()
    def deeper(self) -> None:
        """One level down; at the last one nothing happens."""
        self.choose(NAMES[min(NAMES.index(self.depth) + 1, len(NAMES) - 1)])

    @Slot()
    def shallower(self) -> None:
        """One level up; at the first one nothing happens."""
        self.choose(NAMES[max(NAMES.index(self.depth) - 1, 0)])

    @Slot(int)
    def open_sample(self, sample: int) -> None:
        """Look at one sample of the batch by its place there: at its first phase."""
        if self._start is not None and 0 <= sample < self._walkthrough.operations.samples:
            self._chosen = True
            self._take("sample")
            self._walkthrough.go(sample * self._walkthrough.operations.per_sample)

    @Slot(int)
    def open_operation(self, index: int) -> None:
        """Look at one operation of the walk by its index."""
        if self._start is not None:
            self._walkthrough.go(index)
            self.choose("operation")

    @Slot(int)
    def open_batch(self, batch: int) -> None:
        """Look at the ledger of a batch of the epoch."""
        if self.epoch.active:
            self.epoch.go(batch)
            self.choose("batch")

    def _climb(self) -> None:
        if self.depth == "operation":
            self._take("sample")
        elif self.depth == "sample":
            story = self.ledger.story if self.ledger.active else self._story()
            place = self._place_in_ledger(story)
            self._take("batch")
            self.ledger.begin(story, *place)
        else:
            self._open_epoch()
            self._take("epoch")

    def _descend(self) -> None:
        if self.depth == "epoch":
            self._take("batch")
            self._show_batch()
            if not self.ledger.active:
                self.ledger.begin(self._story())
        elif self.depth == "batch":
            index = self._place_in_walk()
            self._take("sample")
            self._walkthrough.go(index)
        else:
            self._take("operation")

    def _take(self, depth: str) -> None:
        """Change the depth and nothing else."""
        if depth != self.depth:
            self.depth = depth
            self.shown.emit(depth)
            self._walkthrough.step_by_phase(depth != "operation")

    # the same place one level up or down

    def _place_in_ledger(self, story: BatchStory) -> tuple[int, int | None]:
        """The row and the column of the ledger for the operation shown; None to leave the column as it is."""
        walkthrough = self._walkthrough
        here = walkthrough.operations[walkthrough.place]
        column = story.columns.at(here.layer, here.unit, here.source) if here.kind in _PARAMETERS else None
        if here.sample >= 0:
            return story.row_of_sample(here.sample), column
        row = self.ledger.index if self.ledger.active else -1
        return (row if row >= 0 and story.rows[row].sample < 0 else len(story) - 1), column

    def _place_in_walk(self) -> int:
        """The operation for the row of the ledger: the same phase of that sample, or the update."""
        operations, row = self._walkthrough.operations, self.ledger.story.rows[self.ledger.index]
        place = self._walkthrough.place
        here = operations.sample_of(place)
        if row.kind in ("sample", "others"):
            sample = here if here in row.samples else row.samples[0]
            if here < 0:
                return sample * operations.per_sample
            return place + (sample - here) * operations.per_sample
        return place if here < 0 else operations.samples * operations.per_sample

    # the batches of the epoch

    @Slot()
    def next_batch(self) -> None:
        """Go to the next batch of the epoch; at the last one nothing happens."""
        self._move(1)

    @Slot()
    def previous_batch(self) -> None:
        """Go to the batch before, as it was; at the first one that was walked nothing happens."""
        self._move(-1)

    def _move(self, by: int) -> None:
        if self._start is not None:
            self._open_epoch()
            self.epoch.go(self.epoch.index + by)
            if self.depth != "epoch":
                self._show_batch()

    def _open_epoch(self) -> None:
        if not self.epoch.active and self._start is not None:
            self.epoch.begin(self._start)

    def _show_batch(self) -> None:
        """Open the walk of the batch that the epoch is at, unless it is open."""
        if self.epoch.active and self.epoch.index != self._batch:
            self._batch = self.epoch.index
            self.walk_requested.emit(self.epoch.story.walk(self._batch))

    @property
    def ends(self) -> tuple[Snapshot, Snapshot]:
        """The moments before the first batch and after the one shown, once the epoch is open."""
        story = self.epoch.story
        return story.start, story.snapshot(self.epoch.index + 1)

    @property
    def updates(self) -> int:
        """How many updates lead from the start to the end of the batch shown."""
        return max(1, self.epoch.walked)


def _fitting(walk: Walk) -> str:
    """The closest depth in which a walk is not too long."""
    from mlpviz.engine.telling.operations import Operations  # a large part of the engine

    operations = Operations(walk)
    if len(operations) <= MOST_OPERATIONS:
        return "operation"
    return "sample" if operations.samples * (len(operations.phases(0)) - 1) < MOST_PHASES else "batch"
