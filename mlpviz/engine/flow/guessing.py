"""The loss of the best guess: of a network that gives the same answer to every point."""

from __future__ import annotations

import numpy as np

from mlpviz.engine.build import samples_of
from mlpviz.engine.experiment import Experiment
from mlpviz.nn.activations import Softmax
from mlpviz.nn.arrays import Array

REACH, HALVINGS = 50.0, 60
"""The best answer is looked for within ± this, by halving the range so often."""


def guessing_loss(experiment: Experiment) -> float:
    """The smallest train loss that one answer for all train points can have; NaN without train points.

    For two classes of the same size and cross-entropy it is ln 2.
    """
    t = samples_of(experiment)[1][~experiment.points.test]
    if not len(t):
        return float("nan")
    loss = experiment.network.loss
    with np.errstate(all="ignore"):
        softmax = isinstance(loss.link(experiment.network.outputs), Softmax)
        answer = np.log(np.mean(t, axis=0)) if softmax else _best_answer(experiment, t)
        return float(np.mean(loss.of_samples(np.tile(answer, (len(t), 1)), t)))


class Guesses:
    """Remembers the loss of the best guess as long as points, loss and scaling stay the same."""

    def __init__(self) -> None:
        self._known: Experiment | None = None
        self._loss = float("nan")

    def of(self, experiment: Experiment) -> float:
        """As `guessing_loss`."""
        known = self._known
        if known is None or not _guessed_alike(known, experiment):
            self._known, self._loss = experiment, guessing_loss(experiment)
        return self._loss


def _guessed_alike(one: Experiment, other: Experiment) -> bool:
    if one is other:
        return True
    specs = one.network, other.network
    same = specs[0].loss == specs[1].loss and specs[0].layers[-1] == specs[1].layers[-1]
    return same and one.points is other.points and one.scaling == other.scaling


def _best_answer(experiment: Experiment, t: Array) -> Array:
    """Where the slope of the mean loss changes its sign, for each output by itself, (outputs,); losses are convex."""
    low, high = np.full(t.shape[1], -REACH), np.full(t.shape[1], REACH)
    reach = np.abs(t).max(axis=0)
    low, high = np.minimum(low, -reach), np.maximum(high, reach)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        rises = experiment.network.loss.slope(np.tile(middle, (len(t), 1)), t).sum(axis=0) > 0.0
        low, high = np.where(rises, low, middle), np.where(rises, middle, high)
    best: Array = (low + high) / 2
    return best
