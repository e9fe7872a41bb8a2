"""The gradient of a snapshot against central differences: what it finds, and what it must not accuse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import preset
from mlpviz.engine.run import Run
from mlpviz.engine.snapshot_check import AGREES, MOST, check_snapshot, chosen_entries, worst_first
from mlpviz.nn.activations import activations
from tests.engine.verdict_runs import with_hidden

SPIRAL = preset("Spiral", per_class=30)
EVERYWHERE = [choice.__name__ for choice in activations if not choice.only_as_link]


def test_that_a_small_network_is_checked_as_a_run_checks_itself():
    run = Run(SPIRAL)
    run.epoch()

    check, own = check_snapshot(run.snapshot()), run.check_gradient()

    assert check.entries == own.entries
    assert 0.0 < check.error == own.error < AGREES


def test_that_a_large_network_is_checked_at_two_hundred_entries_chosen_by_a_seed():
    run = Run(with_hidden(SPIRAL, "Tanh", 20, 20))
    check = check_snapshot(run.snapshot())
    indices = [entry.index for entry in check.entries]

    assert len(indices) == MOST == len(set(indices))
    assert indices == list(chosen_entries(len(run.theta))) == sorted(indices)
    assert indices != list(chosen_entries(len(run.theta), seed=1))
    assert chosen_entries(3) == (0, 1, 2)


def test_that_a_wrong_entry_is_found_with_its_error_and_stands_first():
    snapshot = Run(SPIRAL).snapshot()
    grad = snapshot.grad.copy()
    grad[7] *= 1.01

    check = check_snapshot(replace(snapshot, grad=grad))

    assert check.error == pytest.approx(0.01 / 2.01, rel=1e-4)
    assert worst_first(check)[0].index == 7
    assert [entry.index for entry in check.entries if entry.error >= AGREES] == [7]


@pytest.mark.parametrize("sigma", [0.01, 1.0, 3.0])
@pytest.mark.parametrize("activation", EVERYWHERE)
def test_that_no_gradient_by_backprop_is_accused(activation, sigma):
    for widths in ((6, 4), (8,) * 8):
        initializer = {"name": "Normal", "sigma": sigma}
        check = check_snapshot(Run(with_hidden(SPIRAL, activation, *widths, initializer=initializer)).snapshot())

        assert check < AGREES
        assert check.checked + check.too_small + check.at_kinks + check.too_bent == len(check.entries)


def test_that_a_vanishing_network_has_entries_too_small_to_check_and_none_that_are_wrong():
    check = check_snapshot(Run(with_hidden(SPIRAL, "Sigmoid", *[8] * 10)).snapshot())

    assert check < AGREES
    assert check.too_small > 50


@pytest.mark.parametrize("size", [30.0, 1000.0])
def test_that_large_inputs_are_not_taken_for_a_wrong_gradient(size):
    points = PointSet(SPIRAL.points.x * size + 3 * size, SPIRAL.points.labels, test=SPIRAL.points.test)
    run = Run(replace(SPIRAL, area=None, points=points))

    for _ in range(3):
        assert check_snapshot(run.snapshot()) < AGREES
        run.epoch()


def test_that_a_wrong_entry_is_found_where_the_gradient_bends_much():
    rough = with_hidden(SPIRAL, "Formula", *[8] * 8, initializer={"name": "Normal", "sigma": 3.0})
    snapshot = Run(rough).snapshot()
    right = check_snapshot(snapshot)
    assert right.too_bent > 0

    index = next(entry.index for entry in right.entries if entry.state == "checked")
    grad = snapshot.grad.copy()
    grad[index] *= -1.0

    assert worst_first(check_snapshot(replace(snapshot, grad=grad)))[0].index == index


def test_that_there_is_nothing_to_check_without_points():
    check = check_snapshot(Run(preset("Blank")).snapshot())

    assert (check.error, check.entries) == (0.0, ())


def test_that_theta_is_as_before_the_check():
    snapshot = Run(SPIRAL).snapshot()
    before = snapshot.theta.copy()

    check_snapshot(snapshot)

    assert np.array_equal(snapshot.theta, before)
