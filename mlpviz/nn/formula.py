"""A safe parser for formulas that a learner types. It accepts only the grammar below and never runs Python code.

- sum: product (("+" | "-") product)*
- product: signed (("*" | "/") signed)*
- signed: ("+" | "-") signed | power
- power: atom ("^" signed | raised digits)?
- atom: number | name | name "(" sum ("," sum)* ")" | "(" sum ")"
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, NoReturn

from mlpviz.nn.exact_functions import sigmoid, softplus
from mlpviz.nn.expressions import (
    FUNCTIONS,
    ONE,
    Call,
    Difference,
    Exact,
    Expression,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Variable,
    over,
    times,
)

LONGEST = 200
DEEPEST = 40
"""The greatest depth of nested parentheses, signs and powers."""
CONSTANTS = {"pi": math.pi, "e": math.e}
_ALIASES = {"log": "ln", "arctan": "atan"}
_SIGNS = {"−": "-", "·": "*", "×": "*", "÷": "/", "**": "^"}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<sign>\*\*|[-+*/^(),−·×÷])|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?P<end>$)|(?P<wrong>.))",
    re.DOTALL,
)


class FormulaError(ValueError):
    """A mistake in a formula: what is wrong, and where."""

    def __init__(self, text: str, what: str, position: int) -> None:
        """`position` is the number of characters before the mistake."""
        super().__init__(f"{what} at position {position + 1} of {text!r}")
        self.text, self.what, self.position = text, what, position


@lru_cache(maxsize=256)
def parse(text: str, variables: tuple[str, ...] = ("z",)) -> Expression:
    """Read a formula of these variables, for example `parse("z * tanh(ln(1 + exp(z)))")`.

    It may use + − * / ^, parentheses, numbers, pi, e, and the functions in `FUNCTIONS`. exp(u) is e⁷⁰⁰
    where u is above 700. Raises FormulaError, a ValueError with the position of the mistake.
    """
    return _Parser(text, variables).whole()


class _Token(NamedTuple):
    kind: str
    text: str
    position: int


class _Parser:
    def __init__(self, text: str, variables: Sequence[str]) -> None:
        self._text, self._variables, self._depth, self._at = text, variables, 0, 0
        if len(text) > LONGEST:
            raise FormulaError(text[:20] + "…", f"more than {LONGEST} characters", LONGEST)
        self._tokens = [
            _Token(str(found.lastgroup), found[str(found.lastgroup)], found.start(str(found.lastgroup)))
            for found in _TOKEN.finditer(text)
        ]

    def whole(self) -> Expression:
        found = self._sum()
        if self._now.kind != "end":
            self._refuse_rest()
        return found

    # tokens

    @property
    def _now(self) -> _Token:
        return self._tokens[self._at]

    def _sign(self, *wanted: str) -> str | None:
        """Go past the next token and return it if it is one of these signs; else return None and stay."""
        sign = _SIGNS.get(self._now.text, self._now.text)
        if self._now.kind != "sign" or sign not in wanted:
            return None
        self._at += 1
        return sign

    def _refuse(self, what: str, token: _Token | None = None) -> NoReturn:
        raise FormulaError(self._text, what, (token or self._now).position)

    def _refuse_rest(self) -> NoReturn:
        kind, text = self._now.kind, self._now.text
        if kind in ("number", "name") or text == "(":
            self._refuse(f"a sign such as * is missing before {text!r}")
        if text == ")":
            self._refuse("there is a ) too many")
        self._refuse(f"{text!r} cannot stand")

    # grammar

    def _sum(self) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            self._refuse("it is nested too deeply")
        found = self._product()
        while sign := self._sign("+", "-"):
            found = (Sum if sign == "+" else Difference)(found, self._product())
        self._depth -= 1
        return found

    def _product(self) -> Expression:
        found = self._signed()
        while sign := self._sign("*", "/"):
            found = (Product if sign == "*" else Quotient)(found, self._signed())
        return found

    def _signed(self) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            self._refuse("it is nested too deeply")
        sign = self._sign("+", "-")
        found = self._power() if sign is None else self._signed()
        self._depth -= 1
        return Negative(found) if sign == "-" else found

    def _power(self) -> Expression:
        found = self._atom()
        if self._now.kind == "raised":
            found = Power(found, Number(float(self._now.text.translate(_RAISED))))
            self._at += 1
            if self._now.kind == "raised" or _SIGNS.get(self._now.text, self._now.text) == "^":
                self._refuse("a second power follows; put the first in parentheses, as in (z²)³,")
            return found
        return Power(found, self._signed()) if self._sign("^") else found

    def _atom(self) -> Expression:
        token = self._now
        if token.kind == "number":
            self._at += 1
            if not math.isfinite(float(token.text)):
                self._refuse(f"{token.text} is too large", token)
            return Number(float(token.text))
        if token.kind == "name":
            self._at += 1
            return self._named(token)
        if self._sign("("):
            found = self._sum()
            self._close(token)
            return found
        return self._no_atom(token)

    def _no_atom(self, token: _Token) -> NoReturn:
        if token.kind == "end":
            self._refuse("something is missing" if self._text.strip() else "there is nothing")
        self._refuse(f"{token.text!r} is no part of a formula" if token.kind == "wrong" else f"{token.text!r} is wrong")

    def _named(self, token: _Token) -> Expression:
        name = token.text
        if name in self._variables:
            return Variable(name)
        if name in CONSTANTS:
            return Number(CONSTANTS[name])
        name = _ALIASES.get(name, name)
        known = FUNCTIONS.get(name)
        if known is None:
            there = ", ".join([*self._variables, *CONSTANTS, *FUNCTIONS])
            self._refuse(f"{name!r} is unknown (there are {there})", token)
        opened = self._now
        if not self._sign("("):
            self._refuse(f"{name} needs its argument in parentheses, {name}(…),")
        arguments = [self._sum()]
        while self._sign(","):
            arguments.append(self._sum())
        self._close(opened)
        if len(arguments) != known.arguments:
            wanted = "one argument" if known.arguments == 1 else f"{known.arguments} arguments"
            self._refuse(f"{name} takes {wanted}, not {len(arguments)},", token)
        return _ln(*arguments) if name == "ln" else Call(name, tuple(arguments))

    def _close(self, opened: _Token) -> None:
        if self._sign(")"):
            return
        if self._now.kind == "end":
            self._refuse("the ( is never closed", opened)
        self._refuse_rest()


def _ln(u: Expression) -> Expression:
    """Return ln u. ln(1 + eᵛ) is computed as softplus, which keeps its digits also where 1 + eᵛ is 1 or too large."""
    match u:
        case Sum(Number(1.0), Call("exp", (v,))) | Sum(Call("exp", (v,)), Number(1.0)):
            slope = Exact(times(over(ONE, u), Call("exp", (v,))), v, sigmoid)
            return Exact(Call("ln", (u,)), v, softplus, slope)
    return Call("ln", (u,))
