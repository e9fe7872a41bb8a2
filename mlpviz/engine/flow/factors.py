"""The factors that a gradient is multiplied by on its way back, layer by layer, beside what was measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.engine.build import samples_of
from mlpviz.engine.experiment import Experiment
from mlpviz.nn.arrays import Array


@dataclass(frozen=True)
class Factor:
    """What happens to δ = ∂L/∂z on its way from the layer behind into a hidden layer.

    Each entry of δ is f′(z) times the sum of weights times the δ behind. In the root mean square over units and points,
    for weights that know nothing of the signal, this makes it `slope` × `weights` times as large.
    """

    layer: int
    """The hidden layer, from 1."""
    slope: float
    """Root mean square of f′(z) over its units and the train points."""
    weights: float
    """√n · root mean square of the weights behind it, where n is the number of units behind."""
    running: float
    """The product of all factors from the last layer down to this one."""
    measured: float
    """Root mean square of δ here, as a share of that of the last layer. NaN if that one is 0."""

    @property
    def product(self) -> float:
        """How many times as large the signal should be as in the layer behind."""
        return self.slope * self.weights


def factors(experiment: Experiment, theta: Array) -> tuple[Factor, ...]:
    """The factors of every hidden layer at the parameters `theta`, the last layer first; () without hidden layers."""
    spec = experiment.network
    slopes, deltas = _backward(experiment, theta)
    pairs = spec.weights(theta)
    last, running, found = _size(deltas[-1]), 1.0, []
    for layer in range(len(spec.layers) - 2, -1, -1):
        W = pairs[layer + 1][0]
        slope, weights = _size(slopes[layer]), float(np.sqrt(W.shape[1])) * _size(W)
        running *= slope * weights
        measured = _size(deltas[layer]) / last if last else float("nan")
        found.append(Factor(layer + 1, slope, weights, running, measured))
    return tuple(found)


def _backward(experiment: Experiment, theta: Array) -> tuple[list[Array], list[Array]]:
    """f′(z) of each hidden layer and δ = ∂(loss of a sample)/∂z of each layer, over the train points, (n, units)."""
    spec, train = experiment.network, ~experiment.points.test
    x, t = (values[train] for values in samples_of(experiment))
    pairs, activations = spec.weights(theta), [layer.activation for layer in spec.layers]
    with np.errstate(all="ignore"):
        slopes: list[Array] = []
        for activation, (W, b) in zip(activations, pairs, strict=True):
            z = x @ W + b
            x = activation.value(z)
            slopes.append(activation.slope(z, x))
        linked = spec.loss.link(spec.outputs) is not None  # then the loss takes z
        delta = spec.loss.slope(z, t) if linked else spec.loss.slope(x, t) * slopes[-1]
        deltas = [delta]
        for slope, (W, _) in zip(slopes[-2::-1], pairs[:0:-1], strict=True):
            deltas.insert(0, (deltas[0] @ W.T) * slope)
    return slopes[:-1], deltas


def _size(values: Array) -> float:
    """The root mean square; 0 of no values."""
    with np.errstate(all="ignore"):
        return float(np.sqrt(np.mean(values * values))) if values.size else 0.0
