"""What a network's answers mean: how sure it is of each class, or a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.point_answers import PROBABILITIES
from mlpviz.engine.telling.naming import names_of
from mlpviz.nn.arrays import Array


class Row(NamedTuple):
    """The network's word on one class, or one output."""

    label: int
    """The class; −1 for an output that stands for none."""
    name: str
    """Such as "class 1", or "o₁"."""
    text: str


@dataclass(frozen=True)
class Reading:
    """How the answers of one experiment are to be read."""

    outputs: int
    classes: int
    """0 where the points carry numbers instead of classes."""
    middle: float
    """The answer of a single output above which it says class 1."""
    reach: float
    """How far from there it should answer for "no" and for "yes"."""
    probability: bool
    """Whether the answers are probabilities."""
    names: tuple[str, ...]
    """Of the outputs, as everywhere: "p₁", "o₁"."""

    def lean(self, answers: Array) -> Array:
        """Where answers stand between "no" at −1 and "yes" at 1; of a single output, between class 1 and class 2."""
        with np.errstate(over="ignore"):  # a diverging run answers with numbers too large to be doubled
            return (answers - self.middle) / self.reach

    def border(self) -> str:
        """What the line on the surface is."""
        if self.outputs > 1:
            return "class border"
        return f"{self.names[0]} = {number.plain(self.middle)}"

    def rows(self, answer: Array) -> list[Row]:
        """The network's word on each class, or the value of each output."""
        if self.classes and self.outputs == 1 and self.probability:
            p = float(answer[0])
            return [Row(0, "class 1", number.probability(1.0 - p)), Row(1, "class 2", number.probability(p))]
        if self.classes and self.outputs > 1:
            written = number.probability if self.probability else _number
            return [Row(label, f"class {label + 1}", written(float(a))) for label, a in enumerate(answer)]
        return [Row(-1, name, _number(float(a))) for name, a in zip(self.names, answer, strict=True)]


def reading(experiment: Experiment) -> Reading:
    """How to read the answers of this experiment's network."""
    network = experiment.network
    low, high = network.targets
    classes = network.classes if experiment.points.targets is None else 0
    likely = network.layers[-1].activation.name in PROBABILITIES
    names, last = names_of(experiment), len(network.layers)
    named = tuple(names.unit_text(last, unit) for unit in range(network.outputs))
    return Reading(network.outputs, classes, network.middle, (high - low) / 2.0, likely, named)


def unit_words(experiment: Experiment, column: int, unit: int) -> str:
    """Which unit a column (0 for the inputs) and its place mean: "h1.2, layer 1, unit 2"."""
    names, place = names_of(experiment), f"layer {column}, unit {unit + 1}"
    if column in (0, names.layers):
        place = f"{'output' if column else 'input'} {unit + 1}"
    return f"{names.unit_text(column, unit)}, {place}"


def _number(value: float) -> str:
    return number.fixed(value, 2) if abs(value) < 1000 else number.plain(value)
