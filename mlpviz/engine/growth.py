"""Which parameters are kept when the layers, features or classes of a network change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mlpviz.engine.class_growth import Part
from mlpviz.nn.arrays import Array
from mlpviz.nn.layers import as_weights
from mlpviz.nn.network import slices


class Shape(NamedTuple):
    """What identifies the parameters of a network; two networks share parameters by it."""

    widths: tuple[int, ...]
    """The number of inputs of the first layer, then the units of each layer."""
    sources: tuple[str, ...]
    """The names of the inputs of the first layer."""
    classes: tuple[int, ...]
    """What identifies the classes that the outputs tell apart."""

    @property
    def hidden(self) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """What identifies all but the last layer."""
        return self.widths[:-1], self.sources


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


def carry(
    values: Array, old: Shape, into: Array, new: Shape, outputs: Sequence[Part | None] | None = None
) -> None:
    """Copy the parameters that both networks have from `values` (shape `old`) into `into` (shape `new`).

    `outputs` says what each output of the last layer is made of; by default they are the same units as before.
    """
    for index, before in matches(old.widths, new.widths):
        there, here = slices(new.widths)[index], slices(old.widths)[before]
        n_in, n_out = new.widths[index : index + 2]
        m_in, m_out = old.widths[before : before + 2]
        W, b = as_weights(into[there], n_in, n_out)
        V, c = as_weights(values[here], m_in, m_out)
        if index == before == 0:
            both = [name for name in old.sources if name in new.sources]
            to, of = [new.sources.index(name) for name in both], [old.sources.index(name) for name in both]
        else:
            to = of = list(range(min(n_in, m_in)))
        if outputs is not None and index == len(new.widths) - 2:
            _mix(outputs, V[of], c, W, b, to)
        else:
            columns = min(n_out, m_out)
            W[to, :columns] = V[of, :columns]
            b[:columns] = c[:columns]


def _mix(outputs: Sequence[Part | None], V: Array, c: Array, W: Array, b: Array, rows: list[int]) -> None:
    """Make weights W (into these rows) and biases b of each output of the earlier weights V and biases c."""
    for unit, part in enumerate(outputs):
        if part is not None:
            units, factors = [at for at, _ in part.terms], np.array([factor for _, factor in part.terms])
            W[rows, unit] = V[:, units] @ factors
            b[unit] = c[units] @ factors + part.shift
