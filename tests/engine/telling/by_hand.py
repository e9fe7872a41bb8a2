"""What a reader with a calculator would find: told equations evaluated, in full and as they are printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import partial
from typing import Any

import numpy as np
import pytest

from mlpviz.engine.number import looks_exact
from mlpviz.engine.telling.narration import Explanation, Term
from mlpviz.engine.telling.update_equations import HELD
from mlpviz.engine.telling.written import result_of, write

KNOWN = {"exp(": np.exp, "ln(": np.log, "max(0, ": partial(np.maximum, 0.0), "min(0, ": partial(np.minimum, 0.0)}


def one_value(function, z):
    return float(function.value(np.array([z]))[0])


def right_side(terms: Sequence[Term], magnitude: bool = False) -> float:
    """Evaluate what stands right of the equals sign; `magnitude` adds up instead of cancelling."""
    text = ""
    values: dict[str, Any] = {}
    for term in terms[2:]:
        if term.value is not None:
            name = f"v{len(values)}"
            values[name] = abs(term.value) if magnitude else term.value
            text += name
        elif term.function is not None:
            name = f"f{len(values)}"
            values[name] = KNOWN.get(term.symbol) or partial(one_value, term.function)
            text += f"{name}("
        else:
            signs = {"·": "*", "−": "+" if magnitude else "-", ")²": ")**2"}
            text += signs.get(term.symbol, term.symbol)
    return float(eval(text, {"__builtins__": {}}, values))


def assert_true(terms: Sequence[Term]) -> None:
    result = terms[0].value
    assert result is not None
    assert terms[1].symbol == "="
    allowed = 1e-12 * max(right_side(terms, magnitude=True), abs(result), 1e-300)
    assert right_side(terms) == pytest.approx(result, rel=0, abs=allowed), terms


DIGITS = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789", "\u2009")


def number_of(text: str) -> Decimal:
    """What a printed number means, with as many digits as are printed."""
    factor, times, exponent = text.partition("·10")
    if not times and re.match(r"−?10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]", text):
        factor, exponent = text[: text.index("1") + 1], text[text.index("1") + 2 :]
    words = factor.translate(DIGITS).replace("∞", "inf"), exponent.translate(DIGITS) or "0"
    return Decimal(words[0] if words[1] == "0" else "E".join(words))


def printed_side(terms: Sequence[Term], words: Sequence[str]) -> float:
    """Evaluate the printed operands of an equation."""
    typed = [
        replace(term, value=None if term.value is None else float(number_of(word)))
        for term, word in zip(terms[2:], words[2:], strict=True)
    ]
    with np.errstate(all="ignore"):
        return right_side([*terms[:2], *typed])


def printed_line(latex: str) -> float:
    """Evaluate a printed right-hand side in LaTeX."""
    text = latex.replace("}{", ")/(").replace(r"\frac", "").replace(r"\sqrt", "sqrt").replace(r"\cdot", "*")
    return float(eval(text.replace("{", "(").replace("}", ")").replace("^", "**"), {"sqrt": np.sqrt}))


def gives(calculated: float, result: str, digits: int) -> bool:
    """Whether a calculator's answer is the printed result, to the last printed digit; all digits of a whole one."""
    expected = number_of(result)
    if not expected.is_finite() or not np.isfinite(calculated):
        return str(calculated).lower() == str(float(expected)).lower()
    place = Decimal((0, (1,), int(expected.as_tuple().exponent)))
    if expected == int(expected) and "10" not in result[1:]:
        place = min(place, Decimal((0, (1,), -digits)))
    by_hand = Decimal(f"{calculated:.15g}")  # a calculator's decimals, and a half is rounded up
    return by_hand.quantize(place, rounding=ROUND_HALF_UP, context=Context(prec=999)) == expected


def assert_printed(told: Explanation, digits: int, sure: bool = True) -> None:
    """Every equation, as it is printed, is one: typed into a calculator it gives the printed result.

    If it is not `sure`, an equation may also say "≈", and then it is not looked at.
    """
    words = write(told.terms, digits)
    if words[1] == "=":
        assert gives(printed_side(told.terms, words), words[0], digits), words
        assert not (number_of(words[0]) == round(told.result) != told.result), words
    for term, word in zip(told.terms[2:], words[2:], strict=True):
        if term.value is not None and np.isfinite(term.value) and "." not in word:
            assert float(number_of(word)) == term.value, (word, term)  # no point, no power: it is exactly so
    for line in told.arithmetic:
        result = result_of(line.value, digits)
        if line.rule != HELD and (sure or line.sign == "="):
            assert line.sign == "=" or looks_exact(line.value, digits)
            assert gives(printed_line(line.numbers), result, digits), line
