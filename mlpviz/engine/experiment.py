"""What the learner chose: the points, the network and the plan of training. All of it frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.shapes import SHAPES, draw
from mlpviz.nn.activations import Activation, activations
from mlpviz.nn.arrays import Array, freeze
from mlpviz.nn.initializers import Initializer, initializers
from mlpviz.nn.layers import as_weights
from mlpviz.nn.losses import Loss, losses
from mlpviz.nn.network import initial_theta, parameter_count, stretches
from mlpviz.nn.optimizers import Optimizer, optimizers

MOST_UNITS = 1024
MOST_LAYERS = 32

Named = str | Mapping[str, Any]
"""A choice by name, or as the form that `Choice.form` gives."""


def _units(layer: LayerSpec) -> int:
    return layer.units


def _whole(name: str, value: Any, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not low <= value <= high:
        raise ValueError(f"{name} is {value!r}; allowed is a whole number from {low} to {high}.")
    return int(value)


def _number(name: str, value: Any, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, np.number)) or not low <= value <= high:
        raise ValueError(f"{name} is {value!r}; allowed is a number from {low:g} to {high:g}.")
    return float(value)


@dataclass(frozen=True, init=False)
class LayerSpec:
    """One Dense layer and the activation after it."""

    units: int
    activation: Activation

    def __init__(self, units: int, activation: Named | Activation = "Tanh") -> None:
        """`activation` by name or as an instance with its parameters."""
        object.__setattr__(self, "units", _whole("units", units, 1, MOST_UNITS))
        object.__setattr__(self, "activation", activations.make(activation))


@dataclass(frozen=True, init=False, eq=False)
class NetworkSpec:
    """The layers from the input side, where their weights start, and the loss at the end."""

    layers: tuple[LayerSpec, ...]
    initializer: Initializer
    loss: Loss
    inputs: int
    """How many inputs a point has."""
    seed: int
    """Decides the first weights; another seed, other weights."""
    train_biases: bool
    """False keeps every bias where it starts."""
    theta: Array | None
    """First parameters given by hand in place of the initializer's, (parameter_count,)."""

    def __init__(
        self,
        layers: Iterable[LayerSpec] = (),
        initializer: Named | Initializer = "Xavier",
        loss: Named | Loss = "CrossEntropy",
        *,
        inputs: int = 2,
        seed: int = 0,
        train_biases: bool = True,
        theta: ArrayLike | None = None,
    ) -> None:
        """Check everything. Raises ValueError that names the field, the value and what is allowed."""
        set_field = object.__setattr__
        set_field(self, "layers", tuple(layers))
        set_field(self, "initializer", initializers.make(initializer))
        set_field(self, "loss", losses.make(loss))
        set_field(self, "inputs", _whole("inputs", inputs, 1, 100_000))
        set_field(self, "seed", _whole("seed", seed, 0, 2**63 - 1))
        set_field(self, "train_biases", bool(train_biases))
        set_field(self, "theta", None if theta is None else freeze(theta))
        self._check()

    def _check(self) -> None:
        if not 1 <= len(self.layers) <= MOST_LAYERS:
            raise ValueError(
                f"layers has {len(self.layers)} entries; allowed is 1 to {MOST_LAYERS}, the last one the output."
            )
        for index, layer in enumerate(self.layers):
            if not isinstance(layer, LayerSpec):
                raise ValueError(f"layers[{index}] is {layer!r}; give a LayerSpec.")
            if layer.activation.only_as_link and index < len(self.layers) - 1:
                raise ValueError(f"layers[{index}] is {layer.activation.name}, which is for the last layer only.")
        refusal = self.loss.refusal(self.layers[-1].activation, self.outputs)
        if refusal:
            raise ValueError(f"loss: {refusal}")
        if self.theta is not None and self.theta.shape != (self.parameter_count,):
            raise ValueError(
                f"theta has shape {self.theta.shape}; this network has ({self.parameter_count},) parameters."
            )

    def __eq__(self, other: object) -> bool:
        """Equal if every choice is."""
        if not isinstance(other, NetworkSpec):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        """The hash of every choice."""
        return hash(self._key())

    def _key(self) -> tuple[Any, ...]:
        given = None if self.theta is None else self.theta.tobytes()
        return (self.layers, self.initializer, self.loss, self.inputs, self.seed, self.train_biases, given)

    @property
    def outputs(self) -> int:
        """Units of the last layer."""
        return self.layers[-1].units

    @property
    def classes(self) -> int:
        """How many classes the outputs can tell apart: 2 with one output."""
        return max(2, self.outputs)

    @property
    def widths(self) -> tuple[int, ...]:
        """The inputs, then the units of each layer."""
        return (self.inputs, *(layer.units for layer in self.layers))

    @property
    def parameter_count(self) -> int:
        """Weights and biases together."""
        return parameter_count(self.widths)

    @property
    def targets(self) -> tuple[float, float]:
        """What an output should answer for "no" and for "yes"."""
        return self.layers[-1].activation.targets

    def first_theta(self) -> Array:
        """The parameters that training starts from, (parameter_count,): given by hand, or drawn with the seed."""
        if self.theta is not None:
            return self.theta.copy()
        return initial_theta(self.widths, self.initializer, self.seed)

    def is_weight(self) -> Array:
        """1.0 where theta holds a weight and 0.0 where it holds a bias, (parameter_count,)."""
        marks = np.ones(self.parameter_count)
        for stretch, units in zip(stretches(self.widths), self.widths[1:], strict=True):
            marks[stretch.stop - units : stretch.stop] = 0.0
        return marks

    def weights(self, theta: Array) -> list[tuple[Array, Array]]:
        """See `theta` (or anything as long) as (W, b) of each layer, (n_in, n_out) and (n_out,), without copying."""
        shapes = zip(stretches(self.widths), self.widths, self.widths[1:], strict=False)
        return [as_weights(theta[stretch], n_in, n_out) for stretch, n_in, n_out in shapes]

    def weight_index(self, layer: int, source: int, unit: int) -> int:
        """Where in theta the weight from `source` to `unit` of layer `layer` (all counted from 0) lies."""
        return int(stretches(self.widths)[layer].start) + source * self.widths[layer + 1] + unit

    def bias_index(self, layer: int, unit: int) -> int:
        """Where in theta the bias of `unit` of layer `layer` (both counted from 0) lies."""
        return int(stretches(self.widths)[layer].stop) - self.widths[layer + 1] + unit

    def with_layers(self, layers: Sequence[LayerSpec]) -> NetworkSpec:
        """The same choices with other layers; parameters given by hand are dropped where they no longer fit."""
        same = tuple(layer.units for layer in layers) == self.widths[1:]
        return replace(self, layers=tuple(layers), theta=self.theta if same else None)

    def with_units(self, index: int, units: int) -> NetworkSpec:
        """Layer `index` with another number of units."""
        layers = list(self.layers)
        layers[index] = LayerSpec(units, layers[index].activation)
        return self.with_layers(layers)

    def with_activation(self, index: int, activation: Named | Activation) -> NetworkSpec:
        """Layer `index` with another activation."""
        layers = list(self.layers)
        layers[index] = LayerSpec(layers[index].units, activation)
        return self.with_layers(layers)

    def with_layer_before(self, index: int) -> NetworkSpec:
        """One hidden layer more, in front of layer `index`, as its wider hidden neighbour is."""
        neighbours = [self.layers[at] for at in (index - 1, index) if 0 <= at < len(self.layers) - 1]
        new = max(neighbours, key=_units) if neighbours else LayerSpec(4, "Tanh")
        return self.with_layers([*self.layers[:index], new, *self.layers[index:]])

    def without_layer(self, index: int) -> NetworkSpec:
        """One hidden layer fewer."""
        return self.with_layers([*self.layers[:index], *self.layers[index + 1 :]])

    def with_loss(self, loss: Named | Loss) -> NetworkSpec:
        """Another loss; the output activation follows where the two would not fit."""
        chosen, layers = losses.make(loss), list(self.layers)
        if chosen.refusal(layers[-1].activation, self.outputs):
            layers[-1] = LayerSpec(self.outputs, chosen.link(self.outputs) or "Sigmoid")
        return replace(self, loss=chosen, layers=tuple(layers))

    def with_classes(self, classes: int) -> NetworkSpec:
        """Outputs for so many classes: one for two, else one each; the output activation follows the loss."""
        outputs = 1 if classes <= 2 else classes
        last = self.layers[-1].activation
        activation = self.loss.link(outputs) or ("Sigmoid" if last.only_as_link else last)
        return self.with_layers([*self.layers[:-1], LayerSpec(outputs, activation)])


@dataclass(frozen=True, init=False)
class Plan:
    """How the network is trained."""

    optimizer: Optimizer
    learning_rate: float
    batch_size: int
    """Samples an update; more than there are points means all of them (full batch)."""
    seed: int
    """Decides the order of the samples in every epoch."""
    reduction: Literal["mean", "sum"]
    """How the samples' losses become the loss of a batch."""
    l2: float
    """λ of the penalty ½ λ Σ w² on the weights (not on the biases)."""

    def __init__(
        self,
        optimizer: Named | Optimizer = "SGD",
        learning_rate: float = 0.03,
        batch_size: int = 10,
        *,
        seed: int = 0,
        reduction: Literal["mean", "sum"] = "mean",
        l2: float = 0.0,
    ) -> None:
        """Check everything. Raises ValueError that names the field, the value and what is allowed."""
        set_field = object.__setattr__
        set_field(self, "optimizer", optimizers.make(optimizer))
        set_field(self, "learning_rate", _number("learning_rate", learning_rate, 0.0, 1e6))
        set_field(self, "batch_size", _whole("batch_size", batch_size, 1, 10**9))
        set_field(self, "seed", _whole("seed", seed, 0, 2**63 - 1))
        if reduction not in ("mean", "sum"):
            raise ValueError(f"reduction is {reduction!r}; allowed are 'mean' and 'sum'.")
        set_field(self, "reduction", reduction)
        set_field(self, "l2", _number("l2", l2, 0.0, 1e6))


@dataclass(frozen=True)
class Experiment:
    """Everything that decides what training will do: the same experiment gives the same numbers, bit for bit."""

    points: PointSet
    network: NetworkSpec
    plan: Plan = Plan()
    example: str = ""
    """The published example it was opened from, whose names for weights and units are shown; "" for none."""

    def __post_init__(self) -> None:
        """Raise ValueError where points and network do not fit each other."""
        if self.points.x.shape[1] != self.network.inputs:
            raise ValueError(
                f"x has {self.points.x.shape[1]} columns, but the network has {self.network.inputs} inputs."
            )
        if self.points.classes > self.network.classes:
            raise ValueError(
                f"labels go up to {self.points.classes - 1}, but the network tells {self.network.classes} classes "
                f"apart; "
                f"give the last layer {self.points.classes} units."
            )
        if self.points.targets is not None and self.points.targets.shape[1] != self.network.outputs:
            raise ValueError(
                f"targets has {self.points.targets.shape[1]} columns, but the network has "
                f"{self.network.outputs} outputs."
            )


def preset(name: str = "Spiral", **recipe: Any) -> Experiment:
    """A ready experiment on a preset's points: 2-6-4 with tanh, Adam, cross-entropy.

    `recipe` are fields of `Recipe`. Raises ValueError for an unknown preset.
    """
    points = draw(Recipe(name, **recipe))
    classes = SHAPES[name].classes
    output = LayerSpec(1, "Sigmoid") if classes == 2 else LayerSpec(classes, "Softmax")
    network = NetworkSpec((LayerSpec(6, "Tanh"), LayerSpec(4, "Tanh"), output))
    return Experiment(points, network, Plan("Adam", learning_rate=0.01, batch_size=20))
