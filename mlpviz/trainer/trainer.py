"""Controls the training thread from the GUI thread."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from PySide6.QtCore import QObject, QThread, Signal, Slot

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.history import Gap
from mlpviz.engine.records import Arithmetic, Progress, Snapshot
from mlpviz.engine.stop_rule import StopRule
from mlpviz.engine.stop_watch import Stop
from mlpviz.trainer.worker import Worker

SHARE: dict[Arithmetic, float] = {"layers": 0.2, "compiled": 0.6}
"""Largest share of the time at full speed that the window spends on reports: layers and window need the same lock."""
FASTEST, SLOWEST = 0.03, 0.2
"""Shortest and longest time between two reports at full speed, in seconds."""
SWITCH = 0.001
"""Seconds after which a thread that waits for the interpreter lock gets it. Python's default, 5 ms, delays clicks."""


class Trainer(QObject):
    """Sends orders to the worker and forwards its reports. Every method returns at once."""

    epochs_finished = Signal(object)
    """A Progress."""
    training_changed = Signal(bool)
    recomputed = Signal(object)
    """The Snapshot of the earlier epoch that was requested last."""
    recalled = Signal(object, object)
    """A Snapshot on the way to it, and the one from which it was computed again."""
    recomputing = Signal(float)
    stopped = Signal(object)
    """The Stop of a training that met the rule."""
    failed = Signal(str)

    _begin = Signal(object, int)
    _resume = Signal(object, int, int)
    _adjust = Signal(object)
    _play = Signal()
    _pause = Signal()
    _one_epoch = Signal()
    _speed = Signal(float)
    _want_report = Signal(float)
    _recompute = Signal(object, int, int, int)
    _forget = Signal()
    _fill = Signal(object)
    _stop_when = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start the thread; it is idle until it gets an order."""
        super().__init__(parent)
        sys.setswitchinterval(SWITCH)
        self._number = 0
        self._request = 0
        self._training = False
        self._worked, self._next = 0.0, 0.0  # processor time of this thread; when the next report is wanted
        self._thread = QThread(self)
        self._thread.setObjectName("trainer")
        self._worker = Worker()
        self._kernel_loader = self._worker.kernel_loader
        self._worker.moveToThread(self._thread)
        for order, slot in (
            (self._begin, self._worker.begin),
            (self._resume, self._worker.resume),
            (self._adjust, self._worker.adjust),
            (self._play, self._worker.play),
            (self._pause, self._worker.pause),
            (self._one_epoch, self._worker.one_epoch),
            (self._speed, self._worker.set_speed),
            (self._want_report, self._worker.want_report),
            (self._recompute, self._worker.recompute),
            (self._forget, self._worker.forget_recomputing),
            (self._fill, self._worker.fill),
            (self._stop_when, self._worker.stop_when),
        ):
            order.connect(slot)
        self._worker.epochs_finished.connect(self._pass_on)
        self._worker.training_changed.connect(self._note_training)
        self._worker.recomputed.connect(self._receive_recomputed)
        self._worker.recalled.connect(self.recalled)
        self._worker.recomputing.connect(self.recomputing)
        self._worker.stopped.connect(self._receive_stopped)
        self._worker.failed.connect(self.failed)
        self._thread.finished.connect(self._worker.deleteLater)  # its timer can only be stopped in its own thread
        self._thread.start()

    @property
    def training(self) -> bool:
        """Whether training runs until it is paused."""
        return self._training

    def begin(self, experiment: Experiment) -> int:
        """Start a new run from its initial weights; returns its number."""
        self._number += 1
        self._begin.emit(experiment, self._number)
        return self._number

    def resume(self, snapshot: Snapshot, *, updates: int = 0) -> int:
        """Start a new run from a snapshot, or from the end of so many updates after it; returns its number."""
        self._number += 1
        self._resume.emit(snapshot, self._number, updates)
        return self._number

    def adjust(self, experiment: Experiment) -> None:
        """Change the experiment of the run."""
        self._adjust.emit(experiment)

    def play(self) -> None:
        """Train until paused."""
        self._play.emit()

    def pause(self) -> None:
        """Stop after the current batch."""
        self._pause.emit()

    def one_epoch(self) -> None:
        """Train for exactly one epoch, then pause."""
        self._one_epoch.emit()

    def set_speed(self, epochs_per_second: float) -> None:
        """Limit the epochs per second; infinity for no limit."""
        self._speed.emit(epochs_per_second)

    def stop_when(self, rule: StopRule) -> None:
        """From now on, stop at the first epoch that meets this rule; `stopped` tells it."""
        self._stop_when.emit(rule)

    def recompute(self, keyframe: Snapshot, epoch: int, also: int = 0) -> None:
        """Recompute an earlier epoch from a keyframe, and the last `also` ones before it; replaces older requests."""
        self._request += 1
        self._recompute.emit(keyframe, epoch, self._request, also)

    def forget_recomputing(self) -> None:
        """Cancel the recomputation."""
        self._request += 1
        self._forget.emit()

    def fill(self, gaps: Sequence[Gap]) -> None:
        """Recompute epochs in gaps of the history, until training goes on; `recalled` reports each."""
        self._fill.emit(tuple(gaps))

    def close(self) -> None:
        """End the thread. A QThread alive at exit would abort the process."""
        self._thread.quit()
        self._thread.wait()
        self._kernel_loader.close()  # safe here, because its thread has ended

    @Slot(object)
    def _pass_on(self, progress: Progress) -> None:
        """Forward a report, and request the next one so that this thread spends at most its SHARE on reports."""
        self.epochs_finished.emit(progress)
        before, self._worked = self._worked, time.thread_time()
        pause = (self._worked - before) / SHARE[progress.snapshot.arithmetic]
        now = time.perf_counter()
        self._next = max(now, min(self._next, now) + min(max(pause, FASTEST), SLOWEST))
        self._want_report.emit(self._next)

    @Slot(bool)
    def _note_training(self, training: bool) -> None:
        self._training = training
        self.training_changed.emit(training)

    @Slot(object, int)
    def _receive_stopped(self, stop: Stop, number: int) -> None:
        if number == self._number:
            self.stopped.emit(stop)

    @Slot(object, int)
    def _receive_recomputed(self, snapshot: Snapshot, request: int) -> None:
        if request == self._request:
            self.recomputed.emit(snapshot)
