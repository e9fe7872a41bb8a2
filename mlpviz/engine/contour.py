"""Lines of equal height through a grid of values, and how to draw them with fewer points."""

from __future__ import annotations

from typing import cast

import contourpy
import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.arrays import Array

HUGE = 1e150
"""What stands for an infinite value: differences of two such values are still numbers."""


def polylines(values: Array, level: float = 0.0, known: NDArray[np.bool_] | None = None) -> list[Array]:
    """The lines where `values` (rows, columns) crosses `level`, each (m, 2) of (column, row).

    A closed line ends where it begins. Cells with a corner that is not `known` (rows, columns) are left out. Values
    that are not numbers count as the level.
    """
    if min(values.shape) < 2:
        return []
    heights = np.nan_to_num(values, nan=level, posinf=HUGE, neginf=-HUGE).clip(-HUGE, HUGE)
    shown = heights if known is None else np.ma.masked_array(heights, mask=~known)
    generator = contourpy.contour_generator(
        z=shown, name="serial", line_type=contourpy.LineType.Separate, corner_mask=False
    )
    return cast("list[Array]", generator.lines(level))


def thinned(line: Array, most: float, passes: int = 3) -> Array:
    """The line (m, 2) without points that lie at most `most` beside the way from the point before to the one after.

    Every pass looks at every second point; both ends stay.
    """
    for _ in range(passes):
        before, at, after = line[:-2:2], line[1:-1:2], line[2::2]
        way, beside = after - before, at - before
        along = np.sum(beside * way, axis=1) / np.maximum(np.sum(way * way, axis=1), 1e-300)
        away = beside - np.clip(along, 0.0, 1.0)[:, None] * way
        kept = np.ones(len(line), dtype=bool)
        kept[1:-1:2] = np.hypot(away[:, 0], away[:, 1]) > most
        line = line[kept]
    return line
