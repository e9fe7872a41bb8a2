"""A long record of losses reduced to as many points as a plot has pixels, so that no spike disappears."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.loss_curve import Losses

Floats = NDArray[np.float64]
MOST = 4096
"""How many buckets are held; more than any plot has columns of pixels."""
LOSSES = (0, 1)
"""Train loss and test loss, by their places in `SCORES`."""


@dataclass(frozen=True, eq=False)
class Stretches:
    """A curve in pieces: where each stands, and the lowest and highest loss within it."""

    epochs: Floats
    low: Floats
    high: Floats

    @property
    def dense(self) -> bool:
        """Whether a piece stands for several epochs, so that the curve has a height of its own."""
        return self.low is not self.high

    def arrays(self) -> tuple[Floats, Floats, Floats]:
        """Epochs, lowest, highest."""
        return self.epochs, self.low, self.high

    def until(self, epoch: float) -> Stretches:
        """Without what comes after an epoch."""
        keep = self.epochs <= epoch
        if keep.all():
            return self
        low = self.low[keep]
        return Stretches(self.epochs[keep], low, self.high[keep] if self.dense else low)


class Envelope:
    """Lowest and highest of some scores over even stretches of epochs; usually of train and test loss.

    `follow` looks only at rows that are new, so a million epochs cost no more a frame than a hundred.
    """

    def __init__(self, watched: Sequence[int] = LOSSES) -> None:
        """Watch these scores, by their places in `SCORES`."""
        self._watched = list(watched)
        self._losses: Losses | None = None
        self._seen = self._done = 0
        self._fold = self._bucket = 1
        self._mark: Floats = np.empty(0)
        self._low = np.empty((MOST, len(watched)))
        self._high = np.empty((MOST, len(watched)))

    def follow(self, losses: Losses) -> bool:
        """Take in what is new in `losses`; returns whether anything was."""
        if not self._continues(losses):
            self._losses = losses
            self._forget()
        elif len(losses) == self._seen:
            return False
        self._bucket = losses.bucket
        while len(losses) // self._fold > MOST:
            self._merge()
        self._reduce(losses)
        self._seen = len(losses)
        self._mark = _row(losses, self._seen - 1)
        return True

    def stretches(self, score: int, first: float, last: float, columns: int) -> Stretches:
        """The curve of a score between two epochs, at most one stretch for every second of `columns` pixels.

        `score` is one of those watched: 0 for the train loss, 1 for the test loss. Beside the range stands one stretch
        more on each side.
        """
        losses = self._losses
        if losses is None or not self._seen:
            return Stretches(np.empty(0), np.empty(0), np.empty(0))
        start, stop = self._rows(losses, first, last)
        size = _power_of_two(2 * (stop - start) / max(columns, 1))
        if size == 1 and losses.bucket == 1:
            value = losses.mean()[start:stop, score].copy()
            return Stretches(losses.epochs[start:stop].copy(), value, value)
        if size >= self._fold and self._done:
            return self._from_buckets(losses, score, start, stop, size // self._fold)
        return _reduced(losses, score, slice(start - start % size, stop), size)

    def _forget(self) -> None:
        self._seen = self._done = 0
        self._fold = self._bucket = 1

    def _continues(self, losses: Losses) -> bool:
        if losses is not self._losses or losses.bucket != self._bucket or len(losses) < self._seen:
            return False
        # Epochs trained again after a look back have other losses in the same place.
        return self._seen == 0 or np.array_equal(_row(losses, self._seen - 1), self._mark, equal_nan=True)

    def _merge(self) -> None:
        self._fold *= 2
        self._done //= 2
        for kept, reduce in ((self._low, np.fmin), (self._high, np.fmax)):
            kept[: self._done] = reduce(kept[0 : 2 * self._done : 2], kept[1 : 2 * self._done : 2])

    def _reduce(self, losses: Losses) -> None:
        full = len(losses) // self._fold
        new = slice(self._done * self._fold, full * self._fold)
        if full > self._done:
            shape = (-1, self._fold, len(self._watched))
            low, high = losses.minimum()[new, self._watched], losses.maximum()[new, self._watched]
            self._low[self._done : full] = np.fmin.reduce(low.reshape(shape), axis=1)
            self._high[self._done : full] = np.fmax.reduce(high.reshape(shape), axis=1)
            self._done = full

    def _rows(self, losses: Losses, first: float, last: float) -> tuple[int, int]:
        # Not np.searchsorted, which copies the whole column first because it is not contiguous.
        epochs = losses.epochs
        start = max(0, bisect_left(epochs, first) - 1)
        return start, min(self._seen, bisect_right(epochs, last) + 1)

    def _from_buckets(self, losses: Losses, score: int, start: int, stop: int, group: int) -> Stretches:
        begin = start // self._fold
        begin -= begin % group
        end = min(self._done, -(-stop // self._fold))
        at = self._watched.index(score)
        starts = np.arange(begin, end, group)
        lasts = np.minimum((starts + group) * self._fold, self._seen) - 1
        low = np.fmin.reduceat(self._low[begin:end, at], starts - begin)
        high = np.fmax.reduceat(self._high[begin:end, at], starts - begin)
        found = Stretches((losses.epochs[starts * self._fold] + losses.epochs[lasts]) / 2, low, high)
        tail = self._done * self._fold
        if end == self._done and tail < stop:
            rest = _reduced(losses, score, slice(tail, stop), group * self._fold)
            found = Stretches(*(np.concatenate(pair) for pair in zip(found.arrays(), rest.arrays(), strict=True)))
        return found


def _row(losses: Losses, index: int) -> Floats:
    if index < 0:
        return np.empty(0)
    return np.concatenate([losses.epochs[index : index + 1], losses.minimum()[index], losses.maximum()[index]])


def _power_of_two(ratio: float) -> int:
    """The least power of two that is not below `ratio`: stretches then keep their place while epochs are added."""
    return 1 << max(0, int(np.ceil(np.log2(max(ratio, 1.0)))))


def _reduced(losses: Losses, score: int, rows: slice, size: int) -> Stretches:
    epochs = losses.epochs[rows]
    starts = np.arange(0, len(epochs), size)
    ends = np.minimum(starts + size, len(epochs)) - 1
    low = np.fmin.reduceat(losses.minimum()[rows, score], starts)
    high = np.fmax.reduceat(losses.maximum()[rows, score], starts)
    return Stretches((epochs[starts] + epochs[ends]) / 2, low, high)
