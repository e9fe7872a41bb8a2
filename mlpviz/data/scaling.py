"""Fixed numbers that bring the columns of a file to mean 0 and spread 1, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.data.points import PointSet
from mlpviz.nn.arrays import Array


@dataclass(frozen=True)
class Columns:
    """Mean and spread (standard deviation) of some columns, in the units of the data."""

    mean: tuple[float, ...]
    spread: tuple[float, ...]

    def __post_init__(self) -> None:
        """Raise ValueError that names the field, the value and what is allowed."""
        for name in ("mean", "spread"):
            object.__setattr__(self, name, _numbers(name, getattr(self, name)))
        if len(self.mean) != len(self.spread):
            raise ValueError(f"spread has {len(self.spread)} numbers; give one for each of the {len(self.mean)} means.")
        if not all(spread > 0.0 for spread in self.spread):
            raise ValueError(f"spread holds {min(self.spread)!r}; every spread must be more than 0.")

    def scaled(self, values: Array) -> Array:
        """Values (n, columns) as multiples of the spread away from the mean."""
        with np.errstate(over="ignore"):
            return (values - np.array(self.mean)) / np.array(self.spread)

    def unscaled(self, values: Array) -> Array:
        """The values (n, columns) in the units of the data that `scaled` made these of."""
        with np.errstate(over="ignore", invalid="ignore"):
            return values * np.array(self.spread) + np.array(self.mean)


@dataclass(frozen=True)
class Scaling:
    """What the network is given in place of the numbers of the file: scaled inputs, scaled targets, both or none.

    It is set once, from the train points, and stays while points are drawn, moved or deleted: a point's scaled numbers
    change only with the point.
    """

    inputs: Columns | None = None
    """None: the network is given the inputs as they are."""
    targets: Columns | None = None
    """None: it learns the targets as they are. The loss is of the scaled targets."""

    def __bool__(self) -> bool:
        """Whether anything is scaled."""
        return self.inputs is not None or self.targets is not None

    def scaled_inputs(self, x: Array) -> Array:
        """What the network is given for inputs x (n, d)."""
        return x if self.inputs is None else self.inputs.scaled(x)

    def scaled_targets(self, targets: Array) -> Array:
        """What the network learns for targets (n, outputs)."""
        return targets if self.targets is None else self.targets.scaled(targets)

    def answers(self, y: Array) -> Array:
        """What the network's answers y (n, outputs) mean in the units of the targets."""
        return y if self.targets is None else self.targets.unscaled(y)

    def first_answers(self, values: Array) -> Array:
        """What answers of the first output (any shape) mean in the units of the targets."""
        return values if self.targets is None else values * self.targets.spread[0] + self.targets.mean[0]


NONE = Scaling()
"""Everything as it is."""


def scaling_of(points: PointSet, *, inputs: bool = True, targets: bool = False) -> Scaling:
    """The scaling by mean and standard deviation of the train points; by all points if none is for training.

    A column that does not vary, or varies less than a float can tell, gets the spread 1. Raises ValueError if targets
    are wanted of points that have classes.
    """
    if targets and points.targets is None:
        raise ValueError("targets can be scaled where points have values; these have classes.")
    chosen = ~points.test if points.train_count else np.ones(len(points), dtype=bool)
    return Scaling(
        _of(points.x[chosen]) if inputs else None,
        _of(points.targets[chosen]) if targets and points.targets is not None else None,
    )


def _of(values: Array) -> Columns:
    if not len(values):
        return Columns((0.0,) * values.shape[1], (1.0,) * values.shape[1])
    largest = np.maximum(np.abs(values).max(axis=0), np.finfo(float).tiny)
    shares = values / largest  # squares of the largest floats would be infinite
    mean = np.add.reduce(shares, axis=0) / len(values)
    spread = np.sqrt(np.add.reduce((shares - mean) ** 2, axis=0) / len(values))
    spread = np.where(spread > 1e-13, spread * largest, 1.0)
    return Columns(tuple((mean * largest).tolist()), tuple(spread.tolist()))


def _numbers(name: str, values: Any) -> tuple[float, ...]:
    given: ArrayLike = list(values) if isinstance(values, (tuple, list)) else values
    try:
        array = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {values!r:.80}; give one number a column.") from None
    if array.ndim != 1 or not np.isfinite(array).all():
        raise ValueError(f"{name} is {values!r:.80}; give one finite number a column.")
    return tuple(array.tolist())
