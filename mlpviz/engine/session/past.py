"""A history put together again from its JSON and its arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.events import Event, EventRecord
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.history import MERGED, MOST_LOSSES, SINGLE, HistoryRecord, Losses
from mlpviz.engine.records import SCORES, Scores, Snapshot
from mlpviz.engine.session.document import MOST, HistoryForm, KeyframeForm
from mlpviz.engine.session.session import SessionError
from mlpviz.nn.arrays import Array


class Source(Protocol):
    """Where a history finds its experiments and arrays."""

    experiments: list[Experiment]

    def array(self, index: int, where: str, kind: str, shape: tuple[int | None, ...]) -> NDArray[Any]:
        """One array, if it has this kind and shape."""


@dataclass(frozen=True)
class Past:
    """One history of a session; what is wrong is said in one sentence with its place."""

    source: Source
    given: HistoryForm
    where: str

    def record(self) -> HistoryRecord:
        """All of it. Raises SessionError."""
        given, apart = self.given, not isinstance(self.given.newest, int | None)
        scores = self.source.array(
            given.scores, f"{self.where}.scores", "f8", (len(given.keyframes) + apart, len(SCORES))
        )
        frames = [self._snapshot(one, f"keyframes[{at}]", scores[at]) for at, one in enumerate(given.keyframes)]
        newest = self._newest(frames, scores)
        always = frozenset(given.kept_always)
        if always and max(always) >= len(frames):
            raise self._wrong(f"kept_always names keyframe {max(always)} of {len(frames)}")
        self._check_order([*frames, newest] if newest is not None and apart else frames)
        losses = self._losses(0 if newest is None else newest.epoch)
        return HistoryRecord(tuple(frames), always, newest, given.stride, losses, self._events(newest))

    def _wrong(self, what: str) -> SessionError:
        return SessionError(f"{self.where}.{what}.")

    def _snapshot(self, given: KeyframeForm, name: str, row: Array) -> Snapshot:
        where, experiments = f"{self.where}.{name}", self.source.experiments
        if given.experiment >= len(experiments):
            raise SessionError(f"{where}.experiment refers to number {given.experiment} of {len(experiments)}.")
        experiment = experiments[given.experiment]
        count = experiment.network.parameter_count
        theta, before, grad = (
            self.source.array(index, f"{where}.{what}", "f8", (count,))
            for what, index in (("theta", given.theta), ("before", given.before), ("grad", given.grad))
        )
        rows = len(experiment.plan.optimizer.memory)
        memory = self.source.array(given.memory, f"{where}.memory", "f8", (rows, count))
        samples, size = experiment.points.train_count, experiment.plan.batch_size
        if given.batch and given.batch >= -(-samples // size):
            raise SessionError(f"{where}.batch is {given.batch}, but an epoch has {-(-samples // size)} batches.")
        return Snapshot(
            given.run, given.epoch, given.batch, experiment, theta, before, grad, memory, given.updates,
            Scores(*row.tolist()), given.arithmetic, given.reason, given.cut_short,
        )  # fmt: skip

    def _newest(self, frames: Sequence[Snapshot], scores: Array) -> Snapshot | None:
        newest = self.given.newest
        if newest is None:
            return None
        if isinstance(newest, int):
            if newest >= len(frames):
                raise self._wrong(f"newest is keyframe {newest} of {len(frames)}")
            return frames[newest]
        return self._snapshot(newest, "newest", scores[-1])

    def _check_order(self, frames: Sequence[Snapshot]) -> None:
        for at, (before, after) in enumerate(zip(frames, frames[1:], strict=False)):
            if after.moment < before.moment:
                raise self._wrong(f"keyframes[{at + 1}] is of epoch {after.epoch}, after one of epoch {before.epoch}")
        if frames and self.given.newest is None:
            raise self._wrong("newest is missing")

    def _losses(self, last: int) -> Losses:
        given, source = self.given, self.source
        wide = SINGLE if given.bucket == 1 else MERGED
        rows = source.array(given.losses, f"{self.where}.losses", "f8", (None, wide))
        waiting = source.array(given.waiting, f"{self.where}.waiting", "f8", (None, SINGLE))
        if len(rows) >= MOST_LOSSES or len(waiting) >= given.bucket:
            raise self._wrong(f"losses has {len(rows)} rows and {len(waiting)} that wait, more than are ever kept")
        epochs = np.concatenate([rows[:, 0], waiting[:, 0]])
        whole = np.isfinite(epochs).all() and (epochs == np.floor(epochs)).all()
        if not whole or (len(epochs) and not 0 <= epochs[0] <= epochs[-1] <= last) or (np.diff(epochs) <= 0).any():
            raise self._wrong(f"losses must name epochs from 0 to {last} in rising order")
        return Losses.of(rows, given.bucket, waiting)

    def _events(self, newest: Snapshot | None) -> EventRecord:
        given, last = self.given, (MOST, MOST) if newest is None else newest.moment
        for at, one in enumerate(given.events):
            if one.at > last or one.epoch > last[0]:
                raise self._wrong(f"events[{at}] is of epoch {one.epoch}, but the history ends with {last[0]}")
        noted = tuple((one.at, Event(one.epoch, one.text, one.kind)) for one in given.events)
        by_hand = tuple((one.at, one.index, np.nan if one.value is None else one.value) for one in given.by_hand)
        return EventRecord(noted, by_hand)
