"""Lets the step-through walk on by itself, in whatever depth it is, until something asks for the learner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from mlpviz.bench.stepping import Stepping
from mlpviz.state.autoplay import SPEEDS, Autoplay
from mlpviz.views.hands_on import HandsOn
from mlpviz.workspaces.playground.page import PlaygroundPage

if TYPE_CHECKING:
    from mlpviz.views.walk.batch.page import BatchPage
    from mlpviz.views.walk.chain.page import ChainPage
    from mlpviz.views.walk.dock.frame import DockFrame
    from mlpviz.views.walk.epoch.page import EpochPage
    from mlpviz.views.walk.page import WalkPage


WAITS = "Playing waits for you here: type the sign or the value first."


class AutoplayPresenter(QObject):
    """Stops at the end, at a question, at a press of the learner, and when the step-through is left."""

    def __init__(self, stepping: Stepping, page: PlaygroundPage) -> None:
        """Wait for the page of the step-through."""
        super().__init__(page)
        self._page = page
        self._docks: list[DockFrame] = []
        self.autoplay, self._hands = Autoplay(self), HandsOn(self)
        self.autoplay.stepped.connect(self._step)
        self.autoplay.changed.connect(self._show)
        self._hands.taken_over.connect(self.autoplay.stop)
        stepping.opened.connect(self._stop_when_left)
        page.walk_built.connect(self._connect_walk)

    def recall(self, speed: object) -> None:
        """Play at the speed that was chosen at another time; what is none is as if none had been chosen."""
        self.autoplay.choose_speed(next((one for one in SPEEDS if str(one) == str(speed)), self.autoplay.speed))

    @Slot(object)
    def _connect_walk(self, walk: WalkPage) -> None:
        self._connect(walk.dock)
        walk.chain_built.connect(self._connect_page)
        walk.batch_built.connect(self._connect_page)
        walk.epoch_built.connect(self._connect_page)

    @Slot(object)
    def _connect_page(self, page: ChainPage | BatchPage | EpochPage) -> None:
        self._connect(page.dock)

    def _connect(self, dock: DockFrame) -> None:
        self._docks.append(dock)
        dock.play_requested.connect(self.autoplay.toggle)
        dock.speed_requested.connect(self.autoplay.change_speed)
        dock.player.speed_requested.connect(self._next_speed)
        self._show()

    @Slot()
    def _step(self) -> None:
        walk = self._page.build_walk()
        dock = walk.docked
        if dock.may_play:
            dock.next_requested.emit()
        elif dock is walk.dock and walk.dock.asking:
            walk.dock.insist(WAITS)
        if not dock.may_play:
            self.autoplay.stop()

    @Slot()
    def _next_speed(self) -> None:
        self.autoplay.choose_speed(SPEEDS[(SPEEDS.index(self.autoplay.speed) + 1) % len(SPEEDS)])

    @Slot()
    def _show(self) -> None:
        playing = self.autoplay.playing
        for dock in self._docks:
            dock.player.show_playing(playing=playing, speed=self.autoplay.speed)
        walk = self._page.walk
        self._hands.watch(playing, None if walk is None else walk.docked.player)

    @Slot(bool)
    def _stop_when_left(self, opened: bool) -> None:
        if not opened:
            self.autoplay.stop()
