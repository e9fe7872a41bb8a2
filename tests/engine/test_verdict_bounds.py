"""The bounds of the verdicts: one step before each, and one step after it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.engine.experiment import preset
from mlpviz.engine.trend import Trend
from mlpviz.engine.verdicts.case import Case
from mlpviz.engine.verdicts.playground import judged
from mlpviz.engine.vitals import vitals_of
from tests.engine.verdict_runs import Course

XOR = preset("XOR", per_class=20)


def labels(trend, loss=0.5, guess=1.0):
    """The verdicts on a healthy network that came to this loss in this way."""
    snapshot = Course(XOR).train(1).newest
    shown = replace(snapshot, scores=replace(snapshot.scores, train_loss=loss))
    return [one.verdict.label for one in judged(Case(shown, vitals_of(shown), trend, guess))]


def zigzag(rises, fall=0.88):
    """Losses of 21 epochs that fall by 12 % and rise so many times, evenly, and end where they began."""
    up = fall ** -((20 - rises) / rises)
    steps = [up if (at + 1) * rises // 20 > at * rises // 20 else fall for at in range(20)]
    return np.cumprod([1.0, *steps])


@pytest.mark.parametrize(("rises", "found"), [(5, []), (6, ["Rate too high"]), (7, ["Rate too high"])])
def test_that_a_loss_must_rise_six_times_in_twenty_epochs_for_a_rate_too_high(rises, found):
    losses = zigzag(rises)
    assert int((np.diff(losses) > 0).sum()) == rises
    assert losses[-1] == pytest.approx(1.0)

    assert labels(Trend(short=losses)) == found


@pytest.mark.parametrize(("fall", "found"), [(1 / 1.11, ["Rate too high"]), (1 / 1.09, [])])
def test_that_a_loss_must_change_by_ten_percent_in_the_median_for_a_rate_too_high(fall, found):
    assert labels(Trend(short=zigzag(6, fall))) == found


@pytest.mark.parametrize(
    ("level", "found"),
    [(0.00099, ["Solved"]), (0.001, ["Solved"]), (0.00101, ["Settled"]), (0.9, ["Settled"]), (0.901, ["Stuck"])],
)
def test_that_a_loss_that_stays_is_solved_up_to_a_thousandth_of_a_guess_and_settled_above_it(level, found):
    assert labels(Trend(long=np.full(101, level)), level) == found


@pytest.mark.parametrize(("moved", "found"), [(0.00099, ["Settled"]), (0.00101, [])])
def test_that_a_loss_has_settled_if_it_moved_by_a_thousandth_at_most(moved, found):
    assert labels(Trend(long=np.linspace(0.5, 0.5 * (1 - moved), 101))) == found


def test_that_a_loss_has_settled_after_a_hundred_epochs_and_not_after_ninety_nine():
    course = Course(XOR).train(60)
    held = replace(XOR, network=replace(XOR.network, frozen_layers=tuple(range(len(XOR.network.layers)))))
    course.adjust(held)
    assert 0.001 < course.run.scores().train_loss / course.guess < 0.9

    assert course.train(99).labels() == []
    assert course.train(1).labels() == ["Settled"]
