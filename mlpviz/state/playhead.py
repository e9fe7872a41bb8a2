"""Which snapshot is on screen: the newest, or that of an earlier epoch."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from mlpviz.engine.history import History
from mlpviz.engine.records import Progress, Snapshot

FRAME = 16
"""Milliseconds between two snapshots on screen."""
REST = 60
"""Milliseconds after which a position that is dragged counts as resting, so that its epoch is computed exactly."""


class Playhead(QObject):
    """The one source of snapshots for the views, for live training, time travel and step-through."""

    shown = Signal(object)
    """The Snapshot on screen; while training, at most one each frame."""
    moved = Signal()
    """The position in time or the history has changed."""
    epoch_needed = Signal(object, int, int)
    """A keyframe, the later epoch to recompute from it, and how many epochs before that one are wanted too."""
    epoch_forgotten = Signal()
    """The requested epoch is no longer needed."""
    diverged = Signal(object)
    """The Snapshot in which the loss is no longer finite."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.history = History()
        self.live = True
        self.approximate = False
        self.moving = False
        """Whether the position is dragged or played: coarse pictures are better than late ones then."""
        self.rate = float("nan")
        """Epochs per second in the last report; NaN while paused."""
        self.heard = False
        """Whether the run that is expected has sent its first report."""
        self._run = -1
        self._fresh = True
        self._shown: Snapshot | None = None
        self._base: Snapshot | None = None
        self._wanted = 0
        self._keyframe: Snapshot | None = None
        """From where the epoch that was asked for last is computed again."""
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setTimerType(Qt.TimerType.PreciseTimer)
        self._frame.setInterval(FRAME)
        self._frame.timeout.connect(self._show_newest)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._ask)

    @property
    def snapshot(self) -> Snapshot | None:
        return self._shown

    @property
    def base(self) -> Snapshot | None:
        """The exact snapshot of the past epoch, without edits; None while live or not computed yet."""
        return self._base

    @property
    def edited(self) -> bool:
        """Whether the past epoch is shown with an edit."""
        return self._base is not None and self._shown is not self._base

    @property
    def waiting(self) -> bool:
        """Whether a received snapshot is not shown yet."""
        return self._frame.isActive()

    @property
    def begun(self) -> bool:
        """Whether the history is of the run that is expected; until its first report it is of the one before."""
        return not self._fresh

    @property
    def newest(self) -> Snapshot | None:
        """The newest snapshot of training."""
        return self.history.newest

    @property
    def epoch(self) -> int:
        """The epoch on screen; while it is being recomputed, the requested one."""
        if self.live:
            return self.newest.epoch if self.newest else 0
        return self._wanted

    def expect(self, run: int, history: History | None = None) -> None:
        """Accept only reports of this run from now on; without a history, its first snapshot starts one."""
        self._run, self._fresh, self.heard = run, history is None, False
        if history is not None:
            self.history = history
        self._leave_past()

    def _leave_past(self) -> None:
        self.live, self.approximate, self.moving, self._base = True, False, False, None
        self._rest.stop()
        self.epoch_forgotten.emit()

    @Slot(object)
    def receive(self, progress: Progress) -> None:
        """Add a report of the trainer to the history; reports of earlier runs are ignored."""
        if progress.snapshot.run != self._run:
            return
        self.heard = True
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
    def go_to(self, epoch: int, moving: bool = False, *, exact: bool = False, also: int = 0) -> None:
        """Show an earlier epoch: at once the nearest one at hand, exactly that one as soon as it is computed again.

        `moving`: others follow at once, so it is computed only if it stays for a moment, or if `exact` asks for it.
        `also` is how many epochs before it will be wanted next.
        """
        newest = self.newest
        if newest is None:
            return
        epoch = min(max(epoch, self.history.keyframes[0].epoch), newest.epoch)
        self.live, self.moving, self._wanted = epoch == newest.epoch, moving, epoch
        found = newest if self.live else self.history.exact(epoch)
        self.approximate, self._base = found is None, None if self.live else found
        self.epoch_forgotten.emit()
        shown = found or self.history.nearest(epoch)
        if not moving or shown is not self._shown:  # at rest, it is shown again in full
            self._show(shown)
        self.moved.emit()
        self._rest.stop()
        if found is None and moving and not exact:
            self._rest.start()
        elif found is None:
            self._ask(also)

    @Slot()
    def _ask(self, also: int = 0) -> None:
        self._keyframe = self.history.before(self._wanted)
        self.epoch_needed.emit(self._keyframe, self._wanted, also)

    @Slot()
    def go_live(self) -> None:
        """Show the newest snapshot again."""
        self._leave_past()
        if self.newest is not None:
            self._show(self.newest)
        self.moved.emit()

    @Slot(object)
    def receive_recomputed(self, snapshot: Snapshot) -> None:
        """Show the requested epoch after it was recomputed."""
        if self._keyframe is not None:
            self.history.recall(snapshot, self._keyframe)
        if not self.live and snapshot.epoch == self._wanted:
            self.approximate, self._base = False, snapshot
            self._show(snapshot)
            self.moved.emit()

    @Slot(object, object)
    def receive_recalled(self, snapshot: Snapshot, keyframe: Snapshot) -> None:
        """Keep an epoch that was recomputed on the way to another one."""
        self.history.recall(snapshot, keyframe)

    def show_edited(self, snapshot: Snapshot) -> None:
        """Show an edited snapshot of the past epoch; later epochs stay until training continues from here."""
        if not self.live:
            self._show(snapshot)
            self.moved.emit()
