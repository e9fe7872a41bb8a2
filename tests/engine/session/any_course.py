"""Random runs on which everything was changed: every registered choice, points, classes, layers, weights, time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import note
from hypothesis import strategies as st

from mlpviz.data.naming import ClassLook, Naming
from mlpviz.data.scaling import NONE, scaling_of
from mlpviz.engine.experiment import Experiment, Plan
from mlpviz.nn.activations import activations
from mlpviz.nn.features import features
from mlpviz.nn.initializers import initializers
from mlpviz.nn.optimizers import optimizers
from mlpviz.nn.schedules import schedules
from tests.engine.session.sessions import Course
from tests.engine.telling.any_experiment import experiments

Draw = st.DrawFn
HIDDEN = [one for one in activations if not one.only_as_link]


def any_of(draw: Draw, kinds: Any) -> Any:
    """One of the choices, with parameters anywhere in their range."""
    kind = draw(st.sampled_from(list(kinds)))
    made: dict[str, Any] = {}
    for name, span in kind().spans().items():
        whole: st.SearchStrategy[Any] = st.integers(int(span.low), int(min(span.high, 2**31)))
        made[name] = draw(whole if span.whole else st.floats(span.low, span.high))
    usual: bool = draw(st.booleans())
    return kind() if usual else kind(**made)


def any_plan(draw: Draw) -> Plan:
    """Any plan that the layers compute."""
    return Plan(
        any_of(draw, optimizers), draw(st.floats(0.0, 0.3)), draw(st.sampled_from([1, 2, 4, 20])),
        seed=draw(st.integers(0, 2**63 - 1)), reduction=draw(st.sampled_from(["mean", "sum"])),
        l1=draw(st.sampled_from([0.0, 0.01])), l2=draw(st.sampled_from([0.0, 0.03])),
        penalize_biases=draw(st.booleans()), clip=draw(st.sampled_from([None, 0.05])),
        schedule=any_of(draw, schedules),
    )  # fmt: skip


@st.composite
def any_experiments(draw: Draw) -> Experiment:
    """Any experiment on two inputs, with first weights, names and scaling."""
    drawn = draw(experiments())
    network, points = replace(drawn.network, initializer=any_of(draw, initializers)), drawn.points
    if draw(st.booleans()):
        chosen = draw(st.lists(st.sampled_from(features.names()), min_size=1, max_size=3, unique=True))
        network = network.with_features(sorted(chosen, key=features.names().index))
    if draw(st.booleans()):
        random = np.random.default_rng(draw(st.integers(0, 99)))
        network = replace(network, theta=random.normal(size=network.parameter_count))
    looks = (ClassLook("grün", 2), ClassLook("", 0))
    naming = draw(st.sampled_from([Naming(), Naming(("a", "<b>"), ("y",), "what", looks)]))
    scaling = draw(st.sampled_from([NONE, scaling_of(points)]))
    test = np.arange(len(points)) % draw(st.sampled_from([3, 100])) == 2
    return replace(drawn, points=points.changed(test=test), network=network, plan=any_plan(draw), naming=naming,
                   scaling=scaling)  # fmt: skip


def other_plan(course: Course, draw: Draw) -> None:
    """Other settings of training, all or one."""
    plan = any_plan(draw)
    now = course.run.experiment
    course.change(replace(now, plan=draw(st.sampled_from([plan, replace(now.plan, learning_rate=plan.learning_rate)]))))


def other_network(course: Course, draw: Draw) -> None:
    """Units, layers, activations, what is frozen and cut."""
    now = course.run.experiment
    network, hidden = now.network, len(now.network.layers) - 1
    at = draw(st.integers(0, max(0, hidden - 1)))
    ways: list[Callable[[], Any]] = [lambda: network.with_layer_before(at)]
    if hidden:
        ways += [lambda: network.with_units(at, draw(st.integers(1, 5))), lambda: network.without_layer(at),
                 lambda: network.with_activation(at, any_of(draw, HIDDEN))]  # fmt: skip
    index = draw(st.integers(0, network.parameter_count - 1))
    weight = int(np.flatnonzero(network.is_weight())[index % int(network.is_weight().sum())])
    ways += [lambda: network.with_frozen(index, True), lambda: network.with_cut(weight, True),
             lambda: replace(network, train_biases=not network.train_biases),
             lambda: network.with_feature("X1 X2", "X1 X2" not in network.features)
             if "X1 X2" in features.names() else network]  # fmt: skip
    course.change(replace(now, network=draw(st.sampled_from(ways))()))


def other_points(course: Course, draw: Draw) -> None:
    """Points moved or added, and classes added or taken away."""
    now = course.run.experiment
    points, place = now.points, np.array([[draw(st.floats(-3, 3)), draw(st.floats(-3, 3))]])
    if points.labels is None or draw(st.booleans()):
        course.change(replace(now, points=points.moved([0], place)))
    elif draw(st.booleans()):
        course.change(replace(now, points=points.with_points(place, 0)))
    elif now.network.classes < 6:
        course.change(replace(now, network=now.network.with_classes(now.network.classes + 1)))


def one_weight(course: Course, draw: Draw) -> None:
    """A weight set by hand."""
    index = draw(st.integers(0, len(course.run.theta) - 1))
    if index not in course.run.experiment.network.cut:
        course.set_by_hand(index, draw(st.floats(-2, 2)))


def kept_updates(course: Course, draw: Draw) -> None:
    """Updates of the step-through that were kept, within an epoch."""
    left = course.run._batches.per_epoch - course.run.batches
    course.take_up(course.run.snapshot(), updates=draw(st.integers(1, min(left, 3))))


def a_pause(course: Course, draw: Draw) -> None:
    """Some batches, and a pause before the epoch is over."""
    left = course.run._batches.per_epoch - course.run.batches
    if left > 1:
        course.some_batches(draw(st.integers(1, left - 1)))


def from_the_past(course: Course, draw: Draw) -> None:
    """Training goes on from an earlier epoch."""
    found = [one.epoch for one in course.history.keyframes if one.moment == (one.epoch, 0)]
    course.train_from(draw(st.sampled_from(found)))


def some_epochs(course: Course, draw: Draw) -> None:
    """Training."""
    course.train(draw(st.integers(1, 3)))


HAPPENINGS = [some_epochs, some_epochs, other_plan, other_network, other_points, one_weight, kept_updates, a_pause,
              from_the_past]  # fmt: skip


@st.composite
def any_courses(draw: Draw) -> Course:
    """A run on which up to eight things happened."""
    course = Course(draw(any_experiments()))
    for happening in draw(st.lists(st.sampled_from(HAPPENINGS), max_size=8)):
        happening(course, draw)
        note(f"{happening.__name__}: {course.history.events[-2:]}")
    return course

