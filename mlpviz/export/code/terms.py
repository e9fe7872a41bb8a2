"""Follows what a formula does with its arguments, as a graph of terms that can be written in another language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from mlpviz.nn.activation import Activation
from mlpviz.nn.registry import Choice

ZERO, ONE, HALF = 0.0, 1.0, 0.5


class UnknownFunctionError(ValueError):
    """A formula calls something that a language has no word for."""


class Term(NDArrayOperatorsMixin):
    """An argument of a formula, or the result of a call: the name of the function, and what it was given.

    The formulas of activations, losses and optimizers are written in a small part of NumPy (see `Choice`). Given terms
    in place of arrays, they make terms: of ufuncs, of their `reduce`, and of `[:, 0]`.
    """

    def __init__(self, name: str, parts: Sequence[Any] = (), columns: int = 0, keeps: bool = False) -> None:
        """`parts` are terms and numbers. `columns` is the number of outputs where rows of them are meant.

        `keeps` says that a reduction keeps its axis.
        """
        self.name, self.parts, self.columns, self.keeps = name, tuple(parts), columns, keeps

    @property
    def shape(self) -> tuple[int, int]:
        """As a formula may ask for it: any number of samples, and the outputs."""
        return (-1, self.columns)

    @property
    def logical(self) -> bool:
        """Whether it is true or false, and not a number."""
        return self.name in COMPARISONS

    def __array_ufunc__(self, ufunc: Any, method: str, *given: Any, **options: Any) -> Any:
        name = ufunc.__name__
        if method == "reduce" and name in ("add", "maximum") and options.keys() <= {"axis", "keepdims"}:
            return Term({"add": "sum", "maximum": "max"}[name], given[:1], self.columns, options.get("keepdims", False))
        if method != "__call__" or options:
            raise UnknownFunctionError(f"{name} with {method} cannot be written in another language.")
        return simpler(name, [one if isinstance(one, Term) else float(one) for one in given], self.columns)

    def __getitem__(self, key: Any) -> Term:
        if key != (slice(None), 0):
            raise UnknownFunctionError(f"[{key}] cannot be written in another language.")
        return Term("first", (self,))

    def __bool__(self) -> bool:
        raise UnknownFunctionError("a decision cannot be written in another language.")

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(map(repr, self.parts))})"

    def inner(self) -> Iterator[Term]:
        """The terms it is made of directly."""
        return (part for part in self.parts if isinstance(part, Term))


COMPARISONS = {"greater", "less", "greater_equal", "less_equal"}


def simpler(name: str, parts: list[Any], columns: int) -> Any:
    """The term of a call, without what only copies or spreads a number out: × 1, − 0 and + 0·z."""
    first, last = parts[0], parts[-1]
    if name == "multiply" and not (isinstance(first, Term) and first.logical):
        if _is(last, ONE):
            return first
        if _is(first, ONE):
            return last
    if (name in ("true_divide", "divide") and _is(last, ONE)) or (name == "subtract" and _is(last, ZERO)):
        return first
    if name == "add" and isinstance(last, Term) and last.name == "multiply" and _is(last.parts[0], ZERO):
        if isinstance(first, Term):
            return first
    if name == "heaviside" and _is(last, HALF):  # few languages have it, and all have the sign
        return Term("multiply", (HALF, Term("add", (Term("sign", (first,)), ONE))), columns)
    return Term(name, parts, columns)


def _is(value: Any, number: float) -> bool:
    return not isinstance(value, Term) and value == number


def argument(name: str, columns: int = 0) -> Any:
    """The argument of a formula that is called so."""
    return Term(name, (), columns)


def with_names(choice: Choice) -> Any:
    """A copy of a choice whose numbers are terms with the names of its parameters."""
    named = copy(choice)
    for name in choice.spans():
        object.__setattr__(named, name, argument(name))
    return named


def plain(made: Any) -> Any:
    """A term that NumPy has put into an array of objects, by itself."""
    return made.item() if isinstance(made, np.ndarray) and made.dtype == object else made


def value_of(activation: Activation, named: bool = False) -> Any:
    """The term of f(z); with `named`, its parameters keep their names."""
    chosen = with_names(activation) if named else activation
    return plain(chosen.value(argument("z")))


def slope_of(activation: Activation) -> Any:
    """The term of f′(z), of z alone, with the parameters by name."""
    chosen, z = with_names(activation), argument("z")
    return plain(chosen.slope(z, plain(chosen.value(z))))


def joined(roots: Sequence[Any]) -> list[Any]:
    """The same terms, in which what is computed twice in the same way is one term."""
    known: dict[Any, Term] = {}

    def of(value: Any) -> Any:
        if not isinstance(value, Term):
            return value
        parts = [of(part) for part in value.parts]
        key = (value.name, value.keeps, *(id(part) if isinstance(part, Term) else repr(part) for part in parts))
        return known.setdefault(key, Term(value.name, parts, value.columns, value.keeps))

    return [of(root) for root in roots]


def every(roots: Sequence[Any]) -> list[Term]:
    """Every term of these, each once, after those it is made of."""
    found: dict[Term, None] = {}

    def visit(term: Term) -> None:
        if term not in found:
            for part in term.inner():
                visit(part)
            found[term] = None

    for root in roots:
        if isinstance(root, Term):
            visit(root)
    return list(found)


def times_used(roots: Sequence[Any], terms: Sequence[Term]) -> dict[Term, int]:
    """How many calls each term goes into; a result counts too."""
    used = dict.fromkeys(terms, 0)
    for one in [*roots, *(part for term in terms for part in term.parts)]:
        if isinstance(one, Term):
            used[one] += 1
    return used
