"""Connects the page of an epoch with the batches that are walked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.bench.stepping import Stepping
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.playground.toolbar import PlaygroundToolbar

if TYPE_CHECKING:
    from mlpviz.views.walk.epoch.page import EpochPage
    from mlpviz.views.walk.page import WalkPage


class EpochPresenter(QObject):
    """Shows every batch of an epoch while one looks from there, and brings the requests of its page to the walk."""

    shown = Signal()
    """Another batch is shown."""

    def __init__(self, stepping: Stepping, page: PlaygroundPage, toolbar: PlaygroundToolbar) -> None:
        """Wait for a walk, and for the page that shows it."""
        super().__init__(page)
        self._stepping, self._page, self._toolbar = stepping, page, toolbar
        self._late = True
        depths = stepping.depths
        depths.epoch.begun.connect(self._begin)
        depths.epoch.step_shown.connect(self._show_batch)
        depths.shown.connect(self._show_depth)
        page.walk_built.connect(self._connect_walk)

    @Slot(object)
    def _connect_walk(self, walk: WalkPage) -> None:
        walk.epoch_built.connect(self._connect_epoch)
        walk.sample.digits_chosen.connect(self._set_digits)

    @Slot(object)
    def _connect_epoch(self, page: EpochPage) -> None:
        dock, depths, epoch = page.dock, self._stepping.depths, self._stepping.depths.epoch
        dock.next_requested.connect(epoch.next)
        dock.back_requested.connect(epoch.back)
        dock.first_requested.connect(epoch.first)
        dock.last_requested.connect(epoch.last)
        dock.deeper_requested.connect(depths.deeper)
        dock.keep_requested.connect(self._stepping.keep)
        dock.leave_requested.connect(self._stepping.leave)
        page.batch_requested.connect(epoch.go)
        page.open_requested.connect(depths.open_batch)
        walk = self._page.build_walk()
        page.set_digits(int(walk.sample.digits.value()))
        dock.show_level(walk.sample.level.value())

    @Slot(object)
    def _begin(self, story: object) -> None:
        self._late = True

    @Slot(str)
    def _show_depth(self, depth: str) -> None:
        epoch = self._stepping.depths.epoch
        if depth == "epoch" and epoch.active:
            self._show_batch(epoch.index)

    @Slot(int)
    def _show_batch(self, batch: int) -> None:
        """Show a batch; from further below, the page is not drawn until it is needed."""
        depths = self._stepping.depths
        if depths.depth != "epoch" or not depths.epoch.active:
            return
        page = self._page.build_walk().build_epoch()
        if self._late:
            page.show_story(depths.epoch.story, batch)
            self._late = False
        else:
            page.show_batch(batch)
        row = depths.epoch.story.row(batch)
        self._toolbar.show_walk(row.before, "Epoch", batch + 1, depths.epoch.count, "Batch")
        self.shown.emit()

    @Slot(int)
    def _set_digits(self, digits: int) -> None:
        epoch = self._page.build_walk().epoch
        if epoch is not None:
            epoch.set_digits(digits)
