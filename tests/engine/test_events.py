"""What a history tells of the changes that a run went through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlpviz.engine.events import MOST_FALLS, Event, changes, parameter_name
from mlpviz.engine.examples import example
from mlpviz.engine.experiment import LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.history import History
from mlpviz.engine.reports import report
from mlpviz.engine.run import Run
from mlpviz.nn.optimizers import SGD
from mlpviz.nn.schedules import Cosine, StepDecay


class Course:
    """A small run and its history, as the trainer would report them."""

    def __init__(self, **changed) -> None:
        network = NetworkSpec([LayerSpec(2), LayerSpec(1, "Sigmoid")])
        plan = Plan("SGD", learning_rate=0.03, batch_size=4)
        self.run = Run(replace(preset("XOR", per_class=4), network=network, plan=plan, **changed))
        self.history = History()
        self.history.begin(self.run.snapshot())

    def train(self, epochs):
        for _ in range(epochs):
            self.run.epoch()
            self.history.add(report(self.run, [self.run.scores().row()]))

    def adjust(self, **changed):
        self.run.adjust(replace(self.run.experiment, **changed))
        self.history.add(report(self.run, [], changed=True))

    def plan(self, **changed):
        self.adjust(plan=replace(self.run.experiment.plan, **changed))

    def told(self):
        return [(event.epoch, event.text, event.kind) for event in self.history.events]


def test_that_a_changed_knob_is_told_with_its_epoch_and_both_values():
    course = Course()
    course.train(3)
    course.plan(learning_rate=0.1)
    course.train(2)
    course.plan(batch_size=2, l2=0.5)

    assert course.told() == [
        (3, "learning rate 0.03 → 0.1", "rate"),
        (5, "batch size 4 → 2", "plan"),
        (5, "L2 0 → 0.5", "plan"),
    ]


def test_that_a_change_taken_back_at_once_leaves_no_event():
    course = Course()
    course.train(3)
    course.plan(learning_rate=0.1)
    course.plan(learning_rate=0.2)
    assert course.told() == [(3, "learning rate 0.03 → 0.2", "rate")]

    course.plan(learning_rate=0.03)

    assert course.told() == []


def test_that_points_and_network_tell_of_themselves():
    course = Course()
    course.train(1)
    course.adjust(points=preset("XOR", per_class=8).points)
    course.train(1)
    course.adjust(network=course.run.experiment.network.with_units(0, 5))

    assert course.told() == [
        (1, "train points 6 → 12", "points"),
        (1, "test points 2 → 4", "points"),
        (2, "network 2–2–1 → 2–5–1", "network"),
    ]


def test_that_a_weight_set_by_hand_tells_its_first_and_its_last_value():
    course = Course()
    course.train(2)
    snapshot = course.run.snapshot()
    first, index = float(snapshot.theta[1]), 1
    course.history.set_by_hand(snapshot, index, 0.25)
    theta = snapshot.theta.copy()
    theta[index] = 0.25
    course.history.set_by_hand(replace(snapshot, theta=theta), index, 0.5)

    (event,) = course.history.events

    assert (event.epoch, event.kind) == (2, "weight")
    assert event.text.startswith("x₁ → h1.2: ")
    assert event.text.endswith(" → 0.5")
    course.history.set_by_hand(snapshot, index, first)
    assert course.told() == []


def test_that_every_fall_of_a_stepped_schedule_is_told_and_a_glide_is_not():
    course = Course()
    course.plan(schedule=StepDecay(every=3, gamma=0.5), learning_rate=0.08)
    course.train(7)
    falls = [event for event in course.history.events if event.kind == "fall"]

    assert [(event.epoch, event.text) for event in falls] == [
        (3, "learning rate 0.08 → 0.04 by step decay"),
        (6, "learning rate 0.04 → 0.02 by step decay"),
    ]
    rates = [course.run.experiment.plan.rate(epoch) for epoch in (2, 3, 5, 6)]
    assert rates == [0.08, 0.04, 0.04, 0.02]
    course.plan(schedule="Exponential")
    course.train(3)
    assert [event for event in course.history.events if event.kind == "fall"] == falls


def test_that_falls_without_end_are_told_a_limited_number_of_times():
    course = Course()
    course.plan(schedule=StepDecay(every=1, gamma=0.999))
    course.train(MOST_FALLS + 5)

    assert sum(event.kind == "fall" for event in course.history.events) == MOST_FALLS


def test_that_a_cut_forgets_later_events_and_a_copy_goes_its_own_way():
    course = Course()
    course.train(1)
    course.plan(learning_rate=0.1)
    course.train(1)
    there = course.run.snapshot()
    course.train(1)
    course.plan(learning_rate=0.2)
    copy = course.history.copy()
    copy.cut(there)

    assert [event.epoch for event in copy.events] == [1]
    assert [event.epoch for event in course.history.events] == [1, 3]


def test_that_events_outlive_the_keyframes_that_thinning_drops():
    course = Course()
    course.history = History(most_keyframes=4)
    course.history.begin(course.run.snapshot())
    for step in range(8):
        course.train(1)
        course.plan(learning_rate=0.1 + 0.1 * step)

    assert [event.epoch for event in course.history.events] == list(range(1, 9))
    assert len(course.history.keyframes) <= 4


def test_that_the_events_are_the_same_tuple_while_nothing_changes():
    course = Course()
    course.train(1)
    course.plan(learning_rate=0.1)
    before = course.history.events
    course.train(2)

    assert course.history.events is before
    assert before == (Event(1, "learning rate 0.03 → 0.1", "rate"),)


def test_that_every_kind_of_change_is_put_into_words():
    before = preset("XOR", per_class=20)
    plan, network = before.plan, before.network
    others = [
        replace(before, points=preset("XOR", per_class=30).points),
        replace(before, network=network.with_units(0, 7)),
        replace(before, network=network.with_activation(0, "ReLU")),
        replace(before, network=network.with_cut(0, True)),
        replace(before, network=network.with_frozen(0, True)),
        replace(before, network=network.with_loss("MeanSquaredError")),
        replace(before, network=network.with_features(["X1", "X2", "X1Squared"])),
        replace(before, plan=replace(plan, l2=0.1)),
        replace(before, plan=replace(plan, l1=0.1)),
        replace(before, plan=replace(plan, seed=3)),
        replace(before, plan=replace(plan, reduction="sum")),
        replace(before, plan=replace(plan, clip=1.0)),
        replace(before, plan=replace(plan, schedule=Cosine())),
        replace(before, plan=replace(plan, optimizer=SGD())),
        replace(before, plan=replace(plan, penalize_biases=True)),
        replace(before, plan=replace(plan, engine="layers")),
    ]

    texts = [tuple(changes(before, other)) for other in others]

    assert all(texts)
    assert len(set(texts)) == len(texts)
    assert list(changes(before, before)) == []


@pytest.mark.parametrize(
    ("index", "name"), [(0, "x₁ → h1.1"), (3, "x₂ → h1.2"), (4, "bias of h1.1"), (6, "h1.1 → p₁"), (8, "bias of p₁")]
)
def test_that_a_parameter_is_named_by_the_edge_or_unit_it_belongs_to(index, name):
    assert parameter_name(Course().run.experiment, index) == name


def test_that_a_parameter_of_an_example_has_its_published_name():
    assert parameter_name(example("mazur").experiment, 0) == "w₁"
