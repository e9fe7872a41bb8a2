"""How well a network answers: the confusion of classes, and how far off predicted values are."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.point_answers import PointAnswers
from mlpviz.engine.records import freeze
from mlpviz.engine.scoring import r_squared, variation
from mlpviz.nn.arrays import Array

Indices = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Confusion:
    """How many points of each class were given which class. What would be divided by 0 is NaN."""

    counts: NDArray[np.int64]
    """Rows are the true classes, columns the predicted ones, (classes, classes)."""

    @property
    def total(self) -> int:
        """Number of points."""
        return int(self.counts.sum())

    @property
    def accuracy(self) -> float:
        """Share of the points that were given their own class."""
        return _share(np.trace(self.counts), self.counts.sum())

    def precision(self, label: int) -> float:
        """Of the points that were given class `label`, the share that belongs to it."""
        return _share(self.counts[label, label], self.counts[:, label].sum())

    def recall(self, label: int) -> float:
        """Of the points that belong to class `label`, the share that was given it."""
        return _share(self.counts[label, label], self.counts[label].sum())

    def share(self, true: int, predicted: int) -> float:
        """Of the points of class `true`, the share that was given class `predicted`."""
        return _share(self.counts[true, predicted], self.counts[true].sum())


@dataclass(frozen=True, eq=False)
class Residuals:
    """How far off the predictions of one value are, in the units of the points. Without points all is NaN."""

    points: Indices
    """Which points these are, (m,)."""
    true: Array
    predicted: Array
    """What the network answers, (m,)."""

    @property
    def errors(self) -> Array:
        """True value − prediction, (m,)."""
        with np.errstate(all="ignore"):
            return self.true - self.predicted

    @property
    def r2(self) -> float:
        """1 − Σ (t − y)² / Σ (t − t̄)²; NaN where all true values are equal."""
        with np.errstate(all="ignore"):
            return r_squared(float(np.add.reduce(self.errors**2)), variation(self.true[:, None]))

    @property
    def mean_absolute(self) -> float:
        """The mean of the errors without their signs."""
        return _mean(np.abs(self.errors))

    @property
    def root_mean_square(self) -> float:
        """The square root of the mean of the squared errors: large errors count for more."""
        with np.errstate(all="ignore"):
            return math.sqrt(_mean(self.errors**2))

    @property
    def spread(self) -> float:
        """The standard deviation of the errors, around their own mean."""
        with np.errstate(all="ignore"):
            return math.sqrt(_mean((self.errors - _mean(self.errors)) ** 2))

    @property
    def worst(self) -> float:
        """The largest error without its sign."""
        return float(np.max(np.abs(self.errors))) if len(self.points) else math.nan

    @property
    def worst_point(self) -> int | None:
        """The point with the largest error; None without points, and where an error is not a number."""
        known = len(self.points) and not math.isnan(self.worst)
        return int(self.points[np.argmax(np.abs(self.errors))]) if known else None


def confusion(answers: PointAnswers, *, test: bool) -> Confusion | None:
    """The confusion of the train or the test points; None if they carry values, or an answer is not a number."""
    points, classes = answers.experiment.points, answers.experiment.network.classes
    chosen = points.test if test else ~points.test
    if points.labels is None or answers.answered is None or not np.isfinite(answers.outputs[chosen]).all():
        return None
    counts = np.zeros((classes, classes), np.int64)
    np.add.at(counts, (points.labels[chosen], answers.answered[chosen]), 1)
    return Confusion(freeze(counts, np.int64))


def residuals(answers: PointAnswers, value: int = 0, *, test: bool) -> Residuals:
    """How far off one value of the train or the test points is. Raises ValueError for points with classes."""
    points = answers.experiment.points
    if points.targets is None:
        raise ValueError("these points have classes, not values.")
    chosen = np.flatnonzero(points.test == test)
    true, predicted = points.targets[chosen, value], answers.outputs[chosen, value]
    return Residuals(freeze(chosen, np.intp), freeze(true), freeze(predicted))


def wrong_points(answers: PointAnswers) -> Indices:
    """The points that are given another class than theirs, train and test, (m,); none if they carry values."""
    labels = answers.experiment.points.labels
    if labels is None or answers.answered is None:
        return np.empty(0, np.intp)
    return np.flatnonzero(labels != answers.answered)


def _share(part: int, whole: int) -> float:
    return float(part) / float(whole) if whole else math.nan


def _mean(values: Array) -> float:
    with np.errstate(all="ignore"):
        return float(np.add.reduce(values)) / len(values) if len(values) else math.nan
