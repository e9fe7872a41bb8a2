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
