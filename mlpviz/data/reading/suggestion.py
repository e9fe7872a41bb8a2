"""What the columns of a table most likely are, by name and content, and what is uncertain about that."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from mlpviz.data.naming import MOST_CLASSES
from mlpviz.data.reading.marks import is_mark_column, is_mostly_marks
from mlpviz.data.reading.names import count_in, meaning, plain
from mlpviz.data.reading.numerals import looks_like_number
from mlpviz.data.reading.outputs import Findings, Output, output_of
from mlpviz.data.reading.plain_text import quoted
from mlpviz.data.reading.question import Option, Question
from mlpviz.data.reading.roles import Role, Roles
from mlpviz.data.reading.sheet import Column, Sheet

UNKNOWN = Roles()
_LEAST_COUNTED = 4
"""Fewer rows count up by chance."""
_KEYS, _LEAST_KEY = 0.9, 1000.0
"""So many cells of a column of keys are different, and so large is the middle one at least."""
_WITH_UNIT = re.compile(r"([€$£¥]?)\s*([^\s€$£¥%‰°a-zA-Zµ]+)\s*(%|‰|[€$£¥]|[a-zA-Zµ°]{1,3})?")


@dataclass(frozen=True)
class Suggestion:
    """The roles to begin with."""

    roles: Roles
    questions: tuple[Question, ...]
    """About separator, decimal sign, header and roles; those that are required come first."""

    @property
    def certain(self) -> bool:
        """Whether nothing has to be asked."""
        return not any(question.required for question in self.questions)


def suggested_roles(sheet: Sheet, known: Roles = UNKNOWN) -> Suggestion:
    """Roles by name and content. Names decide where there are names.

    Inputs, the output and the test column that are `known` are not looked for and not asked about.
    """
    if sheet.own is not None and known == UNKNOWN and len(sheet.own.roles.used) == len(sheet.columns):
        return Suggestion(sheet.own.roles, sheet.questions)
    found = _without(_findings(sheet), known)
    answered = known.label is not None or bool(known.values)
    output = Output(known.label, known.values) if answered else output_of(sheet, found)
    roles = replace(_roles(sheet, found, output), inputs=known.inputs) if known.inputs else _roles(sheet, found, output)
    if known.test is not None:
        roles = replace(roles, test=known.test)
    questions = [*sheet.questions, *_asked(sheet, found, output, roles, bool(known.inputs))]
    return Suggestion(roles, tuple(sorted(questions, key=lambda question: not question.required)))


def possible_roles(sheet: Sheet, column: int) -> tuple[Role, ...]:
    """Everything a column can be, for its menu: text is no input and no value; only few values make a class."""
    one = sheet.columns[column]
    roles: list[Role] = []
    if one.kind == "number":
        roles += ["input", "value"]
    if one.kind in ("text", "yes-no") or one.whole_values or 0 < len(one.distinct) <= MOST_CLASSES:
        roles.append("class")
    if is_mark_column(one):
        roles.append("test")
    return (*roles, "")


def clicked(sheet: Sheet, roles: Roles, column: int) -> Roles:
    """The roles after a click on the head of a column.

    A used column gets out of use. Another becomes an input while there are fewer than two, then the class or the
    value; text becomes the class.
    """
    if column in roles.used:
        return roles.without(column)
    possible = possible_roles(sheet, column)
    answered = roles.label is not None or bool(roles.values)
    order: tuple[Role, ...] = ("input", "class", "test", "")
    if len(roles.inputs) >= 2 and not answered:
        order = ("class", "value", "input", "test", "")
    return roles.with_role(column, next(role for role in order if role in possible))


def _findings(sheet: Sheet) -> Findings:
    """Columns that are no points: index, test mark, empty ones."""
    columns = sheet.columns
    meanings = [meaning(column.name) for column in columns]
    empty = {index for index, column in enumerate(columns) if column.kind == "empty"}
    tests = [
        index
        for index, column in enumerate(columns)
        if (meanings[index] == "test" and is_mostly_marks(column))
        or ({"train", "test"} <= _words(column) and is_mark_column(column))
    ]
    named = any(column.name for column in columns)
    index = {
        place
        for place, column in enumerate(columns)
        if place not in empty and place not in tests and _is_index(column, meanings[place], named and place == 0)
    }
    rest = [place for place in range(len(columns)) if place not in empty | index | set(tests)]
    counted = [
        place
        for place in rest
        if meanings[place] == ""
        and len(sheet) >= _LEAST_COUNTED
        and (_counts(columns[place]) or (place == 0 and not named and _is_key(columns[0])))
    ]
    return Findings(
        tuple(meanings), tuple(rest), tests[0] if len(tests) == 1 else None, tuple(tests), tuple(counted[:1])
    )


def _without(found: Findings, known: Roles) -> Findings:
    """What is left to be looked for where some roles are known."""
    rest = tuple(place for place in found.rest if place not in known.used)
    tests = tuple(place for place in found.tests if place not in known.used) if known.test is None else ()
    counted = tuple(place for place in found.counted if place not in known.used)
    return Findings(found.meanings, rest, tests[0] if len(tests) == 1 else None, tests, counted)


def _words(column: Column) -> set[str]:
    return {cell.casefold() for cell in column.distinct} if column.kind == "text" else set()


def _is_index(column: Column, says: str, first: bool) -> bool:
    unnamed = first and not column.name
    if says != "index" and not unnamed:
        return False
    if column.kind == "number" and not all(cell.lstrip("+-").isdecimal() for cell in column.distinct):
        return False
    return len(column.distinct) == len(column.cells)


def _counts(column: Column) -> bool:
    """Whether the cells are 1, 2, 3 … or 0, 1, 2 …"""
    first = column.cells[0]
    if column.kind != "number" or first not in ("0", "1"):
        return False
    return column.cells == tuple(map(str, range(int(first), int(first) + len(column.cells))))


def _has_unit(cell: str) -> bool:
    """Whether a cell is a number with something before or after it, such as 12 % or $5."""
    found = _WITH_UNIT.fullmatch(cell) if len(cell) < 40 else None
    return found is not None and bool(found[1] or found[3]) and looks_like_number(found[2])


def _is_key(column: Column) -> bool:
    """Whether nearly every cell is another large whole number, as the keys of a register are."""
    if column.kind != "number" or not all(cell.isdecimal() for cell in column.distinct):
        return False
    return len(column.distinct) >= _KEYS * len(column.cells) and float(np.nanmedian(column.numbers)) >= _LEAST_KEY


def _roles(sheet: Sheet, found: Findings, output: Output) -> Roles:
    taken = {*output.values, *([] if output.label is None else [output.label]), *found.tests}
    free = [place for place in found.rest if place not in taken and sheet.columns[place].kind == "number"]
    numbered = [place for place in found.rest if place not in taken and found.is_numbered_input(sheet, place)]
    if len(numbered) > 1:
        free = sorted(numbered, key=lambda place: (count_in(sheet.columns[place].name), place))
    else:
        free = [place for place in free if place not in found.counted or len(free) == 1]
        free.sort(key=lambda place: found.meanings[place] != "input")  # x before y, wherever they stand
    return Roles(tuple(free), output.label, output.values, found.test)


def _asked(sheet: Sheet, found: Findings, output: Output, roles: Roles, inputs_known: bool) -> list[Question]:
    questions = []
    if not roles.inputs and (spare := _spare_inputs(sheet, roles)) and (output.label is not None or output.values):
        used = replace(roles, inputs=spare[:1])
        sentence = f"Only {sheet.title(spare[0])} is left for an input. Is it one?"
        questions.append(Question("inputs", sentence, (Option("An input", roles=used),), write="Name the input x."))
    elif not roles.inputs:
        sentence = "No column of numbers is left for an input; a point needs an input and a class or a value."
        questions.append(Question("roles", sentence, (), write="Write one number for each input."))
    elif output.sentence:
        options = [
            Option(text, roles=_with_output(sheet, found, one, roles, inputs_known)) for text, one in output.others
        ]
        mine = (Option(output.text, roles=roles),) if output.text else ()
        questions.append(Question("roles", output.sentence, (*mine, *options), write=output.write))
    if len(found.tests) > 1:
        titles = " or ".join(sheet.title(place) for place in found.tests)
        options = [Option(sheet.title(place), roles=replace(roles, test=place)) for place in found.tests]
        questions.append(
            Question("roles", f"Which column marks test points: {titles}?", tuple(options), write="Keep one of them.")
        )
    doubtful = not _is_named(found, output) and found.test is not None and _can_be_class(sheet, found.test)
    if found.test is not None and found.test == roles.test and doubtful:
        title = sheet.title(found.test)
        every = tuple(sorted({*roles.inputs, *roles.values}))
        learned = Roles(every, label=found.test)
        options = [Option("Test marks", roles=roles), Option("The class", roles=learned)]
        sentence = f"Does {title} mark test points, or is it the class?"
        questions.append(Question("roles", sentence, tuple(options), write="Name it split, or label."))
    return questions if inputs_known else questions + _about_inputs(sheet, found, roles)


def _spare_inputs(sheet: Sheet, roles: Roles) -> tuple[int, ...]:
    """Columns of numbers that were taken for an index."""
    return tuple(
        place for place, column in enumerate(sheet.columns) if column.kind == "number" and place not in roles.used
    )


def _is_named(found: Findings, output: Output) -> bool:
    """Whether the name of a column says that it is the output."""
    places = (*output.values, *([] if output.label is None else [output.label]))
    return any(found.meanings[place] in ("class", "value", "output") for place in places)


def _can_be_class(sheet: Sheet, place: int) -> bool:
    """Whether a column called test can be the outcome of one."""
    column = sheet.columns[place]
    return plain(column.name) == "test" and not {"train", "test"} <= _words(column)


def _with_output(sheet: Sheet, found: Findings, output: Output, roles: Roles, inputs_known: bool) -> Roles:
    if inputs_known:
        return replace(roles, label=output.label, values=output.values)
    return _roles(sheet, found, output)


def _about_inputs(sheet: Sheet, found: Findings, roles: Roles) -> list[Question]:
    questions = []
    for place in found.counted:
        if place in roles.used or not roles.inputs:
            continue
        title = sheet.title(place)
        used = replace(roles, inputs=tuple(sorted((place, *roles.inputs))))
        options = (Option("Not used", roles=roles), Option("An input", roles=used))
        sentence = f"Does {title} only number the rows, or is it an input?"
        write = "Name such a column index, and name inputs x1, x2."
        questions.append(Question("inputs", sentence, options, write=write))
    for place in found.rest:
        column = sheet.columns[place]
        if place in roles.used or column.kind != "text":
            continue
        cells = list(column.distinct)[:50]
        if cells and all(map(_has_unit, cells)):
            sentence = f"{sheet.title(place)} holds {quoted(cells[0])}, which is not a number. Leave it out?"
            leave = (Option("Leave it out", roles=roles),)
            questions.append(Question("inputs", sentence, leave, write="Write numbers without units and signs."))
    if len(roles.inputs) > 2:
        names = f"{sheet.title(roles.inputs[0])} and {sheet.title(roles.inputs[1])}"
        options = (
            Option(f"All {len(roles.inputs)}", roles=roles),
            Option(f"Only {names}", roles=replace(roles, inputs=roles.inputs[:2])),
        )
        sentence = f"Train on all {len(roles.inputs)} inputs, or on two of them? The canvas shows two."
        questions.append(Question("inputs", sentence, options, required=False))
    return questions
