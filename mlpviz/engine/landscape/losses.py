"""The train loss over a plane, computed row by row so that it can be shared out and cancelled."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mlpviz.engine.build import network_of, samples_of
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.landscape.planes import Plane
from mlpviz.engine.pool import Mark
from mlpviz.engine.records import Snapshot, freeze
from mlpviz.nn.arrays import Array

COARSE, FINE = (24, 20), (95, 81)
"""Columns and rows of the first and of the final grid."""
MOST_WORK = 2 * 10**11
"""So much work, see `work_of`, all losses of a grid are at most, unless even the first grid is more."""
BLOCKS = 6
"""Into how many jobs a grid is shared out."""
LEVELS = 20
"""About so many contours."""
ROUND = ((1.0,), (1.0, 3.0), (1.0, 2.0, 5.0), (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0),
         (1.0, 1.2, 1.4, 1.7, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0))  # fmt: skip
"""Round factors of a power of ten, from few to many."""


@dataclass(frozen=True, eq=False)
class Job:
    """Some rows of the grid over a plane."""

    experiment: Experiment
    plane: Plane
    x: Array
    """Places of the columns along the first direction, (columns,)."""
    y: Array
    """Places of these rows along the second one, (rows,)."""
    row: int
    """The first of them in the whole grid."""
    fine: bool


@dataclass(frozen=True, eq=False)
class Rows:
    """The losses of some rows."""

    row: int
    losses: Array
    """(rows, columns)"""
    fine: bool


def jobs_of(experiment: Experiment, plane: Plane, low: Array, high: Array) -> tuple[Job, ...]:
    """The jobs of the coarse grid, then those of the fine one, over the rectangle between two corners."""
    jobs = []
    for fine, (columns, rows) in ((False, COARSE), (True, fine_grid(experiment))):
        x, y = (freeze(np.linspace(low[at], high[at], count)) for at, count in enumerate((columns, rows)))
        ends = np.linspace(0, rows, (BLOCKS if fine else 1) + 1).astype(int).tolist()
        jobs += [Job(experiment, plane, x, freeze(y[start:end]), start, fine) for start, end in
                 zip(ends, ends[1:], strict=False)]
    return tuple(jobs)


def work_of(experiment: Experiment) -> int:
    """How much work one loss is: products of a parameter and a train point."""
    return experiment.network.parameter_count * experiment.points.train_count


def fine_grid(experiment: Experiment) -> tuple[int, int]:
    """Columns and rows of the final grid: fewer where a loss is so much work that it would take many minutes."""
    share = min(1.0, math.sqrt(MOST_WORK / max(1, FINE[0] * FINE[1] * work_of(experiment))))
    columns, rows = (max(least, round(share * most)) for least, most in zip(COARSE, FINE, strict=True))
    return columns, rows


def losses_over(job: Job, mark: Mark) -> Rows:
    """Compute the train loss at every place of a job, without penalty."""
    value = LossAt(job.experiment)
    found = np.empty((len(job.y), len(job.x)))
    for row, up in enumerate(job.y.tolist()):
        for column, theta in enumerate(job.plane.at(np.column_stack([job.x, np.full(len(job.x), up)]))):
            mark.check()  # one network may take long
            found[row, column] = value(theta)
    return Rows(job.row, freeze(found), job.fine)


class LossAt:
    """The train loss of an experiment at any parameters, reduced as in an update, without penalty."""

    def __init__(self, experiment: Experiment) -> None:
        """Take the train points."""
        points, spec = experiment.points, experiment.network
        x, t = samples_of(experiment)
        self._x, self._t = np.ascontiguousarray(x[~points.test]), np.ascontiguousarray(t[~points.test])
        self._mean = experiment.plan.reduction == "mean"
        self._spec = spec

    def __call__(self, theta: Array) -> float:
        """The loss; NaN without train points."""
        if not len(self._x):
            return math.nan
        network = network_of(self._spec, theta)
        with np.errstate(all="ignore"):
            losses = network.loss.of_samples(network.outputs(self._x), self._t)
            total = float(np.add.reduce(losses))
        return total / len(losses) if self._mean else total

    def gradient(self, theta: Array) -> Array:
        """∂(train loss)/∂theta without penalty, (P,)."""
        network = network_of(self._spec, theta)
        with np.errstate(all="ignore"):
            slopes = network.loss.slope(network.forward(self._x), self._t)
            network.backward(slopes / len(self._x) if self._mean else slopes)
        return network.grad.copy()


def levels(low: float, high: float) -> tuple[float, ...]:
    """About 20 round losses between two, for contours: closer where the losses are small.

    With a loss that is 0, or that stays within a factor of 3, they are evenly spaced.
    """
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return ()
    if low <= 0 or high / low < 3:
        step = _round_step((high - low) / LEVELS)
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        return tuple(float(f"{at * step:.12g}") for at in range(first, last + 1))
    found: tuple[float, ...] = ()
    for factors in ROUND:
        powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        more = tuple(float(f"{factor}e{power}") for power in powers for factor in factors)
        more = tuple(level for level in more if low <= level <= high)
        if len(more) > 1.25 * LEVELS and found:
            break
        found = more
    return found[:: max(1, round(len(found) / LEVELS))]


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= rough * (1 - 1e-9))


@dataclass(frozen=True)
class Exactness:
    """How far the picture on a plane can be trusted."""

    shares: tuple[tuple[str, float], ...]
    """The name of each path, and how much of it the plane holds, 0…1."""
    in_plane: float
    """The train loss at the shadow of the network shown."""
    in_truth: float
    """Its own train loss."""


def exactness(plane: Plane, snapshot: Snapshot, paths: tuple[tuple[str, Array], ...]) -> Exactness:
    """Compare the network shown with its shadow on the plane, and say what the plane holds of each path."""
    value = LossAt(snapshot.experiment)
    shadow = plane.at(plane.places(snapshot.theta[None]))[0]
    return Exactness(tuple((name, plane.share(path)) for name, path in paths), value(shadow), value(snapshot.theta))
