"""The two arithmetics of mlpviz as they are measured."""

from __future__ import annotations

import time

import numpy as np

from mlpviz.engine.run import Run
from mlpviz.nn.fast.compiled import Blueprint, Epochs, Points
from mlpviz.trainer.worker import TICK
from tests.benchmarks.workloads import Weights, Workload


class Layers:
    """The layer objects, without a window and without a thread."""

    def __init__(self, workload: Workload) -> None:
        self.run = Run(workload.experiment("layers"))
        x, t, _, _ = workload.arrays()
        starts = range(0, len(x), workload.batch)
        self._batches = [(x[start : start + workload.batch], t[start : start + workload.batch]) for start in starts]

    def bare(self) -> None:
        """One epoch in the order the points have, without looking at the loss."""
        for x, t in self._batches:
            self.run.sweep.learn(x, t)

    def full(self) -> int:
        """As the trainer does it at full speed."""
        return at_full_speed(self.run)

    def weights(self) -> Weights:
        """The weights as they are now."""
        return list(self.run.experiment.network.weights(self.run.theta))


class Compiled:
    """Compiled epochs. Raises LookupError, with the reason, where there are none."""

    def __init__(self, workload: Workload) -> None:
        self.run = run = Run(workload.experiment("compiled"))
        found = run.blueprint()
        if run.arithmetic != "compiled" or not isinstance(found, Blueprint):
            raise LookupError(run.reason)
        x, t, _, _ = workload.arrays()
        self._points = Points(x, t, np.zeros(len(x), np.int64), 0.5, np.zeros(2))
        self._order, self._size = np.arange(len(x))[None], workload.batch
        self._batches = -(-len(x) // workload.batch)
        activations = [layer.activation for layer in run.experiment.network.layers]
        self._epochs = Epochs(found.load(), run.network, activations, run.descent)

    def bare(self) -> None:
        """One epoch in the order the points have, without looking at the loss: one call of the kernel."""
        rates, before = [self.run.descent.rate], self.run.theta_before
        self._epochs.train(self._points, self._order, rates, self._size, 0, self._batches, before)

    def full(self) -> int:
        """As the trainer does it at full speed."""
        return at_full_speed(self.run)

    def weights(self) -> Weights:
        """The weights as they are now."""
        return list(self.run.experiment.network.weights(self.run.theta))


def at_full_speed(run: Run) -> int:
    """What the trainer does between two reports, an epoch of the layers or several compiled ones; how many it was."""
    trained = run.train_many(until=time.perf_counter() + TICK)
    if len(trained):
        return len(trained)
    run.epoch()
    run.scores()
    return 1
