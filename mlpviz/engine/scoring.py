"""Losses, accuracies and R² of a network on the training and test points."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.records import Scores
from mlpviz.nn.arrays import Array
from mlpviz.nn.losses import decode
from mlpviz.nn.network import Network
from mlpviz.nn.optimizers import Descent


class Scoring:
    """All samples, training first, so that one forward pass is enough for both."""

    def __init__(self, experiment: Experiment, x: Array, t: Array) -> None:
        """Take all inputs x (n, inputs) and targets t (n, outputs) of the experiment's points."""
        points, self._spec = experiment.points, experiment.network
        order = np.argsort(points.test, kind="stable")
        self.x, self.t = np.ascontiguousarray(x[order]), np.ascontiguousarray(t[order])
        self.right = decode(self.t, self._spec.targets)
        """The class of each sample, (n,); not used if the points have no classes."""
        self.has_classes = points.labels is not None
        self._train = points.train_count
        self._scatter = np.array([_scatter(self.t[: self._train]), _scatter(self.t[self._train :])])
        if self.has_classes or self._spec.loss.link(self._spec.outputs) is not None:
            self._scatter[:] = math.nan

    def r2(self, squares: Array) -> Array:
        """R² of sums of squared errors (…, 2) over training and test points; NaN where it is not defined."""
        with np.errstate(all="ignore"):
            shares: Array = 1.0 - squares / self._scatter
        return shares

    def scores(self, network: Network, descent: Descent) -> Scores:
        """Loss, reduced as in an update, and accuracy and R² on training and test points; and the penalty."""
        with np.errstate(all="ignore"):  # a diverging run is reported by its loss, not by warnings
            y = network.outputs(self.x)
            losses = network.loss.of_samples(y, self.t)
            hits = None
            if self.has_classes:
                hits = decode(network.answer(y), self._spec.targets) == self.right
            here = self._train
            train_loss, train_accuracy = _score(losses[:here], hits if hits is None else hits[:here], descent.mean)
            test_loss, test_accuracy = _score(losses[here:], hits if hits is None else hits[here:], descent.mean)
            squares = np.add.reduce((network.answer(y) - self.t) ** 2, axis=1)
            sums = np.array([np.add.reduce(squares[:here]), np.add.reduce(squares[here:])])
            train_r2, test_r2 = np.where(np.isfinite([train_loss, test_loss]), self.r2(sums), math.nan).tolist()
            penalty = descent.penalty(network.theta)
            return Scores(train_loss, test_loss, train_accuracy, test_accuracy, train_r2, test_r2, penalty)


def _scatter(t: Array) -> float:
    """Σ(t − t̄)² over samples and outputs, with the mean of each output; NaN where all are equal."""
    if not len(t) or not np.ptp(t, axis=0).any():
        return math.nan
    with np.errstate(over="ignore"):
        return float(np.add.reduce((t - np.add.reduce(t, axis=0) / len(t)) ** 2, axis=None))


def _score(losses: Array, hits: NDArray[np.bool_] | None, mean: bool) -> tuple[float, float]:
    """Loss and accuracy of some samples. Both are NaN without samples; without finite loss, the accuracy is NaN."""
    if not len(losses):
        return math.nan, math.nan
    total = float(np.add.reduce(losses))
    loss = total / len(losses) if mean else total
    if hits is None or not math.isfinite(loss):
        return loss, math.nan
    return loss, float(np.count_nonzero(hits)) / len(hits)
