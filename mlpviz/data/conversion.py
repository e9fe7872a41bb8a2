"""Points with classes as points with values, and back."""

from __future__ import annotations

import numpy as np

from mlpviz.data.points import PointSet


def as_values(points: PointSet, classes: int) -> PointSet:
    """The same points with values in place of classes: evenly from −1 for the first class to +1 for the last."""
    if points.labels is None:
        return points
    values = -1.0 + 2.0 * points.labels / max(1, classes - 1)
    return PointSet(points.x, targets=values[:, None], test=points.test)


def as_classes(points: PointSet) -> PointSet:
    """The same points with two classes in place of values: class 1 up to the border between them, class 2 above it."""
    if points.targets is None:
        return points
    return PointSet(points.x, (points.targets[:, 0] > class_border(points)).astype(np.int64), test=points.test)


def class_border(points: PointSet) -> float:
    """The value above which a point becomes class 2: 0, or the middle of the values if 0 does not part them."""
    if points.targets is None or not len(points):
        return 0.0
    low, high = float(points.targets[:, 0].min()), float(points.targets[:, 0].max())
    return 0.0 if low <= 0.0 < high or low == high else low / 2 + high / 2
