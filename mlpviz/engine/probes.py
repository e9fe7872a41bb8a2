"""Values computed from a snapshot: predictions, outputs of units, and sizes of gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpviz.data.area import HALF_WIDTH
from mlpviz.engine.build import network_of
from mlpviz.engine.records import Snapshot, freeze
from mlpviz.nn.activations import Activation
from mlpviz.nn.arrays import Array
from mlpviz.nn.layers import Activate, Dense

SATURATED_BELOW = 0.1
"""A unit is saturated for a sample if its slope there is at most this share of the activation's largest slope."""
BINS = 32


@dataclass(frozen=True, eq=False)
class Probe:
    """The values of every unit for one input."""

    x: Array
    """The input, (inputs,)."""
    sums: tuple[Array, ...]
    """z of each layer."""
    outputs: tuple[Array, ...]
    """The inputs (or their features), then a of each layer; the last is the prediction."""


@dataclass(frozen=True, eq=False)
class Histogram:
    """The distribution of one layer's outputs over all training points."""

    counts: NDArray[np.int64]
    low: float
    high: float
    saturated: float | None
    """Share of saturated outputs; None for the output layer, and if the activation has no largest slope."""
    dead: int
    """How many units are dead: output and slope are exactly 0 for every training point, so no gradient reaches them."""


def passes(snapshot: Snapshot, x: Array) -> tuple[list[Array], list[Array]]:
    """Forward pass of `x` (n, inputs): the sums z of each layer; the inputs of the first layer, then all outputs."""
    network, given = network_of(snapshot.experiment.network, snapshot.theta), snapshot.experiment.network.expand(x)
    sums: list[Array] = []
    outputs, value = [given], given
    with np.errstate(all="ignore"):
        for layer in network.layers:
            value = layer.forward(value)
            (sums if isinstance(layer, Dense) else outputs).append(value)
        if not isinstance(network.layers[-1], Activate):
            outputs.append(network.answer(value))
    return sums, outputs


def probe(snapshot: Snapshot, x: Array) -> Probe:
    """The values of every unit for one input, (inputs,)."""
    sums, outputs = passes(snapshot, np.atleast_2d(np.asarray(x, dtype=np.float64)))
    return Probe(freeze(x), tuple(freeze(z[0]) for z in sums), tuple(freeze(a[0]) for a in outputs))


def grid(resolution: int) -> Array:
    """The centres of resolution² cells of the data square, (resolution², 2): x₁ changes fastest, x₂ increases."""
    along = (np.arange(resolution) + 0.5) / resolution * 2 * HALF_WIDTH - HALF_WIDTH
    x1, x2 = np.meshgrid(along, along)
    return np.column_stack([x1.ravel(), x2.ravel()])


def surface(snapshot: Snapshot, resolution: int) -> Array:
    """The predictions over the data square, (resolution, resolution, outputs); row 0 has the lowest x₂."""
    spec = snapshot.experiment.network
    if spec.inputs != 2:
        return np.empty((0, 0, spec.outputs))
    with np.errstate(all="ignore"):
        answers = network_of(spec, snapshot.theta).predict(spec.expand(grid(resolution)))
    return answers.reshape(resolution, resolution, -1)


def responses(snapshot: Snapshot, resolution: int = 32) -> tuple[Array, ...]:
    """Each unit's output over the data square: inputs, then each layer, (units, resolution, resolution)."""
    if snapshot.experiment.network.inputs != 2:
        return ()
    _, outputs = passes(snapshot, grid(resolution))
    return tuple(freeze(values.T.reshape(-1, resolution, resolution)) for values in outputs)


def gradient_norms(snapshot: Snapshot) -> Array:
    """‖∂L/∂W‖₂ of each layer's weights, (layers,)."""
    with np.errstate(all="ignore"):
        return np.array([np.linalg.norm(dW) for dW, _ in snapshot.experiment.network.weights(snapshot.grad)])


def histograms(snapshot: Snapshot) -> tuple[Histogram, ...]:
    """The histogram of each layer's outputs over the training points."""
    points, spec = snapshot.experiment.points, snapshot.experiment.network
    sums, outputs = passes(snapshot, points.x[~points.test])
    last = len(spec.layers) - 1
    return tuple(
        _histogram(spec.layers[index].activation, sums[index], outputs[index + 1], counted=index < last)
        for index in range(len(spec.layers))
    )


def _histogram(activation: Activation, z: Array, a: Array, *, counted: bool) -> Histogram:
    finite = a[np.isfinite(a)]
    low, high = activation.bounds or ((float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0))
    if (high / 2 - low / 2) <= 1e-9 * max(abs(low), abs(high)):  # the range is too small for bins
        reach = max(0.5, 1e-6 * abs(low))
        low, high = low - reach, high + reach
    counts, _ = np.histogram(finite / 4, bins=BINS, range=(low / 4, high / 4))  # / 4 avoids overflow
    saturated = None
    if counted and activation.steepest is not None and a.size:
        with np.errstate(all="ignore"):
            saturated = float(np.mean(activation.slope(z, a) <= SATURATED_BELOW * activation.steepest))
    return Histogram(freeze(counts, np.int64), low, high, saturated, _dead(activation, z, a))


def _dead(activation: Activation, z: Array, a: Array) -> int:
    # A smooth function comes near 0 and never is 0, whatever its rounded values say; a step is flat on both sides.
    if not a.size or activation.steepest == 0.0 or activation.pieces(z) is None:
        return 0
    with np.errstate(all="ignore"):
        return int(np.sum(((a == 0.0) & (activation.slope(z, a) == 0.0)).all(axis=0)))


def same_everywhere(answers: Array) -> bool:
    """True if each output (…, outputs) varies by less than 0.001 over the square."""
    return (
        answers.size > 0
        and bool(np.isfinite(answers).all())
        and bool(np.max(np.ptp(answers.reshape(-1, answers.shape[-1]), axis=0)) < 1e-3)
    )


def identical_units(snapshot: Snapshot) -> tuple[bool, ...]:
    """For each layer: whether its units have the same incoming and outgoing weights, so that they stay identical."""
    pairs = snapshot.experiment.network.weights(snapshot.theta)
    found = []
    for index, (W, b) in enumerate(pairs[:-1]):
        out = pairs[index + 1][0]
        found.append(W.shape[1] > 1 and _all_same(W.T) and _all_same(b[:, None]) and _all_same(out))
    return (*found, False)


def _all_same(rows: NDArray[Any]) -> bool:
    return bool((rows == rows[0]).all())
