"""Where each layer puts the points, and what becomes of the lines of a grid over the inputs.

The space of a layer has one axis for each of its units. Two units are drawn as they are, one as a strip. Of more, two
directions are shown: at first the two in which the train points are spread most (principal component analysis, Pearson
1901), later any two that the learner turned to.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.borders import ties
from mlpviz.engine.build import network_of
from mlpviz.engine.contour import polylines, thinned
from mlpviz.engine.places import area_of, inputs_at
from mlpviz.engine.probes import passes
from mlpviz.engine.records import Snapshot, freeze
from mlpviz.nn.arrays import Array

Kind = Literal["strip", "plane", "directions"]

GRID_LINES, GRID_POINTS = 13, 61
"""Lines of the grid each way, and points of each line."""
MARGIN = 0.06
"""Room around the points, as a share of their range."""
BINS = 24


@dataclass(frozen=True, eq=False)
class View:
    """How the space of a layer is looked at: a place in it, and two directions of length 1 at right angles."""

    middle: Array
    """(units,)"""
    across: Array
    """The two directions, (2, units): to the right, and up. A strip has only the first; the second is 0."""

    def seen(self, outputs: Array) -> Array:
        """Where outputs (n, units) are in the view, (n, 2)."""
        with np.errstate(all="ignore"):
            return np.asarray((outputs - self.middle) @ self.across.T)

    def turned(self, by: float, over: float) -> View:
        """The view turned by two angles in radians: sideways towards the next direction not seen, and upwards."""
        right, up = self.across
        towards = self._beyond()
        right, towards = right * np.cos(by) + towards * np.sin(by), towards * np.cos(by) - right * np.sin(by)
        up = up * np.cos(over) + towards * np.sin(over)
        return View(self.middle, freeze(np.stack([right, up / np.linalg.norm(up)])))

    def _beyond(self) -> Array:
        """A direction at right angles to both: of three the one left, else towards the axis that is seen least."""
        if len(self.middle) == 3:
            return np.cross(*self.across)
        least = int(np.argmin((self.across**2).sum(axis=0)))
        axis = np.eye(len(self.middle))[least]
        rest = axis - self.across.T @ (self.across @ axis)
        return np.asarray(rest / np.linalg.norm(rest))


@dataclass(frozen=True, eq=False)
class Space:
    """What one layer makes of the points, as it is looked at."""

    layer: int
    """0 for the inputs of the network (scaled, or their features), 1…n for the layers."""
    kind: Kind
    outputs: Array
    """The layer's outputs for all points, (n, units)."""
    bent: Array
    """The same for the places of the grid over the canvas, line by line, GRID_POINTS each, (m, units)."""
    train: NDArray[np.bool_]
    """Which points are train points, (n,)."""
    view: View

    @property
    def units(self) -> int:
        """How many units the layer has."""
        return int(self.outputs.shape[1])

    @cached_property
    def points(self) -> Array:
        """Where the points are in the view, (n, 2)."""
        return freeze(self.view.seen(self.outputs))

    @cached_property
    def grid(self) -> tuple[Array, ...]:
        """The lines of the grid in the view, each (GRID_POINTS, 2)."""
        seen = freeze(self.view.seen(self.bent))
        return tuple(seen[start : start + GRID_POINTS] for start in range(0, len(seen), GRID_POINTS))

    @cached_property
    def spread(self) -> float:
        """Share of the spread of the train points that the view shows, 0…1."""
        good = _finite(self.outputs[self.train])
        if self.kind != "directions" or not len(good):
            return 1.0
        total = float(((good - good.mean(axis=0)) ** 2).sum())
        seen = self.view.seen(good)
        return min(1.0, float(((seen - seen.mean(axis=0)) ** 2).sum()) / total) if total else 1.0

    @cached_property
    def corners(self) -> tuple[Array, Array]:
        """The lower left and the upper right corner of what is shown: the points and some room around."""
        good = _finite(self.points if len(self.points) > 1 else np.concatenate([self.points, *self.grid]))
        if not len(good):
            return freeze(np.full(2, -1.0)), freeze(np.full(2, 1.0))
        low, high = good.min(axis=0), good.max(axis=0)
        size = high - low
        size = np.where(size > 1e-9 * np.maximum(1.0, np.abs(high)), size, 1.0)
        return freeze((low + high) / 2 - (0.5 + MARGIN) * size), freeze((low + high) / 2 + (0.5 + MARGIN) * size)

    def looked_at(self, view: View) -> Space:
        """The same space in another view."""
        return Space(self.layer, self.kind, self.outputs, self.bent, self.train, view)


def spaces_of(snapshot: Snapshot) -> tuple[Space, ...]:
    """The space of the inputs and of every layer in their usual views; the last one is that of the answers."""
    experiment = snapshot.experiment
    _, outputs = passes(snapshot, experiment.points.x)
    _, bent = passes(snapshot, inputs_at(experiment, _grid(snapshot)))
    train = freeze(~experiment.points.test, np.bool_)
    spaces = []
    for layer, (values, lines) in enumerate(zip(outputs, bent, strict=True)):
        kind: Kind = "strip" if values.shape[1] == 1 else "plane" if values.shape[1] == 2 else "directions"
        spaces.append(Space(layer, kind, freeze(values), freeze(lines), train, _usual_view(values[train])))
    return tuple(spaces)


def _grid(snapshot: Snapshot) -> Array:
    """The places on the lines of the grid over the canvas, line by line, (m, 2); with one input, one line."""
    area = area_of(snapshot.experiment)
    along = np.linspace(0.0, 1.0, GRID_POINTS)
    if snapshot.experiment.network.inputs == 1:
        return area.corner + area.size * np.column_stack([along, np.zeros(GRID_POINTS)])
    lines = []
    for at in np.linspace(0.0, 1.0, GRID_LINES):
        still = np.full(GRID_POINTS, at)
        lines += [np.column_stack(pair) for pair in ((still, along), (along, still))]
    return np.asarray(area.corner + area.size * np.concatenate(lines))


def _usual_view(outputs: Array) -> View:
    """Two units as they are; of more, the main directions of the train points."""
    units = outputs.shape[1]
    if units <= 2:
        return View(freeze(np.zeros(units)), freeze(np.eye(2)[:, :units]))
    good = _finite(outputs)
    if len(good) < 2:
        return View(freeze(np.zeros(units)), freeze(np.eye(units)[:2]))
    middle = good.mean(axis=0)
    # The directions of a spread matrix are at right angles, also where there is no spread.
    _, directions = np.linalg.eigh((good - middle).T @ (good - middle))
    two = directions.T[:-3:-1]
    # A direction has no sign of its own: its largest part points right, or up, so that the view does not flip.
    largest = two[np.arange(2), np.abs(two).argmax(axis=1)]
    return View(freeze(middle), freeze(two * np.where(largest < 0, -1.0, 1.0)[:, None]))


def _finite(rows: Array) -> Array:
    return rows[np.isfinite(rows).all(axis=1)]


# What the rest of the network answers there. Only where two units are all that the next layers get.


@dataclass(frozen=True, eq=False)
class Answers:
    """What the layers behind a layer of two units answer to every place of its plane."""

    surface: Array
    """The network's answers, (res, res, outputs); row 0 is lowest."""
    borders: tuple[Array, ...]
    """Where the answer changes from one class to another, each (m, 2)."""
    straight: bool
    """Whether one layer alone is behind, so that a border between two classes is one straight line."""


def answers_over(snapshot: Snapshot, space: Space, resolution: int = 88) -> Answers | None:
    """The answers over the plane of a layer; None unless the layer has two units, seen as they are."""
    spec = snapshot.experiment.network
    if space.kind != "plane" or space.layer >= len(spec.layers):
        return None
    network = network_of(spec, snapshot.theta)
    low, high = space.corners
    size = high - low
    steps = (np.arange(resolution) + 0.5) / resolution
    right, up = np.meshgrid(low[0] + size[0] * steps, low[1] + size[1] * steps)
    value = np.column_stack([right.ravel(), up.ravel()])
    with np.errstate(all="ignore"):
        for layer in network.layers[2 * space.layer : 2 * len(spec.layers) - 1]:  # as far as the last sums
            value = layer.forward(value)
        answers = network.answer(value) if network.link is not None else network.layers[-1].forward(value)
    surface = freeze(snapshot.experiment.scaling.answers(answers).reshape(resolution, resolution, -1))
    lines: list[Array] = []
    if snapshot.experiment.points.targets is None:
        lines = _borders(snapshot, value.reshape(resolution, resolution, -1), answers.reshape(surface.shape))
    corner = low + size * 0.5 / resolution
    placed = tuple(freeze(corner + size * thinned(line, 1e-6) / resolution) for line in lines)
    return Answers(surface, placed, space.layer == len(spec.layers) - 1)


def _borders(snapshot: Snapshot, sums: Array, answers: Array) -> list[Array]:
    """Lines on the cells. With a link they are drawn in the last sums, where they are straight if the answers are."""
    spec = snapshot.experiment.network
    link = spec.loss.link(spec.outputs)
    if sums.shape[2] > 1:  # a softmax keeps the order of its sums
        return ties(answers if link is None else sums)
    return polylines(answers[:, :, 0], spec.middle) if link is None else polylines(sums[:, :, 0], 0.0)


# The last layer


@dataclass(frozen=True, eq=False)
class AnswerCounts:
    """How the answers of one output are spread, for each class: two rows of bars back to back."""

    counts: NDArray[np.int64]
    """(classes, bins)"""
    low: float
    high: float
    border: float
    """The answer at which the class changes."""


def answer_counts(snapshot: Snapshot, space: Space) -> AnswerCounts | None:
    """The answers to the train points by class; None unless one output tells two classes apart."""
    points, spec = snapshot.experiment.points, snapshot.experiment.network
    if points.labels is None or spec.outputs != 1:
        return None
    train = ~points.test
    answers, labels = space.outputs[train, 0], points.labels[train]
    low, high = spec.layers[-1].activation.bounds or (float(space.corners[0][0]), float(space.corners[1][0]))
    good = np.isfinite(answers)
    rows = [np.histogram(answers[good & (labels == label)], bins=BINS, range=(low, high))[0] for label in (0, 1)]
    return AnswerCounts(freeze(np.stack(rows), np.int64), low, high, spec.middle)
