"""The learner's choices for the network: features, layers, loss, initial weights, and what does not learn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.engine.checks import indices, whole, yes_or_no
from mlpviz.engine.class_growth import Part, keys_of, mirror_of, parts
from mlpviz.engine.growth import Shape, carry, matches
from mlpviz.nn.activations import Activation, activations
from mlpviz.nn.arrays import Array, freeze
from mlpviz.nn.features import PLAIN, expand, features
from mlpviz.nn.initializers import Initializer, initializers
from mlpviz.nn.layers import as_weights
from mlpviz.nn.losses import Loss, losses, midpoint
from mlpviz.nn.network import initial_theta, parameter_count, slices

MOST_UNITS = 1024
MOST_LAYERS = 32

Named = str | Mapping[str, Any]
"""A choice by its name, or in the form of `Choice.form`."""


@dataclass(frozen=True, init=False)
class LayerSpec:
    """One Dense layer and the activation after it."""

    units: int
    activation: Activation

    def __init__(self, units: int, activation: Named | Activation = "Tanh") -> None:
        """`activation`: its name, its form, or an instance."""
        object.__setattr__(self, "units", whole("units", units, 1, MOST_UNITS))
        object.__setattr__(self, "activation", activations.make(activation))


@dataclass(frozen=True, init=False, eq=False)
class NetworkSpec:
    """The layers from the input side, their initial weights, and the loss."""

    layers: tuple[LayerSpec, ...]
    initializer: Initializer
    loss: Loss
    inputs: int
    """Number of inputs of a point."""
    features: tuple[str, ...]
    """The features that the first layer gets, see `mlpviz.nn.features`; () for the coordinates themselves."""
    seed: int
    """Seed of the initial weights."""
    train_biases: bool
    """False freezes all biases."""
    frozen_layers: tuple[int, ...]
    """Frozen layers, counted from 0."""
    frozen: tuple[int, ...]
    """Indices of frozen parameters in theta."""
    cut: tuple[int, ...]
    """Indices in theta of cut weights, which are 0 and stay 0."""
    theta: Array | None
    """Initial parameters set by hand, instead of the initializer's, (parameter_count,)."""
    class_keys: tuple[int, ...]
    """What identifies each class while others are added and removed; it plays no part in `==`."""

    def __init__(
        self,
        layers: Iterable[LayerSpec] = (),
        initializer: Named | Initializer = "Xavier",
        loss: Named | Loss = "CrossEntropy",
        *,
        inputs: int = 2,
        features: Iterable[str] = (),
        seed: int = 0,
        train_biases: bool = True,
        frozen_layers: Iterable[int] = (),
        frozen: Iterable[int] = (),
        cut: Iterable[int] = (),
        theta: ArrayLike | None = None,
        class_keys: Iterable[int] = (),
    ) -> None:
        """Check everything. Raises ValueError that names the field, the value and what is allowed."""
        set_field = object.__setattr__
        set_field(self, "layers", _layers(layers))
        set_field(self, "initializer", initializers.make(initializer))
        set_field(self, "loss", losses.make(loss))
        set_field(self, "inputs", whole("inputs", inputs, 1, 100_000))
        set_field(self, "features", _features(features, self.inputs))
        set_field(self, "seed", whole("seed", seed, 0, 2**63 - 1))
        set_field(self, "train_biases", yes_or_no("train_biases", train_biases))
        set_field(self, "theta", None if theta is None else _theta(theta))
        self._check()
        set_field(self, "class_keys", keys_of(tuple(class_keys), self.classes))
        set_field(self, "frozen_layers", indices("frozen_layers", frozen_layers, len(self.layers)))
        set_field(self, "frozen", indices("frozen", frozen, self.parameter_count))
        set_field(self, "cut", indices("cut", cut, self.parameter_count))
        if self.cut:
            biases = [index for index in self.cut if not self.is_weight()[index]]
            if biases:
                raise ValueError(f"cut holds {biases[0]}, which is the place of a bias; only weights can be cut.")

    def _check(self) -> None:
        for index, layer in enumerate(self.layers):
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
        if not isinstance(other, NetworkSpec):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[Any, ...]:
        given = None if self.theta is None else self.theta.tobytes()
        held = (self.train_biases, self.frozen_layers, self.frozen, self.cut)
        return (self.layers, self.initializer, self.loss, self.inputs, self.features, self.seed, held, given)

    @property
    def outputs(self) -> int:
        """Number of units of the last layer."""
        return self.layers[-1].units

    @property
    def classes(self) -> int:
        """Number of classes that the outputs can represent: 2 with one output."""
        return max(2, self.outputs)

    @property
    def widths(self) -> tuple[int, ...]:
        """The number of inputs or features of the first layer, then the units of each layer."""
        return (len(self.features) or self.inputs, *(layer.units for layer in self.layers))

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of the inputs of the first layer: features, or "X1", "X2" …"""
        return self.features or tuple(f"X{index + 1}" for index in range(self.inputs))

    @property
    def source_latex(self) -> tuple[str, ...]:
        """`sources` as LaTeX: "x_1", "x_1^2" …"""
        if self.features:
            return tuple(features.make(name).latex for name in self.features)
        return tuple(f"x_{index}" if index < 10 else f"x_{{{index}}}" for index in range(1, self.inputs + 1))

    @property
    def parameter_count(self) -> int:
        """Number of weights and biases."""
        return parameter_count(self.widths)

    @property
    def targets(self) -> tuple[float, float]:
        """The target values for "no" and for "yes": those of the loss, else those of the output activation."""
        return self.loss.targets or self.layers[-1].activation.targets

    @property
    def middle(self) -> float:
        """The answer of a single output above which it says class 1."""
        return midpoint(self.targets)

    @property
    def shape(self) -> Shape:
        """What identifies the parameters of this network."""
        return Shape(self.widths, self.sources, self.class_keys)

    def expand(self, x: Array) -> Array:
        """The input of the first layer for points x (n, inputs): their features, or `x` itself."""
        return expand(x, self.features)

    def first_theta(self) -> Array:
        """The initial parameters, (parameter_count,): `theta`, or drawn with the seed; cut weights are 0."""
        drawn = initial_theta(self.widths, self.initializer, self.seed) if self.theta is None else self.theta.copy()
        drawn[list(self.cut)] = 0.0
        return drawn

    def free(self) -> Array | None:
        """1.0 for parameters that learn and 0.0 for frozen ones, (parameter_count,); None if all learn."""
        if self.train_biases and not (self.frozen_layers or self.frozen or self.cut):
            return None
        marks = np.ones(self.parameter_count) if self.train_biases else self.is_weight()
        for layer in self.frozen_layers:
            marks[slices(self.widths)[layer]] = 0.0
        marks[[*self.frozen, *self.cut]] = 0.0
        return marks

    def is_weight(self) -> Array:
        """1.0 for weights and 0.0 for biases, (parameter_count,)."""
        marks = np.ones(self.parameter_count)
        for part, units in zip(slices(self.widths), self.widths[1:], strict=True):
            marks[part.stop - units : part.stop] = 0.0
        return marks

    def weights(self, theta: Array) -> list[tuple[Array, Array]]:
        """(W, b) of each layer as views of `theta` or another vector of that length; (n_in, n_out) and (n_out,)."""
        shapes = zip(slices(self.widths), self.widths, self.widths[1:], strict=False)
        return [as_weights(theta[part], n_in, n_out) for part, n_in, n_out in shapes]

    def weight_index(self, layer: int, source: int, unit: int) -> int:
        """Index in theta of the weight from `source` to `unit` of layer `layer`, all counted from 0."""
        return int(slices(self.widths)[layer].start) + source * self.widths[layer + 1] + unit

    def bias_index(self, layer: int, unit: int) -> int:
        """Index in theta of the bias of `unit` of layer `layer`, both counted from 0."""
        return int(slices(self.widths)[layer].stop) - self.widths[layer + 1] + unit

    def with_layers(self, layers: Sequence[LayerSpec]) -> NetworkSpec:
        """A copy with other layers. Frozen and cut parameters stay so; a `theta` that no longer fits is dropped."""
        return self._reshaped(tuple(layers), self.features)

    def with_features(self, chosen: Iterable[str]) -> NetworkSpec:
        """A copy with other features; () for the two coordinates themselves."""
        return self._reshaped(self.layers, _features(chosen, self.inputs))

    def with_feature(self, name: str, wanted: bool) -> NetworkSpec:
        """A copy with one feature added or removed. Raises ValueError if no feature would be left."""
        name = features.make(name).name
        chosen = [one for one in features.names() if (wanted if one == name else one in self.sources)]
        if not chosen:
            raise ValueError(f"features would be empty without {name}; keep at least one.")
        return self.with_features(chosen)

    def _reshaped(
        self, layers: tuple[LayerSpec, ...], chosen: tuple[str, ...], keys: tuple[int, ...] | None = None
    ) -> NetworkSpec:
        """A copy with other layers and features, and, with `keys`, for these classes."""
        widths = (len(chosen) or self.inputs, *(layer.units for layer in layers))
        if (widths, chosen, keys or self.class_keys) == (self.widths, self.features, self.class_keys):
            return replace(self, layers=layers)
        bare = replace(self, layers=layers, features=chosen, theta=None, frozen_layers=(), frozen=(), cut=(),
                       class_keys=keys or self.class_keys)  # fmt: skip
        kept = tuple(new for new, old in matches(self.widths, bare.widths) if old in self.frozen_layers)
        outputs = None if keys is None else [part and part.of_squares() for part in bare.outputs_from(self)]
        frozen, cut = (self._moved(places, bare, outputs) for places in (self.frozen, self.cut))
        return replace(bare, frozen_layers=kept, frozen=frozen, cut=cut)

    def _moved(
        self, places: tuple[int, ...], into: NetworkSpec, outputs: Sequence[Part | None] | None
    ) -> tuple[int, ...]:
        """The indices in the theta of another shape; an output made of two is marked where both are."""
        marks, found = np.zeros(self.parameter_count), np.zeros(into.parameter_count)
        marks[list(places)] = 1.0
        carry(marks, self.shape, found, into.shape, outputs)
        return tuple(int(place) for place in np.flatnonzero(found == 1.0))

    def outputs_from(self, old: NetworkSpec) -> list[Part | None]:
        """What each output is made of, if this network replaces `old` because of its classes; None: initialized."""
        single, several = sorted((old, self), key=_outputs)
        last, middle = several.layers[-1].activation, several.middle
        mirror = mirror_of(single.layers[-1].activation, last, middle) if old.loss == self.loss else None
        return parts(old.class_keys, old.outputs, self.class_keys, self.outputs, mirror)

    def with_frozen_layer(self, layer: int, frozen: bool) -> NetworkSpec:
        """A copy with layer `layer`, counted from 0, frozen or not."""
        return replace(self, frozen_layers=_toggled(self.frozen_layers, layer, frozen))

    def with_frozen(self, index: int, frozen: bool) -> NetworkSpec:
        """A copy with one parameter frozen or not."""
        return replace(self, frozen=_toggled(self.frozen, index, frozen))

    def with_cut(self, index: int, cut: bool) -> NetworkSpec:
        """A copy with one weight cut, or restored: it then learns from 0."""
        return replace(self, cut=_toggled(self.cut, index, cut))

    def with_units(self, index: int, units: int) -> NetworkSpec:
        """A copy in which layer `index` has another number of units."""
        layers = list(self.layers)
        layers[index] = LayerSpec(units, layers[index].activation)
        return self.with_layers(layers)

    def with_activation(self, index: int, activation: Named | Activation) -> NetworkSpec:
        """A copy in which layer `index` has another activation."""
        layers = list(self.layers)
        layers[index] = LayerSpec(layers[index].units, activation)
        return self.with_layers(layers)

    def with_layer_before(self, index: int) -> NetworkSpec:
        """A copy with a new hidden layer before layer `index`, with the size of its larger hidden neighbour."""
        neighbours = [self.layers[at] for at in (index - 1, index) if 0 <= at < len(self.layers) - 1]
        new = max(neighbours, key=_units) if neighbours else LayerSpec(4, "Tanh")
        return self.with_layers([*self.layers[:index], new, *self.layers[index:]])

    def without_layer(self, index: int) -> NetworkSpec:
        """A copy without the hidden layer `index`."""
        return self.with_layers([*self.layers[:index], *self.layers[index + 1 :]])

    def with_loss(self, loss: Named | Loss) -> NetworkSpec:
        """A copy with another loss; the output activation changes if the loss cannot use it."""
        chosen, layers = losses.make(loss), list(self.layers)
        if chosen.refusal(layers[-1].activation, self.outputs):
            layers[-1] = LayerSpec(self.outputs, chosen.usual_output(self.outputs))
        return replace(self, loss=chosen, layers=tuple(layers))

    def with_classes(self, classes: int) -> NetworkSpec:
        """A copy with outputs for that many classes: one for two classes, else one each.

        New classes come last, and the last ones go. The output activation changes if the loss cannot use it.
        """
        return self.with_class_keys(keys_of(self.class_keys, max(2, classes)))

    def without_class(self, label: int) -> NetworkSpec:
        """A copy without the class of that label, counted from 0; the labels above it decrease by one."""
        return self.with_class_keys((*self.class_keys[:label], *self.class_keys[label + 1 :]))

    def with_class_keys(self, keys: Iterable[int]) -> NetworkSpec:
        """A copy for these classes in this order: known ones keep their outputs, the others are new."""
        wanted = tuple(keys)
        outputs = 1 if len(wanted) <= 2 else len(wanted)
        last = self.layers[-1].activation
        fits = self.loss.refusal(last, outputs) is None
        activation = last if fits else self.loss.usual_output(outputs)
        return self._reshaped((*self.layers[:-1], LayerSpec(outputs, activation)), self.features, wanted)


def _outputs(network: NetworkSpec) -> int:
    return network.outputs


def _toggled(places: tuple[int, ...], place: int, wanted: bool) -> tuple[int, ...]:
    return (*(one for one in places if one != place), *((place,) if wanted else ()))


def _layers(given: Iterable[LayerSpec]) -> tuple[LayerSpec, ...]:
    try:
        layers = tuple(given)
    except TypeError:
        raise ValueError(f"layers is {given!r:.80}; give a list of LayerSpec.") from None
    if not 1 <= len(layers) <= MOST_LAYERS:
        raise ValueError(f"layers has {len(layers)} entries; allowed is 1 to {MOST_LAYERS}, the last one the output.")
    for index, layer in enumerate(layers):
        if not isinstance(layer, LayerSpec):
            raise ValueError(f"layers[{index}] is {layer!r:.80}; give a LayerSpec.")
    return layers


def _features(given: Iterable[str], inputs: int) -> tuple[str, ...]:
    """Check the names; returns () for the coordinates themselves."""
    wanted = (given,) if isinstance(given, str) else tuple(given)
    names = tuple(features.make(name).name for name in wanted)
    if len(set(names)) < len(names):
        raise ValueError(f"features is {names}; name each one once.")
    if names and inputs != 2:
        raise ValueError(f"features is {names}, but they are made of 2 inputs and the network has {inputs}.")
    return () if names == PLAIN else names


def _theta(given: ArrayLike) -> Array:
    try:
        theta = freeze(given)
    except (TypeError, ValueError):
        raise ValueError(f"theta is {given!r:.80}; give a list of numbers.") from None
    if not np.isfinite(theta).all():
        raise ValueError(f"theta holds {theta[~np.isfinite(theta)][0]}; every parameter must be a finite number.")
    return theta


def _units(layer: LayerSpec) -> int:
    return layer.units
