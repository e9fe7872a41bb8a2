"""The history of a run, in limited memory: the scores of all epochs, and keyframes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from mlpviz.engine.events import Event, EventLog, EventRecord, Moment
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.loss_curve import Losses
from mlpviz.engine.recall import Recall
from mlpviz.engine.records import Progress, Scores, Snapshot

MOST_KEYFRAMES = 512
MOST_BYTES = 256 * 2**20
MOST_BETWEEN = 1024
"""Of more changes at moments without training, the later ones are not kept."""
ROUNDING = 1e-6
"""Two scores of the same parameters and points that differ by less than this share are the same number."""
SMOOTH = 256
"""Steps of a look back from the first to the newest epoch that let it look smooth."""


@dataclass(frozen=True, eq=False)
class Gap:
    """A stretch of epochs of which no snapshot is at hand."""

    start: Snapshot
    """The keyframe before it."""
    until: int
    """The epoch of the keyframe after it."""
    step: int
    """How many epochs apart snapshots should be."""


@dataclass(frozen=True, eq=False)
class HistoryRecord:
    """All that a `History` keeps, frozen: what files hold. What can be computed again is not part of it."""

    keyframes: tuple[Snapshot, ...]
    kept_always: frozenset[int]
    """Places among the keyframes of those that thinning keeps, for the learner changed something there."""
    newest: Snapshot | None
    stride: int
    """Epochs between two keyframes at least."""
    losses: Losses
    events: EventRecord = field(default_factory=EventRecord)
    between: tuple[tuple[Moment, Experiment], ...] = ()
    """With its moment, every experiment that was changed again before anything was trained."""


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
        self._between: list[tuple[Moment, Experiment]] = []
        """Experiments that were changed again before anything was trained: weights came through them."""
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
            if replaced.experiment is not snapshot.experiment and len(self._between) < MOST_BETWEEN:
                self._between.append((replaced.moment, replaced.experiment))
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
        self._between = [one for one in self._between if one[0] <= snapshot.moment]
        self._recalled.clear()
        self._newest = snapshot
        self._keep(snapshot, always=True)

    def copy(self) -> History:
        """A copy with the same content, for undo."""
        twin = History(self._most, self._bytes)
        twin.keyframes, twin._kept_always, twin._stride = list(self.keyframes), set(self._kept_always), self._stride
        twin._newest, twin.losses, twin._log = self._newest, self.losses.copy(), self._log.copy()
        twin._between = list(self._between)
        return twin

    def record(self) -> HistoryRecord:
        """All of it, frozen, with few copies: training may go on while it is written."""
        places = frozenset(at for at, frame in enumerate(self.keyframes) if id(frame) in self._kept_always)
        losses, events, between = self.losses.copy(), self._log.record(), tuple(self._between)
        return HistoryRecord(tuple(self.keyframes), places, self._newest, self._stride, losses, events, between)

    @classmethod
    def of(cls, record: HistoryRecord) -> History:
        """The history that a record was taken of."""
        made = cls()
        made.keyframes, made._stride, made._newest = list(record.keyframes), record.stride, record.newest
        made._kept_always = {id(record.keyframes[at]) for at in record.kept_always}
        made.losses, made._log = record.losses.copy(), EventLog.of(record.events)
        made._between = list(record.between)
        return made


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
