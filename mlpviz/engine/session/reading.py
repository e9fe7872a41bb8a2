"""Reads a session file, also a foreign one: sizes and shapes are checked before memory is taken, and no code runs."""

from __future__ import annotations

import math
import os
import stat
import struct
import zipfile
import zlib
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.session.document import FORMAT, VERSION, ArrayForm, Header
from mlpviz.engine.session.limits import MOST_BYTES, MOST_FILE, MOST_JSON, check_document, megabytes
from mlpviz.engine.session.packing import KINDS
from mlpviz.engine.session.session import Session, SessionError, brief
from mlpviz.engine.session.unpacking import Unpacking
from mlpviz.engine.session.writing import DOCUMENT, KIND, MIME, NUMBERS, SUFFIX

NO_SESSION = "it is no session of mlpviz, or it is damaged"
EMPTY = "it is empty; nothing was saved in it, or it was lost on the way."
FOREIGN = "it is no session of mlpviz, whatever its name says."
CUT = "it is a session that was cut off or changed on the way; copy it again from where it came."
_BEGIN = b"PK\x03\x04"
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_END_SIZE, _LOCATOR_SIZE = 22, 20
_ENTRY_SIZE = 30
"""Bytes of a zip before the name of its first file."""
_DIRECTORY = 4096
"""Bytes that the list of three files may have in the zip."""
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error, ValueError, KeyError,
    OverflowError,
)  # fmt: skip
"""What zipfile and zlib raise for a damaged archive."""


def read_session(path: str | PathLike[str]) -> Session:
    """The session of a file. Nothing of it is run, and it takes at most a gigabyte to read and open.

    Raises SessionError with one sentence that begins with the name of the file; OSError if it cannot be opened.
    """
    try:
        with _opened(path) as file:
            return _read(file)
    except SessionError as problem:
        raise SessionError(f"{Path(path).name}: {problem}") from None


def is_session(path: str | PathLike[str]) -> bool:
    """Whether a file is a session by its ending, or says in its first bytes that it is one, whatever it is called."""
    if Path(path).suffix.casefold() == SUFFIX:
        return True
    begins = KIND.encode() + MIME.encode()
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return False
        with open(path, "rb") as file:
            return file.read(_ENTRY_SIZE + len(begins))[_ENTRY_SIZE:] == begins
    except (OSError, ValueError):
        return False


def _opened(path: str | PathLike[str]) -> BinaryIO:
    found = os.stat(path)  # a pipe would wait for ever
    if not stat.S_ISREG(found.st_mode):
        raise SessionError("it is no regular file.")
    if found.st_size > MOST_FILE:
        raise SessionError(f"it has {megabytes(found.st_size)}; a session has at most {megabytes(MOST_FILE)}.")
    return open(path, "rb")


def _read(file: BinaryIO) -> Session:
    _check_end(file)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = _entries(archive)
            if _content(archive, entries[KIND]) != MIME.encode():
                raise SessionError(f"{NO_SESSION}.")
            text = _content(archive, entries[DOCUMENT])
            _check_version(text)
            document = check_document(text)
            del text
            arrays = _arrays(archive, entries[NUMBERS], document.arrays)
    except SessionError:
        raise
    except _BROKEN as problem:
        raise SessionError(f"{NO_SESSION}: {brief(problem)}.") from None
    except OSError as problem:
        if problem.errno is not None and problem.filename is not None:
            raise
        raise SessionError(f"{NO_SESSION}: {brief(problem)}.") from None
    return Unpacking(document, arrays).session()


def _check_end(file: BinaryIO) -> None:
    """Refuse a zip with a comment or with more than three files: zipfile would read the whole list of them."""
    begin = file.read(len(_BEGIN))
    size = file.seek(0, os.SEEK_END)
    if begin != _BEGIN:
        raise SessionError(FOREIGN if size else EMPTY)
    file.seek(max(0, size - _END_SIZE - _LOCATOR_SIZE))
    tail = file.read()
    if len(tail) < _END_SIZE + _LOCATOR_SIZE or tail[_LOCATOR_SIZE:][:4] != _END or tail.startswith(_END_64):
        raise SessionError(CUT)
    disk, start, here, files, listed, place, comment = struct.unpack("<4H2LH", tail[_LOCATOR_SIZE + 4 :])
    if (disk, start, here, files, comment) != (0, 0, 3, 3, 0) or listed > _DIRECTORY or place + listed > size:
        raise SessionError(f"{NO_SESSION}.")


def _entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    entries = {one.filename: one for one in archive.infolist()}
    if len(entries) != 3 or set(entries) != {KIND, DOCUMENT, NUMBERS}:
        raise SessionError(f"{NO_SESSION}: it must hold {KIND}, {DOCUMENT} and {NUMBERS}, each once.")
    for name, most in ((KIND, 100), (DOCUMENT, MOST_JSON), (NUMBERS, MOST_BYTES)):
        entry = entries[name]
        if entry.file_size > most:
            raise SessionError(f"{name} has {megabytes(entry.file_size)}; {megabytes(most)} are allowed.")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or entry.flag_bits & 1:
            raise SessionError(f"{name} is packed in a way that is not known here.")
    return entries


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as member:
        content = member.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise SessionError(f"{entry.filename} has {len(content)} bytes in place of {entry.file_size}.")
    return content


def _check_version(text: bytes) -> None:
    try:
        header = msgspec.json.decode(text, type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return  # the whole check says what is wrong
    if header.format == FORMAT and header.version > VERSION:
        raise SessionError(
            f"this was saved by a newer version of mlpviz (format {header.version}; here {VERSION} is the newest). "
            "Install the newest mlpviz and open it again."
        )


def _arrays(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, forms: list[ArrayForm]) -> list[NDArray[Any]]:
    """The arrays one after another, as read-only views of the bytes read."""
    sizes = [math.prod(one.shape) * np.dtype(KINDS[one.kind]).itemsize for one in forms]
    if sum(sizes) != entry.file_size:
        raise SessionError(f"{NUMBERS} has {entry.file_size} bytes, but the arrays need {sum(sizes)}.")
    arrays = []
    with archive.open(entry) as member:
        for one, size in zip(forms, sizes, strict=True):
            content = member.read(size) if size else b""
            if len(content) != size:
                raise SessionError(f"{NUMBERS} ends too early.")
            if one.kind == "b1" and content.translate(None, b"\x00\x01"):
                raise SessionError(f"{NUMBERS} holds a mark that is neither true nor false.")
            arrays.append(np.frombuffer(content, KINDS[one.kind]).reshape(one.shape))
        member.read(1)  # at the end the sum of check is compared
    return arrays
