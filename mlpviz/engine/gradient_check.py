"""Gradient check: compares a gradient with central differences of the loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.arrays import Array
from mlpviz.nn.layers import Activate
from mlpviz.nn.network import Network
from mlpviz.nn.optimizers import Descent


@dataclass(frozen=True)
class GradientCheck:
    """The result of a gradient check. Comparisons use its error: `check < 1e-6`."""

    error: float
    """The largest error |a − n| / (|a| + |n|) of the checked entries."""
    checked: int
    too_small: int
    """Entries too small to check: rounding errors are as large as the difference of the two losses."""
    at_kinks: int
    """Entries not checked because a kink of an activation, the loss or a penalty lies within the interval."""

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
    whose interval ±h crosses a kink, are only counted. For a correct gradient the error is below 1e-6.
    """
    theta = network.theta
    with np.errstate(all="ignore"):
        floor = 1e6 * np.finfo(float).eps * max(1.0, abs(_loss(network, descent, x, t))) / h
        worst, checked, too_small, at_kinks = 0.0, 0, 0, 0
        for index in range(theta.size):
            kept, there = theta[index], []
            try:
                for step in (h, -h):
                    theta[index] = kept + step
                    there.append((_loss(network, descent, x, t), _pieces(network, descent, t, index)))
            finally:
                theta[index] = kept
            (more, above), (less, below) = there
            numeric = (more - less) / (2 * h)
            size = abs(gradient[index]) + abs(numeric)
            if not all(np.array_equal(one, other) for one, other in zip(above, below, strict=True)):
                at_kinks += 1
            elif size < floor:
                too_small += 1
            else:
                checked += 1
                error = float(abs(gradient[index] - numeric) / size)
                worst = max(worst, error) if np.isfinite(error) else float("inf")
    return GradientCheck(worst, checked, too_small, at_kinks)


def _loss(network: Network, descent: Descent, x: Array, t: Array) -> float:
    """The loss over all samples plus penalty; `network` keeps the values of the forward pass."""
    losses = network.loss.of_samples(network.forward(x), t)
    return float(np.mean(losses) if descent.mean else np.sum(losses)) + descent.penalty(network.theta)


def _pieces(network: Network, descent: Descent, t: Array, index: int) -> list[NDArray[Any]]:
    """The interval between kinks in which each value of the last forward pass lies."""
    found = [layer.activation.pieces(layer.z) for layer in network.layers if isinstance(layer, Activate)]
    last = network.layers[-1]
    y = last.a if isinstance(last, Activate) else last.x.dot(last.W) + last.b
    found.append(network.loss.pieces(y, t))
    if descent.l1 and (descent.decayed is None or descent.decayed[index]):
        found.append(np.sign(network.theta[index : index + 1]))
    return [one for one in found if one is not None]
