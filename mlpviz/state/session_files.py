"""Writes and reads session files in a thread of its own, one after another, while the window goes on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThread, Signal, Slot

from mlpviz.engine.reports import failure
from mlpviz.engine.session.machine import unlike
from mlpviz.engine.session.reading import read_session
from mlpviz.engine.session.session import Session, SessionError
from mlpviz.engine.session.writing import write_session

ELSEWHERE = "Choose another folder or another name."


@dataclass(frozen=True, eq=False)
class Opened:
    """A session that was read."""

    path: Path
    session: Session
    remark: str
    """One sentence, if its epochs cannot be computed again to the last digit on this machine; else ""."""


def write_or_say(path: Path, session: Session) -> str:
    """Put the session in place of what `path` holds; returns "" or one sentence that says why that failed."""
    try:
        write_session(path, session)
    except SessionError as problem:
        return f"{path.name} could not be saved: {problem}"
    except OSError as problem:
        return f"{path.name} could not be saved: {problem.strerror}. {ELSEWHERE}"
    return ""


class _Clerk(QObject):
    """Does the work in the thread."""

    written = Signal(object, str)
    read = Signal(object)
    refused = Signal(object, str)
    failed = Signal(str)

    @Slot(object, object)
    def write(self, path: Path, session: Session) -> None:
        try:
            self.written.emit(path, write_or_say(path, session))
        except Exception as error:  # in a thread, an exception would only be printed
            self.failed.emit(failure(error))

    @Slot(object)
    def fetch(self, path: Path) -> None:
        try:
            session = read_session(path)
            self.read.emit(Opened(path, session, unlike(session.machines)))
        except SessionError as problem:
            self.refused.emit(path, f"Nothing was opened. {problem}")
        except OSError as problem:
            self.refused.emit(path, f"{path.name} could not be read: {problem.strerror}.")
        except Exception as error:
            self.failed.emit(failure(error))

    @Slot()
    def rest(self) -> None:
        """Whoever waits for this has waited for all that was asked before."""


class SessionFiles(QObject):
    """Takes orders and reports; the thread begins with the first one."""

    written = Signal(object, str)
    """A path, and "" or one sentence that says why it could not be written."""
    read = Signal(object)
    """An Opened."""
    refused = Signal(object, str)
    """A path, and one sentence that says why it cannot be opened."""
    failed = Signal(str)
    """A mistake of the program: a sentence, and the traceback in the lines below."""
    _write = Signal(object, object)
    _read = Signal(object)
    _wait = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: QThread | None = None
        self._orders = 0

    @property
    def busy(self) -> bool:
        """Whether a report is still to come."""
        return self._orders > 0

    def write(self, path: Path, session: Session) -> None:
        """Put a session in place of what `path` holds; `written` tells when that is done."""
        self._begin()
        self._write.emit(path, session)

    def open(self, path: Path) -> None:
        """Read a session; `read` or `refused` follows."""
        self._begin()
        self._read.emit(path)

    def _begin(self) -> None:
        self._orders += 1
        if self._thread is not None:
            return
        self._thread = QThread(self)
        self._thread.setObjectName("session files")
        self._clerk = _Clerk()
        self._clerk.moveToThread(self._thread)
        self._write.connect(self._clerk.write)
        self._read.connect(self._clerk.fetch)
        self._wait.connect(self._clerk.rest, Qt.ConnectionType.BlockingQueuedConnection)
        self._clerk.written.connect(self._note_written)
        self._clerk.read.connect(self._note_read)
        self._clerk.refused.connect(self._note_refused)
        self._clerk.failed.connect(self._note_failed)
        self._thread.start()

    @Slot(object, str)
    def _note_written(self, path: Path, problem: str) -> None:
        self._orders -= 1
        self.written.emit(path, problem)

    @Slot(object)
    def _note_read(self, opened: Opened) -> None:
        self._orders -= 1
        self.read.emit(opened)

    @Slot(object, str)
    def _note_refused(self, path: Path, problem: str) -> None:
        self._orders -= 1
        self.refused.emit(path, problem)

    @Slot(str)
    def _note_failed(self, report: str) -> None:
        self._orders -= 1
        self.failed.emit(report)

    def wait(self) -> None:
        """Wait until all that was asked so far is done and reported."""
        if self._thread is not None:
            self._wait.emit()
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)

    def close(self) -> None:
        """Finish what was asked, and end the thread; nothing is reported any more."""
        if self._thread is not None:
            self._wait.emit()
        self.blockSignals(True)
        if self._thread is not None:
            self._thread.quit()
            self._thread.wait()
            self._thread = None
