"""Numbers as people write them: with a point or a comma, with parted thousands, with a long minus."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np

from mlpviz.nn.arrays import Array

LONGEST_NUMBER = 400
"""A longer cell is no number that anybody meant."""
MISSING = frozenset(("", *"na n/a #n/a nan null ? - -- . none missing #div/0! #num!".split()))
"""What stands in place of a number that is not known, in small letters."""
NO_CLASS = frozenset(("", "na", "n/a", "#n/a", "nan", "null", "?"))
"""What stands in place of a class that is not known; "none" and "-" can be classes."""
MINUS = str.maketrans({"−": "-"})
_PARTS = " \u00a0\u202f\u2009'’"
"""What parts thousands whatever the decimal sign is."""
_EXPONENT = r"(?:[eE][+-]?[0-9]++)?+"
_BLANK_GROUPS = r"[0-9]{1,3}(?:[ \u00a0\u202f\u2009][0-9]{3})++(?![0-9])|[0-9]{1,3}(?:['’][0-9]{3})++(?![0-9])"
_GROUPS = r"[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]{1,3}(?:\.[0-9]{3})++(?![0-9])"
_ANY = re.compile(rf"[+\-−]?(?=[0-9.,])(?:{_BLANK_GROUPS}|{_GROUPS}|[0-9]++)?(?:\.[0-9]*+|,[0-9]++)?{_EXPONENT}")


@cache
def _pattern(decimal: str, group: str) -> str:
    mark = re.escape(decimal)
    groups = rf"|[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})++(?![0-9])" if group else ""
    return rf"[+\-−]?+(?:(?:{_BLANK_GROUPS}{groups}|[0-9]++)(?:{mark}[0-9]*+)?+|{mark}[0-9]++){_EXPONENT}"


@cache
def _whole(decimal: str, group: str) -> re.Pattern[str]:
    return re.compile(_pattern(decimal, group))


@cache
def _other_lines(decimal: str, group: str) -> re.Pattern[str]:
    return re.compile(rf"^(?!{_pattern(decimal, group)}$).*$", re.M)


def _as_python(text: str, decimal: str, group: str) -> str:
    """Numbers as Python writes them."""
    for mark in group + _PARTS:
        if mark in text:
            text = text.replace(mark, "")
    return text.replace(decimal, ".").replace("−", "-")


def number(cell: str, decimal: str, group: str) -> float:
    """One cell as a number; NaN if it is none. The number can be infinite, as that of 1e999."""
    text = cell.strip()
    if len(text) > LONGEST_NUMBER or not _whole(decimal, group).fullmatch(text):
        return math.nan
    return float(_as_python(text, decimal, group))


def numbers(cells: Sequence[str], decimal: str, group: str) -> Array:
    """Each cell as a number, (n,); NaN where it is none or too large."""
    if not cells:
        return np.zeros(0)
    if max(map(len, cells)) > LONGEST_NUMBER:
        cells = [cell if len(cell) <= LONGEST_NUMBER else "" for cell in cells]
    joined = "\n".join(cells)
    if joined.count("\n") != len(cells) - 1:  # a cell of several lines
        return _finite(number(cell, decimal, group) for cell in cells)
    plain = _as_python(_other_lines(decimal, group).sub("nan", joined), decimal, group)
    return _finite(map(float, plain.split("\n")))


def _finite(values: Iterable[float]) -> Array:
    array = np.fromiter(values, dtype=np.float64)
    array[np.isinf(array)] = np.nan
    return array


def looks_like_number(cell: str) -> bool:
    """Whether a cell is a number with some decimal sign, before that sign is known."""
    return 0 < len(cell) <= LONGEST_NUMBER and any(map(str.isdecimal, cell)) and _ANY.fullmatch(cell) is not None


def is_missing(cell: str) -> bool:
    """Whether a cell stands for a number that is not known."""
    return len(cell) < 10 and cell.casefold() in MISSING


def number_text(value: float) -> str:
    """A number as the name of a class: 1.0 is 1."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
