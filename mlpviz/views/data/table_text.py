"""Points as rows of text, as spreadsheets copy and paste them."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mlpviz.data.area import LARGEST
from mlpviz.data.points import PointSet
from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.typed_number import read_within
from mlpviz.views.data.table_columns import SETS, Column, Kind, Sheet

Read = TypeVar("Read")
MOST_CHARACTERS = 4_000_000
"""A longer text is refused: so many characters are about 100 000 points."""
OTHERS = "“Paste a table of points…” in the menu Edit reads other tables."
TRAIN_WORDS, TEST_WORDS = ("train", "", "0", "false", "no"), ("test", "1", "true", "yes")
"""What stands in the last column of a row; files say 0 and 1."""


def read_typed(text: str) -> float:
    """A typed number for a cell. Raises ValueError with one sentence."""
    if text.isascii() and "," not in text:  # as in a file; thousands of them are read at once
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if -LARGEST <= value <= LARGEST:
            return value
    return read_within(text, -LARGEST, LARGEST)


def read_class(experiment: Experiment, text: str) -> int:
    """The class 0…k−1 that a name or a number, from 1, means. Raises ValueError with one sentence."""
    naming, classes, given = experiment.naming, experiment.network.classes, text.strip()
    for names in ([naming.look(label).name for label in range(classes)], list(map(naming.class_name, range(classes)))):
        for label, name in enumerate(names):
            if name and name.casefold() == given.casefold():
                return label
    if given.isascii() and given.isdigit() and 1 <= int(given) <= classes:
        return int(given) - 1
    known = f"1 to {classes}" if not any(look.name for look in naming.classes) else ", ".join(
        map(naming.class_name, range(classes)))  # fmt: skip
    raise ValueError(f"“{given:.40}” is no class; there are {known}. The + beside the classes adds one.")


def read_set(text: str) -> bool:
    """Whether a word means test. Raises ValueError with one sentence."""
    word = text.strip().casefold()
    if word not in TRAIN_WORDS + TEST_WORDS:
        raise ValueError(f"“{text.strip():.40}” is neither train nor test.")
    return word in TEST_WORDS


# copying


def copied(sheet: Sheet, points: NDArray[np.intp], *, head: bool) -> str:
    """Rows with tabs between their cells, all digits; with `head` the names of the columns come first."""
    columns = copied_columns(sheet)
    lines = ["\t".join(column.head for column in columns)] if head else []
    lines += map("\t".join, zip(*(_cells(sheet, points, column) for column in columns), strict=True))
    return "".join(f"{line}\n" for line in lines)


def copied_columns(sheet: Sheet) -> list[Column]:
    """What a copied row holds: first what makes the point, then what the network says of it."""
    first = [column for column in sheet.columns if column.typed or column.kind is Kind.CLASS]
    sets = [column for column in sheet.columns if column.kind is Kind.SET]
    return first + sets + [column for column in sheet.columns if column.kind in (Kind.OUTPUT, Kind.ERROR)]


def _class_word(experiment: Experiment, label: int) -> str:
    """The name of a class, else its number, unless that is the name of another class."""
    word = experiment.naming.look(label).name or str(label + 1)
    return word if read_class(experiment, word) == label else experiment.naming.class_name(label)


def _cells(sheet: Sheet, points: NDArray[np.intp], column: Column) -> list[str]:
    if column.kind is Kind.CLASS and sheet.points.labels is not None:
        words = [_class_word(sheet.experiment, label) for label in range(sheet.experiment.network.classes)]
        return [words[label] for label in sheet.points.labels[points].tolist()]
    if column.kind is Kind.SET:
        return [SETS[test] for test in sheet.points.test[points].tolist()]
    values, known = sheet.numbers(column)[points].tolist(), sheet.has(column)[points].tolist()
    return [repr(value) if there else "" for value, there in zip(values, known, strict=True)]


# pasting


def cells_of(text: str) -> list[list[str]]:
    """The rows of a pasted text. A tab, else a semicolon, else a comma parts the cells. Empty lines do not count.

    Raises ValueError with one sentence.
    """
    if len(text) > MOST_CHARACTERS:
        raise ValueError("The copied text is too long; copy at most about 100 000 rows.")
    separator = next((sign for sign in ("\t", ";") if sign in text), ",")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as problem:
        raise ValueError(f"The copied text cannot be read as rows: {problem}. {OTHERS}") from None
    return [row for row in rows if any(cell.strip() for cell in row)]


def read_rows(experiment: Experiment, text: str) -> PointSet:
    """The points of a pasted text, one row each: inputs, class or values and, if wanted, train or test.

    Names of columns in the first row are passed over, and so are outputs and errors behind, which are computed. Raises
    ValueError with one sentence that names row and column.
    """
    sheet = Sheet(experiment)
    columns = copied_columns(sheet)
    needed = [column for column in columns if column.kind not in (Kind.SET, Kind.OUTPUT, Kind.ERROR)]
    rows = cells_of(text)
    first = 2 if rows and _is_head(rows[0], needed) else 1
    rows = rows[first - 1 :]
    if not rows:
        raise ValueError(f"There is nothing to paste; copy rows of {_said(needed)}.")
    marked = [len(row) > len(needed) for row in rows]
    to_class = cache(partial(read_class, experiment))
    read = [list(_read_row(to_class, row, at, needed, len(columns))) for at, row in enumerate(rows, start=first)]
    test = [
        _told(at, "set", read_set, row[len(needed)]) if more else False
        for at, (row, more) in enumerate(zip(rows, marked, strict=True), start=first)
    ]
    table = np.array(read, dtype=np.float64)
    x, answers = table[:, : experiment.network.inputs], table[:, experiment.network.inputs :]
    if experiment.points.targets is None:
        return PointSet(x, answers[:, 0], test=test)
    return PointSet(x, targets=answers, test=test)


def _is_head(row: Sequence[str], needed: Sequence[Column]) -> bool:
    """Whether a row holds names alone: nothing in it is a number."""
    return len(row) >= len(needed) and not any(map(_is_number, row))


def _is_number(text: str) -> bool:
    try:
        float(text.strip().replace(number.MINUS, "-").replace(",", "."))
    except ValueError:
        return False
    return True


def _read_row(
    to_class: Callable[[str], int], row: Sequence[str], at: int, needed: Sequence[Column], most: int
) -> Iterator[float]:
    if len(row) not in (len(needed), len(needed) + 1, most):
        count = f"{len(row)} value{'s' * (len(row) != 1)}"
        raise ValueError(f"Row {at} has {count}; a point is {_said(needed)} and, if wanted, train or test. {OTHERS}")
    for cell, column in zip(row, needed, strict=False):
        if column.kind is Kind.CLASS:
            yield _told(at, column.head, to_class, cell)
        else:
            yield _told(at, column.head, read_typed, cell)


def _told(at: int, head: str, read: Callable[[str], Read], cell: str) -> Read:
    try:
        return read(cell)
    except ValueError as problem:
        raise ValueError(f"Row {at}, {head}: {problem}") from None


def _said(columns: Sequence[Column]) -> str:
    return ", ".join(column.head for column in columns)
