"""The grid of Snap: round steps, and places that are exactly the decimals they are written as."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.data.area import Area
from mlpviz.views.data.snap import PARTS, ROUND, Snapping, Step, step_for

steps = st.builds(Step, st.sampled_from(ROUND), st.integers(-12, 12))
counts = st.integers(-(10**6), 10**6)
widths = st.floats(1e-90, 1e90)


def snapping(area: Area = Area(), grid: str = "coarse") -> Snapping:  # noqa: B008
    made = Snapping()
    made.on = True
    made.show_area(area)
    made.choose(grid)
    return made


@pytest.mark.parametrize(("grid", "size"), [("coarse", 0.5), ("medium", 0.25), ("fine", 0.1)])
def test_that_the_usual_square_has_the_steps_of_the_design(grid, size):
    assert [step.size for step in snapping(grid=grid).steps] == [size, size]
    assert snapping(grid=grid).words() == f"grid {size:g}"


def test_that_each_axis_has_its_own_round_step():
    irises = snapping(Area(4.0, 8.2, 0.0, 3000.0))

    assert [step.size for step in irises.steps] == [0.25, 250.0]  # 0.35 is 1.40 times 0.25, and 0.5 is 1.43 times 0.35
    assert irises.words() == "grid 0.25 × 250"


def test_that_xor_can_be_clicked():
    snap = snapping(grid="fine")
    clicks = [(0.0057, -0.0112), (0.02, 0.996), (1.0056, 0.03), (1.005681818, 0.961)]

    assert [snap.place(np.array(at)).tolist() for at in clicks] == [[0, 0], [0, 1], [1, 0], [1, 1]]


def test_that_three_steps_of_a_tenth_are_exactly_0_3():
    assert snapping(grid="fine").place(np.array([0.29, 0.71])).tolist() == [0.3, 0.7]
    assert 3 * 0.1 != 0.3, "which is why a product of doubles would not do"


def test_that_a_place_stays_where_it_is_while_snap_is_off():
    snap, at = Snapping(), np.array([1.005681818, -0.3])
    assert snap.place(at).tolist() == at.tolist()

    snap.held = True

    assert snap.place(at).tolist() == [1.0, -0.5]


def test_that_a_moved_point_lands_on_the_grid_and_the_others_keep_their_distance():
    x = np.array([[0.13, 0.2], [0.63, 1.2]])

    moved = snapping().moved(x, np.array([0.4, 0.1]), held=1)

    assert moved[1].tolist() == [1.0, 1.5]
    assert moved[0].tolist() == pytest.approx([0.5, 0.5])


def test_that_points_on_the_grid_stay_on_it_when_they_are_moved_together():
    x = np.array([[0.1, 0.2], [0.3, 0.7], [-0.6, 0.1]])

    moved = snapping(grid="fine").moved(x, np.array([0.21, -0.12]), held=0)

    assert moved.tolist() == [[0.3, 0.1], [0.5, 0.6], [-0.4, 0.0]]


def test_that_an_arrow_key_goes_one_step_of_the_grid():
    snap = snapping(grid="fine")
    at = np.zeros((1, 2))
    for _ in range(3):
        at = snap.nudged(at, 1, -1, np.array([0.05, 0.05]))
    assert at.tolist() == [[0.3, -0.3]]

    snap.on = False

    assert snap.nudged(at, 1, 0, np.array([0.05, 0.05])).tolist() == [[0.35, -0.3]]


@given(steps, counts)
def test_that_every_place_of_the_grid_is_the_double_of_its_decimal(step, count):
    assert step.at(count) == float(Decimal(count * step.digits).scaleb(step.exponent))


@given(steps, counts)
def test_that_what_is_on_the_grid_stays_there(step, count):
    place = step.at(count)

    assert step.nearest(place) == place
    assert step.settled(place) == place


@given(steps, st.floats(-(10**5), 10**5))
def test_that_no_place_of_the_grid_is_nearer(step, share):
    value = share * step.size

    assert abs(step.nearest(value) - value) <= step.size * (0.5 + 1e-9)


@given(widths, st.sampled_from(list(PARTS.values())))
def test_that_a_step_is_round_and_about_that_part_of_the_width(width, parts):
    step = step_for(width, parts)

    assert step.digits in ROUND
    assert 1 / 1.5 < step.size / (width / parts) < 1.5
