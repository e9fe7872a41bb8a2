"""Records that explain an operation: marks on the graph, terms of an equation, and lines of source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from mlpviz.nn.activations import Activation
from mlpviz.nn.arrays import Array

Role = Literal["gradient", "slope", "forward", "result", "operator", "plain"]
"""The kind of a term, which decides its colour: gradient, local slope, value of the forward pass …"""


@dataclass(frozen=True)
class Mark:
    """Something on the graph that can be highlighted."""

    kind: Literal["unit", "edge", "bias", "loss"]
    layer: int
    """0: inputs, 1…n: layers, n + 1: the loss node. An edge has the layer that it leads to; to the loss, n + 1."""
    unit: int
    source: int = -1
    """For an edge: the unit in the layer before."""


@dataclass(frozen=True)
class Elementary:
    """A function that formulas are made of."""

    label: str
    """With its opening parenthesis: "exp("."""
    value: Callable[[Array], Array]


@dataclass(frozen=True)
class Term:
    """One symbol of an equation with its number."""

    symbol: str
    """LaTeX; an operator is one of = · + − / ← ( ) )² or a function with its parenthesis, such as "tanh("."""
    value: float | None
    """None for operators."""
    role: Role
    caption: str = ""
    """Its meaning in plain text, shown under the box; may contain a line break."""
    mark: Mark | None = None
    """Its place on the graph."""
    function: Activation | Elementary | None = None
    """For a function with its parenthesis: the function."""
    rounded: bool = False
    """The number only stands for one that a double cannot tell from it: sigmoid(40) is not 1."""
    hidden: bool = False
    """The number is not to be seen yet; it is NaN."""


@dataclass(frozen=True)
class Source:
    """The source of one method that runs."""

    path: str
    """Path in the project: "mlpviz/nn/layers.py"."""
    first: int
    """Line number of the first line."""
    lines: tuple[str, ...]
    current: int
    """Line number of the current statement; 0 if the source is not available, which `lines` then says."""
    shapes: Mapping[int, str] = field(default_factory=dict)
    """Shape of the result of a line, by line number: "(2, 2)"."""
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
    sign: str = "="
    """"≈" where the written numbers do not give the written value."""


@dataclass(frozen=True)
class Explanation:
    """One operation in symbols, numbers and words."""

    heading: str
    """The position in the walk: "Backward · layer 2 · chain rule"."""
    question: str
    """The question that the operation answers; LaTeX between dollar signs."""
    terms: tuple[Term, ...]
    """The equation: result, "=", then operands and operators, whose numbers give the result."""
    arithmetic: tuple[Line, ...]
    """For updates: how the change of the weight is computed from the gradient, line by line."""
    preview: tuple[Term, ...]
    """The update by this gradient, as an equation with "←"; () if the update depends on more than this gradient."""
    sentence: str
    """The explanation in words."""
    marks: tuple[Mark, ...]
    """Everything on the graph that the operation uses."""
    flow: tuple[Mark, ...]
    """Edges along which the value is passed."""
    backward: bool
    """True if it is passed towards the inputs."""
    source: Source
    values: tuple[tuple[str, float], ...]
    """Values by their names in the source: ("self.dW[0, 0]", 0.0821…)."""
    label: str
    """LaTeX for the list of steps."""
    addends: tuple[Addend, ...] = ()
    """Where it is a sum: its terms, to compare their sizes."""
    tick: Tick | None = None
    """What the source of a published example prints for it; None if it prints nothing, or is of other settings."""
    called: tuple[Source, ...] = ()
    """Other methods that take part, such as the activation's slope."""
    hidden: bool = False
    """Whether the result is kept back until it is predicted; what would tell it is then missing."""
    verdict: str = ""
    """What is said of a prediction of the result; LaTeX between dollar signs."""

    @property
    def result(self) -> float:
        """The number that the operation computes."""
        value = self.terms[0].value
        assert value is not None
        return value


class Tick(NamedTuple):
    """The digits that the source of a published example prints for a result."""

    digits: str
    """With "-" for minus; "" where only a term of the sum is printed, and wrong."""
    slip: str
    """What is wrong with what the source prints, in a sentence; "" if nothing is."""
    right: bool
    """Whether the digits are those of the walk."""
    by_source: bool = True
    """Whether the source itself prints them; else another program computed them, and the source leaves them out."""

    @property
    def words(self) -> str:
        """A mark and the digits: "✓ printed 0.0821", "≠ printed 0.0214", "✓ recomputed 0.0827"."""
        if not self.digits:
            return ""
        how = "printed" if self.by_source else "recomputed"
        return f"{'✓' if self.right else '≠'} {how} {self.digits.replace('-', '−')}"


class Addend(NamedTuple):
    """One term of a sum."""

    name: str
    """LaTeX."""
    value: float
    backward: bool = False
    """Whether it flows back."""


class GradientRow(NamedTuple):
    """One parameter in the table of gradients."""

    name: str
    """LaTeX."""
    value: float
    """The parameter before the update."""
    gradient: float | None
    """None: not yet computed."""
    mark: Mark


class Along(NamedTuple):
    """A quantity as a function of one number, all else held; what that number is now stands in the middle."""

    at: Array
    """Values of the number."""
    values: Array
    """The quantity at each."""
    tangent: Array
    """The height of the tangent at each."""

    @property
    def here(self) -> float:
        """What the number is now."""
        return float(self.at[len(self.at) // 2])

    @property
    def value(self) -> float:
        """What the quantity is now."""
        return float(self.values[len(self.values) // 2])

    @property
    def slope(self) -> float:
        """The slope of the quantity as it is now."""
        return float((self.tangent[-1] - self.tangent[0]) / (self.at[-1] - self.at[0]))


class OperationCurve(NamedTuple):
    """A curve that shows what an operation is about."""

    kind: Literal["loss", "function"]
    title: str
    """With LaTeX between dollar signs."""
    by: str
    """The number along which it runs, as LaTeX."""
    along: Along
