from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.engine import contour


def grid(count: int = 101, reach: float = 3.0):
    along = np.linspace(-reach, reach, count)
    return *np.meshgrid(along, along), 2 * reach / (count - 1)


def test_that_the_contour_of_a_cone_is_a_circle():
    x1, x2, step = grid()

    lines = contour.polylines(np.hypot(x1, x2), 1.9)

    assert len(lines) == 1
    places = lines[0] * step - 3.0
    assert np.abs(np.hypot(places[:, 0], places[:, 1]) - 1.9).max() < 1e-3
    assert (lines[0][0] == lines[0][-1]).all()


def test_that_the_circle_has_the_length_of_a_circle():
    x1, x2, step = grid()

    (line,) = contour.polylines(1.9 - np.hypot(x1, x2))

    length = np.hypot(*np.diff(line * step, axis=0).T).sum()
    assert abs(length - 2 * np.pi * 1.9) < 0.01


def test_that_the_contour_of_a_plane_is_one_straight_open_line():
    x1, x2, step = grid()

    (line,) = contour.polylines(x1 + 0.5 * x2 - 0.2)

    places = line * step - 3.0
    assert np.abs(places[:, 0] + 0.5 * places[:, 1] - 0.2).max() < 1e-12
    assert sorted(places[[0, -1], 1].round(6)) == [-3.0, 3.0]


def test_that_a_saddle_is_parted_by_its_middle():
    high = contour.polylines(np.array([[1.0, -0.5], [-0.5, 1.0]]))
    low = contour.polylines(np.array([[0.5, -1.0], [-1.0, 0.5]]))

    assert len(high) == len(low) == 2
    # A high middle cuts off the low corners: each line stays on one side of the rising diagonal.
    assert all(((line[:, 0] - line[:, 1]) > 0).all() or ((line[:, 0] - line[:, 1]) < 0).all() for line in high)
    assert all(((line.sum(axis=1) - 1) > 0).all() or ((line.sum(axis=1) - 1) < 0).all() for line in low)


def test_that_nothing_crosses_a_level_that_is_not_reached():
    assert contour.polylines(np.ones((5, 5)), 2.0) == []
    assert contour.polylines(np.empty((0, 0))) == []


def test_that_cells_can_be_left_out():
    x1, x2, _ = grid(21)
    known = np.zeros((21, 21), dtype=bool)
    known[:, :11] = True

    lines = contour.polylines(np.hypot(x1, x2), 1.9, known)

    assert len(lines) == 1
    assert lines[0][:, 0].max() <= 10.0


def test_that_values_that_are_no_numbers_do_no_harm():
    values = np.array([[1.0, np.nan, -1.0], [np.inf, 0.5, -np.inf], [1.0, -1.0, np.nan]])

    assert all(np.isfinite(line).all() for line in contour.polylines(values))


@given(st.integers(0, 2**32 - 1), st.integers(2, 12), st.integers(2, 12))
def test_that_lines_end_only_at_the_edge_or_where_they_began(seed, rows, columns):
    values = np.random.default_rng(seed).normal(size=(rows, columns))

    for line in contour.polylines(values):
        closed = np.allclose(line[0], line[-1])
        x, y = line[[0, -1]].T
        at_edge = np.minimum.reduce([x, y, columns - 1 - x, rows - 1 - y])
        assert closed or at_edge == pytest.approx(0.0, abs=1e-12)


@given(st.integers(0, 2**32 - 1))
def test_that_every_crossed_edge_lies_on_one_line(seed):
    values = np.random.default_rng(seed).normal(size=(7, 9))
    above = values > 0

    crossed = int((above[:, 1:] != above[:, :-1]).sum() + (above[1:] != above[:-1]).sum())
    found = np.concatenate([line[:-1] if (line[0] == line[-1]).all() else line for line in contour.polylines(values)])

    assert len(found) == crossed


def off(points, line):
    """How far the farthest of the points lies from a line of many pieces."""
    a, way = line[:-1], np.diff(line, axis=0)
    along = np.clip(np.sum((points[:, None] - a) * way, axis=2) / np.sum(way * way, axis=1), 0.0, 1.0)
    return np.hypot(*np.moveaxis(points[:, None] - (a + along[..., None] * way), 2, 0)).min(axis=1).max()


def test_that_a_thinned_circle_stays_a_circle_with_far_fewer_points():
    turn = np.linspace(0.0, 2 * np.pi, 401)
    circle = 50.0 * np.stack([np.cos(turn), np.sin(turn)], axis=1)

    thin = contour.thinned(circle, 0.05)

    # A chord over an arc of φ keeps r (1 − cos φ/2) away from it: 4 of the pieces of 2π/400, but not 8.
    assert len(thin) <= 0.3 * len(circle)
    assert off(circle, thin) <= 0.1
    assert thin[0].tolist() == circle[0].tolist()
    assert thin[-1].tolist() == circle[-1].tolist()


def test_that_a_thinned_line_keeps_its_corners_and_its_turning_points():
    corner = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0], [3.0, 1.0], [3.0, 2.0], [3.0, 3.0]])
    spike = np.array([[0.0, 0.0], [1.0, 0.0], [5.0, 0.0], [2.0, 0.0], [3.0, 0.0]])

    assert off(corner, contour.thinned(corner, 0.01)) == 0.0
    assert off(spike, contour.thinned(spike, 0.01)) == 0.0


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_that_there_is_little_to_thin_of_short_lines(count):
    line = np.stack([np.arange(count) * 1.0, np.zeros(count)], axis=1)
    assert contour.thinned(line, 0.1)[[0, -1]].tolist() == line[[0, -1]].tolist()
