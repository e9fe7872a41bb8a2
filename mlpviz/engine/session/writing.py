"""Writes a session into one file: a zip of a JSON text and of the numbers of its arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from os import PathLike

import numpy as np

from mlpviz.engine.history import HistoryRecord
from mlpviz.engine.session.limits import MOST_BYTES, check_document, megabytes
from mlpviz.engine.session.packing import Packing, encoded
from mlpviz.engine.session.session import Session, SessionError
from mlpviz.engine.session.thinning import thinned
from mlpviz.engine.session.unpacking import Unpacking
from mlpviz.files import write_archive

SUFFIX = ".mlpviz"
KIND, DOCUMENT, NUMBERS = "mimetype", "session.json", "numbers.bin"
"""The files in the zip. The first is not packed and says what the zip is, as in other formats."""
MIME = "application/x-mlpviz"


def write_session(path: str | PathLike[str], session: Session) -> None:
    """Put a session in place of whatever `path` holds; whoever reads finds the old file or the new one.

    If it is too large, keyframes that can be computed again are left out first. Raises SessionError with one
    sentence if it is too large even so, and OSError if the file cannot be written. It may run in any thread.
    """
    from mlpviz import __version__

    packing = Packing()
    document = packing.session(session, __version__)
    while (size := sum(one.nbytes for one in packing.arrays)) > MOST_BYTES:
        session, packing = _smaller(session, size), Packing()
        document = packing.session(session, __version__)
    text = encoded(document)
    Unpacking(check_document(text), packing.arrays).session()  # what could not be opened again is not written
    members = ((KIND, False, [MIME.encode()]), (DOCUMENT, True, [text]), (NUMBERS, False, _numbers(packing)))
    write_archive(path, members)


def _smaller(session: Session, size: int) -> Session:
    """The same session with the largest history thinned."""
    histories: list[tuple[HistoryRecord, str, int]] = [
        *((one.history, "benches", at) for at, one in enumerate(session.benches)),
        *((one.history, "runs", at) for at, one in enumerate(session.runs)),
    ]
    for history, where, at in sorted(histories, key=_bytes, reverse=True):
        less = thinned(history)
        if less is not None:
            ones = list(getattr(session, where))
            ones[at] = replace(ones[at], history=less)
            return replace(session, benches=tuple(ones)) if where == "benches" else replace(session, runs=tuple(ones))
    raise SessionError(
        f"the session has {megabytes(size)}; a file may have {megabytes(MOST_BYTES)}. Remove runs or points."
    )


def _bytes(history: tuple[HistoryRecord, str, int]) -> int:
    record = history[0]
    return record.losses.rows.nbytes + sum(frame.nbytes for frame in record.keyframes)


def _numbers(packing: Packing) -> Iterator[memoryview]:
    for array in packing.arrays:
        if array.size:
            little = array.astype(array.dtype.newbyteorder("<"), copy=False)  # on most machines it is that already
            yield little.reshape(-1).view(np.uint8).data
