"""The z at which a function must be looked at so that no jump, peak or pole of it is missed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.activation import Activation
from mlpviz.nn.activations import Formula
from mlpviz.nn.arrays import Array, freeze

NEAR_REACH, STEP = 40.0, 0.02
"""How far from 0 the samples are even, and how far apart they are."""
FAR_REACH, FORMULA_REACH, FAR = 1e4, 640.0, 200
"""How far they go in all, how far in a typed formula, whose exp ends at 700, and how many stand on each side beyond
the even ones."""
ROUNDS, MOST_ADDED = 12, 4000
"""How often cells are divided in which f moves more than its slopes tell, and how many samples this may add."""
HUGE = 1e12

Marks = NDArray[np.bool_]
MOST_BREAKS = 32


@dataclass(frozen=True, eq=False)
class Samples:
    """Sorted z, and the places between which f is one smooth expression."""

    z: Array
    breaks: tuple[float, ...]
    """Where f or f′ may jump."""
    poles: tuple[float, ...]
    """The breaks at which f grows without limit, or jumps although nothing in its formula says so."""

    def ends(self, index: int) -> tuple[float, float]:
        """The breaks left and right of a piece; infinite at the outer ones."""
        edges = (-math.inf, *self.breaks, math.inf)
        return edges[index], edges[index + 1]

    def inside(self, index: int) -> Array:
        """The samples of a piece, and one just inside each end."""
        left, right = self.ends(index)
        close = [edge + side * 1e-9 * max(1.0, abs(edge)) for edge, side in ((left, 1), (right, -1))
                 if math.isfinite(edge)]  # fmt: skip
        z = np.concatenate([self.z[(self.z > left) & (self.z < right)], close])
        return np.unique(z[(z > left) & (z < right)])


def values(activation: Activation, z: Array) -> Array:
    """f(z)."""
    with np.errstate(all="ignore"):
        return np.asarray(activation.value(z), dtype=np.float64) + 0.0 * z


def slopes(activation: Activation, z: Array) -> Array:
    """f′(z)."""
    with np.errstate(all="ignore"):
        return np.asarray(activation.slope(z, activation.value(z)), dtype=np.float64) + 0.0 * z


def samples_of(activation: Activation) -> Samples:
    """The samples of an activation."""
    reach = FORMULA_REACH if isinstance(activation, Formula) else FAR_REACH
    far = np.geomspace(NEAR_REACH, reach, FAR + 1)[1:]
    even = np.linspace(-NEAR_REACH, NEAR_REACH, round(2 * NEAR_REACH / STEP) + 1)
    z = np.concatenate([-far[::-1], even, far])
    breaks = _breaks(activation, z)
    z, poles = _divided(activation, z, breaks)
    return Samples(freeze(np.unique(np.concatenate([z, breaks]))), tuple(sorted({*breaks, *poles})), poles)


def _breaks(activation: Activation, z: Array) -> tuple[float, ...]:
    """Where the signature of `pieces` changes, to the last digit, nearest to 0 first if there are too many."""
    told = _signatures(activation, z)
    if told is None:
        return ()
    at = np.flatnonzero((told[:, 1:] != told[:, :-1]).any(axis=0))
    at = at[np.argsort(np.abs(z[at]), kind="stable")[:MOST_BREAKS]]
    edges = np.sort(_edges(activation, z[at], z[at + 1]))
    # A kink at 0 is found as a number of the size of the rounding; the round number beside it is the place itself.
    rounded = np.round(edges, 12) + 0.0
    edges = np.where(np.abs(edges - rounded) <= 1e-13 * np.maximum(1.0, np.abs(edges)), rounded, edges)
    apart = np.diff(edges, prepend=-np.inf) > 1e-9 * np.maximum(1.0, np.abs(edges))
    return tuple(edges[apart].tolist())


def _signatures(activation: Activation, z: Array) -> Array | None:
    with np.errstate(all="ignore"):
        told = activation.pieces(z)
    return None if told is None else np.atleast_2d(np.asarray(told, dtype=np.float64))


def _edges(activation: Activation, low: Array, high: Array) -> Array:
    """The place between each `low` and `high` at which the signature stops being that of `low`."""
    first = _signatures(activation, low)
    for _ in range(64 if len(low) else 0):
        middle = low + (high - low) / 2
        told = _signatures(activation, middle)
        assert told is not None
        assert first is not None
        left = (told == first).all(axis=0)
        low, high = np.where(left, middle, low), np.where(left, high, middle)
    return high


def _divided(activation: Activation, z: Array, breaks: tuple[float, ...]) -> tuple[Array, tuple[float, ...]]:
    """More samples where f moves otherwise than its slopes tell; where this does not end there is a pole."""
    added, cells = 0, np.stack([z[:-1], z[1:]])
    cells = cells[:, (np.abs(cells) <= NEAR_REACH).all(axis=0)]
    edges, grown = np.array(breaks), [z]
    poles: list[float] = []
    for turn in range(ROUNDS):
        if len(edges):
            spot = np.searchsorted(edges, cells)
            cells = cells[:, (spot[0] == spot[1]) & ~np.isin(cells, edges).any(axis=0)]
        off, too_large = _moves_otherwise(activation, cells)
        poles += cells[:, too_large].mean(axis=0).tolist() if turn else []
        cells = cells[:, off & ~too_large]
        if not cells.size or added > MOST_ADDED:
            break
        inner = cells[0] + np.linspace(0.0, 1.0, 9)[:, None] * (cells[1] - cells[0])
        grown.append(inner[1:-1].ravel())
        added += inner[1:-1].size
        cells = np.stack([inner[:-1].ravel(), inner[1:].ravel()])
    else:
        poles += cells.mean(axis=0).tolist()
    return np.unique(np.concatenate(grown)), _apart(poles)


def _moves_otherwise(activation: Activation, cells: Array) -> tuple[Marks, Marks]:
    """Whether f moves by another amount than the slopes at both ends of a cell tell, and whether that is huge."""
    f, s = values(activation, cells), slopes(activation, cells)
    with np.errstate(all="ignore"):
        told = 0.5 * (s[0] + s[1]) * (cells[1] - cells[0])
        moved = f[1] - f[0]
        size = np.maximum(np.abs(moved), np.abs(told))
        off = np.abs(moved - told) > 0.1 * size + 1e-7 * np.maximum(1.0, np.abs(f).max(axis=0))
        off |= ~np.isfinite(size)
        return np.asarray(off), np.asarray(off & ~(size < HUGE))


def _apart(places: list[float]) -> tuple[float, ...]:
    """Each place once."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > 1e-6 * max(1.0, abs(place)):
            found.append(round(place, 9))
    return tuple(found)
