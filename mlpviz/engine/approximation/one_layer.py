"""One hidden layer that follows a curve: its experiment, what each unit adds to the output, and the error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpviz.data.area import HALF_WIDTH
from mlpviz.engine.approximation.sketch import PLACES, area_of_curve, points_of, target_at
from mlpviz.engine.build import network_of
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.network_spec import LayerSpec, Named, NetworkSpec
from mlpviz.engine.plan import Engine, Plan
from mlpviz.nn.activations import Activation
from mlpviz.nn.arrays import Array, freeze

EPOCHS = 1500
"""Epochs of a fit."""
MOST_UNITS = 20
"""Hidden units that a learner can choose."""
DENSE = freeze(np.linspace(-HALF_WIDTH, HALF_WIDTH, 1201))
"""Where errors are measured: every place of the curve and nine more between two of them."""
BEYOND = 6.0
"""How far from 0 is looked outside the range of training."""
WIDE = freeze(np.linspace(-BEYOND, BEYOND, 1201))
RATE, BATCH, LEAST_RATE = 0.02, 10, 0.01
"""The learning rate at first, samples of an update, and the share of the rate that is left at the end."""
SLOPE, LEAST_SLOPE = 0.3, 1.5
"""First weights of n units are at most SLOPE·n, or LEAST_SLOPE."""


def first_weights(units: int, seed: int) -> Array:
    """The first parameters of one hidden layer with one input and a linear output, (3 units + 1,).

    Each unit's middle, where its sum is 0, is drawn from the whole range, and the weights grow with the number of
    units, so that every unit has a part of the range to itself. With the usual initial biases of 0, all units would
    have their middle at x = 0. After Nguyen and Widrow, "Improving the learning speed of 2-layer neural networks by
    choosing initial values of the adaptive weights" (1990).
    """
    random = np.random.default_rng((seed, units))
    steepest = max(LEAST_SLOPE, SLOPE * units)
    w = random.uniform(0.5, 1.0, units) * steepest * random.choice([-1.0, 1.0], units)
    middle = random.uniform(-HALF_WIDTH, HALF_WIDTH, units)
    v = random.standard_normal(units) / np.sqrt(units)
    return np.concatenate([w, -w * middle, v, [0.0]])


def network(units: int, activation: Named | Activation, seed: int, theta: Array | None = None) -> NetworkSpec:
    """One hidden layer, and a linear output that learns the mean squared error."""
    layers = [LayerSpec(units, activation), LayerSpec(1, "Linear")]
    first = first_weights(units, seed) if theta is None else theta
    return NetworkSpec(layers, loss="MeanSquaredError", inputs=1, seed=seed, theta=first)


def plan(seed: int = 0, engine: Engine = "auto") -> Plan:
    """How a fit is trained: Adam, small batches, and a rate that glides down over all epochs."""
    glide: dict[str, Any] = {"name": "Cosine", "epochs": EPOCHS, "lowest": LEAST_RATE}
    return Plan("Adam", RATE, BATCH, seed=seed, schedule=glide, engine=engine)


def experiment(values: Array, units: int, activation: Named | Activation, seed: int = 0) -> Experiment:
    """The fit of a target curve, values (121,), by so many hidden units."""
    spec = network(units, activation, seed)
    return Experiment(points_of(values), spec, plan(seed), area=area_of_curve(values))


def is_one_layer(found: Experiment) -> bool:
    """Whether an experiment fits a curve at the usual places by one hidden layer with a linear output."""
    spec, points = found.network, found.points
    if points.targets is None or points.targets.shape[1] != 1 or not np.array_equal(points.x[:, 0], PLACES):
        return False
    plain = not found.scaling and spec.layers[-1].activation.name == "Linear" and not spec.features
    return plain and len(spec.layers) == 2 and spec.inputs == 1 and spec.layers[0].units <= MOST_UNITS


@dataclass(frozen=True, eq=False)
class Parts:
    """What the output of one hidden layer is made of, at every x of a row."""

    x: Array
    """(n,)"""
    contributions: Array
    """v·f(w x + b) of each unit, (units, n)."""
    weights: Array
    """v of each unit, (units,)."""
    middles: Array
    """Where a unit's sum w x + b is 0, (units,); not finite where w is 0."""
    bias: float
    """Of the output."""

    def running(self) -> Array:
        """The bias, then what is there after each further unit, (units + 1, n); the last row is the output."""
        first = np.full((1, len(self.x)), self.bias)
        return np.cumsum(np.concatenate([first, self.contributions]), axis=0)

    @property
    def output(self) -> Array:
        """All contributions and the bias, (n,)."""
        with np.errstate(all="ignore"):
            summed: Array = np.add.reduce(self.contributions, axis=0) + self.bias
        return summed


def parts(spec: NetworkSpec, theta: Array, x: Array) -> Parts:
    """Take the output of a network with one hidden layer and a linear output apart, at x (n,)."""
    (W, b), (V, c) = spec.weights(theta)
    with np.errstate(all="ignore"):
        hidden = spec.layers[0].activation.value(x[:, None].dot(W) + b)
        return Parts(x, (hidden * V[:, 0]).T, V[:, 0].copy(), -b / W[0], float(c[0]))


def outputs(spec: NetworkSpec, theta: Array, x: Array) -> Array:
    """What a network with one input and one output answers at x (n,)."""
    with np.errstate(all="ignore"):
        return network_of(spec, theta).predict(x[:, None])[:, 0].copy()


@dataclass(frozen=True)
class Errors:
    """How far an output is from the target, over the whole range."""

    largest: float
    mean_squared: float


def errors(output: Array, values: Array) -> Errors:
    """The errors of an output on DENSE, (1201,), against a target curve, values (121,)."""
    with np.errstate(all="ignore"):
        gap = output - target_at(values, DENSE)
        return Errors(float(np.max(np.abs(gap))), float(np.mean(gap * gap)))


def errors_of(spec: NetworkSpec, theta: Array, values: Array) -> Errors:
    """The errors of a network against a target curve."""
    return errors(outputs(spec, theta, DENSE), values)


def best_line(values: Array) -> tuple[float, float]:
    """Slope and height at 0 of the straight line with the least squared error at the places of a curve.

    It is the best that linear units can do, however many there are: the sum of lines is a line.
    """
    slope = float(np.dot(PLACES, values) / np.dot(PLACES, PLACES))  # the places lie evenly around 0
    return round(slope, 12), round(float(np.mean(values)), 12)  # what rounding errors leave of a 0 is no number to show
