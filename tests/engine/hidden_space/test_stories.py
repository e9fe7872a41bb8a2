"""What is said about the spaces, where it is so and where it is not so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.hidden_space.cuts import Cut
from mlpviz.engine.hidden_space.spaces import Space, spaces_of
from mlpviz.engine.hidden_space.story import Finding, comparison, examine, jobs_of, verdict, why_no_border
from mlpviz.engine.pool import Mark
from mlpviz.engine.records import Snapshot
from mlpviz.engine.run import Run

XOR = PointSet([[0, 0], [0, 1], [1, 0], [1, 1]], labels=[0, 1, 1, 0])


def examined(points: PointSet, spec: NetworkSpec) -> tuple[Snapshot, tuple[Space, ...], dict[int, Finding]]:
    snapshot = Run(Experiment(points, spec, Plan())).snapshot()
    spaces = spaces_of(snapshot)
    return snapshot, spaces, {job.layer: examine(job, Mark()) for job in jobs_of(snapshot, spaces)}


def test_the_hidden_layer_of_the_book_makes_xor_separable():
    spec = NetworkSpec((LayerSpec(2, "ReLU"), LayerSpec(1, "Sigmoid")), loss="CrossEntropy",
                       theta=(1, 1, 1, 1, 0, -1, 1, -2, -0.5))
    snapshot, spaces, found = examined(XOR, spec)
    assert [found[layer].caption for layer in range(3)] == ["best line 75 %", "best line 100 %", "best threshold 100 %"]
    assert comparison(found, 1, 2) == \
        "At best a straight cut gets 75 % of the train points right in the input and 100 % here."
    assert verdict(found, 1, 2, 1.0) == \
        "Linearly separable: the last layer needs only one straight cut. The network gets 100 %."
    assert verdict(found, 0, 2, 1.0) == \
        "Not linearly separable: no straight cut gets all. The network gets 100 %."
    assert [why_no_border(snapshot.experiment, space) for space in spaces] == \
        ["", "", "These are the answers themselves."]


def test_a_class_between_two_others_is_not_called_inseparable_by_the_network():
    x = np.array([[0, 0], [0.1, 0], [1, 0], [1.1, 0], [2, 0], [2.1, 0]])
    points = PointSet(x, labels=[0, 0, 1, 1, 2, 2])
    spec = NetworkSpec((LayerSpec(3, "Softmax"),), loss="CrossEntropy")
    _, _, found = examined(points, spec)
    assert found[0].caption == "best line 67 % (class 2)"
    assert verdict(found, 0, 1, 1.0).startswith("No straight cut parts class 2 from all others.")


def test_with_three_units_a_cut_may_have_been_missed():
    random = np.random.default_rng(1)
    points = PointSet(random.standard_normal((60, 2)), labels=random.integers(0, 2, 60).tolist())
    spec = NetworkSpec((LayerSpec(4, "Tanh"), LayerSpec(1, "Sigmoid")), loss="CrossEntropy", seed=1)
    snapshot, spaces, found = examined(points, spec)
    assert found[1].share.startswith("at least ")
    assert comparison(found, 1, 2).startswith("A straight cut gets ")
    assert verdict(found, 1, 2, 0.5) == "No straight cut that gets all was found. The network gets 50 %."
    assert "4 values" in why_no_border(snapshot.experiment, spaces[1])


def test_values_are_fitted_by_least_squares():
    x = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    points = PointSet(x, targets=[[0], [1], [1], [0]])  # no plane explains anything of XOR
    spec = NetworkSpec((LayerSpec(2, "ReLU"), LayerSpec(1, "Linear")), loss="MeanSquaredError",
                       theta=(1, 1, 1, 1, 0, -1, 1, -2, 0))
    _, _, found = examined(points, spec)
    assert found[0].r2 == pytest.approx(0.0, abs=1e-12)
    assert found[1].r2 == pytest.approx(1.0, abs=1e-12)
    assert verdict(found, 1, 2, float("nan")) == ""


def test_one_class_alone_has_nothing_to_cut():
    points = PointSet([[0, 0], [1, 1]], labels=[1, 1])
    spec = NetworkSpec((LayerSpec(1, "Sigmoid"),), loss="CrossEntropy")
    assert examined(points, spec)[2] == {}


def test_that_r2_is_no_number_where_it_is_not_defined():
    points = PointSet([[0.0], [1.0], [2.0]], targets=[[1.0], [1.0], [1.0]])
    spec = NetworkSpec((LayerSpec(1, "Linear"),), loss="MeanSquaredError", inputs=1)
    assert examined(points, spec)[2][0].brief == "R² NaN"  # as in the toolbar: all values are equal


def test_that_a_share_found_by_trying_is_never_rounded_up():
    cut = Cut(np.zeros(3), 0.0, 966, 1000, exact=False)
    assert Finding(1, 3, (cut,)).share == "at least 96 %"
    assert Finding(1, 3, (replace(cut, exact=True),)).share == "97 %"
