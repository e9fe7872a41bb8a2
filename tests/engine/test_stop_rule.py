"""Rules that stop training: what may be written, and which epoch of a record they find."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.engine.experiment import preset
from mlpviz.engine.records import SCORES
from mlpviz.engine.run import Run
from mlpviz.engine.stop_rule import KINDS, Condition, StopRule, read_condition, read_rule
from mlpviz.engine.stop_watch import Watch


def first_by_hand(condition, record):
    """The first epoch of a record, row 0 of which is where training began, that meets a condition; None for none."""
    held, best = 0, math.inf
    for epoch, row in enumerate(record):
        value = epoch if condition.name == "epochs" else row[condition.kind.score]
        if condition.kind.sense == "for":
            better = value < best or epoch == 0
            best = min(best, value) if not math.isnan(value) else best
            held = 0 if better else held + 1
            needed = condition.limit
        else:
            met = value < condition.limit if condition.kind.sense == "below" else value >= condition.limit
            held = held + 1 if met and epoch else 0
            needed = condition.epochs
        if epoch and held >= needed:
            return epoch
    return None


rows = st.lists(st.sampled_from([0.1, 0.2, 0.3, 0.4, math.nan]), min_size=2, max_size=30)
watched = st.one_of(
    st.builds(Condition, st.just("train_loss"), st.sampled_from([0.15, 0.2, 0.35]), st.integers(1, 4)),
    st.builds(Condition, st.just("train_accuracy"), st.sampled_from([0.2, 0.4]), st.integers(1, 4)),
    st.builds(Condition, st.just("train_stall"), st.integers(1, 5)),
    st.builds(Condition, st.just("epochs"), st.integers(1, 30)),
)


@given(rows, watched, st.integers(1, 7))
def test_that_a_watch_finds_the_first_epoch_however_the_record_comes_in_pieces(values, condition, size):
    record = np.repeat(np.array(values)[:, None], len(SCORES), axis=1)
    watch, stop = Watch(StopRule((condition,), on=True), 0, record[:1]), None
    for start in range(1, len(record), size):
        stop = stop or watch.first(record[start : start + size])

    assert (stop and stop.epoch) == first_by_hand(condition, record)


def test_that_of_several_conditions_the_first_stops_and_all_that_hold_then_are_told():
    record = np.full((6, len(SCORES)), 0.5)
    record[3:, 0] = 0.04
    record[3:, 2] = 0.97
    rule = StopRule(tuple(map(read_condition, ("epochs>=5", "loss<0.05", "accuracy>=95%"))), on=True)

    stop = Watch(rule, 0, record[:1]).first(record[1:])

    assert stop is not None
    assert stop.epoch == 3
    assert stop.sentence() == (
        "Training stopped at epoch 3: train loss is 0.04, below 0.05, and train accuracy is 97.0 %, at least 95 %."
    )


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_that_every_condition_survives_being_written_and_says_what_it_is_about(kind):
    condition = Condition(kind.name, kind.usual, 3 if kind.lasts else 1)

    assert read_condition(condition.written()) == condition
    assert read_rule(StopRule((condition,), on=True).written()) == StopRule((condition,), on=True)
    assert kind.limit_text(kind.usual) in condition.text()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("loss<0.01", Condition("train_loss", 0.01)),
        ("Test Loss < 1e-3 for 5", Condition("test_loss", 0.001, 5)),
        ("test-accuracy >= 95 %", Condition("test_accuracy", 0.95)),
        ("r2>=0.9", Condition("train_r2", 0.9)),
        ("gradient<=0.001", Condition("gradient_norm", 0.001)),
        ("stall>=50", Condition("train_stall", 50)),
        ("time>=2.5", Condition("seconds", 2.5)),
        ("epochs=500", Condition("epochs", 500)),
    ],
)
def test_that_conditions_may_be_written_as_people_write_them(text, meant):
    assert read_condition(text) == meant


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is no condition; write one such as"),
        ("loss", "is no condition; write one such as"),
        ("lass<0.1", "'lass' cannot be watched; known are train_loss"),
        ("loss>0.1", "would hold from the start; write loss<0.1"),
        ("accuracy<0.9", "would hold from the start; write accuracy>=0.9"),
        ("loss<abc", "'abc' in 'loss<abc' is no number"),
        ("loss<nan", "out of range"),
        ("accuracy>=95", "Train accuracy: 95 is out of range; allowed is 0 % to 100 %."),
        ("loss<5%", "only an accuracy is a percentage"),
        ("epochs>=2.5", "Epoch: 2.5 is no whole number."),
        ("stall>=5 for 3", "says nothing here"),
        ("loss<0.1 for 0", "is no number of epochs"),
    ],
)
def test_that_what_cannot_be_meant_is_refused_in_one_sentence(text, says):
    with pytest.raises(ValueError, match=r"\.$") as refused:
        read_condition(text)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_that_one_thing_is_watched_once():
    with pytest.raises(ValueError, match="named twice"):
        StopRule((read_condition("loss<0.1"), read_condition("train_loss<0.2")))


def test_that_a_rule_that_is_off_watches_nothing():
    rule = StopRule((Condition("epochs", 1),))

    assert rule.watched == ()
    assert Watch(rule, 0, np.zeros((1, 7))).first(np.zeros((3, 7))) is None


def test_that_it_is_said_what_can_never_be_met():
    classes, values = preset("XOR", test_share=0.0), preset("Two hills")

    assert "no test points" in Condition("test_loss", 0.1).unreachable(classes)
    assert "no R²" in Condition("train_r2", 0.9).unreachable(classes)
    assert "no accuracy" in Condition("train_accuracy", 0.9).unreachable(values)
    assert Condition("train_loss", 0.1).unreachable(classes) == ""


def test_that_the_gradient_norm_is_that_of_the_snapshot():
    run = Run(preset("XOR", per_class=5))
    run.epoch()

    assert run.gradient_norm() == pytest.approx(math.sqrt(sum(g * g for g in run.snapshot().grad)), rel=1e-14)
