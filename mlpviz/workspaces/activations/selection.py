"""What the learner chose: the functions with their parameters, which is shown, which are compared."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mlpviz.engine.functions.texts import Named, title
from mlpviz.nn.activation import Activation
from mlpviz.nn.activations import Formula, activations

REGISTERED = tuple(kind for kind in activations if not kind.only_as_link and kind is not Formula)
"""The functions of single units; each has a tile."""
FIRST, BESIDE = "Tanh", "Sigmoid"
"""What is shown and compared at first."""


@dataclass(frozen=True)
class Selection:
    """Tiles, and what they are used for. The learner's own functions follow the registered ones."""

    functions: tuple[Activation, ...]
    shown: int
    compared: tuple[int, ...] = ()

    @property
    def activation(self) -> Activation:
        """The function on show."""
        return self.functions[self.shown]

    @property
    def own(self) -> tuple[Activation, ...]:
        """The learner's own functions."""
        return self.functions[len(REGISTERED) :]

    def named(self, index: int) -> Named:
        """A function and its name on screen."""
        return Named(title(self.functions[index]), self.functions[index])

    def show(self, index: int) -> Selection:
        """The same with another function on show; it is no longer compared."""
        return replace(self, shown=index, compared=tuple(one for one in self.compared if one != index))

    def toggle(self, index: int) -> Selection:
        """The same with a function compared, or no longer; the one on show is not compared with itself."""
        if index == self.shown:
            return self
        rest = tuple(one for one in self.compared if one != index)
        return replace(self, compared=rest if index in self.compared else (*rest, index))

    def alone(self) -> Selection:
        """The same without comparison."""
        return replace(self, compared=())

    def with_function(self, index: int, activation: Activation) -> Selection:
        """The same with another function, or other parameters, in the place of one."""
        changed = (*self.functions[:index], activation, *self.functions[index + 1 :])
        return replace(self, functions=changed)

    def with_own(self, own: Formula) -> Selection:
        """The same with one more own function, which is shown; one that is there already is shown."""
        if own in self.functions:
            return self.show(self.functions.index(own))
        return replace(self, functions=(*self.functions, own), shown=len(self.functions))

    def without(self, index: int) -> Selection:
        """The same without an own function; if it was on show, the one before it is."""
        def place(one: int) -> int:
            return one - (one > index)

        kept = (*self.functions[:index], *self.functions[index + 1 :])
        shown = place(self.shown) if self.shown != index else index - 1
        compared = tuple(place(one) for one in self.compared if one != index)
        return Selection(kept, shown, tuple(one for one in compared if one != shown))

    def place_of(self, name: str) -> int:
        """The place of a registered function; KeyError if there is none of that name."""
        for index, kind in enumerate(REGISTERED):
            if kind.__name__ == name:
                return index
        raise KeyError(name)

    def form(self) -> dict[str, Any]:
        """As plain data."""
        functions = [activation.form() for activation in self.functions]
        return {"functions": functions, "shown": self.shown, "compared": list(self.compared)}


def usual() -> Selection:
    """Every registered function with its usual parameters."""
    names = [kind.__name__ for kind in REGISTERED]
    return Selection(tuple(kind() for kind in REGISTERED), names.index(FIRST), (names.index(BESIDE),))


def checked(form: Mapping[str, Any], views: Collection[str]) -> Selection:
    """The selection of the laboratory's form; ValueError that names the field that is not what it must be."""
    for field in ("probe", "depth", "view", "layer", "parts"):
        if field not in form:
            raise ValueError(f"{field} is missing.")
    if form["view"] not in views:
        raise ValueError(f"view is {form['view']!r:.40}; choose one of {', '.join(views)}.")
    return selection_of(form)


def selection_of(form: Mapping[str, Any]) -> Selection:
    """The selection of a form; ValueError that names the field if it is none."""
    for field in ("functions", "shown", "compared"):
        if field not in form:
            raise ValueError(f"{field} is missing.")
    functions = tuple(activations.make(one) for one in form["functions"])
    kinds = tuple(type(one) for one in functions[: len(REGISTERED)])
    if kinds != REGISTERED or not all(isinstance(one, Formula) for one in functions[len(REGISTERED) :]):
        raise ValueError("functions holds other functions than this version has, or in another order.")
    places = range(len(functions))
    if form["shown"] not in places:
        raise ValueError(f"shown is {form['shown']!r:.40}; there are {len(functions)} functions.")
    compared = tuple(form["compared"])
    if any(one not in places or one == form["shown"] for one in compared):
        raise ValueError("compared holds a place without a function, or the one on show.")
    return Selection(functions, form["shown"], compared)
