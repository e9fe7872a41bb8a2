"""Makes the fits of all widths and seeds in the background, and keeps those of the last few curves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.engine.approximation.fits import SEEDS, WIDTHS, Fit, Fits, Fitted, fit, jobs
from mlpviz.engine.approximation.one_layer import EPOCHS
from mlpviz.engine.pool import Done
from mlpviz.nn.activations import Activation
from mlpviz.nn.arrays import Array
from mlpviz.state.background import Background

KEPT = 8
"""Curves and activations whose fits are kept, so that undo brings them back too."""


class Series(QObject):
    """The fits of the target on show; those that are made survive a cancel, and are not made again."""

    changed = Signal()
    """There are other fits, or one more."""
    progressed = Signal(int, int)
    """How many fits are made, and how many it will be; 0 of 0 when none is under way."""
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin without a fit."""
        super().__init__(parent)
        self._background = Background(self)
        self._kept: list[Fits] = []
        self._wanted: tuple[Fit, ...] = ()
        self._left = 0
        self.widths: Sequence[int] = WIDTHS
        self.seeds = SEEDS
        self.epochs = EPOCHS
        self._background.done.connect(self._take)
        self._background.ended.connect(self._end)
        self._background.failed.connect(self.failed)

    @property
    def busy(self) -> bool:
        """Whether fits are under way."""
        return self._background.busy

    def of(self, values: Array, activation: Activation) -> Fits:
        """The fits of a target and an activation, as far as they are made; those of another are cancelled."""
        if self._kept and self._kept[0].concern(values, activation):
            return self._kept[0]
        self.cancel()
        found = next((one for one in self._kept if one.concern(values, activation)), None) or Fits(values, activation)
        self._kept = [found, *(one for one in self._kept if one is not found)][:KEPT]
        return found

    def missing(self, values: Array, activation: Activation) -> tuple[Fit, ...]:
        """The fits that are not made yet."""
        made = {(one.units, one.seed) for one in self.of(values, activation).made}
        every = jobs(values, activation, self.widths, self.seeds, self.epochs)
        return tuple(job for job in every if (job.units, job.seed) not in made)

    def start(self, values: Array, activation: Activation) -> None:
        """Make the fits that are missing."""
        self._wanted = self.missing(values, activation)
        self._left = len(self._wanted)
        if self._wanted:
            self._background.start(fit, self._wanted)
            self._tell()

    @Slot()
    def cancel(self) -> None:
        """Make no more fits; those that are made stay."""
        self._background.cancel()

    @Slot(object)
    def _take(self, done: Done[Fitted]) -> None:
        fits = self._kept[0]
        self._left -= 1
        if done.result is not None:
            fits.made.append(done.result)
        else:
            fits.failures.append(done.failure)
            self.failed.emit(done.failure)
        self.changed.emit()
        self._tell()

    def _tell(self) -> None:
        self.progressed.emit(len(self._wanted) - self._left, len(self._wanted))

    @Slot()
    def _end(self) -> None:
        self.progressed.emit(0, 0)
        self.changed.emit()

    def close(self) -> None:
        """End the thread and the processes."""
        self._background.close()

