"""A formula with numbers in it: the LaTeX of a function or of its slope, taken apart into the terms of an equation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from mlpviz.engine import letters
from mlpviz.engine.telling.calculation import calculate
from mlpviz.engine.telling.explanation import Elementary, Term
from mlpviz.engine.telling.operands import CLOSE, MINUS, OPEN, OVER, PLUS, SQUARED, TIMES, Operands
from mlpviz.engine.telling.written import tokens_of
from mlpviz.nn.activation import Activation
from mlpviz.nn.activations import Sigmoid

_TOKEN = re.compile(
    r"\[z (?:>|\\le) 0\]|\|[az]\||\\(?:max|min)\(0, |\\t?frac|\\ln\(|\\tanh|e\^|\^2|\\[a-zA-Z]+|\\."
    r"|[a-zA-Z](?![a-zA-Z'])|\d+(?:\.\d+)?|\s+|[-+(){}]"
)
_EXPONENTIAL = Elementary("exp(", np.exp)
_FUNCTIONS = {
    r"\max(0, ": Elementary("max(0, ", lambda z: np.maximum(0.0, z)),
    r"\min(0, ": Elementary("min(0, ", lambda z: np.minimum(0.0, z)),
    r"\ln(": Elementary("ln(", np.log),
}
_SIGNS = {"+": PLUS, "-": MINUS, "(": OPEN, ")": CLOSE}
_CLOSENESS = 1e-9


class WorkedOut(Operands):
    """Makes the terms of functions of one unit: of its activation, and of the slope of its activation."""

    def value_terms(self, layer: int, unit: int, sample: int) -> list[Term]:
        """f(z) in numbers: its formula, or its name with z in parentheses."""
        link = self.recorded.link if layer == self.last else None
        activation = link or self.recorded.activations[layer - 1]
        result, z = float(self.recorded.outputs[layer][sample, unit]), self.sum(layer, unit, sample)
        found = worked_out(activation.formula, self._known(activation, layer, unit, sample), result)
        return found or [Term(f"{activation.label}(", None, "operator", function=activation), z, CLOSE]

    def slope_terms(self, layer: int, unit: int, sample: int) -> list[Term]:
        """f′(z) in numbers: its formula, or the name of f with a prime and z in parentheses."""
        activation, z = self.recorded.activations[layer - 1], self.sum(layer, unit, sample)
        result = self.recorded.slope(layer, unit, sample)
        found = worked_out(activation.slope_formula, self._known(activation, layer, unit, sample), result)
        if found:
            return found
        slope = Elementary(f"{activation.label}′(", lambda z: activation.slope(z, activation.value(z)))
        return [Term(slope.label, None, "operator", function=slope), z, CLOSE]

    def _known(self, activation: Activation, layer: int, unit: int, sample: int) -> dict[str, Term]:
        """Whatever a formula of an activation may hold, by its LaTeX there."""
        z, a = self.sum(layer, unit, sample), self.output(layer, unit, sample)
        assert z.value is not None
        assert a.value is not None
        known = {"z": z, "a": a}
        for sign, relation, holds in ((">", ">", z.value > 0), (r"\le", r"\le", z.value <= 0)):
            one = "counts 1\nif true" if holds else "counts 0\nif not true"
            known[f"[z {sign} 0]"] = Term(f"[{z.symbol} {relation} 0]", float(holds), "slope", one, z.mark)
        for letter, term in (("z", z), ("a", a)):
            assert term.value is not None
            known[f"|{letter}|"] = replace(term, symbol=f"|{term.symbol}|", value=abs(term.value), caption="size")
        for name, value in activation.parameters().items():
            if isinstance(value, float | int):
                symbol = activation.symbols.get(name, letters.latex(name))
                known[symbol] = Term(symbol, float(value), "plain", "chosen")
        if activation.name == "SiLU":
            share = float(Sigmoid().value(np.array([z.value]))[0])
            known["s"] = Term(rf"\sigma({z.symbol})", share, "forward", "sigmoid\nof the sum")
        return known


class _NotWritten(Exception):  # noqa: N818 - another way to write it is found then
    """The formula holds something that no term stands for."""


def worked_out(formula: str, known: Mapping[str, Term], value: float) -> list[Term] | None:
    """The terms of a formula: its symbols are those `known`, by their LaTeX in the formula; numbers stay.

    None if it holds something else, or if its terms, as they are rounded, do not give `value`: so near to 1, a
    probability has lost the digits that its slope needs.
    """
    tokens = _TOKEN.findall(formula)
    if "".join(tokens) != formula:
        return None
    solid = [token for token in tokens if not token.isspace() and token not in (r"\,", r"\ ")]
    try:
        terms, rest = _sequence(solid, known)
    except _NotWritten:
        return None
    found = calculate([token for term in terms for token in tokens_of(term)])
    close = abs(found - value) <= _CLOSENESS * abs(value) or found == value
    return terms if close and not rest else None


def _sequence(tokens: Sequence[str], known: Mapping[str, Term]) -> tuple[list[Term], Sequence[str]]:
    """Terms up to a closing brace, and what is left behind it."""
    terms: list[Term] = []
    rest = list(tokens)
    while rest:
        token = rest.pop(0)
        if token == "}":
            return terms, rest
        if token == "^2":
            _square(terms)
            continue
        new, rest = _next(token, rest, known)
        if terms and _ends(terms[-1]) and _begins(new[0]):
            terms.append(TIMES)
        terms += new
    return terms, rest


def _next(token: str, rest: list[str], known: Mapping[str, Term]) -> tuple[list[Term], list[str]]:
    """The terms that a token begins."""
    if token in _SIGNS:
        return [_SIGNS[token]], rest
    if token in _FUNCTIONS:
        return [_function(_FUNCTIONS[token])], rest
    if token == "e^":
        inside, rest = _braced(rest, known)
        return [_function(_EXPONENTIAL), *inside, CLOSE], rest
    if token.endswith("frac"):
        above, rest = _braced(rest, known)
        below, rest = _braced(rest, known)
        return [*_grouped(above), OVER, *_grouped(below)], rest
    if token in known:
        return [known[token]], rest
    if token[0].isdigit():
        return [Term(token, float(token), "plain")], rest
    raise _NotWritten


def _braced(rest: list[str], known: Mapping[str, Term]) -> tuple[list[Term], list[str]]:
    if rest[:1] != ["{"]:
        raise _NotWritten
    inside, left = _sequence(rest[1:], known)
    return inside, list(left)


def _grouped(terms: list[Term]) -> list[Term]:
    return terms if len(terms) == 1 else [OPEN, *terms, CLOSE]


def _square(terms: list[Term]) -> None:
    """Square the last term, or the last pair of parentheses."""
    if terms[-1] is CLOSE:
        terms[-1] = SQUARED
    else:
        terms[-1:] = [OPEN, terms[-1], SQUARED]


def _function(function: Elementary) -> Term:
    return Term(function.label, None, "operator", function=function)


def _ends(term: Term) -> bool:
    return term.value is not None or term.symbol in (")", ")²")


def _begins(term: Term) -> bool:
    return term.value is not None or term.symbol == "(" or term.function is not None
