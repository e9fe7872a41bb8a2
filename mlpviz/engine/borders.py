"""The lines between the classes in a network's answers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine import contour
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.places import area_of
from mlpviz.engine.value_scale import value_scale
from mlpviz.nn.arrays import Array

Indices = NDArray[np.intp]

STRAIGHT = 0.04
"""Points of a line may be removed if it moves by at most this share of a cell: invisible, and a third remain."""


def borders(experiment: Experiment, surface: Array) -> list[Array]:
    """The lines between classes, each (m, 2) of x₁ and x₂, for answers over the area of the data (`probes.surface`).

    With one input they go straight up. No lines if numbers are predicted.
    """
    if experiment.points.targets is not None or not surface.size:
        return []
    # One more row and column on every side, so that the lines reach the edge of the area.
    framed = np.pad(surface, ((1, 1), (1, 1), (0, 0)), mode="edge")
    with np.errstate(all="ignore"):  # a diverging run predicts infinities
        several = surface.shape[2] > 1
        lines = ties(framed) if several else contour.polylines(framed[:, :, 0], experiment.network.middle)
    area = area_of(experiment)
    cells = np.array([surface.shape[1], surface.shape[0]])
    shares = [np.clip((contour.thinned(line, STRAIGHT) - 0.5) / cells, 0.0, 1.0) for line in lines]
    return [share * area.size + area.corner for share in shares]


def level_lines(experiment: Experiment, surface: Array) -> list[tuple[float, Array]]:
    """Lines of equal value at five round values, each with its value, (m, 2), for answers over the area of the data.

    Of the first output; none where classes are told apart, or if there is one input.
    """
    if experiment.points.targets is None or len(surface) < 2:
        return []
    area = area_of(experiment)
    cell = area.size / surface.shape[0]
    found = []
    for level in value_scale(experiment).levels():
        for line in contour.polylines(surface[:, :, 0], level):
            found.append((level, (contour.thinned(line, STRAIGHT) + 0.5) * cell + area.corner))
    return found


def ties(surface: Array) -> list[Array]:
    """The lines on which the two highest outputs are equal; each line once."""
    top, second, best, next_best = ranked(surface)
    lines: list[Array] = []
    for label in range(surface.shape[2] - 1):
        ahead = best == label
        # A border with a lower class was already drawn for that class.
        later = np.where(ahead, next_best, best) > label
        height = surface[:, :, label] - np.where(ahead, second, top)
        lines += contour.polylines(height, 0.0, _spread(later))
    return lines


def _spread(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The mask and all its neighbours, so that lines reach the points where three classes meet."""
    wide = np.pad(mask, 1)
    along = wide[:-2] | wide[1:-1] | wide[2:]
    spread: NDArray[np.bool_] = along[:, :-2] | along[:, 1:-1] | along[:, 2:]
    return spread


def ranked(surface: Array) -> tuple[Array, Array, Indices, Indices]:
    """The highest and the second highest output at every place, and their classes."""
    top, second = surface[:, :, 0], np.full(surface.shape[:2], -np.inf)
    best, next_best = np.zeros(surface.shape[:2], dtype=np.intp), np.zeros(surface.shape[:2], dtype=np.intp)
    for label in range(1, surface.shape[2]):
        answer = surface[:, :, label]
        wins = answer > top
        beaten, loser = np.where(wins, top, answer), np.where(wins, best, label)
        top, best = np.where(wins, answer, top), np.where(wins, label, best)
        closer = beaten > second
        second, next_best = np.where(closer, beaten, second), np.where(closer, loser, next_best)
    return top, second, best, next_best
