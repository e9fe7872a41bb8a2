"""A whole walk as a text from which its update can be made again by hand, without a picture."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mlpviz.engine.build import network_of
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.number import whole
from mlpviz.engine.records import Walk
from mlpviz.engine.telling.given import Given, function_of, memory_of, samples_of, training_of
from mlpviz.engine.telling.naming import plain_of
from mlpviz.engine.telling.narrator import Narrator
from mlpviz.engine.telling.operations import Phase
from mlpviz.engine.telling.payoff import payoff_of
from mlpviz.engine.telling.printed_numbers import Comparison, comparison
from mlpviz.engine.telling.whole_walk import joined_row, phase_title, rows_of, title_of
from mlpviz.engine.telling.written import result_of

MOST_AGAIN = 10
"""Of a batch of more samples, the answers after the update are not listed."""


def transcript(walk: Walk, digits: int = 9, *, words: bool = False) -> Iterator[str]:
    """A walk line by line: what is given, how to read it, every operation, and what the update was good for.

    With `words`, a sentence under each operation says what it means. A published example ends with the numbers that
    its source prints.
    """
    narrator = Narrator(walk)
    yield title_of(narrator)
    example = EXAMPLES.get(walk.experiment.example)
    if example is not None:
        yield from (f"{example.source}.", example.about, example.odd)
    yield from _given(narrator)
    yield from _how_to_read(narrator, digits)
    yield from _operations(narrator, digits, words)
    yield from _afterwards(narrator, digits)
    if example is not None and walk.experiment == example.experiment:
        yield from table_of(comparison(example))


# what is given


def _given(narrator: Narrator) -> Iterator[str]:
    yield "\nGiven"
    for one in samples_of(narrator):
        yield _listed(one)
    recorded = narrator.recorded
    for layer in range(1, recorded.layers + 1):
        for unit in range(recorded.widths[layer]):
            yield _unit(narrator, layer, unit)
    yield _listed(training_of(narrator))
    for one in memory_of(narrator):
        yield _listed(one)


def _listed(one: Given) -> str:
    numbers = ", ".join(f"{plain_of(latex)} = {text}" for latex, text in one.numbers)
    return f"  {one.title}: {numbers}" + (f" ({one.note})" if one.note else "")


def _unit(narrator: Narrator, layer: int, unit: int) -> str:
    """A unit with everything that leads to it."""
    recorded, names = narrator.recorded, narrator.names
    parts = [
        f"{plain_of(names.weight(layer, source, unit))} = {whole(recorded.old_value(layer, unit, source))} "
        f"from {names.unit_text(layer - 1, source)}"
        for source in range(recorded.widths[layer - 1])
    ]
    parts.append(f"bias {plain_of(names.bias(layer, unit))} = {whole(recorded.old_value(layer, unit, -1))}")
    return f"  {names.unit_text(layer, unit)}, layer {layer}, {function_of(narrator, layer)}: {', '.join(parts)}"


# how to read it


def _how_to_read(narrator: Narrator, digits: int) -> Iterator[str]:
    names, last = narrator.names, narrator.recorded.layers
    unit, sign = names.unit_text(1, 0), plain_of(names.sum(1, 0))
    loss, word = plain_of(names.loss), "error" if names.loss == "E" else "loss"
    weight = plain_of(names.weight(last, 0, 0))
    yield "\nHow to read it"
    yield "  A line is: its number, what is computed = in names = in numbers = result. Each needs only lines above it."
    yield f"  {sign} is the weighted sum of {unit}; {unit} is also what it passes on. {loss} is the {word} of a sample."
    yield f"  ∂{loss}/∂{weight} is a gradient: how much {loss} changes for each small change of {weight}. " \
          f"{plain_of(names.delta(1, 0))} is short for ∂{loss}/∂{sign}."
    yield from _functions(narrator)
    yield f"  Results are rounded to {digits} digits behind the point. Where an operand has more digits than in the " \
          "line it comes from, the last digit of the result needs them."
    yield "  Every gradient is of the old weights. The new ones count only when the last of them is there."


def _functions(narrator: Narrator) -> Iterator[str]:
    """What the functions in the equations of the units mean."""
    written = ""
    for layer in range(1, narrator.recorded.layers + 1):
        index = narrator.operations.index_of("activate", layer)
        if index is not None:
            written += joined_row(next(rows_of(narrator.tell(index), 1)))
    if "exp(" in written:
        yield "  exp(a) is e to the power a, with e = 2.718281828."
    if "tanh" in written:
        yield "  tanh(a) is (e to the power 2a, minus 1) over (e to the power 2a, plus 1), with e = 2.718281828."


# the operations


def _operations(narrator: Narrator, digits: int, words: bool) -> Iterator[str]:
    operations = narrator.operations
    wide = len(str(len(operations)))
    ahead: Phase | None = None
    for index in range(len(operations)):
        if ahead is None or index not in ahead:
            ahead = operations.phase_of(index)
            yield f"\n{phase_title(ahead, operations.samples)}"
        told = narrator.tell(index, digits)
        first, *rest = rows_of(told, operations.samples, digits)
        tick = told.tick.words if told.tick is not None else ""
        yield f"{index + 1:>{wide + 2}}  {joined_row(first)}" + (f"   {tick}" if tick else "")
        for row in rest:
            yield " " * (wide + 4) + joined_row(row)
        said = told.sentence if words else told.tick.slip if told.tick is not None else ""
        if said:
            yield " " * (wide + 4) + said


# afterwards


def _afterwards(narrator: Narrator, digits: int) -> Iterator[str]:
    """The answers with the new weights, and what the update was good for."""
    walk, names, samples = narrator.walk, narrator.names, narrator.operations.samples
    spec = walk.experiment.network
    yield "\nAfter the update"
    if samples <= MOST_AGAIN:
        with np.errstate(all="ignore"):
            results = network_of(spec, walk.theta).forward(walk.x)
            link = spec.loss.link(spec.outputs)
            answers = results if link is None else link.value(results)
            losses = spec.loss.of_samples(results, walk.t)
        for at in range(samples):
            numbers = [f"{names.unit_text(narrator.recorded.layers, unit)} = {result_of(float(value), digits)}"
                       for unit, value in enumerate(answers[at])]
            numbers.append(f"{plain_of(names.loss)} = {result_of(float(losses[at]), digits)}")
            which = f"Sample {at + 1} of {samples}" if samples > 1 else "The same sample"
            yield f"  {which} with the new weights: {', '.join(numbers)}"
    yield f"  {payoff_of(walk).sentence}"


def table_of(found: Comparison) -> Iterator[str]:
    """Every number that the source of an example prints, beside the walk's own."""
    for title, origin, summary in (
        ("Printed by the source, beside the walk's own", "source", found.summary),
        ("Computed by another program, beside the walk's own", "second", found.second_summary),
    ):
        checks = found.of(origin)
        if not checks:
            continue
        rows = [(check.printed.name, check.place, check.shown, check.own) for check in checks]
        wide = [max(len(row[at]) for row in rows) for at in range(4)]
        yield f"\n{title}: {summary}"
        for row, check in zip(rows, checks, strict=True):
            name, place, printed, own = (f"{text:<{width}}" for text, width in zip(row, wide, strict=True))
            yield f"  {name}  {place}{'  ' if wide[1] else ''}{printed}  {own}  {'✓' if check.agrees else '≠'}"
            if not check.agrees:
                yield f"    {check.verdict}"


