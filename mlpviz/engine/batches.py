"""The training samples of a run, and which of them share a batch."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.experiment import Experiment
from mlpviz.nn.arrays import Array
from mlpviz.nn.order import orders


class Batches:
    """Deals the samples of an epoch into batches, in an order that the plan's seed and the epoch decide."""

    def __init__(self, experiment: Experiment, x: Array, t: Array) -> None:
        """Take the training samples out of all inputs x (n, inputs) and targets t (n, outputs)."""
        train = ~experiment.points.test
        self.x, self.t = np.ascontiguousarray(x[train]), np.ascontiguousarray(t[train])
        self.size = experiment.plan.batch_size
        self._seed = experiment.plan.seed
        self._indices = np.flatnonzero(train)
        self.order = np.arange(0)
        """The samples of the epoch under way, in their order."""
        self._ordered: tuple[Array, Array] | None = None

    @property
    def samples(self) -> int:
        """How many training samples there are."""
        return len(self.x)

    @property
    def per_epoch(self) -> int:
        """How many batches an epoch has: one, which is empty, where there are no samples."""
        return max(1, math.ceil(self.samples / self.size))

    def begin(self, epoch: int) -> None:
        """Take the order of an epoch."""
        self.order, self._ordered = self.orders(epoch, 1)[0], None

    def orders(self, first: int, epochs: int) -> NDArray[np.int64]:
        """The orders of the samples in so many epochs from `first` on, one a row; one batch is not shuffled."""
        if self.size >= self.samples:
            return np.tile(np.arange(self.samples), (epochs, 1))
        return orders(self.samples, self._seed, first, epochs)

    def batch(self, place: int) -> tuple[Array, Array]:
        """The inputs and targets of a batch of the epoch under way, counted from 0."""
        if self._ordered is None:
            self._ordered = self.x[self.order], self.t[self.order]
        here = slice(place * self.size, (place + 1) * self.size)
        return self._ordered[0][here], self._ordered[1][here]

    def rows(self, place: int) -> NDArray[np.intp]:
        """Which training samples a batch of the epoch under way holds."""
        return self.order[place * self.size : (place + 1) * self.size]

    def rows_of(self, indices: Iterable[int]) -> NDArray[np.intp]:
        """Which training samples these points are; ValueError for a point that is none, or for no point at all."""
        wanted = np.asarray(list(indices), dtype=np.intp)
        if not len(wanted):
            raise ValueError("indices is empty; name at least one training point.")
        refused = wanted[~np.isin(wanted, self._indices)]
        if len(refused):
            raise ValueError(f"indices holds {refused[0]}, which is not the number of a training point.")
        return np.searchsorted(self._indices, wanted)

    def points_of(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """The numbers that these training samples have among all points."""
        return self._indices[rows]
