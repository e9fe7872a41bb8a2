"""The narrator of a walk: explains any operation in symbols, numbers and a sentence, from the recorded numbers."""

from __future__ import annotations

import math
from collections import OrderedDict
from functools import cached_property
from typing import TypeVar

import numpy as np

from mlpviz.engine.build import descent_of, network_of
from mlpviz.engine.records import Walk
from mlpviz.engine.telling.backward_equations import BackwardEquations
from mlpviz.engine.telling.explanation import Along, Explanation, OperationCurve, Source, Tick
from mlpviz.engine.telling.forward_equations import ForwardEquations
from mlpviz.engine.telling.ground import Ground, ground_of
from mlpviz.engine.telling.known_values import GradientRows, GraphValues
from mlpviz.engine.telling.loss_equations import LossEquations
from mlpviz.engine.telling.naming import Names, names_of
from mlpviz.engine.telling.operands import Draft
from mlpviz.engine.telling.operation_curves import curve_of
from mlpviz.engine.telling.operations import Operation, Operations
from mlpviz.engine.telling.recorded import Recorded
from mlpviz.engine.telling.source_lines import SourceLines
from mlpviz.engine.telling.ticks import Ticks
from mlpviz.engine.telling.update_equations import UpdateEquations
from mlpviz.nn.arrays import Array

REACH = 2.5
"""Smallest distance from a weight to either end of the plot of its loss."""
TOLD = 8
"""How many explanations, and how many curves, are kept."""
MOST_VALUES = 2**18
"""How many values of a layer are computed at once for the curve of a loss."""
NOT_FINITE = "This is no finite number: it, or a number in it, is not defined or too large for the computer."
Key = TypeVar("Key")
Value = TypeVar("Value")
_ABOUT_A_PARAMETER = ("weight_gradient", "bias_gradient", "weight", "bias")


class Narrator:
    """Explains any operation of one walk. Everything is computed on request."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.operations = Operations(walk)
        self.names: Names = names_of(walk.experiment, walk.before.theta)
        self.recorded = Recorded(walk)
        """The recorded numbers, by layer, unit and sample."""
        self._forward = ForwardEquations(self.recorded, self.names)
        self._loss = LossEquations(self.recorded, self.names)
        self._backward = BackwardEquations(self.recorded, self.names)
        self._update = UpdateEquations(self.recorded, self.names)
        self._source_lines = SourceLines(self.recorded)
        self._told: OrderedDict[tuple[int, int], Explanation] = OrderedDict()
        """What was told last: every view asks for the same."""
        self._along: OrderedDict[tuple[int, int], Along | None] = OrderedDict()
        """The last curves, by operation and number of points."""
        self._ticks = Ticks(walk)

    def tell(self, index: int, digits: int = 9) -> Explanation:
        """Explain the operation at `index`. `digits` is the number of decimals, only in the LaTeX of the arithmetic."""
        key = index, digits
        if key not in self._told:
            _remember(self._told, key, self._explained(index, digits))
        return self._told[key]

    def _explained(self, index: int, digits: int) -> Explanation:
        op = self.operations[index]
        draft = self._draft(op, digits)
        where = f"Update · layer {op.layer}" if op.move == "update" else self.operations.phase_of(index).title
        touched = [term.mark for term in draft.terms if term.mark is not None]
        source, called = self._source_lines.of(op)
        told_result = draft.terms[0].value
        assert told_result is not None
        sentence = draft.sentence if math.isfinite(told_result) else NOT_FINITE
        tick = self._ticks.of(draft.terms[0].symbol, op.sample, told_result, draft.addends)
        if tick is not None and tick.slip:
            sentence = f"{sentence} {tick.slip}"
        return Explanation(
            heading=f"{where} · {draft.about}", question=draft.question, terms=draft.terms,
            arithmetic=draft.arithmetic, sentence=sentence, flow=draft.flow, label=draft.label,
            preview=self._update.preview(op) if op.kind in ("weight_gradient", "bias_gradient") else (),
            addends=draft.addends, tick=tick,
            marks=tuple(dict.fromkeys([*touched, *draft.marks, *draft.flow])),
            backward=op.move in ("backward", "update"), source=source, called=called,
            values=self._source_lines.values(op))

    def tick_of_new_weight(self, symbol: str, value: float) -> Tick | None:
        """What the source of a published example prints for a new weight of that name."""
        return self._ticks.of(symbol, -1, value, ())

    def _draft(self, op: Operation, digits: int) -> Draft:
        if op.move == "update":
            return self._update.draft(op, digits)
        if op.move == "backward":
            return self._backward.draft(op)
        return self._loss.draft(op) if op.move == "loss" else self._forward.draft(op)

    def source(self, index: int) -> Source:
        """The source of the operation at `index`, without the rest of its explanation."""
        return self._source_lines.of(self.operations[index])[0]

    def label(self, index: int) -> str:
        """The LaTeX of an operation in the list of steps, without the rest of its explanation."""
        op, names, name = self.operations[index], self.names, self.parameter(index)
        if name:
            return name if op.move == "update" else names.short_gradient(name)
        if op.kind == "link":
            return names.unit(self.recorded.layers, op.unit)
        if op.move == "loss":
            return names.part(op.unit) if op.kind == "sample_loss" else names.loss
        if op.kind == "output_slope":
            return names.short_gradient(names.unit(op.layer, op.unit))
        if op.kind == "slope":
            return names.short_slope(op.layer, op.unit)
        return {"sum": names.sum, "activate": names.unit, "delta": names.delta}[op.kind](op.layer, op.unit)

    def parameter(self, index: int) -> str:
        """The name of the weight or bias that an operation is about; "" if it is about none."""
        op = self.operations[index]
        about = op.kind in _ABOUT_A_PARAMETER
        return self._update.parameter_name(op.layer, op.unit, op.source) if about else ""

    def sample(self, index: int) -> int:
        """Position in the batch of the sample on screen; during the update, the last one."""
        at = self.operations.sample_of(index)
        return at if at >= 0 else self.recorded.samples - 1

    def share(self, unit: int, sample: int) -> float:
        """What one output adds to the loss of a sample."""
        return self._loss.share(unit, sample)

    def graph_values(self, index: int) -> GraphValues:
        """The numbers known on the graph after the operation at `index`."""
        return GraphValues(self.recorded, self.operations, self._loss, index)

    def gradients(self, index: int) -> GradientRows:
        """The gradients of the current sample in the order of the walk; during the update, of the batch."""
        return GradientRows(self.recorded, self.operations, self.names, index)

    def loss_along(self, index: int, points: int = 61) -> Along | None:
        """The loss as a function of the operation's weight or bias; None if the operation has none.

        For a gradient, it is the loss of that sample; for an update, the loss of the batch with penalty.
        """
        key = index, points
        if key not in self._along:
            _remember(self._along, key, self._computed_along(index, points))
        return self._along[key]

    def _computed_along(self, index: int, points: int) -> Along | None:
        op = self.operations[index]
        if op.kind not in _ABOUT_A_PARAMETER:
            return None
        here, half = self.recorded.old_value(op.layer, op.unit, op.source), max(1, points // 2)
        reach = max(REACH, 1.5 * abs(here))
        weights = here + np.linspace(-reach, reach, 2 * half + 1)
        weights[half] = here
        losses = self._losses_at(op, weights)
        if op.move == "update":
            slope = self.recorded.penalized_gradient(op.layer, op.unit, op.source)
        else:
            slope = self.recorded.gradient(op.layer, op.unit, op.source, op.sample)
        with np.errstate(all="ignore"):
            return Along(weights, losses, losses[half] + slope * (weights - here))

    @cached_property
    def ground(self) -> Ground | None:
        """The data square before and after the update; None if there is but one point."""
        return ground_of(self.walk)

    def curve(self, index: int) -> OperationCurve | None:
        """The curve of the operation's weight, activation or output; None if it is about none of them."""
        op = self.operations[index]
        along = self.loss_along(index)
        if along is None:
            return curve_of(self.recorded, self.names, op)
        by = self.parameter(index)
        plan = self.walk.experiment.plan
        what = "Loss plus penalty" if op.move == "update" and (plan.l1 or plan.l2) else "Loss"
        return OperationCurve("loss", f"{what} along ${by}$", by, along)

    def _losses_at(self, op: Operation, weights: Array) -> Array:
        """The loss for each of the given values of one parameter; of an update, of the batch with penalty.

        A weight changes one sum of its layer alone. So all values are tried at once, as so many samples, and only
        through the layers behind it.
        """
        experiment, whole = self.walk.experiment, op.move == "update"
        rows = slice(None) if whole else slice(op.sample, op.sample + 1)
        sums, t = self.recorded.sums[op.layer][rows], self.walk.t[rows]
        arriving = self.recorded.outputs[op.layer - 1][rows, op.source] if op.source >= 0 else np.ones(len(t))
        steps = weights - self.recorded.old_value(op.layer, op.unit, op.source)
        network, losses = network_of(experiment.network, self.walk.before.theta), np.empty(len(weights))
        at_once = max(1, MOST_VALUES // (len(t) * max(network.widths)))
        with np.errstate(all="ignore"):
            for first in range(0, len(weights), at_once):
                some = steps[first : first + at_once]
                tried = np.tile(sums, (len(some), 1, 1))
                tried[:, :, op.unit] += some[:, None] * arriving
                value = tried.reshape(-1, sums.shape[1])
                for layer in network.layers[2 * op.layer - 1 :]:
                    value = layer.forward(value)
                of_samples = network.loss.of_samples(value, np.tile(t, (len(some), 1))).reshape(len(some), -1)
                summed = np.sum if experiment.plan.reduction == "sum" else np.mean
                losses[first : first + at_once] = summed(of_samples, axis=1)
        return losses + self._penalties(op, weights) if whole else losses

    def _penalties(self, op: Operation, weights: Array) -> Array:
        """The penalty for each of the given values of one parameter."""
        descent, theta = descent_of(self.walk.experiment), self.walk.before.theta.copy()
        if not (descent.l1 or descent.l2):
            return np.zeros(len(weights))
        found, at = np.empty(len(weights)), self.recorded.theta_index(op.layer, op.unit, op.source)
        with np.errstate(all="ignore"):
            for number, weight in enumerate(weights):
                theta[at] = weight
                found[number] = descent.penalty(theta)
        return found


def _remember(kept: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    kept[key] = value
    if len(kept) > TOLD:
        kept.popitem(last=False)
