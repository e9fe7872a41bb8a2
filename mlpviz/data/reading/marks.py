"""Cells that are no numbers: the class of a point, and whether it is kept for testing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from mlpviz.data.reading.numerals import NO_CLASS, number, number_text
from mlpviz.data.reading.sheet import NO, YES, Column, Sheet

TEST_MARKS = {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False), "test": True, "testing": True, "train": False,
              "training": False, "x": True, "1": True, "1.0": True, "0": False, "0.0": False, "": False}  # fmt: skip
"""What says that a point is for testing or for training, in small letters."""
_SAMPLE, _MOST_MARKS = 200, 8
"""A column of more different cells than these is no column of marks, which shows in its first rows."""
MOST_ODD = 0.1
"""So many cells of a column of numbers can be something else and count as faults; with more, all are names."""
DAMAGED = "\ufffd"
"""Stands for a character that could not be read."""


def is_mostly_marks(column: Column) -> bool:
    """Whether most cells can say that a point is for testing or not."""
    marks = sum(count for cell, count in column.distinct.items() if cell.casefold() in TEST_MARKS)
    return 0 < sum(column.distinct.values()) < 2 * marks


def is_mark_column(column: Column) -> bool:
    """Whether all cells can say that a point is for testing, and some do."""
    if len({cell[:20] for cell in column.cells[:_SAMPLE]}) > _MOST_MARKS:
        return False
    words = {cell.casefold() for cell in column.distinct}
    if {"train", "test"} <= words and len(words) <= 4:
        return True
    return bool(words) and words <= TEST_MARKS.keys() and words != {"x", "y"}


def holds_numbers(column: Column) -> bool:
    """Whether the classes of a column are numbers, apart from a few faulty cells."""
    if column.kind != "number":
        return False
    known = sum(column.distinct.values())
    wrong = known - int(np.count_nonzero(~np.isnan(column.numbers)))
    return wrong <= MOST_ODD * known


def class_texts(sheet: Sheet, column: int, typed: Mapping[tuple[int, int], str]) -> list[str]:
    """The name of each row's class; "" where there is none."""
    one = sheet.columns[column]
    numeric = sheet.own is None and holds_numbers(one)
    own = {row: text.strip() for (row, where), text in typed.items() if where == column}
    table = {cell: _class_text(cell, numeric, sheet) for cell in set(one.cells) | set(own.values())}
    names = [table[cell] for cell in one.cells]
    for row, text in own.items():
        if 0 <= row < len(names):
            names[row] = table[text] or ("" if numeric else text)
    return names


def _class_text(cell: str, numeric: bool, sheet: Sheet) -> str:
    if sheet.own is not None and cell in sheet.own.class_cells:
        return cell
    if DAMAGED in cell or (len(cell) < 6 and cell.casefold() in NO_CLASS):
        return ""
    if not numeric:
        return cell
    value = number(cell, sheet.dialect.decimal, sheet.dialect.group)
    return number_text(value) if np.isfinite(value) else ""


def in_order(names: Iterable[str], numeric: bool) -> list[str]:
    """Different names in order of first occurrence; numbers by size."""
    different = list(dict.fromkeys(names))
    return sorted(different, key=float) if numeric else different


def test_marks(sheet: Sheet, column: int, typed: Mapping[tuple[int, int], str]) -> list[bool | None]:
    """Whether each row is for testing; None where that is not said."""
    cells = sheet.columns[column].cells
    table = {cell: TEST_MARKS.get(cell.casefold()) for cell in set(cells)}
    marks = [table[cell] for cell in cells]
    for (row, where), text in typed.items():
        if where == column and 0 <= row < len(marks):
            marks[row] = TEST_MARKS.get(text.strip().casefold())
    return marks
