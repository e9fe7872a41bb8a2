"""Evaluates an equation from its operands, as a reader with a calculator would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from mlpviz.nn.arrays import Array

Function = Callable[[Array], Array]
Token = float | str | Function
"""A number, one of + - · / ^ ( ), or a function with its opening parenthesis."""
_ENDS = ("+", "-", ")")


def calculate(tokens: Sequence[Token]) -> float:
    """The value of an expression, NaN or ∞ where it has none. Factors without a sign between them are multiplied."""
    rest: list[Any] = [np.float64(token) if isinstance(token, float) else token for token in reversed(tokens)]
    with np.errstate(all="ignore"):
        return float(_sum(rest))


def calculate_exactly(tokens: Sequence[Token]) -> Fraction | float | None:
    """The value for the decimals that the numbers are written with, without any rounding; None where it has none.

    It is a float if a function takes part.
    """
    try:
        rest: list[Any] = [Fraction(repr(token)) if isinstance(token, float) else token for token in reversed(tokens)]
        found = _sum(rest)
    except (ArithmeticError, ValueError):
        return None
    return found if isinstance(found, Fraction) else float(found)


def square_root(inside: Array) -> Array:
    """The function of a root."""
    return np.asarray(np.sqrt(inside))


def _sum(rest: list[Any]) -> Any:
    total = -_product(rest) if _take(rest, "-") else _product(rest)
    while rest and rest[-1] != ")":
        if _take(rest, "-"):
            total = total - _product(rest)
        else:
            _take(rest, "+")
            total = total + _product(rest)
    return total


def _product(rest: list[Any]) -> Any:
    total = _power(rest)
    while rest and rest[-1] not in _ENDS:
        if _take(rest, "/"):
            total = total / _power(rest)
        else:
            _take(rest, "·")
            total = total * _power(rest)
    return total


def _power(rest: list[Any]) -> Any:
    base = _operand(rest)
    return base ** _operand(rest) if _take(rest, "^") else base


def _operand(rest: list[Any]) -> Any:
    token = rest.pop()
    if not isinstance(token, str) and not callable(token):
        return token
    inside = _sum(rest)
    assert rest.pop() == ")"
    return inside if token == "(" else np.float64(token(np.array([float(inside)]))[0])


def _take(rest: list[Token], sign: str) -> bool:
    """Take a sign if it comes next."""
    comes = bool(rest) and rest[-1] == sign
    if comes:
        rest.pop()
    return comes
