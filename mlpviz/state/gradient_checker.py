"""Checks the gradient of the snapshot on show in a thread of its own, a few entries at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from mlpviz.engine.gradient_check import CheckedEntry, GradientCheck, largest_error
from mlpviz.engine.records import Snapshot
from mlpviz.engine.reports import failure
from mlpviz.engine.snapshot_check import checking

WORK, REST = 0.004, 4
"""Seconds of work at a time, and milliseconds between: the thread of the window wants the interpreter too."""


class _Checker(QObject):
    """The worker in the thread. A new request replaces the one before."""

    checked = Signal(object, object)
    """The Snapshot and its GradientCheck."""
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._snapshot: Snapshot | None = None
        self._work: Iterator[CheckedEntry] = iter(())
        self._found: list[CheckedEntry] = []
        self._timer: QTimer | None = None

    @Slot(object)
    def check(self, snapshot: Snapshot | None) -> None:
        self._snapshot, self._found = snapshot, []
        if snapshot is not None:
            self._work = checking(snapshot)
            if self._timer is None:  # made here, so that it belongs to this thread
                self._timer = QTimer(self)
                self._timer.timeout.connect(self._go_on)
            self._timer.start(0)

    @Slot()
    def _go_on(self) -> None:
        assert self._timer is not None
        if self._snapshot is None:
            self._timer.stop()
            return
        try:
            done = self._some()
        except Exception as error:  # in a thread, an exception would only be printed
            self._snapshot = None
            self.failed.emit(failure(error))
            return
        self._timer.start(REST)
        if done:
            self._timer.stop()
            snapshot, self._snapshot = self._snapshot, None
            self.checked.emit(snapshot, GradientCheck(largest_error(self._found), tuple(self._found)))

    def _some(self) -> bool:
        """Check entries for a moment; whether that was all."""
        until = time.perf_counter() + WORK
        while time.perf_counter() < until:
            entry = next(self._work, None)
            if entry is None:
                return True
            self._found.append(entry)
        return False


class GradientChecker(QObject):
    """Checks one snapshot at a time, the newest that was asked for. The thread begins when it is first needed."""

    checked = Signal(object, object)
    """The Snapshot that was asked for last, and its GradientCheck."""
    failed = Signal(str)
    _wanted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin nothing."""
        super().__init__(parent)
        self._thread: QThread | None = None
        self._snapshot: Snapshot | None = None

    @property
    def busy(self) -> bool:
        """Whether a result is still to come."""
        return self._snapshot is not None

    def check(self, snapshot: Snapshot) -> None:
        """Check the gradient of a snapshot; what is under way is given up."""
        if self._thread is None:
            self._begin()
        self._snapshot = snapshot
        self._wanted.emit(snapshot)

    def forget(self) -> None:
        """Give up what is under way."""
        if self._snapshot is not None:
            self._snapshot = None
            self._wanted.emit(None)

    def _begin(self) -> None:
        self._thread = QThread(self)
        self._thread.setObjectName("gradient check")
        self._checker = _Checker()
        self._checker.moveToThread(self._thread)
        self._wanted.connect(self._checker.check)
        self._checker.checked.connect(self._receive)
        self._checker.failed.connect(self._fail)
        self._thread.finished.connect(self._checker.deleteLater)  # its timer can only be stopped in its own thread
        self._thread.start()

    @Slot(object, object)
    def _receive(self, snapshot: Snapshot, check: GradientCheck) -> None:
        if snapshot is self._snapshot:
            self._snapshot = None
            self.checked.emit(snapshot, check)

    @Slot(str)
    def _fail(self, message: str) -> None:
        self._snapshot = None
        self.failed.emit(message)

    def close(self) -> None:
        """End the thread."""
        self._snapshot = None
        if self._thread is not None:
            self._wanted.emit(None)
            self._thread.quit()
            self._thread.wait()
            self._thread = None
