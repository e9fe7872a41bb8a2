"""Whole batches in plain loops over single numbers: what the layers do, in the form a compiler wants."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.arrays import Array

Places = NDArray[np.uint64]  # unsigned, because the compiler otherwise asks of each one whether it counts from behind

# These nine are written anew for every kind of network, out of the methods of its activations, its loss and its
# optimizer; see `mlpviz.nn.transcript`. The parameters of a choice stand in `p` from `at` on.


def activate(kind: int, z: Array, a: Array, first: Any, end: Any, p: Array, at: Any) -> None:
    """Fill `a` with the values of activation `kind` at `z`, from unit `first` to unit `end` − 1."""
    raise NotImplementedError


def steepen(kind: int, z: Array, a: Array, d: Array, first: Any, end: Any, p: Array, at: Any) -> None:
    """Turn ∂L/∂a in `d` into ∂L/∂z."""
    raise NotImplementedError


def lose(y: Array, t: Array, d: Array, row: Any, first: Any, end: Any, p: Array, at: Any) -> None:
    """Fill `d` with the slope of the loss of sample `row`; its outputs are units `first` to `end` − 1 of `y`."""
    raise NotImplementedError


def loss_of(y: Array, t: Array, row: Any, first: Any, end: Any, p: Array, at: Any) -> float:
    """The loss of sample `row`."""
    raise NotImplementedError


def guess(y: Array, first: Any, end: Any, middle: float) -> int:
    """The class that the network answers, 0 or 1 with one output."""
    raise NotImplementedError


def penalty(theta: Array, settings: Array, decayed: Array, held: NDArray[np.bool_]) -> float:
    """What both penalties add to a loss."""
    raise NotImplementedError


def prepare(theta: Array, grad: Array, samples: int, settings: Array, decayed: Array, held: NDArray[np.bool_]) -> None:
    """Reduction, penalty, mask and clipping."""
    raise NotImplementedError


def follow(
    theta: Array, grad: Array, memory: Array, count: float, rate: float, held: NDArray[np.bool_], p: Array, at: Any
) -> None:
    """One step of the optimizer for every parameter."""
    raise NotImplementedError


Shape = tuple[Places, Places, Places, NDArray[np.int64], Places]
"""Units of each layer, inputs first; where they begin in a vector of all units; where the weights of each layer begin
in theta; the kind of its activation; where the parameters of activations, loss and optimizer begin in `p`."""


def train(
    theta: Array, before: Array, grad: Array, memory: Array, x: Array, t: Array, right: NDArray[np.int64],
    orders: NDArray[np.int64], size: int, first: int, last: int, shape: Shape, p: Array, settings: Array,
    rates: Array, count: int, decayed: Array, held: NDArray[np.bool_], middle: float, mean: bool, scores: Array,
) -> int:  # fmt: skip
    """Train epoch after epoch, one a row of `orders` (epochs, samples), on the batches `first` to `last` − 1 of each.

    The samples of `x` beyond those of an order are for testing. Every row of `scores` (epochs or none, 4) is filled
    after its epoch. Returns how many epochs were done: it ends early where the loss is no number any more.
    """
    widths, units, places, kinds, starts = shape
    layers, samples = len(kinds), orders.shape[1]
    z, a, d = np.zeros(units[-1]), np.zeros(units[-1]), np.zeros(units[-1])
    for epoch in range(orders.shape[0]):
        if first == 0:
            for i in range(len(theta)):
                before[i] = theta[i]
        for batch in range(first, last):
            start, stop = batch * size, min(batch * size + size, samples)
            for i in range(len(grad)):
                grad[i] = 0.0
            for place in range(start, stop):
                row = orders[epoch, place]
                for i in range(widths[0]):
                    a[i] = x[row, i]
                for k in range(layers):  # z = x W + b, a = f(z)
                    n_in, n_out, above, below, W = widths[k], widths[k + 1], units[k + 1], units[k], places[k]
                    for j in range(n_out):
                        z[above + j] = theta[W + n_in * n_out + j]
                    for i in range(n_in):
                        for j in range(n_out):
                            z[above + j] += a[below + i] * theta[W + i * n_out + j]
                    activate(kinds[k], z, a, above, above + n_out, p, starts[k])
                lose(a, t, d, row, units[layers], units[layers + 1], p, starts[layers])
                for k in range(layers - 1, -1, -1):  # dW = xᵀ dz, db = Σ dz, dx = dz Wᵀ
                    n_in, n_out, above, below, W = widths[k], widths[k + 1], units[k + 1], units[k], places[k]
                    steepen(kinds[k], z, a, d, above, above + n_out, p, starts[k])
                    for i in range(n_in):
                        for j in range(n_out):
                            grad[W + i * n_out + j] += a[below + i] * d[above + j]
                    for j in range(n_out):
                        grad[W + n_in * n_out + j] += d[above + j]
                    if k > 0:
                        for i in range(n_in):
                            total = 0.0
                            for j in range(n_out):
                                total += d[above + j] * theta[W + i * n_out + j]
                            d[below + i] = total
            prepare(theta, grad, stop - start, settings, decayed, held)
            count += 1
            follow(theta, grad, memory, float(count), rates[epoch], held, p, starts[layers + 1])
        if len(scores):
            score(theta, x, t, right, samples, shape, p, middle, scores[epoch])
            extra = penalty(theta, settings, decayed, held)
            for part in range(2):
                n = samples if part == 0 else len(x) - samples
                loss = (scores[epoch, part] / n if mean else scores[epoch, part]) + extra
                scores[epoch, part] = loss if n > 0 else np.nan
                scores[epoch, 2 + part] = scores[epoch, 2 + part] / n if n > 0 and np.isfinite(loss) else np.nan
            if not np.isfinite(scores[epoch, 0]):
                return epoch + 1
    return orders.shape[0]


def score(
    theta: Array, x: Array, t: Array, right: NDArray[np.int64], samples: int, shape: Shape, p: Array, middle: float,
    found: Array,
) -> None:  # fmt: skip
    """Add up the losses of training and of test points, and then the right answers to both, in `found` (4,).

    The first `samples` points are for training. Many go through a unit together, side by side, so that the compiler
    computes several at once.
    """
    widths, units, places, kinds, starts = shape
    layers, most = len(kinds), 64
    z, a, y = np.zeros((units[-1], most)), np.zeros((units[-1], most)), np.zeros(units[-1])
    found[:] = 0.0
    for start in range(0, len(x), most):
        here = x[start : start + most]
        n, zero = np.uint64(len(here)), np.uint64(0)
        for i in range(widths[0]):
            for s in range(n):
                a[i, s] = here[s, i]
        for k in range(layers):
            n_in, n_out, above, below, W = widths[k], widths[k + 1], units[k + 1], units[k], places[k]
            for j in range(n_out):
                sums = z[above + j]
                for s in range(n):
                    sums[s] = theta[W + n_in * n_out + j]
                for i in range(n_in):
                    given, weight = a[below + i], theta[W + i * n_out + j]
                    for s in range(n):
                        sums[s] += given[s] * weight
                activate(kinds[k], sums, a[above + j], zero, n, p, starts[k])
        for s in range(n):
            row = start + np.int64(s)
            for j in range(units[layers], units[layers + 1]):
                y[j] = a[j, s]
            part = int(row >= samples)
            found[part] += loss_of(y, t, row, units[layers], units[layers + 1], p, starts[layers])
            found[2 + part] += guess(y, units[layers], units[layers + 1], middle) == right[row]
