"""Stops the training at the first epoch that meets the learner's rule."""

from __future__ import annotations

import time

from mlpviz.engine.run import Run
from mlpviz.engine.stop_rule import StopRule
from mlpviz.engine.stop_watch import Stop, Watch
from mlpviz.nn.arrays import Array


class Stopper:
    """Looks at every epoch of a training, from when it was started on."""

    def __init__(self) -> None:
        """There is no rule yet."""
        self._rule = StopRule()
        self._watch: Watch | None = None
        self._started = 0.0
        self.stop: Stop | None = None
        """The epoch that met the rule, since training was started."""

    def take(self, rule: StopRule, run: Run | None) -> None:
        """Use another rule from here on."""
        self._rule = rule
        self.begin_anew(run)

    def start(self, run: Run) -> None:
        """Training is started: time and counts begin here."""
        self.stop, self._started = None, time.perf_counter()
        self.begin_anew(run)

    def begin_anew(self, run: Run | None) -> None:
        """What is measured changes, so what was counted means nothing any more; the time goes on."""
        watched = bool(self._rule.watched) and run is not None
        self._watch = Watch(self._rule, run.epochs, run.scores().row()) if watched and run is not None else None

    @property
    def epoch_by_epoch(self) -> bool:
        """Whether something is watched that the scores do not tell, so that each epoch has to be looked at alone."""
        return self._watch is not None and self._watch.needs_gradient

    def latest(self, until: float) -> float:
        """`until`, or the end of the time that training may take, if that is earlier."""
        return until if self._watch is None else min(until, self._started + self._watch.seconds)

    def keep(self, scores: Array) -> int:
        """How many of the next epochs, scores (m, 7), are trained until one meets the rule: all, or up to that one."""
        if self._watch is None:
            return len(scores)
        first = self._watch.epoch
        self.stop = self._watch.first(scores, seconds=self._seconds())
        return len(scores) if self.stop is None else self.stop.epoch - first

    def look_at(self, run: Run, scores: Array) -> None:
        """Look at the epoch that has just ended, scores (1, 7)."""
        if self._watch is not None and self.stop is None:
            norm = run.gradient_norm() if self._watch.needs_gradient else float("nan")
            self.stop = self._watch.first(scores, norm=norm, seconds=self._seconds())

    def _seconds(self) -> float:
        return time.perf_counter() - self._started
