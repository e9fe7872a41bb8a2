"""What some session files hold, in a few words and a small picture, read in a thread while nobody waits for it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot

from mlpviz.engine import number, probes
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.records import Scores, Snapshot
from mlpviz.engine.reports import failure
from mlpviz.engine.session.reading import read_session
from mlpviz.engine.session.session import Session, SessionError
from mlpviz.engine.telling.naming import network_name
from mlpviz.nn.arrays import Array, freeze

MOST_BYTES = 32 * 2**20
"""Of a larger file nothing is told: reading it would take too long for a card."""
CELLS = 46
"""Of the picture, in each direction."""


@dataclass(frozen=True, eq=False)
class Digest:
    """A session in short."""

    path: Path
    words: str
    """Where it was left and what is in it: "Playground · 5 runs"."""
    score: str
    """How its network scores, or ""."""
    experiment: Experiment | None = None
    answers: Array | None = None
    """What the network answers over the area of its points, see `probes.surface`; None if that cannot be drawn."""


def digest_of(path: Path, session: Session) -> Digest:
    """A session of a file in short, from the newest epoch of the workspace in which it was left."""
    found = next((one for one in session.benches if one.workspace == session.workspace), None)
    title = session.workspace.replace("_", " ").capitalize()
    if found is None:
        return Digest(path, title, "")
    runs = [one for one in session.runs if one.form.get("workspace") == found.workspace]
    many = number.counted(len(runs), "run") if runs else network_name(found.experiment.network)
    newest = found.history.newest
    if newest is None or not newest.finite:
        return Digest(path, f"{title} · {many}", "")
    return Digest(path, f"{title} · {many}", _score(newest.scores), newest.experiment, _answers(newest))


def _score(scores: Scores) -> str:
    for name, r2, loss in (("test", scores.test_r2, scores.test_loss), ("train", scores.train_r2, scores.train_loss)):
        if not math.isnan(r2):
            return f"{name} R² {number.r_squared(r2)}"
        if not math.isnan(loss):
            return f"{name} loss {number.loss(loss)}"
    return ""


def _answers(snapshot: Snapshot) -> Array | None:
    if snapshot.experiment.network.inputs != 2:
        return None
    answers = freeze(probes.surface(snapshot, CELLS))
    return answers if answers.shape[:2] == (CELLS, CELLS) else None


class _Reader(QObject):
    """Reads in the thread. A file that cannot be read has no digest; whoever opens it is told why."""

    found = Signal(object)
    failed = Signal(str)

    @Slot(object)
    def read(self, path: Path) -> None:
        try:
            if path.stat().st_size <= MOST_BYTES:
                self.found.emit(digest_of(path, read_session(path)))
        except (SessionError, OSError):
            return
        except Exception as error:  # in a thread, an exception would only be printed
            self.failed.emit(failure(error))


class Digests(QObject):
    """Reads each file once, and again when it was written since."""

    found = Signal(object)
    """A Digest."""
    failed = Signal(str)
    """A mistake of the program: a sentence, and the traceback in the lines below."""
    _wanted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """The thread begins when something is first looked for."""
        super().__init__(parent)
        self._thread: QThread | None = None
        self._known: dict[Path, tuple[int, Digest | None]] = {}

    def look(self, paths: Iterable[Path]) -> None:
        """Tell what these sessions hold, one after another; what is known already is told at once."""
        for path in paths:
            try:
                written = path.stat().st_mtime_ns
            except OSError:
                continue
            known = self._known.get(path)
            if known is None or known[0] != written:
                self._known[path] = written, None
                self._begin()
                self._wanted.emit(path)
            elif known[1] is not None:
                self.found.emit(known[1])

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = QThread(self)
            self._thread.setObjectName("digests of sessions")
            self._reader = _Reader()
            self._reader.moveToThread(self._thread)
            self._wanted.connect(self._reader.read)
            self._reader.found.connect(self._take)
            self._reader.failed.connect(self.failed)
            self._thread.start()

    @Slot(object)
    def _take(self, digest: Digest) -> None:
        if digest.path in self._known:
            self._known[digest.path] = self._known[digest.path][0], digest
        self.found.emit(digest)

    def close(self) -> None:
        """End the thread after the file under way; nothing is told any more."""
        self.blockSignals(True)
        if self._thread is not None:
            self._thread.quit()
            self._thread.wait()
            self._thread = None
