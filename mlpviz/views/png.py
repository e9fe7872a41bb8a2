"""Pictures as PNG files."""

from __future__ import annotations

import errno
from os import PathLike

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from mlpviz.files import write_whole


def png_bytes(picture: QImage) -> bytes:
    """The content of a PNG file. Raises OSError if Qt cannot write the picture."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    if not writer.write(picture):
        raise OSError(errno.EIO, writer.errorString())
    return bytes(buffer.data().data())


def write_png(path: str | PathLike[str], picture: QImage) -> None:
    """Save a picture whole or not at all. Raises OSError if it cannot be written."""
    try:
        content = png_bytes(picture)
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, str(path)) from None
    write_whole(path, content)
