"""A file of points on the command line: which of its columns are what, by name or by number."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING

from mlpviz.cli.arguments import loosely
from mlpviz.data.reading.content import SUFFIXES, content_of
from mlpviz.data.shapes import SHAPES
from mlpviz.engine.number import counted

if TYPE_CHECKING:
    from mlpviz.data.reading.importing import Imported
    from mlpviz.data.reading.sheet import Sheet

TEST_SHARE = 0.25
"""Kept for testing where no column says which points are, as in the presets."""


def add_file_arguments(
    parser: argparse.ArgumentParser, test: str = "a quarter, by the seed", scale: str = "if they are far from that"
) -> None:
    """What may be said of the columns of a file; `test` and `scale` say what is done if nothing is said."""
    group = parser.add_argument_group("columns of a file", "by name, or by number from 1")
    add = group.add_argument
    add("--x", metavar="A,B", help="the inputs (default: all numbers that are nothing else)")
    add("--label", metavar="C", help="the class")
    add("--value", metavar="C", help="the number to predict, or several")
    add("--test", metavar="C", help=f"1 or yes for test points (default: {test})")
    add("--scale", action=argparse.BooleanOptionalAction, default=None,
        help=f"bring inputs, and values, to mean 0 and spread 1 (default: {scale})")  # fmt: skip


def names_a_file(subject: str) -> bool:
    """Whether this is meant to be a file and not a preset."""
    if loosely(subject) in {loosely(word) for shape in SHAPES.values() for word in (shape.name, shape.label)}:
        return False
    path = Path(subject)
    return path.suffix.casefold() in SUFFIXES or len(path.parts) > 1 or path.exists()


def points_of_file(wanted: argparse.Namespace, test_share: float = TEST_SHARE) -> Imported:
    """The points of the file that `wanted.preset` names; `test_share` of them is kept for testing if no column says so.

    Raises ValueError with one sentence for a fault in it, for an unknown column, and for what is uncertain; OSError if
    it cannot be opened.
    """
    from mlpviz.data.reading.answers import Answers
    from mlpviz.data.reading.files import certain_points
    from mlpviz.data.reading.roles import Roles
    from mlpviz.data.reading.suggestion import suggested_roles
    from mlpviz.data.reading.table import read_table

    path = Path(wanted.preset)
    if not path.exists():
        raise ValueError(f"there is no file {str(path)!r:.200}; choose another file, or a preset.")
    sheet = read_table(content_of(path), path.name)
    known = Roles(
        _columns(sheet, "--x", wanted.x),
        _column(sheet, "--label", wanted.label),
        _columns(sheet, "--value", wanted.value),
        _column(sheet, "--test", wanted.test),
    )
    suggestion = suggested_roles(sheet, known)
    for question in suggestion.questions:
        if question.required:
            by_argument = question.about in ("roles", "inputs")
            then = "Say it with --x, --label or --value." if by_argument else question.write
            raise ValueError(f"{path.name}: {question.sentence} {then}")
    share = test_share if suggestion.roles.test is None and sheet.own is None else 0.0
    scaled = wanted.scale and bool(suggestion.roles.values)
    answers = Answers(
        test_share=share,
        seed=wanted.seed,
        scale_inputs=wanted.scale,
        scale_targets=scaled if wanted.scale is not None else None,
    )
    return certain_points(sheet, suggestion.roles, answers)


def refuse_columns(wanted: argparse.Namespace) -> None:
    """Raise ValueError if columns are named where there is no file."""
    for name in ("x", "label", "value", "test", "scale"):
        if getattr(wanted, name) is not None:
            raise ValueError(f"--{name} is for a file of points, which {wanted.preset!r:.80} is not.")


def described(imported: Imported) -> list[str]:
    """Lines that say what was read."""
    points = imported.points
    kind = counted(imported.classes, "class", "classes") if points.targets is None else "values"
    inputs = points.x.shape[1]
    lines = [
        f"{counted(len(points), 'point')} ({points.train_count} train, {points.test_count} test), "
        f"{counted(inputs, 'input')}, {kind}"
    ]
    scaled = [name for name, on in (("Inputs", imported.scaling.inputs), ("Values", imported.scaling.targets)) if on]
    if scaled:
        lines.append(f"{' and '.join(scaled).capitalize()} are scaled to mean 0 and spread 1.")
    return [*lines, *(one for one in imported.remarks if "canvas" not in one)]


def _columns(sheet: Sheet, argument: str, text: str | None) -> tuple[int, ...]:
    if text is None:
        return ()
    return tuple(_found(sheet, argument, name.strip()) for name in next(csv.reader([text], skipinitialspace=True), []))


def _column(sheet: Sheet, argument: str, text: str | None) -> int | None:
    return None if text is None else _found(sheet, argument, text.strip())


def _found(sheet: Sheet, argument: str, name: str) -> int:
    """A column by its name, in other capitals too, else by its number."""
    names = [column.name for column in sheet.columns]
    for same in (name, name.casefold()):
        places = [place for place, one in enumerate(names) if one and same in (one, one.casefold())]
        if len(places) > 1:
            numbers = " or ".join(str(place + 1) for place in places)
            raise ValueError(f"{argument}: several columns are called {name!r:.80}; give the number, {numbers}.")
        if places:
            return places[0]
    if name.isascii() and name.isdigit() and 1 <= int(name) <= len(names):
        return int(name) - 1
    known = ", ".join(one for one in names if one) or f"1 to {len(names)}"
    raise ValueError(f"{argument}: {sheet.name} has no column {name!r:.80}; it has {known:.300}.")
