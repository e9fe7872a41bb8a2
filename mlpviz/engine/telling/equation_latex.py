"""An operation as LaTeX: its symbols, its numbers and its result, one under the other at the equals signs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlpviz.engine import letters
from mlpviz.engine.number import MINUS, THIN
from mlpviz.engine.telling.explanation import Explanation, Line, Term
from mlpviz.engine.telling.whole_walk import worked_lines
from mlpviz.engine.telling.written import result_of, write

_OPERATORS = {"·": r"\cdot", "−": "-", "←": r"\leftarrow", "×": r"\times", "Σ": r"\sum", "≈": r"\approx"}
_POWER = re.compile(rf"(?:·\s*)?10([{letters.RAISED}]+)")
_WORDS = {MINUS: "-", THIN: r"\,", "NaN": r"\mathrm{NaN}", "∞": r"\infty", "≈": r"\approx "}


def operator_latex(sign: str) -> str:
    """An operator of an equation ("·", "−", "tanh(", ")²") as LaTeX."""
    named = _OPERATORS.get(sign)
    if named is not None:
        return named
    return re.sub(r"([A-Za-z]{2,})", r"\\mathrm{\1}", sign.replace("²", "^2").replace("′", "'"))


def number_latex(text: str) -> str:
    """A number as the screen shows it ("−1.3·10⁻⁷", "12 341", "∞") as LaTeX."""
    text = _POWER.sub(_raised, text)
    for sign, latex in _WORDS.items():
        text = text.replace(sign, latex)
    return text


def _raised(found: re.Match[str]) -> str:
    times = r" \cdot " if found[0].startswith("·") else ""
    return f"{times}10^{{{letters.from_superscript(found[1])}}}"


def symbols_latex(terms: Sequence[Term]) -> str:
    """The right side of an equation in symbols."""
    return " ".join(operator_latex(term.symbol) if term.value is None else term.symbol for term in terms[2:])


def numbers_latex(terms: Sequence[Term], digits: int) -> str:
    """The right side of an equation in numbers."""
    words, before = [], "="
    for term, word in zip(terms[2:], write(terms, digits, 0)[2:], strict=True):
        if word and term.value is None:
            words.append(operator_latex(word))
        elif word:
            negative = word.startswith(MINUS) and before[-1] not in "=("
            words.append(f"({number_latex(word)})" if negative else number_latex(word))
        before = term.symbol
    return " ".join(words)


def equation_latex(told: Explanation, samples: int, digits: int = 9) -> str:
    """The equation of an operation in symbols and numbers, and the lines that lead to a new weight.

    It is for a walk over so many samples, and needs the package amsmath.
    """
    result, sign, *_ = write(told.terms, digits, 0)
    rows = [
        f"{told.terms[0].symbol} &= {symbols_latex(told.terms)}",
        f"&= {numbers_latex(told.terms, digits)} {operator_latex(sign)} {number_latex(result)}",
        *(line_latex(line, digits) for line in worked_lines(told, samples)),
    ]
    return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"


def line_latex(line: Line, digits: int) -> str:
    """A line of the arithmetic: symbol, rule, numbers and value; what says nothing new is left out."""
    value = number_latex(result_of(line.value, digits))
    numbers = [] if _bare(line.numbers) == _bare(value) else [line.numbers]
    return f"{line.symbol} &= {' = '.join([line.rule, *numbers])} {operator_latex(line.sign)} {value}"


def _bare(latex: str) -> str:
    return re.sub(r"[{}\s]", "", latex)
