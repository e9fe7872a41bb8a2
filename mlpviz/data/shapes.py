"""The presets: point shapes that show what a network can separate, inside the square −3…3."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mlpviz.data.area import HALF_WIDTH
from mlpviz.data.points import PointSet, Recipe, stratified
from mlpviz.nn.arrays import Array

EDGE = 0.98 * HALF_WIDTH
"""How far from the middle a drawn point may lie, so that its whole dot is seen."""


@dataclass(frozen=True)
class Shape:
    """One preset: name, label of its button, what it teaches, number of classes, and how a class is drawn."""

    name: str
    label: str
    about: str
    classes: int
    draw: Callable[[int, int, np.random.Generator], Array]
    """(class, n, random generator) → points (n, 2) without noise."""


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
    )
}
"""All presets in the order of their buttons."""


def draw(recipe: Recipe) -> PointSet:
    """Draw a preset's points. The same recipe gives exactly the same points.

    The noise is normal with standard deviation `recipe.noise` in both inputs. What would leave the data square is
    mirrored at its edge: pressed against it, points would form a line that the shape does not have.
    Raises ValueError for an unknown shape.
    """
    shape = SHAPES.get(recipe.shape)
    if shape is None:
        raise ValueError(f"unknown preset {recipe.shape!r}; choose one of {', '.join(SHAPES)}.")
    random = np.random.default_rng((recipe.seed, 0))
    parts = [shape.draw(label, recipe.per_class, random) for label in range(shape.classes)]
    x = np.concatenate(parts)
    x = _folded(x + recipe.noise * random.standard_normal(x.shape))
    labels = np.concatenate([np.full(len(part), label) for label, part in enumerate(parts)])
    return PointSet(x, labels, test=stratified(labels, recipe.test_share, recipe.seed), recipe=recipe)


def _folded(x: Array) -> Array:
    """Mirror what lies beyond an edge, as often as it takes; the other coordinates stay as they are."""
    mirrored = EDGE - np.abs((x + EDGE) % (4 * EDGE) - 2 * EDGE)
    return np.where(np.abs(x) > EDGE, mirrored, x)
