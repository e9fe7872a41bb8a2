"""The losses and other scores of every epoch of a run, in limited memory."""

from __future__ import annotations

from functools import reduce

import numpy as np

from mlpviz.engine.records import SCORES
from mlpviz.nn.arrays import Array

MOST_LOSSES = 2**20
WIDE = len(SCORES)
SINGLE, MERGED = 1 + WIDE, 1 + 3 * WIDE
"""Length of a row. Of one epoch: the epoch and its scores. Of several: the last epoch, then mean, minimum, maximum."""


class Losses:
    """The scores of every epoch. When there are too many rows, two become one, which then stands for several epochs.

    Such a row keeps minimum, mean and maximum, so that every spike stays visible in the curve.
    """

    def __init__(self, most: int = MOST_LOSSES) -> None:
        """Keep fewer than `most` rows."""
        self._most = most - most % 2
        self._rows = np.empty((256, SINGLE))
        self._count = 0
        self._bucket = 1
        self._open = np.empty((0, SINGLE))  # epochs that do not fill a row yet
        self._shared = False

    def __len__(self) -> int:
        return self._count

    @property
    def nbytes(self) -> int:
        """Bytes of the rows, including those reserved for later epochs."""
        return self._rows.nbytes

    @property
    def bucket(self) -> int:
        """Number of epochs in a row."""
        return self._bucket

    @property
    def epochs(self) -> Array:
        """The last epoch of every row, (m,)."""
        return self._rows[: self._count, 0]

    def mean(self) -> Array:
        """The scores of every row, (m, 7)."""
        return self._rows[: self._count, 1:SINGLE]

    def table(self) -> tuple[tuple[str, ...], list[list[float]]]:
        """The names of the columns, and each row's last epoch and scores."""
        return ("epoch", *SCORES), self._rows[: self._count, :SINGLE].tolist()

    def minimum(self) -> Array:
        """The minimum of each score over the epochs of a row, (m, 7)."""
        return self._rows[: self._count, _lowest(self._rows)]

    def maximum(self) -> Array:
        """The maximum of each score over the epochs of a row, (m, 7)."""
        return self._rows[: self._count, _highest(self._rows)]

    def add(self, epochs: Array, scores: Array) -> None:
        """Append rows: epochs (m,), scores (m, 7)."""
        self._own()
        waiting = np.concatenate([self._open, np.column_stack([epochs, scores])])
        while len(waiting) >= self._bucket:
            full = min(len(waiting) // self._bucket, self._most - self._count)
            taken, waiting = waiting[: full * self._bucket], waiting[full * self._bucket :]
            self._append(taken if self._bucket == 1 else merged(taken.reshape(full, self._bucket, SINGLE)))
            if self._count == self._most:  # `most` is even, so the rows form pairs
                self._halve()
        self._open = waiting

    def _append(self, rows: Array) -> None:
        if self._count + len(rows) > len(self._rows):
            held = self._rows[: self._count]
            self._rows = np.empty((max(2 * len(self._rows), self._count + len(rows)), rows.shape[1]))
            self._rows[: self._count] = held  # unused rows, never written, need no memory
        self._rows[self._count : self._count + len(rows)] = rows
        self._count += len(rows)

    def _halve(self) -> None:
        pairs = self._count // 2
        halves = merged(self._rows[: 2 * pairs].reshape(pairs, 2, -1))
        if self._bucket == 1:
            self._rows = np.empty((self._most, MERGED))
        self._rows[:pairs] = halves
        self._count = pairs
        self._bucket *= 2

    def copy(self) -> Losses:
        """A copy with the same content; the rows are copied only when one of the two changes."""
        twin = Losses(self._most)
        twin._rows, twin._count, twin._bucket, twin._open = self._rows, self._count, self._bucket, self._open
        twin._shared = self._shared = True
        return twin

    def _own(self) -> None:
        if self._shared:
            self._rows, self._shared = self._rows.copy(), False

    @property
    def waiting(self) -> Array:
        """Epochs that do not fill a row yet, (k, 8): the epoch and its scores."""
        return self._open

    @property
    def rows(self) -> Array:
        """All rows: (m, 8) while each stands for one epoch, else (m, 22)."""
        return self._rows[: self._count]

    @classmethod
    def of(cls, rows: Array, bucket: int, waiting: Array) -> Losses:
        """The losses with these `rows`, `bucket` and `waiting`; the arrays are copied only when epochs are added."""
        made = cls()
        made._rows, made._count, made._bucket, made._open, made._shared = rows, len(rows), bucket, waiting, True
        return made

    def replace(self, epoch: int, scores: Array) -> None:
        """Give the newest epoch other scores (1, 7), if it is this one.

        Where its row stands for several epochs, the row takes them in beside the old ones.
        """
        self._own()
        if len(self._open):
            if self._open[-1, 0] == epoch:
                self._open = self._open.copy()
                self._open[-1, 1:] = scores[0]
        elif self._count and self._rows[self._count - 1, 0] == epoch:
            row = self._rows[self._count - 1]
            for part, keep in ((_lowest(self._rows), np.minimum), (_highest(self._rows), np.maximum)):
                row[part] = scores[0] if self._bucket == 1 else keep(row[part], scores[0])

    def cut(self, epoch: int) -> None:
        """Remove every epoch after `epoch`."""
        self._count = int(np.searchsorted(self.epochs, epoch, side="right"))
        self._open = np.empty((0, SINGLE))

    def at(self, epoch: int) -> Array:
        """The scores of an epoch, or of the row that contains it, (7,); NaN if there is none."""
        row = int(np.searchsorted(self.epochs, epoch))
        return self.mean()[row] if row < self._count else np.full(WIDE, np.nan)


def _lowest(rows: Array) -> slice:
    """The columns of the minima; for rows of one epoch, these are the scores."""
    return slice(SINGLE, SINGLE + WIDE) if rows.shape[-1] == MERGED else slice(1, SINGLE)


def _highest(rows: Array) -> slice:
    return slice(SINGLE + WIDE, MERGED) if rows.shape[-1] == MERGED else slice(1, SINGLE)


def merged(rows: Array) -> Array:
    """Merge rows into one, (…, rows, 8 or 22) → (…, 22)."""
    parts = np.moveaxis(rows, -2, 0)  # NumPy reduces a short last axis ten times as slowly
    with np.errstate(all="ignore"):
        mean = reduce(np.add, parts[..., 1:SINGLE]) / len(parts)
        lowest = reduce(np.minimum, parts[..., _lowest(rows)])
        highest = reduce(np.maximum, parts[..., _highest(rows)])
        return np.concatenate([parts[-1][..., :1], mean, lowest, highest], axis=-1)
