"""A line of an optimizer as the terms of an equation: each symbol with its number and its meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mlpviz.engine.telling.calculation import calculate
from mlpviz.engine.telling.explanation import Term
from mlpviz.engine.telling.latex_groups import group
from mlpviz.engine.telling.update_equations import tokens_in_rule
from mlpviz.engine.telling.worked_out import worked_out

_PLACES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Letters that stand for the symbols of a rule while it is taken apart."""


def rule_terms(right: str, known: Mapping[str, Term], value: float) -> list[Term]:
    """The terms of a right-hand side (LaTeX) whose symbols are those `known`.

    What stands under a fraction is one term, unless it is one symbol. If the terms do not give `value`, which can only
    be so where a number is not finite, the value itself is the only term.
    """
    taken = dict(known)
    for below in _denominators(right):
        if below not in taken:
            numbers = {symbol: term.value for symbol, term in known.items() if term.value is not None}
            size = calculate(tokens_in_rule(below, numbers))
            corrected = ",\nstart corrected" if r"\hat" in below else ""
            caption = f"typical size{corrected}" if r"\sqrt" in below else ""
            taken[below] = Term(f"({below})", size, "plain", caption)
    text, places = right, {}
    for place, symbol in zip(_PLACES, sorted(taken, key=len, reverse=True), strict=False):
        text = re.sub(_pattern(symbol), f" {place} ", text)
        places[place] = taken[symbol]
    return worked_out(text, places, value) or [Term(right, value, "plain")]


def _pattern(symbol: str) -> str:
    """A symbol where it stands for itself, not as a part of another, as g does in a name of a function."""
    before = r"(?<![a-zA-Z\\])" if symbol[0].isalpha() else ""
    return before + re.escape(symbol) + (r"(?![a-zA-Z_])" if symbol[-1].isalnum() else "")


def _denominators(right: str) -> Iterator[str]:
    """Whatever stands under a fraction."""
    for found in re.finditer(r"\\t?frac\{", right):
        _, behind = group(right, found.end())
        below, _ = group(right, behind + 1)
        yield below
