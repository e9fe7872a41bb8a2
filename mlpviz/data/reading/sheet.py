"""A table as it stands in a file: cells as text, and what each column looks like."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mlpviz.counting import noun
from mlpviz.data.reading.dialect import Dialect
from mlpviz.data.reading.numerals import NO_CLASS, is_missing, looks_like_number, numbers
from mlpviz.data.reading.own_format import Declaration
from mlpviz.data.reading.question import Question
from mlpviz.nn.arrays import Array

Kind = Literal["number", "text", "yes-no", "empty"]
YES = frozenset(("yes", "true", "y", "t", "ja", "j", "wahr"))
NO = frozenset(("no", "false", "n", "f", "nein", "falsch"))
_SAMPLE, _FEW = 200, 20


@dataclass(frozen=True, eq=False)
class Column:
    """One column."""

    name: str
    """As the header writes it, one line of at most 60 characters; "" without a header."""
    unit: str
    """From a second line of the header; "" without one."""
    cells: tuple[str, ...]
    """The text of each row, without blanks around it; "" where a row ends before."""
    decimal: str = "."
    group: str = ""

    @cached_property
    def kind(self) -> Kind:
        """What most of its cells are, judged by the first 200 that are not empty."""
        known = [cell for cell in self.cells[:_SAMPLE] if not is_missing(cell)]
        if not known:
            later = (cell for cell in self.cells[_SAMPLE:] if not is_missing(cell))
            known = [cell for _, cell in zip(range(_SAMPLE), later, strict=False)]
        if not known:
            return "text" if any(self.cells) else "empty"
        if 2 * sum(map(looks_like_number, known)) >= len(known):
            return "number"
        return "yes-no" if all(cell.casefold() in YES | NO for cell in known) else "text"

    @cached_property
    def numbers(self) -> Array:
        """Each cell as a number, (rows,); NaN where it is none."""
        return numbers(self.cells, self.decimal, self.group)

    @cached_property
    def distinct(self) -> dict[str, int]:
        """Every different cell with how often it occurs, in order of first occurrence; missing cells are left out."""
        counts = Counter(self.cells)
        return {cell: count for cell, count in counts.items() if not (len(cell) < 6 and cell.casefold() in NO_CLASS)}

    @cached_property
    def whole_values(self) -> tuple[float, ...]:
        """The different numbers of a column, in order, if they are whole and at most twenty; else ()."""
        if self.kind != "number" or len(set(self.cells[:_SAMPLE])) > 3 * _FEW:
            return ()
        values = sorted(set(self.numbers[~np.isnan(self.numbers)].tolist()))
        return tuple(values) if len(values) <= _FEW and all(map(float.is_integer, values)) else ()

    @property
    def range_text(self) -> str:
        """For the head of the column: "4.3 to 7.9", "3 names", "yes or no", "empty"."""
        if self.kind == "empty":
            return "empty"
        if self.kind == "number":
            known = self.numbers[~np.isnan(self.numbers)]
            if not len(known):
                return "no numbers"
            low, high = _short(float(known.min())), _short(float(known.max()))
            return low if low == high else f"{low} to {high}"
        count = len(self.distinct)
        if count == 2:
            return " or ".join(f"{one:.20}" for one in self.distinct)
        return f"{count} {noun(count, 'name')}"


def _short(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table that was read."""

    name: str
    """Of the file."""
    dialect: Dialect
    columns: tuple[Column, ...]
    lines: NDArray[np.int64]
    """The line of the file in which each row begins, from 1, (rows,). This is the number to show beside a row."""
    ragged: dict[int, int]
    """Rows that have another number of cells than there are columns: row → number of cells."""
    questions: tuple[Question, ...] = ()
    """What is uncertain about the dialect."""
    remarks: tuple[str, ...] = ()
    """What was left out without being asked, as sentences."""
    own: Declaration | None = None
    """What the file says of itself, if it is one of the program's own."""

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.lines)

    def row(self, index: int) -> tuple[str, ...]:
        """The cells of one row."""
        return tuple(column.cells[index] for column in self.columns)

    def title(self, column: int) -> str:
        """What a column is called in sentences: its name, else "column 3"; both if another has the same name."""
        name = self.columns[column].name
        if not name:
            return f"column {column + 1}"
        return name if self._names[name] == 1 else f"{name} (column {column + 1})"

    @cached_property
    def _names(self) -> Counter[str]:
        return Counter(column.name for column in self.columns)
