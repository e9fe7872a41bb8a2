from __future__ import annotations

import pytest

from mlpviz.engine.film.plan import FilmPlan, Frame


def test_that_both_ends_are_shown_and_the_time_between_is_even():
    plan = FilmPlan(0, 1000, seconds=1.0, per_second=11)

    assert [frame.epoch for frame in plan.frames] == list(range(0, 1001, 100))
    assert {frame.ticks for frame in plan.frames} == {1}


def test_that_few_epochs_stay_longer_and_no_time_is_lost():
    plan = FilmPlan(3, 5, seconds=2.0, per_second=5)  # 10 ticks: 3 … 5 in steps of 2/9

    assert plan.frames == (Frame(3, 3), Frame(4, 4), Frame(5, 3))
    assert sum(frame.ticks for frame in plan.frames) == plan.ticks == 10


def test_that_samples_are_spread_from_the_first_to_the_last():
    assert FilmPlan(0, 100, seconds=1.01, per_second=100 // 2 + 10).samples(3)[::2] == (0, 100)
    assert FilmPlan(0, 1).samples(5) == (0, 1)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ((5, 5), "from an epoch to a later one, not from 5 to 5"),
        ((-1, 5), "not from -1 to 5"),
        ((0, 5, 0.1), "takes 0.2 to 600 seconds, not 0.1"),
        ((0, 5, float("nan")), "takes 0.2 to 600 seconds, not nan"),
        ((0, 5, 10.0, 61), "1 to 60 frames a second, not 61"),
        ((0, 5, 600.0, 60), "at most 6000 frames, and this one would have 36000"),
    ],
)
def test_that_what_makes_no_film_is_refused_in_a_sentence(values, says):
    with pytest.raises(ValueError, match=says):
        FilmPlan(*values)
