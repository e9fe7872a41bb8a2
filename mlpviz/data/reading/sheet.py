"""A table as it stands in a file: cells as text, and what each column looks like."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mlpviz.data.reading.dialect import Dialect
from mlpviz.nn.arrays import Array

Kind = Literal["number", "text", "yes-no", "empty"]


@dataclass(frozen=True, eq=False)
class Column:
    """One column."""

    name: str
    """As the header writes it, one line of at most 60 characters; "" without a header."""
    unit: str
    """From a second line of the header; "" without one."""
    kind: Kind
    """What most of its cells are."""
    cells: tuple[str, ...]
    """The text of each row, without blanks around it; "" where a row ends before."""

    @cached_property
    def numbers(self) -> Array:
        """Each cell as a number, (rows,); NaN where it is none."""
        raise NotImplementedError

    @cached_property
    def distinct(self) -> dict[str, int]:
        """Every different cell with how often it occurs, in order of first occurrence; missing cells are left out."""
        raise NotImplementedError

    @cached_property
    def range_text(self) -> str:
        """For the head of the column: "4.3 to 7.9", "3 names", "yes or no", "empty"."""
        raise NotImplementedError


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

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.lines)

    def row(self, index: int) -> tuple[str, ...]:
        """The cells of one row."""
        return tuple(column.cells[index] for column in self.columns)

    def title(self, column: int) -> str:
        """What a column is called in sentences: its name, else "column 3"."""
        return self.columns[column].name or f"column {column + 1}"
