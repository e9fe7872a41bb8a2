"""A whole walk as text or as plain data, for the command line."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from mlpviz.engine.number import whole
from mlpviz.engine.records import Walk
from mlpviz.engine.telling.explanation import Explanation, Line, Term
from mlpviz.engine.telling.naming import network_name, plain_of
from mlpviz.engine.telling.narrator import Narrator
from mlpviz.engine.telling.operations import Phase
from mlpviz.engine.telling.written import result_of, write

Cover = Callable[[Term, str], str]
"""Takes a term and its number as text, and gives what is to stand there."""


class Row(NamedTuple):
    """One equation as text, in the pieces that `tell_text` writes one after the other, with a space between them."""

    symbols: str
    """ "z_h1 = w₁ · x₁ + b₁"; of a line of an optimizer the whole rule, "m̂ = m/(1 − β₁^t)"."""
    numbers: str
    """ "= 0.15 · 0.05 + 0.35"; "" for a line of an optimizer."""
    result: str
    """ "= 0.3575"."""


def tell_text(walk: Walk, digits: int = 9) -> Iterator[str]:
    """A walk line by line: a title, then for each phase its title and one line for each operation."""
    narrator = Narrator(walk)
    operations = narrator.operations
    yield title_of(narrator)
    wide = len(str(len(operations)))
    ahead: Phase | None = None
    for index in range(len(operations)):
        if ahead is None or index not in ahead:
            ahead = operations.phase_of(index)
            yield ""
            yield phase_title(ahead, operations.samples)
        first, *rest = rows_of(narrator.tell(index, digits), operations.samples, digits)
        yield f"{index + 1:>{wide + 2}}  {joined_row(first)}"
        for row in rest:
            yield " " * (wide + 4) + joined_row(row)


def rows_of(told: Explanation, samples: int, digits: int = 9, cover: Cover | None = None) -> Iterator[Row]:
    """An operation of a walk over so many samples as text: its equation, then the lines that lead to a new weight.

    `cover` may put something else in the place of any number.
    """
    words = write(told.terms, digits, 0)
    numbers = [word if cover is None or term.value is None else cover(term, word)
               for term, word in zip(told.terms, words, strict=True)]
    yield Row(_symbols(told.terms), f"= {_numbers(told.terms, words, numbers)}", f"{words[1]} {numbers[0]}")
    for line in worked_lines(told, samples):
        result = result_of(line.value, digits)
        if cover is not None:
            result = cover(Term(line.symbol, line.value, "result"), result)
        yield Row(f"{plain_of(line.symbol)} = {plain_of(line.rule)}", "", f"{line.sign} {result}")


def joined_row(row: Row) -> str:
    """The equation on one line."""
    return " ".join(filter(None, row))


def worked_lines(told: Explanation, samples: int) -> Sequence[Line]:
    """The lines of the arithmetic that say more than the equation does."""
    return told.arithmetic if len(told.arithmetic) > 2 or samples > 1 else ()


def title_of(narrator: Narrator) -> str:
    """What is walked, in one line."""
    experiment = narrator.walk.experiment
    spec, plan = experiment.network, experiment.plan
    samples = f"{narrator.recorded.samples} sample" + ("s" if narrator.recorded.samples > 1 else "")
    rate = whole(narrator.recorded.rate)
    return f"{subject_of(narrator)}: one update of {network_name(spec)} with {plan.optimizer.label}, η = {rate}, " \
           f"{spec.loss.label.lower()}, {samples}, {len(narrator.operations)} operations"


def subject_of(narrator: Narrator) -> str:
    """The example or preset that is walked."""
    experiment = narrator.walk.experiment
    recipe = experiment.points.recipe
    return experiment.example or (recipe.shape if recipe else "Own points")


def phase_title(phase: Phase, samples: int) -> str:
    """The title of a phase, with its sample where there are several."""
    return phase.title + (f" · sample {phase.sample + 1} of {samples}" if samples > 1 and phase.sample >= 0 else "")


def _symbols(terms: tuple[Term, ...]) -> str:
    """The equation in symbols."""
    return f"{plain_of(terms[0].symbol)} = {_spaced([plain_of(term.symbol) for term in terms[2:]])}"


def _numbers(terms: Sequence[Term], written: Sequence[str], shown: Sequence[str]) -> str:
    """The right side of the equation in numbers; `written` tells where they need parentheses."""
    words, before = [], "="
    for term, word, seen in zip(terms[2:], written[2:], shown[2:], strict=True):
        negative = word.startswith("−") and term.value is not None and before[-1] not in "=("
        words += [f"({seen})" if negative else seen] if word else []
        before = term.symbol
    return _spaced(words)


def _spaced(words: list[str]) -> str:
    text = " ".join(words).replace("( ", "(").replace(" )", ")").replace("(− ", "(−")
    return text.replace("− ", "−", 1) if text.startswith("− ") else text


def tell_data(walk: Walk, digits: int = 9) -> list[dict[str, Any]]:
    """A walk as plain data for JSON, one dict for each operation; numbers that are not finite become None.

    Values are not rounded; `digits` is the number of decimals only in the LaTeX "numbers" of the arithmetic.
    """
    narrator = Narrator(walk)
    return [_datum(narrator, index, digits) for index in range(len(narrator.operations))]


def _datum(narrator: Narrator, index: int, digits: int) -> dict[str, Any]:
    op, told = narrator.operations[index], narrator.tell(index, digits)
    return {
        "operation": index + 1,
        "phase": narrator.operations.phase_of(index).title,
        "kind": op.kind,
        "layer": op.layer,
        "unit": op.unit,
        "source": None if op.source < 0 else op.source,
        "sample": None if op.sample < 0 else op.sample + 1,
        "point": None if op.sample < 0 else int(narrator.walk.indices[op.sample]),
        "symbol": plain_of(told.terms[0].symbol),
        "latex": told.terms[0].symbol,
        "value": _finite(told.result),
        "terms": [
            {"symbol": plain_of(term.symbol), "latex": term.symbol, "value": _finite(term.value), "role": term.role}
            for term in told.terms[2:]
        ],
        "arithmetic": [
            {"symbol": plain_of(line.symbol), "rule": line.rule, "numbers": line.numbers, "value": _finite(line.value)}
            for line in told.arithmetic
        ],
        "sentence": told.sentence,
    }


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None
