"""Points classed by a curve x₂ = f(x₁) that the learner types."""

from __future__ import annotations

import numpy as np

from mlpviz.data.points import PointSet
from mlpviz.nn.arrays import Array
from mlpviz.nn.expressions import Expression
from mlpviz.nn.formula import parse


def curve_of(text: str) -> Expression:
    """The formula of a curve in x, such as "0.5*x^2 - 1". Raises FormulaError, which says where it is wrong."""
    return parse(text, ("x",))


def heights(curve: Expression, x: Array) -> Array:
    """The height of the curve at each of x, (n,); NaN where it has none."""
    with np.errstate(all="ignore"):
        found = np.broadcast_to(np.asarray(curve.value({"x": x}), dtype=np.float64), x.shape)
    return np.where(np.isfinite(found), found, np.nan)


def classed(points: PointSet, at: Array, curve: Expression, above: int, below: int) -> PointSet:
    """The points at places `at` (n, 2) with the class `above` over the curve and `below` under it and on it.

    Where the curve has no height they keep their class. Raises ValueError for points with values.
    """
    if points.labels is None:
        raise ValueError("these points carry values, not classes.")
    height = heights(curve, at[:, 0])
    labels = np.where(np.isnan(height), points.labels, np.where(at[:, 1] > height, above, below))
    return PointSet(points.x, labels, test=points.test)
