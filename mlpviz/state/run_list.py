"""The runs that were kept in this session, within a number and a size."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.engine import number
from mlpviz.engine.history import History
from mlpviz.engine.kept_runs import LONGEST_NAME, KeptRun
from mlpviz.engine.records import Snapshot
from mlpviz.engine.session.session import SavedRun
from mlpviz.engine.stop_watch import Stop
from mlpviz.state.document import Moment
from mlpviz.state.playhead import Playhead

MOST_RUNS = 20
MOST_BYTES = 256 * 2**20


class RunList(QObject):
    """Keeps runs when they end. When there are too many, the oldest one that is not pinned is dropped."""

    changed = Signal()
    """A run was kept, dropped, renamed or pinned."""
    dropped = Signal(str)
    """A sentence: which run had to go, and what would have held it."""

    def __init__(
        self, playhead: Playhead, parent: QObject | None = None, *, most_runs: int = MOST_RUNS,
        most_bytes: int = MOST_BYTES,
    ) -> None:  # fmt: skip
        """Nothing has been kept yet. `playhead` has the training that is under way."""
        super().__init__(parent)
        self._playhead = playhead
        self._trained: Moment | None = None
        """What the last training had led to, before what was chosen since then."""
        self._most_runs, self._most_bytes = most_runs, most_bytes
        self._runs: tuple[KeptRun, ...] = ()
        self._next = 1
        self._stop: tuple[Stop, Snapshot] | None = None
        """What stopped a run last, and the first keyframe of that run."""

    @property
    def runs(self) -> tuple[KeptRun, ...]:
        """Every kept run, the oldest first."""
        return self._runs

    def run(self, number: int) -> KeptRun | None:
        """The run of that number."""
        return next((one for one in self._runs if one.number == number), None)

    def of(self, history: History) -> KeptRun | None:
        """The kept run of which a history is the same or goes on."""
        return next((one for one in reversed(self._runs) if one.goes_on_in(history)), None)

    def number_of(self, history: History) -> int:
        """The number of the run with this history; one that is not kept yet would get the next."""
        known = self.of(history)
        return known.number if known is not None else self._next

    @Slot(object)
    def note_stop(self, stop: Stop) -> None:
        """The present run has stopped by itself."""
        self._stop = stop, self._playhead.history.keyframes[0]

    def why_stopped(self, snapshot: Snapshot, history: History) -> str:
        """Why the run with this history stopped by itself at this snapshot, its newest; "" if it did not."""
        if self._stop is None:
            return ""
        stop, first = self._stop
        same = bool(history.keyframes) and history.keyframes[0] is first
        return stop.reason() if same and stop.epoch == snapshot.epoch else ""

    @Slot()
    def note_edit(self) -> None:
        """Another choice is about to take hold: remember the run with the choices that it was trained with."""
        newest, history = self._playhead.newest, self._playhead.history
        if newest is None or not math.isnan(self._playhead.rate):  # while it trains, the choice becomes part of the run
            return
        if self._trained is None or not _ends_alike(self._trained, newest, history):
            self._trained = Moment(newest.experiment, newest, history.copy())

    @Slot(object)
    def keep(self, moment: Moment) -> KeptRun | None:
        """Keep a run as it is at a moment, if it has trained for an epoch; None if it has not.

        Choices after its last epoch, with which nothing was trained, are no part of it. What goes on from a kept run
        takes its place, with its number, name and pin.
        """
        trained = self._trained
        if trained is not None and moment.snapshot is not None and moment.history is not None:
            moment = trained if _ends_alike(trained, moment.snapshot, moment.history) else moment
        snapshot, history = moment.snapshot, moment.history
        if snapshot is None or history is None or snapshot.epoch <= history.losses.epochs[0]:
            return None
        known, stopped = self.of(history), self.why_stopped(snapshot, history)
        if known is not None and known.snapshot.moment == snapshot.moment:
            return known  # nothing was trained since
        if known is None:
            kept = KeptRun(self._next, moment.experiment, snapshot, history, stopped=stopped)
            self._next += 1
        else:
            kept = replace(
                known, experiment=moment.experiment, snapshot=snapshot, history=history, stopped=stopped
            )
        self._runs = (*(one for one in self._runs if one is not known), kept)
        self._trained = None
        self._drop_oldest(kept)
        self.changed.emit()
        return kept if kept in self._runs else None

    def _drop_oldest(self, newest: KeptRun) -> None:
        while len(self._runs) > self._most_runs or (
            len(self._runs) > 1 and sum(one.nbytes for one in self._runs) > self._most_bytes
        ):
            free = [one for one in self._runs if not one.pinned and one is not newest] or [newest]
            self._runs = tuple(one for one in self._runs if one is not free[0])
            limit = f"{number.count(self._most_runs)} runs or {self._most_bytes // 2**20} MB"
            how = "Unpin or remove one" if free[0] is newest else "Pin a run that is to stay"
            self.dropped.emit(f"Run {free[0].number} was dropped: at most {limit} are kept. {how}.")

    def rename(self, number: int, name: str) -> None:
        """Call a run by another name; "" names it by what differs."""
        self._replace(number, name=" ".join(name.split())[:LONGEST_NAME])

    def pin(self, number: int, pinned: bool) -> None:
        """Let a run stay when room is needed, or no longer."""
        self._replace(number, pinned=pinned)

    def remove(self, number: int) -> KeptRun | None:
        """Forget a run; whoever asked can `put_back` it."""
        run = self.run(number)
        if run is not None:
            self._set(tuple(one for one in self._runs if one is not run))
        return run

    def put_back(self, run: KeptRun) -> None:
        """Keep a run again that was removed."""
        if self.run(run.number) is None:
            self._set(tuple(sorted((*self._runs, run), key=_number_of)))

    # what goes into a session file

    def saved(self, workspace: str) -> tuple[SavedRun, ...]:
        """All of them, for a file; `workspace` has them."""
        return tuple(
            SavedRun(one.name, one.experiment, one.history.record(), one.pinned, one.number, one.stopped,
                     {"workspace": workspace})
            for one in self._runs
        )  # fmt: skip

    def open(self, saved: Iterable[SavedRun]) -> None:
        """Keep the runs of a file in place of these."""
        runs = []
        for one in saved:
            history = History.of(one.history)
            if history.newest is not None:
                run = KeptRun(one.number, one.experiment, history.newest, history, one.name, one.pinned, one.stopped)
                runs.append(run)
        self._next = max((one.number for one in runs), default=0) + 1
        self._trained, self._stop = None, None
        self._set(tuple(sorted(runs, key=_number_of)))

    def _replace(self, number: int, **changes: object) -> None:
        self._set(tuple(replace(one, **changes) if one.number == number else one  # type: ignore[arg-type]
                        for one in self._runs))  # fmt: skip

    def _set(self, runs: tuple[KeptRun, ...]) -> None:
        self._runs = runs
        self.changed.emit()


def _ends_alike(moment: Moment, snapshot: Snapshot, history: History) -> bool:
    """Whether both are of one run, and nothing was trained from one to the other."""
    if moment.snapshot is None or moment.history is None or not history.keyframes or not moment.history.keyframes:
        return False
    return moment.snapshot.moment == snapshot.moment and moment.history.keyframes[0] is history.keyframes[0]


def _number_of(run: KeptRun) -> int:
    return run.number
