"""Target curves: chosen, typed, drawn, and taken from points; the numbers were worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.data.points import PointSet
from mlpviz.engine.approximation.sketch import (
    CURVES,
    PLACES,
    SPACING,
    height_of,
    slope_limit,
    stroked,
    taken,
    target_at,
    values_by_hand,
    values_of_curve,
    values_of_formula,
)

FLAT = np.zeros(len(PLACES))


def test_that_places_lie_a_twentieth_apart_from_minus_3_to_3():
    assert len(PLACES) == 121
    assert PLACES[[0, 60, 120]].tolist() == [-3.0, 0.0, 3.0]
    assert pytest.approx(0.05) == SPACING


@pytest.mark.parametrize(
    ("name", "x", "y"),
    [("Sine", 0.5, np.sin(1.0)), ("Step", -1.0, -1.0), ("Step", 2.0, 1.0), ("Bump", 0.6, np.exp(-1.0)),
     ("Saw", -3.0, -1.0), ("Saw", -2.0, 0.0), ("Absolute", 0.0, -1.0), ("Absolute", -3.0, 1.0)],
)  # fmt: skip
def test_that_a_chosen_curve_has_its_values(name, x, y):
    assert float(target_at(values_of_curve(name), np.array([x]))[0]) == pytest.approx(y)


def test_that_noise_is_the_same_for_a_seed_and_another_for_another():
    assert np.array_equal(values_of_curve("Noise", 3), values_of_curve("Noise", 3))
    assert not np.array_equal(values_of_curve("Noise", 3), values_of_curve("Noise", 4))
    assert all(curve.seeded == (name == "Noise") for name, curve in CURVES.items())


def test_that_the_first_curve_is_smooth_and_goes_through_what_the_hand_drew():
    values = values_by_hand()

    assert target_at(values, np.array([-3.0, 0.0, 3.0])).tolist() == pytest.approx([0.1, -0.12, 1.27])
    assert np.abs(np.diff(values, 2)).max() < 0.06


def test_that_a_formula_is_evaluated_at_every_place():
    assert values_of_formula("x^2 - 1")[[0, 60, 120]].tolist() == [8.0, -1.0, 8.0]
    assert values_of_formula("1/2").tolist() == [0.5] * 121


@pytest.mark.parametrize(
    ("text", "said"),
    [("sin(", "letter 5"), ("ln(x)", "no value at x = −3"), ("x^3", "reaches −27"), ("z", "unknown")],
)
def test_that_a_formula_that_is_no_curve_is_refused_in_one_sentence(text, said):
    with pytest.raises(ValueError) as refusal:
        values_of_formula(text)

    assert said in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_that_a_stroke_replaces_what_is_under_it_and_nothing_else():
    drawn = stroked(values_by_hand(), (-1.0, 0.5), (1.0, 1.5))
    under = np.abs(PLACES) <= 1.0 + 1e-9

    assert np.allclose(drawn[under], 1.0 + PLACES[under] / 2)
    assert np.array_equal(drawn[~under], values_by_hand()[~under])


def test_that_a_stroke_to_the_left_draws_the_same_line():
    assert np.array_equal(stroked(FLAT, (1.0, 1.5), (-1.0, 0.5)), stroked(FLAT, (-1.0, 0.5), (1.0, 1.5)))


def test_that_a_stroke_between_two_places_moves_the_nearest():
    drawn = stroked(FLAT, (0.51, 0.0), (0.53, 1.0))

    assert np.flatnonzero(drawn).tolist() == [71]  # x = 0.55
    assert drawn[71] == 1.0


@given(st.lists(st.tuples(st.floats(-4, 4), st.floats(-3, 3)), min_size=2, max_size=6))
def test_that_any_strokes_leave_finite_values_and_what_they_never_touched(path):
    drawn = FLAT
    for start, end in zip(path, path[1:], strict=False):
        drawn = stroked(drawn, start, end)
    low, high = min(x for x, _ in path) - SPACING, max(x for x, _ in path) + SPACING

    assert np.isfinite(drawn).all()
    assert not drawn[(low > PLACES) | (high < PLACES)].any()
    assert float(np.abs(drawn).max()) <= max(abs(y) for _, y in path) + 1e-9


def test_that_the_slope_limit_is_the_steepest_piece():
    assert slope_limit(values_of_formula("2*x")) == pytest.approx(2.0)
    assert slope_limit(values_of_curve("Step")) == pytest.approx(20.0)  # from −1 to 0 within 0.05


def test_that_a_picture_reaches_beyond_a_high_curve():
    assert height_of(FLAT) == 1.8
    assert height_of(values_of_formula("x^2")) == pytest.approx(9 * 1.15)


def test_that_points_become_the_mean_at_each_place_with_lines_between():
    points = PointSet([[-1.0], [0.0], [0.01], [1.0]], targets=[[0.0], [1.0], [3.0], [0.0]])

    values, remark = taken(points)

    assert remark == ""
    assert target_at(values, np.array([-3.0, -0.5, 0.0, 0.5, 3.0])).tolist() == pytest.approx([0, 1, 2, 1, 0])


def test_that_points_far_away_are_moved_into_the_range_and_that_is_said():
    values, remark = taken(PointSet([[0.0], [50.0], [100.0]], targets=[[-40.0], [0.0], [40.0]]))

    assert target_at(values, np.array([-3.0, 0.0, 3.0])).tolist() == pytest.approx([-10, 0, 10])
    assert remark == (
        "The inputs from 0 to 100 are shown as x from −3 to 3. The values from −40 to 40 are shown as y from −10 to 10."
    )


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (PointSet([[0.0], [1.0]], [0, 1]), "have classes"),
        (PointSet([[0.0, 1.0], [1.0, 2.0]], targets=[[0.0], [1.0]]), "have 2 inputs"),
        (PointSet([[0.5], [0.5]], targets=[[0.0], [1.0]]), "two places"),
    ],
)
def test_that_points_that_are_no_curve_are_refused_in_one_sentence(points, said):
    with pytest.raises(ValueError, match=said):
        taken(points)
