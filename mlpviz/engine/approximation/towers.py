"""The constructive proof in two dimensions: steps along both inputs, and where both are up, a tower."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.data.area import HALF_WIDTH
from mlpviz.data.points import PointSet
from mlpviz.data.shapes import SHAPES
from mlpviz.engine.approximation.one_layer import Errors, plan
from mlpviz.engine.build import network_of
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.network_spec import LayerSpec, NetworkSpec
from mlpviz.nn.arrays import Array

SURFACES = ("Two hills", "Ripple", "Saddle", "Plane")
"""The presets that are a surface over the data square."""
MOST_SIDE = 16
"""Towers along one side of the square at most; a side more needs as many units as there are towers."""
MARGIN = 1.0
"""The outer towers reach so far beyond the square."""
THRESHOLD = 1.5
"""Inside a tower both bumps are up and sum to 2; beside it one is, and they sum to 1. Between lies the threshold."""


def heights(surface: str, x: Array) -> Array:
    """A surface at inputs x (n, 2), (n,). Raises KeyError for an unknown preset."""
    value = SHAPES[surface].value
    assert value is not None
    return value(x)


@dataclass(frozen=True)
class Towers:
    """A grid of towers under a surface: which one, how many along a side, how steep both layers are."""

    surface: str
    side: int
    steepness: float
    """k of the first layer: every step is σ(k (x − edge))."""
    gate: float = 20.0
    """K of the second layer: a tower is σ(K (sum of four steps − 3/2))."""

    @property
    def units(self) -> tuple[int, int]:
        """Units of the first and of the second hidden layer."""
        return 2 * (self.side + 1), self.side**2

    @property
    def edges(self) -> Array:
        """Where the steps are along one input, (side + 1,)."""
        found = np.linspace(-HALF_WIDTH, HALF_WIDTH, self.side + 1)
        found[0] -= MARGIN
        found[-1] += MARGIN
        return found

    def middles(self) -> Array:
        """The middle of every tower, row by row from below, (side², 2)."""
        edges = np.linspace(-HALF_WIDTH, HALF_WIDTH, self.side + 1)
        along = (edges[:-1] + edges[1:]) / 2
        return np.stack([np.tile(along, self.side), np.repeat(along, self.side)], axis=1)

    def network(self) -> NetworkSpec:
        """The towers as a network of two hidden layers whose weights are written down, not learned.

        First layer: a step at every edge, along x₁ and along x₂, shared by all towers of a column or a row. Second
        layer: a unit a tower. Output: the sum of all towers, each as high as the surface at its middle. After Nielsen,
        "Neural Networks and Deep Learning", chapter 4.
        """
        (first, second), side, edges = self.units, self.side, self.edges
        W1, b1 = np.zeros((2, first)), -self.steepness * np.tile(edges, 2)
        W1[0, : side + 1] = W1[1, side + 1 :] = self.steepness
        W2, b2 = np.zeros((first, second)), np.full(second, -self.gate * THRESHOLD)
        for tower in range(second):
            row, column = divmod(tower, side)
            W2[column, tower], W2[column + 1, tower] = self.gate, -self.gate
            W2[side + 1 + row, tower], W2[side + 2 + row, tower] = self.gate, -self.gate
        V, c = heights(self.surface, self.middles()), np.zeros(1)
        theta = np.concatenate([W1.ravel(), b1, W2.ravel(), b2, V, c])
        layers = [LayerSpec(first, "Sigmoid"), LayerSpec(second, "Sigmoid"), LayerSpec(1, "Linear")]
        return NetworkSpec(layers, loss="MeanSquaredError", inputs=2, theta=theta)

    def experiment(self) -> Experiment:
        """The network on points of the surface, 25 along each side."""
        x = cells(25)
        return Experiment(PointSet(x, targets=heights(self.surface, x)[:, None]), self.network(), plan())


def cells(resolution: int) -> Array:
    """The middles of the cells of the data square, row by row from below, (resolution², 2)."""
    step = 2 * HALF_WIDTH / resolution
    along = -HALF_WIDTH + step * (np.arange(resolution) + 0.5)
    return np.stack([np.tile(along, resolution), np.repeat(along, resolution)], axis=1)


def cut(towers: Towers, x2: float, x1: Array) -> tuple[Array, Array]:
    """Surface and towers along x₁, each (n,), at one x₂; the towers as their network answers."""
    x, spec = np.stack([x1, np.full(len(x1), x2)], axis=1), towers.network()
    return heights(towers.surface, x), network_of(spec, spec.first_theta()).predict(x)[:, 0].copy()


@dataclass(frozen=True, eq=False)
class TowerPicture:
    """Surface and towers over the data square, each (resolution, resolution), and how far they are apart."""

    surface: Array
    towers: Array
    errors: Errors


def tower_picture(towers: Towers, resolution: int = 48) -> TowerPicture:
    """Evaluate the network over the square."""
    x = cells(resolution)
    spec = towers.network()
    found = network_of(spec, spec.first_theta()).predict(x)[:, 0]
    wanted = heights(towers.surface, x)
    gap, shape = found - wanted, (resolution, resolution)
    measured = Errors(float(np.max(np.abs(gap))), float(np.mean(gap * gap)))
    return TowerPicture(wanted.reshape(shape), found.reshape(shape), measured)
