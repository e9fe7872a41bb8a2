"""Lines of equal height through a grid of values, by marching squares.

Every cell of four neighbouring values tells, by which of its corners lie above the level, how the line passes through
it; the place on an edge is found by linear interpolation. Lorensen and Cline, "Marching cubes" (1987), in the plane.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.arrays import Array

Indices = NDArray[np.intp]

# Edges of a cell: 0 below, 1 right, 2 above, 3 left. Corner bits: 1 lower left, 2 lower right, 4 upper right, 8 upper
# left. A line runs with the higher side at its left, so that lines of neighbouring cells join end to start.
# Rows 16 and 17 are the saddles 5 and 10 with a low middle.
_FROM = np.array(
    [[-1, -1], [0, -1], [1, -1], [1, -1], [2, -1], [0, 2], [2, -1], [2, -1], [3, -1], [0, -1], [3, 1], [1, -1],
     [3, -1], [0, -1], [3, -1], [-1, -1], [0, 2], [1, 3]]
)  # fmt: skip
_TO = np.array(
    [[-1, -1], [3, -1], [0, -1], [3, -1], [1, -1], [1, 3], [0, -1], [3, -1], [2, -1], [2, -1], [0, 2], [2, -1],
     [1, -1], [1, -1], [0, -1], [-1, -1], [3, 1], [0, 2]]
)  # fmt: skip


def polylines(values: Array, level: float = 0.0, cells: NDArray[np.bool_] | None = None) -> list[Array]:
    """The lines where `values` (rows, columns) crosses `level`, each (m, 2) of (column, row).

    A closed line ends where it begins. `cells` (rows − 1, columns − 1) can leave cells out. Values that are not numbers
    count as the level.
    """
    if min(values.shape) < 2:
        return []
    known = values - level
    if not np.isfinite(known).all():
        known = np.nan_to_num(values, nan=level, posinf=1e300, neginf=-1e300) - level
    starts, ends = _segments(known, cells)
    chains = _chains(starts, ends)
    if not chains:
        return []
    places = _places(known, np.concatenate(chains))
    return np.split(places, np.cumsum([len(chain) for chain in chains])[:-1])


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


def _segments(values: Array, cells: NDArray[np.bool_] | None) -> tuple[Indices, Indices]:
    """The edge where each line enters a cell, and the one where it leaves."""
    above = (values > 0).view(np.uint8)
    lower_left, lower_right, upper_right, upper_left = above[:-1, :-1], above[:-1, 1:], above[1:, 1:], above[1:, :-1]
    case = lower_left | lower_right << 1 | upper_right << 2 | upper_left << 3
    if cells is not None:
        case = np.where(cells, case, 0)
    row, column = np.divmod(np.flatnonzero((case != 0) & (case != 15)), case.shape[1])
    case = case[row, column].astype(np.intp)
    saddle = (case == 5) | (case == 10)
    if saddle.any():
        at, beside = row[saddle], column[saddle]
        middle = values[at, beside] + values[at, beside + 1] + values[at + 1, beside] + values[at + 1, beside + 1]
        case[saddle] = np.where(middle > 0, case[saddle], np.where(case[saddle] == 5, 16, 17))
    edges = _edges(row, column, values.shape)
    starts, ends = _FROM[case], _TO[case]
    twice = starts[:, 1] >= 0
    which = np.arange(len(case))
    entered = np.concatenate([edges[starts[:, 0], which], edges[starts[twice, 1], which[twice]]])
    left = np.concatenate([edges[ends[:, 0], which], edges[ends[twice, 1], which[twice]]])
    return entered, left


def _edges(row: Indices, column: Indices, shape: tuple[int, ...]) -> Indices:
    """A number for each of the four edges of the given cells, the same from both cells that share it, (4, n)."""
    here = row * shape[1] + column
    standing = shape[0] * shape[1]
    return np.stack([here, standing + here + 1, here + shape[1], standing + here])


def _chains(starts: Indices, ends: Indices) -> list[list[int]]:
    """Edges in the order in which each line crosses them: open lines first, then closed ones."""
    following = dict(zip(starts.tolist(), ends.tolist(), strict=True))
    chains = [_chain(first, following) for first in sorted(following.keys() - set(ends.tolist()))]
    while following:
        chains.append(_chain(next(iter(following)), following))
    return chains


def _chain(first: int, following: dict[int, int]) -> list[int]:
    chain = [first]
    while (after := following.pop(chain[-1], None)) is not None:
        chain.append(after)
    return chain


def _places(values: Array, edges: list[int] | NDArray[np.int_]) -> Array:
    """Where the line crosses each edge, as (column, row)."""
    rows, columns = values.shape
    number = np.asarray(edges, dtype=np.intp)
    standing = number >= rows * columns
    row, column = np.divmod(number % (rows * columns), columns)
    first = values[row, column]
    second = values[row + standing, column + ~standing]
    share = first / (first - second)
    return np.stack([column + share * ~standing, row + share * standing], axis=1)
