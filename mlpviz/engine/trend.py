"""What the diagnostics read from the history: how the losses went since the learner last changed something."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.history import History
from mlpviz.engine.loss_curve import Losses
from mlpviz.engine.probes import gradient_norms
from mlpviz.engine.records import Snapshot
from mlpviz.nn.arrays import Array

LONG, SHORT, LATEST = 100, 20, 10
"""Epochs after which a loss that has not moved is said not to move; epochs that tell how it moves now; epochs in each
of which the test loss must be too high."""
MOMENTS = 8
"""Keyframes whose gradients are looked at."""
BLOCK = 1024
"""Rows after which the lowest test loss so far is noted."""


@dataclass(frozen=True, eq=False)
class Low:
    """The lowest test loss of a stretch."""

    epoch: int
    test: float
    train: float
    """The train loss of that epoch."""


@dataclass(frozen=True, eq=False)
class Trend:
    """The losses of a stretch without a change, up to the epoch that is looked at."""

    since: int = 0
    """The epoch of the last change, or the first."""
    long: Array | None = None
    """Train losses of the last 101 epochs, the last being that looked at; None if there are not so many."""
    short: Array | None = None
    """Train losses of the last 21 epochs; None if there are not so many."""
    low: Low | None = None
    latest: float = math.nan
    """The lowest test loss of the last 10 epochs."""
    norms: Array | None = None
    """‖∂L/∂W‖₂ of each layer over the keyframes of this network: the first, then the last eight, (moments, layers);
    None if there are none."""


class TrendReader:
    """Reads trends from one history after another. What it has once read of a long history it does not read again."""

    def __init__(self) -> None:
        self._losses: Losses | None = None
        self._bucket = self._from = 0
        self._lows: list[int] = []
        """The row of the lowest test loss from `_from` to the end of each block of rows after it."""
        self._seen: list[float] = []
        """The losses of these rows, to notice when epochs were trained anew."""

    def read(self, history: History, snapshot: Snapshot) -> Trend:
        """The trend up to a snapshot, which need not be in the history."""
        losses, since = history.losses, _last_change(history, snapshot)
        first, stop = _row(losses, since), _row(losses, snapshot.epoch + 1)
        if stop <= first:
            return Trend(since, norms=_norms(history, snapshot))
        train = losses.mean()[:stop, 0]
        rows = stop - first
        return Trend(
            since,
            _last(train, rows, LONG, losses.bucket),
            _last(train, rows, SHORT, losses.bucket),
            self._low(losses, first, stop),
            float(np.min(losses.mean()[max(first, stop - LATEST) : stop, 1])),
            _norms(history, snapshot),
        )

    def _low(self, losses: Losses, first: int, stop: int) -> Low | None:
        self._follow(losses, first, stop)
        blocks = (stop - first) // BLOCK
        test = losses.mean()[:, 1]
        rest = first + blocks * BLOCK
        candidates = [self._lows[blocks - 1]] if blocks else []
        if rest < stop and not np.isnan(test[rest:stop]).all():
            candidates.append(rest + int(np.nanargmin(test[rest:stop])))
        known = [row for row in candidates if not np.isnan(test[row])]
        if not known:
            return None
        row = min(known, key=lambda one: float(test[one]))
        return Low(int(losses.epochs[row]), float(test[row]), float(losses.mean()[row, 0]))

    def _follow(self, losses: Losses, first: int, stop: int) -> None:
        test = losses.mean()[:, 1]
        same = losses is self._losses and losses.bucket == self._bucket and first == self._from
        if not same or any(row >= len(losses) or test[row] != seen for row, seen in self._checked()):
            self._losses, self._bucket, self._from = losses, losses.bucket, first
            self._lows, self._seen = [], []
        while first + (len(self._lows) + 1) * BLOCK <= stop:
            begin = first + len(self._lows) * BLOCK
            block = test[begin : begin + BLOCK]
            row = begin + (0 if np.isnan(block).all() else int(np.nanargmin(block)))
            if self._lows and not test[row] < test[self._lows[-1]]:
                row = self._lows[-1]
            self._lows.append(row)
            self._seen.append(float(test[begin + BLOCK - 1]))

    def _checked(self) -> list[tuple[int, float]]:
        """The last row of the last block, and its loss when it was read; NaN has no loss to compare."""
        if not self._seen or math.isnan(self._seen[-1]):
            return []
        return [(self._from + len(self._seen) * BLOCK - 1, self._seen[-1])]


def _row(losses: Losses, epoch: int) -> int:
    """The first row that ends at or after an epoch."""
    return bisect_left(losses.epochs, epoch)  # not np.searchsorted, which would copy the whole column first


def _last(train: Array, rows: int, epochs: int, bucket: int) -> Array | None:
    """The losses of the last epochs, and the one before them; None if the stretch has not so many."""
    wanted = 1 + max(1, epochs // bucket)
    return train[-wanted:].copy() if rows >= wanted else None


def _last_change(history: History, snapshot: Snapshot) -> int:
    """The epoch of the first keyframe from which on the experiment is that of the snapshot."""
    since = snapshot.epoch
    for frame in reversed(history.keyframes):
        if frame.epoch > snapshot.epoch:
            continue
        if not _trains_alike(frame.experiment, snapshot.experiment):
            break
        since = frame.epoch
    return since


def _trains_alike(one: Experiment, other: Experiment) -> bool:
    """Whether two experiments differ at most in what training does not depend on, such as names."""
    if one is other:
        return True
    same = one.network == other.network and one.plan == other.plan and one.scaling == other.scaling
    return same and (one.points is other.points or one.points == other.points)


def _norms(history: History, snapshot: Snapshot) -> Array | None:
    """The gradient norms of the first and the last keyframes from which on the network is that of the snapshot."""
    frames, network = [], snapshot.experiment.network
    for frame in reversed(history.keyframes):
        if frame.epoch > snapshot.epoch:
            continue
        if frame.experiment.network is not network and frame.experiment.network != network:
            break
        frames.append(frame)
    return np.array([gradient_norms(one) for one in (*frames[-1:], *frames[:MOMENTS])]) if frames else None
