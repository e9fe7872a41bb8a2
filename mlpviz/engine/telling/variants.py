"""An equation with one slip in it: a factor left out, a minus lost, a term forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from mlpviz.engine.telling.equation_latex import operator_latex
from mlpviz.engine.telling.explanation import Term

_FRACTION = re.compile(r"\\t?frac\{(.*)\}\{(.*)\}")


class Variant(NamedTuple):
    """What an equation gives with one slip."""

    how: str
    """The slip: "without the factor $a$"; LaTeX between dollar signs."""
    value: float


@dataclass(frozen=True)
class Atom:
    """An operand, or an expression in parentheses, with a function before them or a square behind."""

    term: Term | None = None
    inside: Sum | None = None
    function: Term | None = None
    squared: bool = False

    @property
    def value(self) -> float:
        """Its number."""
        if self.term is not None and self.term.value is not None:
            return np.float64(self.term.value)
        assert self.inside is not None
        found = self.inside.value
        if self.function is not None and self.function.function is not None:
            found = float(np.asarray(self.function.function.value(np.array([found])))[0])
        return found * found if self.squared else found

    @property
    def latex(self) -> str:
        """Its symbols."""
        if self.term is not None:
            return inline(self.term.symbol)
        assert self.inside is not None
        opening = operator_latex(self.function.symbol if self.function is not None else "(")
        return f"{opening}{self.inside.latex}{operator_latex(')²' if self.squared else ')')}"


@dataclass(frozen=True)
class Product:
    """Atoms with the sign before each: "·" or "/"."""

    atoms: tuple[tuple[str, Atom], ...]

    @property
    def value(self) -> float:
        """Its number."""
        found: float = np.float64(1.0)
        for sign, atom in self.atoms:
            found = found / atom.value if sign == "/" else found * atom.value
        return found

    @property
    def latex(self) -> str:
        """Its symbols."""
        return "".join(f" {operator_latex(sign)} {atom.latex}" if at else atom.latex
                       for at, (sign, atom) in enumerate(self.atoms))


@dataclass(frozen=True)
class Sum:
    """Products with the sign before each: "+" or "−"."""

    products: tuple[tuple[str, Product], ...]

    @property
    def value(self) -> float:
        """Its number."""
        return sum((-product.value if sign == "−" else product.value for sign, product in self.products), 0.0)

    @property
    def latex(self) -> str:
        """Its symbols."""
        (sign, first), *others = self.products
        begin = first.latex if sign == "+" else f"{{-{first.latex}}}"  # a sign, and not a subtraction from nothing
        return begin + "".join(f" {operator_latex(sign)} {product.latex}" for sign, product in others)


def inline(symbol: str) -> str:
    """A symbol that stands in a sentence: a fraction on one line."""
    found = _FRACTION.fullmatch(symbol)
    return f"{found[1]}/{found[2]}" if found else symbol


def variants_of(right: Sequence[Term]) -> list[Variant]:
    """Every slip that changes the value of the right side of an equation, and what it then gives."""
    with np.errstate(all="ignore"):
        found = {how: changed.value for how, changed in _of_sum(parsed(right))}
    return [Variant(how, value) for how, value in found.items() if np.isfinite(value)]


def parsed(right: Sequence[Term]) -> Sum:
    """The structure of the right side of an equation."""
    rest = list(reversed(right))
    return _sum(rest)


def _sum(rest: list[Term]) -> Sum:
    sign = rest.pop().symbol if rest[-1].value is None and rest[-1].symbol in ("+", "−") else "+"
    products = [(sign, _product(rest))]
    while rest and rest[-1].value is None and rest[-1].symbol in ("+", "−"):
        sign = rest.pop().symbol
        products.append((sign, _product(rest)))
    return Sum(tuple(products))


def _product(rest: list[Term]) -> Product:
    atoms = [("·", _atom(rest))]
    while rest and rest[-1].value is None and rest[-1].symbol in ("·", "/"):
        sign = rest.pop().symbol
        atoms.append((sign, _atom(rest)))
    return Product(tuple(atoms))


def _atom(rest: list[Term]) -> Atom:
    term = rest.pop()
    if term.value is not None:
        return Atom(term)
    inside = _sum(rest)
    return Atom(None, inside, term if term.function is not None else None, rest.pop().symbol == ")²")


def _of_sum(whole: Sum) -> Iterator[tuple[str, Sum]]:
    for at, (sign, product) in enumerate(whole.products):
        before, after = whole.products[:at], whole.products[at + 1 :]
        if len(whole.products) > 1:
            yield f"without the term ${product.latex}$", Sum((*before, *after))
        if sign == "−":
            how = f"with a plus in place of the minus before ${product.latex}$" if at \
                else f"without the minus before ${product.latex}$"
            yield how, Sum((*before, ("+", product), *after))
        for how, changed in _of_product(product, minus=sign == "−"):
            yield how, Sum((*before, (sign, changed), *after))


def _of_product(product: Product, *, minus: bool) -> Iterator[tuple[str, Product]]:
    """`minus`: with a minus before it, a lost minus of a factor comes to the same as that one lost."""
    for at, (sign, atom) in enumerate(product.atoms):
        others = (*product.atoms[:at], *product.atoms[at + 1 :])
        if others and others[0][0] == "·":
            what = "without dividing by" if sign == "/" else "without the factor"
            yield f"{what} ${atom.latex}$", Product(others)
        for how, changed in () if minus and atom.term is not None else _of_atom(atom):
            yield how, Product((*product.atoms[:at], (sign, changed), *product.atoms[at + 1 :]))


def _of_atom(atom: Atom) -> Iterator[tuple[str, Atom]]:
    if atom.term is not None:
        if atom.term.value is not None and atom.term.value < 0:
            positive = replace(atom.term, value=-atom.term.value)
            yield f"without the minus of the number ${atom.latex}$", Atom(positive)
        return
    assert atom.inside is not None
    if atom.squared:
        yield f"without the square of ${replace(atom, squared=False).latex}$", replace(atom, squared=False)
    if atom.function is not None:
        name = atom.function.symbol.rstrip("(, 0")
        yield f"without the function {name}", replace(atom, function=None)
    for how, changed in _of_sum(atom.inside):
        yield how, replace(atom, inside=changed)
