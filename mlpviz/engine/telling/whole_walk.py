"""A whole walk as text or as plain data, for the command line."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from mlpviz.engine.number import whole
from mlpviz.engine.records import Walk
from mlpviz.engine.telling.explanation import Term
from mlpviz.engine.telling.naming import network_name, plain_of
from mlpviz.engine.telling.narrator import Narrator
from mlpviz.engine.telling.operations import Phase
from mlpviz.engine.telling.written import result_of, write


def tell_text(walk: Walk, digits: int = 9) -> Iterator[str]:
    """A walk line by line: a title, then for each phase its title and one line for each operation."""
    narrator = Narrator(walk)
    operations = narrator.operations
    yield _title(narrator)
    wide = len(str(len(operations)))
    ahead: Phase | None = None
    for index in range(len(operations)):
        if ahead is None or index not in ahead:
            ahead = operations.phase_of(index)
            yield ""
            yield _phase_title(ahead, operations.samples)
        told = narrator.tell(index, digits)
        yield f"{index + 1:>{wide + 2}}  {_symbols(told.terms)} = {_numbers(told.terms, digits)}"
        if len(told.arithmetic) > 2 or operations.samples > 1:
            for line in told.arithmetic:
                right = f"{plain_of(line.rule)} {line.sign} {result_of(line.value, digits)}"
                yield " " * (wide + 4) + f"{plain_of(line.symbol)} = {right}"


def _title(narrator: Narrator) -> str:
    experiment = narrator.walk.experiment
    spec, plan = experiment.network, experiment.plan
    recipe = experiment.points.recipe
    about = experiment.example or (recipe.shape if recipe else "Own points")
    samples = f"{narrator.recorded.samples} sample" + ("s" if narrator.recorded.samples > 1 else "")
    rate = whole(narrator.recorded.rate)
    return f"{about}: one update of {network_name(spec)} with {plan.optimizer.label}, η = {rate}, " \
           f"{spec.loss.label.lower()}, {samples}, {len(narrator.operations)} operations"


def _phase_title(phase: Phase, samples: int) -> str:
    return phase.title + (f" · sample {phase.sample + 1} of {samples}" if samples > 1 and phase.sample >= 0 else "")


def _symbols(terms: tuple[Term, ...]) -> str:
    """The equation in symbols."""
    return f"{plain_of(terms[0].symbol)} = {_spaced([plain_of(term.symbol) for term in terms[2:]])}"


def _numbers(terms: tuple[Term, ...], digits: int) -> str:
    """The right side of the equation in numbers, and the result."""
    result, sign, *right = write(terms, digits, 0)
    words, before = [], "="
    for term, word in zip(terms[2:], right, strict=True):
        negative = word.startswith("−") and term.value is not None and before[-1] not in "=("
        words += [f"({word})" if negative else word] if word else []
        before = term.symbol
    return f"{_spaced(words)} {sign} {result}"


def _spaced(words: list[str]) -> str:
    text = " ".join(words).replace("( ", "(").replace(" )", ")")
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
