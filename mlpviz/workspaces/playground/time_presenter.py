"""Connects the timeline with what moves through the history: scrubbing, playing, the range, and the changes."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent

from mlpviz.bench.bench import Bench
from mlpviz.state.document import Moment
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.playground.toolbar import PlaygroundToolbar
from mlpviz.workspaces.workspace import Handler


class TimePresenter(QObject):
    """Brings requests of the timeline to the bench, and shows how time runs."""

    looping_changed = Signal(bool)
    """Whether a range is played over and over from now on."""
    told = Signal(str)
    """A sentence about what is not there."""

    def __init__(self, bench: Bench, page: PlaygroundPage, toolbar: PlaygroundToolbar) -> None:
        """Listen to timeline and speed."""
        super().__init__(page)
        self._bench, self._page = bench, page
        self._shown: tuple[int, int] | None = None
        timeline, replay = page.timeline, bench.replay
        timeline.epoch_requested.connect(bench.transport.scrub)
        timeline.train_from_here_requested.connect(bench.transport.train_from_here)
        timeline.live_requested.connect(bench.transport.go_live)
        timeline.range_requested.connect(replay.set_range)
        timeline.replay_requested.connect(replay.toggle)
        timeline.loop_requested.connect(replay.loop)
        toolbar.speed_chosen.connect(replay.set_speed)
        replay.set_speed(toolbar.speed())
        replay.changed.connect(self._show_replay)
        bench.document.replaced.connect(self._note_moment)
        self.handlers: dict[str, Handler] = {
            "replay": partial(replay.toggle, 1),
            "replay_back": partial(replay.toggle, -1),
            "loop": replay.loop,
            "begin_range": replay.begin_range,
            "end_range": replay.end_range,
            "no_range": replay.end,
            "earlier_change": partial(self.go_to_change, -1),
            "later_change": partial(self.go_to_change, 1),
        }
        """What the commands about time mean."""

    @Slot()
    def _show_replay(self) -> None:
        replay = self._bench.replay
        self._page.timeline.show_replay(replay.direction, replay.range, replay.looping)
        if replay.range != self._shown:
            self._shown = replay.range
            self._page.diagnostics.show_range(*(replay.range or (None, None)))
        self.looping_changed.emit(replay.looping)

    @Slot(object)
    def _note_moment(self, moment: Moment) -> None:
        """A new run has other epochs, so a range of the old one means nothing."""
        if moment.history is None:
            self._bench.replay.end()

    def go_to_change(self, direction: int) -> None:
        """Look at the next epoch before or after this one at which something was changed, and say what."""
        playhead = self._bench.playhead
        epochs = [event.epoch for event in playhead.history.events]
        beyond = [epoch for epoch in epochs if (epoch - playhead.epoch) * direction > 0]
        if not beyond:
            self.told.emit(f"Nothing was changed {'after' if direction > 0 else 'before'} this epoch.")
            return
        nearest = min(beyond) if direction > 0 else max(beyond)
        self._bench.transport.scrub(nearest)
        self._page.timeline.track.tell_changes(nearest)

    def take_key(self, event: QKeyEvent) -> bool:
        """Esc stops what plays and takes the range away."""
        return event.key() == Qt.Key.Key_Escape and self._bench.replay.end()
