"""Gradient check: compares a gradient with central differences of the loss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.arrays import Array
from mlpviz.nn.layers import Activate
from mlpviz.nn.network import Network
from mlpviz.nn.optimizers import Descent

State = Literal["checked", "too small", "at a kink", "too bent"]
"""Too bent: central differences with two steps do not agree, so neither is the derivative."""


@dataclass(frozen=True)
class Difference:
    """The central difference of a loss by one parameter: (more − less) / 2h."""

    h: float
    more: float
    """The loss with the parameter larger by h."""
    less: float
    """The loss with the parameter smaller by h."""
    at_kink: bool
    """A kink of an activation, the loss or a penalty lies within the interval, so the difference is no derivative."""

    @property
    def value(self) -> float:
        """The difference."""
        with np.errstate(all="ignore"):
            return float((np.float64(self.more) - self.less) / (2 * self.h))


@dataclass(frozen=True)
class CheckedEntry:
    """One entry of a gradient beside its central difference."""

    index: int
    """Index of the parameter in theta."""
    gradient: float
    """a, by backprop."""
    numeric: float
    """n, by the central difference."""
    error: float
    """|a − n| / (|a| + |n|); NaN if both are 0, infinite if one is not finite."""
    state: State
    """Only "checked" entries count for the error of the whole check."""


@dataclass(frozen=True)
class GradientCheck:
    """The result of a gradient check. Comparisons use its error: `check < 1e-6`."""

    error: float
    """The largest error |a − n| / (|a| + |n|) of the checked entries."""
    entries: tuple[CheckedEntry, ...]
    """Every entry, in the order of theta."""

    @property
    def checked(self) -> int:
        """Number of entries that were compared."""
        return self._count("checked")

    @property
    def too_small(self) -> int:
        """Entries too small to check: rounding errors are as large as the difference of the two losses."""
        return self._count("too small")

    @property
    def at_kinks(self) -> int:
        """Entries not checked because a kink of an activation, the loss or a penalty lies within the interval."""
        return self._count("at a kink")

    @property
    def too_bent(self) -> int:
        """Entries not checked because the gradient changes too much within the interval; see `snapshot_check`."""
        return self._count("too bent")

    def _count(self, state: State) -> int:
        return sum(entry.state == state for entry in self.entries)

    def __float__(self) -> float:
        return self.error

    def __lt__(self, other: float) -> bool:
        return self.error < float(other)

    def __le__(self, other: float) -> bool:
        return self.error <= float(other)

    def __gt__(self, other: float) -> bool:
        return self.error > float(other)

    def __ge__(self, other: float) -> bool:
        return self.error >= float(other)


def compare(gradient: Array, network: Network, descent: Descent, x: Array, t: Array, h: float) -> GradientCheck:
    """Compare `gradient`, of the loss over x (n, inputs) and t (n, outputs) plus penalty, entry by entry.

    The error of an entry is |a − n| / (|a| + |n|). Entries with |a| + |n| below 10⁶ ε max(1, |L|) / h, and entries
    whose interval ±h crosses a kink, do not count. For a correct gradient the error is below 1e-6.
    """
    entries = tuple(entries_of(gradient, network, descent, x, t, h, range(network.theta.size)))
    return GradientCheck(largest_error(entries), entries)


def entries_of(
    gradient: Array, network: Network, descent: Descent, x: Array, t: Array, h: float, indices: Iterable[int]
) -> Iterator[CheckedEntry]:
    """Compare the entries of `gradient` at these indices of theta, one at a time, as `compare` does."""
    with np.errstate(all="ignore"):
        least = floor(_loss(network, descent, x, t), h)
    for index in indices:
        yield _entry(index, float(gradient[index]), difference(network, descent, x, t, index, h), least)


def largest_error(entries: Iterable[CheckedEntry]) -> float:
    """The largest error of those that were checked; 0 if none was."""
    return max((entry.error for entry in entries if entry.state == "checked"), default=0.0)


def floor(loss: float, h: float) -> float:
    """The size |a| + |n| below which rounding of a loss of that size spoils the first six digits of a difference."""
    return float(1e6 * np.finfo(float).eps * max(1.0, abs(loss)) / h)


def difference(
    network: Network, descent: Descent, x: Array, t: Array, index: int, h: float, *, penalty: bool = True
) -> Difference:
    """The central difference of the loss over x (n, inputs) and t (n, outputs) by `theta[index]`, with step h.

    `penalty` adds the penalty to the loss. Theta is as before afterwards; its array must be writeable.
    """
    theta = network.theta
    kept, there = theta[index], []
    with np.errstate(all="ignore"):
        try:
            for step in (h, -h):
                theta[index] = kept + step
                loss = _loss(network, descent, x, t, penalty=penalty)
                there.append((loss, _pieces(network, descent, t, index if penalty else None)))
        finally:
            theta[index] = kept
    (more, above), (less, below) = there
    same = all(np.array_equal(one, other) for one, other in zip(above, below, strict=True))
    return Difference(h, more, less, not same)


def _entry(index: int, gradient: float, found: Difference, least: float) -> CheckedEntry:
    size = abs(gradient) + abs(found.value)
    with np.errstate(all="ignore"):
        error = abs(gradient - found.value) / size if size else float("nan")
    state: State = "at a kink" if found.at_kink else "too small" if size < least else "checked"
    if not np.isfinite(size):
        error = float("inf")
    return CheckedEntry(index, gradient, found.value, error, state)


def _loss(network: Network, descent: Descent, x: Array, t: Array, *, penalty: bool = True) -> float:
    """The loss over all samples plus penalty; `network` keeps the values of the forward pass."""
    losses = network.loss.of_samples(network.forward(x), t)
    reduced = float(np.mean(losses) if descent.mean else np.sum(losses))
    return reduced + descent.penalty(network.theta) if penalty else reduced


def _pieces(network: Network, descent: Descent, t: Array, index: int | None) -> list[NDArray[Any]]:
    """The interval between kinks in which each value of the last forward pass lies; None leaves out the penalty."""
    found = [layer.activation.pieces(layer.z) for layer in network.layers if isinstance(layer, Activate)]
    last = network.layers[-1]
    y = last.a if isinstance(last, Activate) else last.x.dot(last.W) + last.b
    found.append(network.loss.pieces(y, t))
    if index is not None and descent.l1 and (descent.decayed is None or descent.decayed[index]):
        found.append(np.sign(network.theta[index : index + 1]))
    return [one for one in found if one is not None]
