from __future__ import annotations

import numpy as np
import pytest

from mlpviz.data.area import Area, around
from mlpviz.data.points import PointSet
from mlpviz.engine import probes
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, preset
from mlpviz.engine.places import area_of, held, inputs_at, places, with_area_shown
from mlpviz.engine.run import Run

THREE = PointSet([[1.0, 10.0, 100.0], [3.0, 30.0, 500.0], [7.0, 70.0, 9.0]], [0, 1, 0], test=[False, False, True])
OF_THREE = Experiment(THREE, NetworkSpec([LayerSpec(2, "Tanh"), LayerSpec(1, "Sigmoid")], inputs=3), axes=(2, 0))
CURVE = PointSet([[0.0], [10.0]], targets=[[5.0], [-5.0]])
OF_CURVE = Experiment(CURVE, NetworkSpec([LayerSpec(1, "Linear")], loss="SquaredError", inputs=1, theta=[2.0, 1.0]))


def test_that_points_lie_at_the_two_inputs_on_the_axes():
    assert places(THREE, (2, 0)).tolist() == [[100.0, 1.0], [500.0, 3.0], [9.0, 7.0]]


def test_that_the_inputs_not_on_an_axis_are_held_at_the_mean_of_the_train_points():
    assert held(OF_THREE).tolist() == [2.0, 20.0, 300.0]
    assert inputs_at(OF_THREE, np.array([[5.0, 6.0]])).tolist() == [[6.0, 20.0, 5.0]]


def test_that_one_input_lies_across_and_its_value_upwards():
    assert places(CURVE).tolist() == [[0.0, 5.0], [10.0, -5.0]]
    assert inputs_at(OF_CURVE, np.array([[4.0, 99.0]])).tolist() == [[4.0]]
    assert places(PointSet([[2.0]], [1])).tolist() == [[2.0, 0.0]]


def test_that_the_area_shows_all_points_whatever_their_numbers():
    assert area_of(preset("Spiral")) == Area()
    assert area_of(OF_THREE) == around(places(THREE, (2, 0)))


def test_that_an_area_grows_when_a_point_lies_outside_and_stays_when_none_does():
    inside = Experiment(PointSet([[0.0, 0.0]], [0]), NetworkSpec([LayerSpec(1, "Sigmoid")]), area=Area(-9, 9, -9, 9))
    outside = Experiment(PointSet([[0.0, 99.0]], [0]), inside.network, area=inside.area)

    assert with_area_shown(inside) is inside
    assert area_of(with_area_shown(outside)).holds(np.array([[0.0, 99.0]])).all()


def test_that_the_surface_of_many_inputs_is_asked_with_the_others_at_their_mean():
    run = Run(OF_THREE)

    answers = probes.surface(run.snapshot(), 3)

    cells = area_of(OF_THREE).cells(3)
    for index in (0, 5, 8):
        asked = [cells[index, 1], 20.0, cells[index, 0]]
        assert answers.reshape(9, 1)[index] == pytest.approx(run.predict([asked])[0])


def test_that_the_surface_of_one_input_is_a_curve():
    answers = probes.surface(Run(OF_CURVE).snapshot(), 4)

    area = area_of(OF_CURVE)
    across = area.left + (np.arange(4) + 0.5) / 4 * area.width
    assert answers.shape == (1, 4, 1)
    assert answers[0, :, 0] == pytest.approx(2.0 * across + 1.0)
    for units in probes.responses(Run(OF_CURVE).snapshot(), 8):
        assert (units == units[:, :1, :]).all()
