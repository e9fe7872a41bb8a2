"""Computes landscapes in other processes: the plane, coarse losses, fine losses; a new one replaces the one before."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.engine.landscape.losses import jobs_of, losses_over
from mlpviz.engine.landscape.relief import Relieving
from mlpviz.engine.landscape.survey import Request, Survey, survey
from mlpviz.engine.pool import Done
from mlpviz.state.background import Background


class Surveyor(QObject):
    """Sends one Request at a time through the pool. After `cancel` or another `look` nothing of it arrives any more."""

    laid = Signal(object)
    """A Survey, before its losses are there."""
    computed = Signal(object)
    """A Relief of that Survey: the coarse one, then the fine one."""
    progressed = Signal(int, int)
    """How many parts of the losses are there, and how many there are."""
    failed = Signal(str)
    """The processes could not be used, or a job failed: a sentence, and the traceback in the lines below."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin nothing."""
        super().__init__(parent)
        self._background = Background(self)
        self._relieving: Relieving | None = None
        self._coarse = False
        self._background.done.connect(self._take)
        self._background.progressed.connect(self._tell)
        self._background.ended.connect(self._end)
        self._background.failed.connect(self.failed)

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._background.busy

    def look(self, request: Request, *, coarse: bool = False) -> None:
        """Lay the plane of a request and compute its losses; `coarse`: on the coarse grid alone."""
        self._relieving, self._coarse = None, coarse
        self._background.start(survey, (request,))

    @Slot()
    def cancel(self) -> None:
        """Cancel what is under way."""
        self._background.cancel()

    @Slot(object)
    def _take(self, done: Done[Any]) -> None:
        if done.result is None:
            self._background.cancel()
            self.failed.emit(done.failure)
        elif isinstance(done.result, Survey):
            found = done.result
            jobs = jobs_of(found.request.experiment, found.plane, *found.corners)
            jobs = tuple(job for job in jobs if not (job.fine and self._coarse))
            self._relieving = Relieving(jobs)
            self.laid.emit(found)
            self._background.start(losses_over, jobs)
        elif self._relieving is not None:
            relief = self._relieving.take(done.result)
            if relief is not None:
                self.computed.emit(relief)

    @Slot(int, int)
    def _tell(self, done: int, count: int) -> None:
        if self._relieving is not None:
            self.progressed.emit(done, count)

    @Slot()
    def _end(self) -> None:
        self.progressed.emit(0, 0)

    def close(self) -> None:
        """End thread and processes."""
        self._background.close()
