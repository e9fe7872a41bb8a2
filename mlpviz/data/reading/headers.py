"""Recognises the rows above the points: titles, names, units."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mlpviz.data.reading.dialect import SEPARATORS
from mlpviz.data.reading.names import is_strong, meaning, plain
from mlpviz.data.reading.numerals import MINUS, is_missing, looks_like_number
from mlpviz.data.reading.separators import parted

SAMPLE_ROWS = 200
_MOST_TITLES = 20
_PLAIN = re.compile(r"[+\-−]?[0-9]{1,15}([.,][0-9]{1,15})?")
_LONGEST_UNIT = 16
_KNOWN_UNITS = frozenset(
    "mm cm m km in inch ft g kg mg t lb s sec ms min h d a hz khz mhz v mv a ma k °c c °f f pa hpa kpa bar w kw j kj n "
    "% ‰ px deg ° rad l ml usd eur - – 1 unit units none text".split()
)


@dataclass(frozen=True)
class Heading:
    """The rows of a table that are no points."""

    titles: int
    """Rows above the names."""
    header: int
    """0 none, 1 names, 2 names and units."""
    names: tuple[str, ...]
    units: tuple[str, ...]
    width: int
    """Number of columns."""
    uncertain: str = ""
    """What could be meant otherwise, as a question; "" if nothing."""


def heading(rows: Sequence[Sequence[str]], given: int | None, comment: str, separator: str, quote: str) -> Heading:
    """Judge by the first rows. `comment` is the one right above them, which may hold the names."""
    sample: list[Sequence[str]] = [[cell.strip() for cell in row] for row in rows[: SAMPLE_ROWS + _MOST_TITLES]]
    width = _usual_width(sample)
    titles = _titles(sample, width)
    if titles and (otherwise := _parted_otherwise(sample[titles - 1], width)):
        titles, sample = titles - 1, [*sample[: titles - 1], otherwise, *sample[titles:]]
    sample = sample[titles:]
    first = sample[0]
    if given is not None:
        header, doubt = min(given, len(sample)), ""
    else:
        header, doubt = _header_of(sample, width)
    above = _names_in(comment, separator, quote, width) if given is None else []
    if above and doubt:
        header, doubt = 0, ""
    names = first if header else above
    units = sample[1] if header == 2 else []
    if header and len(rows) - titles > header:
        names, units, width = _fitted(names, units, sample[header:], width)
    elif header:
        width = len(first)
    return Heading(titles, header, _padded(names, width), _padded(units, width), width, doubt)


def _usual_width(sample: Sequence[Sequence[str]]) -> int:
    """The most frequent number of cells, without empty ones at the end that all rows have."""
    counts = Counter(len(row) for row in sample[1:] or sample)
    width = max(counts, key=lambda one: (counts[one], one))
    while width > 1 and all(len(row) < width or not row[width - 1] for row in sample):
        width -= 1
    return width


def _titles(sample: Sequence[Sequence[str]], width: int) -> int:
    if width < 2:
        return 0
    for count, row in enumerate(sample[:_MOST_TITLES]):
        alone = sum(map(bool, row)) == 1 and row[0] and not looks_like_number(row[0])
        below = sample[count + 1] if count + 1 < len(sample) else ()
        if not alone or (len(row) == width and (width < 3 or sum(map(bool, below)) in (0, 2))):
            return count
    return 0


def _parted_otherwise(row: Sequence[str], width: int) -> Sequence[str]:
    """The names in a line that is parted by another sign than the rows below; () if there are none."""
    line = next(filter(None, row))
    for separator in SEPARATORS:
        names = [name for row in parted([line], separator, '"') for name in row]
        if len(names) == width and (separator != " " or _are_names(names)):
            return names if not any(map(looks_like_number, names)) else ()
    return ()


def _header_of(sample: Sequence[Sequence[str]], width: int) -> tuple[int, str]:
    """How many rows are names and units, and a question if that is uncertain."""
    first, body = sample[0], sample[1:]
    cells = [cell for cell in first if cell]
    if not body:
        return (0 if any(map(looks_like_number, cells)) else 1), ""
    numeric = [_mostly_numbers([row[index] for row in body if index < len(row)]) for index in range(width)]
    shift = len(first) == width - 1
    over = [
        cell
        for index, cell in enumerate(first)
        if numeric[min(index + shift, width - 1)] and cell and not is_missing(cell)
    ]
    words = [cell for cell in over if not looks_like_number(cell)]
    if not any(map(looks_like_number, cells)):
        if words or not any(numeric):
            return _with_units(sample, numeric) if words else (_all_new(first, body), "")
        return _all_new(first, body), ""
    return _header_with_numbers(first, body, over, words, numeric)


def _all_new(first: Sequence[str], body: Sequence[Sequence[str]]) -> int:
    """1 if no cell of the first row occurs again below it, in a table without numbers there."""
    return int(not any(cell and any(cell in row for row in body) for cell in first) and any(map(meaning, first)))


def _header_with_numbers(
    first: Sequence[str], body: Sequence[Sequence[str]], over: list[str], words: list[str], numeric: list[bool]
) -> tuple[int, str]:
    """The first row holds numbers: it can be a point, or the names are numbers."""
    shown = ", ".join(first[:6]) + (" …" if len(first) > 6 else "")
    question = f"Is the first row ({shown:.80}) made of names, or is it a point?"
    texts = [(index, cell) for index, cell in enumerate(first) if cell and not looks_like_number(cell)]
    new = [cell for index, cell in texts if not any(index < len(row) and row[index] == cell for row in body)]
    numbers = [cell for cell in first if looks_like_number(cell)]
    whole = all(cell.isdecimal() for cell in numbers)
    says_output = any(is_strong(cell) or meaning(cell) == "value" or plain(cell) == "target" for _, cell in texts)
    empty_corner = not first[0] and len(first) > 1
    counted = whole and [int(cell) for cell in numbers] == list(range(int(numbers[0]), int(numbers[0]) + len(numbers)))
    distinct = len(set(numbers)) == len(numbers)
    if empty_corner and counted and len(numbers) > 1 and all(row and row[0] for row in body):
        return 1, ""  # as pandas writes a table whose columns are counted: the corner above the index is empty
    if words and len(words) == len(over):
        return 1, ""
    if words:
        if whole and distinct and (len(words) > 1 or meaning(words[0])):
            return 1, ""
        return 0, question if distinct else ""
    if texts and len(new) == len(texts) and says_output and whole and distinct:
        return 1, ""
    if texts and len(new) == len(texts) and whole and distinct and _stands_out(first, body):
        return 1, question
    if not texts and counted and len(numbers) > 2 and int(numbers[0]) in (0, 1):
        below = [cell for row in body for cell in row if looks_like_number(cell)]
        fractions = sum(1 for cell in below if not cell.lstrip("+-−").isdecimal())
        return (1, question) if fractions > len(below) / 2 else (0, "")
    return 0, ""


def _stands_out(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether a number of the first row is far from those below it, or whole where they are not."""
    fractions = []
    for index, cell in enumerate(first):
        below = [row[index] for row in body if index < len(row) and looks_like_number(row[index])]
        if not cell.isdecimal() or not below:
            continue
        fractions.append(not any(one.lstrip("+-−").isdecimal() for one in below))
        values = [float(one.translate(MINUS).replace(",", ".")) for one in below if _PLAIN.fullmatch(one)]
        if values and float(cell) > 10.0 * max(map(abs, values)):
            return True
        if len(values) >= 5 and not 2 * min(values) - max(values) <= float(cell) <= 2 * max(values) - min(values):
            return True
    return bool(fractions) and all(fractions)


def _with_units(sample: Sequence[Sequence[str]], numeric: Sequence[bool]) -> tuple[int, str]:
    if len(sample) < 3:
        return 1, ""
    second = sample[1]
    cells = [cell for index, cell in enumerate(second) if index < len(numeric) and numeric[index] and cell]
    if not cells or any(map(looks_like_number, cells)):
        return 1, ""
    if any(len(cell) > _LONGEST_UNIT for cell in second) or all(map(is_missing, cells)):
        return 1, ""
    bare = [cell.strip("()[]").casefold() for cell in cells]
    if all(one in _KNOWN_UNITS or re.fullmatch(r"[\[(].*[\])]", cell) for one, cell in zip(bare, cells, strict=True)):
        return 2, ""
    if len(cells) < 2:
        return 1, ""
    return 2, f"Does the second row ({', '.join(second[:6]):.80}) hold units, or is it a point?"


def _mostly_numbers(cells: Sequence[str]) -> bool:
    known = [cell for cell in cells if not is_missing(cell)]
    return bool(known) and 2 * sum(map(looks_like_number, known)) >= len(known)


def _names_in(comment: str, separator: str, quote: str, width: int) -> Sequence[str]:
    """The names that a comment such as "# x1,x2,label" holds, if it has one for each column."""
    found = parted([comment.lstrip("#%/ \t")], separator, quote) if comment else []
    if comment.startswith(("#,", "#;", "#\t", "#|")):
        found = parted([comment], separator, quote)
    if not found or len(found[0]) != width or width < 2 or any(map(looks_like_number, found[0])):
        return []
    return found[0] if separator != " " or _are_names(found[0]) else []


def _are_names(words: Sequence[str]) -> bool:
    """Whether words between blanks are names and no prose."""
    return 2 * sum(1 for word in words if meaning(word)) >= len(words)


def _fitted(
    names: Sequence[str], units: Sequence[str], body: Sequence[Sequence[str]], width: int
) -> tuple[Sequence[str], Sequence[str], int]:
    """Names for each column, where rows are longer or shorter than the names."""
    while len(names) > width and not names[-1]:
        names = names[:-1]
    if len(names) == width - 1 and _is_row_name([row[0] for row in body if len(row) == width]):
        return ("", *names), ("", *units) if units else (), width  # as R writes a table: its row names have no name
    return names, units, len(names)


def _is_row_name(cells: Sequence[str]) -> bool:
    if len(cells) < 2 or len(set(cells)) < len(cells):
        return False
    counted = [str(number) for number in range(1, len(cells) + 1)]
    return list(cells) == counted or not any(map(looks_like_number, cells))


def _padded(names: Sequence[str], width: int) -> tuple[str, ...]:
    return (*names, *[""] * (width - len(names)))[:width]
