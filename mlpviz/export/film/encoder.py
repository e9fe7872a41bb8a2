"""What writes the frames of a film; and what of a frame is new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""One frame, (height, width, 3): red, green and blue."""
Box = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels."""


class Encoder:
    """Takes frames one by one, all of the same size, and gives the content of the file."""

    samples: ClassVar[int] = 0
    """How many frames, spread over the film, it wants to see before the first one."""

    def __init__(self, per_second: int, count: int, *, loop: bool) -> None:
        """Of `count` pictures that follow, each stays for a number of ticks, of which a second has `per_second`."""
        self.per_second, self.count, self.loop = per_second, count, loop

    def prepare(self, samples: Sequence[Pixels]) -> None:
        """See what is to come."""

    def add(self, pixels: Pixels, ticks: int) -> None:
        """The next picture, and for how many ticks it stays."""
        raise NotImplementedError

    def finish(self) -> bytes:
        """The content of the file, after the last picture. Raises OSError if it cannot be made."""
        raise NotImplementedError

    def close(self) -> None:
        """Leave nothing behind, finished or not; may be called twice."""


def changed_box(before: Pixels | None, after: Pixels) -> Box:
    """The smallest part that differs; one pixel if nothing does, since every frame must show something."""
    height, width = after.shape[:2]
    if before is None:
        return 0, 0, width, height
    different = (before != after).any(axis=2)
    rows, columns = np.flatnonzero(different.any(axis=1)), np.flatnonzero(different.any(axis=0))
    if not len(rows):
        return 0, 0, 1, 1
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
