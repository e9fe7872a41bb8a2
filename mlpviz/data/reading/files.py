"""Files of points, read and written in one go."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from mlpviz.data.naming import Naming
from mlpviz.data.points import PointSet
from mlpviz.data.reading.answers import NO_ANSWERS, Answers
from mlpviz.data.reading.content import content_of
from mlpviz.data.reading.faults import faults
from mlpviz.data.reading.importing import Imported, imported, open_questions
from mlpviz.data.reading.own_format import most_classes, written
from mlpviz.data.reading.question import Question
from mlpviz.data.reading.roles import Roles
from mlpviz.data.reading.sheet import Sheet
from mlpviz.data.reading.suggestion import suggested_roles
from mlpviz.data.reading.table import read_table
from mlpviz.data.scaling import NONE, Scaling
from mlpviz.files import write_whole

UNNAMED = Naming()


def read_file(path: str | PathLike[str]) -> Imported:
    """Points, names and scaling of a file that is certain in everything.

    Raises ValueError with one sentence that names the row and the column of the first fault, or asks what is uncertain
    and says what to write; OSError if it cannot be opened.
    """
    sheet = read_table(content_of(path), Path(path).name)
    suggestion = suggested_roles(sheet)
    _refuse_to_guess(sheet, suggestion.questions)
    return certain_points(sheet, suggestion.roles)


def certain_points(sheet: Sheet, roles: Roles, answers: Answers = NO_ANSWERS) -> Imported:
    """The points of a table that leaves nothing open.

    Raises ValueError with one sentence about the first question or the first fault.
    """
    _refuse_to_guess(sheet, open_questions(sheet, roles, answers))
    found = faults(sheet, roles, answers)
    if found:
        more = f" There {'is' if len(found) == 2 else 'are'} {len(found) - 1} more such." if len(found) > 1 else ""
        raise ValueError(f"{sheet.name}: {found[0].sentence}{more} Correct it, or delete the row.")
    return imported(sheet, roles, answers)


def _refuse_to_guess(sheet: Sheet, questions: tuple[Question, ...]) -> None:
    for question in questions:
        if question.required:
            raise ValueError(f"{sheet.name}: {question.sentence} {question.write}".strip())


def read_points(path: str | PathLike[str]) -> PointSet:
    """The points of a file, see `read_file`."""
    return read_file(path).points


def write_points(
    path: str | PathLike[str],
    points: PointSet,
    naming: Naming = UNNAMED,
    *,
    classes: int | None = None,
    scaling: Scaling = NONE,
) -> None:
    """Write a table that reads back exactly: numbers, names, colours, test marks, and classes without points.

    `classes` is how many there are, if more than occur. Raises ValueError for more than six; OSError if the file cannot
    be written.
    """
    write_whole(path, written(points, naming, most_classes(points, naming, classes), scaling))
