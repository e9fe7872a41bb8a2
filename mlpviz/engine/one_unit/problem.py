"""A problem for one unit: points in the plane, each on the side of +1 or of −1."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from mlpviz.data.area import Area, showing
from mlpviz.data.gates import CORNERS, GATES
from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.shapes import SHAPES, draw, shapes_shown
from mlpviz.engine.experiment import Experiment
from mlpviz.nn.arrays import Array
from mlpviz.nn.exact import rows

Point = tuple[Fraction, Fraction]
"""A place (x₁, x₂), exactly as it is written."""

OWN = "Own points"
"""What points are called that were drawn, or changed by hand."""
MOST_POINTS = 1000
"""With more points the exact margin would be waited for."""
GATE_AREA = Area(-1.35, 1.95, -1.35, 1.95)
PRESET_POINTS, PRESET_PLACES = 40, 2
"""Of a preset: how many points of each class, and the decimals of their numbers."""
STEPS = 330.0
"""A drawn point is written with so many decimals that about so many places or more lie across the square."""


@dataclass(frozen=True)
class Problem:
    """Points with the targets +1 and −1, in the order in which a unit is shown them."""

    name: str
    points: tuple[Point, ...]
    targets: tuple[int, ...]
    area: Area = GATE_AREA
    """What the square shows."""

    def __post_init__(self) -> None:
        """Raise ValueError that names the field, the value and what is allowed."""
        if not isinstance(self.name, str) or not self.name:
            raise ValueError(f"name is {self.name!r:.80}; give a text.")
        if len(self.points) > MOST_POINTS:
            raise ValueError(f"{self.name} has {len(self.points)} points; the perceptron shows at most {MOST_POINTS}.")
        if len(self.targets) != len(self.points):
            raise ValueError(f"targets has {len(self.targets)} entries; give one a point, {len(self.points)}.")
        if any(target not in (-1, 1) for target in self.targets):
            raise ValueError("targets holds something else; allowed are −1 and 1.")

    def __len__(self) -> int:
        """Number of points."""
        return len(self.points)

    @property
    def places(self) -> Array:
        """The points as floats, (n, 2)."""
        return np.array([[float(value) for value in point] for point in self.points]).reshape(-1, 2)

    @property
    def decimals(self) -> int:
        """How many decimals a drawn point has."""
        return max(0, math.ceil(math.log10(STEPS / max(self.area.width, self.area.height))))

    def written(self, place: Sequence[float]) -> Point:
        """The place where a drawn point comes to lie: inside the square, with few decimals."""
        ends = ((self.area.left, self.area.right), (self.area.bottom, self.area.top))
        step = Fraction(1, 10**self.decimals)
        inside = []
        for value, (low, high) in zip(place, ends, strict=True):
            exact = Fraction(repr(min(max(float(value), low), high)))
            inside.append(round(exact / step) * step)
        return inside[0], inside[1]

    def with_point(self, place: Sequence[float], target: int) -> Problem:
        """One more point, shown last."""
        return replace(
            self, name=OWN, points=(*self.points, self.written(place)), targets=(*self.targets, target)
        )  # fmt: skip

    def moved(self, index: int, place: Sequence[float]) -> Problem:
        """The same with a point elsewhere."""
        points = list(self.points)
        points[index] = self.written(place)
        return self if points[index] == self.points[index] else replace(self, name=OWN, points=tuple(points))

    def without(self, index: int) -> Problem:
        """The same without a point."""
        kept = [at for at in range(len(self)) if at != index]
        points, targets = tuple(self.points[at] for at in kept), tuple(self.targets[at] for at in kept)
        return replace(self, name=OWN, points=points, targets=targets)

    def point_set(self) -> PointSet:
        """The points for a network: −1 is its first class, +1 its second."""
        return PointSet(self.places, [int(target == 1) for target in self.targets])

    def form(self) -> dict[str, Any]:
        """Plain data for JSON; `from_form` makes an equal problem from it."""
        area = self.area
        return {
            "name": self.name,
            "points": [[str(value) for value in point] for point in self.points],
            "targets": list(self.targets),
            "area": [area.left, area.right, area.bottom, area.top],
        }


def from_form(form: Any) -> Problem:
    """A problem from its form. Raises ValueError that names what is wrong."""
    if not isinstance(form, Mapping) or set(form) != {"name", "points", "targets", "area"}:
        raise ValueError(f"problem is {form!r:.80}; give name, points, targets and area.")
    points = rows("points", form["points"]) if form["points"] else []
    if any(len(point) != 2 for point in points):
        raise ValueError("points has rows of another length; give two numbers a point.")
    if not isinstance(form["targets"], list) or not isinstance(form["area"], list) or len(form["area"]) != 4:
        raise ValueError("targets and area are lists; area has four numbers.")
    places = tuple((Fraction(first), Fraction(second)) for first, second in points)
    return Problem(form["name"], places, tuple(form["targets"]), Area(*form["area"]))


def names() -> tuple[str, ...]:
    """What `named` knows: the gates, then the presets with classes, each by its own name."""
    presets = (shape.name for shape in shapes_shown(values=False))
    return (*GATES, *(f"{name} points" if name in GATES else name for name in presets))


def about(name: str) -> str:
    """One sentence about a gate or a preset."""
    return f"{GATES[name].about}." if name in GATES else SHAPES[name.removesuffix(" points")].about


def named(name: str) -> Problem:
    """A gate or a preset, by one of `names`. Raises ValueError for another name, or for more than two classes."""
    if name in GATES:
        places = tuple((Fraction(first), Fraction(second)) for first, second in CORNERS)
        return Problem(name, places, GATES[name].targets)
    shape = SHAPES.get(name.removesuffix(" points")) if isinstance(name, str) else None
    if shape is None or shape.has_values or name not in names():
        raise ValueError(f"problem is {name!r:.80}; allowed is {', '.join(names())}.")
    _refuse_classes(name, shape.classes)
    points = draw(Recipe(shape.name, per_class=PRESET_POINTS, test_share=0.0))
    assert points.labels is not None
    order = np.argsort(np.arange(len(points)) % PRESET_POINTS, kind="stable")  # the classes take turns
    x = points.x[order].round(PRESET_PLACES)
    return _problem(name if len(points) else OWN, x, points.labels[order], shape.area)


def from_experiment(experiment: Experiment, name: str) -> Problem:
    """The train points of an experiment with two inputs and two classes, with their numbers as they are.

    Raises ValueError that says in one sentence why they cannot be shown.
    """
    points, inputs = experiment.points, experiment.network.inputs
    if points.labels is None:
        raise ValueError("The perceptron tells two classes apart; these points carry values.")
    if inputs != 2:
        some = f"{inputs} inputs" if inputs != 1 else "one input"
        raise ValueError(f"The perceptron shows points with two inputs; these have {some}.")
    _refuse_classes(name, max(experiment.network.classes, points.classes))
    train = ~points.test
    if not train.any():
        raise ValueError("The perceptron learns from train points; there are none.")
    if train.sum() > MOST_POINTS:
        raise ValueError(f"The perceptron shows at most {MOST_POINTS} points; these are {train.sum()} train points.")
    area = experiment.area or showing(points.x)
    return _problem(name, points.x[train], points.labels[train], area)


def _problem(name: str, x: Array, labels: Any, area: Area) -> Problem:
    places = tuple((Fraction(repr(float(first))), Fraction(repr(float(second)))) for first, second in x)
    return Problem(name, places, tuple(1 if label == 1 else -1 for label in labels), area)


def _refuse_classes(name: str, classes: int) -> None:
    if classes != 2:
        raise ValueError(f"The perceptron tells two classes apart; {name} has {classes}.")
