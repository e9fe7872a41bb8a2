"""Films as animated PNG: every colour kept, and of each frame only what is new.

The pieces of the file are those of https://www.w3.org/TR/png-3/.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

import numpy as np
from PIL import Image

from mlpviz.export.film.encoder import Encoder, Pixels, changed_box

SIGNATURE = b"\x89PNG\r\n\x1a\n"


class ApngEncoder(Encoder):
    """Writes the first picture as a usual PNG, which programs that know no better show."""

    def __init__(self, per_second: int, count: int, *, loop: bool) -> None:
        super().__init__(per_second, count, loop=loop)
        self._parts: list[bytes] = []
        self._before: Pixels | None = None
        self._number = 0
        """Of the next piece of a frame, counted over all of them."""

    def add(self, pixels: Pixels, ticks: int) -> None:
        """The next picture."""
        left, top, right, bottom = changed_box(self._before, pixels)
        file = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(pixels[top:bottom, left:right])).save(file, "PNG")
        pieces = list(_pieces(file.getvalue()))
        if self._before is None:
            self._parts += [SIGNATURE, *(_piece(kind, data) for kind, data in pieces if kind == b"IHDR")]
            self._parts.append(_piece(b"acTL", struct.pack(">II", self.count, 0 if self.loop else 1)))
        place = (right - left, bottom - top, left, top)
        self._parts.append(_piece(b"fcTL", struct.pack(">5I2H2B", self._next(), *place, ticks, self.per_second, 0, 0)))
        for kind, data in pieces:
            if kind == b"IDAT" and self._before is None:
                self._parts.append(_piece(kind, data))
            elif kind == b"IDAT":
                self._parts.append(_piece(b"fdAT", struct.pack(">I", self._next()) + data))
        self._before = pixels

    def _next(self) -> int:
        number, self._number = self._number, self._number + 1
        return number

    def finish(self) -> bytes:
        """The content of the file."""
        return b"".join([*self._parts, _piece(b"IEND", b"")])


def _pieces(file: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The kind and the content of each chunk of a PNG file."""
    at = len(SIGNATURE)
    while at < len(file):
        length, kind = struct.unpack_from(">I4s", file, at)
        yield kind, file[at + 8 : at + 8 + length]
        at += 12 + length


def _piece(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
