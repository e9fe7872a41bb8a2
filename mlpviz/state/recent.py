"""The files that were opened or saved last, sessions and points alike, from one start of the program to the next."""

from __future__ import annotations

import json
import os
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal

MOST = 12
"""How many files are remembered; the one that was not used for longest goes first."""
LONGEST = 4096
"""Characters of a path; a longer one is none."""
KEY = "recent"


class Recent(QObject):
    """A list of paths, newest first, kept in the settings as soon as it changes."""

    changed = Signal()

    def __init__(self, settings: QSettings | None = None, parent: QObject | None = None) -> None:
        """Without settings the list lasts as long as the window."""
        super().__init__(parent)
        self._settings = settings
        self._paths: tuple[Path, ...] = ()
        self._read()

    @property
    def paths(self) -> tuple[Path, ...]:
        """Absolute paths, newest first. A file may have been moved since: whoever opens it says so, and forgets it."""
        return self._paths

    def note(self, path: Path) -> None:
        """A file was opened or saved: it comes first."""
        path = _absolute(path)
        self._read()  # another window may have opened files since
        self._keep((path, *(one for one in self._paths if one != path)))

    def forget(self, path: Path) -> None:
        """Take a file from the list, for example because it is no longer there."""
        path = _absolute(path)
        self._read()
        self._keep(tuple(one for one in self._paths if one != path))

    def clear(self) -> None:
        """Forget every file."""
        self._keep(())

    def _read(self) -> None:
        if self._settings is not None:
            self._settings.sync()
            self._paths = read(self._settings.value(KEY))

    def _keep(self, paths: tuple[Path, ...]) -> None:
        self._paths = paths[:MOST]
        if self._settings is not None:
            self._settings.setValue(KEY, json.dumps([str(path) for path in self._paths]))
            self._settings.sync()
        self.changed.emit()


def read(kept: object) -> tuple[Path, ...]:
    """The paths in a text from the settings. Whatever is no path is left out, and anything else is an empty list."""
    try:
        entries = json.loads(kept) if isinstance(kept, str) else []
    except (ValueError, RecursionError):
        return ()
    texts = [one for one in entries if isinstance(one, str)] if isinstance(entries, list) else []
    paths = dict.fromkeys(Path(text) for text in texts if len(text) <= LONGEST and "\0" not in text)
    return tuple(path for path in paths if path.is_absolute())[:MOST]


def _absolute(path: Path) -> Path:
    """The same file from any folder; a link stays the link that the learner knows."""
    return Path(os.path.abspath(path))
