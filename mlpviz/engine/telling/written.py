"""The numbers of an equation as they are written: as many digits of the operands as the result needs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.telling.calculation import Token, calculate, calculate_exactly
from mlpviz.engine.telling.explanation import Term
from mlpviz.nn.activations import Activation

MOST_MORE = 17
"""No operand gets more digits than these besides the usual ones: then every digit of a double is there."""
OPEN = "?"
"""What stands in the place of a hidden number."""
_SIGNS: dict[str, tuple[Token, ...]] = {"−": ("-",), ")²": (")", "^", 2.0)}


def write(terms: Sequence[Term], digits: int, least: int = 2) -> tuple[str, ...]:
    """The row of numbers under the symbols of an equation: the text of each term, "" for a sign that falls away.

    The first term is the result, and the second is "=" or "←".
    Who types the operands into a calculator gets the result, in every digit that is written; where that is not so,
    the sign between them is "≈". `least` is the fewest decimals of a number that was chosen and is not whole.
    A number that is hidden is "?".
    """
    if terms[0].hidden:
        return tuple(_written_open(term, digits, least) for term in terms)
    value, right = terms[0].value, terms[2:]
    assert value is not None
    known = {(term.symbol, term.value): term.value for term in right if term.value is not None}

    def tokens(values: Sequence[float]) -> list[Token]:
        shown = dict(zip(known, values, strict=True))
        return [token for term in right for token in tokens_of(term, shown)]

    more, sign = judge(list(known.values()), tokens, value, digits)
    extra, result = dict(zip(known, more, strict=True)), result_of(value, digits, least)
    if terms[0].rounded:
        sign = "≈"
    words = [result, sign]
    for at, term in enumerate(right):
        if term.value is not None:
            fewest = 0 if term.role == "plain" else least
            words.append(number.stepped(term.value, digits, fewest, more=extra[term.symbol, term.value]))
        else:
            begins = at == 0 or right[at - 1].symbol.endswith("(")
            falls = begins and term.symbol == "−" and right[at + 1].value == 0.0  # 0 has no sign
            words.append("" if falls else term.symbol)
    return tuple(words)


def _written_open(term: Term, digits: int, least: int) -> str:
    """A term of an equation whose result is not to be seen yet."""
    if term.value is None:
        return term.symbol
    return OPEN if term.hidden else number.stepped(term.value, digits, 0 if term.role == "plain" else least)


def result_of(value: float, digits: int, least: int = 0, style: number.Style = number.SCREEN) -> str:
    """The text of a computed number; with few decimals it has all of them, as printed calculations have."""
    if number.is_nearly_whole(value):
        return number.stepped(round(value), digits, 0, style)
    return number.stepped(value, digits, digits if digits < 9 else least, style)


def judge(
    values: Sequence[float], tokens: Callable[[Sequence[float]], list[Token]], result: float, digits: int
) -> tuple[list[int], str]:
    """How many more digits each operand needs, so that those written give the result, and the sign before the result.

    `tokens` makes the expression of its operands. The sign is "≈" where no digits give the result, and where a result
    that is written in full, such as 1, is a rounded one.
    """

    def holds(more: Sequence[int]) -> bool:
        shown = [number.shown(value, digits, one) for value, one in zip(values, more, strict=True)]
        return number.agrees(calculate(tokens(shown)), result, digits)

    most = next((most for most in range(MOST_MORE + 1) if holds([most] * len(values))), None)
    if most is None:
        return [_nearest(values, tokens, result, digits)] * len(values), "≈"
    more = [most] * len(values)
    for at in range(len(values)):
        more[at] = next(fewer for fewer in range(most + 1) if holds([*more[:at], fewer, *more[at + 1 :]]))
    nearly = number.is_nearly_whole(result)
    if not nearly and not number.looks_exact(result, digits):
        return more, "="
    exact, told = calculate_exactly(tokens(values)), float(round(result)) if nearly else result
    return more, "=" if exact == (Fraction(repr(told)) if isinstance(exact, Fraction) else told) else "≈"


def is_saturated(function: Activation, z: float, result: float) -> bool:
    """Whether a whole result only stands for one that a double cannot tell from it: sigmoid(40) is not 1."""
    if z == 0.0 or not math.isfinite(result) or result != round(result):
        return False
    with np.errstate(all="ignore"):
        less, slope = function.value(np.array([0.999 * z])), function.slope(np.array([z]), np.array([result]))
    return bool(less[0] == result and slope[0] != 0.0)


def _nearest(
    values: Sequence[float], tokens: Callable[[Sequence[float]], list[Token]], result: float, digits: int
) -> int:
    """How many more digits come about as near to a result as any number of them does."""
    misses = []
    for more in range(MOST_MORE + 1):
        miss = abs(calculate(tokens([number.shown(value, digits, more) for value in values])) - result)
        misses.append(miss if math.isfinite(miss) else math.inf)
    return next(more for more, miss in enumerate(misses) if miss <= 2.0 * min(misses))


def tokens_of(term: Term, shown: Mapping[tuple[str, float], float] | None = None) -> tuple[Token, ...]:
    """What a term means to a calculator; `shown` has the numbers that are written, by symbol and value."""
    if term.value is not None:
        return (term.value if shown is None else shown[term.symbol, term.value],)
    return (term.function.value,) if term.function else _SIGNS.get(term.symbol, (term.symbol,))
