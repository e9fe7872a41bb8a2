"""The worker in the training thread: carries out orders and trains in short ticks."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.history import Gap
from mlpviz.engine.records import Snapshot
from mlpviz.engine.reports import failure, filled, report
from mlpviz.engine.run import Run
from mlpviz.engine.stop_rule import StopRule
from mlpviz.nn.arrays import Array
from mlpviz.trainer.kernel_loader import KernelLoader
from mlpviz.trainer.stopper import Stopper

P = ParamSpec("P")
TICK = 0.012
"""Seconds of training before orders are handled. Each tick has a cost: it waits once for the interpreter lock."""
REPORT_SHARE = 1 / 12
"""Share of the time at full speed that reports may take; each one computes the gradient over all points."""
RATE_WINDOW = 1.0
"""Epochs per second are measured over this many seconds."""


FILL = 0.004
"""Seconds of filling gaps at once."""
STRIDE = 8
"""On a long way to an earlier epoch, a snapshot is reported after this many epochs, or after more of them."""


@dataclass
class _Past:
    """An earlier epoch that is being computed again."""

    run: Run
    keyframe: Snapshot
    """Where it begins."""
    target: int
    request: int
    also: int
    """From this epoch on, each one is reported."""
    last: int
    """The epoch that was reported last."""


def _reported(order: Callable[Concatenate[Worker, P], None]) -> Callable[Concatenate[Worker, P], None]:
    """Let exceptions in an order be reported by `failed`, like those in a tick."""

    @wraps(order)
    def carry_out(worker: Worker, /, *arguments: P.args, **named: P.kwargs) -> None:
        try:
            order(worker, *arguments, **named)
        except Exception as error:
            worker._fail(error)

    return carry_out


class Worker(QObject):
    """Carries out orders, which arrive as queued slots between two ticks; a tick ends between two batches.

    So no flags and locks are needed: an order waits a few milliseconds for the end of the tick.
    """

    epochs_finished = Signal(object)
    """A Progress: for each epoch at a limited speed, otherwise for all epochs since the last report."""
    training_changed = Signal(bool)
    """Whether training runs until it is paused."""
    recomputed = Signal(object, int)
    """A Snapshot of an earlier epoch, and the number of the request."""
    recalled = Signal(object, object)
    """A Snapshot on the way to an earlier epoch, and the one from which it was computed again."""
    recomputing = Signal(float)
    """The finished share of a recomputation, 0…1."""
    stopped = Signal(object, int)
    """The Stop of a training that met the rule, and the number of its run."""
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._run: Run | None = None
        self._pending: Experiment | None = None
        self._rows: list[Array] = []  # scores of the epochs since the last report
        self._report_at, self._affordable_at = 0.0, 0.0  # at full speed, no report is sent before these times
        self._playing = False
        self._to_do = 0
        self._speed = math.inf
        self._due = 0.0
        self._rate: deque[tuple[float, int]] = deque()
        self._past: _Past | None = None
        self._filling: Iterator[tuple[Snapshot, Snapshot] | None] | None = None
        self._timer: QTimer | None = None
        self._stopper = Stopper()
        self.kernel_loader = KernelLoader()

    # orders

    @Slot(object, int)
    @_reported
    def begin(self, experiment: Experiment, number: int) -> None:
        """Start a new run from its initial weights."""
        self._take(Run(experiment, number, arithmetic="layers"))

    @Slot(object, int, int)
    @_reported
    def resume(self, snapshot: Snapshot, number: int, updates: int = 0) -> None:
        """Start a new run from a snapshot, or from the end of so many updates that follow it in its epoch."""
        self._take(Run(snapshot.experiment, number, arithmetic="layers").resume(snapshot), updates)

    def _take(self, run: Run, updates: int = 0) -> None:
        self._run, self._pending, self._rows, self._filling = run, None, [], None
        if updates and self._can_train():
            for _ in range(updates):
                run.one_update()
            if run.batches == 0:
                self._rows.append(run.scores().row())
        self._restart_clock()
        self.kernel_loader.want(run)
        self._publish(changed=True)
        if not self._can_train():
            self._stop()

    @Slot(object)
    @_reported
    def adjust(self, experiment: Experiment) -> None:
        """Change the experiment: points from the next epoch, everything else from the next batch."""
        run = self._run
        if run is None:
            return
        if self._playing and run.batches and experiment.points != run.experiment.points and self._can_train():
            self._pending = experiment
            return
        self._adjust_now(run, experiment)

    def _adjust_now(self, run: Run, experiment: Experiment) -> None:
        self._pending = None
        run.adjust(experiment)
        self._stopper.begin_anew(run)
        self.kernel_loader.want(run)
        self._publish(changed=True)
        if not self._can_train():
            self._stop()

    @Slot()
    def play(self) -> None:
        """Train until paused."""
        run = self._run
        if run is not None and self._can_train() and not self._playing:
            self._stopper.start(run)
            self._playing, self._to_do, self._due, self._filling = True, 0, 0.0, None
            self._restart_clock()
            self.training_changed.emit(True)
            self._wake()

    @Slot()
    def pause(self) -> None:
        """Stop between two batches and report."""
        if self._playing:
            self._stop()
            self._publish()
            if self._pending is not None and self._run is not None:
                self._adjust_now(self._run, self._pending)  # at rest, what is shown belongs to the points on the canvas

    @Slot()
    def one_epoch(self) -> None:
        """Train for one epoch, or to the end of the current epoch, then pause."""
        if not self._can_train():
            return
        if self._playing:
            self._stop()
        self._to_do += 1
        self._wake()

    @Slot(float)
    def set_speed(self, epochs_per_second: float) -> None:
        """Limit the epochs per second; infinity for no limit."""
        self._speed, self._due = epochs_per_second, 0.0
        if self._playing:
            self._wake()

    @Slot(object)
    @_reported
    def stop_when(self, rule: StopRule) -> None:
        """Stop training that is played at the first epoch that meets this rule."""
        self._stopper.take(rule, self._run)

    @Slot(float)
    def want_report(self, moment: float) -> None:
        """Note that the last report was handled; at full speed, the next is not wanted before `moment`."""
        self._report_at = max(moment, self._affordable_at)

    @Slot(object, int, int, int)
    @_reported
    def recompute(self, keyframe: Snapshot, epoch: int, request: int, also: int = 0) -> None:
        """Recompute an earlier epoch from a keyframe. A new request replaces an older one.

        The last `also` epochs before it are reported too, and others on a long way.
        """
        past = Run(keyframe.experiment, keyframe.run, arithmetic=keyframe.arithmetic).resume(keyframe)
        past.reason = keyframe.reason  # the same as it was shown then
        self._past = _Past(past, keyframe, epoch, request, epoch - also, keyframe.epoch)
        self._wake()

    @Slot()
    def forget_recomputing(self) -> None:
        self._past = None

    @Slot(object)
    def fill(self, gaps: Sequence[Gap]) -> None:
        """Recompute epochs of these gaps while there is nothing else to do; replaces older gaps."""
        self._filling = filled(gaps)
        self._wake()

    # ticks

    def _wake(self) -> None:
        if self._timer is None:  # created here, so that it belongs to this thread
            self._timer = QTimer(self)
            self._timer.timeout.connect(self._tick)
        self._timer.start(0)

    @Slot()
    def _tick(self) -> None:
        assert self._timer is not None
        try:
            if self._past is not None:
                self._recompute_some()
            elif self._playing or self._to_do:
                self._train_some()
            elif self._filling is not None:
                self._fill_some()
            else:
                self._timer.stop()
        except Exception as error:
            self._fail(error)

    def _train_some(self) -> None:
        run, now = self._run, time.perf_counter()
        assert run is not None
        assert self._timer is not None
        limited = self._to_do > 0 or math.isfinite(self._speed)
        if self._playing and math.isfinite(self._speed) and run.batches == 0:
            if now < self._due:
                self._timer.start(max(1, math.ceil((self._due - now) * 1000)))
                return
            self._due = max(self._due, now - 1.0 / self._speed) + 1.0 / self._speed
        self._timer.start(0)
        alone = limited or self._stopper.epoch_by_epoch
        trained = None if alone else run.train_many(self._stopper.latest(now + TICK), self._stopper.keep)
        if trained is not None and len(trained):
            self._rows.append(trained)
        else:
            self._train_batches(run, now + TICK, one_epoch=limited)
        if self._stopper.stop is not None and self._playing:
            self._stop_by_rule(run)
        elif self._rows and (limited or not self._continues() or time.perf_counter() > self._report_at):
            self._publish()

    def _train_batches(self, run: Run, until: float, *, one_epoch: bool) -> None:
        while True:
            if run.train(until):
                self._end_epoch(run)
                if one_epoch or not self._continues():
                    return
            if time.perf_counter() > until:
                return

    def _continues(self) -> bool:
        """Whether to train another epoch: playing, no rule is met, and the last loss is finite."""
        if self._stopper.stop is not None:
            return False
        return self._playing and (not self._rows or math.isfinite(self._rows[-1][-1, 0]))

    def _end_epoch(self, run: Run) -> None:
        self._to_do = max(0, self._to_do - 1)
        if self._pending is not None:
            self._score(run)
            self._publish()
            self._adjust_now(run, self._pending)
            return
        switched = self._wants_kernel(run) and self.kernel_loader.advance(run)
        self._score(run)  # after the switch: what trains on from here also scores this epoch
        if switched:
            self._publish(changed=True)  # a keyframe, so that each epoch is recomputed with the same arithmetic

    def _score(self, run: Run) -> None:
        self._rows.append(run.scores().row())
        if self._playing:
            self._stopper.look_at(run, self._rows[-1])

    def _stop_by_rule(self, run: Run) -> None:
        stop = self._stopper.stop
        self._stop()
        if self._rows:
            self._publish()
        self.stopped.emit(stop, run.number)

    def _wants_kernel(self, run: Run) -> bool:
        """Whether compiled epochs are worth compiling; at a limited speed, the layers are fast enough."""
        return self._playing and (math.isinf(self._speed) or run.experiment.plan.engine == "compiled")

    def _recompute_some(self) -> None:
        assert self._past is not None
        past, run = self._past, self._past.run
        until = time.perf_counter() + TICK
        while run.epochs < past.target and time.perf_counter() < until:
            if run.train(until) and past.also <= run.epochs < past.target:
                self._recall(past)
        if run.epochs >= past.target:
            self._past = None
            self.recomputed.emit(run.snapshot(), past.request)
        else:
            if run.batches == 0 and run.epochs >= past.last + STRIDE:
                self._recall(past)
            self.recomputing.emit((run.epochs - past.keyframe.epoch) / (past.target - past.keyframe.epoch))

    def _fill_some(self) -> None:
        """Fill gaps for a moment, then leave the processor to what is on show for twice as long."""
        assert self._filling is not None
        assert self._timer is not None
        until = time.perf_counter() + FILL
        for found in self._filling:
            if found is not None:
                self.recalled.emit(*found)
            if time.perf_counter() > until:
                self._timer.start(round(2000 * FILL))
                return
        self._filling = None

    def _recall(self, past: _Past) -> None:
        past.last = past.run.epochs
        self.recalled.emit(past.run.snapshot(), past.keyframe)

    # reports

    def _publish(self, *, changed: bool = False) -> None:
        if self._run is None:
            return
        rows, self._rows = self._rows, []
        started = time.thread_time()
        progress = report(self._run, rows, rate=self._measured(sum(map(len, rows))), changed=changed)
        self._affordable_at = time.perf_counter() + (time.thread_time() - started) / REPORT_SHARE
        self._report_at = math.inf  # until this report has been handled
        if progress.diverged:
            self._stop()
        self.epochs_finished.emit(progress)

    def _measured(self, epochs: int) -> float:
        """Epochs per second over the last second; NaN while paused."""
        if not self._playing:
            return math.nan
        now = time.perf_counter()
        self._rate.append((now, epochs))
        while len(self._rate) > 2 and self._rate[1][0] < now - RATE_WINDOW:  # if reports are rare, keep the last two
            self._rate.popleft()
        seconds = now - self._rate[0][0]
        done = sum(count for _, count in self._rate) - self._rate[0][1]
        return done / seconds if seconds > 0 else math.nan

    def _restart_clock(self) -> None:
        self._rate.clear()
        self._rate.append((time.perf_counter(), 0))

    def _can_train(self) -> bool:
        """Whether there are training points, and all parameters and the loss are finite."""
        if self._run is None:
            return False
        if not (self._pending or self._run.experiment).points.train_count or not np.isfinite(self._run.theta).all():
            return False
        return not self._run.experiment.points.train_count or math.isfinite(self._run.scores().train_loss)

    def _fail(self, error: Exception) -> None:
        """Report an exception; in a thread, it would only be printed."""
        self._past = self._filling = None
        self._stop()
        self.failed.emit(failure(error))

    def _stop(self) -> None:
        self._to_do = 0
        if self._playing:
            self._playing = False
            self.training_changed.emit(False)
