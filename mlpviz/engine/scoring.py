"""Losses, and accuracies or R², of a network on the training and test points."""

from __future__ import annotations

import math

import numpy as np

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
        halves = (self.t[: self._train], self.t[self._train :])
        self.variation = np.zeros(2) if self.has_classes else np.array([variation(half) for half in halves])
        """The variation of the training and of the test targets, (2,); not used if the points have classes."""

    def scores(self, network: Network, descent: Descent) -> Scores:
        """Loss, reduced as in an update, and accuracy or R² on training and test points; and the penalty."""
        with np.errstate(all="ignore"):  # a diverging run is reported by its loss, not by warnings
            y = network.outputs(self.x)
            losses, answers = network.loss.of_samples(y, self.t), network.answer(y)
            here = self._train
            train_loss, test_loss = _loss(losses[:here], descent.mean), _loss(losses[here:], descent.mean)
            penalty, undefined = descent.penalty(network.theta), (math.nan, math.nan)
            if self.has_classes:
                hits = decode(answers, self._spec.targets) == self.right
                found = _share(hits[:here], train_loss), _share(hits[here:], test_loss)
                return Scores(train_loss, test_loss, *found, *undefined, penalty)
            missed = np.add.reduce((self.t - answers) ** 2, axis=1)
            train, test = self.variation.tolist()
            explained = _explained(missed[:here], train_loss, train), _explained(missed[here:], test_loss, test)
            return Scores(train_loss, test_loss, *undefined, *explained, penalty)


def variation(t: Array) -> float:
    """Σ (t − t̄)² over samples and outputs, t (n, outputs), t̄ being the mean of each output; 0 if all are equal."""
    if not len(t):
        return 0.0
    with np.errstate(all="ignore"):
        off = t - np.add.reduce(t, axis=0) / len(t)
        off[:, (t == t[0]).all(axis=0)] = 0.0  # the mean of equal numbers can differ from them in the last digit
        return float(np.add.reduce(off * off, axis=None))


def r_squared(squares: float, total: float) -> float:
    """R² = 1 − squares / total, of Σ (t − y)² and the variation of the targets; NaN if that is 0, or if it overflows.

    See Draper and Smith, Applied Regression Analysis, chapter 1.
    """
    if not 0.0 < total < math.inf or not math.isfinite(squares):
        return math.nan
    return 1.0 - squares / total


def _loss(losses: Array, mean: bool) -> float:
    """The loss of some samples; NaN without samples."""
    if not len(losses):
        return math.nan
    total = float(np.add.reduce(losses))
    return total / len(losses) if mean else total


def _share(hits: Array, loss: float) -> float:
    """The share of right answers; NaN without samples or finite loss."""
    return float(np.count_nonzero(hits)) / len(hits) if len(hits) and math.isfinite(loss) else math.nan


def _explained(missed: Array, loss: float, total: float) -> float:
    """R² by the squared distance of each sample from its targets; NaN without samples or finite loss."""
    return r_squared(float(np.add.reduce(missed)), total) if math.isfinite(loss) else math.nan
