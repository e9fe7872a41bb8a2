"""Recognises which sign stands between the cells of a table."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mlpviz.data.reading.cell_rows import sampled
from mlpviz.data.reading.dialect import SEPARATORS
from mlpviz.data.reading.numerals import is_missing, looks_like_number

SAMPLE_ROWS = 200
_SAMPLE_LETTERS = 60_000
_SECOND_OPINION_LETTERS = 8_000
_NEVER_INSIDE = (";", "\t", "|")
_POSSIBLE, _CLOSE = 0.3, 0.75
"""A separator that fits so much as well as the best one is possible, and could be meant whatever others say."""


@dataclass(frozen=True)
class Separation:
    """A separator with how well it fits, and others that fit nearly as well."""

    separator: str
    quote: str
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Fit:
    separator: str
    columns: int
    score: float


def separation(lines: Sequence[str], given: str | None) -> Separation:
    """The separator of these lines, if none is given, and the quotation mark.

    Every separator is tried: it fits if rows have the same number of cells, and cells are numbers. Where two are
    possible, a detector of dialects gives a second opinion: if it says the same, that is certain.
    """
    sample = sampled(lines, SAMPLE_ROWS, _SAMPLE_LETTERS)
    quote = _quote_of(sample)
    if given is not None:
        return Separation(given, quote)
    fits = sorted((_fit(sample, one, quote) for one in SEPARATORS), key=lambda fit: fit.score, reverse=True)
    best = fits[0]
    if best.score == 0.0:
        return Separation(",", quote)
    possible = [fit for fit in fits if fit.score >= _POSSIBLE * best.score]
    tabs, blanks = (next((fit for fit in possible if fit.separator == one), None) for one in ("\t", " "))
    if tabs is not None and blanks is not None:  # blanks stand for tabs too
        possible.remove(blanks if tabs.score >= blanks.score else tabs)
    best = possible[0]
    if len(possible) == 1 or (opinion := _second_opinion(sample)) == best.separator:
        return Separation(best.separator, quote)
    rivals = [fit for fit in possible[1:] if fit.separator == opinion or fit.score >= _CLOSE * best.score]
    return Separation(best.separator, quote, tuple(fit.separator for fit in rivals))


def parted(lines: Sequence[str], separator: str, quote: str) -> list[list[str]]:
    """A few lines as cells without blanks around them, however badly quoted."""
    tidy = [line.replace("\t", " ").rstrip(" ") for line in lines] if separator == " " else lines
    reader = csv.reader((f"{line}\n" for line in tidy), delimiter=separator, quotechar=quote, skipinitialspace=True)
    try:
        return [[cell.strip() for cell in row] for row in reader if any(row)]
    except csv.Error:  # a cell is longer than the library takes
        return []


def _fit(sample: Sequence[str], separator: str, quote: str) -> _Fit:
    rows = parted(sample, separator, quote)
    counts = Counter(map(len, rows))
    counts.pop(1, None)
    if not counts:
        return _Fit(separator, 1, 0.0)
    columns = max(counts, key=lambda width: (counts[width], width))
    same = [row for row in rows if len(row) == columns]
    body = same[1:] or same
    cells = [cell for row in body for cell in row]
    numeric = sum(map(looks_like_number, cells)) + 0.5 * sum(map(is_missing, cells))
    never = (*_NEVER_INSIDE, ",") if separator == " " else _NEVER_INSIDE
    unparted = sum(1 for cell in cells if any(mark in cell for mark in never) and not looks_like_number(cell))
    numeric = max(0.0, numeric - 0.7 * unparted)
    share = len(same) / len(rows)
    return _Fit(separator, columns, share**2 * (0.05 + numeric / len(cells)) * (1.0 if numeric else 0.1))


def _quote_of(sample: Sequence[str]) -> str:
    text = "\n".join(sample)
    if '"' in text or text.count("'") < 2:
        return '"'
    for separator in SEPARATORS:
        cells = [cell for row in parted(sample, separator, '"') for cell in row if "'" in cell]
        wrapped = sum(1 for cell in cells if len(cell) > 1 and cell[0] == cell[-1] == "'")
        if cells and wrapped == len(cells):
            return "'"
    whole = sum(1 for line in sample if line.count("'") % 2 == 0 and ("'," in line or ",'" in line or "';" in line))
    return "'" if whole > len(sample) / 2 else '"'


def _second_opinion(sample: Sequence[str]) -> str | None:
    import clevercsv  # it takes long to load, and most files hold only one sign that can part cells

    text = "\n".join(sample)[:_SECOND_OPINION_LETTERS]
    try:
        found = clevercsv.Detector().detect(text, delimiters=[one for one in SEPARATORS if one != " "])
    except Exception:  # it is only an opinion
        return None
    return found.delimiter if found is not None else None
