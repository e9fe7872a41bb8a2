"""Plays the history of a run, forwards or backwards, once or over and over within a range."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from mlpviz.bench.transport import Transport
from mlpviz.state.playhead import Playhead
from mlpviz.trainer.trainer import Trainer

FRAME = 16
"""Milliseconds between two looks at the clock."""
EVERY = 1000 / FRAME
"""Epochs a second up to which every epoch is shown, computed again where needed; faster, the nearest ones at hand."""
WHOLE = 10.0
"""Seconds that all epochs, or the range, take at full speed; but not slower than `FASTEST_SET`."""
FASTEST_SET = 200.0
AHEAD = 64
"""Epochs that are computed again together when time runs backwards."""


class Replay(QObject):
    """Moves the playhead by the clock. Whatever else moves it ends the play."""

    changed = Signal()
    """It began or ended, or another range or loop was chosen."""

    def __init__(self, playhead: Playhead, trainer: Trainer, transport: Transport) -> None:
        """Stand still, without a range."""
        super().__init__(transport)
        self._playhead, self._trainer, self._transport = playhead, trainer, transport
        self.direction = 0
        """1 while time runs forwards, −1 backwards, 0 at rest."""
        self.range: tuple[int, int] | None = None
        """First and last epoch of the range that is chosen."""
        self.looping = False
        self._speed = FASTEST_SET
        self._place, self._clock = 0.0, 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._go_on)
        transport.steered.connect(self.halt)
        trainer.training_changed.connect(self._give_way)

    @Slot(float)
    def set_speed(self, epochs_per_second: float) -> None:
        """Move by so many epochs a second; infinity: all of it in about ten seconds."""
        self._speed = epochs_per_second

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last epoch between which it moves."""
        first, last = self._first(), self._last()
        if self.range is None or not self.looping:
            return first, last
        return min(max(self.range[0], first), last), max(min(self.range[1], last), first)

    # playing

    def toggle(self, direction: int) -> None:
        """Play in a direction, 1 or −1; or stop, if that is how it moves now."""
        if self.direction == direction:
            self.halt()
        else:
            self.play(direction)

    def play(self, direction: int) -> None:
        """Play from the epoch on screen; from the other end if there is nothing left in this direction."""
        first, last = self.ends
        if last <= first:
            return
        self._trainer.pause()
        start, end = (first, last) if direction > 0 else (last, first)
        here = self._playhead.epoch
        if not first <= here <= last or here == end:
            here = start
        self.direction, self._place, self._clock = direction, float(here), time.perf_counter()
        self._look(here)
        self._trainer.fill(self._playhead.history.gaps((first, last)))
        self._timer.start()
        self.changed.emit()

    @Slot()
    def halt(self) -> None:
        """Stand still, with the exact epoch on screen."""
        if self.direction:
            self.direction = 0
            self._timer.stop()
            if self._playhead.moving:
                self._playhead.go_to(self._playhead.epoch)
            self.changed.emit()

    @Slot(bool)
    def _give_way(self, training: bool) -> None:
        if training:
            self.halt()

    @Slot()
    def _go_on(self) -> None:
        now, before = time.perf_counter(), self._clock
        self._clock = now
        speed = self._pace()
        if self._playhead.approximate and speed <= EVERY:
            return  # the epoch that is due is still computed; none is left out
        first, last = self.ends
        step = speed * (now - before)
        self._place += self.direction * (min(step, 1.0) if speed <= EVERY else step)
        if not first <= self._place <= last:
            end = last if self.direction > 0 else first
            if self._playhead.epoch != end:
                self._place = float(end)
            elif self.looping:
                self._place = float(first + last - end)
            else:
                self.halt()
                return
        epoch = math.floor(self._place) if self.direction > 0 else math.ceil(self._place)
        if epoch != self._playhead.epoch:
            self._look(epoch)

    def _pace(self) -> float:
        if math.isfinite(self._speed):
            return self._speed
        first, last = self.ends
        return max(FASTEST_SET, (last - first) / WHOLE)

    def _look(self, epoch: int) -> None:
        also = AHEAD if self.direction < 0 else 0
        self._playhead.go_to(epoch, moving=True, exact=self._pace() <= EVERY, also=also)

    # the range

    def set_range(self, epochs: tuple[int, int] | None) -> None:
        """Choose first and last epoch, or none; without a range nothing loops."""
        if epochs is None or epochs[1] <= epochs[0]:
            self.range, self.looping = None, False
        else:
            self.range = epochs
        self.changed.emit()

    def begin_range(self) -> None:
        """Let the range begin at the epoch on screen."""
        here = self._playhead.epoch
        end = self.range[1] if self.range is not None and self.range[1] > here else self._last()
        if here < end:
            self.set_range((here, end))

    def end_range(self) -> None:
        """Let the range end at the epoch on screen."""
        here = self._playhead.epoch
        start = self.range[0] if self.range is not None and self.range[0] < here else self._first()
        if start < here:
            self.set_range((start, here))

    def loop(self, wanted: bool) -> None:
        """Play the range over and over, or everything if there is none; or end that."""
        first, last = self._first(), self._last()
        if wanted and last > first:
            self.range = self.range or (first, last)
            self.looping = True
            self.play(self.direction or 1)
        else:
            self.end()

    def end(self) -> bool:
        """Stop, and take the range away; False if there was neither."""
        had = bool(self.direction) or self.range is not None
        self.range, self.looping = None, False
        self.halt()
        if had:
            self.changed.emit()
        return had

    def _first(self) -> int:
        keyframes = self._playhead.history.keyframes
        return keyframes[0].epoch if keyframes else 0

    def _last(self) -> int:
        newest = self._playhead.newest
        return newest.epoch if newest is not None else 0
