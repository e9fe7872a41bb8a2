from __future__ import annotations

import pytest

from mlpviz.data.conversion import as_classes, as_values, class_border
from mlpviz.data.points import PointSet

XOR = PointSet([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0], test=[False, True, False, False])


def test_that_two_classes_become_minus_one_and_one_and_back():
    values = as_values(XOR, 2)

    assert values.targets is not None
    assert values.targets.tolist() == [[-1.0], [1.0], [1.0], [-1.0]]
    assert as_classes(values) == XOR


def test_that_more_classes_are_spread_evenly():
    values = as_values(PointSet([[0, 0]] * 3, [0, 1, 2]), 3)

    assert values.targets is not None
    assert values.targets[:, 0].tolist() == [-1.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("values", "border", "labels"),
    [
        ([-0.2, 0.0, 0.3], 0.0, [0, 0, 1]),
        ([230_000, 250_000, 540_000], 385_000.0, [0, 0, 1]),  # 0 does not part these
        ([7, 7, 7], 0.0, [1, 1, 1]),
        ([0.0, 0.0], 0.0, [0, 0]),
    ],
)
def test_that_values_become_classes_at_zero_or_in_the_middle(values, border, labels):
    points = PointSet([[0, 0]] * len(values), targets=[[value] for value in values])

    assert class_border(points) == border
    found = as_classes(points).labels
    assert found is not None
    assert found.tolist() == labels


def test_that_points_of_the_wanted_kind_stay_as_they_are():
    assert as_classes(XOR) is XOR
    assert as_values(as_values(XOR, 2), 2) == as_values(XOR, 2)
