"""Whole batches in plain loops over single numbers: what the layers do, in the form a compiler wants."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.arrays import Array

Places = NDArray[np.uint64]  # unsigned, because the compiler otherwise asks of each one whether it counts from behind

# These six are written anew for every kind of network, out of the methods of its activations, its loss and its
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


def prepare(theta: Array, grad: Array, samples: int, settings: Array, decayed: Array, held: NDArray[np.bool_]) -> None:
    """Reduction, penalty, mask and clipping."""
    raise NotImplementedError


def follow(
    theta: Array, grad: Array, memory: Array, count: float, rate: float, held: NDArray[np.bool_], p: Array, at: Any
) -> None:
    """One step of the optimizer for every parameter."""
    raise NotImplementedError


def train(
    theta: Array, grad: Array, memory: Array, x: Array, t: Array, order: NDArray[np.int64],
    size: int, first: int, last: int,
    widths: Places, units: Places, places: Places, kinds: NDArray[np.int64], starts: Places,
    p: Array, settings: Array, rate: float, count: int, decayed: Array, held: NDArray[np.bool_],
) -> None:  # fmt: skip
    """Train on the batches `first` to `last` − 1 of an epoch, each of `size` samples in this `order`.

    `units` says where the units of each layer begin in a vector of all units, inputs included, `places` where its
    weights begin in `theta`, and `starts` where its parameters begin in `p`.
    """
    layers = len(kinds)
    z, a, d = np.zeros(units[-1]), np.zeros(units[-1]), np.zeros(units[-1])
    for batch in range(first, last):
        start, stop = batch * size, min(batch * size + size, len(order))
        grad[:] = 0.0
        for sample in range(start, stop):
            row = order[sample]
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
        follow(theta, grad, memory, float(count), rate, held, p, starts[layers + 1])
