"""Where points lie on the canvas, and which inputs a place on it stands for.

With two or more inputs a place is two of them, (x₁, x₂); the others are held at their mean over the train points. With
one input, a place is that input and, upwards, the value to predict.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpviz.data.area import Area, around, showing
from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment
from mlpviz.nn.arrays import Array


def places(points: PointSet, axes: tuple[int, int] = (0, 1)) -> Array:
    """Where the points lie, (n, 2): the inputs `axes`; or the one input and the first value, 0 for a class."""
    if points.x.shape[1] > 1:
        return points.x[:, axes]
    upwards = np.zeros(len(points)) if points.targets is None else points.targets[:, 0]
    return np.column_stack([points.x[:, 0], upwards])


def placed(points: PointSet, indices: NDArray[Any], at: Array, axes: tuple[int, int] = (0, 1)) -> PointSet:
    """The points with those at `indices` put at places `at` (m, 2); inputs on no axis stay, a curve's value follows."""
    which = np.asarray(indices, dtype=np.intp)
    x = points.x[which].copy()
    if points.x.shape[1] > 1:
        x[:, axes] = at
        return points.moved(which, x)
    x[:, 0] = at[:, 0]
    moved = points.moved(which, x)
    if points.targets is None:
        return moved
    targets = points.targets.copy()
    targets[which, 0] = at[:, 1]
    return PointSet(moved.x, targets=targets, test=moved.test)


def area_of(experiment: Experiment) -> Area:
    """The part of the plane that the canvas shows at first."""
    return experiment.area or showing(places(experiment.points, experiment.axes))


def inputs_at(experiment: Experiment, at: Array) -> Array:
    """The inputs (m, d) that places `at` (m, 2) stand for."""
    count = experiment.network.inputs
    if count == 1:
        return at[:, :1]
    x = np.tile(held(experiment), (len(at), 1))
    x[:, experiment.axes] = at
    return x


def held(experiment: Experiment) -> Array:
    """At which value each input is held while it is not on an axis, (d,): the mean over the train points."""
    points = experiment.points
    train = points.x[~points.test] if points.train_count else points.x
    if not len(train):
        return np.zeros(points.x.shape[1])
    with np.errstate(over="ignore"):
        mean: Array = np.add.reduce(train / len(train), axis=0)
    return mean


def with_area_shown(experiment: Experiment) -> Experiment:
    """A copy whose area shows all its points: the same one if it does, else the area around the points."""
    at = places(experiment.points, experiment.axes)
    if bool(area_of(experiment).holds(at).all()):
        return experiment
    return replace(experiment, area=around(at))
