"""Whole batches in plain loops over single numbers: what the layers do, in the form a compiler wants."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.arrays import Array

Places = NDArray[np.uint64]  # unsigned, because the compiler otherwise asks of each one whether it counts from behind

# These are written anew for every kind of network, out of the methods of its activations, its loss and its
# optimizer; see `mlpviz.nn.fast.kernel_writer`. The parameters of a choice stand in `p` from `at` on.


def activate(kind: int, z: Array, a: Array, first: Any, end: Any, p: Array, at: Any) -> None:
    """Fill `a` with the values of activation `kind` at `z`, from unit `first` to unit `end` − 1."""
    raise NotImplementedError


def times_slope(kind: int, z: Array, a: Array, d: Array, first: Any, end: Any, p: Array, at: Any) -> None:
    """Turn ∂L/∂a in `d` into ∂L/∂z."""
    raise NotImplementedError


def loss_slope(y: Array, t: Array, d: Array, first: Any, end: Any, p: Array, at: Any) -> None:
    """Fill `d` with the slope of the loss; the outputs are numbers `first` to `end` − 1 of `y`, `t` holds targets."""
    raise NotImplementedError


def losses_of(a: Array, t: Array, lost: Array, first: Any, end: Any, p: Array, at: Any) -> None:
    """Fill `lost` with the losses of samples side by side; their outputs are rows `first` to `end` − 1 of `a`."""
    raise NotImplementedError


def classify(a: Array, answers: NDArray[np.int64], first: Any, end: Any, middle: float) -> None:
    """Fill `answers` with the classes that the network answers to them, 0 or 1 with one output."""
    raise NotImplementedError


def penalty(theta: Array, settings: Array, decayed: Array, held: NDArray[np.bool_]) -> float:
    """What both penalties add to a loss."""
    raise NotImplementedError


def prepare(theta: Array, grad: Array, samples: int, settings: Array, decayed: Array, held: NDArray[np.bool_]) -> None:
    """Reduction, penalty, mask and clipping."""
    raise NotImplementedError


def step(
    theta: Array, grad: Array, memory: Array, count: float, rate: float, held: NDArray[np.bool_], p: Array, at: Any
) -> None:
    """One step of the optimizer for every parameter."""
    raise NotImplementedError


Shape = tuple[Places, Places, Places, NDArray[np.int64], Places]
"""Units of each layer, inputs first; where they begin in a vector of all units; where the weights of each layer begin
in theta; the kind of its activation; where the parameters of activations, loss and optimizer begin in `p`."""


LANES = np.uint64(1)
"""Samples that go through the layers side by side, so that the compiler computes several at once; a compiled kernel
has its own number. Every unit has so many places in z, a and d, one behind the other."""


def train(
    theta: Array, before: Array, grad: Array, memory: Array, x: Array, t: Array, right: NDArray[np.int64],
    orders: NDArray[np.int64], size: int, first: int, last: int, shape: Shape, p: Array, settings: Array,
    rates: Array, count: int, decayed: Array, held: NDArray[np.bool_], middle: float, mean: bool, scores: Array,
) -> int:  # fmt: skip
    """Train epoch after epoch, one a row of `orders` (epochs, samples), on the batches `first` to `last` − 1 of each.

    The samples of `x` beyond those of an order are for testing. Every row of `scores` (epochs or none, 5) is filled
    after its epoch. Returns how many epochs were done: it ends early where the loss is no number any more.
    """
    units, starts = shape[1], shape[4]
    layers, samples = len(units) - 2, orders.shape[1]
    top, end = units[layers] * LANES, units[layers + 1] * LANES
    z, a, d, goal = np.zeros(end), np.zeros(end), np.zeros(end), np.zeros(end - top)
    for epoch in range(orders.shape[0]):
        if first == 0:
            for i in range(len(theta)):
                before[i] = theta[i]
        for batch in range(first, last):
            start, stop = batch * size, min(batch * size + size, samples)
            for i in range(len(grad)):
                grad[i] = 0.0
            for place in range(start, stop, np.int64(LANES)):
                load(x, t, orders[epoch], place, stop, a, goal)
                forward(theta, z, a, shape, p)
                loss_slope(a, goal, d, top, end, p, starts[layers])
                mask(d, top, end, stop - place)
                backward(theta, grad, z, a, d, shape, p)
            prepare(theta, grad, stop - start, settings, decayed, held)
            count += 1
            step(theta, grad, memory, float(count), rates[epoch], held, p, starts[layers + 1])
        if len(scores):
            score(theta, x, t, right, samples, shape, p, middle, scores[epoch])
            for part in range(2):
                n = samples if part == 0 else len(x) - samples
                loss = scores[epoch, part] / n if mean else scores[epoch, part]
                scores[epoch, part] = loss if n > 0 else np.nan
                scores[epoch, 2 + part] = scores[epoch, 2 + part] / n if n > 0 and np.isfinite(loss) else np.nan
            scores[epoch, 4] = penalty(theta, settings, decayed, held)
            if not np.isfinite(scores[epoch, 0]):
                return epoch + 1
    return orders.shape[0]


def load(
    x: Array, t: Array, order: NDArray[np.int64], place: Any, stop: Any, a: Array, goal: Array
) -> None:  # fmt: skip
    """Put the samples from `place` on, and what they should answer, side by side; the last one fills what is left."""
    for s in range(LANES):
        row = order[min(place + np.int64(s), stop - 1)]
        for i in range(x.shape[1]):
            a[np.uint64(i) * LANES + s] = x[row, i]
        for j in range(t.shape[1]):
            goal[np.uint64(j) * LANES + s] = t[row, j]


def mask(d: Array, first: Any, end: Any, samples: Any) -> None:
    """Let only the first `samples` of those side by side count."""
    for s in range(np.uint64(samples), LANES):
        for j in range(first, end, LANES):
            d[j + s] = 0.0


def forward(theta: Array, z: Array, a: Array, shape: Shape, p: Array) -> None:
    """Fill z = x W + b and a = f(z)."""
    widths, units, places, kinds, starts = shape
    for k in range(len(kinds)):
        n_in, n_out, above, below, W = widths[k], widths[k + 1], units[k + 1], units[k], places[k]
        for j in range(n_out):
            for s in range(LANES):
                z[(above + j) * LANES + s] = theta[W + n_in * n_out + j]
        for i in range(n_in):
            for j in range(n_out):
                for s in range(LANES):
                    z[(above + j) * LANES + s] += a[(below + i) * LANES + s] * theta[W + i * n_out + j]
        activate(kinds[k], z, a, above * LANES, (above + n_out) * LANES, p, starts[k])


def backward(theta: Array, grad: Array, z: Array, a: Array, d: Array, shape: Shape, p: Array) -> None:
    """Add dW = xᵀ dz and db = Σ dz to what `grad` holds of the batch; dx = dz Wᵀ."""
    widths, units, places, kinds, starts = shape
    for k in range(len(kinds) - 1, -1, -1):
        n_in, n_out, above, below, W = widths[k], widths[k + 1], units[k + 1], units[k], places[k]
        times_slope(kinds[k], z, a, d, above * LANES, (above + n_out) * LANES, p, starts[k])
        for i in range(n_in):
            for j in range(n_out):
                grad[W + i * n_out + j] += together(a, (below + i) * LANES, d, (above + j) * LANES)
        for j in range(n_out):
            grad[W + n_in * n_out + j] += altogether(d, (above + j) * LANES)
        if k > 0:
            for i in range(n_in):
                for s in range(LANES):
                    d[(below + i) * LANES + s] = 0.0
                for j in range(n_out):
                    for s in range(LANES):
                        d[(below + i) * LANES + s] += d[(above + j) * LANES + s] * theta[W + i * n_out + j]


def together(a: Array, here: Any, d: Array, there: Any) -> float:
    """Σ a d over samples side by side."""
    total = 0.0
    for s in range(LANES):
        total += a[here + s] * d[there + s]
    return total


def altogether(d: Array, there: Any) -> float:
    """Σ d over samples side by side."""
    total = 0.0
    for s in range(LANES):
        total += d[there + s]
    return total


def score(
    theta: Array, x: Array, t: Array, right: NDArray[np.int64], samples: int, shape: Shape, p: Array, middle: float,
    found: Array,
) -> None:  # fmt: skip
    """Add up the losses of training and of test points, and then the right answers to both, in `found` (5,).

    The first `samples` points are for training. Many go through a unit together, side by side, so that the compiler
    computes several at once.
    """
    widths, units, places, kinds, starts = shape
    layers, most = len(kinds), 64
    z, a = np.zeros((units[-1], most)), np.zeros((units[-1], most))
    lost, answers = np.zeros(most), np.zeros(most, np.int64)
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
        losses_of(a, t[start : start + most], lost[:n], units[layers], units[layers + 1], p, starts[layers])
        classify(a, answers[:n], units[layers], units[layers + 1], middle)
        for s in range(len(here)):
            part = int(start + s >= samples)
            found[part] += lost[s]
            found[2 + part] += answers[s] == right[start + s]
