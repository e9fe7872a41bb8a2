"""The best straight cut, beside every way to part points that there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz.engine.hidden_space.cuts import best_cut
from mlpviz.engine.pool import Mark
from mlpviz.nn.perceptron import Perceptron

MARK = Mark()


def counted(cut, points, one):
    """How many points the cut itself gets right."""
    return int(((np.asarray(points) @ cut.normal > cut.offset) == one).sum())


@pytest.mark.parametrize(("points", "labels", "right"), [
    ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0], 3),  # XOR
    ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1], 4),  # AND
    ([[0, 0], [1, 0], [2, 0], [3, 0]], [0, 1, 0, 1], 3),
    ([[0, 0], [0, 0]], [0, 1], 1),  # one place, two classes
    ([[0], [1], [2], [3], [4]], [0, 1, 1, 1, 0], 4),
    ([[0, 0, 0], [1, 1, 1], [1, 0, 0], [0, 1, 1]], [0, 0, 1, 1], 3),  # they lie on one plane, as XOR
    ([[0, 0, 1], [1, 1, 1], [1, 0, 0], [0, 1, 0]], [0, 0, 1, 1], 4),
])  # fmt: skip
def test_small_problems_come_out_as_by_hand(points, labels, right):
    one = np.array(labels) == 1
    cut = best_cut(np.array(points, float), one, MARK)
    assert cut.right == right == counted(cut, points, one)
    assert cut.separates == (right == len(points))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3), st.booleans()), min_size=1, max_size=9))
def test_no_line_parts_points_better_than_the_cut_on_the_plane(drawn):
    points, one = np.array([row[:2] for row in drawn], float), np.array([row[2] for row in drawn])
    cut = best_cut(points, one, MARK)
    assert cut.exact
    assert counted(cut, points, one) == cut.right
    # A line parts a set off if a perceptron with a bias can learn the set.
    possible = 0
    for sides in product((False, True), repeat=len(points)):
        agree = int((np.array(sides) == one).sum())
        if agree > possible:
            taught = Perceptron(points.tolist(), [1 if side else -1 for side in sides])
            if taught.certificate.separable:
                possible = agree
    assert cut.right == possible


def test_a_thin_gap_is_found_that_no_direction_of_a_fan_meets():
    x = np.linspace(0, 1, 200)
    points = np.concatenate([np.column_stack([x, 0.12345 * x + 1e-7]), np.column_stack([x, 0.12345 * x - 1e-7])])
    one = np.arange(400) < 200
    assert best_cut(points, one, MARK).separates


def test_points_that_are_no_numbers_are_on_the_wrong_side():
    cut = best_cut(np.array([[0.0, 0.0], [1.0, 1.0], [np.nan, 0.0]]), np.array([False, True, True]), MARK)
    assert (cut.right, cut.total, cut.separates) == (2, 3, False)


def test_tiny_spreads_beside_large_values_are_still_told_apart():
    points = np.array([[1e6 + 1e-6, 0.0], [1e6, 1.0], [1e6 + 1e-6, 2.0], [1e6, 3.0]])
    assert best_cut(points, np.array([True, False, True, False]), MARK).separates


def test_a_cut_in_many_dimensions_is_found_by_training():
    random = np.random.default_rng(3)
    points = random.standard_normal((300, 40))
    one = points @ random.standard_normal(40) > 0.1
    cut = best_cut(points, one, MARK)
    assert cut.separates
    assert counted(cut, points, one) == 300
