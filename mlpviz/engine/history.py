"""What has been seen of a run so far: every loss, and evenly thinned keyframes, in bounded memory."""

from __future__ import annotations

from functools import reduce

import numpy as np

from mlpviz.engine.records import SCORES, Progress, Snapshot
from mlpviz.nn.arrays import Array

MOST_KEYFRAMES = 512
MOST_BYTES = 256 * 2**20
MOST_LOSSES = 2**20
WIDE = len(SCORES)
SINGLE, MERGED = 1 + WIDE, 1 + 3 * WIDE
"""Numbers in a row: the epoch and its scores; of several epochs the last, then mean, minimum and maximum."""


class Losses:
    """The scores of every epoch; beyond 2²⁰ epochs, of buckets of epochs.

    A bucket keeps minimum, mean and maximum, so that no spike disappears from the curve.
    """

    def __init__(self, most: int = MOST_LOSSES) -> None:
        """Hold fewer than `most` rows."""
        self._most = most - most % 2
        self._rows = np.empty((256, SINGLE))
        self._count = 0
        self._bucket = 1
        self._open = np.empty((0, SINGLE))  # epochs whose bucket is not full yet
        self._shared = False

    def __len__(self) -> int:
        """How many rows are held."""
        return self._count

    @property
    def nbytes(self) -> int:
        """Bytes of all rows, and of the room for rows to come."""
        return self._rows.nbytes

    @property
    def bucket(self) -> int:
        """How many epochs a row stands for."""
        return self._bucket

    @property
    def epochs(self) -> Array:
        """The last epoch of every row, (m,)."""
        return self._rows[: self._count, 0]

    def mean(self) -> Array:
        """The scores of every row, (m, 5)."""
        return self._rows[: self._count, 1:SINGLE]

    def minimum(self) -> Array:
        """The lowest of each within the row's epochs, (m, 5)."""
        return self._rows[: self._count, _lowest(self._rows)]

    def maximum(self) -> Array:
        """The highest of each within the row's epochs, (m, 5)."""
        return self._rows[: self._count, _highest(self._rows)]

    def add(self, epochs: Array, scores: Array) -> None:
        """Append rows: epochs (m,), scores (m, 5)."""
        self._own()
        waiting = np.concatenate([self._open, np.column_stack([epochs, scores])])
        while len(waiting) >= self._bucket:
            full = min(len(waiting) // self._bucket, self._most - self._count)
            taken, waiting = waiting[: full * self._bucket], waiting[full * self._bucket :]
            self._append(taken if self._bucket == 1 else _merged(taken.reshape(full, self._bucket, SINGLE)))
            if self._count == self._most:  # exactly full, so every row finds a partner
                self._halve()
        self._open = waiting

    def _append(self, rows: Array) -> None:
        if self._count + len(rows) > len(self._rows):
            held = self._rows[: self._count]
            self._rows = np.empty((max(2 * len(self._rows), self._count + len(rows)), rows.shape[1]))
            self._rows[: self._count] = held  # only this: room that nobody touched yet takes no memory and no time
        self._rows[self._count : self._count + len(rows)] = rows
        self._count += len(rows)

    def _halve(self) -> None:
        pairs = self._count // 2
        merged = _merged(self._rows[: 2 * pairs].reshape(pairs, 2, -1))
        if self._bucket == 1:
            self._rows = np.empty((self._most, MERGED))
        self._rows[:pairs] = merged
        self._count = pairs
        self._bucket *= 2

    def copy(self) -> Losses:
        """A second one with the same content; the rows are shared until one of the two writes."""
        twin = Losses(self._most)
        twin._rows, twin._count, twin._bucket, twin._open = self._rows, self._count, self._bucket, self._open
        twin._shared = self._shared = True
        return twin

    def _own(self) -> None:
        if self._shared:
            self._rows, self._shared = self._rows.copy(), False

    def cut(self, epoch: int) -> None:
        """Forget every epoch after `epoch`."""
        self._count = int(np.searchsorted(self.epochs, epoch, side="right"))
        self._open = np.empty((0, SINGLE))

    def at(self, epoch: int) -> Array:
        """The scores of an epoch, or of the row that holds it, (5,); NaN if there is none."""
        row = int(np.searchsorted(self.epochs, epoch))
        return self.mean()[row] if row < self._count else np.full(WIDE, np.nan)


def _lowest(rows: Array) -> slice:
    """Where the lowest scores stand in each row; those of one epoch are its scores."""
    return slice(SINGLE, SINGLE + WIDE) if rows.shape[-1] == MERGED else slice(1, SINGLE)


def _highest(rows: Array) -> slice:
    return slice(SINGLE + WIDE, MERGED) if rows.shape[-1] == MERGED else slice(1, SINGLE)


def _merged(rows: Array) -> Array:
    """Make one row of several, (…, several, 6 or 16) → (…, 16)."""
    several = np.moveaxis(rows, -2, 0)  # one after the other: to reduce along so short an axis is ten times as slow
    with np.errstate(all="ignore"):
        mean = reduce(np.add, several[..., 1:SINGLE]) / len(several)
        lowest = reduce(np.minimum, several[..., _lowest(rows)])
        highest = reduce(np.maximum, several[..., _highest(rows)])
        return np.concatenate([several[-1][..., :1], mean, lowest, highest], axis=-1)


class History:
    """The losses and the keyframes of one run. Between two keyframes everything can be computed again exactly."""

    def __init__(self, most_keyframes: int = MOST_KEYFRAMES, most_bytes: int = MOST_BYTES) -> None:
        """Begin empty."""
        self._most, self._bytes = most_keyframes, most_bytes
        self.losses = Losses()
        self.keyframes: list[Snapshot] = []
        self._kept_always: set[int] = set()
        self._stride = 1

    @property
    def newest(self) -> Snapshot | None:
        """The last snapshot received, keyframe or not."""
        return self._newest if self.keyframes else None

    def begin(self, snapshot: Snapshot) -> None:
        """Take in the first snapshot of a run."""
        self._newest = snapshot
        self._keep(snapshot, always=True)
        self._add_scores(snapshot)

    def add(self, progress: Progress) -> None:
        """Take in a report. A snapshot at which a change took hold is a keyframe that thinning keeps."""
        if len(progress.epochs):
            self.losses.add(progress.epochs.astype(np.float64), progress.scores)
        elif progress.changed and self._is_beginning(progress.snapshot):
            self.losses.cut(progress.snapshot.epoch - 1)  # nothing was trained on what stood there before
            self._add_scores(progress.snapshot)
        self._newest = progress.snapshot
        due = not self.keyframes or progress.snapshot.epoch >= self.keyframes[-1].epoch + self._stride
        if progress.changed or due:
            self._keep(progress.snapshot, always=progress.changed)

    def _is_beginning(self, snapshot: Snapshot) -> bool:
        return len(self.losses) == 1 and _moment(snapshot) == (int(self.losses.epochs[0]), 0)

    def _add_scores(self, snapshot: Snapshot) -> None:
        self.losses.add(np.array([float(snapshot.epoch)]), snapshot.scores.row())

    def _keep(self, snapshot: Snapshot, *, always: bool) -> None:
        if self.keyframes and _moment(self.keyframes[-1]) == _moment(snapshot):
            self.keyframes.pop()  # a change at rest: what was there before it can be reached by undo alone
        self.keyframes.append(snapshot)
        if always:
            self._kept_always.add(id(snapshot))
        while len(self.keyframes) > 2 and (len(self.keyframes) > self._most or self._size() > self._bytes):
            self._thin()

    def _thin(self) -> None:
        """Drop every second keyframe that may be dropped. Where most may not, the oldest gives way.

        A change in the middle never does: what follows it could not be computed again from what is before it.
        """
        free = [frame for frame in self.keyframes[1:-1] if id(frame) not in self._kept_always]
        if 2 * len(free) >= len(self.keyframes) - 2:
            dropped = {id(frame) for frame in free[::2]}
            self._stride *= 2
        else:
            dropped = {id(self.keyframes[0])}
        self.keyframes = [frame for frame in self.keyframes if id(frame) not in dropped]
        self._kept_always &= {id(frame) for frame in self.keyframes}

    @property
    def nbytes(self) -> int:
        """Bytes of the losses and the keyframes."""
        return self.losses.nbytes + self._size()

    def _size(self) -> int:
        frame = self.keyframes[-1]
        return len(self.keyframes) * (3 * frame.theta.nbytes + frame.memory.nbytes)

    def nearest(self, epoch: int) -> Snapshot:
        """The keyframe (or the newest snapshot) closest to an epoch."""
        return min([*self.keyframes, self._newest], key=lambda frame: (abs(frame.epoch - epoch), -frame.batch))

    def before(self, epoch: int) -> Snapshot:
        """The last keyframe that is not after an epoch's end: from it the epoch can be computed again."""
        earlier = [frame for frame in self.keyframes if (frame.epoch, frame.batch) <= (epoch, 0)]
        return earlier[-1] if earlier else self.keyframes[0]

    def exact(self, epoch: int) -> Snapshot | None:
        """The snapshot of the end of that very epoch, if it is at hand."""
        for frame in (self._newest, *reversed(self.keyframes)):
            if frame.epoch == epoch and frame.batch == 0:
                return frame
        return None

    def plateau(self, epochs: int = 100) -> bool:
        """Whether training is stuck: over the last `epochs` the training loss, as it is now too, moved by less than a
        thousandth of itself. What has come down to a millionth of the first loss is learned, not stuck.
        """
        rows = self.losses.mean()[-(1 + epochs // self.losses.bucket) :, 0]
        if len(rows) * self.losses.bucket <= epochs or self.newest is None:
            return False
        recent = np.append(rows, self.newest.scores.train_loss)
        highest = np.max(np.abs(recent))
        learned = highest <= 1e-6 * abs(self.losses.mean()[0, 0])
        return bool(np.isfinite(recent).all() and not learned and np.ptp(recent) <= 1e-3 * highest)

    def cut(self, snapshot: Snapshot) -> None:
        """Forget everything after `snapshot`, which becomes the newest."""
        self.losses.cut(snapshot.epoch)
        self.keyframes = [
            frame for frame in self.keyframes if (frame.epoch, frame.batch) < (snapshot.epoch, snapshot.batch)
        ]
        self._newest = snapshot
        self._keep(snapshot, always=True)

    def copy(self) -> History:
        """A second history with the same content, so that a command can bring it back."""
        twin = History(self._most, self._bytes)
        twin.keyframes, twin._kept_always, twin._stride = list(self.keyframes), set(self._kept_always), self._stride
        twin._newest, twin.losses = self._newest, self.losses.copy()
        return twin


def _moment(snapshot: Snapshot) -> tuple[int, int]:
    return snapshot.epoch, snapshot.batch
