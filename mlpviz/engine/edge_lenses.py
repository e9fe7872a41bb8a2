"""Edge lenses: the quantities that the colour and width of edges can show."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, Literal, Protocol

import numpy as np

from mlpviz.nn.arrays import Array
from mlpviz.nn.registry import Choice, Registry

MAPS, WIDTHS = ("forward", "backward"), ("weight", "gradient", "update")
"""The colour maps and the width rules that a lens may name."""


class Found(Protocol):
    """The values of parameters, for example a Snapshot. NaN: not computed yet, in a step-through."""

    @property
    def theta(self) -> Array:
        """The current parameters, (n,)."""

    @property
    def theta_before(self) -> Array:
        """The parameters before the last change, (n,)."""

    @property
    def grad(self) -> Array:
        """The gradient of loss and penalty, (n,)."""


class EdgeLens(Choice):
    """A quantity that edges show. Each entry of `value` depends only on the values of its own parameter."""

    key: ClassVar[str]
    """The key that chooses the lens."""
    map: ClassVar[Literal["forward", "backward"]]
    """The diverging colour map."""
    width: ClassVar[Literal["weight", "gradient", "update"]]
    """The rule by which a larger value makes a wider edge."""
    quantity: ClassVar[str]
    """The title of its colour bar."""
    symbol: ClassVar[str]
    """The quantity as LaTeX."""
    symbol_with_penalty: ClassVar[str] = ""
    """The symbol where a penalty takes part, as LaTeX: ∂L/∂w is the slope of the loss alone. "" if none ever does."""
    note: ClassVar[str] = ""
    """A note beside the title of the colour bar, if there is room."""
    tip: ClassVar[str]
    """What the colours mean; the tooltip of its colour bar."""
    arrows: ClassVar[Literal["", "back", "sign"]] = ""
    """Arrowheads on the edge under the pointer: "back" towards the inputs, or by "sign" up or down."""
    casing: ClassVar[EdgeLens | None] = None
    """The lens whose value is drawn around the edge."""

    @abstractmethod
    def value(self, found: Found) -> Array:
        """The value shown for each parameter, (n,); NaN if it is not known."""

    @classmethod
    def check_class(cls) -> None:
        """Raise TypeError also for an unknown map, width or arrows, and for a key that another lens has."""
        super().check_class()
        for name, allowed in (("map", MAPS), ("width", WIDTHS), ("arrows", ("", "back", "sign"))):
            if getattr(cls, name) not in allowed:
                known = ", ".join(map(repr, allowed))
                raise TypeError(f"{cls.__name__}.{name} is {getattr(cls, name)!r}; allowed is {known}.")
        other = next((lens for lens in edge_lenses if lens.key == cls.key), None)
        if other is not None:
            raise TypeError(f"{cls.__name__}.key is {cls.key!r}, which chooses {other.__name__}; give it another key.")


edge_lenses: Registry[EdgeLens] = Registry("edge lens")


@edge_lenses.register
class Weights(EdgeLens):
    """Edges show the weights: what the network is."""

    label = "Weights"
    key = "W"
    map, width = "forward", "weight"
    quantity, symbol, note = "Weight", "w", "width = |w|"
    tip = (
        "Blue edges have a positive weight, orange ones a negative. Zero is almost the background.\n"
        "Pale edges are frozen, alone (with a small square) or with their layer; dotted ones are cut."
    )

    def value(self, found: Found) -> Array:
        return found.theta


@edge_lenses.register
class Gradients(EdgeLens):
    """Edges show the gradient of loss and penalty: what the weights will learn from."""

    label = "Gradients"
    key = "G"
    map, width = "backward", "gradient"
    quantity, symbol, note = "Gradient", r"{\partial}L/{\partial}w", "width = |∂L/∂w|"
    symbol_with_penalty = r"\mathrm{with\ penalty}"
    tip = (
        "Magenta: a larger weight raises the loss, so descent pulls the weight down.\n"
        "Green: a larger weight lowers the loss, so descent pulls it up."
    )
    arrows = "back"

    def value(self, found: Found) -> Array:
        return found.grad


@edge_lenses.register
class Both(Weights):
    """Edges show the weights, and around them the gradients."""

    label = "Both"
    key = "E"
    casing = Gradients()


@edge_lenses.register
class LastUpdate(EdgeLens):
    """Edges show how the last step shown has changed the weights."""

    label = "Last update"
    key = "U"
    map, width = "backward", "update"
    quantity, symbol, note = "Last update", r"\Delta w", "width = |Δw|"
    tip = "Magenta: the weight rose in the last step shown. Green: it fell."
    arrows = "sign"

    def value(self, found: Found) -> Array:
        with np.errstate(all="ignore"):
            return found.theta - found.theta_before
