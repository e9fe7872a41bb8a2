"""What narration hands out: one operation as marks on the graph, terms of an equation, and lines of source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from mlpviz.nn.arrays import Array

Role = Literal["gradient", "slope", "forward", "result", "operator", "plain"]
"""Where a term comes from, and so its colour: the loss gradient, a local slope, a value that flowed forward …"""


@dataclass(frozen=True)
class Mark:
    """Something on the graph that can be lit."""

    kind: Literal["unit", "edge", "bias", "loss"]
    layer: int
    """0 = inputs, 1…n, n + 1 = the loss node. An edge has the layer it leads to; n + 1 from an output to the loss."""
    unit: int
    source: int = -1
    """For an edge: the unit of the layer before."""


@dataclass(frozen=True)
class Term:
    """One symbol of an equation with its number."""

    symbol: str
    """LaTeX. An operator is one of = · + − / ← ( ) )² or a function with its bracket, such as "tanh("."""
    value: float | None
    """None for operators."""
    role: Role
    caption: str = ""
    """What it is, in plain text, for under the box; a line break may stand in it."""
    mark: Mark | None = None
    """Where it is on the graph."""


@dataclass(frozen=True)
class Source:
    """The lines of one running method."""

    path: str
    """As in the project: "mlpviz/nn/layers.py"."""
    first: int
    """Line number of the first line."""
    lines: tuple[str, ...]
    current: int
    """Line number of the statement at work; 0 if the source cannot be had, and `lines` then says so."""
    shapes: Mapping[int, str] = field(default_factory=dict)
    """Shape of what a line makes, by line number: "(2, 2)"."""
    name: str = ""
    """The method: "Dense.backward"."""


class Line(NamedTuple):
    """One line of an optimizer's arithmetic."""

    symbol: str
    """LaTeX."""
    rule: str
    """The right-hand side in symbols, LaTeX."""
    numbers: str
    """The right-hand side in numbers, LaTeX."""
    value: float


@dataclass(frozen=True)
class Explanation:
    """One operation in symbols, numbers and words."""

    heading: str
    """Where we are: "Backward · layer 2 · chain rule"."""
    question: str
    """What is asked; LaTeX between dollar signs."""
    terms: tuple[Term, ...]
    """The equation: result, "=", then operands and operators. The numbers of the right side make the result."""
    arithmetic: tuple[Line, ...]
    """Updates: what was made of the gradient before it moved the weight, line by line."""
    preview: tuple[Term, ...]
    """What the update will make of this gradient, as an equation with "←"; () where several samples have a say."""
    sentence: str
    """The same in plain words."""
    marks: tuple[Mark, ...]
    """Everything on the graph that takes part."""
    flow: tuple[Mark, ...]
    """Edges along which the value travels."""
    backward: bool
    """True if it travels towards the inputs."""
    source: Source
    values: tuple[tuple[str, float], ...]
    """Live values by the name they have in the source: ("self.dW[0, 0]", 0.0821…)."""
    label: str
    """LaTeX for the list of steps."""
    called: tuple[Source, ...] = ()
    """Methods that the shown one leans on, such as the activation's own slope."""

    @property
    def result(self) -> float:
        """The number that the operation works out."""
        value = self.terms[0].value
        assert value is not None
        return value


class GradientRow(NamedTuple):
    """One parameter in the table of gradients."""

    name: str
    """LaTeX."""
    value: float
    """The parameter before the update."""
    gradient: float | None
    """None: not yet computed."""
    mark: Mark


class LossAlong(NamedTuple):
    """The loss as one parameter alone is moved; the middle of the arrays is where the parameter stands."""

    weights: Array
    losses: Array
    tangent: Array
    """Height of the tangent at `weights`."""

    @property
    def weight(self) -> float:
        """Where the parameter stands."""
        return float(self.weights[len(self.weights) // 2])

    @property
    def loss(self) -> float:
        """The loss there."""
        return float(self.losses[len(self.losses) // 2])

    @property
    def slope(self) -> float:
        """The steepness there, which is the gradient."""
        return float((self.tangent[-1] - self.tangent[0]) / (self.weights[-1] - self.weights[0]))
