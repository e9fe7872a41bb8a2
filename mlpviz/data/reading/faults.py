"""What is wrong in the rows of a table, looked for in used columns only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mlpviz.data.reading.answers import Answers, FaultKind
from mlpviz.data.reading.roles import Roles
from mlpviz.data.reading.sheet import Sheet


@dataclass(frozen=True)
class Fault:
    """One row that cannot be used as it is. A row has one fault for each faulty cell."""

    row: int
    """Index from 0; `sheet.lines[row]` is its line in the file."""
    column: int
    """Index of the column; −1 if the row as a whole is meant (it has too few or too many cells)."""
    cell: str
    """As it stands in the file, shortened to 80 characters."""
    sentence: str
    """Such as "Row 38, petal_length: “n/a” is not a number." """
    kind: FaultKind
    """Such as "missing number" or "not a number"; "Skip all 12" skips one kind."""


def faults(sheet: Sheet, roles: Roles, answers: Answers = Answers()) -> Sequence[Fault]:
    """All faults that these answers leave open, by row. Its length is known at once; each is made when it is asked for.

    A typed value that is no better is a fault again.
    """
    raise NotImplementedError
