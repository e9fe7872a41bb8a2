"""The columns of the ledger: every parameter that learns, layer by layer and unit by unit."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import overload

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.telling.batch.records import Column
from mlpviz.engine.telling.naming import Names
from mlpviz.engine.telling.recorded import Recorded


class Columns(Sequence[Column]):
    """Every weight and, if biases learn, every bias: for each unit its weights by source, then its bias.

    Each is made on request, so a huge network needs no time and memory.
    """

    def __init__(self, recorded: Recorded, names: Names) -> None:
        self._recorded, self._names = recorded, names
        self._biases = 1 if recorded.spec.train_biases else 0
        widths = recorded.widths
        self._counts = [out * (before + self._biases) for before, out in zip(widths, widths[1:], strict=False)]
        self.starts = tuple(accumulate(self._counts, initial=0))
        """For each layer, its first column; at the end, the number of columns."""

    def __len__(self) -> int:
        return self.starts[-1]

    @overload
    def __getitem__(self, at: int) -> Column: ...

    @overload
    def __getitem__(self, at: slice) -> list[Column]: ...

    def __getitem__(self, at: int | slice) -> Column | list[Column]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        layer, unit, source = self.place(at)
        names, recorded = self._names, self._recorded
        bias = source < 0
        return Column(
            layer, unit, source, names.bias(layer, unit) if bias else names.weight(layer, source, unit),
            "b" if bias else names.unit(layer - 1, source), names.unit(layer, unit), self.layer_title(layer),
            recorded.theta_index(layer, unit, source), recorded.is_held(layer, unit, source))

    def place(self, at: int) -> tuple[int, int, int]:
        """Layer, unit and source of a column."""
        found = at + len(self) if at < 0 else at
        if not 0 <= found < len(self):
            raise IndexError(f"column {at} of {len(self)}")
        layer = bisect_right(self.starts, found)
        sources = self._recorded.widths[layer - 1]
        unit, source = divmod(found - self.starts[layer - 1], sources + self._biases)
        return layer, unit, source if source < sources else -1

    def at(self, layer: int, unit: int, source: int) -> int | None:
        """The column of a weight, or with source −1 of a bias; None if there is no such column."""
        widths = self._recorded.widths
        if not 1 <= layer < len(widths) or not 0 <= unit < widths[layer]:
            return None
        sources = widths[layer - 1]
        if not -self._biases <= source < sources:
            return None
        return self.starts[layer - 1] + unit * (sources + self._biases) + (sources if source < 0 else source)

    def sources(self, layer: int) -> int:
        """How many columns every unit of a layer has."""
        return self._recorded.widths[layer - 1] + self._biases

    def layer_title(self, layer: int) -> str:
        """The title of a layer: "Layer 1 · Dense 3 · Tanh"."""
        spec = self._recorded.spec.layers[layer - 1]
        return f"Layer {layer} · Dense {spec.units} · {spec.activation.label}"

    @cached_property
    def order(self) -> NDArray[np.intp]:
        """The place in theta of every column, (columns,)."""
        found = []
        for layer, part in enumerate(self._recorded.slices, start=1):
            n_in, n_out = self._recorded.widths[layer - 1 : layer + 1]
            inside = np.arange(part.start, part.stop).reshape(n_in + 1, n_out)[: n_in + self._biases]
            found.append(inside.T.ravel())
        return np.concatenate(found).astype(np.intp)
