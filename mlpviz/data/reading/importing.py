"""Makes points of a table, with everything that was chosen and answered."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.typing import NDArray

from mlpviz.data.naming import Naming
from mlpviz.data.points import PointSet
from mlpviz.data.reading.answers import Answers
from mlpviz.data.reading.question import Question
from mlpviz.data.reading.roles import Roles
from mlpviz.data.reading.sheet import Sheet
from mlpviz.data.scaling import Scaling


@dataclass(frozen=True, eq=False)
class Imported:
    """Points and what belongs to them."""

    points: PointSet
    naming: Naming
    scaling: Scaling
    classes: int
    """How many classes there are, those without points too; 0 for values."""
    rows: NDArray[object]  # type: ignore[type-arg]
    """The row of each point, (n,)."""
    rows_total: int
    """Rows of the table."""
    open_faults: int
    """Rows left out because nobody has answered what becomes of them."""
    remarks: tuple[str, ...]
    """What was done without being asked, as sentences: columns that are not used, rows left out, inputs held."""

    @property
    def rows_used(self) -> int:
        """Rows that became points."""
        return len(self.points)


def imported(sheet: Sheet, roles: Roles, answers: Answers = Answers()) -> Imported:
    """The points of all rows without a fault.

    Raises ValueError with one sentence if there is no input column, or if no row is left.
    """
    raise NotImplementedError


def open_questions(sheet: Sheet, roles: Roles, answers: Answers = Answers()) -> tuple[Question, ...]:
    """What these roles and answers leave open: more than six classes, names that differ in capitals only, and, as an
    offer, a sample of more than 20 000 points.
    """
    raise NotImplementedError
