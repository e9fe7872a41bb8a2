from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mlpviz.data.points import PointSet
from mlpviz.data.scaling import scaling_of
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, preset
from mlpviz.engine.value_scale import ValueScale, value_scale

NETWORK = NetworkSpec([LayerSpec(1, "Linear")], loss="SquaredError")


def scale_of(*values):
    points = PointSet([[0.0, 0.0]] * len(values), targets=[[value] for value in values])
    return value_scale(Experiment(points, NETWORK))


@pytest.mark.parametrize(
    ("values", "middle", "reach"),
    [
        ((-0.4, 1.05), 0.0, 1.05),
        ((0.0, 3.0), 0.0, 3.0),
        ((0.2, 3.0), 0.0, 3.0),  # 0 is near enough
        ((-7.0, -1.0), 0.0, 7.0),
        ((400_000.0, 500_000.0), 450_000.0, 50_000.0),
        ((230_000.0, 540_000.0), 385_000.0, 155_000.0),
        ((5.0, 5.0), 0.0, 5.0),
        ((0.6,), 0.0, 0.6),  # the first point that is drawn
        ((0.6, 0.8), 0.0, 0.8),
        ((-0.9, -0.8), 0.0, 0.9),
        ((0.0, 0.0), 0.0, 1.0),
        ((), 0.0, 1.0),
    ],
)
def test_that_zero_is_the_middle_unless_all_values_lie_far_from_it(values, middle, reach):
    scale = scale_of(*values) if values else value_scale(preset("Blank values"))

    assert (scale.middle, scale.reach) == (middle, reach)
    assert (scale.low, scale.high) == (middle - reach, middle + reach)


def test_that_small_values_that_are_scaled_are_shown_around_the_middle_of_their_range():
    points = PointSet([[0.0, 0.0]] * 2, targets=[[0.91], [0.99]])
    experiment = Experiment(points, NETWORK, scaling=scaling_of(points, inputs=False, targets=True))

    assert (value_scale(experiment).low, value_scale(experiment).high) == pytest.approx((0.91, 0.99))


def test_that_points_with_classes_have_the_plain_scale():
    assert value_scale(preset("XOR")) == ValueScale(0.0, 1.0)


def test_that_shares_run_from_the_lower_to_the_upper_end():
    assert ValueScale(10.0, 4.0).shares(np.array([6.0, 10.0, 13.0])).tolist() == [-1.0, 0.0, 0.75]
    assert ValueScale(10.0, 4.0).share(13.0) == 0.75


@pytest.mark.parametrize(
    ("scale", "levels"),
    [
        (ValueScale(0.0, 1.05), (-0.6, -0.3, 0.0, 0.3, 0.6)),  # the lines of the board
        (ValueScale(450_000.0, 50_000.0), (420_000.0, 435_000.0, 450_000.0, 465_000.0, 480_000.0)),
        (ValueScale(0.0, 3e-7), (-2e-7, -1e-7, 0.0, 1e-7, 2e-7)),
    ],
)
def test_that_levels_are_five_round_values_inside_the_scale(scale, levels):
    assert scale.levels() == pytest.approx(levels, rel=1e-12)


@given(st.floats(-1e9, 1e9), st.floats(1e-3, 1e9))
def test_that_levels_lie_inside_any_scale_and_evenly(middle, reach):
    assume(reach > 1e-9 * abs(middle))
    scale = ValueScale(middle, reach)

    levels = np.array(scale.levels())

    assert (levels > scale.low).all()
    assert (levels < scale.high).all()
    assert np.ptp(levels) >= 0.9 * scale.reach
