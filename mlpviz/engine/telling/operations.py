"""The operations of a walk: one for every number of a calculation by hand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Literal, overload

from mlpviz.engine.records import Walk
from mlpviz.nn.passes import Move

Kind = Literal[
    "sum", "activate",
    "link", "sample_loss", "total_loss",
    "output_slope", "slope", "delta", "weight_gradient", "bias_gradient",
    "weight", "bias",
]
_SOURCED: tuple[Kind, ...] = ("weight_gradient", "weight")
_MOVES: tuple[Kind, ...] = ("weight", "bias")


@dataclass(frozen=True)
class Operation:
    """The computation of one number: a sum, an activation, a slope, an error signal, a gradient or a new weight."""

    move: Move
    layer: int
    """1…n from the input side; 0 for the loss."""
    kind: Kind
    unit: int
    """Unit of that layer, from 0; for parts of the loss, the output."""
    source: int
    """Unit of the layer before, for operations on one weight; −1 for all others."""
    sample: int
    """Position in the batch; −1 for an update."""


@dataclass(frozen=True)
class Phase:
    """Operations that belong together: those at start … start + count − 1 of the walk."""

    move: Move
    layer: int
    """1…n; 0 for the loss and for the update."""
    title: str
    """Title in the list of steps: "Forward · layer 1"."""
    short: str
    """Title under the scrubber: "Forward 1"."""
    sample: int
    """Position in the batch; −1 for the update."""
    start: int
    count: int

    def __contains__(self, index: int) -> bool:
        return self.start <= index < self.start + self.count


@dataclass(frozen=True)
class _Block:
    """Operations of one kind in one layer, unit by unit and, for a unit, source by source."""

    kind: Kind
    layer: int
    units: int
    sources: int = 1

    @property
    def count(self) -> int:
        return self.units * self.sources


@dataclass(frozen=True)
class _Part:
    """A phase without its place in the walk: its blocks of operations."""

    move: Move
    layer: int
    blocks: tuple[_Block, ...]

    @cached_property
    def count(self) -> int:
        return sum(block.count for block in self.blocks)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        return tuple(accumulate((block.count for block in self.blocks), initial=0))[:-1]

    @property
    def words(self) -> tuple[str, str]:
        name = self.move.capitalize()
        return (f"{name} · layer {self.layer}", f"{name} {self.layer}") if self.layer else (name, name)

    def operation(self, offset: int, sample: int) -> Operation:
        which = bisect_right(self.starts, offset) - 1
        block = self.blocks[which]
        unit, source = divmod(offset - self.starts[which], block.sources)
        return Operation(self.move, block.layer, block.kind, unit, source if block.kind in _SOURCED else -1, sample)


class Operations(Sequence[Operation]):
    """Every operation of a walk, in order. Each is made on request, so a huge walk needs no time and memory.

    For each sample: forward layer by layer (all sums, then all activations), the loss, backward layer by layer (the
    slope of the loss by every output of the layer, the slope of every activation, all error signals, then the gradient
    of every weight, unit by unit, then of every bias unless biases are frozen). Where the loss takes the sums of the
    last layer, its error signals are the first. After the last sample, the update. A 2-2-2 network with frozen biases
    has 4 + 4 + 3 + 10 + 10 + 8 = 39 operations.
    """

    def __init__(self, walk: Walk) -> None:
        spec = walk.experiment.network
        self.samples = len(walk.x)
        """Number of samples in the batch."""
        self._parts = _sample_parts(spec.widths, spec.loss.link(spec.outputs) is not None, spec.train_biases)
        self._starts = tuple(accumulate((part.count for part in self._parts), initial=0))
        self._update = _update_part(spec.widths, spec.train_biases)
        self.per_sample = self._starts[-1]
        """Number of operations for one sample, without the update."""
        self._places = dict(self._placed())

    def __len__(self) -> int:
        return self.samples * self.per_sample + self._update.count

    @overload
    def __getitem__(self, index: int) -> Operation: ...

    @overload
    def __getitem__(self, index: slice) -> list[Operation]: ...

    def __getitem__(self, index: int | slice) -> Operation | list[Operation]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        part, offset, sample = self._locate(index)
        return part.operation(offset, sample)

    def _locate(self, index: int) -> tuple[_Part, int, int]:
        at = index + len(self) if index < 0 else index
        if not 0 <= at < len(self):
            raise IndexError(f"operation {index} of {len(self)}")
        sample, offset = divmod(at, self.per_sample)
        if sample >= self.samples:
            return self._update, at - self.samples * self.per_sample, -1
        which = bisect_right(self._starts, offset) - 1
        return self._parts[which], offset - self._starts[which], sample

    def sample_of(self, index: int) -> int:
        """Position in the batch of the sample that an operation is about; −1 for the update."""
        return self._locate(index)[2]

    def phases(self, sample: int) -> tuple[Phase, ...]:
        """The phases of one sample, then the update. During the update, use any sample, such as −1 for the last."""
        at = sample % self.samples
        first = at * self.per_sample
        phases = [
            Phase(part.move, part.layer, *part.words, at, first + start, part.count)
            for part, start in zip(self._parts, self._starts, strict=False)
        ]
        update = self._update
        return (*phases, Phase("update", 0, *update.words, -1, self.samples * self.per_sample, update.count))

    def phase_of(self, index: int) -> Phase:
        """The phase of the operation at an index."""
        part, offset, sample = self._locate(index)
        start = index % len(self) - offset
        return Phase(part.move, part.layer, *part.words, sample, start, part.count)

    def index_of(self, kind: Kind, layer: int, unit: int = 0, source: int = -1, sample: int = 0) -> int | None:
        """The index of an operation, the inverse of `[index]`; None if the walk has no such operation.

        `layer` is 0 for operations of the loss.
        """
        start, block = self._places.get((kind, layer), (0, None))
        if block is None or not 0 <= unit < block.units or not max(source, 0) < block.sources:
            return None
        before = self.samples if block.kind in _MOVES else sample
        return before * self.per_sample + start + unit * block.sources + max(source, 0)

    def _placed(self) -> Iterator[tuple[tuple[Kind, int], tuple[int, _Block]]]:
        """Every block and the index of its first operation, within its sample or within the update."""
        for part, first in [*zip(self._parts, self._starts, strict=False), (self._update, 0)]:
            for start, block in zip(part.starts, part.blocks, strict=True):
                yield (block.kind, block.layer), (first + start, block)


def _sample_parts(widths: Sequence[int], linked: bool, biases: bool) -> tuple[_Part, ...]:
    last, outputs = len(widths) - 1, widths[-1]
    parts = []
    for layer in range(1, last + 1):
        blocks = [_Block("sum", layer, widths[layer])]
        if layer < last or not linked:
            blocks.append(_Block("activate", layer, widths[layer]))
        parts.append(_Part("forward", layer, tuple(blocks)))
    blocks = [_Block("link", 0, outputs)] if linked else []
    if outputs > 1:  # with one output, its part is the whole loss
        blocks.append(_Block("sample_loss", 0, outputs))
    parts.append(_Part("loss", 0, (*blocks, _Block("total_loss", 0, 1))))
    for layer in range(last, 0, -1):
        before = () if layer == last and linked else ("output_slope", "slope")
        blocks = [_Block(kind, layer, widths[layer]) for kind in (*before, "delta")]
        blocks.append(_Block("weight_gradient", layer, widths[layer], widths[layer - 1]))
        if biases:
            blocks.append(_Block("bias_gradient", layer, widths[layer]))
        parts.append(_Part("backward", layer, tuple(blocks)))
    return tuple(parts)


def _update_part(widths: Sequence[int], biases: bool) -> _Part:
    blocks = []
    for layer in range(1, len(widths)):
        blocks.append(_Block("weight", layer, widths[layer], widths[layer - 1]))
        if biases:
            blocks.append(_Block("bias", layer, widths[layer]))
    return _Part("update", 0, tuple(blocks))
