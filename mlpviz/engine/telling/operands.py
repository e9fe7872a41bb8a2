"""The parts that equations are put together from: symbols of the network with their recorded numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlpviz.engine.telling.explanation import Line, Mark, Role, Term
from mlpviz.engine.telling.naming import Names
from mlpviz.engine.telling.recorded import Recorded
from mlpviz.nn.arrays import Array

MOST_ADDENDS = 4
"""A longer sum shows its three largest addends, and the rest in one."""


@dataclass(frozen=True)
class Draft:
    """What is told of an operation, its source aside."""

    about: str
    """The last word of the heading."""
    question: str
    terms: tuple[Term, ...]
    sentence: str
    label: str
    flow: tuple[Mark, ...] = ()
    marks: tuple[Mark, ...] = ()
    """Touched besides what the terms name."""
    arithmetic: tuple[Line, ...] = ()


def operator(symbol: str) -> Term:
    """A sign between operands."""
    return Term(symbol, None, "operator")


EQUALS, TIMES, PLUS, MINUS, OVER = (operator(sign) for sign in "=·+−/")
OPEN, CLOSE, SQUARED = operator("("), operator(")"), operator(")²")


def joined(groups: Sequence[Sequence[Term]], sign: Term = PLUS) -> list[Term]:
    """Groups of terms with a sign between them."""
    terms: list[Term] = []
    for group in groups:
        terms += [*([sign] if terms else []), *group]
    return terms


def largest(values: Array) -> tuple[list[int], float]:
    """Which addends of a sum to show, in their order (all if there are few), and the sum of the others."""
    if len(values) <= MOST_ADDENDS:
        return list(range(len(values))), 0.0
    order = np.argsort(-np.abs(values), kind="stable")
    shown = sorted(int(at) for at in order[: MOST_ADDENDS - 1])
    return shown, float(np.add.reduce(np.delete(values, shown)))


class Operands:
    """Terms for the numbers of one walk, by the names of its network."""

    def __init__(self, recorded: Recorded, names: Names) -> None:
        """Speak of the numbers of `recorded` by `names`."""
        self.recorded, self.names = recorded, names
        self.last = recorded.layers
        self.word = "error" if names.loss == "E" else "loss"
        """What the loss is called in a sentence."""

    def to_loss(self, unit: int) -> Mark:
        """The edge from an output to the loss."""
        return Mark("edge", self.last + 1, 0, unit)

    def parameter_mark(self, layer: int, unit: int, source: int) -> Mark:
        """The edge of a weight; the bias with source −1."""
        return Mark("bias", layer, unit) if source < 0 else Mark("edge", layer, unit, source)

    def parameter_name(self, layer: int, unit: int, source: int) -> str:
        """A weight, or with source −1 a bias (LaTeX)."""
        return self.names.bias(layer, unit) if source < 0 else self.names.weight(layer, source, unit)

    def parameter_words(self, layer: int, unit: int, source: int) -> str:
        """The same in a sentence: "w₅", "weight x₁ → h1.6", "bias of h1.6"."""
        if source < 0:
            return self.names.bias_text(layer, unit)
        return ("" if self.names.weights else "weight ") + self.names.weight_text(layer, source, unit)

    def sum(self, layer: int, unit: int, sample: int, role: Role = "forward") -> Term:
        """What a unit added up."""
        value = float(self.recorded.sums[layer][sample, unit])
        return Term(self.names.sum(layer, unit), value, role, "weighted sum", Mark("unit", layer, unit))

    def output(self, layer: int, unit: int, sample: int, role: Role = "forward", caption: str | None = None) -> Term:
        """What a unit passed on: an input, an activation or a probability."""
        if caption is None:
            caption = "input" if layer == 0 else f"activation of {self.names.unit_text(layer, unit)}"
        value = float(self.recorded.outputs[layer][sample, unit])
        return Term(self.names.unit(layer, unit), value, role, caption, Mark("unit", layer, unit))

    def weight(self, layer: int, source: int, unit: int) -> Term:
        """A weight before the update."""
        value, mark = self.recorded.old_value(layer, unit, source), self.parameter_mark(layer, unit, source)
        return Term(self.names.weight(layer, source, unit), value, "forward", "weight", mark)

    def bias(self, layer: int, unit: int) -> Term:
        """A bias before the update."""
        value, mark = self.recorded.old_value(layer, unit, -1), self.parameter_mark(layer, unit, -1)
        return Term(self.names.bias(layer, unit), value, "forward", "bias", mark)

    def delta(self, layer: int, unit: int, sample: int, role: Role = "gradient") -> Term:
        """The error signal of a unit, ∂L/∂z."""
        value = float(self.recorded.deltas[layer][sample, unit])
        caption = f"error signal\nof {self.names.node_text(layer, unit)}"
        return Term(self.names.delta(layer, unit), value, role, caption, Mark("unit", layer, unit))

    def target(self, unit: int, sample: int) -> Term:
        """What an output should answer."""
        value = float(self.recorded.walk.t[sample, unit])
        return Term(self.names.target(unit), value, "plain", "target", Mark("unit", self.last, unit))
