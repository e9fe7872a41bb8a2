"""What is wrong in the rows of a table, looked for in used columns only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from mlpviz.counting import noun
from mlpviz.data.reading.answers import NO_ANSWERS, Answers, FaultKind
from mlpviz.data.reading.marks import class_texts, test_marks
from mlpviz.data.reading.numerals import is_missing, number
from mlpviz.data.reading.plain_text import quoted
from mlpviz.data.reading.roles import Roles
from mlpviz.data.reading.sheet import Sheet
from mlpviz.nn.arrays import Array

CELLS, AGAIN, EMPTY, MISSING, INFINITE, NO_NUMBER, NO_CLASS, NO_MARK = (
    "another number of cells",
    "names again",
    "empty cell",
    "unknown number",
    "infinite number",
    "not a number",
    "no class",
    "no test mark",
)
WHOLE_ROW = -1
"""The column of a fault that means a row as a whole."""


@dataclass(frozen=True)
class Fault:
    """One row that cannot be used as it is. A row has one fault for each faulty cell."""

    row: int
    """Index from 0; `sheet.lines[row]` is its line in the file."""
    column: int
    """Index of the column; WHOLE_ROW if it has too few or too many cells."""
    cell: str
    """As it stands in the file, in quotation marks, shortened to 80 characters."""
    sentence: str
    """Such as "Row 38, petal_length: “n/a” is not a number." """
    kind: FaultKind
    """Such as "not a number"; "Skip all 12" skips one kind."""


class Faults(Sequence[Fault]):
    """Faults by row. How many there are is known at once; each is made when it is asked for."""

    def __init__(self, sheet: Sheet, roles: Roles, answers: Answers, places: list[tuple[int, int, FaultKind]]) -> None:
        self._sheet, self._roles, self._answers, self._places = sheet, roles, answers, places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> Fault: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Fault]: ...

    def __getitem__(self, index: int | slice) -> Fault | Sequence[Fault]:
        if isinstance(index, slice):
            return Faults(self._sheet, self._roles, self._answers, self._places[index])
        return self._made(*self._places[index])

    def __iter__(self) -> Iterator[Fault]:
        return (self._made(*place) for place in self._places)

    @property
    def kinds(self) -> Counter[FaultKind]:
        """How many there are of each kind."""
        return Counter(kind for _, _, kind in self._places)

    @property
    def rows(self) -> NDArray[np.int64]:
        """The rows that have faults, in order, each once."""
        return np.array(sorted({row for row, _, _ in self._places}), dtype=np.int64)

    def _made(self, row: int, column: int, kind: FaultKind) -> Fault:
        sheet = self._sheet
        line = f"Row {sheet.lines[row]}"
        if column == WHOLE_ROW:
            cells, wanted = sheet.ragged.get(row, 0), len(sheet.columns)
            text = f"{line} has {_some(cells, 'cell')}, but the table has {_some(wanted, 'column')}."
            return Fault(row, column, "", f"{line} holds the names again." if kind == AGAIN else text, kind)
        cell = self._answers.typed.get((row, column), sheet.columns[column].cells[row])
        return Fault(row, column, quoted(cell), f"{line}, {sheet.title(column)}: {self._said(cell, kind)}.", kind)

    def _said(self, cell: str, kind: FaultKind) -> str:
        if kind == EMPTY:
            return "the cell is empty"
        if kind == NO_MARK:
            return f"{quoted(cell)} does not say whether the point is for testing; write 1 or 0"
        if kind == NO_CLASS:
            return f"{quoted(cell)} is no class"
        if kind == INFINITE:
            return f"{quoted(cell)} is not a finite number"
        dialect = self._sheet.dialect
        other, sign = (",", "point") if dialect.decimal == "." else (".", "comma")
        swapped = number(cell, other, "" if dialect.group == other else dialect.group)
        hint = f"; the decimal sign is the {sign} here" if np.isfinite(swapped) else ""
        return f"{quoted(cell)} is not a number{hint}"


def faults(sheet: Sheet, roles: Roles, answers: Answers = NO_ANSWERS) -> Faults:
    """All faults that these answers leave open, by row. A typed value that is no better is a fault again."""
    places: list[tuple[int, int, FaultKind]] = []
    whole = dict.fromkeys(sheet.ragged, CELLS) | dict.fromkeys(_names_again(sheet, roles), AGAIN)
    for column in roles.used:
        bad, kind_of = _bad(sheet, roles, column, answers)
        cells = sheet.columns[column].cells
        for row in bad:
            if row not in whole:
                cell = answers.typed.get((row, column), cells[row])
                places.append((row, column, kind_of(cell)))
    places += [(row, WHOLE_ROW, kind) for row, kind in whole.items()]
    left = [
        place for place in places if place[0] not in answers.skipped_rows and place[2] not in answers.skipped_kinds
    ]
    return Faults(sheet, roles, answers, sorted(left))


def numbers_with(sheet: Sheet, column: int, typed: Mapping[tuple[int, int], str]) -> Array:
    """The numbers of a column with what was typed in their place, (rows,); NaN where there is none."""
    array = sheet.columns[column].numbers
    own = [(row, text) for (row, one), text in typed.items() if one == column and 0 <= row < len(array)]
    if own:
        array = array.copy()
        for row, text in own:
            value = number(text, sheet.dialect.decimal, sheet.dialect.group)
            array[row] = value if np.isfinite(value) else np.nan
    return array


def _bad(sheet: Sheet, roles: Roles, column: int, answers: Answers) -> tuple[list[int], Callable[[str], FaultKind]]:
    """The rows in which a column is faulty, and what kind of fault a cell has."""
    if column == roles.label:
        names = class_texts(sheet, column, answers.typed)
        return [row for row, name in enumerate(names) if not name], _kind_of_class
    if column == roles.test:
        marks = test_marks(sheet, column, answers.typed)
        return [row for row, mark in enumerate(marks) if mark is None], _kind_of_mark
    values = numbers_with(sheet, column, answers.typed)

    def kind_of_number(cell: str) -> FaultKind:
        if not cell.strip():
            return EMPTY
        if is_missing(cell):
            return MISSING
        infinite = np.isinf(number(cell, sheet.dialect.decimal, sheet.dialect.group))
        return INFINITE if infinite or cell.lstrip("+-−").casefold() in ("inf", "infinity", "∞") else NO_NUMBER

    return np.flatnonzero(np.isnan(values)).tolist(), kind_of_number


def _kind_of_class(cell: str) -> FaultKind:
    return NO_CLASS if cell.strip() else EMPTY


def _kind_of_mark(cell: str) -> FaultKind:
    return NO_MARK


def _names_again(sheet: Sheet, roles: Roles) -> Iterator[int]:
    """Rows that repeat the header, as in files that were put together of several."""
    first = next(iter(roles.used), None)
    if first is None or not sheet.dialect.header or not sheet.columns[first].name:
        return
    names = [column.name for column in sheet.columns]
    for row, cell in enumerate(sheet.columns[first].cells):
        if cell == names[first] and list(sheet.row(row)) == names:
            yield row


def _some(count: int, what: str) -> str:
    return f"{count} {noun(count, what)}"
