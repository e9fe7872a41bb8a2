from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.data.area import HALF_WIDTH
from mlpviz.data.points import Recipe
from mlpviz.data.shapes import EDGE, SHAPES, draw, shapes_shown
from mlpviz.engine.places import places

DRAWN = [shape.name for shape in shapes_shown(values=False) if shape.name != "Blank"]
VALUED = [shape.name for shape in shapes_shown(values=True) if shape.name != "Blank values"]


def drawn(name, **recipe):
    """The points of a preset without noise, and their classes."""
    points = draw(Recipe(name, **{"per_class": 400, "noise": 0.0, **recipe}))
    assert points.labels is not None
    return points.x, points.labels


@pytest.mark.parametrize("name", DRAWN + VALUED)
def test_that_a_recipe_draws_the_same_points_every_time(name):
    recipe = Recipe(name)

    assert draw(recipe) == draw(recipe)
    assert draw(recipe).recipe == recipe
    assert not np.array_equal(draw(recipe).x, draw(replace(recipe, seed=8)).x)


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("noise", [0.0, 0.11, 5.0])
def test_that_every_class_gets_its_points_inside_the_square(name, noise):
    points = draw(Recipe(name, per_class=50, noise=noise))

    assert points.labels is not None
    assert np.bincount(points.labels).tolist() == [50] * SHAPES[name].classes
    assert np.abs(points.x).max() < HALF_WIDTH
    assert points.test_count == SHAPES[name].classes * round(0.25 * 50)


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("noise", [0.3, 0.5, 5.0])
def test_that_no_two_noisy_points_lie_on_one_line_at_the_border(name, noise):
    x = draw(Recipe(name, noise=noise)).x

    for axis in range(2):
        assert np.abs(x[:, axis]).max() < EDGE
        assert len(np.unique(x[:, axis])) == len(x)


def test_that_a_point_beyond_the_edge_is_mirrored_and_the_others_stay():
    # Linear, seed 7: without an edge, point and noise are the sum of two draws of the same generator.
    recipe = Recipe("Linear", noise=0.5)
    random = np.random.default_rng((7, 0))
    still = np.concatenate([SHAPES["Linear"].draw(label, 120, random) for label in range(2)])
    free = still + 0.5 * random.standard_normal((240, 2))

    x = draw(recipe).x

    beyond = np.abs(free) > EDGE
    assert beyond.sum() > 3
    assert np.array_equal(x[~beyond], free[~beyond])
    assert x[beyond] == pytest.approx(np.sign(free[beyond]) * (2 * EDGE - np.abs(free[beyond])))


@pytest.mark.parametrize("name", DRAWN)
def test_that_noise_moves_points_by_as_much_as_it_says(name):
    still, _ = drawn(name)
    moved, _ = drawn(name, noise=0.05)

    difference = (moved - still)[np.abs(still).max(axis=1) < 2.5]

    assert difference.std() == pytest.approx(0.05, rel=0.1)


def test_that_the_split_stays_when_the_noise_changes():
    assert np.array_equal(draw(Recipe("Moons")).test, draw(Recipe("Moons", noise=0.4)).test)


def test_that_linear_can_be_parted_by_a_straight_line():
    x, labels = drawn("Linear")

    assert np.array_equal(x[:, 0] - x[:, 1] > 0, labels == 1)


def test_that_xor_belongs_together_across_the_corners():
    x, labels = drawn("XOR")

    assert np.array_equal(x[:, 0] * x[:, 1] < 0, labels == 1)
    for corner in range(4):
        side = np.array([1 - 2 * (corner % 2), 1 - 2 * (corner // 2)])
        assert np.sum((x * side > 0).all(axis=1)) > 140


def test_that_circles_are_a_disc_inside_a_ring():
    x, labels = drawn("Circles")
    radius = np.hypot(*x.T)

    assert radius[labels == 1].max() < 1.01
    assert radius[labels == 0].min() > 1.69


def test_that_the_arms_of_the_spiral_are_each_other_turned_by_half():
    x, labels = drawn("Spiral")
    radius, angle = np.hypot(*x.T), np.arctan2(x[:, 1], x[:, 0])

    along = (radius - 0.25) / 2.2
    turned = (angle - 2.2 * np.pi * along - 0.2 * np.pi - labels * np.pi) % (2 * np.pi)

    assert np.minimum(turned, 2 * np.pi - turned).max() < 1e-9


def test_that_moons_interlock():
    x, labels = drawn("Moons")
    upper, lower = x[labels == 0], x[labels == 1]

    assert np.array_equal(np.sign(upper[:, 1] + 0.375), np.ones(len(upper)))
    assert lower[:, 0].min() < upper[:, 0].max()
    assert np.max(upper[:, 1]) > np.max(lower[:, 1]) > np.min(upper[:, 1])
    # No straight line parts them: the mean of each moon lies inside the hull of the other's reach.
    assert upper[:, 0].max() > lower[:, 0].mean() > upper[:, 0].mean()


def test_that_blobs_are_three_clouds_around_their_centres():
    x, labels = drawn("Blobs", per_class=2000)

    for label in range(3):
        angle = 2 * np.pi * label / 3 + np.pi / 2
        cloud = x[labels == label]
        assert cloud.mean(axis=0) == pytest.approx([1.45 * np.cos(angle), 1.45 * np.sin(angle)], abs=0.04)
        assert cloud.std(axis=0) == pytest.approx([0.42, 0.42], rel=0.1)


def test_that_neighbouring_fields_of_the_board_differ():
    x, labels = drawn("Checkerboard")
    field = np.floor((x + 2.5) / 1.25).astype(int)

    assert np.array_equal(field.sum(axis=1) % 2, labels)
    assert len({tuple(one) for one in field}) == 16


def test_that_blank_is_an_empty_square():
    assert len(draw(Recipe("Blank"))) == 0
    blank = draw(Recipe("Blank values"))
    assert blank.x.shape == (0, 2)
    assert blank.targets is not None


@pytest.mark.parametrize("name", VALUED)
@pytest.mark.parametrize("noise", [0.0, 0.1, 5.0])
def test_that_a_preset_with_values_has_so_many_points_where_they_are_seen(name, noise):
    points, shape = draw(Recipe(name, per_class=160, noise=noise)), SHAPES[name]

    assert points.targets is not None
    assert points.targets.shape == (160, 1)
    assert points.x.shape == (160, shape.inputs)
    assert np.abs(points.x).max() < HALF_WIDTH
    assert points.test_count == 40
    if noise < 1:
        assert shape.area.holds(places(points)).all()


@pytest.mark.parametrize("name", VALUED)
def test_that_noise_moves_values_by_as_much_as_it_says_and_no_point(name):
    still, moved = (draw(Recipe(name, per_class=4000, noise=noise)) for noise in (0.0, 0.06))

    assert still.targets is not None
    assert moved.targets is not None
    assert np.array_equal(moved.x, still.x)
    assert (moved.targets - still.targets).std() == pytest.approx(0.06, rel=0.05)


@pytest.mark.parametrize(
    ("name", "at", "value"),
    [
        ("Plane", [1.0, 2.0], 0.0),
        ("Plane", [-2.0, 1.0], -0.75),
        ("Two hills", [1.2, 1.0], 1.0),
        ("Two hills", [-1.2, -1.0], -1.0),
        ("Ripple", [0.0, 0.0], 1.0),
        ("Saddle", [2.6, 0.0], 1.0),
        ("Saddle", [1.5, -1.5], 0.0),
        ("Sine", [np.pi / 4], 1.0),
        ("Step", [-0.3], -1.0),
        ("Bump", [0.6], np.exp(-1.0)),
    ],
)
def test_that_a_preset_with_values_has_the_values_of_its_name(name, at, value):
    surface = SHAPES[name].value

    assert surface is not None
    assert surface(np.array([at])) == pytest.approx([value], abs=5e-3)


def test_that_an_unknown_preset_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="unknown preset 'Donut'; choose one of Linear, XOR, Circles, Spiral"):
        draw(Recipe("Donut"))
