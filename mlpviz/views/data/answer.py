"""What a network's answers mean: how sure it is of each class, or a number."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.letters import subscript
from mlpviz.engine.point_answers import PROBABILITIES
from mlpviz.engine.telling.naming import names_of
from mlpviz.engine.value_scale import PLAIN, ValueScale, value_scale
from mlpviz.nn.arrays import Array

ALMOST_1 = math.nextafter(1.0, 0.0)


class Row(NamedTuple):
    """The network's word on one class, or one output."""

    label: int
    """The colour of the class, 0…5; −1 for an output that stands for none."""
    name: str
    """Such as "class 1", or "o₁"."""
    text: str
    named: bool = False
    """Whether the learner gave the class a name, which a colour alone does not tell."""


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
    class_names: tuple[str, ...] = ()
    """Of the classes: "setosa", "class 2"."""
    colors: tuple[int, ...] = ()
    """Which of the six class colours each class has."""
    scale: ValueScale = PLAIN
    """Of values, in the units of the points."""
    own_names: tuple[int, ...] = ()
    """The classes that have a name of their own."""

    def lean(self, answers: Array) -> Array:
        """Where answers stand between "no" at −1 and "yes" at 1; of a single output, between class 1 and class 2."""
        with np.errstate(over="ignore"):  # a diverging run answers with numbers too large to be doubled
            return (answers - self.middle) / self.reach

    def border(self) -> str:
        """What the line on the surface is."""
        if not self.classes:
            return "prediction"
        if self.outputs > 1:
            return "class border"
        return f"{self.names[0]} = {number.plain(self.middle)}"

    def rows(self, answer: Array) -> list[Row]:
        """The network's word on each class, or the value of each output; none for a network with other outputs.

        For a moment, points just opened stand beside what the network before them answers.
        """
        if len(answer) != self.outputs:
            return []
        if self.classes and self.outputs == 1 and self.probability:
            p = float(answer[0])
            other = min(1.0 - p, ALMOST_1) if p > 0.0 else 1.0  # a small p leaves less than 1, also where that rounds
            return [self._row(0, number.probability(other)), self._row(1, number.probability(p))]
        if self.classes and self.outputs > 1:
            written = number.probability if self.probability else _number
            return [self._row(label, written(float(a))) for label, a in zip(range(self.classes), answer, strict=False)]
        if self.classes:
            return [Row(-1, self.names[0], _number(float(answer[0])))]
        size = 0.2 * self.scale.reach  # a tenth of what a map shows still has three digits
        return [Row(-1, name, coordinate(float(a), size)) for name, a in zip(self.names, answer, strict=True)]

    def _row(self, label: int, text: str) -> Row:
        return Row(self.colors[label], self.class_names[label], text, label in self.own_names)


def reading(experiment: Experiment) -> Reading:
    """How to read the answers of this experiment's network."""
    network = experiment.network
    low, high = network.targets
    classes = network.classes if experiment.points.targets is None else 0
    likely = network.layers[-1].activation.name in PROBABILITIES
    names, last = names_of(experiment), len(network.layers)
    named = tuple(names.unit_text(last, unit) for unit in range(network.outputs))
    class_names = tuple(experiment.naming.class_name(label) for label in range(classes))
    colors = tuple(experiment.class_color(label) for label in range(classes))
    scale = value_scale(experiment)
    own = tuple(label for label in range(classes) if experiment.naming.look(label).name)
    return Reading(
        network.outputs, classes, network.middle, (high - low) / 2.0, likely, named, class_names, colors, scale, own
    )


def input_words(experiment: Experiment, index: int) -> str:
    """What an input is called: its own name, or "x₁"."""
    return experiment.naming.input_name(index) or f"x{subscript(index + 1)}"


def axis_names(experiment: Experiment) -> tuple[str, str]:
    """What is written at the axes of the canvas: their own names, else "x₁" where there are more than two inputs."""
    naming, inputs = experiment.naming, experiment.network.inputs
    if inputs == 1:
        return naming.input_name(0), naming.value_name() if experiment.points.targets is not None else ""
    across, up = experiment.axes
    if inputs > 2 or experiment.axes != (0, 1):
        return input_words(experiment, across), input_words(experiment, up)
    return naming.input_name(across), naming.input_name(up)


def place_names(experiment: Experiment) -> tuple[str, ...]:
    """What the coordinates of a place are called: "x₁" and "x₂"; of one input only "x₁"."""
    axes = experiment.axes if experiment.network.inputs > 1 else (0,)
    return tuple(f"x{subscript(axis + 1)}" for axis in axes)


def held_words(experiment: Experiment) -> str:
    """That the inputs on no axis are held, and which."""
    off = [index for index in range(experiment.network.inputs) if index not in experiment.axes]
    names = ", ".join(input_words(experiment, index) for index in off[:3])
    more = f" and {len(off) - 3} more" if len(off) > 3 else ""
    return f"{names}{more} {'are' if len(off) > 1 else 'is'} held at the mean"


def unit_words(experiment: Experiment, column: int, unit: int) -> str:
    """Which unit a column (0 for the inputs) and its place mean: "h1.2, layer 1, unit 2"."""
    names, place = names_of(experiment), f"layer {column}, unit {unit + 1}"
    if column in (0, names.layers):
        place = f"{'output' if column else 'input'} {unit + 1}"
    return f"{names.unit_text(column, unit)}, {place}"


def coordinate(value: float, size: float) -> str:
    """A number with as many decimals as matter where so much is seen: two in the square of the presets."""
    places = 2 - math.floor(math.log10(size / 2.0))
    return number.fixed(value, max(0, places)) if places <= 6 and abs(value) < 1e7 else number.plain(value, 5)


def _number(value: float) -> str:
    return number.rounded(value) if abs(value) < 1000 else number.plain(value)
