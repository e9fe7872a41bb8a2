"""Makes drafts of large files aside, so that the window stays awake; the newest request only."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.data.reading.draft import Draft
from mlpviz.engine.reports import failure

Change = Callable[[], Draft]


class DraftWorker(QObject):
    """One thread; what was asked for before something newer is dropped."""

    made = Signal(object)
    """The Draft that was asked for last."""
    refused = Signal(str)
    """Why there is none, in one sentence."""
    _arrived = Signal(int, object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._threads = ThreadPoolExecutor(1, "import")
        self._asked = 0
        self._arrived.connect(self._receive)

    @property
    def busy(self) -> bool:
        """Whether something is on its way."""
        return self._asked > 0

    def ask(self, change: Change) -> None:
        """Make this draft next."""
        self._asked += 1
        self._threads.submit(self._work, self._asked, change)

    def _work(self, number: int, change: Change) -> None:
        if number != self._asked:  # something newer waits
            return
        try:
            self._arrived.emit(number, change(), "")
        except ValueError as problem:
            self._arrived.emit(number, None, str(problem))
        except Exception as problem:  # in a thread, an exception would only be printed
            self._arrived.emit(number, None, failure(problem).splitlines()[0])

    @Slot(int, object, str)
    def _receive(self, number: int, draft: Draft | None, why: str) -> None:
        if number != self._asked:
            return
        self._asked = 0
        if draft is None:
            self.refused.emit(why)
        else:
            self.made.emit(draft)

    def close(self) -> None:
        """Drop what waits, and wait for what is under way."""
        self._asked = -1
        self._threads.shutdown(wait=True, cancel_futures=True)
