"""The numbers of a walk by layer, unit and sample: sums, activations, error signals and gradients."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.build import descent_of
from mlpviz.engine.records import Step, Walk
from mlpviz.nn.activations import Activation
from mlpviz.nn.arrays import Array
from mlpviz.nn.layers import as_weights
from mlpviz.nn.network import slices

Flags = NDArray[np.bool_]
Steps = dict[tuple[str, int, str], Step]
"""Steps by (move, layer, part)."""


class Recorded:
    """The numbers of a walk, by layer from 1 (0: inputs). Arrays have one row a sample and one column a unit."""

    def __init__(self, walk: Walk) -> None:
        spec = walk.experiment.network
        self.walk, self.spec, self.widths, self.layers = walk, spec, spec.widths, len(spec.layers)
        self.samples = len(walk.x)
        self.activations: tuple[Activation, ...] = tuple(layer.activation for layer in spec.layers)
        self.link: Activation | None = spec.loss.link(spec.outputs)
        steps: Steps = {(step.move, step.layer, step.part): step for step in walk.steps}
        ended = steps["loss", 0, "loss"]
        assert ended.losses is not None
        assert ended.answer is not None
        self.y, self.loss_slopes, self.losses, self.answers = ended.given, ended.result, ended.losses, ended.answer
        """The input y of the loss, ∂L/∂y, the loss of each sample, and the predictions."""
        everywhere = range(1, self.layers + 1)
        self.sums: list[Array] = [walk.x, *(steps["forward", layer, "dense"].result for layer in everywhere)]
        self.outputs: list[Array] = [walk.x, *(self._output(steps, layer) for layer in everywhere)]
        self.deltas: list[Array] = [walk.x, *(steps["backward", layer, "dense"].given for layer in everywhere)]
        """∂L/∂z; entry 0 is not used."""
        self.output_slopes: list[Array | None] = [None, *(self._given(steps, layer) for layer in everywhere)]
        """∂L/∂a; None for the inputs, and if the loss takes the sums."""
        self.input_slopes = steps["backward", 1, "dense"].result
        """∂L/∂x."""
        self.updates: list[Step] = [steps["update", layer, "dense"] for layer in everywhere]
        summed = [steps["backward", layer, "dense"].grad for layer in everywhere]
        self._sums_of_gradients: list[Array] = [grad for grad in summed if grad is not None]
        self.slices = slices(self.widths)
        self.rate = walk.experiment.plan.rate(walk.before.epoch)
        """The learning rate of this update."""
        self._free = spec.free()
        self.old = [self._split(layer, walk.before.theta[self.slices[layer - 1]]) for layer in everywhere]
        self.new = [self._split(layer, walk.theta[self.slices[layer - 1]]) for layer in everywhere]
        """(W, b) of each layer before and after the update, layer 1 first."""

    def _output(self, steps: Steps, layer: int) -> Array:
        step = steps.get(("forward", layer, "activate"))
        return self.answers if step is None else step.result

    def _given(self, steps: Steps, layer: int) -> Array | None:
        step = steps.get(("backward", layer, "activate"))
        return None if step is None else step.given

    def _split(self, layer: int, flat: Array) -> tuple[Array, Array]:
        return as_weights(flat, self.widths[layer - 1], self.widths[layer])

    def slope(self, layer: int, unit: int, sample: int) -> float:
        """f′(z) of one unit."""
        z, a = self.sums[layer][sample, unit : unit + 1], self.outputs[layer][sample, unit : unit + 1]
        with np.errstate(all="ignore"):
            return float(self.activations[layer - 1].slope(z, a)[0])

    def kink(self, layer: int, unit: int, sample: int) -> tuple[int, int] | None:
        """The first (layer, unit) exactly at a kink or jump: this unit, a unit of a later layer, or the loss.

        None if there is none. The loss counts as layer n + 1, with the output as its unit. At a kink a slope is a
        convention, and moving a weight one way may change the loss otherwise than moving it the other way.
        """
        if self._kinks[layer][sample, unit]:
            return layer, unit
        for at in range(layer + 1, self.layers + 2):
            found = np.flatnonzero(self._kinks[at][sample])
            if found.size:
                return at, int(found[0])
        return None

    @cached_property
    def _kinks(self) -> list[Flags]:
        """Where units, and at the end outputs in the loss, are exactly at a kink; entry 0 is not used."""
        found = [np.zeros_like(self.sums[0], bool)]
        for layer in range(1, self.layers + 1):
            linked = layer == self.layers and self.link is not None  # the link is smooth
            z = self.sums[layer]
            found.append(np.zeros_like(z, bool) if linked else _breaks(self.activations[layer - 1], z))
        with np.errstate(all="ignore"):
            below, above = (self.spec.loss.slope(np.nextafter(self.y, end), self.walk.t) for end in (-np.inf, np.inf))
        return [*found, _differ(below, above)]

    def theta_index(self, layer: int, unit: int, source: int) -> int:
        """Index in theta of a weight, or with source −1 of a bias."""
        n_in, n_out = self.widths[layer - 1 : layer + 1]
        within = n_in * n_out + unit if source < 0 else source * n_out + unit
        return int(self.slices[layer - 1].start) + within

    def old_value(self, layer: int, unit: int, source: int) -> float:
        """A weight (a bias with source −1) before the update."""
        return float(self.walk.before.theta[self.theta_index(layer, unit, source)])

    def new_value(self, layer: int, unit: int, source: int) -> float:
        """A weight (a bias with source −1) after the update."""
        return float(self.walk.theta[self.theta_index(layer, unit, source)])

    def _within(self, layer: int, unit: int, source: int) -> int:
        return self.theta_index(layer, unit, source) - int(self.slices[layer - 1].start)

    def gradient(self, layer: int, unit: int, source: int, sample: int) -> float:
        """∂(loss of one sample)/∂w, or with source −1 by the bias: error signal times the input of the edge."""
        arriving = 1.0 if source < 0 else self.outputs[layer - 1][sample, source]
        with np.errstate(all="ignore"):
            return float(self.deltas[layer][sample, unit] * arriving)

    def gradient_sum(self, layer: int, unit: int, source: int) -> float:
        """The recorded gradient of a weight or bias, summed over the batch."""
        return float(self._sums_of_gradients[layer - 1][self._within(layer, unit, source)])

    def is_held(self, layer: int, unit: int, source: int) -> bool:
        """Whether a weight or bias is frozen or cut."""
        return self._free is not None and not self._free[self.theta_index(layer, unit, source)]

    def is_penalized(self, source: int) -> bool:
        """Whether the penalty includes weights (source from 0), or biases (source −1)."""
        plan = self.walk.experiment.plan
        return bool(plan.l1 or plan.l2) and (source >= 0 or plan.penalize_biases)

    @cached_property
    def gradient_sums(self) -> Array:
        """The recorded gradient of every parameter, summed over the batch, (parameter_count,)."""
        return np.concatenate(self._sums_of_gradients)

    @cached_property
    def loss_gradients(self) -> Array:
        """∂(loss of the batch)/∂θ of every parameter, without penalty, (parameter_count,)."""
        with np.errstate(all="ignore"):
            mean = self.walk.experiment.plan.reduction == "mean"
            return self.gradient_sums / (self.samples if mean else 1)

    @cached_property
    def penalized_gradients(self) -> Array:
        """∂(loss of the batch plus penalty)/∂θ of every parameter, before mask and clipping, (parameter_count,)."""
        descent, theta, loss = descent_of(self.walk.experiment), self.walk.before.theta, self.loss_gradients
        with np.errstate(all="ignore"):
            return loss + descent.penalty_slope(theta) if descent.l1 or descent.l2 else loss

    def penalized_gradient(self, layer: int, unit: int, source: int) -> float:
        """∂(loss of the batch plus penalty)/∂w, before mask and clipping."""
        return float(self.penalized_gradients[self.theta_index(layer, unit, source)])

    def reduced(self, layer: int, unit: int, source: int) -> float:
        """∂(loss of the batch)/∂w: the sum or the mean over the samples."""
        total = self.gradient_sum(layer, unit, source)
        return total if self.walk.experiment.plan.reduction == "sum" else total / self.samples

    def used_gradient(self, layer: int, unit: int, source: int) -> float:
        """The gradient that the optimizer used: reduced, with penalty, mask and clipping."""
        return float(self.updates[layer - 1].given[self._within(layer, unit, source)])

    @cached_property
    def used_gradients(self) -> Array:
        """The gradient of every parameter that the optimizer used, (parameter_count,)."""
        return np.concatenate([step.given for step in self.updates])

    @cached_property
    def unclipped_length(self) -> float:
        """The length of the whole gradient before clipping: with penalty, and without what is held."""
        free = self._free
        grad = self.penalized_gradients if free is None else np.where(free == 0.0, 0.0, self.penalized_gradients)
        largest = float(np.max(np.abs(grad), initial=0.0))
        if not 0.0 < largest < np.inf:
            return largest
        return largest * float(np.sqrt(np.sum((grad / largest) ** 2)))  # the squares of huge numbers overflow

    def computed(self, name: str) -> Array:
        """One recorded value of the optimizer's step, "m" or "change", of every parameter, (parameter_count,)."""
        return np.concatenate([dict(step.arithmetic)[name] for step in self.updates])

    def arithmetic(self, layer: int, unit: int, source: int) -> tuple[tuple[str, float], ...]:
        """Every recorded value of the optimizer's step for one parameter: (name, value)."""
        at = self._within(layer, unit, source)
        return tuple((name, float(values[at])) for name, values in self.updates[layer - 1].arithmetic)

    def memory(self, name: str, layer: int, unit: int, source: int) -> float:
        """The optimizer's memory of one parameter before this update."""
        row = self.walk.experiment.plan.optimizer.memory.index(name)
        return float(self.walk.before.memory[row, self.theta_index(layer, unit, source)])


def _breaks(activation: Activation, z: Array) -> Flags:
    """Where value or slope of a function jumps at z, between the two neighbouring numbers."""
    with np.errstate(all="ignore"):
        below, above = (np.nextafter(z, end) for end in (-np.inf, np.inf))
        values = activation.value(below), activation.value(above)
        slopes = activation.slope(below, values[0]), activation.slope(above, values[1])
    return _differ(*values) | _differ(*slopes)


def _differ(one: Array, other: Array) -> Flags:
    """Where two finite numbers differ by more than rounding."""
    with np.errstate(all="ignore"):
        return np.asarray(np.abs(one - other) > 1e-6 * np.maximum(1e-6, np.maximum(np.abs(one), np.abs(other))))
