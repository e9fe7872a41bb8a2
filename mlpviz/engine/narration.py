"""One operation of a walk told in symbols, numbers and a plain sentence, all from what was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import overload

import numpy as np

from mlpviz.engine.equations import Equations
from mlpviz.engine.ledger import Ledger
from mlpviz.engine.naming import Names, names_of, plain_of
from mlpviz.engine.operations import Operation, Operations
from mlpviz.engine.origins import Origins
from mlpviz.engine.records import Walk
from mlpviz.engine.run import network_of
from mlpviz.engine.told import GradientRow, Line, LossAlong, Mark, Role, Source, Term, Told
from mlpviz.engine.updates import Updates

__all__ = [
    "GradientRow", "GradientRows", "GraphValues", "Line", "LossAlong", "Mark", "Names", "Narrator", "Role", "Source", "Term",
    "Told", "plain_of",
]


class Narrator:
    """Tells any operation of one walk. Everything is worked out when it is asked for."""

    def __init__(self, walk: Walk) -> None:
        """Open the books of `walk`."""
        self.walk = walk
        self.operations = Operations(walk)
        self.names: Names = names_of(walk.experiment)
        self.book = Ledger(walk)
        self._equations = Equations(self.book, self.names)
        self._updates = Updates(self.book, self.names)
        self._origins = Origins(self.book)

    def tell(self, index: int, digits: int = 9) -> Told:
        """Tell the operation at `index`. `digits` are the decimals in the LaTeX of the arithmetic lines alone."""
        op = self.operations[index]
        draft = self._updates.draft(op, digits) if op.move == "update" else self._equations.draft(op)
        if op.kind in ("weight_gradient", "bias_gradient"):
            draft = replace(draft, preview=self._updates.preview(op))
        touched = [term.mark for term in draft.terms if term.mark is not None]
        source, called = self._origins.of(op)
        phase = self.operations.phase_of(index)
        where = f"Update · layer {op.layer}" if op.move == "update" else phase.title
        return Told(
            heading=f"{where} · {draft.about}", question=draft.question, terms=draft.terms, arithmetic=draft.arithmetic,
            preview=draft.preview, sentence=draft.sentence, marks=tuple(dict.fromkeys([*touched, *draft.marks, *draft.flow])),
            flow=draft.flow, backward=op.move in ("backward", "update"), source=source, values=self._origins.values(op),
            label=draft.label, called=called)

    def label(self, index: int) -> str:
        """LaTeX of one row in the list of steps, without telling the rest."""
        op, names = self.operations[index], self.names
        if op.kind in ("weight_gradient", "bias_gradient", "weight", "bias"):
            name = names.bias(op.layer, op.unit) if op.source < 0 else names.weight(op.layer, op.source, op.unit)
            return name if op.move == "update" else names.short_gradient(name)
        if op.move == "loss":
            if op.kind == "link":
                return names.unit(self.book.layers, op.unit)
            return names.part(op.unit) if op.kind == "sample_loss" else names.loss
        return {"sum": names.sum, "activate": names.unit, "delta": names.delta}[op.kind](op.layer, op.unit)

    def share(self, unit: int, sample: int) -> float:
        """What one output adds to the loss of a sample."""
        return self._equations.share(unit, sample)

    def sample(self, index: int) -> int:
        """Position in the batch of the sample on screen: during the update, the last one."""
        at = self.operations.sample_of(index)
        return at if at >= 0 else self.book.samples - 1

    def graph_values(self, index: int) -> GraphValues:
        """What is known on the graph once the operation at `index` is done."""
        return GraphValues(self, index)

    def gradients(self, index: int) -> GradientRows:
        """The gradients of the current sample in the order of the walk; during the update, those that it follows."""
        return GradientRows(self, index)

    def loss_along(self, index: int, points: int = 61) -> LossAlong | None:
        """The loss while one weight or bias alone moves; None if the operation is not about one.

        For a gradient it is the loss of that sample; for an update the loss of the batch, as reduced, with penalty.
        """
        op = self.operations[index]
        if op.kind not in ("weight_gradient", "bias_gradient", "weight", "bias"):
            return None
        at = self.book.theta_index(op.layer, op.unit, op.source)
        theta = self.walk.before.theta.copy()
        network, here = network_of(self.walk.experiment.network, theta), float(theta[at])
        reach, half = max(2.5, 1.5 * abs(here)), max(1, points // 2)
        weights = here + np.linspace(-reach, reach, 2 * half + 1)
        weights[half] = here
        rows = slice(None) if op.move == "update" else slice(op.sample, op.sample + 1)
        x, t, losses = self.walk.x[rows], self.walk.t[rows], np.empty(len(weights))
        plan = self.walk.experiment.plan
        decayed = self.walk.experiment.network.is_weight() if op.move == "update" and plan.l2 else None
        with np.errstate(all="ignore"):
            for number, weight in enumerate(weights):
                theta[at] = weight
                of_samples = network.loss.of_samples(network.forward(x), t)
                losses[number] = np.sum(of_samples) if plan.reduction == "sum" else np.mean(of_samples)
                if decayed is not None:
                    losses[number] += 0.5 * plan.l2 * float(np.sum(decayed * theta * theta))
        slope = self.parameter_gradient(op)
        return LossAlong(weights, losses, losses[half] + slope * (weights - here))

    def parameter_gradient(self, op: Operation) -> float:
        """The gradient that an operation on one weight or bias is about."""
        if op.move == "update":
            return self.book.followed(op.layer, op.unit, op.source)
        return self.book.gradient(op.layer, op.unit, op.source, op.sample)


class GraphValues(Mapping[Mark, Mapping[str, float]]):
    """What is known on the graph by now: of a mark, its numbers by name.

    A unit has "z", "a", "slope" (f′) and "δ"; inputs "a" alone. An edge has "w", "gradient" and, after its update, "new";
    a bias "b", "gradient" and "new". The edge from an output to the loss has "gradient", ∂L/∂a. The loss has "L" and
    the outputs' shares "1", "2" … Marks of which nothing is known yet are missing.
    """

    def __init__(self, narrator: Narrator, index: int) -> None:
        """What `narrator` knows after the operation at `index`."""
        self._narrator, self._book = narrator, narrator.book
        self._operations, self._index = narrator.operations, index
        self._sample = narrator.sample(index)
        self._updating = narrator.operations.sample_of(index) < 0

    def _done(self, kind: str, layer: int, unit: int = 0, source: int = -1) -> bool:
        at = self._operations.index_of(kind, layer, unit, source, self._sample)  # type: ignore[arg-type]
        return at is not None and at <= self._index

    def __getitem__(self, mark: Mark) -> Mapping[str, float]:
        """The numbers of a mark; KeyError if none is known yet."""
        found = {"unit": self._unit, "edge": self._edge, "bias": self._bias, "loss": self._loss}[mark.kind](mark)
        if not found:
            raise KeyError(mark)
        return found

    def __iter__(self) -> Iterator[Mark]:
        """Every mark of which something is known."""
        return (mark for mark in self._marks() if mark in self)

    def __len__(self) -> int:
        """How many marks something is known of."""
        return sum(1 for _ in self)

    def _marks(self) -> Iterator[Mark]:
        widths, last = self._book.widths, self._book.layers
        for layer, units in enumerate(widths):
            yield from (Mark("unit", layer, unit) for unit in range(units))
            if layer:
                for unit in range(units):
                    yield from (Mark("edge", layer, unit, source) for source in range(widths[layer - 1]))
                    yield Mark("bias", layer, unit)
        yield from (Mark("edge", last + 1, 0, unit) for unit in range(widths[-1]))
        yield Mark("loss", last + 1, 0)

    def _unit(self, mark: Mark) -> dict[str, float]:
        layer, unit, book, at = mark.layer, mark.unit, self._book, self._sample
        if layer == 0:
            return {"a": float(book.outputs[0][at, unit])}
        found, linked = {}, layer == book.layers and book.link is not None
        if self._done("sum", layer, unit):
            found["z"] = float(book.sums[layer][at, unit])
        if self._done("link", 0, unit) if linked else self._done("activate", layer, unit):
            found["a"] = float(book.outputs[layer][at, unit])
        if self._done("delta", layer, unit):
            if not linked:
                found["slope"] = book.slope(layer, unit, at)
            found["δ"] = float(book.deltas[layer][at, unit])
        return found

    def _edge(self, mark: Mark) -> dict[str, float]:
        if mark.layer > self._book.layers:
            if self._book.link is None and self._done("delta", self._book.layers, mark.source):
                return {"gradient": float(self._book.loss_slopes[self._sample, mark.source])}
            return {}
        return self._parameter("w", mark.layer, mark.unit, mark.source)

    def _bias(self, mark: Mark) -> dict[str, float]:
        return self._parameter("b", mark.layer, mark.unit, -1)

    def _parameter(self, letter: str, layer: int, unit: int, source: int) -> dict[str, float]:
        book = self._book
        found = {letter: book.old_value(layer, unit, source)}
        if self._updating and (source >= 0 or book.spec.train_biases):
            found["gradient"] = book.followed(layer, unit, source)
        elif self._done("bias_gradient" if source < 0 else "weight_gradient", layer, unit, source):
            found["gradient"] = book.gradient(layer, unit, source, self._sample)
        if self._done("bias" if source < 0 else "weight", layer, unit, source):
            found["new"] = book.new_value(layer, unit, source)
        return found

    def _loss(self, mark: Mark) -> dict[str, float]:
        outputs = self._book.spec.outputs
        found = {
            str(unit + 1): self._narrator.share(unit, self._sample)
            for unit in range(outputs) if outputs > 1 and self._done("sample_loss", 0, unit)
        }
        if self._done("total_loss", 0):
            found["L"] = float(self._book.losses[self._sample])
        return found


class GradientRows(Sequence[GradientRow]):
    """Rows of the table of gradients, in the order in which the walk reaches them; each made when it is asked for."""

    def __init__(self, narrator: Narrator, index: int) -> None:
        """The table once the operation at `index` is done."""
        self._narrator, self._index = narrator, index
        self._operations, self._sample = narrator.operations, narrator.sample(index)
        self._phases = [
            phase for phase in self._operations.phases(self._sample) if phase.move == "backward"
        ]
        widths, biases = narrator.book.widths, narrator.book.spec.train_biases
        self._counts = [widths[phase.layer] * (widths[phase.layer - 1] + int(biases)) for phase in self._phases]
        self.of_batch = self._operations.sample_of(index) < 0
        """True during the update: the rows are then the gradient that the update follows, reduced and with penalty."""

    def __len__(self) -> int:
        """One row for every parameter that learns."""
        return sum(self._counts)

    @property
    def ready(self) -> int:
        """How many have been computed by now."""
        return sum(
            min(max(self._index + 1 - (phase.start + phase.count - count), 0), count)
            for phase, count in zip(self._phases, self._counts, strict=True)
        )

    @overload
    def __getitem__(self, at: int) -> GradientRow: ...

    @overload
    def __getitem__(self, at: slice) -> list[GradientRow]: ...

    def __getitem__(self, at: int | slice) -> GradientRow | list[GradientRow]:
        """One row or some."""
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        index = self.operation_at(at)
        op, book, names = self._operations[index], self._narrator.book, self._narrator.names
        known = self.of_batch or index <= self._index
        gradient = self._narrator.parameter_gradient(op) if known and not self.of_batch else None
        if self.of_batch:
            gradient = book.followed(op.layer, op.unit, op.source)
        name = names.bias(op.layer, op.unit) if op.source < 0 else names.weight(op.layer, op.source, op.unit)
        mark = Mark("bias", op.layer, op.unit) if op.source < 0 else Mark("edge", op.layer, op.unit, op.source)
        return GradientRow(name, book.old_value(op.layer, op.unit, op.source), gradient, mark)

    def operation_at(self, row: int) -> int:
        """The index of the operation that a row belongs to."""
        left = row + len(self) if row < 0 else row
        for phase, count in zip(self._phases, self._counts, strict=True):
            if 0 <= left < count:
                return phase.start + phase.count - count + left
            left -= count
        raise IndexError(f"row {row} of {len(self)}")

    def row_of(self, index: int) -> int | None:
        """The row that an operation (a gradient, or the update of the same weight) belongs to, or None."""
        op = self._operations[index]
        kinds = {"weight": "weight_gradient", "bias": "bias_gradient"}
        kind = kinds.get(op.kind, op.kind)
        if kind not in kinds.values():
            return None
        at = self._operations.index_of(kind, op.layer, op.unit, op.source, self._sample)  # type: ignore[arg-type]
        before = 0
        for phase, count in zip(self._phases, self._counts, strict=True):
            if at is not None and at in phase:
                return before + at - (phase.start + phase.count - count)
            before += count
        return None
