"""The constructive proof in one dimension: steep sigmoids are steps, two steps a bump, and bumps a staircase."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from mlpviz.data.area import HALF_WIDTH
from mlpviz.engine.approximation.one_layer import DENSE, Errors, errors, network, outputs, plan
from mlpviz.engine.approximation.sketch import area_of_curve, points_of, slope_limit, target_at
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.network_spec import NetworkSpec
from mlpviz.nn.arrays import Array

MARGIN = 1.0
"""The first and the last bump reach so far beyond the range, so that no step is under way at its ends."""
MOST_PIECES = 256
"""Bumps of a staircase at most."""


class Bump(NamedTuple):
    """Two steps: up at `left`, and down again at `right`."""

    left: float
    right: float
    height: float


def _network(w: Array, b: Array, v: Array) -> NetworkSpec:
    return network(len(w), "Sigmoid", 0, np.concatenate([w, b, v, [0.0]]))


def step(steepness: float, position: float, height: float) -> NetworkSpec:
    """One sigmoid, height · σ(k (x − p)): weight k and bias −k p. The steeper, the more it is a step."""
    return _network(np.array([steepness]), np.array([-steepness * position]), np.array([height]))


def bumps(steepness: float, pieces: list[Bump]) -> NetworkSpec:
    """Two sigmoids a bump: one steps up by its height, the other steps down by it."""
    edges = np.array([[piece.left, piece.right] for piece in pieces]).ravel()
    heights = np.array([[piece.height, -piece.height] for piece in pieces]).ravel()
    return _network(np.full(len(edges), steepness), -steepness * edges, heights)


def stairs(values: Array, count: int) -> list[Bump]:
    """Bumps of equal width side by side under a curve, each as high as the curve at its middle."""
    edges = np.linspace(-HALF_WIDTH, HALF_WIDTH, count + 1)
    heights = target_at(values, (edges[:-1] + edges[1:]) / 2)
    edges[0] -= MARGIN
    edges[-1] += MARGIN
    return [Bump(*map(float, row)) for row in zip(edges[:-1], edges[1:], heights, strict=True)]


def staircase(values: Array, count: int, steepness: float) -> NetworkSpec:
    """A curve as `count` bumps: a network with 2·count sigmoids whose weights are written down, not learned."""
    return bumps(steepness, stairs(values, count))


def bound(values: Array, count: int, steepness: float) -> float:
    """The error that no staircase of so many bumps exceeds: L·h/2 + L·2 ln 2/k + 2·max|y|·σ(−k·MARGIN).

    L is the largest slope of the curve, h the width of a bump, k the steepness. The output is a mean of the heights,
    each weighted by σ(k (x − left)) − σ(k (x − right)). These weights are the chance that x plus a random number Z/k
    falls into the bump, where Z has the logistic distribution. The middle of that bump is at most |Z|/k + h/2 away
    from x, and the mean of |Z| is 2 ln 2. The last part is what the weights lack to 1 at the ends.
    """
    slope, width = slope_limit(values), 2 * HALF_WIDTH / count
    largest = float(np.abs(values).max())
    lacking = 2.0 * largest / (1.0 + math.exp(min(700.0, steepness * MARGIN)))
    return slope * (width / 2 + 2.0 * math.log(2.0) / steepness) + lacking


def experiment_of(spec: NetworkSpec, values: Array) -> Experiment:
    """The network as an experiment: `Run(…).predict` evaluates it, and training can go on from it."""
    return Experiment(points_of(values), spec, plan(), area=area_of_curve(values))


def errors_of_staircase(values: Array, count: int, steepness: float) -> Errors:
    """The errors of a staircase, measured."""
    spec = staircase(values, count, steepness)
    return errors(outputs(spec, spec.first_theta(), DENSE), values)


def steepness_for(count: int) -> float:
    """A weight that makes steps of a staircase steep beside the width of its bumps."""
    return 60.0 * count / (2 * HALF_WIDTH)


def pieces_for(values: Array, error: float) -> int | None:
    """About the least number of bumps whose mean squared error is no more than `error`; None if 256 are too few.

    It is found by halving, as if more bumps always had a smaller error, and measured at every fourth place only: now
    and then one fewer or one more would do.
    """
    x = DENSE[::4]
    wanted = target_at(values, x)

    def enough(count: int) -> bool:
        spec = staircase(values, count, steepness_for(count))
        return float(np.mean((outputs(spec, spec.first_theta(), x) - wanted) ** 2)) <= error

    if not enough(MOST_PIECES):
        return None
    low, high = 0, MOST_PIECES
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
