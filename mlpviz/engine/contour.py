"""Contour lines of a grid of values, and how to draw them with fewer points."""

from __future__ import annotations

from typing import cast

import contourpy
import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.arrays import Array

HUGE = 1e150
"""Replaces infinite values, because the difference of two of these is still finite."""


def polylines(values: Array, level: float = 0.0, known: NDArray[np.bool_] | None = None) -> list[Array]:
    """The lines where `values` (rows, columns) crosses `level`, each (m, 2) of (column, row).

    A closed line ends at its first point. Cells with a corner that is not `known` (rows, columns) are left out. NaN
    counts as the level.
    """
    if min(values.shape) < 2:
        return []
    heights = values
    if not np.abs(values).max() <= HUGE:  # NaN too
        heights = np.nan_to_num(values, nan=level, posinf=HUGE, neginf=-HUGE).clip(-HUGE, HUGE)
    shown = heights if known is None else np.ma.masked_array(heights, mask=~known)
    generator = contourpy.contour_generator(
        z=shown, name="serial", line_type=contourpy.LineType.Separate, corner_mask=False
    )
    return cast("list[Array]", generator.lines(level))


def thinned(line: Array, most: float, passes: int = 3) -> Array:
    """The line (m, 2) without points that are at most `most` away from the segment between their two neighbours.

    Every pass tests every second point; both ends stay.
    """
    for _ in range(passes):
        before, at, after = line[:-2:2], line[1:-1:2], line[2::2]
        segment, offset = after - before, at - before
        along = np.sum(offset * segment, axis=1) / np.maximum(np.sum(segment * segment, axis=1), 1e-300)
        away = offset - np.clip(along, 0.0, 1.0)[:, None] * segment
        kept = np.ones(len(line), dtype=bool)
        kept[1:-1:2] = np.hypot(away[:, 0], away[:, 1]) > most
        line = line[kept]
    return line
