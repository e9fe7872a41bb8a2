"""Records of the ledger of a batch: its columns, its rows, and the bars of one column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from mlpviz.nn.arrays import Array

Kind = Literal["sample", "others", "sum", "mean", "l1", "l2", "gradient", "clip", "memory", "step", "weights"]
Scale = Literal["gradient", "step", "own"]
"""Rows with the same scale are compared with each other, so they share one limit of colours; "own": none does."""


@dataclass(frozen=True)
class Column:
    """One weight or bias."""

    layer: int
    """1…n from the input side."""
    unit: int
    """Unit of that layer, from 0."""
    source: int
    """Unit of the layer before; −1 for a bias."""
    name: str
    """LaTeX of the weight or bias: "w_{x1→h1.1}"."""
    head: str
    """LaTeX of what arrives: "x_1"; "b" for a bias."""
    into: str
    """LaTeX of the unit that it leads to: "h_{1.1}"."""
    layer_title: str
    """Title of its layer, as plain text: "Layer 1 · Dense 3 · Tanh"."""
    index: int
    """Its place in theta."""
    held: bool
    """Whether it is frozen or cut, so that it does not move."""


@dataclass(frozen=True, eq=False)
class Row:
    """One step of the ledger: a number for every column."""

    kind: Kind
    title: str
    """Plain text: "Sample 3", "Sum", "Mean so far"."""
    note: str
    """What makes it, as plain text: "÷ 5", "λ = 0.02", "0.49 to 0.4"; "" if there is nothing to say."""
    sign: str
    """The operator before the row: "", "Σ", "÷", "+", "×", "Δ"; for results of an optimizer "" (see `letter`)."""
    letter: str
    """LaTeX of the memory or weight that the row shows, "m", "v", "w"; "" for others."""
    values: Array
    """One number a column, (columns,)."""
    sample: int = -1
    """Position in the batch; −1 for all rows but those of one sample."""
    samples: tuple[int, ...] = ()
    """The samples that the row is made of; for "others", those that have no row of their own."""
    signed: bool = True
    """False for a memory made of squares, whose numbers have no direction."""
    scale: Scale = "gradient"


@dataclass(frozen=True)
class Part:
    """Rows that belong together: those at start … start + count − 1."""

    name: Literal["samples", "batch", "optimizer", "weights"]
    title: str
    """For the list of steps: "Samples arrive", "Sum, mean, L2, clip", "Adam", "New weights"."""
    short: str
    """For the scrubber: "Samples"."""
    start: int
    count: int

    def __contains__(self, index: int) -> bool:
        return self.start <= index < self.start + self.count


class Vote(NamedTuple):
    """The bar of one row in the chosen column."""

    row: int
    start: float
    """Where the bar begins: samples lie end to end, a penalty begins where the gradient before it ends, others at 0."""
    end: float
    kept: float
    """For a memory: the end of what was remembered, from `start` on; the rest is new. For others it is `start`."""
    remembered: float
    """The share of a memory that was remembered, 0…1; NaN for other rows."""
    scale: Scale
    """Bars with the same scale can be compared; each bar of scale "own" has its own length."""
    text: str
    """The number with its sign: "+0.172"."""
    note: str
    """Plain text behind it: "39 % remembered", "all shortened to 81 %"; "" if there is nothing to say."""


class Facts(NamedTuple):
    """What is known of one sample of the batch."""

    sample: int
    """Position in the batch."""
    point: int
    """Index of its point among all points."""
    label: int
    """The class of its point, from 0; −1 for points with values."""
    target: str
    """The target as plain text: "1"; for several classes the number of the class."""
    answer: str
    """What the network answers, with two decimals; for several classes the probability of the right one."""
    loss: float
    length: float
    """The length of its gradient, over all columns."""
    operations: int
    """Number of operations inside."""
