"""Recognises which sign is the decimal sign of a table, and which one only parts thousands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mlpviz.data.reading.numerals import MINUS, looks_like_number

_SHAPE = re.compile(r"[+-]?([0-9 \u00a0\u202f\u2009'’]*)((?:[.,][0-9]*)*)((?:[eE][+-]?[0-9]+)?)")
_LONGEST = 60


@dataclass
class Evidence:
    """What the numbers of one column say about a sign, the point or the comma."""

    decimal: list[str] = field(default_factory=list)
    """Cells in which it can be nothing but the decimal sign: 1,5 or 0,125."""
    group: list[str] = field(default_factory=list)
    """Cells in which it parts thousands for certain: 1,250,000 or 1,250.5."""
    either: list[str] = field(default_factory=list)
    """Cells that can be read both ways: 1,250."""


@dataclass(frozen=True)
class Signs:
    """The decimal sign and the one that parts thousands; a cell that could be meant otherwise, if that is uncertain."""

    decimal: str
    group: str
    uncertain: str = ""


def signs_of(columns: Sequence[Sequence[str]], separator: str) -> Signs:
    """Judge by the cells of columns in which most cells are numbers."""
    point, comma = Evidence(), Evidence()
    unsupported: dict[str, str] = {}
    for cells in columns:
        own_point, own_comma, plain = _evidence(cells)
        for whole, own in ((point, own_point), (comma, own_comma)):
            whole.decimal += own.decimal
            whole.group += own.group
            whole.either += own.either
        for sign, own, other in ((".", own_point, own_comma), (",", own_comma, own_point)):
            supported = own.group or own.decimal or other.decimal or plain
            if own.either and not supported:
                unsupported.setdefault(sign, own.either[0])
    if point.decimal and comma.decimal:
        more = "." if len(point.decimal) >= len(comma.decimal) else ","
        return Signs(more, "", (comma if more == "." else point).decimal[0])
    if point.group and comma.group:
        return Signs(".", "", point.group[0])
    if comma.decimal or point.group:
        return _with_comma(point, comma, unsupported)
    if point.decimal or comma.group:
        doubt = "" if separator == "," else unsupported.get(",", "")
        return Signs(".", "," if comma.group or comma.either else "", doubt)
    return _undecided(point, comma, separator, unsupported)


def _with_comma(point: Evidence, comma: Evidence, unsupported: dict[str, str]) -> Signs:
    if point.decimal or comma.group:
        return Signs(",", "", (point.decimal or comma.group)[0])
    return Signs(",", "." if point.group or point.either else "", unsupported.get(".", ""))


def _undecided(point: Evidence, comma: Evidence, separator: str, unsupported: dict[str, str]) -> Signs:
    """Nothing but cells such as 1,250 and 1.250."""
    if comma.either and point.either:
        return Signs(".", ",", comma.either[0])
    if comma.either:
        if separator == ",":  # where the comma parts cells, a decimal comma is hardly used
            return Signs(".", ",")
        return Signs(",", "", comma.either[0])
    if point.either and separator == ";" and "." not in unsupported:  # some have no point: 980, 1.250
        return Signs(".", "", point.either[0])
    return Signs(".", "")


def _evidence(cells: Sequence[str]) -> tuple[Evidence, Evidence, bool]:
    """Of the point, of the comma, and whether there are numbers below 1000 without either."""
    signs = {".": Evidence(), ",": Evidence()}
    marked = [cell for cell in cells if "." in cell or "," in cell]
    plain = bool(marked) and any(len(cell) <= 3 and cell.isdecimal() for cell in cells)
    for cell in marked:
        if len(cell) > _LONGEST or not looks_like_number(cell):
            continue
        found = _SHAPE.fullmatch(cell.translate(MINUS))
        if found is None:
            continue
        before, rest, exponent = found.groups()
        marks = [letter for letter in rest if letter in ".,"]
        parts = re.split("[.,]", rest)[1:]
        last = marks[-1]
        if len(set(marks)) == 2:
            other = "," if last == "." else "."
            if marks.count(last) == 1:
                signs[last].decimal.append(cell)
                signs[other].group.append(cell)
        elif len(marks) > 1:
            if all(len(part) == 3 for part in parts):
                signs[last].group.append(cell)
        elif len(parts[0]) != 3 or exponent or not 1 <= len(before) <= 3 or before.startswith("0"):
            signs[last].decimal.append(cell)
        else:
            signs[last].either.append(cell)
    return signs["."], signs[","], plain
