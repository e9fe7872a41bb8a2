"""Parts the lines of a text into cells, with the line in which each row begins."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from mlpviz.data.reading.plain_text import quoted

MOST_CELLS = 8_000_000
MOST_ROWS = 1_000_000
_COMMENT = re.compile(r"^[ \t]*+(?:(?:#|%|//).*|(?=.*(?:--|==))[ |+:=\-]++)$", re.M)
"""A line after a comment sign, or a line that is only drawn under the names."""
_BLANKS = re.compile(" {2,}")
_SIGNS = ("#", "%", "//")
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[ \t]*', re.I)


@dataclass(frozen=True)
class Body:
    """The text of a file without what is no row: comments are blank lines here, so that line numbers stay."""

    lines: list[str]
    separator: str | None
    """The one that the file itself names in a line such as "sep=;"."""
    comments: dict[int, str]
    """Line number → comment, with its sign, of the last comment before the first row, if there is one."""
    later_comments: int
    """Comments after the first row."""


def body_of(text: str, name: str) -> Body:
    """Find comments and the line that names the separator. Raises ValueError for far too many lines."""
    if text.count("\n") > 4 * MOST_ROWS:
        raise ValueError(f"{name} has more than {4 * MOST_ROWS:_} lines; open a part of it.".replace("_", " "))
    separator = None
    first, _, rest = text.partition("\n")
    if found := _SEPARATOR_LINE.fullmatch(first):
        separator, text = found[1], f"\n{rest}"
    comments: dict[int, str] = {}
    if not _COMMENT.search(text):
        return Body(text.split("\n"), separator, comments, 0)
    lines = text.split("\n")
    bare = _COMMENT.sub("", text).split("\n")
    begin = next((index for index, line in enumerate(bare) if line.strip()), len(bare))
    left_out = (line.lstrip() for line, left in zip(lines[begin:], bare[begin:], strict=True) if line and not left)
    later = sum(1 for line in left_out if line.startswith(_SIGNS))
    for index in range(begin - 1, -1, -1):
        if lines[index].strip() and not bare[index]:
            comments[index + 1] = lines[index].strip()
            break
    return Body(bare, separator, comments, later)


@dataclass(frozen=True)
class Rows:
    """Rows that are not blank."""

    cells: list[list[str]]
    lines: list[int]
    """The line in which each begins, from 1."""


def rows_of(lines: Sequence[str], separator: str, quote: str, name: str) -> Rows:
    """All rows. Raises ValueError if a quotation mark is never closed, or if there is too much of everything."""
    if separator == " ":
        lines = [line.replace("\t", " ").rstrip(" ") for line in lines]
    if len(lines) > MOST_ROWS and sum(map(bool, lines)) > MOST_ROWS:
        raise ValueError(f"{name} has more than {MOST_ROWS:_} rows; open a part of it.".replace("_", " "))
    if _most_cells(lines, separator) > MOST_CELLS:
        raise ValueError(f"{name} has more than {MOST_CELLS:_} cells; open a part of it.".replace("_", " "))
    try:
        return _parted(lines, separator, quote, None)
    except csv.Error as problem:
        first = problem
    try:
        return _parted(lines, separator, quote, "\\")
    except csv.Error:
        pass
    line = int(first.args[1]) if len(first.args) > 1 else 1
    start = quoted(lines[line - 1])
    raise ValueError(
        f"{name}, row {line}: a quotation mark is opened and not closed as it should be in {start}. "
        "Close it, or delete it."
    )


def _most_cells(lines: Sequence[str], separator: str) -> int:
    """At most so many cells there are, before they are made."""
    count = sum(line.count(separator) + 1 for line in lines if line)
    if separator != " " or count <= MOST_CELLS:
        return count
    return sum(_BLANKS.sub(" ", line).count(" ") + 1 for line in lines if line)


def _parted(lines: Sequence[str], separator: str, quote: str, escape: str | None) -> Rows:
    cells: list[list[str]] = []
    starts: list[int] = []
    limit = csv.field_size_limit(2**31 - 1)  # one for the whole of Python, so it is set back
    try:
        reader = csv.reader(
            (f"{line}\n" for line in lines),
            delimiter=separator,
            quotechar=quote,
            escapechar=escape,
            skipinitialspace=True,
            strict=True,
        )
        done = 0
        try:
            for row in reader:
                if row and any(row) and (len(row) > 1 or row[0].strip()):
                    cells.append(row)
                    starts.append(done + 1)
                done = reader.line_num
        except csv.Error as problem:
            raise csv.Error(str(problem), done + 1) from None
    finally:
        csv.field_size_limit(limit)
    return Rows(cells, starts)


def sampled(lines: Sequence[str], most: int, letters: int) -> list[str]:
    """The first lines that are not blank, as far as they have not too many letters; at least one."""
    chosen: list[str] = []
    for line in lines:
        if not line.strip():
            continue
        letters -= len(line)
        if chosen and letters < 0:
            break
        chosen.append(line[: letters + len(line)] if letters < 0 else line)
        if len(chosen) == most:
            break
    return chosen
