"""What the network answers over the data square before a walk, and where its border lies before and after."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mlpviz.data.area import Area
from mlpviz.engine.borders import borders, level_lines
from mlpviz.engine.places import area_of
from mlpviz.engine.probes import surface
from mlpviz.engine.records import Snapshot, Walk
from mlpviz.nn.arrays import Array

RESOLUTION = 88


@dataclass(frozen=True, eq=False)
class Ground:
    """The data square of one walk."""

    area: Area
    surface: Array
    """The answers before the update, (rows, columns, outputs); row 0 has the lowest x₂."""
    before: tuple[Array, ...]
    """The lines between classes, or of equal value, before the update, each (m, 2)."""
    after: tuple[Array, ...]
    """The same after the update."""


def ground_of(walk: Walk) -> Ground | None:
    """The square of a walk; None unless points have two inputs."""
    experiment = walk.experiment
    if experiment.network.inputs != 2:
        return None
    answers = surface(walk.before, RESOLUTION)
    return Ground(area_of(experiment), answers, _lines(walk.before, answers),
                  _lines(walk.before, surface(replace(walk.before, theta=walk.theta), RESOLUTION)))


def _lines(snapshot: Snapshot, answers: Array) -> tuple[Array, ...]:
    experiment = snapshot.experiment
    return (*borders(experiment, answers), *(line for _, line in level_lines(experiment, answers)))
