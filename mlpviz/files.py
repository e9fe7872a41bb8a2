"""Writes files whole: what a name held before is lost only when all that follows it lies on the disk."""

from __future__ import annotations

import csv
import errno
import io
import os
import secrets
import shutil
from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path


def write_whole(path: str | PathLike[str], content: str | bytes) -> None:
    """Put `content` (text as UTF-8, its line ends as they are) in place of whatever `path` holds.

    It is written beside the file and then takes its name, so whoever reads finds the old file or the new one, even
    after the program was killed or the disk was full. A link stays a link. Raises OSError that names `path`, also for
    what is no regular file and for a file that may not be changed.
    """
    target = Path(os.path.realpath(path))
    part = target.with_name(f".mlpviz-{secrets.token_hex(8)}.part")
    try:
        _refuse_to_replace(target)
        try:
            with part.open("xb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
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


def write_table(path: str | PathLike[str], names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Put a table (CSV, the names of its columns first) in place of whatever `path` holds, see `write_whole`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows(rows)
    write_whole(path, text.getvalue())


def _refuse_to_replace(target: Path) -> None:
    """A name can be taken away from what cannot be written: a device, a folder, a file that is kept from changes."""
    if not target.exists():
        return
    if not target.is_file():
        raise OSError(errno.EINVAL, "it is no regular file")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "it may not be changed")
