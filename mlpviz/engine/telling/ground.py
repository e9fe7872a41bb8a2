"""What the network answers over the data square before and after an update, and how the lines on it move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mlpviz.data.area import Area
from mlpviz.engine import number
from mlpviz.engine.borders import borders, level_lines
from mlpviz.engine.places import area_of
from mlpviz.engine.probes import surface
from mlpviz.engine.records import Snapshot, Walk
from mlpviz.nn.arrays import Array

RESOLUTION = 88

Lines = tuple[Array, ...]


@dataclass(frozen=True, eq=False)
class Ground:
    """The data square of an update. Of many inputs it shows the two on the axes; the others are held at their mean.

    Each part is computed when it is first asked for.
    """

    snapshot: Snapshot
    """Before the update."""
    theta: Array
    """All parameters after it, (parameter_count,)."""

    @cached_property
    def area(self) -> Area:
        """The part of the plane that the square shows."""
        return area_of(self.snapshot.experiment)

    @cached_property
    def surface(self) -> Array:
        """The answers before the update, (rows, columns, outputs), row 0 has the lowest x₂; one row with one input."""
        return surface(self.snapshot, RESOLUTION)

    @cached_property
    def surface_after(self) -> Array:
        """The answers after the update, as `surface`."""
        return surface(replace(self.snapshot, theta=self.theta), RESOLUTION)

    @cached_property
    def before(self) -> Lines:
        """The lines before the update, each (m, 2): between classes, or of equal value; of one input its curve."""
        return self._lines(self.surface)

    @cached_property
    def after(self) -> Lines:
        """The same after the update."""
        return self._lines(self.surface_after)

    @property
    def is_curve(self) -> bool:
        """Whether the square shows values over one input, as a curve."""
        experiment = self.snapshot.experiment
        return experiment.points.targets is not None and experiment.network.inputs == 1

    @property
    def line_name(self) -> str:
        """What the lines are."""
        values = self.snapshot.experiment.points.targets is not None
        return "curve" if self.is_curve else "lines of equal value" if values else "border"

    @cached_property
    def moved(self) -> str:
        """How much of the square the update changed, in a sentence."""
        before, after = self.surface, self.surface_after
        if self.snapshot.experiment.points.targets is None:
            share = float(np.mean(self._classes(before) != self._classes(after)))
            return f"{number.percent(share) if share else 'Nothing'} of the square changed its class."
        with np.errstate(all="ignore"):
            most = float(np.max(np.abs(after - before)))
        if not np.isfinite(most):
            return "The answers are no numbers any more."
        what = "The curve" if self.is_curve else "The answer"
        return f"{what} moved by at most about {number.plain(most, 2)}." if most else f"{what} did not move."

    def _lines(self, answers: Array) -> Lines:
        experiment = self.snapshot.experiment
        if self.is_curve:
            across = self.area.left + (np.arange(answers.shape[1]) + 0.5) / answers.shape[1] * self.area.width
            return (np.column_stack([across, answers[0, :, 0]]),)
        return (*borders(experiment, answers), *(line for _, line in level_lines(experiment, answers)))

    def _classes(self, answers: Array) -> NDArray[np.intp]:
        one = answers[:, :, 0] > self.snapshot.experiment.network.middle
        return np.asarray(np.argmax(answers, axis=2) if answers.shape[2] > 1 else one, dtype=np.intp)


def ground_of(walk: Walk) -> Ground | None:
    """The square of a walk; None where its one point has no place among others."""
    return ground_between(walk.before, walk.theta)


def ground_between(before: Snapshot, theta: Array) -> Ground | None:
    """The square of all updates from a snapshot to parameters `theta`; None if there is but one point."""
    return Ground(before, theta) if len(before.experiment.points) > 1 else None
