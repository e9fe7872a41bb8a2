"""What the Playground's verdicts are judged by: one snapshot, and how it came to it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mlpviz.engine.records import Snapshot
from mlpviz.engine.trend import Trend
from mlpviz.engine.vitals import Vitals
from mlpviz.nn.arrays import Array

NO_GUESS = 1e-9
"""A loss of the best guess below this is none to compare with: all points have the same class or value."""


@dataclass(frozen=True, eq=False)
class Case:
    """All that was measured."""

    snapshot: Snapshot
    vitals: Vitals
    trend: Trend
    guess: float
    """The mean train loss of the best guess, one answer for all points; NaN without train points."""

    @property
    def hidden(self) -> range:
        """The hidden layers, counted from 0."""
        return range(self.vitals.layers - 1)

    @property
    def level(self) -> float:
        """The train loss as a share of that of the best guess; NaN if there is no guess to compare with."""
        return self.mean_loss / self.guess if self.guess > NO_GUESS else math.nan

    def level_of(self, losses: Array) -> float:
        """The median of several train losses as such a share."""
        return float(np.median(losses)) / self.summed / self.guess if self.guess > NO_GUESS else math.nan

    @property
    def mean_loss(self) -> float:
        """The mean train loss of a sample, also where the plan adds the losses of the samples."""
        return self.snapshot.scores.train_loss / self.summed

    @property
    def summed(self) -> int:
        """By how many samples a loss and a gradient must be divided to be means."""
        experiment = self.snapshot.experiment
        return max(1, experiment.points.train_count) if experiment.plan.reduction == "sum" else 1

    def units(self, layer: int) -> int:
        """Units of a layer, counted from 0."""
        return self.snapshot.experiment.network.layers[layer].units
