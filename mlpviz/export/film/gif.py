"""Films as GIF: 256 colours, which all frames share, and of each frame only what is new."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
from PIL import GifImagePlugin, Image

from mlpviz.export.film.encoder import Encoder, Pixels, changed_box

FASTEST = 50
"""Frames a second. A GIF counts its delays in hundredths of a second, and browsers slow down what is below two."""
COLORS = 256
SEEN = 8
"""Every so many pixels of the samples are looked at, in both directions, beside the most frequent colours."""
FREQUENT = 96
"""How many of the most frequent colours keep exactly their place: grounds, lines and words."""


class GifEncoder(Encoder):
    """Chooses the colours from the samples, so that nothing flickers from frame to frame."""

    samples = 5

    def __init__(self, per_second: int, count: int, *, loop: bool) -> None:
        """ValueError if a GIF cannot be so fast."""
        if per_second > FASTEST:
            raise ValueError(f"a GIF shows at most {FASTEST} frames a second, not {per_second}.")
        super().__init__(per_second, count, loop=loop)
        self._colors = Image.new("P", (1, 1))
        self._parts: list[bytes] = []
        self._before: Pixels | None = None
        self._shown, self._delay = 0, 0
        """Ticks so far, and hundredths of a second so far."""

    def prepare(self, samples: Sequence[Pixels]) -> None:
        """Choose the colours of the whole film."""
        self._colors.putpalette(palette(samples).tobytes())

    def add(self, pixels: Pixels, ticks: int) -> None:
        """The next picture."""
        if self._before is None:
            self._parts.append(_head(pixels.shape[1], pixels.shape[0], self._colors, loop=self.loop))
        box = changed_box(self._before, pixels)
        left, top, right, bottom = box
        part = Image.fromarray(np.ascontiguousarray(pixels[top:bottom, left:right]))
        part = part.quantize(palette=self._colors, dither=Image.Dither.NONE)
        self._shown += ticks
        until = round(100 * self._shown / self.per_second)  # so that no error adds up
        self._parts += GifImagePlugin.getdata(part, (left, top), duration=10 * (until - self._delay), disposal=1)
        self._delay, self._before = until, pixels

    def finish(self) -> bytes:
        """The content of the file."""
        return b"".join([*self._parts, b";"])


def _head(width: int, height: int, colors: Image.Image, *, loop: bool) -> bytes:
    """Size, colours and, if it begins again, how often: 0 is for ever."""
    table = colors.getpalette() or []
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, 0, 0) + bytes(table).ljust(3 * COLORS, b"\0")
    return head + (b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0" if loop else b"")


def palette(samples: Sequence[Pixels]) -> Pixels:
    """The 256 colours that stand for all in the samples, (256, 3): frequent ones exactly, the rest by median cut."""
    packed = np.concatenate([_packed(sample).ravel() for sample in samples])
    found, counts = np.unique(packed, return_counts=True)
    if len(found) <= COLORS:
        kept = found
    else:
        frequent = found[np.argsort(counts)[::-1][:FREQUENT]]
        coarse = [sample[::SEEN, ::SEEN].reshape(-1, 3) for sample in samples]
        rare = _unpacked(found[~np.isin(found, frequent)])
        spread = np.concatenate([*coarse, rare])[None]
        cut = Image.fromarray(spread).quantize(COLORS - FREQUENT, Image.Quantize.MEDIANCUT, kmeans=1)
        rest = np.array(cut.getpalette(), dtype=np.uint8).reshape(-1, 3)[: COLORS - FREQUENT]
        kept = np.concatenate([frequent, _packed(rest[None]).ravel()])
    made = np.zeros((COLORS, 3), dtype=np.uint8)
    made[: len(kept)] = _unpacked(kept)
    return made


def _packed(pixels: Pixels) -> np.ndarray:
    wide = pixels.astype(np.uint32)
    return (wide[..., 0] << 16) | (wide[..., 1] << 8) | wide[..., 2]


def _unpacked(packed: np.ndarray) -> Pixels:
    return np.stack([packed >> 16 & 255, packed >> 8 & 255, packed & 255], axis=-1).astype(np.uint8)
