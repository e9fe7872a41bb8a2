"""The parts of equations: symbols of the network with their recorded numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlpviz.engine.telling.explanation import Addend, Line, Mark, Role, Term
from mlpviz.engine.telling.naming import Names
from mlpviz.engine.telling.recorded import Recorded
from mlpviz.nn.arrays import Array

LETTER = re.compile(r"(?<![A-Za-z])[atz](?![A-Za-z])")
"""a, t and z as variables of a formula, not as letters of a word such as max or tanh."""
MOST_ADDENDS = 4
"""A longer sum shows its three largest addends, and the sum of the others as one."""


@dataclass(frozen=True)
class Draft:
    """The explanation of an operation, without its source."""

    about: str
    """The last part of the heading."""
    question: str
    terms: tuple[Term, ...]
    sentence: str
    label: str
    flow: tuple[Mark, ...] = ()
    marks: tuple[Mark, ...] = ()
    """Marks besides those of the terms."""
    arithmetic: tuple[Line, ...] = ()
    addends: tuple[Addend, ...] = ()


def operator(symbol: str) -> Term:
    """A sign between operands, as a term."""
    return Term(symbol, None, "operator")


EQUALS, TIMES, PLUS, MINUS, OVER = (operator(sign) for sign in "=·+−/")
OPEN, CLOSE, SQUARED = operator("("), operator(")"), operator(")²")


def addend(group: Sequence[Term], backward: bool = False) -> Addend:
    """Factors as one term of a sum."""
    factors = [term for term in group if term.value is not None]
    value = float(np.prod([term.value for term in factors if term.value is not None]))
    return Addend(r"\ ".join(term.symbol for term in factors), value, backward)


def joined(groups: Sequence[Sequence[Term]], sign: Term = PLUS) -> list[Term]:
    """The terms of all groups, with a sign between groups."""
    terms: list[Term] = []
    for group in groups:
        terms += [*([sign] if terms else []), *group]
    return terms


def largest(values: Array) -> tuple[list[int], float]:
    """The indices of the addends to show, in order (all if there are few), and the sum of the others."""
    if len(values) <= MOST_ADDENDS:
        return list(range(len(values))), 0.0
    order = np.argsort(-np.abs(values), kind="stable")
    shown = sorted(int(at) for at in order[: MOST_ADDENDS - 1])
    return shown, float(np.add.reduce(np.delete(values, shown)))


class Operands:
    """Makes terms for the numbers of one walk, with the names of its network."""

    def __init__(self, recorded: Recorded, names: Names) -> None:
        self.recorded, self.names = recorded, names
        self.last = recorded.layers
        self.word = "error" if names.loss == "E" else "loss"
        """The word for the loss in sentences."""

    def to_loss(self, unit: int) -> Mark:
        """The edge from an output to the loss."""
        return Mark("edge", self.last + 1, 0, unit)

    def parameter_mark(self, layer: int, unit: int, source: int) -> Mark:
        """The mark of a weight (its edge), or with source −1 of a bias."""
        return Mark("bias", layer, unit) if source < 0 else Mark("edge", layer, unit, source)

    def parameter_name(self, layer: int, unit: int, source: int) -> str:
        """The name of a weight, or with source −1 of a bias, as LaTeX."""
        return self.names.bias(layer, unit) if source < 0 else self.names.weight(layer, source, unit)

    def parameter_words(self, layer: int, unit: int, source: int) -> str:
        """The name in a sentence: "w₅", "weight x₁ → h1.6", "bias of h1.6"."""
        if source < 0:
            return self.names.bias_text(layer, unit)
        return ("" if self.names.weights else "weight ") + self.names.weight_text(layer, source, unit)

    def sum(self, layer: int, unit: int, sample: int, role: Role = "forward") -> Term:
        """The weighted sum of a unit."""
        value = float(self.recorded.sums[layer][sample, unit])
        return Term(self.names.sum(layer, unit), value, role, "weighted sum", Mark("unit", layer, unit))

    def output(self, layer: int, unit: int, sample: int, role: Role = "forward", caption: str | None = None) -> Term:
        """The output of a unit: an input, an activation or a probability."""
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
        caption = f"error signal\nof {self.names.unit_text(layer, unit)}"
        return Term(self.names.delta(layer, unit), value, role, caption, Mark("unit", layer, unit))

    def target(self, unit: int, sample: int) -> Term:
        """The target of an output."""
        value = float(self.recorded.walk.t[sample, unit])
        return Term(self.names.target(unit), value, "plain", "target", Mark("unit", self.last, unit))
