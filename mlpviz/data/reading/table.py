"""Turns the bytes of a file into a table of cells."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import numpy as np

from mlpviz.data.reading.cell_rows import Body, Rows, body_of, rows_of
from mlpviz.data.reading.decimals import Signs, signs_of
from mlpviz.data.reading.dialect import DECIMALS, ENCODINGS, SEPARATORS, Chosen, Dialect
from mlpviz.data.reading.headers import Heading, heading
from mlpviz.data.reading.names import tidy
from mlpviz.data.reading.numerals import is_missing, looks_like_number
from mlpviz.data.reading.own_format import Declaration, declaration_of
from mlpviz.data.reading.plain_text import decoded, doubtful_word, quoted
from mlpviz.data.reading.question import Option, Question
from mlpviz.data.reading.separators import Separation, separation
from mlpviz.data.reading.sheet import Column, Sheet

MOST_COLUMNS = 10_000
_SIGN_ROWS, _MORE_SIGN_ROWS = 200, 1000
"""How many of the first rows, and of all others, are asked for the decimal sign."""
RECOGNISED = Chosen()


def read_table(content: bytes, name: str, chosen: Chosen = RECOGNISED) -> Sheet:
    """Read a table; what is not chosen is recognised from its first 200 rows. `name` is the file's, for sentences.

    Fast enough to be called again on every change: 200 000 rows of 4 columns take about a second.
    Raises ValueError with one sentence if it is no table of text (a picture, a spreadsheet, an empty file).
    """
    text, encoding = decoded(content, name, chosen.encoding)
    own, note = declaration_of(text, name)
    body = body_of(text, name)
    if own is not None and chosen.separator is None:
        parts = Separation(",", '"')
    else:
        parts = separation(body.lines, chosen.separator or body.separator)
    if parts.separator not in SEPARATORS:
        raise ValueError(f"{name} says that {quoted(parts.separator)} parts its cells; use a comma, semicolon or tab.")
    rows = rows_of(body.lines, parts.separator, parts.quote, name)
    if not rows.cells:
        raise ValueError(f"{name} holds no points; give one row a point, such as x1, x2, label.")
    head = _heading(rows, body, parts, chosen, own)
    if head.width > MOST_COLUMNS:
        raise ValueError(f"{name} has more than {MOST_COLUMNS:_} columns; open a part of it.".replace("_", " "))
    begin = head.titles + head.header
    cells, lines = rows.cells[begin:], rows.lines[begin:]
    if not cells and own is None:
        raise ValueError(f"{name} holds no points below its names; give one row a point.")
    columns, ragged = _columns(cells, head.width)
    signs = _signs(columns, parts.separator, chosen, own)
    dialect = Dialect(parts.separator, signs.decimal, signs.group, head.header, encoding, parts.quote)
    return Sheet(
        name,
        dialect,
        tuple(
            Column(tidy(title), tidy(unit), one, signs.decimal, signs.group)
            for title, unit, one in zip(head.names, head.units, columns, strict=True)
        ),
        np.array(lines, dtype=np.int64),
        ragged,
        () if own is not None else (*_about_letters(content, encoding, chosen), *_questions(parts, head, signs)),
        tuple(_remarks(note, rows, head, body)),
        own if chosen == RECOGNISED else None,
    )


def _heading(rows: Rows, body: Body, parts: Separation, chosen: Chosen, own: Declaration | None) -> Heading:
    if own is None or chosen.header is not None:
        comment = next(iter(body.comments.values()), "")
        return heading(rows.cells, chosen.header, comment, parts.separator, parts.quote)
    names, count = own.naming, len(own.roles.used)
    titles = [""] * count
    for place, column in enumerate(own.roles.inputs):
        titles[column] = names.input_name(place) or f"x{place + 1}"
    for place, column in enumerate(own.roles.values):
        titles[column] = names.value_name(place) or "value"
    if own.roles.label is not None:
        titles[own.roles.label] = names.label or "label"
    if own.roles.test is not None:
        titles[own.roles.test] = "test"
    return Heading(0, 1, tuple(titles), ("",) * count, count)


def _columns(cells: Sequence[Sequence[str]], width: int) -> tuple[list[tuple[str, ...]], dict[int, int]]:
    """The cells of each column, without blanks around them, and the rows of another width."""
    ragged: dict[int, int] = {}
    if set(map(len, cells)) - {width}:
        for index, row in enumerate(cells):
            if len(row) < width or any(map(str.strip, row[width:])):
                if len(row) != width:
                    ragged[index] = len(row)
        cells = [row[:width] for row in cells]
    columns = [tuple(map(str.strip, column)) for column in zip_longest(*cells, fillvalue="")]
    columns += [("",) * len(cells)] * (width - len(columns))
    return columns, ragged


def _signs(columns: Sequence[tuple[str, ...]], separator: str, chosen: Chosen, own: Declaration | None) -> Signs:
    """The decimal sign, as chosen or as the columns of numbers show it."""
    if own is not None and chosen.decimal is None:
        return Signs(".", "")
    found = signs_of([_some(column) for column in columns if _is_number(column)], separator)
    decimal = chosen.decimal or found.decimal
    if chosen.decimal is not None and chosen.decimal != found.decimal:
        other = "," if decimal == "." else "."
        found = Signs(decimal, other if separator != other else "")
    group = found.group if chosen.group is None else chosen.group
    return Signs(decimal, "" if group == decimal else group, "" if chosen.decimal else found.uncertain)


def _is_number(column: Sequence[str]) -> bool:
    known = [cell for cell in column[:_SIGN_ROWS] if not is_missing(cell)]
    return 2 * sum(map(looks_like_number, known)) >= len(known)


def _some(column: Sequence[str]) -> Sequence[str]:
    rest = len(column) - _SIGN_ROWS
    step = max(1, rest // _MORE_SIGN_ROWS)
    return [*column[:_SIGN_ROWS], *column[_SIGN_ROWS::step]]


def _about_letters(content: bytes, encoding: str, chosen: Chosen) -> list[Question]:
    """A question, if the letters of the text make no sense as they were read."""
    if encoding != "cp1252" or chosen.encoding is not None or not (word := doubtful_word(content)):
        return []
    texts = {one: word.decode(one, "replace") for one in ENCODINGS if not one.startswith("utf")}
    options = tuple(
        Option(f"{quoted(text)}: {ENCODINGS[one]}", chosen=Chosen(encoding=one)) for one, text in texts.items()
    )
    shown = " or ".join(quoted(text) for text in dict.fromkeys(texts.values()) if "\ufffd" not in text)
    write = "Save the file in UTF-8."
    return [Question("encoding", f"The text is not in UTF-8. Is one word {shown:.300}?", options, write=write)]


def _questions(parts: Separation, head: Heading, signs: Signs) -> list[Question]:
    questions = []
    if parts.rivals:
        every = (parts.separator, *parts.rivals)
        options = tuple(Option(SEPARATORS[one], chosen=Chosen(separator=one)) for one in every)
        names = " or ".join(SEPARATORS[one].lower() for one in every)
        write = "Write semicolons between the cells."
        questions.append(Question("separator", f"What parts the cells: {names}?", options, write=write))
    if signs.uncertain:
        every = (signs.decimal, "," if signs.decimal == "." else ".")
        options = tuple(Option(f"Decimal {DECIMALS[one].lower()}", chosen=Chosen(decimal=one)) for one in every)
        sentence = f"Is the decimal sign the point or the comma? One cell holds {quoted(signs.uncertain)}."
        write = "Write all numbers with a decimal point and nothing between thousands."
        questions.append(Question("decimal", sentence, options, write=write))
    if head.uncertain:
        other = {0: 1, 1: 0, 2: 1}[head.header]
        options = tuple(
            Option({0: "A point", 1: "Names" if other != 2 else "A point", 2: "Units"}[one], chosen=Chosen(header=one))
            for one in (head.header, other)
        )
        write = "Give each column a name that is no number."
        questions.append(Question("header", head.uncertain, options, write=write))
    return questions


def _remarks(note: str, rows: Rows, head: Heading, body: Body) -> list[str]:
    remarks = [note] if note else []
    if head.titles:
        which = f"Row {rows.lines[0]} is" if head.titles == 1 else f"The first {head.titles} rows are"
        remarks.append(f"{which} left out as a title: {quoted(rows.cells[0][0])}.")
    if body.later_comments:
        count = body.later_comments
        left = "1 comment between the points is" if count == 1 else f"{count} comments between the points are"
        remarks.append(f"{left} left out.")
    return remarks
