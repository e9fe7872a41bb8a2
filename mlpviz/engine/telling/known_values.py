"""The numbers known so far in a walk: those on the graph, and the table of gradients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from mlpviz.engine.telling.explanation import GradientRow, Mark
from mlpviz.engine.telling.loss_equations import LossEquations
from mlpviz.engine.telling.naming import Names
from mlpviz.engine.telling.operations import Kind, Operations
from mlpviz.engine.telling.recorded import Recorded


def _shown_sample(operations: Operations, index: int) -> int:
    """The sample on screen: during the update, the last one."""
    sample = operations.sample_of(index)
    return sample if sample >= 0 else operations.samples - 1


class GraphValues(Mapping[Mark, Mapping[str, float]]):
    """The numbers known so far on the graph: for each mark, its numbers by name, computed on request.

    A unit has "z", "a", "slope" (f′) and "δ"; inputs only "a". An edge has "w", a bias "b"; both have "gradient", the
    slope of the loss of the sample or, during the update, of the batch, and after their update "new". During the update
    they also have the gradient with penalty, "penalized", and after clipping, "clipped", where there is one. The edge
    from an output to the loss has "gradient", ∂L/∂a. The loss has "L" and the part of each output, "1", "2" … Marks
    without known numbers are missing.
    """

    def __init__(
        self, recorded: Recorded, operations: Operations, losses: LossEquations, index: int, known: int | None = None
    ) -> None:
        """The numbers known at the operation at `index`, and computed by that at `known`, or by `index` itself."""
        self._recorded, self._operations, self._losses = recorded, operations, losses
        self._known = index if known is None else known
        self._sample = _shown_sample(operations, index)
        self._updating = operations.sample_of(index) < 0

    def __getitem__(self, mark: Mark) -> Mapping[str, float]:
        """The numbers of a mark; KeyError if none is known yet."""
        if mark.kind == "unit":
            found = self._unit(mark)
        elif mark.kind == "loss":
            found = self._loss()
        elif mark.layer > self._recorded.layers:
            found = self._to_loss(mark)
        else:
            found = self._parameter(mark)
        if not found:
            raise KeyError(mark)
        return found

    def __iter__(self) -> Iterator[Mark]:
        return (mark for mark in self._marks() if mark in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _marks(self) -> Iterator[Mark]:
        widths, last = self._recorded.widths, self._recorded.layers
        for layer, units in enumerate(widths):
            for unit in range(units):
                yield Mark("unit", layer, unit)
                if layer:
                    yield from (Mark("edge", layer, unit, source) for source in range(widths[layer - 1]))
                    yield Mark("bias", layer, unit)
        yield from (Mark("edge", last + 1, 0, unit) for unit in range(widths[-1]))
        yield Mark("loss", last + 1, 0)

    def _done(self, kind: Kind, layer: int, unit: int = 0, source: int = -1) -> bool:
        at = self._operations.index_of(kind, layer, unit, source, self._sample)
        return at is not None and at <= self._known

    def _unit(self, mark: Mark) -> dict[str, float]:
        layer, unit, recorded, at = mark.layer, mark.unit, self._recorded, self._sample
        if layer == 0:
            return {"a": float(recorded.outputs[0][at, unit])}
        found, linked = {}, layer == recorded.layers and recorded.link is not None
        if self._done("sum", layer, unit):
            found["z"] = float(recorded.sums[layer][at, unit])
        if self._done("link", 0, unit) if linked else self._done("activate", layer, unit):
            found["a"] = float(recorded.outputs[layer][at, unit])
        if self._done("slope", layer, unit):
            found["slope"] = recorded.slope(layer, unit, at)
        if self._done("delta", layer, unit):
            found["δ"] = float(recorded.deltas[layer][at, unit])
        return found

    def _to_loss(self, mark: Mark) -> dict[str, float]:
        if self._done("output_slope", self._recorded.layers, mark.source):
            return {"gradient": float(self._recorded.loss_slopes[self._sample, mark.source])}
        return {}

    def _parameter(self, mark: Mark) -> dict[str, float]:
        recorded, at = self._recorded, (mark.layer, mark.unit, mark.source)
        is_bias = mark.source < 0
        found = {"b" if is_bias else "w": recorded.old_value(*at)}
        if is_bias and not recorded.spec.train_biases:
            return found
        if self._updating:
            found["gradient"] = recorded.reduced(*at)
            if recorded.is_penalized(mark.source):
                found["penalized"] = recorded.penalized_gradient(*at)
            if recorded.walk.scale < 1.0 and not recorded.is_held(*at):
                found["clipped"] = recorded.used_gradient(*at)
            if self._done("bias" if is_bias else "weight", *at):
                found["new"] = recorded.new_value(*at)
        elif self._done("bias_gradient" if is_bias else "weight_gradient", *at):
            found["gradient"] = recorded.gradient(*at, self._sample)
        return found

    def _loss(self) -> dict[str, float]:
        outputs = self._recorded.spec.outputs
        found = {
            str(unit + 1): self._losses.share(unit, self._sample)
            for unit in range(outputs) if outputs > 1 and self._done("sample_loss", 0, unit)
        }
        if self._done("total_loss", 0):
            found["L"] = float(self._recorded.losses[self._sample])
        return found


class GradientRows(Sequence[GradientRow]):
    """Rows of the table of gradients, in the order of the walk; each is made on request."""

    def __init__(
        self, recorded: Recorded, operations: Operations, names: Names, index: int, known: int | None = None
    ) -> None:
        """The table at the operation at `index`, with what is computed by that at `known`, or by `index` itself."""
        self._recorded, self._operations, self._names = recorded, operations, names
        self._known = index if known is None else known
        self._sample = _shown_sample(operations, index)
        self.of_batch = operations.sample_of(index) < 0
        """True during the update: the rows then have the gradient of the batch's loss with penalty."""
        self._runs: list[tuple[int, int]] = []  # for each layer, the first operation and the number of its gradients
        for phase in operations.phases(self._sample):
            if phase.move == "backward":
                first = operations.index_of("weight_gradient", phase.layer, sample=self._sample)
                assert first is not None
                self._runs.append((first, phase.start + phase.count - first))

    def __len__(self) -> int:
        """The number of parameters with a gradient."""
        return sum(count for _, count in self._runs)

    @property
    def ready(self) -> int:
        """Number of gradients computed so far."""
        return sum(min(max(self._known + 1 - start, 0), count) for start, count in self._runs)

    @overload
    def __getitem__(self, at: int) -> GradientRow: ...

    @overload
    def __getitem__(self, at: slice) -> list[GradientRow]: ...

    def __getitem__(self, at: int | slice) -> GradientRow | list[GradientRow]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        index = self.operation_at(at)
        op = self._operations[index]
        place = op.layer, op.unit, op.source
        gradient = None
        if self.of_batch:
            gradient = self._recorded.penalized_gradient(*place)
        elif index <= self._known:
            gradient = self._recorded.gradient(*place, op.sample)
        if op.source < 0:
            name, mark = self._names.bias(op.layer, op.unit), Mark("bias", op.layer, op.unit)
        else:
            name, mark = self._names.weight(op.layer, op.source, op.unit), Mark("edge", *place)
        return GradientRow(name, self._recorded.old_value(*place), gradient, mark)

    def operation_at(self, row: int) -> int:
        """The index of the operation that computes the gradient in a row."""
        left = row + len(self) if row < 0 else row
        for start, count in self._runs:
            if 0 <= left < count:
                return start + left
            left -= count
        raise IndexError(f"row {row} of {len(self)}")

    def row_of(self, index: int) -> int | None:
        """The row of the parameter whose gradient or update an operation computes; None for other operations."""
        op = self._operations[index]
        if op.move == "update":
            kind: Kind = "bias_gradient" if op.source < 0 else "weight_gradient"
            at = self._operations.index_of(kind, op.layer, op.unit, op.source, self._sample)
        else:
            at = index
        before = 0
        for start, count in self._runs:
            if at is not None and start <= at < start + count:
                return before + at - start
            before += count
        return None
