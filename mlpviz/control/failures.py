"""An unexpected error becomes one sentence on screen and a record in the log file; no traceback reaches the learner."""

from __future__ import annotations

import sys
import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QStandardPaths, Signal

MOST_BYTES = 2**20
"""A log file that has grown beyond this is started anew."""


def log_file() -> Path:
    """Where errors are written down."""
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation))
    return folder / "mlpviz.log"


def record(text: str) -> Path:
    """Append to the log file and return its place; if it cannot be written, the text goes to standard error instead."""
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = "w" if path.exists() and path.stat().st_size > MOST_BYTES else "a"
        with path.open(mode, encoding="utf-8") as log:
            log.write(f"{datetime.now():%Y-%m-%d %H:%M:%S}\n{text}\n")
    except OSError:
        sys.stderr.write(text)
    return path


class Failures(QObject):
    """Catches what nothing else caught, in any slot of the GUI thread, and what a worker reports."""

    happened = Signal(str)
    """One sentence for the learner."""

    def catch(self) -> None:
        """From now on take every uncaught exception."""
        sys.excepthook = self._take

    def release(self) -> None:
        """Let Python print uncaught exceptions again."""
        sys.excepthook = sys.__excepthook__

    def _take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self._tell(f"{kind.__name__}: {error}", "".join(traceback.format_exception(kind, error, trace)))

    def report(self, text: str) -> None:
        """Take what a worker thread reported."""
        self._tell(text.splitlines()[0], text)

    def _tell(self, short: str, long: str) -> None:
        path = record(long)
        self.happened.emit(f"Something went wrong ({short}). You can go on; the details are in {path}.")
