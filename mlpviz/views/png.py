"""Pictures as PNG files."""

from __future__ import annotations

import errno
from os import PathLike

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from mlpviz.files import write_whole


def write_png(path: str | PathLike[str], picture: QImage) -> None:
    """Save a picture whole or not at all. Raises OSError if it cannot be written."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    if not writer.write(picture):
        raise OSError(errno.EIO, writer.errorString(), str(path))
    write_whole(path, bytes(buffer.data().data()))
