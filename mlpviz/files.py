"""Writes files whole: what a name held before is lost only when all that follows it lies on the disk."""

from __future__ import annotations

import csv
import errno
import io
import os
import re
import secrets
import shutil
import sys
import time
import zipfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from os import PathLike
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

ABANDONED = 5.0
"""Seconds after which a part that nobody holds open is what a killed program left behind."""
FORGOTTEN = 86_400.0
"""The same where the file system cannot tell whether somebody holds it open."""
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet takes for a formula."""
Members = Iterable[tuple[str, bool, Iterable[bytes | memoryview]]]
"""Of an archive: the name of each file in it, whether it is packed, and its content in pieces."""


def file_stem(title: str) -> str:
    """What a file could be called after a title, without its ending, as in "moons-playground"; "" of no letters."""
    return re.sub(r"[^\w-]+", "-", title).strip("-").casefold()[:60].rstrip("-")


def write_whole(path: str | PathLike[str], content: str | bytes) -> None:
    """Put `content` (text as UTF-8, its line ends as they are) in place of whatever `path` holds.

    It is written beside the file and then takes its name, so whoever reads finds the old file or the new one, even
    after the program was killed or the disk was full. A link stays a link. Raises OSError that names `path`, also for
    what is no regular file and for a file that may not be changed.
    """

    def write(file: BinaryIO) -> None:
        file.write(content.encode() if isinstance(content, str) else content)

    _put_in_place(path, write)


def write_archive(path: str | PathLike[str], members: Members) -> None:
    """Put a zip file in place of whatever `path` holds, see `write_whole`; the same members give the same bytes."""

    def write(file: BinaryIO) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            for name, packed, pieces in members:
                entry = zipfile.ZipInfo(name)  # of 1980: the bytes do not depend on the clock
                entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
                entry.external_attr = 0o644 << 16
                with archive.open(entry, "w") as member:
                    for piece in pieces:
                        member.write(piece)

    _put_in_place(path, write)


def _put_in_place(path: str | PathLike[str], write: Callable[[BinaryIO], None]) -> None:
    target = Path(os.path.realpath(path))
    part = target.with_name(f".mlpviz-{secrets.token_hex(8)}.part")
    try:
        _refuse_to_replace(target)
        _clear_away(target.parent)
        try:
            with part.open("xb") as file:
                _hold(file)
                write(file)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                shutil.copymode(target, part)
            os.replace(part, target)
        except BaseException:  # Ctrl+C too
            part.unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror or str(problem), str(path)) from None


def _hold(file: BinaryIO) -> None:
    """Let other programs see that somebody writes here; where that is not possible, the file's age has to do."""
    if sys.platform != "win32":
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _clear_away(folder: Path) -> None:
    """Remove the parts that a killed program left in a folder; what cannot be removed stays."""
    now = time.time()
    for part in folder.glob(".mlpviz-*.part"):
        with suppress(OSError):
            age = now - part.stat().st_mtime
            if age > FORGOTTEN or (age > ABANDONED and _is_let_go(part)):
                part.unlink()  # on Windows, a file that is open cannot be removed


def _is_let_go(part: Path) -> bool:
    if sys.platform == "win32":
        return True
    with part.open("rb") as file:  # a lock that cannot be had raises OSError
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return True


def write_table(path: str | PathLike[str], names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Put a table (CSV, the names of its columns first) in place of whatever `path` holds, see `write_whole`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(map(inert, names))
    writer.writerows([inert(one) if isinstance(one, str) else one for one in row] for row in rows)
    write_whole(path, text.getvalue())


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would carry out this cell; a number is no formula."""
    if not text.startswith(FORMULAS):
        return False
    try:
        float(text)
    except ValueError:
        return True
    return False


def inert(text: str) -> str:
    """The same text, with an apostrophe before what a spreadsheet would carry out: names may be a stranger's."""
    return f"'{text}" if is_formula(text) else text


def _refuse_to_replace(target: Path) -> None:
    """A name can be taken away from what cannot be written: a device, a folder, a file that is kept from changes."""
    if not target.exists():
        return
    if not target.is_file():
        raise OSError(errno.EINVAL, "it is no regular file")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "it may not be changed")
