"""Computes, in a thread of its own, what the views draw of a snapshot: surface, borders, thumbnails, histograms."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QThread, Signal, Slot

from mlpviz.engine import probes
from mlpviz.engine.borders import borders, level_lines
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.flow.guessing import Guesses
from mlpviz.engine.point_answers import PointAnswers, answers_of
from mlpviz.engine.probes import Histogram, Probe
from mlpviz.engine.records import Snapshot, freeze
from mlpviz.engine.reports import failure
from mlpviz.engine.run import Run
from mlpviz.engine.vitals import Vitals, vitals_of
from mlpviz.nn.arrays import Array

if TYPE_CHECKING:
    from mlpviz.engine.hidden_space.spaces import AnswerCounts, Answers, Space

__all__ = ["Histogram", "PictureMaker", "Picture", "Probe", "picture_of"]

RESOLUTIONS = (176, 88, 44)
SLOW, QUICK = 0.006, 0.002
"""Seconds of processor time: while training, the next picture is coarser after a SLOW one, finer after a QUICK one."""
SPACES = 0.125
"""Seconds between two coarse pictures with the spaces of the layers: to compute and to paint them is much work."""


@dataclass(frozen=True, eq=False)
class Picture:
    """Everything that the views draw of one snapshot."""

    snapshot: Snapshot
    surface: Array
    """Outputs over the data square, (res, res, outputs); row 0 has the lowest x₂, column 0 the lowest x₁."""
    borders: tuple[Array, ...]
    """The lines between classes on the surface, each (m, 2) of x₁ and x₂."""
    levels: tuple[tuple[float, Array], ...]
    """Where values are predicted: lines of equal value, each with its value, (m, 2)."""
    responses: tuple[Array, ...]
    """Outputs of each unit over the data square: inputs, then each layer, (units, 32, 32), oriented like `surface`."""
    histograms: tuple[Histogram, ...]
    norms: Array
    """‖∂L/∂W‖₂ of each layer, (layers,)."""
    same_everywhere: bool
    """Whether the outputs are the same everywhere on the data square."""
    identical: tuple[bool, ...]
    """For each layer: whether its units are identical and will stay so."""
    of_points: PointAnswers
    """What the network answers to each point."""
    vitals: Vitals
    """What the diagnostics measure of each layer."""
    guess: float
    """The train loss of the best guess, one answer for all points; NaN without train points."""
    hidden: HiddenPicture | None = None
    """The spaces of the layers, if they are wanted."""


@dataclass(frozen=True, eq=False)
class HiddenPicture:
    """What is drawn of the spaces of the layers."""

    spaces: tuple[Space, ...]
    answers: tuple[Answers | None, ...]
    """What the layers behind answer over the plane of each space that has one."""
    counts: AnswerCounts | None


def _hidden_of(snapshot: Snapshot) -> HiddenPicture:
    from mlpviz.engine.hidden_space import spaces as of  # many a session never looks at them

    spaces = of.spaces_of(snapshot)
    answers = tuple(of.answers_over(snapshot, space) for space in spaces)
    return HiddenPicture(spaces, answers, of.answer_counts(snapshot, spaces[-1]))


def picture_of(
    snapshot: Snapshot, resolution: int = RESOLUTIONS[0], *, hidden: bool = False, guesses: Guesses | None = None
) -> Picture:
    """Compute the picture of a snapshot, with resolution² cells for the surface; `hidden`: with the spaces too.

    `guesses` remembers what need not be computed anew.
    """
    answers = freeze(probes.surface(snapshot, resolution))
    histograms = probes.histograms(snapshot)
    vitals = vitals_of(snapshot, histograms)
    return Picture(
        snapshot,
        answers,
        tuple(map(freeze, borders(snapshot.experiment, answers))),
        tuple((level, freeze(line)) for level, line in level_lines(snapshot.experiment, answers)),
        probes.responses(snapshot),
        histograms,
        vitals.norms,
        probes.same_everywhere(answers),
        probes.identical_units(snapshot),
        answers_of(snapshot),
        vitals,
        (guesses or Guesses()).of(snapshot.experiment),
        _hidden_of(snapshot) if hidden else None,
    )


class _Maker(QObject):
    """The worker in the thread: makes one picture at a time."""

    made = Signal(object)
    measured = Signal(object)
    previewed = Signal(object)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._level = 0
        self._guesses = Guesses()

    @Slot(object, bool, bool)
    def make(self, snapshot: Snapshot, coarse: bool, hidden: bool) -> None:
        started = time.thread_time()
        try:
            resolution = RESOLUTIONS[self._level if coarse else 0]
            picture = picture_of(snapshot, resolution, hidden=hidden, guesses=self._guesses)
        except Exception as error:  # in a thread, an exception would only be printed
            self.failed.emit(failure(error))
            return
        self._adapt(time.thread_time() - started, coarse)
        self.made.emit(picture)

    @Slot(object)
    def measure(self, frames: list[Snapshot]) -> None:
        try:
            self.measured.emit([(frame, vitals_of(frame)) for frame in frames])
        except Exception as error:
            self.failed.emit(failure(error))

    @Slot(object)
    def preview(self, experiment: Experiment) -> None:
        try:
            snapshot = Run(experiment, arithmetic="layers").snapshot()  # the compiler may take seconds
            self.previewed.emit(picture_of(snapshot, guesses=self._guesses))
        except Exception as error:
            self.failed.emit(failure(error))

    def _adapt(self, seconds: float, coarse: bool) -> None:
        if coarse and seconds > SLOW:
            self._level = min(self._level + 1, len(RESOLUTIONS) - 1)
        elif coarse and seconds < QUICK:
            self._level = max(self._level - 1, 0)


class PictureMaker(QObject):
    """Turns snapshots into pictures in a thread of its own; if several wait, only the newest is made."""

    ready = Signal(object)
    """A Picture."""
    measured = Signal(object)
    """What `measure` asked for: a list of each snapshot and its Vitals."""
    previewed = Signal(object)
    """What `preview` asked for: a Picture."""
    failed = Signal(str)
    _measuring = Signal(object)
    _previewing = Signal(object)
    _wanted = Signal(object, bool, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = QThread(self)
        self._thread.setObjectName("picture maker")
        self._maker = _Maker()
        self._maker.moveToThread(self._thread)
        self._wanted.connect(self._maker.make)
        self._maker.made.connect(self._receive)
        self._maker.measured.connect(self.measured)
        self._measuring.connect(self._maker.measure)
        self._maker.previewed.connect(self.previewed)
        self._previewing.connect(self._maker.preview)
        self._maker.failed.connect(self._fail)
        self._busy = False
        self._next: tuple[Snapshot, bool] | None = None
        self.hidden = False
        """Whether pictures shall hold the spaces of the layers; while training and dragging, some of them do."""
        self._spaced = 0.0
        """When the last one with spaces was begun, in seconds."""
        self._thread.start()

    def look_at(self, snapshot: Snapshot, *, coarse: bool = False) -> None:
        """Request the picture of a snapshot. `coarse` allows a coarser one, to keep up with training."""
        if self._busy:
            self._next = (snapshot, coarse)
        else:
            self._busy = True
            self._wanted.emit(snapshot, coarse, self.hidden and self._spaces_are_due(coarse))

    def _spaces_are_due(self, coarse: bool) -> bool:
        now = time.monotonic()
        due = not coarse or now - self._spaced >= SPACES
        self._spaced = now if due else self._spaced
        return due

    @Slot(object)
    def measure(self, frames: list[Snapshot]) -> None:
        """Measure some snapshots after what is under way; all of them are answered."""
        self._measuring.emit(frames)

    def preview(self, experiment: Experiment) -> None:
        """Picture an experiment with its first weights, which is no part of any run."""
        self._previewing.emit(experiment)

    @property
    def idle(self) -> bool:
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
            self._wanted.emit(*waiting, self.hidden)

    def close(self) -> None:
        """End the thread."""
        self._next = None
        self._thread.quit()
        self._thread.wait()

    def probe(self, snapshot: Snapshot, x: Array) -> Probe:
        """Compute what every unit does with one input; quick enough for the GUI thread."""
        return probes.probe(snapshot, np.asarray(x, dtype=np.float64))
