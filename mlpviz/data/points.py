"""The points that a network learns from: an immutable set of inputs with class labels or numeric targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpviz.nn.arrays import Array, freeze

MOST_NOISE, MOST_TEST_SHARE = 0.5, 0.5
FEWEST_DRAWN, MOST_DRAWN = 10, 1000
"""What can be asked for in the window: scatter, share of the points for testing, points of a class."""


@dataclass(frozen=True)
class Recipe:
    """How a preset's points were drawn, so that they can be drawn again, exactly or with other settings."""

    shape: str
    """The name of a shape, see `mlpviz.data.shapes`."""
    per_class: int = 120
    """Points of each class; of a preset with values, all points."""
    noise: float = 0.1
    test_share: float = 0.25
    """Share of the points kept for testing, 0 to 0.9."""
    seed: int = 7
    """Seed of the points and of the split."""

    def __post_init__(self) -> None:
        """Raise ValueError that names the field, the value and what is allowed."""
        for name, low, high in (
            ("per_class", 0, 50_000),
            ("noise", 0, 5),
            ("test_share", 0, 0.9),
            ("seed", 0, 2**63 - 1),
        ):
            value = getattr(self, name)
            whole = name in ("per_class", "seed")
            kinds = (int, np.integer) if whole else (int, float, np.number)
            if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
                kind = "whole number" if whole else "number"
                raise ValueError(f"{name} is {value!r:.80}; allowed is a {kind} from {low} to {high}.")


@dataclass(frozen=True, init=False, eq=False)
class PointSet:
    """Points with class labels or with numeric targets. It keeps read-only copies of the arrays."""

    x: Array
    """Inputs, (n, d)."""
    labels: NDArray[np.int64] | None
    """Classes 0…k−1, (n,); None if there are targets."""
    targets: Array | None
    """Numbers to predict, (n, k); None if there are labels."""
    test: NDArray[np.bool_]
    """True for the points kept for testing, (n,)."""
    recipe: Recipe | None
    """The recipe of a preset; None for points that were drawn, typed or changed by hand."""

    def __init__(
        self,
        x: ArrayLike,
        labels: ArrayLike | None = None,
        targets: ArrayLike | None = None,
        test: ArrayLike | None = None,
        recipe: Recipe | None = None,
    ) -> None:
        """Copy and check. Raises ValueError that names the field, the value and what is allowed."""
        inputs = np.atleast_2d(_numbers("x", x))
        if inputs.size == 0:
            inputs = inputs.reshape(0, inputs.shape[1] if inputs.shape[1] else 2)
        if inputs.ndim != 2:
            raise ValueError(f"x has {inputs.ndim} dimensions; give one row a point, shape (n, d).")
        count = len(inputs)
        if (labels is None) == (targets is None):
            raise ValueError("labels and targets: give exactly one of them.")
        self._set("x", freeze(inputs))
        self._set("labels", None if labels is None else _labels(labels, count))
        self._set("targets", None if targets is None else _targets(targets, count))
        self._set("test", _mask(test, count))
        self._set("recipe", recipe)

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)

    def __len__(self) -> int:
        """Number of points, training and test together."""
        return len(self.x)

    def __eq__(self, other: object) -> bool:
        """Equal if all points, their labels or targets, the test marks and the recipe are equal."""
        if not isinstance(other, PointSet):
            return NotImplemented
        return self.recipe == other.recipe and all(
            np.array_equal(mine, theirs) if mine is not None and theirs is not None else mine is theirs
            for mine, theirs in (
                (self.x, other.x),
                (self.labels, other.labels),
                (self.targets, other.targets),
                (self.test, other.test),
            )
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays."""
        return sum(one.nbytes for one in (self.x, self.labels, self.targets, self.test) if one is not None)

    @property
    def train_count(self) -> int:
        """Number of training points."""
        return int(len(self) - np.count_nonzero(self.test))

    @property
    def test_count(self) -> int:
        """Number of test points."""
        return int(np.count_nonzero(self.test))

    @property
    def classes(self) -> int:
        """One more than the highest label; 0 without points or with targets."""
        return int(self.labels.max()) + 1 if self.labels is not None and len(self) else 0

    def with_points(self, x: ArrayLike, label: int) -> PointSet:
        """A copy with more training points of one class; `x` is (m, d)."""
        new = np.atleast_2d(np.asarray(x, dtype=np.float64))
        return PointSet(
            np.concatenate([self.x, new]),
            np.concatenate([self._labels(), np.full(len(new), label)]),
            test=np.concatenate([self.test, np.zeros(len(new), dtype=bool)]),
        )

    def with_values(self, x: ArrayLike, values: ArrayLike) -> PointSet:
        """A copy with more training points that carry values; `x` is (m, d), `values` one number or (m,)."""
        if self.targets is None:
            raise ValueError("these points have classes, not values.")
        new = np.atleast_2d(np.asarray(x, dtype=np.float64))
        added = np.broadcast_to(np.asarray(values, dtype=np.float64).reshape(-1, 1), (len(new), self.targets.shape[1]))
        return PointSet(
            np.concatenate([self.x, new]),
            targets=np.concatenate([self.targets, added]),
            test=np.concatenate([self.test, np.zeros(len(new), dtype=bool)]),
        )

    def without(self, indices: Sequence[int] | NDArray[Any]) -> PointSet:
        """A copy without the points at these indices."""
        keep = np.ones(len(self), dtype=bool)
        keep[np.asarray(indices, dtype=np.intp)] = False
        labels, targets = (None if values is None else values[keep] for values in (self.labels, self.targets))
        return PointSet(self.x[keep], labels, targets, self.test[keep])

    def moved(self, indices: Sequence[int] | NDArray[Any], x: ArrayLike) -> PointSet:
        """A copy with the points at these indices moved to `x` (m, d); their labels and test marks stay."""
        places = self.x.copy()
        places[np.asarray(indices, dtype=np.intp)] = x
        return PointSet(places, self.labels, self.targets, self.test)

    def changed(
        self, *, x: ArrayLike | None = None, labels: ArrayLike | None = None, targets: ArrayLike | None = None,
        test: ArrayLike | None = None,
    ) -> PointSet:
        """A copy with other inputs, labels, targets or test marks for all points; what is not given stays."""
        return PointSet(
            self.x if x is None else x, self.labels if labels is None else labels,
            self.targets if targets is None else targets, self.test if test is None else test,
        )  # fmt: skip

    def joined(self, more: PointSet) -> PointSet:
        """A copy with other points behind these. Raises ValueError if only one of both has classes."""
        if (self.labels is None) != (more.labels is None):
            raise ValueError("points with classes and points with targets cannot stand in one set.")
        pairs = ((self.x, more.x), (self.labels, more.labels), (self.targets, more.targets), (self.test, more.test))
        x, labels, targets, test = (
            None if mine is None or theirs is None else np.concatenate([mine, theirs]) for mine, theirs in pairs
        )
        assert x is not None
        return PointSet(x, labels, targets, test)

    def without_class(self, label: int) -> PointSet:
        """A copy without the points of one class; the labels above it decrease by one."""
        labels = self._labels()
        keep = labels != label
        left = labels[keep]
        return PointSet(self.x[keep], left - (left > label), test=self.test[keep])

    def split(self, test_share: float, seed: int) -> PointSet:
        """A copy in which a share of each class is kept for testing, chosen by the seed.

        With targets, the same share of small and of large ones (by the first target). Raises ValueError for a share
        that is not from 0 to 1.
        """
        number = isinstance(test_share, (int, float, np.number)) and not isinstance(test_share, bool)
        if not number or not 0.0 <= test_share <= 1.0:
            raise ValueError(f"test_share is {test_share!r:.80}; allowed is a number from 0 to 1.")
        if self.labels is not None:
            test = stratified(self.labels, test_share, seed)
        else:
            assert self.targets is not None
            test = stratified_by_size(self.targets[:, 0], test_share, seed)
        return PointSet(self.x, self.labels, self.targets, test, self.recipe)

    def _labels(self) -> NDArray[np.int64]:
        if self.labels is None:
            raise ValueError("these points have numeric targets, not classes.")
        return self.labels


def stratified(labels: NDArray[np.int64], test_share: float, seed: int) -> NDArray[np.bool_]:
    """Choose the test points, as a mask of shape (n,): the same share of every class, chosen by the seed."""
    random = np.random.default_rng((seed, 1))  # independent of the random numbers that draw the points
    test = np.zeros(len(labels), dtype=bool)
    for label in sorted(set(labels.tolist())):  # np.unique would import masked arrays
        members = random.permutation(np.flatnonzero(labels == label))
        test[members[: round(test_share * len(members))]] = True
    return test


def stratified_by_size(values: Array, test_share: float, seed: int) -> NDArray[np.bool_]:
    """Choose the test points, as a mask of shape (n,): the same share of small and large values, chosen by the seed.

    The points are sorted by value and divided into as many groups as test points; each group gives one, at random.
    """
    count = len(values)
    random, test = np.random.default_rng((seed, 1)), np.zeros(count, dtype=bool)
    wanted = round(test_share * count)
    ordered = np.argsort(values, kind="stable")
    for group in range(wanted):
        test[random.choice(ordered[group * count // wanted : (group + 1) * count // wanted])] = True
    return test


def _numbers(name: str, values: ArrayLike) -> Array:
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must hold numbers, all rows of the same length; it is {values!r:.80}.") from None
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds {array[~np.isfinite(array)][0]}; every value must be a finite number.")
    return array


def _labels(values: ArrayLike, count: int) -> NDArray[np.int64]:
    numbers = _numbers("labels", values)
    if numbers.shape != (count,):
        raise ValueError(f"labels has shape {numbers.shape}; give one label a point, shape ({count},).")
    if count and (np.any(numbers != np.floor(numbers)) or numbers.min() < 0 or numbers.max() > 5):
        raise ValueError(
            f"labels holds {numbers[np.argmax((numbers % 1 != 0) | (numbers < 0) | (numbers > 5))]:g}; use 0 to 5."
        )
    return freeze(numbers, np.int64)


def _targets(values: ArrayLike, count: int) -> Array:
    numbers = _numbers("targets", values)
    if numbers.ndim != 2 or len(numbers) != count:
        raise ValueError(f"targets has shape {numbers.shape}; give one row a point, shape ({count}, outputs).")
    return freeze(numbers)


def _mask(values: ArrayLike | None, count: int) -> NDArray[np.bool_]:
    mask = np.zeros(count, dtype=bool) if values is None else np.asarray(values)
    if mask.shape != (count,) or mask.dtype != np.bool_:
        raise ValueError(
            f"test has shape {mask.shape} and type {mask.dtype}; give one True or False a point, shape ({count},)."
        )
    return freeze(mask, np.bool_)
