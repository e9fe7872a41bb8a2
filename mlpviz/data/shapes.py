"""The presets: points with classes to tell apart, or with values to predict, inside the square −3…3."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpviz.data.area import HALF_WIDTH, Area
from mlpviz.data.points import PointSet, Recipe, stratified, stratified_by_size
from mlpviz.nn.arrays import Array

EDGE = 0.98 * HALF_WIDTH
"""How far from the middle a drawn point may lie, so that its whole dot is seen."""
SQUARE = Area()


@dataclass(frozen=True)
class Shape:
    """One preset: name, label of its button, what it teaches, and how its points are drawn."""

    name: str
    label: str
    about: str
    classes: int
    """How many classes it has; 0 if its points carry values."""
    draw: Callable[[int, int, np.random.Generator], Array]
    """(class, n, random generator) → inputs (n, d) without noise; with values the class is 0."""
    value: Callable[[Array], Array] | None = None
    """Inputs (n, d) → the values to predict, (n,), without noise; None if its points have classes."""
    inputs: int = 2
    area: Area = SQUARE
    """What the canvas shows of it at first."""

    @property
    def has_values(self) -> bool:
        """Whether its points carry values in place of classes."""
        return self.value is not None


def _linear(label: int, count: int, random: np.random.Generator) -> Array:
    along, away = random.uniform(-2.2, 2.2, count), random.uniform(0.35, 1.6, count) * (1 if label else -1)
    return np.stack([along + away, along - away], axis=1) * np.sqrt(0.5) * 1.1


def _xor(label: int, count: int, random: np.random.Generator) -> Array:
    x = random.uniform(0.25, 2.3, (count, 2))
    side = np.where(random.random(count) < 0.5, -1.0, 1.0)
    return np.stack([x[:, 0] * side, x[:, 1] * side * (-1 if label else 1)], axis=1)


def _circles(label: int, count: int, random: np.random.Generator) -> Array:
    angle = random.uniform(0, 2 * np.pi, count)
    radius = random.uniform(1.7, 2.4, count) if label == 0 else np.sqrt(random.random(count)) * 1.0
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _spiral(label: int, count: int, random: np.random.Generator) -> Array:
    along = np.sqrt(random.random(count))  # the root spreads the points evenly: outer turns of the arm are longer
    radius, angle = 0.25 + 2.2 * along, 2.2 * np.pi * along + label * np.pi
    return np.stack([radius * np.cos(angle + 0.2 * np.pi), radius * np.sin(angle + 0.2 * np.pi)], axis=1)


def _moons(label: int, count: int, random: np.random.Generator) -> Array:
    angle = random.uniform(0, np.pi, count)
    upper = np.stack([np.cos(angle) - 0.5, np.sin(angle) - 0.25], axis=1)
    return 1.5 * (upper if label == 0 else -upper)


def _blobs(label: int, count: int, random: np.random.Generator) -> Array:
    angle = 2 * np.pi * label / 3 + np.pi / 2
    centre = 1.45 * np.array([np.cos(angle), np.sin(angle)])
    return centre + 0.42 * random.standard_normal((count, 2))


def _checkerboard(label: int, count: int, random: np.random.Generator) -> Array:
    row, place = random.integers(0, 4, count), random.integers(0, 2, count)
    column = 2 * place + (row + label) % 2
    inside = random.uniform(0.08, 0.92, (count, 2))
    return (np.stack([column, row], axis=1) + inside) * 1.25 - 2.5


def _blank(label: int, count: int, random: np.random.Generator) -> Array:
    return np.zeros((0, 2))


def _all_over(label: int, count: int, random: np.random.Generator) -> Array:
    return random.uniform(-2.6, 2.6, (count, 2))


def _along(label: int, count: int, random: np.random.Generator) -> Array:
    return random.uniform(-2.8, 2.8, (count, 1))


def _no_input(label: int, count: int, random: np.random.Generator) -> Array:
    return np.zeros((0, 2))


def _hill(x: Array, x1: float, x2: float) -> Array:
    """A round hill of height 1 around one place."""
    return np.exp(-((x[:, 0] - x1) ** 2 + (x[:, 1] - x2) ** 2) / 1.3)


def _plane(x: Array) -> Array:
    return 0.3 * x[:, 0] - 0.15 * x[:, 1]


def _two_hills(x: Array) -> Array:
    return _hill(x, 1.2, 1.0) - _hill(x, -1.2, -1.0)


def _ripple(x: Array) -> Array:
    away = np.hypot(x[:, 0], x[:, 1])
    return np.cos(2.2 * away) * np.exp(-away / 4)


def _saddle(x: Array) -> Array:
    return (x[:, 0] ** 2 - x[:, 1] ** 2) / 6.76


def _sine(x: Array) -> Array:
    return np.sin(2.0 * x[:, 0])


def _step(x: Array) -> Array:
    return np.sign(x[:, 0])


def _bump(x: Array) -> Array:
    return np.exp(-((x[:, 0] / 0.6) ** 2))


CURVE = Area(bottom=-1.6, top=1.6)
"""What is shown of a curve: its values go up and down."""

SHAPES: dict[str, Shape] = {
    shape.name: shape
    for shape in (
        Shape("Linear", "Linear", "Two clouds that one straight line can part.", 2, _linear),
        Shape("XOR", "XOR", "Opposite corners belong together: no straight line can do it.", 2, _xor),
        Shape("Circles", "Circles", "A disc inside a ring: the border has to close.", 2, _circles),
        Shape("Spiral", "Spiral", "Two arms wound into each other: a small network has to work for it.", 2, _spiral),
        Shape("Moons", "Moons", "Two half-moons that interlock.", 2, _moons),
        Shape("Blobs", "Blobs", "Three clouds, three classes.", 3, _blobs),
        Shape("Checkerboard", "Checks", "A four by four chessboard: many corners, many units.", 2, _checkerboard),
        Shape("Blank", "Blank", "An empty square for your own points.", 2, _blank),
        Shape("Plane", "Plane", "A slope without bends: one linear unit is enough.", 0, _all_over, _plane),
        Shape("Two hills", "Hills", "A hill up and a hill down on flat ground.", 0, _all_over, _two_hills),
        Shape("Ripple", "Ripple", "Rings around the middle, up and down: it takes many units.", 0, _all_over, _ripple),
        Shape("Saddle", "Saddle", "Up along one input, down along the other.", 0, _all_over, _saddle),
        Shape("Sine", "Sine", "One input, and a wave to follow.", 0, _along, _sine, 1, CURVE),
        Shape("Step", "Step", "One input, and a jump: how steep can the network be?", 0, _along, _step, 1, CURVE),
        Shape("Bump", "Bump", "One input, flat but for one bump: two units can make it.", 0, _along, _bump, 1, CURVE),
        Shape("Blank values", "Blank", "An empty square for your own values.", 0, _no_input, _plane),
    )
}
"""All presets in the order of their buttons."""


BLANK = ("Blank", "Blank values")
"""The presets without points."""


def draws_points(name: str) -> bool:
    """Whether a preset has points, so that noise, number and seed mean something."""
    return name not in BLANK


def draw(recipe: Recipe) -> PointSet:
    """Draw a preset's points. The same recipe gives exactly the same points.

    The noise is normal with standard deviation `recipe.noise`: in both inputs of a point with a class, in the value of
    a point that has one (then `recipe.per_class` is the number of points). What would leave the data square is
    mirrored at its edge: pressed against it, points would form a line that the shape does not have.
    Raises ValueError for an unknown shape.
    """
    shape = SHAPES.get(recipe.shape)
    if shape is None:
        raise ValueError(f"unknown preset {recipe.shape!r}; choose one of {', '.join(SHAPES)}.")
    random = np.random.default_rng((recipe.seed, 0))
    if shape.value is not None:
        return _with_values(shape, shape.value, recipe, random)
    parts = [shape.draw(label, recipe.per_class, random) for label in range(shape.classes)]
    x = np.concatenate(parts)
    x = _folded(x + recipe.noise * random.standard_normal(x.shape))
    labels = np.concatenate([np.full(len(part), label) for label, part in enumerate(parts)])
    return PointSet(x, labels, test=stratified(labels, recipe.test_share, recipe.seed), recipe=recipe)


def _with_values(
    shape: Shape, value: Callable[[Array], Array], recipe: Recipe, random: np.random.Generator
) -> PointSet:
    x = shape.draw(0, recipe.per_class, random)
    values = value(x) + recipe.noise * random.standard_normal(len(x))
    test = stratified_by_size(values, recipe.test_share, recipe.seed)
    return PointSet(x, targets=values[:, None], test=test, recipe=recipe)


def shapes_shown(*, values: bool) -> tuple[Shape, ...]:
    """The presets of one kind, with values or with classes, in the order of their buttons."""
    return tuple(shape for shape in SHAPES.values() if shape.has_values == values)


def _folded(x: Array) -> Array:
    """Mirror what lies beyond an edge, as often as it takes; the other coordinates stay as they are."""
    mirrored = EDGE - np.abs((x + EDGE) % (4 * EDGE) - 2 * EDGE)
    return np.where(np.abs(x) > EDGE, mirrored, x)
