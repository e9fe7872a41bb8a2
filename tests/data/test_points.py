from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.data.points import PointSet, Recipe, stratified

X = [[0.0, 1.0], [2.0, 3.0], [-1.0, 0.5]]
# A type checker would not let through what they are to refuse.
points: Any = PointSet
recipe: Any = Recipe


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: points([[1, 2], [3]], [0, 1]), "x must hold numbers, all rows of the same length"),
        (lambda: points([["a", 2]], [0]), "x must hold numbers"),
        (lambda: points([[np.nan, 2]], [0]), "x holds nan; every value must be a finite number"),
        (lambda: points([[np.inf, 2]], [0]), "x holds inf; every value must be a finite number"),
        (lambda: points(np.zeros((2, 2, 2)), [0, 1]), "x has 3 dimensions; give one row a point"),
        (lambda: points(X), "labels and targets: give exactly one of them"),
        (lambda: points(X, [0, 1, 0], [[0], [1], [0]]), "labels and targets: give exactly one of them"),
        (lambda: points(X, [0, 1]), r"labels has shape \(2,\); give one label a point, shape \(3,\)"),
        (lambda: points(X, [0, 1, 6]), "labels holds 6; use 0 to 5"),
        (lambda: points(X, [0, -1, 0]), "labels holds -1; use 0 to 5"),
        (lambda: points(X, [0, 0.5, 0]), "labels holds 0.5; use 0 to 5"),
        (lambda: points(X, ["a", "b", "c"]), "labels must hold numbers"),
        (lambda: points(X, targets=[1, 2, 3]), r"targets has shape \(3,\); give one row a point"),
        (lambda: points(X, targets=[[1], [np.nan], [3]]), "targets holds nan"),
        (lambda: points(X, [0, 1, 0], test=[True]), r"test has shape \(1,\).*one True or False a point"),
        (lambda: points(X, [0, 1, 0], test=[0, 1, 0]), "test has .* type int64; give one True or False a point"),
        (lambda: recipe("XOR", per_class=-1), "per_class is -1; allowed is a whole number from 0 to 50000"),
        (lambda: recipe("XOR", per_class=2.5), "per_class is 2.5; allowed is a whole number"),
        (lambda: recipe("XOR", noise=float("nan")), "noise is nan; allowed is a number from 0 to 5"),
        (lambda: recipe("XOR", noise="much"), "noise is 'much'; allowed is a number from 0 to 5"),
        (lambda: recipe("XOR", test_share=1.0), "test_share is 1.0; allowed is a number from 0 to 0.9"),
        (lambda: recipe("XOR", seed=-1), "seed is -1; allowed is a whole number from 0"),
    ],
)
def test_that_wrong_points_are_refused_with_what_is_allowed(make, says):
    with pytest.raises(ValueError, match=says) as refusal:
        make()

    assert "\n" not in str(refusal.value)


def test_that_points_are_copies_that_nobody_can_change():
    x, labels, test = np.array(X), np.array([0, 1, 0]), np.array([False, False, True])
    points = PointSet(x, labels, test=test)

    x[0], labels[0], test[0] = 9.0, 5, True

    assert points == PointSet(X, [0, 1, 0], test=[False, False, True])
    for array in (points.x, points.labels, points.test):
        assert array is not None
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_that_no_points_at_all_are_a_set_too():
    nothing = PointSet([], [])

    assert (len(nothing), nothing.classes, nothing.train_count, nothing.test_count) == (0, 0, 0, 0)
    assert nothing.x.shape == (0, 2)
    assert nothing.with_points([1.0, 2.0], 3).classes == 4


def test_that_added_points_are_training_points_of_their_class():
    before = PointSet(X, [0, 1, 0], test=[True, False, False], recipe=Recipe("XOR"))

    after = before.with_points([[5.0, 5.0], [6.0, 6.0]], 2)

    assert after == PointSet([*X, [5.0, 5.0], [6.0, 6.0]], [0, 1, 0, 2, 2], test=[True, False, False, False, False])
    assert after.recipe is None, "it is no longer what the preset drew"


def test_that_a_moved_point_keeps_its_class_and_its_use():
    before = PointSet(X, [0, 1, 2], test=[True, False, True])

    after = before.moved([2, 0], [[7.0, 7.0], [8.0, 8.0]])

    assert after == PointSet([[8, 8], [2, 3], [7, 7]], [0, 1, 2], test=[True, False, True])


def test_that_erased_points_leave_the_others_as_they_were():
    before = PointSet(X, [0, 1, 2], test=[True, False, True])

    assert before.without([1]) == PointSet([X[0], X[2]], [0, 2], test=[True, True])
    assert len(before.without([0, 1, 2])) == 0
    assert before.without([]) == before


def test_that_the_classes_above_a_removed_one_move_down():
    before = PointSet([*X, [4.0, 4.0]], [0, 1, 2, 1])

    assert before.without_class(1) == PointSet([X[0], X[2]], [0, 1])


def test_that_points_with_targets_have_no_classes_to_change():
    numbers = PointSet(X, targets=[[1], [2], [3]])

    assert numbers.classes == 0
    for change in (lambda: numbers.with_points(X, 0), lambda: numbers.without_class(0)):
        with pytest.raises(ValueError, match="numeric targets, not classes"):
            change()


def test_that_points_with_targets_are_moved_and_taken_away_with_them():
    numbers = PointSet(X, targets=[[1], [2], [3]], test=[True, False, False])

    assert numbers.without([1]) == PointSet([X[0], X[2]], targets=[[1], [3]], test=[True, False])
    assert numbers.moved([2], [[7, 8]]) == PointSet(
        [X[0], X[1], [7.0, 8.0]], targets=[[1], [2], [3]], test=numbers.test
    )


@given(count=st.integers(0, 80), share=st.floats(0.0, 1.0), seed=st.integers(0, 2**63 - 1), width=st.integers(1, 5))
def test_that_small_and_large_targets_give_the_same_share_to_the_test(count, share, seed, width):
    random = np.random.default_rng(seed % 1000)
    targets = random.integers(0, 40, (count, 2))
    points = PointSet(random.normal(0, 1, (count, width)), targets=targets)

    split = points.split(share, seed)

    assert split == points.split(share, seed)
    assert split == PointSet(points.x, targets=targets, test=split.test)
    assert split.test_count == round(share * count)
    in_order = split.test[np.argsort(targets[:, 0], kind="stable")]
    for end in range(count):  # among the smallest ones there are as many as there should be, give or take one
        assert abs(np.count_nonzero(in_order[:end]) - share * end) <= 2.0


@pytest.mark.parametrize("share", [-0.1, 1.5, float("nan"), "half", True])
def test_that_a_wrong_share_is_refused(share):
    with pytest.raises(ValueError, match=r"test_share is .*; allowed is a number from 0 to 1"):
        PointSet(X, [0, 1, 0]).split(share, 0)


def test_that_equal_sets_are_equal_and_different_ones_are_not():
    assert PointSet(X, [0, 1, 0]) == PointSet(X, [0, 1, 0])
    others = [
        PointSet(X, [0, 1, 1]),
        PointSet(np.array(X) + 1e-12, [0, 1, 0]),
        PointSet(X, [0, 1, 0], test=[True, False, False]),
        PointSet(X, [0, 1, 0], recipe=Recipe("XOR")),
        PointSet(X, targets=[[0], [1], [0]]),
    ]
    assert PointSet(X, [0, 1, 0]) not in others


@given(
    counts=st.lists(st.integers(0, 60), min_size=1, max_size=6),
    share=st.floats(0.0, 0.9),
    seed=st.integers(0, 2**63 - 1),
)
def test_that_every_class_gives_the_same_share_to_the_test(counts, share, seed):
    labels = np.repeat(np.arange(len(counts)), counts)

    test = stratified(labels, share, seed)

    assert [int(np.sum(test[labels == label])) for label in range(len(counts))] == [
        round(share * count) for count in counts
    ]
    assert np.array_equal(test, stratified(labels, share, seed))


def test_that_the_seed_decides_which_points_are_kept_for_testing():
    points = PointSet(np.random.default_rng(0).normal(0, 1, (100, 2)), np.arange(100) % 2)

    assert points.split(0.3, 1) == points.split(0.3, 1)
    assert points.split(0.3, 1) != points.split(0.3, 2)
    assert points.split(0.3, 1).test_count == 30
