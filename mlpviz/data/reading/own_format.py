"""The program's own files of points: a table that says of itself what its columns are."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpviz.data.naming import MOST_CLASSES, ClassLook, Naming
from mlpviz.data.points import PointSet
from mlpviz.data.reading.numerals import NO_CLASS
from mlpviz.data.reading.roles import Roles
from mlpviz.data.scaling import NONE, Columns, Scaling
from mlpviz.files import is_formula

VERSION = 1
_FIRST_LINE = re.compile(r"# mlpviz points ([0-9]{1,9})[,;\t ]*")
_LINE = re.compile(r"# ([a-z ]+): (.*)")
_MOST_LINES = 20
_BEGINS_OTHERWISE = ("#", "%", "/")


@dataclass(frozen=True)
class Declaration:
    """What such a file says of itself."""

    roles: Roles
    naming: Naming
    class_cells: tuple[str, ...]
    """What stands in the table for each class, those without points too."""
    scaling: Scaling = NONE


def declaration_of(text: str, name: str) -> tuple[Declaration | None, str]:
    """What a file says of itself, if it is one of the program's own, and a remark if that cannot be read.

    Raises ValueError if it was written by a newer version.
    """
    lines = text[:1_000_000].split("\n", _MOST_LINES)[:_MOST_LINES]
    found = _FIRST_LINE.fullmatch(lines[0])
    if not found:
        return None, ""
    if int(found[1]) != VERSION:
        raise ValueError(f"{name} was written by a newer version of mlpviz; open it with that.")
    given: dict[str, Any] = {}
    for line in lines[1:]:
        if not (part := _LINE.fullmatch(line)):
            break
        try:
            given[part[1]] = json.loads(part[2])
        except (ValueError, RecursionError):
            break
    try:
        return _declared(given), ""
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return None, "What this file says of its columns cannot be read, so it is read like any other table."


def _declared(given: dict[str, Any]) -> Declaration:
    columns = [str(one) for one in given["columns"]]
    unknown = set(columns) - {"input", "class", "value", "test"}
    if unknown or columns.count("class") > 1 or columns.count("test") > 1:
        raise ValueError("these are no columns of points.")
    places = {role: tuple(index for index, one in enumerate(columns) if one == role) for role in set(columns)}
    label = places["class"][0] if "class" in places else None
    test = places["test"][0] if "test" in places else None
    looks = [ClassLook(str(one), color) for one, color in given.get("classes", [])]
    names = _without_empty_end(tuple(looks))
    naming = Naming(given.get("inputs", []), given.get("values", []), given.get("label", ""), names)
    roles = Roles(places.get("input", ()), label, places.get("value", ()), test)
    scaled = {part: Columns(*given[f"{part} scaling"]) for part in ("inputs", "targets") if f"{part} scaling" in given}
    for part, wanted in (("inputs", roles.inputs), ("targets", roles.values)):
        if part in scaled and len(scaled[part].mean) != len(wanted):
            raise ValueError("the scaling has another number of columns.")
    if not roles.inputs or (label is None) == (not roles.values):
        raise ValueError("these are no columns of points.")
    count = len(looks) if label is not None else 0
    cells = class_cells([] if given.get("class cells") == "numbers" else looks, count)
    return Declaration(roles, naming, cells, Scaling(scaled.get("inputs"), scaled.get("targets")))


def _without_empty_end(looks: tuple[ClassLook, ...]) -> tuple[ClassLook, ...]:
    while looks and looks[-1] == ClassLook():
        looks = looks[:-1]
    return looks


def class_cells(looks: Sequence[ClassLook], count: int) -> tuple[str, ...]:
    """What stands in a table for each class: the names if they tell all classes apart, else the numbers from 1."""
    names = [look.name for look in looks[:count]]
    clear = all(name == name.strip() and name.casefold() not in NO_CLASS for name in names)
    if count and len(names) == count == len(set(names)) and clear:
        return tuple(names)
    return tuple(str(label + 1) for label in range(count))


def written(points: PointSet, naming: Naming, classes: int, scaling: Scaling) -> str:
    """The text of such a file. `classes` is how many there are; 0 for points with values."""
    looks = [naming.look(label) for label in range(classes)]
    values = 0 if points.targets is None else points.targets.shape[1]
    inputs = points.x.shape[1]
    held_back = bool(points.test.any())
    columns = ["input"] * inputs + ["value"] * values + ["class"] * (not values) + ["test"] * held_back
    declared: dict[str, object] = {"columns": columns}
    if naming.inputs:
        declared["inputs"] = naming.inputs
    if naming.values:
        declared["values"] = naming.values
    if naming.label:
        declared["label"] = naming.label
    if not values:
        declared["classes"] = [[look.name, look.color] for look in looks]
    numbered = any(is_formula(look.name) for look in looks)
    if numbered:
        declared["class cells"] = "numbers"
    for part, given in (("inputs", scaling.inputs), ("targets", scaling.targets)):
        if given is not None:
            declared[f"{part} scaling"] = [given.mean, given.spread]
    text = io.StringIO(newline="")
    text.write(f"# mlpviz points {VERSION}\n")
    for key, one in declared.items():
        text.write(f"# {key}: {json.dumps(one, ensure_ascii=False)}\n")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_header(points, naming, inputs, values, held_back))
    cells = [list(map(repr, column)) for column in points.x.T.tolist()]
    if points.targets is not None:
        cells += [list(map(repr, column)) for column in points.targets.T.tolist()]
    if points.labels is not None:
        names = class_cells([] if numbered else looks, classes)
        cells.append([names[label] for label in points.labels.tolist()])
    if held_back:
        cells.append(np.where(points.test, "1", "0").tolist())
    table.writerows(zip(*cells, strict=True))
    return text.getvalue()


def _header(points: PointSet, naming: Naming, inputs: int, values: int, held_back: bool) -> list[str]:
    """Names of the columns for whoever reads the file; the program reads those above."""
    names = [_safe(naming.input_name(index), f"x{index + 1}") for index in range(inputs)]
    number = [""] if values == 1 else [str(index + 1) for index in range(values)]
    names += [_safe(naming.value_name(index), f"value{number[index]}") for index in range(values)]
    if points.labels is not None:
        names.append(_safe(naming.label, "label"))
    return [*names, "test"] if held_back else names


def _safe(name: str, other: str) -> str:
    fits = name.strip() == name != "" and not name.startswith(_BEGINS_OTHERWISE) and not is_formula(name)
    return name if fits else other


def most_classes(points: PointSet, naming: Naming, classes: int | None) -> int:
    """How many classes a file has to hold: all that occur, that have a name or a colour, or that are asked for."""
    if points.labels is None:
        return 0
    named = len(_without_empty_end(naming.classes))
    count = max(points.classes, named, classes or 0)
    if count > MOST_CLASSES:
        raise ValueError(f"classes is {classes!r}; there are at most {MOST_CLASSES} classes.")
    return count
