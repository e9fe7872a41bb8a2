"""Which rows the list of steps has: every phase, the current one unfolded, its far operations gathered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from mlpviz.engine.telling.operations import Operation, Phase

State = Literal["done", "current", "open"]
LEAST = 3
"""Rows that the current phase always gets: what lies before, now, and what lies ahead."""

CROWD = 2000


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    state: State
    start: int
    """The first operation it stands for."""
    count: int
    phase: Phase | None = None
    """None for operations of the unfolded phase."""


def rows(phases: Sequence[Phase], operations: Sequence[Operation], index: int, room: int) -> list[Row]:
    """The rows at operation `index` where `room` of them can be seen at once; without room, the phases alone."""
    made: list[Row] = []
    free = max(LEAST, room - len(phases))
    for phase in phases:
        end = phase.start + phase.count
        state: State = "done" if end <= index else "open" if phase.start > index else "current"
        made.append(Row(state, phase.start, phase.count, phase))
        if state == "current" and room:
            made += unfolded(phase.start, end, operations, index, free)
    return made


def unfolded(start: int, end: int, operations: Sequence[Operation], index: int, room: int) -> list[Row]:
    """The operations start…end−1 in at most `room` rows, the current one alone in its row."""
    if end - start <= room:
        return [_row(at, 1, index) for at in range(start, end)]
    before, after = _runs(start, index, operations), _runs(index + 1, end, operations)
    # What comes next is told apart first, then the rest by its kind.
    if after and len(before) + 2 + len(after) <= room and after[0][1] > 1:
        first, count = after[0]
        after[0:1] = [(first, 1), (first + 1, count - 1)]
    while 1 + len(before) + len(after) > room and len(before) + len(after) > 2:
        _join(before if len(before) >= len(after) else after)
    return [
        *(_row(first, count, index) for first, count in before),
        _row(index, 1, index),
        *(_row(first, count, index) for first, count in after),
    ]


def _row(first: int, count: int, index: int) -> Row:
    state: State = "done" if first + count <= index else "open" if first > index else "current"
    return Row(state, first, count)


def _runs(start: int, end: int, operations: Sequence[Operation]) -> list[tuple[int, int]]:
    """Stretches of operations of one kind and layer; a crowd too large to look through is one stretch."""
    if end - start > CROWD:
        return [(start, end - start)]
    found: list[tuple[int, int]] = []
    known: tuple[str, int] | None = None
    for at in range(start, end):
        operation = operations[at]
        kind = (operation.kind, operation.layer)
        if kind == known:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((at, 1))
            known = kind
    return found


def _join(runs: list[tuple[int, int]]) -> None:
    (first, count), (_, more) = runs[0], runs[1]
    runs[0:2] = [(first, count + more)]
