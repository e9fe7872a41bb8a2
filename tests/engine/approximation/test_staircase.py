"""The constructive proof: steps, bumps, staircases and towers, against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz.data.shapes import SHAPES
from mlpviz.engine.approximation.construction import STAGES, Construction
from mlpviz.engine.approximation.one_layer import DENSE, outputs, parts
from mlpviz.engine.approximation.sketch import (
    PLACES,
    slope_limit,
    target_at,
    values_by_hand,
    values_of_curve,
    values_of_formula,
)
from mlpviz.engine.approximation.staircase import (
    Bump,
    bound,
    bumps,
    errors_of_staircase,
    experiment_of,
    pieces_for,
    staircase,
    stairs,
    steepness_for,
    step,
)
from mlpviz.engine.approximation.towers import SURFACES, Towers, cells, heights, tower_picture
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.run import Run


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def at(spec, *x):
    return outputs(spec, spec.first_theta(), np.array(x)).tolist()


def test_that_a_step_has_half_its_height_at_its_position_and_three_quarters_a_little_later():
    spec = step(10.0, 0.4, 2.0)

    assert spec.first_theta().tolist() == [10.0, -4.0, 2.0, 0.0]  # w, b = −k p, v, bias of the output
    assert at(spec, 0.4, 0.4 + math.log(3) / 10) == pytest.approx([1.0, 1.5])
    assert at(spec, -3.0, 3.0) == pytest.approx([0.0, 2.0], abs=1e-9)


def test_that_a_steeper_step_stays_where_it_is_and_comes_nearer_to_a_jump():
    gaps = []
    for steepness in (5.0, 50.0, 500.0):
        spec = step(steepness, 0.5, 1.0)
        assert at(spec, 0.5) == pytest.approx([0.5])
        gaps.append(at(spec, 0.48)[0])
    assert gaps == pytest.approx([sigmoid(-0.1), sigmoid(-1.0), sigmoid(-10.0)])


def test_that_two_steps_are_a_bump_between_their_positions():
    spec = bumps(100.0, [Bump(-1.0, 0.5, 0.8)])

    assert at(spec, -1.0, -0.25, 0.5) == pytest.approx([0.4, 0.8, 0.4])
    assert at(spec, -2.0, 2.0) == pytest.approx([0.0, 0.0], abs=1e-12)


def test_that_a_staircase_has_the_height_of_the_curve_at_the_middle_of_every_bump():
    values = values_of_formula("x/2")
    pieces = stairs(values, 6)

    assert [piece.height for piece in pieces] == pytest.approx([-1.25, -0.75, -0.25, 0.25, 0.75, 1.25])
    assert [piece.left for piece in pieces] == pytest.approx([-4, -2, -1, 0, 1, 2])  # the first reaches 1 further
    spec = staircase(values, 6, 200.0)
    assert at(spec, -2.5, -1.5, 0.5, 2.5) == pytest.approx([-1.25, -0.75, 0.25, 1.25], abs=1e-9)
    assert at(spec, 1.0) == pytest.approx([0.5])  # between two bumps: half of both
    assert spec.layers[0].units == 12


def test_that_the_error_of_a_staircase_under_a_line_is_half_a_bump_times_the_slope():
    line = values_of_formula("x/2")  # L = 1/2, h = 6/12: L h/2 = 1/8, reached at the ends of every bump

    found = errors_of_staircase(line, 12, 4000.0)

    assert found.largest == pytest.approx(0.125, abs=1e-3)
    assert bound(line, 12, 4000.0) == pytest.approx(0.125 + 0.5 * 2 * math.log(2) / 4000, abs=1e-12)
    assert found.mean_squared == pytest.approx(0.125**2 / 3, rel=0.03)  # a gap that is even from −1/8 to 1/8


@settings(max_examples=60)
@given(
    st.lists(st.floats(-1.8, 1.8), min_size=2, max_size=12), st.integers(1, 40),
    st.floats(4.0, 2000.0),
)  # fmt: skip
def test_that_no_staircase_under_any_curve_exceeds_the_bound(knots, count, steepness):
    values = np.interp(PLACES, np.linspace(-3, 3, len(knots)), knots)

    found = errors_of_staircase(values, count, steepness)

    assert found.largest <= bound(values, count, steepness) + 1e-9
    largest = 2 * np.abs(values).max() * np.exp(-steepness) / (1 + np.exp(-steepness))
    slope = slope_limit(values)
    assert bound(values, count, steepness) == pytest.approx(
        slope * 3 / count + slope * 2 * math.log(2) / steepness + largest
    )


def test_that_twice_as_many_bumps_have_about_half_the_largest_error():
    values = values_of_curve("Sine")
    few, many = (errors_of_staircase(values, count, steepness_for(count)).largest for count in (20, 40))

    assert 0.4 < many / few < 0.6


def test_that_the_network_of_a_staircase_is_an_experiment_that_run_evaluates():
    values = values_by_hand()
    run = Run(experiment_of(staircase(values, 10, 50.0), values))
    edges = np.array([[piece.left, piece.right] for piece in stairs(values, 10)])
    tops = np.array([piece.height for piece in stairs(values, 10)])
    up, down = (sigmoid(50 * (DENSE[:, None] - edges[:, side])) for side in (0, 1))
    by_hand = (tops * (up - down)).sum(axis=1)

    assert np.allclose(run.predict(DENSE[:, None])[:, 0], by_hand, rtol=0, atol=1e-12)
    assert Experiment.from_form(run.experiment.form()) == run.experiment


def test_that_the_pieces_found_for_an_error_are_enough_and_far_fewer_are_not():
    values = values_by_hand()
    count = pieces_for(values, 0.002)

    assert count is not None
    assert errors_of_staircase(values, count, steepness_for(count)).mean_squared <= 0.0021
    assert errors_of_staircase(values, count // 2, steepness_for(count // 2)).mean_squared > 0.002
    assert pieces_for(values, 0.0) is None


# ---- two dimensions --------------------------------------------------------------------------------------------------


def test_that_a_tower_stands_where_both_bumps_are_up_and_nowhere_else():
    towers = Towers("Two hills", 3, 400.0)
    spec = towers.network()
    theta = spec.first_theta().copy()
    (_, _), (_, _), (V, _) = spec.weights(theta)
    V[:] = 0.0
    V[4] = 1.0  # the middle one of 3 × 3, from −1 to 1 along both inputs
    run = Run(towers.experiment())
    run.place(theta)

    inside, beside, corner = run.predict([[0.0, 0.0], [2.0, 0.0], [2.0, -2.0]])[:, 0]

    assert inside == pytest.approx(sigmoid(20 * 0.5))
    assert beside == pytest.approx(sigmoid(-20 * 0.5))
    assert corner == pytest.approx(sigmoid(-20 * 1.5))


@pytest.mark.parametrize("surface", SURFACES)
def test_that_the_top_of_every_tower_is_the_surface_at_its_middle(surface):
    towers = Towers(surface, 5, 200.0)
    spec = towers.network()
    middles = towers.middles()

    assert [layer.units for layer in spec.layers] == [12, 25, 1]
    assert middles[[0, 4, 24]].ravel().tolist() == pytest.approx([-2.4, -2.4, 2.4, -2.4, 2.4, 2.4])
    found = Run(towers.experiment()).predict(middles)[:, 0]
    assert np.allclose(found, heights(surface, middles), atol=2e-3)
    value = SHAPES[surface].value
    assert value is not None
    assert heights(surface, middles) == pytest.approx(value(middles))


def test_that_more_towers_are_nearer_to_the_surface():
    found = [tower_picture(Towers("Two hills", side, 100.0)).errors.mean_squared for side in (2, 4, 8, 16)]

    assert found == sorted(found, reverse=True)
    assert found[-1] < found[0] / 40


def test_that_the_picture_of_towers_is_what_the_network_predicts():
    towers = Towers("Saddle", 6, 30.0)
    picture = tower_picture(towers, 10)

    assert np.allclose(picture.towers.ravel(), Run(towers.experiment()).predict(cells(10))[:, 0], atol=1e-12)
    gap = picture.towers - picture.surface
    assert picture.errors.largest == np.abs(gap).max()


# ---- stages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", STAGES[:3])
def test_that_the_parts_of_a_stage_add_up_to_its_network(stage):
    values, construction = values_by_hand(), Construction(stage)
    spec = construction.network(values)

    found = construction.parts(values, DENSE)

    assert np.allclose(found.output, outputs(spec, spec.first_theta(), DENSE), atol=1e-12)
    assert len(found.contributions) == {"step": 1, "bump": 2, "staircase": 12}[stage]
    assert Run(construction.experiment(values)).predict([[0.3]])[0, 0] == pytest.approx(
        float(np.interp(0.3, DENSE, found.output)), abs=1e-9
    )


def test_that_a_staircase_is_told_by_bumps_and_not_by_units():
    values = values_by_hand()
    found = Construction("staircase", pieces=4).parts(values, DENSE)

    assert found.weights == pytest.approx(target_at(values, np.array([-2.25, -0.75, 0.75, 2.25])))
    assert found.middles[1:3].tolist() == pytest.approx([-0.75, 0.75])
    units = parts(*(spec := staircase(values, 4, 80.0), spec.first_theta()), DENSE)
    assert np.allclose(found.contributions[1], units.contributions[2] + units.contributions[3], atol=1e-12)
