from __future__ import annotations

import math

import pytest

from mlpviz.engine.experiment import Plan
from mlpviz.nn.schedules import Constant, Cosine, Exponential, StepDecay, schedules


def test_that_a_constant_rate_is_the_learning_rate_itself():
    assert [Plan(learning_rate=0.3).rate(epoch) for epoch in (0, 7, 10**9)] == [0.3] * 3
    assert Plan().schedule == Constant()


def test_that_a_step_falls_after_every_so_many_epochs():
    plan = Plan(learning_rate=0.8, schedule=StepDecay(every=3, gamma=0.5))

    assert [plan.rate(epoch) for epoch in range(8)] == [0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2, 0.2]


def test_that_an_exponential_rate_falls_evenly():
    plan = Plan(learning_rate=0.8, schedule=Exponential(gamma=0.9))

    assert [plan.rate(epoch) for epoch in range(5)] == pytest.approx([0.8 * 0.9**epoch for epoch in range(5)])
    assert plan.rate(10**7) == 0.0


def test_that_a_cosine_glides_to_its_lowest_share_and_stays_there():
    plan = Plan(learning_rate=0.8, schedule=Cosine(epochs=4, lowest=0.25))

    expected = [0.2 + 0.6 * (1 + math.cos(math.pi * epoch / 4)) / 2 for epoch in range(5)]
    assert [plan.rate(epoch) for epoch in range(5)] == pytest.approx(expected)
    assert plan.rate(4) == plan.rate(1000) == 0.2


@pytest.mark.parametrize("wrong", [{"name": "StepDecay", "every": 2.5}, {"name": "StepDecay", "every": 0}, "Linear", 3])
def test_that_a_wrong_schedule_is_refused(wrong):
    with pytest.raises(ValueError, match=r"allowed is a whole number|choose one of|give a name"):
        Plan(schedule=wrong)


@pytest.mark.parametrize("schedule", [*schedules], ids=lambda one: one.__name__)
def test_that_no_schedule_leaves_the_learning_rate_upwards(schedule):
    factors = [schedule().factor(epoch) for epoch in (0, 1, 10, 99, 100, 101, 200, 1000, 10**6)]

    assert factors[0] == 1.0
    assert all(0.0 <= later <= earlier <= 1.0 for earlier, later in zip(factors, factors[1:], strict=False))
