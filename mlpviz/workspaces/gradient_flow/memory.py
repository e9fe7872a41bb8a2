"""The results of grids that were run: a cell that was trained with the same settings need not be trained again."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from mlpviz.engine.flow.cell import CellResult
from mlpviz.engine.flow.grid import FlowGrid
from mlpviz.nn.activations import Activation
from mlpviz.nn.initializers import Initializer

Pair = tuple[Initializer, Activation]
"""What tells a cell from the others of its grid."""
KEPT, MOST_BYTES = 12, 256 * 2**20
"""Settings whose results are kept, and their size; the oldest go first."""


@dataclass
class _Kept:
    """The results of all grids with the same settings."""

    grid: FlowGrid
    results: dict[Pair, CellResult] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        """Bytes of what is largest in the results: the norms of every epoch."""
        return sum(result.norms.nbytes + result.update_norms.nbytes for result in self.results.values())


class Memory:
    """Finds the results of a grid by its settings, whatever its rows and columns are."""

    def __init__(self) -> None:
        """Begin without results."""
        self._kept: deque[_Kept] = deque(maxlen=KEPT)

    def of(self, grid: FlowGrid) -> dict[Pair, CellResult]:
        """The results of these settings, to be read and added to."""
        for kept in self._kept:
            if same_settings(kept.grid, grid):
                return kept.results
        while self._kept and sum(kept.nbytes for kept in self._kept) > MOST_BYTES:
            self._kept.popleft()
        self._kept.append(_Kept(grid))
        return self._kept[-1].results


def same_settings(one: FlowGrid, other: FlowGrid) -> bool:
    """Whether the same cell of two grids is trained alike."""
    return one is other or (
        (one.layers, one.width, one.epochs, one.seed, one.plan) ==
        (other.layers, other.width, other.epochs, other.seed, other.plan)
        and one.base == other.base
    )  # fmt: skip


def pairs_of(grid: FlowGrid) -> tuple[Pair, ...]:
    """Every cell of a grid, row by row."""
    return tuple((initializer, activation) for initializer in grid.initializers for activation in grid.activations)
