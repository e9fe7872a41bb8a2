"""The history of a run, in limited memory: the scores of all epochs, and keyframes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from mlpviz.engine.events import Event, EventLog
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.recall import Recall
from mlpviz.engine.records import SCORES, Progress, Scores, Snapshot
from mlpviz.nn.arrays import Array

MOST_KEYFRAMES = 512
MOST_BYTES = 256 * 2**20
MOST_LOSSES = 2**20
ROUNDING = 1e-6
"""Two scores of the same parameters and points that differ by less than this share are the same number."""
SMOOTH = 256
"""Steps of a look back from the first to the newest epoch that let it look smooth."""
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
            self._append(taken if self._bucket == 1 else _merged(taken.reshape(full, self._bucket, SINGLE)))
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
        merged = _merged(self._rows[: 2 * pairs].reshape(pairs, 2, -1))
        if self._bucket == 1:
            self._rows = np.empty((self._most, MERGED))
        self._rows[:pairs] = merged
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


def _merged(rows: Array) -> Array:
    """Merge rows into one, (…, rows, 8 or 22) → (…, 22)."""
    parts = np.moveaxis(rows, -2, 0)  # NumPy reduces a short last axis ten times as slowly
    with np.errstate(all="ignore"):
        mean = reduce(np.add, parts[..., 1:SINGLE]) / len(parts)
        lowest = reduce(np.minimum, parts[..., _lowest(rows)])
        highest = reduce(np.maximum, parts[..., _highest(rows)])
        return np.concatenate([parts[-1][..., :1], mean, lowest, highest], axis=-1)


@dataclass(frozen=True, eq=False)
class Gap:
    """A stretch of epochs of which no snapshot is at hand."""

    start: Snapshot
    """The keyframe before it."""
    until: int
    """The epoch of the keyframe after it."""
    step: int
    """How many epochs apart snapshots should be."""


class History:
    """The losses and keyframes of one run. Any epoch can be recomputed exactly from the keyframe before it."""

    def __init__(self, most_keyframes: int = MOST_KEYFRAMES, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._bytes = most_keyframes, most_bytes
        self.losses = Losses()
        self.keyframes: list[Snapshot] = []
        self._kept_always: set[int] = set()
        self._newest: Snapshot | None = None
        self._stride = 1
        self._log = EventLog()
        self._recalled = Recall()

    @property
    def events(self) -> tuple[Event, ...]:
        """What the learner changed on the way, and falls of the learning rate; the earliest first.

        It is the same tuple as long as nothing is added or removed.
        """
        return self._log.events

    @property
    def newest(self) -> Snapshot | None:
        """The last snapshot received, whether it is a keyframe or not."""
        return self._newest

    def begin(self, snapshot: Snapshot) -> None:
        """Add the first snapshot of a run."""
        self._newest = snapshot
        self._keep(snapshot, always=True)
        self._add_scores(snapshot)

    def add(self, progress: Progress) -> None:
        """Add a report. A snapshot after a change by the learner becomes a keyframe that thinning keeps."""
        if progress.changed:
            progress = replace(progress, snapshot=self._scored_once(progress))
        if len(progress.epochs):
            self.losses.add(progress.epochs.astype(np.float64), progress.scores)
        if progress.changed:
            self._score_anew(progress.snapshot)
        self._note_falls(progress)
        self._newest = progress.snapshot
        due = not self.keyframes or progress.snapshot.epoch >= self.keyframes[-1].epoch + self._stride
        if progress.changed or due:
            self._keep(progress.snapshot, always=progress.changed)

    def _note_falls(self, progress: Progress) -> None:
        """Note falls of the rate among the epochs of a report, which a change at its end does not concern."""
        before = self._newest if progress.changed and self._newest is not None else progress.snapshot
        if len(progress.epochs):
            self._log.note_falls(before.experiment.plan, int(progress.epochs[0]), int(progress.epochs[-1]))

    def set_by_hand(self, snapshot: Snapshot, index: int, value: float) -> None:
        """Note that a parameter of this snapshot is set by hand: its index in theta, and its new value."""
        self._log.note_by_hand(snapshot, index, value)

    def _scored_once(self, progress: Progress) -> Snapshot:
        """The snapshot after a change, with the scores that its moment had before, where they differ by rounding.

        Layers and kernels round differently; one moment is shown with the same digits everywhere.
        """
        now, before = progress.snapshot, self._newest
        if before is None or not _scores_alike(before.experiment, now.experiment):
            return now
        earlier = progress.scores[-1:]
        if len(progress.epochs):
            if now.moment != (progress.epochs[-1], 0):
                return now
        elif before.moment != now.moment or not np.array_equal(before.theta, now.theta):
            return now
        else:
            earlier = before.scores.row()
        row = now.scores.row()
        alike = np.isclose(row, earlier, rtol=ROUNDING, atol=1e-12, equal_nan=True)
        scores = Scores(*np.where(alike, earlier, row)[0].tolist())
        return now if scores == now.scores else replace(now, scores=scores)

    def _score_anew(self, snapshot: Snapshot) -> None:
        """Let the curve end at what this snapshot shows: a change between two epochs gives the first other scores."""
        if snapshot.moment == (snapshot.epoch, 0):
            self.losses.replace(snapshot.epoch, snapshot.scores.row())

    def _add_scores(self, snapshot: Snapshot) -> None:
        self.losses.add(np.array([float(snapshot.epoch)]), snapshot.scores.row())

    def _keep(self, snapshot: Snapshot, *, always: bool) -> None:
        if self.keyframes and self.keyframes[-1].moment == snapshot.moment:
            replaced = self.keyframes.pop()  # no training in between; undo can restore it
            always = always or self.is_change(replaced)
            self._kept_always.discard(id(replaced))
        if self.keyframes:
            self._log.note_change(self.keyframes[-1].experiment, snapshot)
        self.keyframes.append(snapshot)
        if always:
            self._kept_always.add(id(snapshot))
        while len(self.keyframes) > 2 and (len(self.keyframes) > self._most or self._size() > self._bytes):
            self._thin()

    def _thin(self) -> None:
        """Drop every second keyframe that has no change. If too few are without change, drop the oldest keyframe.

        A change in the middle must stay: later epochs cannot be recomputed from a keyframe before the change.
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
        if not self.keyframes:
            return 0
        return len(self.keyframes) * self.keyframes[-1].nbytes

    def is_change(self, keyframe: Snapshot) -> bool:
        """Whether the learner changed something just before this keyframe, or training began or went on from it."""
        return id(keyframe) in self._kept_always

    def recall(self, snapshot: Snapshot, keyframe: Snapshot) -> None:
        """Keep a snapshot that was computed again from `keyframe`, unless that is no part of this history any more."""
        if self._recalled.holds(keyframe) or any(frame is keyframe for frame in self.keyframes):
            self._recalled.add(snapshot)

    def gaps(self, ends: tuple[int, int] | None = None) -> list[Gap]:
        """Where snapshots are so far apart that a look back would jump, and in which steps they are to be filled.

        `ends`: only between these two epochs.
        """
        if self._newest is None or not self.keyframes:
            return []
        first, last = ends or (self.keyframes[0].epoch, self._newest.epoch)
        step = max(1, -(-(last - first) // min(SMOOTH, self._recalled.room_for(self._newest))))
        untils = [*(frame.epoch for frame in self.keyframes[1:]), self._newest.epoch]
        found = [Gap(frame, until, step) for frame, until in zip(self.keyframes, untils, strict=True)]
        return [gap for gap in found if gap.until > first and gap.start.epoch < last and self._is_open(gap)]

    def _is_open(self, gap: Gap) -> bool:
        inside = sum(gap.start.epoch < one.epoch < gap.until for one in self._recalled)
        return (inside + 2) * gap.step < gap.until - gap.start.epoch

    def at_hand(self) -> list[Snapshot]:
        """Keyframes and what was computed again, the earliest first."""
        return sorted([*self.keyframes, *self._recalled], key=_moment_of)

    def nearest(self, epoch: int) -> Snapshot:
        """The snapshot at hand that is closest to an epoch."""
        newest = [] if self._newest is None else [self._newest]
        at_hand: list[Snapshot] = [*self.keyframes, *newest, *self._recalled]
        return min(at_hand, key=lambda frame: (abs(frame.epoch - epoch), -frame.moment[1]))

    def before(self, epoch: int) -> Snapshot:
        """The last snapshot at hand at or before the end of an epoch; from it, the epoch can be recomputed."""
        earlier = [frame for frame in (*self.keyframes, *self._recalled) if frame.moment <= (epoch, 0)]
        return max(earlier, key=_moment_of) if earlier else self.keyframes[0]

    def exact(self, epoch: int) -> Snapshot | None:
        """The snapshot at the end of exactly that epoch, if one is at hand."""
        for frame in (self._newest, *reversed(self.keyframes)):
            if frame is not None and frame.moment == (epoch, 0):
                return frame
        return self._recalled.exact(epoch)

    def cut(self, snapshot: Snapshot) -> None:
        """Remove everything after `snapshot`, which becomes the newest."""
        self.losses.cut(snapshot.epoch)
        self._score_anew(snapshot)
        self.keyframes = [frame for frame in self.keyframes if frame.moment < snapshot.moment]
        self._log.cut(snapshot.moment)
        self._recalled.clear()
        self._newest = snapshot
        self._keep(snapshot, always=True)

    def copy(self) -> History:
        """A copy with the same content, for undo."""
        twin = History(self._most, self._bytes)
        twin.keyframes, twin._kept_always, twin._stride = list(self.keyframes), set(self._kept_always), self._stride
        twin._newest, twin.losses, twin._log = self._newest, self.losses.copy(), self._log.copy()
        return twin


def _scores_alike(before: Experiment, after: Experiment) -> bool:
    """Whether both give the same parameters the same losses, accuracies and R²."""
    return before is after or (
        before.points == after.points
        and before.network == after.network
        and before.plan.reduction == after.plan.reduction
        and before.scaling == after.scaling
    )



def _moment_of(snapshot: Snapshot) -> tuple[int, int]:
    return snapshot.moment
