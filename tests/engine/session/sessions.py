"""Sessions with a past, for the tests of files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from mlpviz.engine.experiment import Experiment, LayerSpec, preset
from mlpviz.engine.history import History, HistoryRecord
from mlpviz.engine.records import Snapshot
from mlpviz.engine.reports import report
from mlpviz.engine.run import Run
from mlpviz.engine.session.session import SavedBench, SavedRun, Session
from mlpviz.nn.arrays import Array


class Course:
    """A run and its history, kept as the window keeps them."""

    def __init__(self, experiment: Experiment, number: int = 1) -> None:
        self.run = Run(experiment, number)
        self.history = History()
        self.history.begin(self.run.snapshot())

    def train(self, epochs: int = 1) -> None:
        """Train to the end of so many epochs, with a report of each."""
        for _ in range(epochs):
            self.run.epoch()
            self.history.add(report(self.run, [self.run.scores().row()]))

    def some_batches(self, count: int = 1) -> None:
        """Train some batches of an epoch and pause there."""
        for _ in range(count):
            self.run.batch()
        self.history.add(report(self.run, []))

    def change(self, experiment: Experiment) -> None:
        """The learner changes something."""
        self.run.adjust(experiment)
        self.history.add(report(self.run, [], changed=True))

    def change_plan(self, **plan: Any) -> None:
        """The learner changes the plan."""
        now = self.run.experiment
        self.change(replace(now, plan=replace(now.plan, **plan)))

    def set_by_hand(self, index: int, value: float) -> None:
        """The learner sets a weight: training goes on as another run."""
        before = self.run.snapshot()
        self.history.set_by_hand(before, index, value)
        theta = before.theta.copy()
        theta[index] = value
        self.take_up(replace(before, theta=theta, theta_before=before.theta))

    def take_up(self, snapshot: Snapshot, updates: int = 0) -> None:
        """Training goes on from a snapshot, after so many updates, as the window does it."""
        self.run = Run(snapshot.experiment, self.run.number + 1, arithmetic="layers").resume(snapshot)
        for _ in range(updates):
            self.run.one_update()
        rows = [self.run.scores().row()] if updates and self.run.batches == 0 else []
        self.history.add(report(self.run, rows, changed=True))

    def train_from(self, epoch: int) -> None:
        """Training goes on from a past epoch; what came later is dropped."""
        found = self.history.exact(epoch)
        assert found is not None
        self.history.cut(found)
        self.take_up(found)

    def bench(self, workspace: str = "playground", **more: Any) -> SavedBench:
        """What a file keeps of it."""
        return SavedBench(workspace, self.run.experiment, self.history.record(), **more)


def eventful() -> Course:
    """A run of 20 epochs on which much was changed: rate, batch, optimizer, points, classes, layers, a weight."""
    course = Course(preset("Spiral", per_class=12))
    course.train(3)
    course.change_plan(learning_rate=0.1)
    course.train(2)
    course.some_batches()
    course.change_plan(batch_size=5, optimizer={"name": "Momentum", "momentum": 0.7})
    course.train(3)
    now = course.run.experiment
    course.change(replace(now, network=now.network.with_classes(3).without_class(0)))
    course.train(2)
    now = course.run.experiment
    course.change(replace(now, points=now.points.with_points(np.array([[0.5, -0.25]]), 1)))
    course.train(2)
    now = course.run.experiment
    course.change(replace(now, network=now.network.with_units(0, 4).with_layer_before(1).with_cut(2, True)))
    course.train(3)
    course.set_by_hand(1, -0.123456789)
    course.train(2)
    course.take_up(course.run.snapshot(), updates=2)
    course.train(2)
    course.train_from(18)
    course.train(2)
    course.some_batches()
    return course


def values() -> Course:
    """A short run on points with values, on a network whose first weights and frozen weights are given."""
    experiment = preset("Sine")
    layers = (LayerSpec(3, {"name": "Formula", "text": "sin(z)"}), LayerSpec(1, "Linear"))
    count = 3 * experiment.network.inputs + 3 + 4
    network = replace(experiment.network, layers=layers, theta=np.linspace(-1, 1, count), frozen=(0, 4))
    course = Course(replace(experiment, network=network))
    course.train(4)
    return course


def everything() -> Session:
    """Two benches, a kept run, and a form."""
    one, two = eventful(), values()
    first = one.history.keyframes[0].experiment
    return Session(
        benches=(one.bench(opened=first, epoch=7, form={"lens": "weights"}), two.bench("compare", place="B")),
        runs=(SavedRun("The first try", first, one.history.record(), pinned=True),),
        forms={"perceptron": {"moves": [[1, 2]], "rate": 0.1}},
        workspace="compare",
    )


def same_bits(one: Array, other: Array) -> bool:
    """Equal in every bit, the sign of 0 and NaN included."""
    return one.shape == other.shape and one.dtype == other.dtype and one.tobytes() == other.tobytes()


def differences(one: Snapshot, other: Snapshot) -> list[str]:
    """The fields in which two snapshots differ by a bit."""
    arrays = ("theta", "theta_before", "grad", "memory")
    plain = ("run", "epoch", "batch", "experiment", "updates", "arithmetic", "reason", "cut_short")
    found = [name for name in arrays if not same_bits(getattr(one, name), getattr(other, name))]
    found += [name for name in plain if getattr(one, name) != getattr(other, name)]
    if not same_bits(one.scores.row(), other.scores.row()):
        found.append("scores")
    if one.experiment.network.class_keys != other.experiment.network.class_keys:
        found.append("class_keys")
    return found


def assert_same_history(one: HistoryRecord, other: HistoryRecord) -> None:
    """Every number of every keyframe, loss and event."""
    assert [differences(a, b) for a, b in zip(one.keyframes, other.keyframes, strict=True) if differences(a, b)] == []
    assert (one.kept_always, one.stride, one.events) == (other.kept_always, other.stride, other.events)
    assert one.newest is not None
    assert other.newest is not None
    assert differences(one.newest, other.newest) == []
    for name in ("rows", "waiting"):
        assert same_bits(getattr(one.losses, name), getattr(other.losses, name))
    assert one.losses.bucket == other.losses.bucket
    assert one.between == other.between
