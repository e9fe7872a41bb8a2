"""Earlier runs that are kept: what each had learned, how it came to it, and how it differs from the present one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mlpviz.data.points import PointSet
from mlpviz.data.shapes import SHAPES
from mlpviz.engine import number
from mlpviz.engine.events import changes
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.history import History
from mlpviz.engine.network_spec import NetworkSpec
from mlpviz.engine.records import Snapshot

LONGEST_NAME = 60
SAME = "Same settings"


@dataclass(frozen=True, eq=False)
class KeptRun:
    """A run that is over: everything needed to list it, to draw its losses, and to train on from its end."""

    number: int
    """Runs are numbered from 1 in the order in which they were kept."""
    experiment: Experiment
    """What was chosen at its end."""
    snapshot: Snapshot
    """What it had learned; training continues from it bit for bit."""
    history: History
    """The losses of all its epochs, and its keyframes."""
    name: str = ""
    """What the learner calls it; "" for a name by what differs."""
    pinned: bool = False
    """Whether it stays when room is needed for newer runs."""
    stopped: str = ""
    """Why it stopped by itself, in words; "" if it did not."""

    @property
    def epochs(self) -> int:
        return self.snapshot.epoch

    @property
    def nbytes(self) -> int:
        """Bytes of its points and its history."""
        return self.experiment.points.nbytes + self.history.nbytes

    def goes_on_in(self, history: History) -> bool:
        """Whether that history is of the same run, as far as here or further."""
        mine, newest = self.history, history.newest
        if newest is None or not mine.keyframes or not history.keyframes:
            return False
        if mine.keyframes[0] is not history.keyframes[0] or newest.moment < self.snapshot.moment:
            return False
        if mine.losses.bucket != history.losses.bucket:
            return True
        rows = len(mine.losses) - 1  # a change after its end may have given the last one other scores
        return bool(np.array_equal(mine.losses.mean()[:rows], history.losses.mean()[:rows], equal_nan=True))

    def title(self, now: Experiment) -> str:
        """Its name, else what it has other than the present experiment."""
        if self.name:
            return self.name
        told = ", ".join(differences(self.experiment, now))
        return told[:1].upper() + told[1:] if told else SAME


def differences(experiment: Experiment, now: Experiment) -> tuple[str, ...]:
    """What an experiment has other than the present one, in words, with its own values: "Adam", "rate 0.03"."""
    points = _of_points(experiment.points, now.points)
    found: list[str] = []
    for text, kind in changes(now, experiment, _own):
        if kind != "points" or not points:
            short = text.removeprefix("optimiser ").removeprefix("learning ")
            found.insert(0 if short != text and kind == "plan" else len(found), short)  # the optimiser before its rate
    return *found, *_of_beginning(experiment.network, now.network), *points


def _own(before: str, after: str) -> str:
    return after


def _of_beginning(spec: NetworkSpec, now: NetworkSpec) -> Iterator[str]:
    """With which first weights a network began."""
    if (spec.theta is None) != (now.theta is None) or (
        spec.theta is not None and now.theta is not None and not np.array_equal(spec.theta, now.theta)
    ):
        yield "its own first weights" if spec.theta is not None else "first weights by a seed"
    if spec.initializer != now.initializer:
        yield f"{spec.initializer.label} weights"
    if spec.seed != now.seed:
        yield f"weight seed {spec.seed}"


def _of_points(points: PointSet, now: PointSet) -> tuple[str, ...]:
    """How a preset's points differ; nothing for equal points, or for those that no preset drew."""
    mine, other = points.recipe, now.recipe
    if mine is None or points is now or points == now:
        return ()
    if other is None or mine.shape != other.shape:
        return (SHAPES[mine.shape].label,)
    told = (
        (mine.noise != other.noise, f"noise {number.plain(mine.noise)}"),
        (mine.test_share != other.test_share, f"test split {number.percent(mine.test_share, 0)}"),
        (mine.per_class != other.per_class, f"{number.count(mine.per_class)} points a class"),
        (mine.seed != other.seed, f"point seed {mine.seed}"),
    )
    return tuple(text for differs, text in told if differs)
