"""The source of each operation: the methods that computed its number, and the values in them."""

from __future__ import annotations

from collections.abc import Mapping

from mlpviz.engine.telling.explanation import Source
from mlpviz.engine.telling.operations import Operation
from mlpviz.engine.telling.recorded import Recorded
from mlpviz.engine.telling.sources import Shape, source_of
from mlpviz.nn.layers import Activate, Dense
from mlpviz.nn.optimizers import Descent

Values = tuple[tuple[str, float], ...]
Found = tuple[Source, tuple[Source, ...]]


class SourceLines:
    """Finds the source and the values for the operations of one walk."""

    def __init__(self, recorded: Recorded) -> None:
        self.recorded = recorded
        self._kept: dict[tuple[str, int], Found] = {}
        self._held = recorded.spec.free() is not None

    def of(self, op: Operation) -> Found:
        """The method that an operation is part of, and others that take part; the same for all units of a layer."""
        key = op.kind, op.layer
        if key not in self._kept:
            self._kept[key] = self._find(op)
        return self._kept[key]

    def _find(self, op: Operation) -> Found:
        if op.move == "forward":
            return self._of_forward(op)
        if op.move == "loss":
            return self._of_loss(op)
        return self._of_update(op.layer) if op.move == "update" else self._of_backward(op)

    def _of_forward(self, op: Operation) -> Found:
        units = self.recorded.samples, self.recorded.widths[op.layer]
        if op.kind == "sum":
            return source_of(Dense, "forward", None, self._dense(op.layer)), ()
        known = {"z": units, "self.z": units, "self.a": units}
        activation = self.recorded.activations[op.layer - 1]
        return source_of(Activate, "forward", "value", known), (self._value(activation, units),)

    def _of_loss(self, op: Operation) -> Found:
        if op.kind != "link":
            return self._loss("of_samples"), ()
        assert self.recorded.link is not None
        return self._value(self.recorded.link, self.recorded.y.shape), (self._loss("slope"),)

    def _of_backward(self, op: Operation) -> Found:
        recorded, layer = self.recorded, op.layer
        if op.kind in ("weight_gradient", "bias_gradient"):
            return self._backward(layer, "dW" if op.kind == "weight_gradient" else "db"), ()
        if layer == recorded.layers and recorded.link is not None:
            return self._loss("slope"), (self._value(recorded.link, recorded.y.shape),)
        if op.kind == "output_slope":
            return self._loss("slope") if layer == recorded.layers else self._backward(layer + 1, None), ()
        units = recorded.samples, recorded.widths[layer]
        slope = source_of(recorded.activations[layer - 1], "slope", None, {"z": units, "a": units})
        backward = source_of(Activate, "backward", None, {"da": units, "self.z": units, "self.a": units})
        return (slope, (backward,)) if op.kind == "slope" else (backward, (slope,))

    def _of_update(self, layer: int) -> Found:
        plan, flat = self.recorded.walk.experiment.plan, self._flat(layer)
        rule = plan.optimizer
        known: dict[str, Shape] = {"self.theta": flat, "self.grad": flat, "g": flat, "w": flat}
        known |= {"rate": (), "count": ()}
        known |= {f"self.{name}": () for name in rule.parameters()}
        known |= {f"memory[{row}]": flat for row in range(len(rule.memory))}
        averaged = self.recorded.samples > 1 and plan.reduction == "mean"
        acted = "samples" if averaged else "penalty_slope" if plan.l1 or plan.l2 else "held" if self._held else \
            "count" if plan.clip is None else "clip"
        return source_of(Dense, "update", "theta", known), (
            source_of(rule, "step", None, known), source_of(Descent, "_apply_rule", "step"),
            source_of(Descent, "prepare", acted))

    def _dense(self, layer: int) -> Mapping[str, Shape]:
        n, n_in, n_out = self.recorded.samples, *self.recorded.widths[layer - 1 : layer + 1]
        return {
            "x": (n, n_in), "self.x": (n, n_in), "dz": (n, n_out), "self.W": (n_in, n_out), "self.b": (n_out,),
            "self.dW": (n_in, n_out), "self.db": (n_out,),
        }

    def _flat(self, layer: int) -> Shape:
        part = self.recorded.slices[layer - 1]
        return (part.stop - part.start,)

    def _backward(self, layer: int, mentions: str | None) -> Source:
        return source_of(Dense, "backward", mentions, self._dense(layer))

    def _value(self, activation: object, shape: Shape) -> Source:
        return source_of(activation, "value", None, {"z": shape})

    def _loss(self, method: str) -> Source:
        spec = self.recorded.spec
        shape = (self.recorded.samples, spec.outputs)
        known = {"y": shape, "t": shape, "return": shape if method == "slope" else shape[:1]}
        return source_of(spec.loss, method, None, known, spec.outputs)

    def values(self, op: Operation) -> Values:
        """Values of this sample, by their names in the source; the result is last."""
        if op.move == "update":
            return self._updated(op)
        if op.move == "backward":
            return self._backward_values(op)
        return self._loss_values(op) if op.move == "loss" else self._forward_values(op)

    def _forward_values(self, op: Operation) -> Values:
        recorded, s, j = self.recorded, op.sample, op.unit
        z = float(recorded.sums[op.layer][s, j])
        if op.kind == "activate":
            return (f"z[{s}, {j}]", z), (f"self.a[{s}, {j}]", float(recorded.outputs[op.layer][s, j]))
        shown = range(min(2, recorded.widths[op.layer - 1]))
        values: list[tuple[str, float]] = []
        for i in shown:
            values.append((f"x[{s}, {i}]", float(recorded.outputs[op.layer - 1][s, i])))
            values.append((f"self.W[{i}, {j}]", recorded.old_value(op.layer, j, i)))
        return *values, (f"self.b[{j}]", recorded.old_value(op.layer, j, -1)), (f"return[{s}, {j}]", z)

    def _loss_values(self, op: Operation) -> Values:
        recorded, s, k = self.recorded, op.sample, op.unit
        if op.kind == "link":
            return (f"z[{s}, {k}]", float(recorded.y[s, k])), (f"return[{s}, {k}]", float(recorded.answers[s, k]))
        if op.kind == "sample_loss":
            return self._taken(s, k)
        return (f"return[{s}]", float(recorded.losses[s])),

    def _taken(self, s: int, k: int) -> Values:
        return (f"y[{s}, {k}]", float(self.recorded.y[s, k])), (f"t[{s}, {k}]", float(self.recorded.walk.t[s, k]))

    def _backward_values(self, op: Operation) -> Values:
        recorded, s, j, layer = self.recorded, op.sample, op.unit, op.layer
        delta = float(recorded.deltas[layer][s, j])
        slopes = recorded.output_slopes[layer]
        if slopes is None and op.kind == "delta":
            return *self._taken(s, j), (f"return[{s}, {j}]", delta)
        if slopes is not None and op.kind in ("output_slope", "slope", "delta"):
            return self._slope_values(op, float(slopes[s, j]), delta)
        i, whole = op.source, recorded.gradient_sum(layer, j, op.source)
        stored = f"self.db[{j}]" if i < 0 else f"self.dW[{i}, {j}]"
        if recorded.samples > 1:
            stored += f", sum of {recorded.samples}"
        given = (f"dz[{s}, {j}]", delta)
        if i < 0:
            return given, (stored, whole)
        return given, (f"self.x[{s}, {i}]", float(recorded.outputs[layer - 1][s, i])), (stored, whole)

    def _slope_values(self, op: Operation, arrived: float, delta: float) -> Values:
        recorded, s, j, layer = self.recorded, op.sample, op.unit, op.layer
        returned = f"return[{s}, {j}]"
        if op.kind == "output_slope":
            given = self._taken(s, j) if layer == recorded.layers else tuple(
                (f"dz[{s}, {at}]", float(recorded.deltas[layer + 1][s, at]))
                for at in range(min(2, recorded.widths[layer + 1])))
            return *given, (returned, arrived)
        z, a = float(recorded.sums[layer][s, j]), float(recorded.outputs[layer][s, j])
        if op.kind == "slope":
            return (f"z[{s}, {j}]", z), (f"a[{s}, {j}]", a), (returned, recorded.slope(layer, j, s))
        return (f"da[{s}, {j}]", arrived), (f"self.a[{s}, {j}]", a), (returned, delta)

    def _updated(self, op: Operation) -> Values:
        recorded, i, j = self.recorded, op.source, op.unit
        place = f"[{j}]" if i < 0 else f"[{i}, {j}]"
        letter = "b" if i < 0 else "W"
        return (
            (f"self.d{letter}{place}", recorded.used_gradient(op.layer, j, i)), ("optimizer.rate", recorded.rate),
            (f"self.{letter}{place}", recorded.new_value(op.layer, j, i)),
        )
