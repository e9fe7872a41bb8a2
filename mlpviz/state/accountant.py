"""Works out loss accounts in other processes, one at a time: the newest that was asked for."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.engine.account.account import account_of
from mlpviz.engine.account.booking import Part, book
from mlpviz.engine.account.legs import Job, jobs_of
from mlpviz.engine.history import History
from mlpviz.engine.pool import Done
from mlpviz.state.background import Background


class Accountant(QObject):
    """Answers each request by an account, by a sentence why there is none, or not at all if it was cancelled."""

    found = Signal(object)
    """An Account."""
    refused = Signal(str)
    """Why there is no account of this range."""
    progressed = Signal(int, int)
    """How many jobs are done, and how many there are."""
    failed = Signal(str)
    """A process failed: a sentence, and the traceback in the lines below."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin nothing."""
        super().__init__(parent)
        self._background = Background(self)
        self._jobs: tuple[Job, ...] = ()
        self._parts: dict[int, Part] = {}
        self._background.done.connect(self._take)
        self._background.progressed.connect(self._note_progress)
        self._background.failed.connect(self.failed)

    @property
    def busy(self) -> bool:
        """Whether an account is being worked out."""
        return self._background.busy

    def ask(self, history: History, first: int, last: int) -> None:
        """Account for the epochs after `first` up to `last`; what is under way is given up."""
        self.cancel()
        try:
            self._jobs = jobs_of(history, first, last)
        except ValueError as reason:
            self.refused.emit(str(reason))
            return
        self._background.start(book, self._jobs)

    @Slot()
    def cancel(self) -> None:
        """Give up what is under way."""
        self._background.cancel()
        self._jobs, self._parts = (), {}

    @Slot(object)
    def _take(self, done: Done[Part]) -> None:
        if done.result is None:
            self.cancel()
            self.failed.emit(done.failure)
            return
        self._parts[done.index] = done.result
        if len(self._parts) < len(self._jobs):
            return
        try:
            account = account_of(self._jobs, [self._parts[at] for at in range(len(self._jobs))])
        except ValueError as reason:
            self.refused.emit(str(reason))
        else:
            self.found.emit(account)

    @Slot(int, int)
    def _note_progress(self, done: int, jobs: int) -> None:
        """Pass it on while there is something left; the last job brings the answer itself."""
        if done < jobs and self.busy:
            self.progressed.emit(done, jobs)

    def close(self) -> None:
        """End the thread and the processes."""
        self._background.close()
