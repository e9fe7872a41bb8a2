"""Training and scoring in plain loops over single numbers: the arithmetic of the layers, in a form for the compiler."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.arrays import Array

Places = NDArray[np.uint64]  # unsigned: signed indices would be tested for being negative each time

# `mlpviz.nn.fast.kernel_writer` writes the next functions for every kind of network, from the methods of its
# activations, loss and optimizer. The parameters of a choice are in `p` from index `at` on.


def activate(kind: int, z: Array, a: Array, first: Any, end: Any, p: Array, at: Any) -> None:
    """Fill `a` with the values of activation `kind` at `z`, from unit `first` to unit `end` − 1."""
    raise NotImplementedError


def times_slope(kind: int, z: Array, a: Array, d: Array, first: Any, end: Any, p: Array, at: Any) -> None:
    """Turn ∂L/∂a in `d` into ∂L/∂z, for units `first` to `end` − 1."""
    raise NotImplementedError


def loss_slope(y: Array, t: Array, d: Array, first: Any, end: Any, p: Array, at: Any) -> None:
    """Fill `d` with the slope of the loss; outputs are entries `first` to `end` − 1 of `y`, `t` has the targets."""
    raise NotImplementedError


def losses_of(a: Array, t: Array, lost: Array, first: Any, end: Any, p: Array, at: Any) -> None:
    """Fill `lost` with the loss of each sample (a column of `a`); rows `first` to `end` − 1 are its outputs."""
    raise NotImplementedError


def judge(a: Array, t: Array, right: NDArray[np.int64], judged: Array, first: Any, end: Any, middle: float) -> None:
    """Fill `judged`, a number for each sample (a column of `a`); rows `first` to `end` − 1 are its outputs.

    With classes: 1 if the predicted class is its own, else 0. With values: Σ (t − y)² over its outputs.
    """
    raise NotImplementedError


def penalty(theta: Array, settings: Array, decayed: Array, held: NDArray[np.bool_]) -> float:
    """The L1 and L2 penalty."""
    raise NotImplementedError


def prepare(theta: Array, grad: Array, samples: int, settings: Array, decayed: Array, held: NDArray[np.bool_]) -> None:
    """Turn the sum of gradients into the gradient to use: reduction, penalty, mask and clipping."""
    raise NotImplementedError


def step(
    theta: Array, grad: Array, memory: Array, count: float, rate: float, held: NDArray[np.bool_], p: Array, at: Any
) -> None:
    """Make one step of the optimizer for every parameter."""
    raise NotImplementedError


Shape = tuple[Places, Places, Places, NDArray[np.int64], Places]
"""The widths, inputs first; the first index of each layer in a vector of all units; the first index of its weights in
theta; the kind of its activation; the first index in `p` of the parameters of activations, loss and optimizer."""

LANES = np.uint64(1)
"""Number of samples computed side by side, so that the compiler can vectorize; each compiled kernel has its own value.
Every unit has LANES neighbouring entries in z, a and d."""
VALUES = False
"""Whether the points carry values, so that R² takes the place of accuracy; each compiled kernel has its own value."""


def train(
    theta: Array, before: Array, grad: Array, memory: Array, x: Array, t: Array, right: NDArray[np.int64],
    orders: NDArray[np.int64], size: int, first: int, last: int, shape: Shape, p: Array, settings: Array,
    rates: Array, count: int, decayed: Array, held: NDArray[np.bool_], middle: float, variation: Array, mean: bool,
    scores: Array,
) -> int:  # fmt: skip
    """Train one epoch for each row of `orders` (epochs, samples), on the batches `first` to `last` − 1 of each.

    The first `samples` rows of `x` are for training, the rest for testing. After each epoch, its row of `scores`
    (epochs, 7) is filled; no rows, no scores. `variation` (2,) is Σ (t − t̄)² of both, for R². Returns the number of
    epochs, fewer if the loss is no longer finite.
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
                judged = scores[epoch, 2 + part] if n > 0 and np.isfinite(loss) else np.nan
                scores[epoch, 2 + part] = np.nan if VALUES else judged / n
                scores[epoch, 4 + part] = r_squared(judged, variation[part]) if VALUES else np.nan
            scores[epoch, 6] = penalty(theta, settings, decayed, held)
            if not np.isfinite(scores[epoch, 0]):
                return epoch + 1
    return orders.shape[0]


def r_squared(squares: float, total: float) -> float:
    """1 − squares / total; NaN where this is not defined."""
    return 1.0 - squares / total if total > 0.0 and np.isfinite(total) and np.isfinite(squares) else np.nan


def load(
    x: Array, t: Array, order: NDArray[np.int64], place: Any, stop: Any, a: Array, goal: Array
) -> None:  # fmt: skip
    """Copy the samples from `place` on and their targets into the lanes; the last one also fills unused lanes."""
    for s in range(LANES):
        row = order[min(place + np.int64(s), stop - 1)]
        for i in range(x.shape[1]):
            a[np.uint64(i) * LANES + s] = x[row, i]
        for j in range(t.shape[1]):
            goal[np.uint64(j) * LANES + s] = t[row, j]


def mask(d: Array, first: Any, end: Any, samples: Any) -> None:
    """Set `d` to 0 in the lanes beyond the first `samples`, which must not count."""
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
    """Add dW = xᵀ dz and db = Σ dz of these samples to `grad`, and compute dx = dz Wᵀ."""
    widths, units, places, kinds, starts = shape
    for k in range(len(kinds) - 1, -1, -1):
        n_in, n_out, above, below, W = widths[k], widths[k + 1], units[k + 1], units[k], places[k]
        times_slope(kinds[k], z, a, d, above * LANES, (above + n_out) * LANES, p, starts[k])
        for i in range(n_in):
            for j in range(n_out):
                grad[W + i * n_out + j] += lane_product(a, (below + i) * LANES, d, (above + j) * LANES)
        for j in range(n_out):
            grad[W + n_in * n_out + j] += lane_sum(d, (above + j) * LANES)
        if k > 0:
            for i in range(n_in):
                for s in range(LANES):
                    d[(below + i) * LANES + s] = 0.0
                for j in range(n_out):
                    for s in range(LANES):
                        d[(below + i) * LANES + s] += d[(above + j) * LANES + s] * theta[W + i * n_out + j]


def lane_product(a: Array, here: Any, d: Array, there: Any) -> float:
    """Σ a d over the lanes."""
    total = 0.0
    for s in range(LANES):
        total += a[here + s] * d[there + s]
    return total


def lane_sum(d: Array, there: Any) -> float:
    """Σ d over the lanes."""
    total = 0.0
    for s in range(LANES):
        total += d[there + s]
    return total


def score(
    theta: Array, x: Array, t: Array, right: NDArray[np.int64], samples: int, shape: Shape, p: Array, middle: float,
    found: Array,
) -> None:  # fmt: skip
    """Fill `found` (7,) with the sums of training and test losses, then of what `judge` says of the samples of both.

    The first `samples` points are for training. `most` points are computed at once, so that the compiler can vectorize.
    """
    widths, units, places, kinds, starts = shape
    layers, most = len(kinds), 64
    z, a = np.zeros((units[-1], most)), np.zeros((units[-1], most))
    lost, judged = np.zeros(most), np.zeros(most)
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
        top, end, t_here = units[layers], units[layers + 1], t[start : start + most]
        losses_of(a, t_here, lost[:n], top, end, p, starts[layers])
        judge(a, t_here, right[start : start + most], judged[:n], top, end, middle)
        for s in range(len(here)):
            part = int(start + s >= samples)
            found[part] += lost[s]
            found[2 + part] += judged[s]
