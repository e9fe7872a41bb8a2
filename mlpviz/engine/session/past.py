"""A history put together again from its JSON and its arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.events import Event, EventRecord
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.history import HistoryRecord
from mlpviz.engine.loss_curve import MERGED, MOST_LOSSES, SINGLE, Losses
from mlpviz.engine.records import Snapshot
from mlpviz.engine.session.document import MOST_EPOCHS, HistoryForm
from mlpviz.engine.session.session import SessionError


class Source(Protocol):
    """Where a history finds its snapshots and arrays."""

    snapshots: list[Snapshot]
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
        given = self.given
        frames = [self._snapshot(index, f"keyframes[{at}]") for at, index in enumerate(given.keyframes)]
        newest = None if given.newest is None else self._snapshot(given.newest, "newest")
        always = frozenset(given.kept_always)
        if always and max(always) >= len(frames):
            raise self._wrong(f"kept_always names keyframe {max(always)} of {len(frames)}")
        self._check_order(frames, newest)
        losses = self._losses(0 if newest is None else newest.epoch)
        for at, one in enumerate(given.between):
            if one.experiment >= len(self.source.experiments):
                raise self._wrong(f"between[{at}] names experiment {one.experiment} of {len(self.source.experiments)}")
        between = tuple((one.at, self.source.experiments[one.experiment]) for one in given.between)
        return HistoryRecord(tuple(frames), always, newest, given.stride, losses, self._events(newest), between)

    def _wrong(self, what: str) -> SessionError:
        return SessionError(f"{self.where}.{what}.")

    def _snapshot(self, index: int, name: str) -> Snapshot:
        snapshots = self.source.snapshots
        if index >= len(snapshots):
            raise self._wrong(f"{name} is snapshot {index} of {len(snapshots)}")
        return snapshots[index]

    def _check_order(self, frames: Sequence[Snapshot], newest: Snapshot | None) -> None:
        for at, (before, after) in enumerate(zip(frames, frames[1:], strict=False)):
            if after.moment <= before.moment:
                raise self._wrong(f"keyframes[{at + 1}] is of epoch {after.epoch}, after one of epoch {before.epoch}")
        if (newest is None) != (not frames):
            raise self._wrong("newest and keyframes do not fit: one of the two is missing")
        if newest is not None and newest.moment < frames[-1].moment:
            raise self._wrong(f"newest is of epoch {newest.epoch}, before the last keyframe")

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
        given, last = self.given, (MOST_EPOCHS, MOST_EPOCHS) if newest is None else newest.moment
        for at, one in enumerate(given.events):
            if one.at > last or one.epoch > last[0]:
                raise self._wrong(f"events[{at}] is of epoch {one.epoch}, but the history ends with {last[0]}")
        noted = tuple((one.at, Event(one.epoch, one.text, one.kind)) for one in given.events)
        by_hand = tuple((one.at, one.index, np.nan if one.value is None else one.value) for one in given.by_hand)
        return EventRecord(noted, by_hand)
