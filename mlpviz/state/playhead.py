"""Which snapshot is on screen: the newest, or one of an earlier epoch."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from mlpviz.engine.history import History
from mlpviz.engine.records import Progress, Snapshot

FRAME = 16
"""Milliseconds between two snapshots on screen."""


class Playhead(QObject):
    """The one outlet of snapshots: live training, time travel and stepping all pass through it."""

    shown = Signal(object)
    """The Snapshot on screen; at most one a frame while training."""
    moved = Signal()
    """Live or past, exact or approximate, or the history itself changed."""
    epoch_needed = Signal(object, int)
    """A keyframe, and the later epoch to be computed again from it."""
    epoch_forgotten = Signal()
    """The epoch asked for is not needed any more."""
    diverged = Signal(object)
    """The Snapshot in which the loss stopped being a number."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Wait for the first snapshot."""
        super().__init__(parent)
        self.history = History()
        self.live = True
        self.approximate = False
        self.rate = float("nan")
        """Epochs per second as last reported; NaN while paused."""
        self._run = -1
        self._fresh = True
        self._shown: Snapshot | None = None
        self._base: Snapshot | None = None
        self._wanted = 0
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setTimerType(Qt.TimerType.PreciseTimer)
        self._frame.setInterval(FRAME)
        self._frame.timeout.connect(self._show_newest)

    @property
    def snapshot(self) -> Snapshot | None:
        """The snapshot on screen."""
        return self._shown

    @property
    def base(self) -> Snapshot | None:
        """The exact snapshot of the earlier epoch looked at, as it was then; None while live or not yet computed."""
        return self._base

    @property
    def edited(self) -> bool:
        """Whether what is shown of the past is no longer as it was then."""
        return self._base is not None and self._shown is not self._base

    @property
    def waiting(self) -> bool:
        """Whether a snapshot has come in that is not shown yet."""
        return self._frame.isActive()

    @property
    def newest(self) -> Snapshot | None:
        """The snapshot that training stands at."""
        return self.history.newest

    @property
    def epoch(self) -> int:
        """The epoch the playhead stands at; while its snapshot is being computed again, the one asked for."""
        if self.live:
            return self.newest.epoch if self.newest else 0
        return self._wanted

    def expect(self, run: int, history: History | None = None) -> None:
        """From now on only reports of this run count; without a history its first snapshot begins one."""
        self._run, self._fresh = run, history is None
        if history is not None:
            self.history = history
        self._leave_past()

    def _leave_past(self) -> None:
        self.live, self.approximate, self._base = True, False, None
        self.epoch_forgotten.emit()

    @Slot(object)
    def receive(self, progress: Progress) -> None:
        """Take in a report of the trainer; what belongs to an earlier run is dropped."""
        if progress.snapshot.run != self._run:
            return
        if self._fresh:
            self.history, self._fresh = History(), False
            self.history.begin(progress.snapshot)
        else:
            self.history.add(progress)
        self.rate = progress.epochs_per_second
        if progress.diverged:
            self._show_newest()
            self.diverged.emit(progress.snapshot)
        elif not self._frame.isActive():
            self._frame.start()

    @Slot()
    def _show_newest(self) -> None:
        self._frame.stop()
        self.moved.emit()
        if self.live and self.newest is not None and self.newest is not self._shown:
            self._show(self.newest)

    def _show(self, snapshot: Snapshot) -> None:
        self._shown = snapshot
        self.shown.emit(snapshot)

    @Slot(int, bool)
    def go_to(self, epoch: int, dragging: bool = False) -> None:
        """Show an earlier epoch: while dragging the nearest keyframe, at rest exactly that epoch."""
        newest = self.newest
        if newest is None:
            return
        epoch = min(max(epoch, self.history.keyframes[0].epoch), newest.epoch)
        self.live, self._wanted = epoch == newest.epoch, epoch
        exact = newest if self.live else self.history.exact(epoch)
        self.approximate, self._base = exact is None, None if self.live else exact
        self.epoch_forgotten.emit()
        self._show(exact or self.history.nearest(epoch))
        self.moved.emit()
        if exact is None and not dragging:
            self.epoch_needed.emit(self.history.before(epoch), epoch)

    @Slot()
    def go_live(self) -> None:
        """Show the newest snapshot again."""
        self._leave_past()
        if self.newest is not None:
            self._show(self.newest)
        self.moved.emit()

    @Slot(object)
    def receive_recomputed(self, snapshot: Snapshot) -> None:
        """Take in an epoch that was computed again."""
        if not self.live and snapshot.epoch == self._wanted:
            self.approximate, self._base = False, snapshot
            self._show(snapshot)
            self.moved.emit()

    def show_edited(self, snapshot: Snapshot) -> None:
        """Show what a change makes of the past epoch looked at; later epochs stay until training goes on from here."""
        if not self.live:
            self._show(snapshot)
            self.moved.emit()
