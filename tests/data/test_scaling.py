from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz.data.points import PointSet
from mlpviz.data.scaling import NONE, Columns, Scaling, scaling_of
from mlpviz.engine import probes
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.run import Run

HOUSES = PointSet(
    [[2104, 3], [1600, 3], [2400, 3], [1416, 2], [3000, 4]],  # size in square feet, bedrooms; a course's first data
    targets=[[399900], [329900], [369000], [232000], [539900]],
    test=[False, False, False, False, True],
)
NETWORK = NetworkSpec([LayerSpec(3, "Tanh"), LayerSpec(1, "Linear")], loss="SquaredError")


def test_that_mean_and_spread_are_those_of_the_train_points():
    scaling = scaling_of(HOUSES, targets=True)

    assert scaling.inputs is not None
    assert scaling.targets is not None
    for column in range(2):
        values = HOUSES.x[:4, column].tolist()
        assert scaling.inputs.mean[column] == pytest.approx(statistics.fmean(values), rel=1e-15)
        assert scaling.inputs.spread[column] == pytest.approx(statistics.pstdev(values), rel=1e-14)
    assert scaling.targets.mean == pytest.approx((332700.0,))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(-1.7e308, 1.7e308), min_size=1, max_size=6))
def test_that_any_column_gets_a_finite_mean_and_a_spread_above_0(values):
    scaling = scaling_of(PointSet([[value] for value in values], [0] * len(values)))

    assert scaling.inputs is not None
    assert np.isfinite(scaling.inputs.mean).all()
    assert np.isfinite(scaling.inputs.spread).all()
    assert min(scaling.inputs.spread) > 0


def test_that_a_column_that_does_not_vary_has_the_spread_1():
    scaling = scaling_of(PointSet([[0.1, 1.0], [0.1, 3.0], [0.1, 8.0]], [0, 1, 0]))

    assert scaling.inputs is not None
    assert scaling.inputs.spread[0] == 1.0


def test_that_what_is_scaled_and_unscaled_is_what_it_was():
    columns = Columns((5.8, 3.8), (0.84, 1.77))
    x = np.array([[4.3, 1.0], [7.9, 6.9]])

    assert columns.scaled(x)[0] == pytest.approx([(4.3 - 5.8) / 0.84, (1.0 - 3.8) / 1.77])
    assert columns.unscaled(columns.scaled(x)) == pytest.approx(x, rel=1e-14)


def test_that_a_scaled_experiment_learns_as_one_whose_points_were_scaled_by_hand():
    scaling = scaling_of(HOUSES, targets=True)
    assert scaling.targets is not None
    assert HOUSES.targets is not None
    by_hand = PointSet(
        scaling.scaled_inputs(HOUSES.x), targets=scaling.scaled_targets(HOUSES.targets), test=HOUSES.test
    )
    plan = Plan("Adam", 0.05, 2)
    scaled, plain = Run(Experiment(HOUSES, NETWORK, plan, scaling=scaling)), Run(Experiment(by_hand, NETWORK, plan))

    for run in (scaled, plain):
        for _ in range(20):
            run.epoch()

    assert np.array_equal(scaled.theta, plain.theta)
    assert scaled.scores().train_loss == plain.scores().train_loss
    prices = scaled.predict(HOUSES.x)
    assert prices == pytest.approx(plain.predict(by_hand.x) * scaling.targets.spread[0] + scaling.targets.mean[0])
    snapshot = scaled.snapshot()
    assert np.array_equal(probes.predictions(snapshot, HOUSES.x), prices)
    assert probes.probe(snapshot, HOUSES.x[0]).answer == pytest.approx(prices[0])


def test_that_a_scaling_of_another_number_of_columns_is_refused():
    with pytest.raises(ValueError, match=r"^scaling.inputs is for 1 column, but there are 2\."):
        Experiment(HOUSES, NETWORK, scaling=Scaling(Columns((0.0,), (1.0,))))
    classes = PointSet([[0, 0]], [0])
    with pytest.raises(ValueError, match=r"^scaling.targets is for points with values; these have classes"):
        Experiment(classes, NetworkSpec([LayerSpec(1, "Sigmoid")]), scaling=Scaling(None, Columns((0.0,), (1.0,))))
    with pytest.raises(ValueError, match=r"^targets can be scaled where points have values"):
        scaling_of(PointSet([[0, 0]], [0]), targets=True)


def test_that_the_loss_refuses_targets_by_their_scaled_numbers():
    network = NetworkSpec([LayerSpec(1, "Sigmoid")])
    points = PointSet([[0, 0], [1, 1]], targets=[[0.0], [10.0]])

    with pytest.raises(ValueError, match=r"^targets: CrossEntropy needs targets from 0 to 1, not 10"):
        Experiment(points, network)
    scaled = Experiment(points, network, scaling=Scaling(None, Columns((0.0,), (10.0,))))
    assert Run(scaled).predict([[0, 0]])[0, 0] == pytest.approx(10 * 0.5, abs=5.0)


def test_that_nothing_is_scaled_unless_it_was_asked_for():
    assert not NONE
    assert Experiment(HOUSES, NETWORK).scaling == NONE
    x = np.array([[2.0, 3.0]])
    assert NONE.scaled_inputs(x) is x
    assert NONE.answers(x) is x


@pytest.mark.parametrize(
    ("mean", "spread", "sentence"),
    [
        ((0.0,), (0.0,), "spread holds 0.0"),
        ((0.0,), (1.0, 2.0), "spread has 2 numbers; give one for each of the 1 means"),
        ((float("nan"),), (1.0,), "mean is"),
        ("12", (1.0,), "mean is '12'; give one"),
    ],
)
def test_that_columns_with_wrong_numbers_are_refused(mean, spread, sentence):
    with pytest.raises(ValueError, match=f"^{sentence}"):
        Columns(mean, spread)
