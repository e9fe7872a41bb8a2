"""How many points of two classes one straight cut can part: a line, a plane, or its like in more dimensions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.pool import Mark
from mlpviz.engine.records import freeze
from mlpviz.nn.arrays import Array

EVERY_PAIR = 1500
"""Up to so many points on a plane, every cut is tried that differs for the points; above, DIRECTIONS."""
DIRECTIONS, RANDOM_DIRECTIONS = 1440, 20_000
AT_ONCE = 2_000_000
"""Numbers sorted at once."""
MOST_NUMBERS = 40_000_000
"""Numbers sorted altogether: with many points, fewer random directions."""
NEWTON_STEPS, RIDGE = 40, 1e-6
SAME_ANGLE = 1e-12


@dataclass(frozen=True, eq=False)
class Cut:
    """A straight cut: `normal` · a > `offset` is the side of the one class."""

    normal: Array
    offset: float
    right: int
    """How many points lie on the side of their class."""
    total: int
    exact: bool
    """Whether no straight cut does better. Else this is the best one found."""

    @property
    def separates(self) -> bool:
        """Whether every point lies on the side of its class: the classes are linearly separable."""
        return self.right == self.total > 0

    @property
    def share(self) -> float:
        """The share of points on the side of their class, 0…1."""
        return self.right / self.total if self.total else 0.0


def best_cut(points: Array, one: NDArray[np.bool_], mark: Mark, seed: int = 0) -> Cut:
    """The best straight cut found between the points (n, d) of one class and the others.

    One dimension: every threshold. Two: every line that parts the points differently, up to EVERY_PAIR points. More:
    random directions, and the direction of a trained logistic regression, each with every threshold. Points that are
    not finite are on the wrong side.
    """
    good = np.isfinite(points).all(axis=1)
    x, which = points[good], one[good]
    count, units = len(points), points.shape[1]
    if not len(x):
        return Cut(freeze(np.zeros(units)), 0.0, 0, count, exact=True)
    # A scale of its own for each unit changes no cut, and keeps tiny spreads from vanishing beside large ones.
    middle, scale = x.mean(axis=0), np.ptp(x, axis=0)
    scale[scale == 0.0] = 1.0
    x = (x - middle) / scale
    best = _Best(x, which)
    exact = units == 1 or (units == 2 and len(x) <= EVERY_PAIR)
    best.try_all(np.eye(units)[:1])
    if units > 1:
        best.try_all(np.atleast_2d(_trained(x, which)))
    if units == 2 and exact and not best.perfect:
        for pivot in range(len(x)):
            mark.check()
            best.try_all(_around(x, which, pivot))
    elif units > 1 and not best.perfect:
        for directions in _directions(len(x), units, seed):
            mark.check()
            best.try_all(directions)
            if best.perfect:
                break
    normal = best.normal / scale
    return Cut(freeze(normal), best.offset + float(normal @ middle), best.right, count, exact or best.right == count)


class _Best:
    """The best of all directions tried, each with every threshold and both ways round."""

    def __init__(self, x: Array, one: NDArray[np.bool_]) -> None:
        self._x, self._gain = x, np.where(one, 1, -1)
        self._others = int((~one).sum())
        self.right, self.normal, self.offset = -1, np.zeros(x.shape[1]), 0.0

    @property
    def perfect(self) -> bool:
        return self.right == len(self._x)

    def try_all(self, directions: Array) -> None:
        """Try directions, (m, d)."""
        if not len(directions):
            return
        along = self._x @ directions.T
        order = np.argsort(along, axis=0, kind="stable")
        sorted_along = np.take_along_axis(along, order, axis=0)
        # Right if the first k points are the others, and the rest the one class: k = 0 … n.
        below = np.cumsum(self._gain[order], axis=0)
        right = self._others + below[-1] - np.vstack([np.zeros_like(below[:1]), below])
        right[1:-1][sorted_along[1:] <= sorted_along[:-1]] = -1  # no threshold parts equal numbers
        for counts, turn in ((right, 1), (np.where(right < 0, -1, len(self._x) - right), -1)):
            k, which = np.unravel_index(int(counts.argmax()), counts.shape)
            if counts[k, which] > self.right:
                self._note(turn, int(k), sorted_along[:, which], directions[which], int(counts[k, which]))

    def _note(self, turn: int, k: int, along: Array, direction: Array, right: int) -> None:
        offset = along[0] - 1.0 if k == 0 else along[-1] + 1.0 if k == len(along) else (along[k - 1] + along[k]) / 2
        if 0 < k < len(along) and not along[k - 1] < offset <= along[k]:
            return  # neighbours so close that no double lies between
        self.right, self.normal, self.offset = right, turn * direction, turn * float(offset)


def _around(x: Array, one: NDArray[np.bool_], pivot: int) -> Array:
    """The normal of the best line through (close by) one point of the plane, (1, 2), or (0, 2) if all points are one.

    Every line can be shifted to a point, and then turned, without another point changing sides. Turning once around
    each point therefore meets every way in which a line can part the points.
    """
    from_pivot = x - x[pivot]
    away = (from_pivot != 0.0).any(axis=1)
    if not away.any():
        return np.empty((0, 2))
    gain = np.where(one, 1, -1)
    here = int(gain[~away].sum())
    angle = np.arctan2(from_pivot[away, 1], from_pivot[away, 0])
    # The line turns from 0 to π. A point at an angle of 0 … π is left of it until it is met, the others from then on.
    left = (angle >= 0.0) & (angle < np.pi)
    turned = np.where(left, angle, np.where(angle == np.pi, 0.0, angle + np.pi))
    order = np.argsort(turned)
    turned, gains, left = turned[order], gain[away][order], left[order]
    sums = int(gains[left].sum()) + np.concatenate([[0], np.cumsum(np.where(left, -gains, gains))])
    # An interval between two neighbouring angles is one way to part the points; next to none is none.
    ends = np.concatenate([turned, [turned[0] + np.pi]])
    starts = np.concatenate([[turned[-1] - np.pi], turned])
    wide = ends - starts > SAME_ANGLE
    if not wide.any():
        return np.empty((0, 2))
    low, high = np.minimum(sums, sums + here), np.maximum(sums, sums + here)  # the pivot goes to either side
    reach = np.maximum(high + int((~one).sum()), int(one.sum()) - low)
    reach = np.where(wide, reach, np.iinfo(np.int64).min)
    at = int(reach.argmax())
    middle = (starts[at] + ends[at]) / 2
    return np.array([[-np.sin(middle), np.cos(middle)]])


def _trained(x: Array, one: NDArray[np.bool_]) -> Array:
    """The direction of a logistic regression, fitted by Newton's method with a very small ridge, (d,)."""
    inputs, targets = np.column_stack([x, np.ones(len(x))]), one.astype(np.float64)
    weights = np.zeros(inputs.shape[1])
    with np.errstate(all="ignore"):
        for _ in range(NEWTON_STEPS):
            p = 0.5 + 0.5 * np.tanh(inputs @ weights / 2)
            slope = inputs.T @ (p - targets) + RIDGE * weights
            bent = (inputs * (p * (1.0 - p))[:, None]).T @ inputs + RIDGE * np.eye(len(weights))
            try:
                step = np.linalg.solve(bent, slope)
            except np.linalg.LinAlgError:
                break
            longest = float(np.abs(step).max())
            if not np.isfinite(longest) or longest < 1e-9:
                break
            weights = weights - step * min(1.0, 10.0 / longest)
    direction = weights[:-1]
    return direction if direction.any() and np.isfinite(direction).all() else np.eye(len(direction))[0]


def _directions(count: int, units: int, seed: int) -> Iterator[Array]:
    """Directions to try, some at once."""
    if units == 2:
        angles = np.pi * np.arange(DIRECTIONS) / DIRECTIONS
        all_of = np.column_stack([np.cos(angles), np.sin(angles)])
    else:
        wanted = min(RANDOM_DIRECTIONS, max(200, MOST_NUMBERS // count))
        all_of = np.random.default_rng(seed).standard_normal((wanted, units))
    some = max(1, AT_ONCE // count)
    for start in range(0, len(all_of), some):
        yield all_of[start : start + some]
