"""The training samples of a run, divided into batches."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.experiment import Experiment
from mlpviz.nn.arrays import Array
from mlpviz.nn.order import orders


class Batches:
    """Divides the samples of an epoch into batches, in an order given by the plan's seed and the epoch."""

    def __init__(self, experiment: Experiment, x: Array, t: Array) -> None:
        """Select the training samples from all inputs x (n, inputs) and targets t (n, outputs)."""
        train = ~experiment.points.test
        self.x, self.t = np.ascontiguousarray(x[train]), np.ascontiguousarray(t[train])
        self.size = experiment.plan.batch_size
        self._seed = experiment.plan.seed
        self._indices = np.flatnonzero(train)
        self.order = np.arange(0)
        """The order of the samples in the current epoch."""
        self._ordered: tuple[Array, Array] | None = None

    @property
    def samples(self) -> int:
        """Number of training samples."""
        return len(self.x)

    @property
    def per_epoch(self) -> int:
        """Number of batches in an epoch; without samples there is one, which is empty."""
        return max(1, math.ceil(self.samples / self.size))

    def begin(self, epoch: int) -> None:
        """Set the order of the samples for an epoch."""
        self.order, self._ordered = self.orders(epoch, 1)[0], None

    def orders(self, first: int, epochs: int) -> NDArray[np.int64]:
        """The order of the samples in each of `epochs` epochs from `first` on, as rows; one batch is not shuffled."""
        if self.size >= self.samples:
            return np.tile(np.arange(self.samples), (epochs, 1))
        return orders(self.samples, self._seed, first, epochs)

    def batch(self, place: int) -> tuple[Array, Array]:
        """The inputs and targets of batch `place` of the current epoch, counted from 0."""
        if self._ordered is None:
            self._ordered = self.x[self.order], self.t[self.order]
        here = slice(place * self.size, (place + 1) * self.size)
        return self._ordered[0][here], self._ordered[1][here]

    def rows(self, place: int) -> NDArray[np.intp]:
        """Which training samples are in batch `place` of the current epoch."""
        return self.order[place * self.size : (place + 1) * self.size]

    def rows_of(self, indices: Iterable[int]) -> NDArray[np.intp]:
        """The training samples of these points. Raises ValueError if there is none, or one is not a training point."""
        wanted = np.asarray(list(indices), dtype=np.intp)
        if not len(wanted):
            raise ValueError("indices is empty; name at least one training point.")
        refused = wanted[~np.isin(wanted, self._indices)]
        if len(refused):
            raise ValueError(f"indices holds {refused[0]}, which is not the number of a training point.")
        return np.searchsorted(self._indices, wanted)

    def points_of(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """The indices of these training samples among all points."""
        return self._indices[rows]
