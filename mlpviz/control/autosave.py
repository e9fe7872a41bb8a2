"""Keeps the running work aside, so that after a crash or a power cut the next start brings it back."""

from __future__ import annotations

import errno
import time
import uuid
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QStandardPaths, QTimer, Slot

from mlpviz.control.sessions import Sessions
from mlpviz.control.whole_session import Marks
from mlpviz.engine.session.writing import SUFFIX
from mlpviz.files import write_whole
from mlpviz.state.session_files import ELSEWHERE

EVERY = 60_000
"""Milliseconds between two times that work is kept, if it changed."""
LOCK, ORIGIN, UNREADABLE = ".lock", ".origin", ".unreadable"


def usual_folder() -> Path:
    """Where the windows of this user keep their work aside."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)) / "kept"


class Autosave(QObject):
    """Each window has a file of its own there, and a lock that ends with its process, whatever ends that.

    The file goes as soon as the work is saved, or given up by the learner. A file whose lock is free was left behind.
    """

    def __init__(self, sessions: Sessions, folder: Path) -> None:
        """Keep the work of `sessions` in `folder`, every minute and whenever training pauses."""
        super().__init__(sessions)
        self._sessions, self._folder = sessions, folder
        self._name, self._lock = "", None  # type: str, QLockFile | None
        self._kept: Marks | None = None
        self._trained, self._told = False, False
        sessions.settled.connect(self.forget)
        sessions.looked.connect(self._note_pause)
        sessions.files.written.connect(self._note_written)
        sessions.recovered.connect(self._note_recovered)
        sessions.unreadable.connect(self._put_aside)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.keep)
        self._timer.start()

    @property
    def path(self) -> Path:
        """The file of this window. Raises OSError if it cannot have one."""
        if not self._name and not self._claim(uuid.uuid4().hex):
            raise OSError(errno.EACCES, "no file can be made there")
        return self._folder / f"{self._name}{SUFFIX}"

    def _claim(self, name: str) -> bool:
        """Take a name for this window; False if another window has it."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = QLockFile(str(self._folder / f"{name}{LOCK}"))
        lock.setStaleLockTime(0)  # the lock of a process that lives is never stale
        if not lock.tryLock(0):
            return False
        self._name, self._lock = name, lock
        return True

    def recover(self) -> bool:
        """Bring back the newest work that a window left behind, if there is any; False if there is none."""
        with suppress(OSError):
            found = sorted(self._folder.glob(f"*{SUFFIX}"), key=_age)
            for path in found:
                if self._claim(path.stem):
                    self._sessions.recover(path, self._origin(path), time.localtime(path.stat().st_mtime))
                    return True
        return False

    def left_behind(self) -> str:
        """One sentence, if there is work that a window left behind; else "". It stays where it is."""
        with suppress(OSError):
            for path in sorted(self._folder.glob(f"*{SUFFIX}"), key=_age):
                if self._claim(path.stem):
                    self._let_go()
                    when = time.strftime("%Y-%m-%d, %H:%M", time.localtime(path.stat().st_mtime))
                    origin = self._origin(path)
                    of = "" if origin is None else f" on {origin.name}"
                    return f"Work{of} of {when} was not saved before mlpviz ended. Start without a file to get it back."
        return ""

    def _origin(self, path: Path) -> Path | None:
        """The file that the work was from."""
        try:
            text = path.with_suffix(ORIGIN).read_text("utf-8").strip()
        except (OSError, ValueError):
            return None
        return Path(text) if text and "\0" not in text and Path(text).is_absolute() else None

    @Slot()
    def _note_recovered(self) -> None:
        self._kept = self._sessions.work.mark()

    @Slot(object)
    def _put_aside(self, path: Path) -> None:
        """What cannot be read is not tried at every start; it stays in the folder under another name."""
        with suppress(OSError):
            path.replace(path.with_suffix(UNREADABLE))
        self._let_go()

    @Slot()
    def _note_pause(self) -> None:
        trained, self._trained = self._trained, self._sessions.work.training
        if trained and not self._trained:
            self.keep()

    @Slot()
    def keep(self) -> None:
        """Write the work aside, if it changed since; a thread writes."""
        work = self._sessions.work
        if self._sessions.files.busy:
            return
        if not work.changed:
            self.forget()  # all of it was undone
            return
        now = work.mark()
        if self._kept is not None and now.fits(self._kept):
            return
        try:
            self._sessions.files.write(self.path, work.gathered())
            origin = self._sessions.path
            write_whole(self.path.with_suffix(ORIGIN), "" if origin is None else str(origin))
        except OSError as problem:
            self._say(f"{problem.strerror}.")
        else:
            self._kept = now

    @Slot(object, str)
    def _note_written(self, path: Path, problem: str) -> None:
        if problem and self._name and path == self.path:
            self._kept = None
            self._say(problem.partition(": ")[2].removesuffix(ELSEWHERE).strip())  # nobody chose this place

    def _say(self, why: str) -> None:
        if not self._told:
            self._told = True
            self._sessions.say(f"Your work cannot be kept aside in {self._folder}: {why} Save it yourself.")

    @Slot()
    def forget(self) -> None:
        """The work is in a file, or was given up: remove what is kept of it."""
        self._kept = None
        if self._name:
            with suppress(OSError):
                self.path.unlink(missing_ok=True)
                self.path.with_suffix(ORIGIN).unlink(missing_ok=True)

    def _let_go(self) -> None:
        if self._lock is not None:
            self._lock.unlock()
        self._name, self._lock = "", None

    def close(self) -> None:
        """The window is gone; what was not given up stays for the next start. Call it when nothing is being written."""
        self._timer.stop()
        self._let_go()


def _age(path: Path) -> float:
    return -path.stat().st_mtime
