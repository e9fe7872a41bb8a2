from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz.data.area import LARGEST, Area, around, showing

COORDINATES = st.floats(-1e99, 1e99) | st.floats(-10, 10) | st.integers(-5, 5).map(float)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(COORDINATES, COORDINATES), min_size=1, max_size=9))
def test_that_the_area_around_points_shows_them_all_with_room_at_each_side(rows):
    x = np.array(rows)

    area = around(x)

    assert area.holds(x).all()
    assert (x > area.corner).all()
    assert (x < [area.right, area.top]).all()


@pytest.mark.parametrize(
    ("rows", "ends"),
    [
        ([[0, 0], [1, 1]], (-0.1, 1.1, -0.1, 1.1)),
        ([[4.3, 1.0], [7.9, 6.9]], (4.05, 8.15, 0.5, 7.5)),  # sepal and petal length of the iris flowers
        ([[5, 0], [5, 0]], (-1.0, 11.0, -1.15, 1.15)),
        ([[1e-5, 1000], [2e-5, 1003]], (9e-6, 2.1e-5, 999.8, 1003.2)),
    ],
)
def test_that_its_ends_are_round_numbers_near_the_points(rows, ends):
    area = around(np.array(rows, float))

    assert (area.left, area.right, area.bottom, area.top) == ends


def test_that_points_in_the_square_of_the_presets_are_shown_in_it_and_others_are_not():
    assert showing(np.array([[0.0, 0.0], [1.0, 1.0]])) == Area()
    assert showing(np.empty((0, 2))) == Area() == around(np.empty((0, 2)))
    assert showing(np.array([[0.0, 0.0], [50.0, 1.0]])) == around(np.array([[0.0, 0.0], [50.0, 1.0]]))


def test_that_points_at_the_end_of_all_floats_leave_an_area_with_a_width():
    area = around(np.array([[1.7e308, -1.7e308], [-1.7e308, 0.0]]))

    assert np.isfinite(area.size).all()
    assert not area.holds(np.array([[1.7e308, 0.0]])).any()


def test_that_cells_begin_at_the_lower_left_and_run_along_the_first_input():
    cells = Area(0.0, 4.0, 10.0, 12.0).cells(2)

    assert cells.tolist() == [[1.0, 10.5], [3.0, 10.5], [1.0, 11.5], [3.0, 11.5]]


@pytest.mark.parametrize(
    ("ends", "sentence"),
    [
        ((1, 1, 0, 1), r"left is 1.0; it must be less than right, which is 1.0"),
        ((0, 1, 2, 1), r"bottom is 2.0; it must be less than top"),
        ((0, float("nan"), 0, 1), "right is nan; allowed is a number"),
        ((0, 10 * LARGEST, 0, 1), "right is 1e\\+101; allowed is a number"),
        ((0, "1", 0, 1), "right is '1'; allowed is a number"),
        ((0, True, 0, 1), "right is True; allowed is a number"),
    ],
)
def test_that_an_area_without_width_or_with_other_than_numbers_is_refused(ends, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}"):
        Area(*ends)
