"""Which boxes a line runs through."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from mlpviz.nn.arrays import Array


def crossed(line: Array, boxes: Sequence[QRectF], room: float = 0.0) -> NDArray[np.bool_]:
    """For each box whether a polyline (n, 2) comes closer to it than `room` px, (boxes,); NaN breaks the line."""
    if not boxes or len(line) < 2:
        return np.zeros(len(boxes), dtype=np.bool_)
    low = np.array([[box.left() - room, box.top() - room] for box in boxes])[:, None]
    high = np.array([[box.right() + room, box.bottom() + room] for box in boxes])[:, None]
    start, along = line[:-1], np.diff(line, axis=0)
    # A piece is within a slab from one share of its length to another; it meets the box where both slabs overlap.
    along = np.where(along == 0.0, 1e-12, along)
    ends = np.stack([(low - start) / along, (high - start) / along])
    enters, leaves = ends.min(axis=0).max(axis=-1), ends.max(axis=0).min(axis=-1)
    met = (enters <= leaves) & (leaves >= 0.0) & (enters <= 1.0)
    return np.asarray(met.any(axis=1))
