"""Carries out nudges of weights, and shows what they did to the loss."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from mlpviz.bench.bench import Bench
from mlpviz.engine.nudge import nudge_of
from mlpviz.engine.records import Progress, Snapshot
from mlpviz.workspaces.playground.page import PlaygroundPage


class NudgePresenter(QObject):
    """Changes one weight as if it were typed, and compares the snapshots before and after."""

    def __init__(self, bench: Bench, page: PlaygroundPage) -> None:
        """Listen to the cards of the graph."""
        super().__init__(page)
        self._bench, self._page = bench, page
        self._waiting: tuple[Snapshot, int] | None = None
        page.network.nudge_requested.connect(self.nudge)
        bench.trainer.epochs_finished.connect(self._compare)

    @Slot(int, float)
    def nudge(self, index: int, change: float) -> None:
        """Change an entry of theta by an amount; undo takes it back."""
        before = self._bench.playhead.snapshot
        if before is None or self._bench.playhead.approximate or index >= before.theta.size:
            return
        self._waiting = before, index
        self._bench.editor.set_weight(index, float(before.theta[index]) + change)

    @Slot(object)
    def _compare(self, progress: Progress) -> None:
        if self._waiting is None or not progress.changed:
            return
        (before, index), self._waiting = self._waiting, None
        self._page.network.view.cards.show_nudge(nudge_of(before, progress.snapshot, index))
