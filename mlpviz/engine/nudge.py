"""A nudge of one parameter: what the gradient predicts that the loss does, and what it does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.engine.records import Snapshot


@dataclass(frozen=True)
class Nudge:
    """One parameter was changed by hand, and nothing else."""

    index: int
    """Its index in theta."""
    before: float
    after: float
    predicted: float
    """∂L/∂w at the old value, times the change: what the loss would do if it were a straight line."""
    real: float
    """How much the loss over all train points, and the penalty if there is one, changed."""
    penalized: bool
    """A penalty is part of both."""


def nudge_of(before: Snapshot, after: Snapshot, index: int) -> Nudge | None:
    """Compare two snapshots; None if more than that parameter differs, or if a number is not finite."""
    others = np.delete(before.theta != after.theta, index)
    if others.any() or before.theta.shape != after.theta.shape:
        return None
    old, new = float(before.theta[index]), float(after.theta[index])
    with np.errstate(all="ignore"):
        predicted = float(before.grad[index]) * (new - old)
    scores = before.scores, after.scores
    real = (scores[1].train_loss - scores[0].train_loss) + (scores[1].penalty - scores[0].penalty)
    plan = before.experiment.plan
    if not np.isfinite([predicted, real]).all():
        return None
    return Nudge(index, old, new, predicted, real, bool(plan.l1 or plan.l2))
