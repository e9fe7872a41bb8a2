"""The columns of the table of points: which there are, what each cell says, and by what a column is sorted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from mlpviz.data.points import PointSet
from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.letters import subscript
from mlpviz.engine.point_answers import PointAnswers, meaning_of_error
from mlpviz.engine.telling.naming import names_of
from mlpviz.engine.value_scale import value_scale
from mlpviz.nn.arrays import Array

MOST_PLACES = 6
"""Decimals of a cell; what would need more is written as a power."""
LARGE = 1e5
"""From here on a cell is written with few digits."""
UNKNOWN = "–"
"""In a computed cell before the network has answered."""
SETS = ("train", "test")


class Kind(Enum):
    """What a column holds."""

    NUMBER = "number"
    """The point's number, from 1."""
    INPUT = "input"
    VALUE = "value"
    CLASS = "class"
    OUTPUT = "output"
    ERROR = "error"
    SET = "set"


@dataclass(frozen=True)
class Column:
    """One column."""

    kind: Kind
    at: int = 0
    """Which of several of its kind."""
    head: str = ""
    tip: str = ""

    @property
    def editable(self) -> bool:
        """Whether the learner may change its cells; the others are computed."""
        return self.kind in (Kind.INPUT, Kind.VALUE, Kind.CLASS, Kind.SET)

    @property
    def typed(self) -> bool:
        """Whether numbers are typed into its cells."""
        return self.kind in (Kind.INPUT, Kind.VALUE)


_ERROR_TIPS = {
    "missing probability": "1 − the probability that the network gives the point's own class.",
    "difference": "value − output. A click sorts by its size, largest first.",
    "distance": "How far the outputs are from their targets: √Σ(target − output)².",
}


def columns_of(experiment: Experiment) -> tuple[Column, ...]:
    """The columns of an experiment's points, in the order in which they stand."""
    naming, network, points = experiment.naming, experiment.network, experiment.points
    made = [Column(Kind.NUMBER, head="#", tip="Number of the point. A click brings back this order.")]
    for at in range(network.inputs):
        name = naming.input_name(at) or f"x{subscript(at + 1)}"
        made.append(Column(Kind.INPUT, at, name, f"Input {at + 1} of the network: {name}"))
    if points.targets is None:
        made.append(Column(Kind.CLASS, head=naming.label or "class", tip="The class of the point: a number or a name"))
        made.append(Column(Kind.OUTPUT, head="output", tip=_output_tip(experiment)))
    else:
        count = points.targets.shape[1]
        for at in range(count):
            name = naming.value_name(at) or ("value" if count == 1 else f"value{subscript(at + 1)}")
            made.append(Column(Kind.VALUE, at, name, "The number that the network should answer"))
        for at in range(count):
            name = "output" if count == 1 else f"output{subscript(at + 1)}"
            made.append(Column(Kind.OUTPUT, at, name, f"What the network answers: {_output_name(experiment, at)}"))
    made.append(Column(Kind.ERROR, head="error", tip=_ERROR_TIPS[meaning_of_error(experiment)]))
    made.append(Column(Kind.SET, head="set", tip="Train: learned from. Test: kept for testing. Space changes it."))
    return tuple(made)


def _output_name(experiment: Experiment, at: int) -> str:
    return names_of(experiment).unit_text(len(experiment.network.layers), at)


def _output_tip(experiment: Experiment) -> str:
    naming, name = experiment.naming, _output_name(experiment, 0)
    if experiment.network.outputs > 1:
        return "The class that the network answers, and the output of that class"
    return f"The class that the network answers, and its output {name}: low for {naming.class_name(0)}, " \
        f"high for {naming.class_name(1)}"  # fmt: skip


class Sheet:
    """The cells of an experiment's points. Points count from 0, in the order of the experiment."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.columns = columns_of(experiment)
        self._answers: PointAnswers | None = None
        self._known: NDArray[np.bool_] = np.zeros(len(experiment.points), dtype=bool)
        self._likely = meaning_of_error(experiment) == "missing probability"
        points = experiment.points
        self.scale = value_scale(experiment)
        """Which value has which colour; of the first value."""
        self._input_places = [_places(values, 2) for values in points.x.T]
        self._value_places = [] if points.targets is None else [_places(values, 3) for values in points.targets.T]

    @property
    def points(self) -> PointSet:
        """The points that stand in it."""
        return self.experiment.points

    def show_answers(self, answers: PointAnswers | None) -> None:
        """Take what the network answers. A point that has changed since then has no answer yet."""
        fits = answers is not None and self._fits(answers.experiment)
        self._answers = answers if fits else None
        self._known = unchanged(self.points, answers.experiment.points if answers is not None and fits else None)

    def _fits(self, other: Experiment) -> bool:
        mine = self.experiment
        if (mine.points.targets is None) != (other.points.targets is None) or mine.scaling != other.scaling:
            return False
        return (mine.network.inputs, mine.network.outputs) == (other.network.inputs, other.network.outputs)

    # what a cell says

    def text(self, point: int, column: Column) -> str:
        """A cell in few digits."""
        kind, at, points = column.kind, column.at, self.points
        if kind is Kind.INPUT:
            return short(points.x[point, at], self._input_places[at])
        if kind is Kind.VALUE and points.targets is not None:
            return short(points.targets[point, at], self._value_places[at])
        if kind is Kind.OUTPUT:
            places = self._value_places[at] if self._value_places else 3
            return self._computed(point, self.output(point, at), places)
        if kind is Kind.ERROR:
            return self._error_text(point)
        return self.full(point, column)

    def full(self, point: int, column: Column) -> str:
        """A cell with every digit, as it is edited."""
        kind, points = column.kind, self.points
        if kind is Kind.NUMBER:
            return number.count(point + 1)
        if kind is Kind.CLASS and points.labels is not None:
            label = int(points.labels[point])
            return self.experiment.naming.look(label).name or str(label + 1)
        if kind is Kind.SET:
            return SETS[int(points.test[point])]
        value = self.value(point, column)
        return UNKNOWN if value is None else number.whole(value)

    def value(self, point: int, column: Column) -> float | None:
        """The number in a cell; None where there is none, or none yet."""
        if column.kind is Kind.OUTPUT:
            return self.output(point, column.at)
        if column.kind is Kind.ERROR and self._answers is not None and self._known[point]:
            return float(self._answers.errors[point])
        return float(self.numbers(column)[point]) if column.typed else None

    def has(self, column: Column) -> NDArray[np.bool_]:
        """Which points have a number in a column, (n,): all, but for answers that are still to come."""
        computed = column.kind in (Kind.OUTPUT, Kind.ERROR)
        return self._known if computed else np.ones(len(self.points), dtype=bool)

    def output(self, point: int, at: int) -> float | None:
        """An output of the network, or, of several classes, that of the class it answers."""
        if self._answers is None or not self._known[point]:
            return None
        answered = self._answers.answered
        if answered is not None and self._answers.outputs.shape[1] > 1:
            at = int(answered[point])
        return float(self._answers.outputs[point, at])

    def answered(self, point: int) -> int | None:
        """The class that the network answers; None where there is none, or none yet."""
        if self._answers is None or self._answers.answered is None or not self._known[point]:
            return None
        return int(self._answers.answered[point])

    def _computed(self, point: int, value: float | None, places: int) -> str:
        if value is None:
            return UNKNOWN
        if self._likely and value < 1.0 and round(value, places) == 1.0:
            return f"≈{number.THIN}1"
        return short(value, places)

    def _error_text(self, point: int) -> str:
        value = self._answers.errors[point] if self._answers is not None and self._known[point] else None
        if value is None:
            return UNKNOWN
        if len(self._value_places) != 1:
            return self._computed(point, float(value), max(self._value_places, default=3))
        written = self._computed(point, float(value), self._value_places[0])
        return f"+{written}" if value > 0 else written

    # sorting

    def extremes(self, column: Column) -> list[int]:
        """The points with the least and the largest number typed into a column."""
        values = self.numbers(column) if column.typed else np.empty(0)
        return [int(values.argmin()), int(values.argmax())] if len(values) else []

    def sorted(self, column: Column, *, descending: bool) -> NDArray[np.intp]:
        """The points in the order of a column; errors by their size. What has no number yet stands last."""
        key = np.abs(self.numbers(column)) if column.kind is Kind.ERROR else self.numbers(column)
        order = np.argsort(-key if descending else key, kind="stable")
        return np.asarray(order, dtype=np.intp)

    def numbers(self, column: Column) -> Array:
        """The numbers of a column, (n,); NaN where one is still to come. Classes and sets count from 0."""
        points, answers, kind = self.points, self._answers, column.kind
        if kind is Kind.INPUT:
            return points.x[:, column.at]
        if kind is Kind.VALUE and points.targets is not None:
            return points.targets[:, column.at]
        if kind is Kind.CLASS and points.labels is not None:
            return points.labels.astype(np.float64)
        if kind is Kind.SET:
            return points.test.astype(np.float64)
        if kind is Kind.NUMBER:
            return np.arange(len(points), dtype=np.float64)
        found, known = np.full(len(points), np.nan), np.flatnonzero(self._known)
        if answers is None:
            return found
        if kind is Kind.ERROR:
            found[known] = answers.errors[known]
        elif answers.answered is not None and answers.outputs.shape[1] > 1:
            found[known] = answers.outputs[known, answers.answered[known]]
        else:
            found[known] = answers.outputs[known, column.at]
        return found


def short(value: float, places: int) -> str:
    """A number with so many decimals; what they would show as 0, and what is large, as a power of ten."""
    value = float(value)
    if abs(value) >= LARGE or places > MOST_PLACES:
        return number.plain(value, 3)
    if value != 0.0 and round(value, places) == 0.0:
        return number.plain(value, 1)
    return number.rounded(value, places)


def _places(values: Array, digits: int) -> int:
    """With how many decimals the values of a column are told apart: `digits` of a span of 1 to 10."""
    if not len(values):
        return digits
    low, high = float(values.min()), float(values.max())
    half = high / 2.0 - low / 2.0
    if half == 0.0:  # all the same
        half = abs(high) / 2.0 if 0.0 < abs(high) < 10.0**-digits or abs(high) >= 10.0 else 0.5
    return max(0, digits - math.floor(math.log10(half) + math.log10(2.0)))


def unchanged(points: PointSet, before: PointSet | None) -> NDArray[np.bool_]:
    """Which points are still the same ones, (n,)."""
    same = np.zeros(len(points), dtype=bool)
    if before is None:
        return same
    count = min(len(points), len(before))
    same[:count] = True
    for mine, theirs in (
        (points.x, before.x), (points.labels, before.labels), (points.targets, before.targets),
    ):  # fmt: skip
        if mine is None and theirs is None:
            continue
        if mine is None or theirs is None or mine.shape[1:] != theirs.shape[1:]:
            return np.zeros(len(points), dtype=bool)
        rows = mine[:count] == theirs[:count]
        same[:count] &= rows if rows.ndim == 1 else rows.all(axis=1)
    return same
