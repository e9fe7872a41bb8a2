"""Which parameters are kept when the layers or features of a network change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mlpviz.nn.arrays import Array
from mlpviz.nn.layers import as_weights
from mlpviz.nn.network import slices


class Shape(NamedTuple):
    """What identifies the parameters of a network; two networks share parameters by it."""

    widths: tuple[int, ...]
    """The number of inputs of the first layer, then the units of each layer."""
    sources: tuple[str, ...]
    """The names of the inputs of the first layer."""


def matches(old: Sequence[int], new: Sequence[int]) -> list[tuple[int, int]]:
    """Which layer of the widths `new` keeps the weights of which layer of `old`: pairs (new, old), counted from 0.

    Layers are matched from the input side, and after an added or removed layer from the output side.
    """
    before, now = len(old) - 1, len(new) - 1
    shift = now - before
    if shift == 0:
        return [(index, index) for index in range(now)]
    same = 0
    while same < min(before, now) and old[same + 1] == new[same + 1]:
        same += 1
    behind = same + max(shift, 0)
    front = [(index, index) for index in range(min(same, now - 1))]
    back = [(index, index - shift) for index in range(max(behind, len(front)), now) if index - shift >= 0]
    return front + back


def carry(values: Array, old: Shape, into: Array, new: Shape) -> None:
    """Copy the parameters that both networks have from `values` (shape `old`) into `into` (shape `new`)."""
    for index, before in matches(old.widths, new.widths):
        there, here = slices(new.widths)[index], slices(old.widths)[before]
        n_in, n_out = new.widths[index : index + 2]
        m_in, m_out = old.widths[before : before + 2]
        W, b = as_weights(into[there], n_in, n_out)
        V, c = as_weights(values[here], m_in, m_out)
        columns = min(n_out, m_out)
        if index == before == 0:
            rows = [(new.sources.index(name), at) for at, name in enumerate(old.sources) if name in new.sources]
            for row, at in rows:
                W[row, :columns] = V[at, :columns]
        else:
            W[: min(n_in, m_in), :columns] = V[: min(n_in, m_in), :columns]
        b[:columns] = c[:columns]
