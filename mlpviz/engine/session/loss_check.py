"""Compares the losses that a history keeps with those of epochs that are computed again."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import numpy as np

from mlpviz.engine.loss_curve import MERGED, SINGLE, WIDE, Losses
from mlpviz.engine.number import count
from mlpviz.engine.session.finding import Finding
from mlpviz.nn.arrays import Array

CLOSE = 1e-6
"""Scores that differ by less than this share are the same: after a change, those shown before it are kept."""
MOST_TOLD = 5


class LossCheck:
    """Takes the epochs in their order; each row of the losses is compared once its last epoch is known."""

    def __init__(self, losses: Losses) -> None:
        """Nothing has been computed again."""
        self._rows, self._waiting, self._bucket = losses.rows, losses.waiting, losses.bucket
        self._epochs = np.concatenate([self._rows[:, 0], self._waiting[:, 0]])
        self._next, self._wrong = 0, 0
        self._last: deque[Array] = deque(maxlen=losses.bucket)
        self._other: dict[int, Array] = {}

    def begin(self, epoch: int) -> None:
        """What comes before this epoch cannot be computed again."""
        self._next = int(np.searchsorted(self._epochs, epoch))

    def also(self, epoch: int, scores: Array) -> None:
        """A change at the end of an epoch gave it other scores, (1, 7): its row may have these or those."""
        self._other[epoch] = scores[0]

    def add(self, epoch: int, scores: Array) -> Iterator[Finding]:
        """An epoch has been computed again, with these scores, (1, 7)."""
        self._last.append(scores[0])
        while self._next < len(self._epochs) and self._epochs[self._next] < epoch:
            self._next += 1  # its turn has come before; it was compared, or cannot be
        if self._next < len(self._epochs) and self._epochs[self._next] == epoch:
            agrees = self._agrees(self._next, epoch)
            self._next += 1
            if not agrees:
                self._wrong += 1
                if self._wrong <= MOST_TOLD:
                    yield Finding(epoch, "differs", "the losses in the file are not those of this epoch.")

    def rest(self) -> Iterator[Finding]:
        """What is to be said at the end."""
        if self._wrong > MOST_TOLD:
            more = self._wrong - MOST_TOLD
            yield Finding(int(self._epochs[-1]), "differs", f"{count(more)} more rows of losses are wrong.")

    def _agrees(self, row: int, epoch: int) -> bool:
        found = list(self._last)
        other = self._other.get(epoch)
        if row >= len(self._rows) or self._bucket == 1:
            table = self._waiting[row - len(self._rows)] if row >= len(self._rows) else self._rows[row]
            return any(one is not None and _close(table[1:SINGLE], one) for one in (found[-1], other))
        before = int(self._epochs[row - 1]) if row else -1
        lengths = {epoch - before, *(self._bucket >> shift for shift in range(self._bucket.bit_length()))}
        return any(
            self._covers(self._rows[row], found[-length:], self._others(epoch - length, epoch))
            for length in lengths
            if 0 < length <= len(found)
        )

    def _others(self, after: int, until: int) -> list[Array]:
        return [scores for epoch, scores in self._other.items() if after < epoch <= until]

    def _covers(self, row: Array, scores: list[Array], others: list[Array]) -> bool:
        """Whether mean, minimum and maximum of a row are those of these epochs."""
        with np.errstate(all="ignore"):
            mean = np.mean(scores, axis=0)
            ends = [(np.min(some, axis=0), np.max(some, axis=0)) for some in (scores, [*scores, *others])]
        parts = row[1:SINGLE], row[SINGLE : SINGLE + WIDE], row[SINGLE + WIDE : MERGED]
        fits = any(_close(parts[1], low) and _close(parts[2], high) for low, high in ends)
        return fits and (bool(others) or _close(parts[0], mean))


def _close(one: Array, other: Array) -> bool:
    with np.errstate(all="ignore"):
        return bool(np.isclose(one, other, rtol=CLOSE, atol=1e-12, equal_nan=True).all())
