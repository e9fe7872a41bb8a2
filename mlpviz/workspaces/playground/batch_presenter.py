"""Connects the page of a batch, and the switch of depths on every dock, with the step-through that they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.bench.stepping import Stepping
from mlpviz.engine import number
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.playground.toolbar import PlaygroundToolbar

if TYPE_CHECKING:
    from mlpviz.views.walk.batch.page import BatchPage
    from mlpviz.views.walk.chain.page import ChainPage
    from mlpviz.views.walk.dock.frame import DockFrame
    from mlpviz.views.walk.epoch.page import EpochPage
    from mlpviz.views.walk.page import WalkPage


class BatchPresenter(QObject):
    """Shows the depth that is looked from, and every row of a batch, and brings the requests of its page to it."""

    depth_shown = Signal(str)
    """The command of the depth that is looked from now."""

    def __init__(self, stepping: Stepping, page: PlaygroundPage, toolbar: PlaygroundToolbar) -> None:
        """Wait for a walk, and for the pages that show it."""
        super().__init__(page)
        self._stepping, self._page, self._toolbar = stepping, page, toolbar
        depths = stepping.depths
        depths.shown.connect(self._show_depth)
        depths.ledger.begun.connect(self._show_story)
        depths.ledger.column_shown.connect(self._show_column)
        depths.ledger.step_shown.connect(self._show_row)
        stepping.walkthrough.step_shown.connect(self.show_places)
        stepping.chain.begun.connect(self.show_places)
        page.walk_built.connect(self._connect_walk)

    @Slot(object)
    def _connect_walk(self, walk: WalkPage) -> None:
        self._connect_dock(walk.dock)
        walk.dock.deeper_requested.connect(self._stepping.depths.deeper)
        walk.dock.shallower_requested.connect(self._stepping.depths.shallower)
        walk.batch_built.connect(self._connect_batch)
        walk.epoch_built.connect(self._connect_epoch)
        walk.chain_built.connect(self._connect_chain)
        walk.sample.digits_chosen.connect(self._set_digits)
        walk.show_depth(self._stepping.depths.depth)

    def _connect_dock(self, dock: DockFrame) -> None:
        dock.depth_requested.connect(self._choose_depth)

    @Slot(object)
    def _connect_chain(self, page: ChainPage) -> None:
        self._connect_dock(page.dock)

    @Slot(object)
    def _connect_epoch(self, page: EpochPage) -> None:
        self._connect_dock(page.dock)

    @Slot(object)
    def _connect_batch(self, page: BatchPage) -> None:
        dock, depths = page.dock, self._stepping.depths
        ledger = depths.ledger
        self._connect_dock(dock)
        dock.next_requested.connect(ledger.next)
        dock.back_requested.connect(ledger.back)
        dock.first_requested.connect(ledger.first)
        dock.last_requested.connect(ledger.last)
        dock.part_requested.connect(ledger.next_part)
        dock.batch_requested.connect(depths.next_batch)
        dock.previous_batch_requested.connect(depths.previous_batch)
        dock.keep_requested.connect(self._stepping.keep)
        dock.leave_requested.connect(self._stepping.leave)
        dock.deeper_requested.connect(depths.deeper)
        dock.shallower_requested.connect(depths.shallower)
        page.row_requested.connect(ledger.go)
        page.column_requested.connect(ledger.choose_column)
        page.sample_requested.connect(depths.open_sample)
        walk = self._page.build_walk()
        page.set_digits(int(walk.sample.digits.value()))
        dock.show_level(walk.sample.level.value())

    @Slot(str)
    def _choose_depth(self, depth: str) -> None:
        """Look from another depth; a chain belongs to an operation, so it is left."""
        self._stepping.chain.end()
        self._stepping.depths.choose(depth)

    @Slot(str)
    def _show_depth(self, depth: str) -> None:
        if self._page.walk is not None:
            self._page.walk.show_depth(depth)
            self.show_places()
        self.depth_shown.emit(f"depth:{depth}")

    @Slot(object)
    def _show_story(self, story: object) -> None:
        """Another batch; its column and its row follow."""
        ledger, batch = self._stepping.depths.ledger, self._page.build_walk().build_batch()
        batch.show_story(ledger.story, ledger.index, ledger.column)

    @Slot(int)
    def _show_column(self, column: int) -> None:
        self._page.build_walk().build_batch().show_column(column)

    @Slot(int)
    def _show_row(self, row: int) -> None:
        self._page.build_walk().build_batch().show_row(row)
        self.show_places()

    @Slot(int)
    def _set_digits(self, digits: int) -> None:
        walk = self._page.build_walk()
        if walk.batch is not None:
            walk.batch.set_digits(digits)

    @Slot()
    def show_places(self) -> None:
        """Say on every dock where one is in each depth."""
        walk, stepping = self._page.walk, self._stepping
        if walk is None or not stepping.walkthrough.active:
            return
        depth, places = stepping.depths.depth, self._places()
        docks: list[DockFrame] = [walk.dock]
        docks += [page.dock for page in (walk.batch, walk.epoch, walk.chain) if page is not None]
        for dock in docks:
            dock.switch.show_depth(depth, places)
        if depth == "batch" and stepping.depths.ledger.active:
            ledger = stepping.depths.ledger
            title = ledger.part.short.partition(",")[0]
            self._toolbar.show_walk(stepping.walkthrough.walk.loss, title, ledger.index + 1, ledger.count, "Row")

    def _places(self) -> dict[str, str]:
        """Where one is in each depth: "6 of 8", or "– of 5" where nothing is chosen."""
        stepping, depths = self._stepping, self._stepping.depths
        walkthrough, operations = stepping.walkthrough, stepping.walkthrough.operations
        before = walkthrough.walk.before
        sample, operation = operations.sample_of(walkthrough.index), walkthrough.index
        if depths.depth in ("epoch", "batch"):
            ledger, operation = depths.ledger, -1
            sample = ledger.story.rows[ledger.index].sample if depths.depth == "batch" and ledger.active else -1
        batch = depths.epoch.index if depths.depth == "epoch" and depths.epoch.active else before.batch
        batches = number.count(_batches(before.experiment.points.train_count, before.experiment.plan.batch_size))
        return {
            "epoch": number.count(before.epoch),
            "batch": "alone" if stepping.alone is not None else f"{number.count(batch + 1)} of {batches}",
            "sample": f"{_told(sample)} of {number.count(operations.samples)}",
            "operation": f"{_told(operation)} of {number.count(len(operations))}",
        }


def _batches(points: int, size: int) -> int:
    return max(1, -(-points // size))


def _told(place: int) -> str:
    return number.count(place + 1) if place >= 0 else "–"
