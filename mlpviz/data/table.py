"""Reads and writes points as CSV files."""

from __future__ import annotations

import csv
import io
import math
import stat
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from mlpviz.data.points import PointSet
from mlpviz.files import write_whole

MOST_CLASSES = 6
MOST_MEGABYTES = 4
"""A larger file is refused: 100 000 points fill it, and are read in a second."""
LONGEST_QUOTE = 80
HEADER = ("x1", "x2", "label")
TEST = "test"
YES, NO = ("1", "true", "yes"), ("", "0", "false", "no")


class _Row(NamedTuple):
    x: tuple[float, float]
    label: int
    test: bool


def write_points(path: str | PathLike[str], points: PointSet) -> None:
    """Write one row for each point: x1, x2, label and, if there are test points, test (0 or 1).

    Labels are written as shown on screen, from 1. Every number reads back as exactly the same float. Raises ValueError
    for points with numeric targets or with other than two inputs, OSError if the file cannot be written.
    """
    if points.labels is None or points.x.shape[1] != 2:
        raise ValueError("only points with two inputs and a class each can be written as a table.")
    held_back = bool(points.test.any())
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow((*HEADER, TEST) if held_back else HEADER)
    for (x1, x2), label, test in zip(points.x.tolist(), points.labels.tolist(), points.test.tolist(), strict=True):
        table.writerow((repr(x1), repr(x2), label + 1, *([int(test)] if held_back else [])))
    write_whole(path, text.getvalue())


def read_points(path: str | PathLike[str]) -> PointSet:
    """Read rows x1, x2, label[, test], separated by commas, semicolons, tabs or spaces, with or without a header.

    Labels count from 1. A decimal comma, as in "0,5", is allowed if semicolons or tabs separate the values. Raises
    ValueError that names the line and the mistake, or why the file is not read at all; OSError if it cannot be opened.
    """
    name = Path(path).name
    if not stat.S_ISREG(Path(path).stat().st_mode):  # a pipe or a device may never end
        raise ValueError(f"{name} is no regular file.")
    most = MOST_MEGABYTES * 10**6
    with Path(path).open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise ValueError(f"{name} is larger than {MOST_MEGABYTES} MB; open a file with fewer points.")
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise ValueError(f"{name} is not a text file in UTF-8.") from None
    rows = list(_rows(name, lines))
    if not rows:
        raise ValueError(f"{name} holds no points; give one row a point: x1, x2, label.")
    return PointSet([row.x for row in rows], [row.label for row in rows], test=[row.test for row in rows])


def _rows(name: str, lines: list[str]) -> Iterator[_Row]:
    started = False
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = _cells(line)
        header = not started and not any(map(_is_number, cells))
        started = True
        if header:
            continue
        try:
            yield _read(cells)
        except ValueError as problem:
            raise ValueError(f"{name}, line {number}: {problem}") from None


def _cells(line: str) -> list[str]:
    """The values of one line. If there is a semicolon or a tab, it separates, and a comma is a decimal comma."""
    for separator in (";", "\t"):
        if separator in line:
            return [cell.strip(" \"'").replace(",", ".") for cell in line.rstrip("\r\n").split(separator)]
    parts = line.split(",") if "," in line else line.split()
    return [cell.strip(" \"'") for cell in parts]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _read(cells: list[str]) -> _Row:
    if len(cells) not in (len(HEADER), len(HEADER) + 1):
        raise ValueError(f"it has {len(cells)} values; a point is x1, x2, label and, if wanted, test.")
    x1, x2 = _finite(HEADER[0], cells[0]), _finite(HEADER[1], cells[1])
    return _Row((x1, x2), _label(cells[2]), _mark(cells[3]) if len(cells) > len(HEADER) else False)


def _quoted(text: str) -> str:
    return repr(text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…")


def _finite(name: str, text: str) -> float:
    value = float(text) if _is_number(text) else float("nan")
    if not math.isfinite(value):
        raise ValueError(f"{name} is {_quoted(text)}; it must be a finite number.")
    return value


def _label(text: str) -> int:
    value = float(text) if _is_number(text) else 0.0
    if value not in range(1, MOST_CLASSES + 1):
        raise ValueError(f"label is {_quoted(text)}; it must be a whole number from 1 to {MOST_CLASSES}.")
    return int(value) - 1


def _mark(text: str) -> bool:
    word = text.casefold()
    if word not in YES + NO:
        raise ValueError(f"test is {_quoted(text)}; it must be 0 or 1.")
    return word in YES
