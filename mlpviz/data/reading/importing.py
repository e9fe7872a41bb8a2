"""Makes points of a table, with everything that was chosen and answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mlpviz.data.naming import MOST_CLASSES, ClassLook, Naming
from mlpviz.data.points import PointSet
from mlpviz.data.reading.answers import NO_ANSWERS, Answers
from mlpviz.data.reading.faults import Faults, faults, numbers_with
from mlpviz.data.reading.marks import class_texts, holds_numbers, in_order, test_marks
from mlpviz.data.reading.names import tidy
from mlpviz.data.reading.question import Option, Question
from mlpviz.data.reading.roles import Roles
from mlpviz.data.reading.sheet import Sheet
from mlpviz.data.scaling import NONE, Columns, Scaling, scaling_of

MANY_POINTS = 20_000
"""Above, a sample is offered."""
FAR, NARROW, WIDE = 3.0, 0.2, 3.0
"""Numbers need no scaling if their mean is not further from 0, and their spread is neither less nor more."""


@dataclass(frozen=True, eq=False)
class Imported:
    """Points and what belongs to them."""

    points: PointSet
    naming: Naming
    scaling: Scaling
    classes: int
    """How many classes there are, those without points too; 0 for values."""
    rows: NDArray[np.int64]
    """The row of each point, (n,)."""
    rows_total: int
    """Rows of the table."""
    open_faults: int
    """Faults that nobody has answered; their rows are left out."""
    remarks: tuple[str, ...]
    """What was done without being asked, as sentences: columns that are not used, rows left out, inputs held."""

    @property
    def rows_used(self) -> int:
        """Rows that became points."""
        return len(self.points)


def imported(sheet: Sheet, roles: Roles, answers: Answers = NO_ANSWERS) -> Imported:
    """The points of all rows without a fault.

    Raises ValueError with one sentence if there is no input column, or if no row is left.
    """
    if not roles.inputs:
        raise ValueError(f"{sheet.name}: no column is an input; choose a column of numbers.")
    found = faults(sheet, roles, answers)
    rows = _rows_without_fault(sheet, roles, answers)
    names, classes, left_out = _classes(sheet, roles, answers, rows)
    if names is not None:
        known = {one: label for label, one in enumerate(classes)}
        rows = np.array([row for row in rows.tolist() if names[row] in known], dtype=np.int64)
    if answers.sample is not None and answers.sample < len(rows):
        random = np.random.default_rng((answers.seed, 2))  # independent of the split
        rows = np.sort(random.choice(rows, max(answers.sample, 1), replace=False))
    if not len(rows) and sheet.own is None:
        raise ValueError(f"{sheet.name}: no row is left; every one has a fault or is left out.")
    labels = None if names is None else [known[names[row]] for row in rows.tolist()]
    points = _points(sheet, roles, answers, rows, labels)
    naming = _naming(sheet, roles, classes)
    return Imported(
        points,
        naming,
        _scaling(sheet, roles, answers, points),
        0 if roles.values else max(len(classes), 1),
        rows,
        len(sheet),
        len(found),
        tuple(_remarks(sheet, roles, left_out)),
    )


def open_questions(sheet: Sheet, roles: Roles, answers: Answers = NO_ANSWERS) -> tuple[Question, ...]:
    """What these roles and answers leave open, if anything.

    More than six classes, names that differ in capitals only, and, as an offer, a sample of more than 20 000 points.
    """
    questions = []
    if roles.label is not None and not _is_own(sheet, roles):
        questions += _about_classes(sheet, roles.label, answers)
    if len(sheet) > MANY_POINTS and answers.sample is None:
        count = f"{len(sheet):_}".replace("_", " ")
        options = (
            Option(f"All {count}", answers=answers),
            Option("20 000 at random", answers=replace(answers, sample=MANY_POINTS)),
        )
        sentence = f"There are {count} points, which is many for a canvas. Take 20 000 of them at random?"
        questions.append(Question("sample", sentence, options, required=False))
    return tuple(questions)


def _about_classes(sheet: Sheet, label: int, answers: Answers) -> list[Question]:
    names = [name for name in class_texts(sheet, label, answers.typed) if name]
    different = list(dict.fromkeys(names))
    folded: dict[str, list[str]] = {}
    for name in different:
        folded.setdefault(name.casefold(), []).append(name)
    alike = next((group for group in folded.values() if len(group) > 1), None)
    title = sheet.title(label)
    if alike and answers.one_case is None:
        sentence = f"{title}: {alike[0]:.30} and {alike[1]:.30} differ in capitals only. Are they one class?"
        options = (
            Option("One class", answers=replace(answers, one_case=True)),
            Option("Different classes", answers=replace(answers, one_case=False)),
        )
        return [Question("capitals", sentence, options, write="Write each class always in the same way.")]
    count = len(folded) if answers.one_case else len(different)
    if count <= MOST_CLASSES or answers.classes is not None:
        return []
    kept = tuple(_most_frequent(_merged(names) if answers.one_case else names, holds_numbers(sheet.columns[label])))
    sentence = f"{title} has {count} names; {MOST_CLASSES} are possible. Keep the most frequent {MOST_CLASSES}?"
    option = Option(f"Keep {MOST_CLASSES}", answers=replace(answers, classes=kept))
    return [Question("classes", sentence, (option,), write=f"Write at most {MOST_CLASSES} different classes.")]


def _is_own(sheet: Sheet, roles: Roles) -> bool:
    return sheet.own is not None and sheet.own.roles.label == roles.label


def _rows_without_fault(sheet: Sheet, roles: Roles, answers: Answers) -> NDArray[np.int64]:
    """Without the rows that have one, whether somebody chose to leave them out or nobody answered."""
    every: Faults = faults(sheet, roles, replace(answers, skipped_kinds=frozenset(), skipped_rows=frozenset()))
    kept = np.ones(len(sheet), dtype=bool)
    kept[every.rows] = False
    for row in answers.skipped_rows:
        if 0 <= row < len(kept):
            kept[row] = False
    return np.flatnonzero(kept).astype(np.int64)


def _classes(
    sheet: Sheet, roles: Roles, answers: Answers, rows: NDArray[np.int64]
) -> tuple[list[str] | None, list[str], list[str]]:
    """The class of each row, all classes in order, and those that are left out."""
    if roles.label is None:
        return None, [], []
    names = class_texts(sheet, roles.label, answers.typed)
    if answers.one_case:
        names = _merged(names)
    used = [names[row] for row in rows.tolist()]
    if _is_own(sheet, roles) and sheet.own is not None:
        order = [*sheet.own.class_cells, *(one for one in dict.fromkeys(used) if one not in sheet.own.class_cells)]
    else:
        order = in_order(used, holds_numbers(sheet.columns[roles.label]) and _all_numbers(used))
    if answers.classes is not None:
        kept = [one for one in order if one in answers.classes][:MOST_CLASSES]
    elif len(order) > MOST_CLASSES:
        kept = [one for one in order if one in set(_most_frequent(used, False))]
    else:
        kept = order
    return names, kept, [one for one in order if one not in kept]


def _merged(names: Sequence[str]) -> list[str]:
    """Names that differ in capitals only are written as the first of them."""
    first: dict[str, str] = {}
    return [first.setdefault(name.casefold(), name) for name in names]


def _all_numbers(names: Sequence[str]) -> bool:
    try:
        return all(np.isfinite(float(name)) for name in set(names))
    except ValueError:
        return False


def _most_frequent(names: Sequence[str], numeric: bool) -> list[str]:
    kept = [name for name, _ in Counter(names).most_common(MOST_CLASSES)]
    order = in_order(names, numeric and _all_numbers(names))
    return [one for one in order if one in kept]


def _points(
    sheet: Sheet, roles: Roles, answers: Answers, rows: NDArray[np.int64], labels: list[int] | None
) -> PointSet:
    x = np.column_stack([numbers_with(sheet, column, answers.typed)[rows] for column in roles.inputs])
    targets = None
    if roles.values:
        targets = np.column_stack([numbers_with(sheet, column, answers.typed)[rows] for column in roles.values])
    elif labels is None:
        labels = [0] * len(rows)
    if roles.test is None:
        points = PointSet(x, labels, targets)
        return points.split(answers.test_share, answers.seed) if answers.test_share else points
    marks = test_marks(sheet, roles.test, answers.typed)
    return PointSet(x, labels, targets, np.array([marks[row] for row in rows.tolist()], dtype=bool))


def _naming(sheet: Sheet, roles: Roles, classes: Sequence[str]) -> Naming:
    if sheet.own is not None and sheet.own.roles == roles:
        looks = list(sheet.own.naming.classes)
        new = [one for one in classes if one not in sheet.own.class_cells]
        if new:
            looks += [ClassLook()] * (len(sheet.own.class_cells) - len(looks)) + [ClassLook(tidy(one)) for one in new]
        return replace(sheet.own.naming, classes=tuple(looks[:MOST_CLASSES]))
    return Naming(
        _names(sheet, roles.inputs),
        _names(sheet, roles.values),
        "" if roles.label is None else sheet.columns[roles.label].name,
        tuple(ClassLook(tidy(one)) for one in classes),
    )


def _names(sheet: Sheet, columns: Sequence[int]) -> tuple[str, ...]:
    names = tuple(sheet.columns[column].name for column in columns)
    return names if any(names) else ()


def _scaling(sheet: Sheet, roles: Roles, answers: Answers, points: PointSet) -> Scaling:
    """As the file says, as somebody chose, or where numbers are far from mean 0 and spread 1."""
    if sheet.own is not None and sheet.own.roles == roles:
        said, open_inputs, open_targets = sheet.own.scaling, False, False
    else:
        said, open_inputs, open_targets = NONE, True, True
    full = scaling_of(points, targets=points.targets is not None)

    def chosen(answer: bool | None, own: Columns | None, full: Columns | None, is_open: bool) -> Columns | None:
        if answer is None and not is_open:
            return own
        wanted = _is_far(full) if answer is None else answer
        return (own or full) if wanted else None

    return Scaling(
        chosen(answers.scale_inputs, said.inputs, full.inputs, open_inputs),
        chosen(answers.scale_targets, said.targets, full.targets, open_targets),
    )


def _is_far(columns: Columns | None) -> bool:
    if columns is None:
        return False
    pairs = zip(columns.mean, columns.spread, strict=True)
    return any(abs(mean) > FAR or not NARROW <= spread <= WIDE for mean, spread in pairs)


def _remarks(sheet: Sheet, roles: Roles, left_out: Sequence[str]) -> list[str]:
    remarks = list(sheet.remarks)
    unused = [sheet.title(index) for index in range(len(sheet.columns)) if index not in roles.used]
    if unused:
        more = f" and {len(unused) - 6} more" if len(unused) > 6 else ""
        remarks.append(f"Not used: {', '.join(unused[:6])}{more}.")
    if len(roles.inputs) > 2:
        names = f"{sheet.title(roles.inputs[0])} and {sheet.title(roles.inputs[1])}"
        count = len(roles.inputs)
        remarks.append(f"The network has {count} inputs; the canvas shows {names}, with the others held at their mean.")
    if left_out:
        shown = ", ".join(f"{one:.30}" for one in left_out[:6]) + (" …" if len(left_out) > 6 else "")
        remarks.append(f"Classes left out: {shown}.")
    if sheet.dialect.encoding == "cp1252":
        remarks.append("The text was read as Windows-1252.")
    return remarks
