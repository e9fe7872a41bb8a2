"""Where each layer puts the points, and what becomes of the lines of a grid over the inputs.

The space of a layer has one axis for each of its units. Two units are drawn as they are, one as a strip. Of more, two
directions are shown: at first the two in which the train points are spread most (principal component analysis, Pearson
1901), later any two that the learner turned to.
"""

from __future__ import annotations

from dataclasses import dataclass
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
        """A direction at right angles to both; the axis that is seen least gives it."""
        least = int(np.argmin((self.across**2).sum(axis=0)))
        axis = np.eye(len(self.middle))[least]
        rest = axis - self.across.T @ (self.across @ axis)
        return np.asarray(rest / np.linalg.norm(rest))


@dataclass(frozen=True, eq=False)
class Space:
    """What one layer makes of the points."""

    layer: int
    """0 for the inputs of the network (scaled, or their features), 1…n for the layers."""
    kind: Kind
    outputs: Array
    """The layer's outputs for all points, (n, units)."""
    view: View
    spread: float
    """Share of the spread of the train points that the two directions show, 0…1."""
    points: Array
    """Where the points are in the view, (n, 2)."""
    grid: tuple[Array, ...]
    """The lines of the grid over the canvas in the view, each (m, 2)."""
    low: Array
    """The corner of what is shown, (2,); `high` is the corner opposite."""
    high: Array

    @property
    def units(self) -> int:
        """How many units the layer has."""
        return int(self.outputs.shape[1])


def spaces_of(snapshot: Snapshot, views: dict[int, View] | None = None) -> tuple[Space, ...]:
    """The space of the inputs and of every layer; the last one is that of the answers.

    `views` holds those that the learner turned to, by layer; one of another number of units is not used.
    """
    experiment = snapshot.experiment
    points = experiment.points
    _, outputs = passes(snapshot, points.x)
    lines = _grid(snapshot)
    ends = np.cumsum([len(line) for line in lines])[:-1]
    _, bent = passes(snapshot, inputs_at(experiment, np.concatenate(lines))) if lines else ([], outputs)
    spaces = []
    for layer, values in enumerate(outputs):
        given = (views or {}).get(layer)
        usual, spread = _usual_view(values[~points.test])
        view = usual if given is None or len(given.middle) != values.shape[1] else given
        if view is not usual:
            spread = _spread(values[~points.test], view)
        seen = view.seen(values)
        grid = tuple(map(freeze, np.split(view.seen(bent[layer]), ends))) if lines else ()
        low, high = _limits(seen, grid)
        kind: Kind = "strip" if values.shape[1] == 1 else "plane" if values.shape[1] == 2 else "directions"
        spaces.append(Space(layer, kind, freeze(values), view, spread, freeze(seen), grid, low, high))
    return tuple(spaces)


def _grid(snapshot: Snapshot) -> list[Array]:
    """The lines of the grid over the area of the canvas, as places (m, 2); with one input, that one line."""
    area = area_of(snapshot.experiment)
    along = np.linspace(0.0, 1.0, GRID_POINTS)
    if snapshot.experiment.network.inputs == 1:
        return [area.corner + area.size * np.column_stack([along, np.zeros(GRID_POINTS)])]
    lines = []
    for at in np.linspace(0.0, 1.0, GRID_LINES):
        still = np.full(GRID_POINTS, at)
        lines += [area.corner + area.size * np.column_stack(pair) for pair in ((still, along), (along, still))]
    return lines


def _usual_view(outputs: Array) -> tuple[View, float]:
    """The view at first, and the share of the spread that it shows."""
    units = outputs.shape[1]
    if units <= 2:
        across = np.eye(2)[:, :units]
        return View(freeze(np.zeros(units)), freeze(across)), 1.0
    good = outputs[np.isfinite(outputs).all(axis=1)]
    if len(good) < 2:
        return View(freeze(np.zeros(units)), freeze(np.eye(units)[:2])), 1.0
    middle = good.mean(axis=0)
    _, sizes, across = np.linalg.svd(good - middle, full_matrices=False)
    if len(across) < 2:
        across = np.vstack([across, View(middle, np.vstack([across, across * 0.0]))._beyond()])
    two = across[:2]
    # A singular vector has no sign of its own: its largest part points right, or up, so that the view does not flip.
    largest = two[np.arange(2), np.abs(two).argmax(axis=1)]
    view = View(freeze(middle), freeze(two * np.where(largest < 0, -1.0, 1.0)[:, None]))
    total = float((sizes**2).sum())
    return view, float((sizes[:2] ** 2).sum()) / total if total else 1.0


def _spread(outputs: Array, view: View) -> float:
    good = outputs[np.isfinite(outputs).all(axis=1)]
    if not len(good):
        return 1.0
    total = float(((good - good.mean(axis=0)) ** 2).sum())
    seen = view.seen(good)
    return float(((seen - seen.mean(axis=0)) ** 2).sum()) / total if total else 1.0


def _limits(seen: Array, grid: tuple[Array, ...]) -> tuple[Array, Array]:
    """Corners around the points; with few points, around the grid too."""
    around = seen if len(seen) > 1 else np.concatenate([seen, *grid]) if grid else seen
    good = around[np.isfinite(around).all(axis=1)]
    if not len(good):
        return freeze(np.full(2, -1.0)), freeze(np.full(2, 1.0))
    low, high = good.min(axis=0), good.max(axis=0)
    size = np.maximum(high - low, 1e-9 * np.maximum(1.0, np.abs(high)))
    return freeze(low - MARGIN * size), freeze(high + MARGIN * size)


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
    size = space.high - space.low
    steps = (np.arange(resolution) + 0.5) / resolution
    right, up = np.meshgrid(space.low[0] + size[0] * steps, space.low[1] + size[1] * steps)
    value = np.column_stack([right.ravel(), up.ravel()])
    with np.errstate(all="ignore"):
        for layer in network.layers[2 * space.layer : 2 * len(spec.layers) - 1]:  # as far as the last sums
            value = layer.forward(value)
        answers = network.answer(value) if network.link is not None else network.layers[-1].forward(value)
    surface = freeze(snapshot.experiment.scaling.answers(answers).reshape(resolution, resolution, -1))
    lines: list[Array] = []
    if snapshot.experiment.points.targets is None:
        lines = _borders(snapshot, value.reshape(resolution, resolution, -1), answers.reshape(surface.shape))
    corner = space.low + size * 0.5 / resolution
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
    low, high = spec.layers[-1].activation.bounds or (float(space.low[0]), float(space.high[0]))
    good = np.isfinite(answers)
    rows = [np.histogram(answers[good & (labels == label)], bins=BINS, range=(low, high))[0] for label in (0, 1)]
    return AnswerCounts(freeze(np.stack(rows), np.int64), low, high, spec.middle)
