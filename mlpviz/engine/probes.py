"""Values computed from a snapshot: predictions, outputs of units, and sizes of gradients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.build import network_of
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.places import area_of, inputs_at
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
    """The inputs (scaled, or their features), then a of each layer; the last is the network's own answer."""
    answer: Array
    """The prediction in the units of the points, (outputs,)."""


@dataclass(frozen=True, eq=False)
class Histogram:
    """The distribution of one layer's outputs over all training points."""

    counts: NDArray[np.int64]
    low: float
    high: float
    saturated: float | None
    """Share of saturated outputs; None for the output layer, and if the activation has no largest slope."""
    dead_units: tuple[int, ...] = ()
    """The dead units: output and slope are exactly 0 for every training point, so no gradient reaches them."""

    @property
    def dead(self) -> int:
        """How many units are dead."""
        return len(self.dead_units)


def passes(snapshot: Snapshot, x: Array) -> tuple[list[Array], list[Array]]:
    """Forward pass of `x` (n, inputs): the sums z of each layer; the inputs of the first layer, then all outputs."""
    network = network_of(snapshot.experiment.network, snapshot.theta)
    sums: list[Array] = []
    with np.errstate(all="ignore"):
        value = snapshot.experiment.given(x)
        outputs = [value]
        for layer in network.layers:
            value = layer.forward(value)
            (sums if isinstance(layer, Dense) else outputs).append(value)
        if not isinstance(network.layers[-1], Activate):
            outputs.append(network.answer(value))
    return sums, outputs


def predictions(snapshot: Snapshot, x: Array) -> Array:
    """What the network answers to x (n, inputs), in the units of the points, (n, outputs)."""
    network = network_of(snapshot.experiment.network, snapshot.theta)
    with np.errstate(all="ignore"):
        return snapshot.experiment.scaling.answers(network.predict(snapshot.experiment.given(x)))


def probe(snapshot: Snapshot, x: Array) -> Probe:
    """The values of every unit for one input, (inputs,)."""
    sums, outputs = passes(snapshot, np.atleast_2d(np.asarray(x, dtype=np.float64)))
    answer = snapshot.experiment.scaling.answers(outputs[-1])[0]
    return Probe(freeze(x), tuple(freeze(z[0]) for z in sums), tuple(freeze(a[0]) for a in outputs), freeze(answer))


def surface(snapshot: Snapshot, resolution: int) -> Array:
    """The predictions over the area of the data, (resolution, resolution, outputs); row 0 has the lowest x₂.

    They are in the units of the points. With one input there is one row, (1, resolution, outputs).
    """
    answers = predictions(snapshot, _grid(snapshot, resolution))
    return answers.reshape(-1, resolution, answers.shape[1])


def responses(snapshot: Snapshot, resolution: int = 32) -> tuple[Array, ...]:
    """Each unit's output over the area of the data: inputs, then each layer, (units, resolution, resolution).

    With one input all rows are the same.
    """
    _, outputs = passes(snapshot, _grid(snapshot, resolution))
    cells = (values.T.reshape(values.shape[1], -1, resolution) for values in outputs)
    return tuple(freeze(np.broadcast_to(rows, (len(rows), resolution, resolution))) for rows in cells)


def _grid(snapshot: Snapshot, resolution: int) -> Array:
    """The inputs at the cells of the area, (resolution², inputs); with one input those of one row."""
    cells = area_of(snapshot.experiment).cells(resolution)
    return inputs_at(snapshot.experiment, cells[:resolution] if snapshot.experiment.network.inputs == 1 else cells)


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


def weight_histograms(snapshot: Snapshot) -> tuple[Histogram, ...]:
    """The histogram of each layer's weights, without biases, over a range of which 0 is the middle."""
    found = []
    for W, _ in snapshot.experiment.network.weights(snapshot.theta):
        finite = W[np.isfinite(W)]
        reach = float(np.abs(finite).max(initial=0.0)) or 1.0
        counts, _ = np.histogram(finite / reach, bins=BINS, range=(-1.0, 1.0))
        found.append(Histogram(freeze(counts, np.int64), -reach, reach, None))
    return tuple(found)


def saturated_at_first(experiment: Experiment) -> float:
    """Share of the first layer's outputs over the train points that are saturated at the initial weights, 0…1.

    0 if the first layer is the last one or has no largest slope.
    """
    spec, points = experiment.network, experiment.points
    activation = spec.layers[0].activation
    x = points.x[~points.test]
    if len(spec.layers) < 2 or activation.steepest is None or not len(x):
        return 0.0
    W, b = spec.weights(spec.first_theta())[0]
    with np.errstate(all="ignore"):
        z = experiment.given(x) @ W + b
        return float(np.mean(activation.slope(z, activation.value(z)) <= SATURATED_BELOW * activation.steepest))


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
    return Histogram(freeze(counts, np.int64), low, high, saturated, _dead_units(activation, z, a))


def _dead_units(activation: Activation, z: Array, a: Array) -> tuple[int, ...]:
    # A smooth function comes near 0 and never is 0, whatever its rounded values say; a step is flat on both sides.
    if not a.size or activation.steepest == 0.0 or activation.pieces(z) is None:
        return ()
    with np.errstate(all="ignore"):
        dead = ((a == 0.0) & (activation.slope(z, a) == 0.0)).all(axis=0)
    return tuple(np.flatnonzero(dead).tolist())


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
