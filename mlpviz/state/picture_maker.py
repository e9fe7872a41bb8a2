"""A shown snapshot made into a picture (surface, borders, thumbnails, histograms, norms), off the GUI thread."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, QThread, Signal, Slot

from mlpviz.engine import probes
from mlpviz.engine.borders import borders
from mlpviz.engine.probes import Histogram, Probe
from mlpviz.engine.records import Snapshot, freeze
from mlpviz.engine.reports import failure
from mlpviz.nn.arrays import Array

__all__ = ["Histogram", "PictureMaker", "Picture", "Probe", "picture_of"]

RESOLUTIONS = (176, 88, 44)
SLOW, QUICK = 0.006, 0.002
"""Seconds of processor time: while training, a picture that takes longer is drawn coarser next time, or finer."""


@dataclass(frozen=True, eq=False)
class Picture:
    """Everything the views draw of one snapshot."""

    snapshot: Snapshot
    surface: Array
    """Answers over the data square, (res, res, outputs); row 0 is the lowest x₂, column 0 the lowest x₁."""
    borders: tuple[Array, ...]
    """The lines between classes on the surface, each (m, 2) of x₁ and x₂."""
    responses: tuple[Array, ...]
    """One a column of the graph: inputs, then each layer; (units, 32, 32), oriented as the surface."""
    histograms: tuple[Histogram, ...]
    norms: Array
    """‖∂L/∂W‖₂ of each layer, (layers,)."""
    same_everywhere: bool
    """The network gives the same answer everywhere."""
    identical: tuple[bool, ...]
    """For each layer: its units are identical and will stay so."""


def picture_of(snapshot: Snapshot, resolution: int = RESOLUTIONS[0]) -> Picture:
    """Ask the snapshot everything the views draw."""
    answers = freeze(probes.surface(snapshot, resolution))
    return Picture(
        snapshot,
        answers,
        tuple(map(freeze, borders(snapshot.experiment, answers))),
        probes.responses(snapshot),
        probes.histograms(snapshot),
        freeze(probes.gradient_norms(snapshot)),
        probes.same_everywhere(answers),
        probes.identical_units(snapshot),
    )


class _Maker(QObject):
    """Lives in the lens's thread and makes one picture at a time, as fine as time allows."""

    made = Signal(object)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._level = 0

    @Slot(object, bool)
    def make(self, snapshot: Snapshot, in_a_hurry: bool) -> None:
        """Make the picture of a snapshot; while training, coarser if the last one took long."""
        started = time.thread_time()
        try:
            picture = picture_of(snapshot, RESOLUTIONS[self._level if in_a_hurry else 0])
        except Exception as error:  # nothing may die silently in a thread
            self.failed.emit(failure(error))
            return
        self._adapt(time.thread_time() - started, in_a_hurry)
        self.made.emit(picture)

    def _adapt(self, seconds: float, in_a_hurry: bool) -> None:
        if in_a_hurry and seconds > SLOW:
            self._level = min(self._level + 1, len(RESOLUTIONS) - 1)
        elif in_a_hurry and seconds < QUICK:
            self._level = max(self._level - 1, 0)


class PictureMaker(QObject):
    """Turns snapshots into pictures in a thread of its own; of several waiting ones only the newest is made."""

    ready = Signal(object)
    """A Picture."""
    failed = Signal(str)
    _wanted = Signal(object, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = QThread(self)
        self._thread.setObjectName("lens")
        self._maker = _Maker()
        self._maker.moveToThread(self._thread)
        self._wanted.connect(self._maker.make)
        self._maker.made.connect(self._receive)
        self._maker.failed.connect(self._fail)
        self._busy = False
        self._next: tuple[Snapshot, bool] | None = None
        self._thread.start()

    def look_at(self, snapshot: Snapshot, *, in_a_hurry: bool = False) -> None:
        """Ask for the picture of a snapshot. `in_a_hurry` (training at speed) allows a coarser one."""
        if self._busy:
            self._next = (snapshot, in_a_hurry)
        else:
            self._busy = True
            self._wanted.emit(snapshot, in_a_hurry)

    @property
    def idle(self) -> bool:
        """True if no picture is being made."""
        return not self._busy

    @Slot(object)
    def _receive(self, picture: Picture) -> None:
        self._go_on()
        self.ready.emit(picture)

    @Slot(str)
    def _fail(self, message: str) -> None:
        self._go_on()
        self.failed.emit(message)

    def _go_on(self) -> None:
        waiting, self._next = self._next, None
        self._busy = waiting is not None
        if waiting is not None:
            self._wanted.emit(*waiting)

    def close(self) -> None:
        """End the thread."""
        self._next = None
        self._thread.quit()
        self._thread.wait()

    def probe(self, snapshot: Snapshot, x: Array) -> Probe:
        """What every unit does with one input; quick enough for the GUI thread."""
        return probes.probe(snapshot, np.asarray(x, dtype=np.float64))
