"""Names of curves stand beside their curve, on no other thing; the axis refuses what formulas are not known for."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from mlpviz.nn.activations import Formula, activations
from mlpviz.views.activations.axes import ZAxis
from mlpviz.views.activations.depth_plots import log_range, log_ticks
from mlpviz.views.activations.function_plot import usual_range
from mlpviz.views.activations.label_places import LabelPlaces

AREA = QRectF(0, 0, 400, 200)


def level(y):
    return lambda x: y


def test_that_a_name_stands_beside_its_curve_and_not_on_it():
    place = LabelPlaces(AREA).find((60, 16), level(100.0))

    assert place is not None
    assert AREA.contains(place)
    assert not place.top() <= 100.0 <= place.bottom()
    assert min(abs(place.top() - 100.0), abs(place.bottom() - 100.0)) < 10


def test_that_two_names_never_share_a_place():
    places = LabelPlaces(AREA)

    found = [place for place in (places.find((60, 16), level(100.0)) for _ in range(8)) if place is not None]

    assert len(found) == 8
    assert not any(one.intersects(other) for at, one in enumerate(found) for other in found[:at])


def test_that_another_curve_is_covered_only_if_there_is_no_other_place():
    beside = LabelPlaces(AREA, curves=[level(113.0)]).find((60, 16), level(100.0))
    crowded = LabelPlaces(AREA, curves=[level(113.0), level(88.0)]).find((60, 16), level(100.0))

    assert beside is not None
    assert beside.bottom() < 100.0
    assert crowded is not None


def test_that_a_curve_that_is_nowhere_in_the_plot_gets_no_name():
    assert LabelPlaces(AREA).find((60, 16), level(math.inf)) is None


def test_that_the_axis_keeps_its_width_when_it_is_moved_and_its_point_when_it_is_stretched(qapp):
    axis = ZAxis()
    axis.pan(2.0)
    assert (axis.low, axis.high) == (-3.0, 7.0)
    axis.zoom(1.0, 0.5)
    assert (axis.low, axis.high) == (-1.0, 4.0)
    assert axis.at(axis.share(1.0)) == pytest.approx(1.0)
    axis.zoom(1.0, 1e6)
    axis.pan(5000.0)
    assert (axis.low, axis.high) == (-1.0, 4.0)
    axis.fit()
    assert (axis.low, axis.high) == (-5.0, 5.0)


def test_that_a_bounded_function_is_shown_whole_and_an_unbounded_one_near_zero():
    tanh, relu = activations.make("Tanh"), activations.make("ReLU")

    low, high = usual_range([tanh], -5.0, 5.0, slope=True)
    assert low < -1.0 < 1.0 < high < 1.5
    low, high = usual_range([relu, tanh], -5.0, 5.0, slope=True)
    assert low < -1.0
    assert 3.0 < high < 4.0
    low, high = usual_range([Formula(text="10*sin(z)")], -5.0, 5.0, slope=True)
    assert low < -9.9 < 9.9 < high


def test_that_exact_zeros_of_a_product_have_a_zero_at_the_bottom_and_room_of_their_own():
    with_zeros = np.array([0.0, -2.0, -np.inf])

    low, high = log_range(with_zeros)
    ticks = log_ticks((low, high), 140.0, 1.0, zeros=True)

    assert low < log_range(with_zeros[:2])[0] < -2.0 < 0.0 < high
    assert ticks[-1][1] == "0"
    assert low < ticks[-1][0] < min(power for power, _ in ticks[:-1])
    assert "1" in [text for _, text in ticks]
    assert "0" not in [text for _, text in log_ticks((low, high), 140.0, 1.0, zeros=False)]
