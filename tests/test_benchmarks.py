"""What the benchmark compares: that all who take part do the same work."""

from __future__ import annotations

import numpy as np
import pytest

from mlpviz.engine.approximation.fits import Fit, fit
from mlpviz.engine.approximation.sketch import values_by_hand
from mlpviz.engine.flow.cell import CellJob, train_cell
from mlpviz.engine.flow.grid import FlowGrid
from mlpviz.engine.pool import Mark
from mlpviz.nn.activations import activations
from tests.benchmarks.epochs import contestants, one_turn
from tests.benchmarks.table import Table
from tests.benchmarks.torch_jobs import torch_cell, torch_fit
from tests.benchmarks.workloads import WORKLOADS, Workload

SMALL = {**WORKLOADS, "odd": Workload("odd", (2, 5, 3, 1), 90, 30)}


@pytest.fixture(autouse=True)
def compiling(monkeypatch):
    monkeypatch.delenv("MLPVIZ_NEVER_COMPILE")


def all_of(weights):
    return np.concatenate([piece.ravel() for pair in weights for piece in pair])


@pytest.mark.parametrize("name", ["W3", "W4", pytest.param("W6", marks=pytest.mark.slow), "odd"])
def test_that_all_who_take_part_learn_the_same_weights(name):
    taking_part = contestants(SMALL[name])
    first = all_of(SMALL[name].weights())
    for _ in range(3):
        for one in taking_part.values():
            one.bare()

    expected = all_of(taking_part["textbook"].weights())
    assert np.max(np.abs(expected - first)) > 1e-4, "weights that rest prove nothing"
    for who, one in taking_part.items():
        np.testing.assert_allclose(all_of(one.weights()), expected, rtol=1e-9, atol=1e-12, err_msg=who)


def test_that_compiled_epochs_take_part_in_both_kinds_of_epoch():
    pytest.importorskip("numba")
    compiled = contestants(SMALL["odd"])["mlpviz compiled"]

    assert compiled.bare() is None
    assert compiled.full() == 1, "the first one is timed"
    assert compiled.full() in range(2, 4097)


def test_that_a_fit_in_torch_learns_the_same_with_the_same_falling_rate():
    pytest.importorskip("torch")
    job = Fit(values_by_hand(), activations.make("Tanh"), 4, seed=2, epochs=8)
    with Mark() as mark:
        ours, theirs = fit(job, mark), torch_fit(job, mark)

    np.testing.assert_allclose(theirs, ours.snapshot.theta, rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("place", [(2, 1), (3, 2), (2, 0)], ids=["tanh", "ReLU", "sigmoid"])
def test_that_a_cell_in_torch_learns_the_same_and_measures_the_same(place):
    pytest.importorskip("torch")
    job = CellJob(FlowGrid(layers=4, width=8).experiment(*place), 5)
    with Mark() as mark:
        ours, (theirs, theta) = train_cell(job, mark), torch_cell(job, mark)

    np.testing.assert_allclose(theta, ours.theta, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(theirs, np.column_stack((ours.losses, ours.norms)), rtol=1e-7, atol=1e-15)


def test_that_several_epochs_in_one_call_are_counted_as_several():
    assert one_turn(lambda: 10**9, 0.0) > one_turn(lambda: None, 0.0)


def test_that_a_cell_which_a_row_lacks_is_a_dash():
    table = Table("Speed")
    table.add({"who": "one", "a": "1"})
    table.add({"who": "two", "b": "2"})

    assert table.markdown().splitlines()[2:] == [
        "| who | a | b |",
        "|---|---|---|",
        "| one | 1 | — |",
        "| two | — | 2 |",
    ]
