"""Carries out jobs in other processes while the window goes on; a new request replaces the one before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal, Slot

from mlpviz.engine import pool
from mlpviz.engine.pool import Done, Mark
from mlpviz.engine.reports import failure


@dataclass(frozen=True, eq=False)
class _Request:
    work: Callable[[Any, Mark], Any]
    jobs: tuple[Any, ...]
    mark: Mark


class _Waiter(QObject):
    """Waits in the thread for the processes."""

    done = Signal(object, object)
    ended = Signal(object)
    failed = Signal(str)

    @Slot(object)
    def wait(self, request: _Request) -> None:
        try:
            for done in pool.carry_out(request.work, request.jobs, request.mark):
                self.done.emit(request, done)
        except Exception as error:  # in a thread, an exception would only be printed
            if not request.mark.cancelled:
                self.failed.emit(failure(error))
        finally:
            request.mark.remove()
            self.ended.emit(request)


class Background(QObject):
    """Sends jobs to the processes, and their results to whoever listens. Thread and processes begin when first needed.

    From the moment of `cancel` or of another `start`, no result of the earlier jobs arrives.
    """

    done = Signal(object)
    """A Done, as soon as its job is done."""
    progressed = Signal(int, int)
    """How many jobs are done, and how many there are."""
    ended = Signal()
    """All jobs are done, or were cancelled."""
    failed = Signal(str)
    """The processes could not be used: a sentence, and the traceback in the lines below."""
    _wanted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin nothing."""
        super().__init__(parent)
        self._thread: QThread | None = None
        self._request: _Request | None = None
        self._count = 0

    @property
    def busy(self) -> bool:
        """Whether results are still to come."""
        return self._request is not None

    def begun(self, index: int) -> bool:
        """Whether the job at this place of the list is being done, or is done; False if none is under way."""
        return self._request is not None and self._request.mark.begun(index)

    def start(self, work: Callable[[Any, Mark], Any], jobs: Sequence[Any]) -> None:
        """Do `work(job, mark)` for every job, see `mlpviz.engine.pool.carry_out`. What is under way is cancelled."""
        self._drop()
        if self._thread is None:
            self._begin()
        self._request, self._count = _Request(work, tuple(jobs), Mark()), 0
        self._wanted.emit(self._request)
        self.progressed.emit(0, len(jobs))

    @Slot()
    def cancel(self) -> None:
        """Cancel what is under way, if anything is."""
        if self._drop():
            self.ended.emit()

    def _drop(self) -> bool:
        request, self._request = self._request, None
        if request is not None:
            request.mark.cancel()
        return request is not None

    def _begin(self) -> None:
        self._thread = QThread(self)
        self._thread.setObjectName("background")
        self._waiter = _Waiter()
        self._waiter.moveToThread(self._thread)
        self._wanted.connect(self._waiter.wait)
        self._waiter.done.connect(self._receive)
        self._waiter.ended.connect(self._end)
        self._waiter.failed.connect(self.failed)
        self._thread.start()

    @Slot(object, object)
    def _receive(self, request: _Request, done: Done[Any]) -> None:
        if request is self._request:
            self._count += 1
            self.done.emit(done)
            self.progressed.emit(self._count, len(request.jobs))

    @Slot(object)
    def _end(self, request: _Request) -> None:
        if request is self._request:
            self._request = None
            self.ended.emit()

    def close(self) -> None:
        """Cancel, and end the thread and the processes."""
        self._drop()
        if self._thread is not None:
            pool.shut_down()
            self._thread.quit()
            self._thread.wait()
            self._thread = None
