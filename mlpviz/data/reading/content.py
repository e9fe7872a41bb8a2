"""What a file of points is called, and its bytes."""

from __future__ import annotations

import stat
from os import PathLike
from pathlib import Path

MOST_MEGABYTES = 64
SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".data")


def content_of(path: str | PathLike[str]) -> bytes:
    """The bytes of a file, for `read_table`.

    Raises ValueError with one sentence if it is no regular file or larger than 64 MB; OSError if it cannot be opened.
    """
    name = Path(path).name
    if not stat.S_ISREG(Path(path).stat().st_mode):  # a pipe or a device may never end
        raise ValueError(f"{name} is no regular file; open a file of points.")
    most = MOST_MEGABYTES * 10**6
    with Path(path).open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise ValueError(f"{name} is larger than {MOST_MEGABYTES} MB; open a file with fewer points.")
    return content
