"""What theory expects of wide layers with random weights: how signals keep their size forward, and gradients back.

If a layer is wide and its weights are drawn independently, its sums z are close to normal with mean 0. With mean square
q of the sums before, the next sums have mean square n·σ²·E[f(√q ξ)²], ξ normal, σ² the variance of a weight and n the
number of units; gradients are multiplied by n′·σ²·E[f′(√q ξ)²] in mean square, n′ the units behind.
Poole et al., "Exponential expressivity in deep neural networks through transient chaos" (2016); Schoenholz et al.,
"Deep information propagation" (2017). For ReLU both expectations are a half, so under Xavier (n·σ² = 1) half of the
mean square is kept in each layer, which He et al. (2015) make up for with twice the variance.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from mlpviz.engine.experiment import Experiment
from mlpviz.nn.activations import Activation
from mlpviz.nn.arrays import Array

NODES = 40
EDGES = (0.0, 0.001, 0.01, 0.1, 0.5, 1.0, 2.0, 4.0, 10.0)
"""The integrals over ξ are Gauss-Legendre sums of so many nodes between each two of these, and as many below 0. Beyond
±10 standard deviations lies under 1e-22. At 0 many functions have a kink, and steep ones have all of their slope."""


@dataclass(frozen=True)
class Expected:
    """What theory expects of one hidden layer."""

    layer: int
    """From 1."""
    kept: float
    """The mean square of its outputs as a multiple of that of its inputs."""
    deviation: float
    """The standard deviation of its outputs."""
    back: float
    """By which the root mean square of δ is multiplied on its way into this layer."""
    steepest: float | None
    """The most by which f′ can multiply: the largest slope; None if there is none."""


def expected(experiment: Experiment) -> tuple[Expected, ...]:
    """What theory expects of the hidden layers at the start, for weights of the mean square that was drawn."""
    spec = experiment.network
    x = experiment.given(experiment.points.x[~experiment.points.test])
    pairs = spec.weights(spec.first_theta())
    before, found = float(np.mean(x * x)), []
    for index, layer in enumerate(spec.layers[:-1]):
        W, behind = pairs[index][0], pairs[index + 1][0]
        q = len(W) * float(np.mean(W * W)) * before
        square, mean, slope = moments(layer.activation, q)
        back = behind.shape[1] * float(np.mean(behind * behind)) * slope
        kept = square / before if before else 0.0
        found.append(
            Expected(
                index + 1, kept, float(np.sqrt(max(0.0, square - mean * mean))), float(np.sqrt(back)),
                layer.activation.steepest,
            )
        )  # fmt: skip
        before = square
    return tuple(found)


def moments(activation: Activation, q: float) -> tuple[float, float, float]:
    """E[f(z)²], E[f(z)] and E[f′(z)²] for z normal with mean 0 and mean square q."""
    at, weight = _normal()
    z = np.sqrt(q) * at
    with np.errstate(all="ignore"):
        a = activation.value(z)
        slope = activation.slope(z, a)
    return float(weight @ (a * a)), float(weight @ a), float(weight @ (slope * slope))


@cache
def _normal() -> tuple[Array, Array]:
    """Nodes and weights of the normal distribution. No node lies at 0, where many functions have a kink."""
    node, weight = np.polynomial.legendre.leggauss(NODES)
    low, high = np.array(EDGES[:-1])[:, None], np.array(EDGES[1:])[:, None]
    half = ((high - low) / 2 * (node + 1.0) + low).ravel()
    density = ((high - low) / 2 * weight).ravel() * np.exp(-0.5 * half * half)
    at, both = np.concatenate([-half[::-1], half]), np.concatenate([density[::-1], density])
    return at, both / both.sum()
