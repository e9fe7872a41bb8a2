"""R² = 1 − Σ(t − y)²/Σ(t − t̄)², by a second method, in both arithmetics."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.data.scaling import scaling_of
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.run import Run
from mlpviz.nn.fast import compiled


def by_hand(run, chosen):
    """R² of all outputs together over some points, in the units of the points."""
    t, y = run.experiment.points.targets[chosen], run.predict(run.experiment.points.x[chosen])
    scale = run.experiment.scaling.targets
    if scale is not None:  # outputs of different units count as multiples of their spread
        t, y = t / np.array(scale.spread), y / np.array(scale.spread)
    return 1.0 - ((t - y) ** 2).sum() / ((t - t.mean(axis=0)) ** 2).sum()


def several():
    """Two values a point, on scales that differ by a thousand."""
    random = np.random.default_rng(3)
    x = random.normal(size=(60, 2))
    targets = np.column_stack([x @ [1.0, 2.0], 1000.0 * np.sin(x[:, 0])])
    points = PointSet(x, targets=targets, test=np.arange(60) % 4 == 0)
    network = NetworkSpec([LayerSpec(5), LayerSpec(2, "Linear")], loss="MeanSquaredError")
    return Experiment(points, network, Plan("Adam", 0.02, 10), scaling=scaling_of(points, targets=True))


@pytest.mark.parametrize("name", ["Two hills", "Sine", "several"])
def test_that_r2_is_what_its_definition_says(name):
    run = Run(several() if name == "several" else preset(name))
    for _ in range(30):
        run.epoch()

    scores, test = run.scores(), run.experiment.points.test

    assert scores.train_r2 == pytest.approx(by_hand(run, ~test), rel=1e-9)
    assert scores.test_r2 == pytest.approx(by_hand(run, test), rel=1e-9)


@pytest.mark.slow
def test_that_both_arithmetics_find_the_same_r2(monkeypatch):
    pytest.importorskip("numba")
    monkeypatch.delenv(compiled.NEVER)
    experiment = preset("Two hills", per_class=60)
    layers, quick = Run(experiment, arithmetic="layers"), Run(experiment, arithmetic="compiled")
    for run in (layers, quick):
        for _ in range(5):
            run.epoch()

    assert quick.arithmetic == "compiled"
    assert quick.scores().row() == pytest.approx(layers.scores().row(), rel=1e-9, nan_ok=True)
    many = Run(experiment, arithmetic="compiled")
    many.epoch()
    many.epoch()
    rows = many.train_many(time.perf_counter() + 0.2)
    assert np.isnan(rows[:, 2:4]).all()
    assert rows[2] == pytest.approx(layers.scores().row()[0], rel=1e-9, nan_ok=True)  # the fifth epoch


def test_that_r2_is_1_for_exact_predictions_0_for_the_mean_and_less_for_worse():
    points = PointSet([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]], targets=[[0.0], [1.0], [2.0]])

    def r2(w, b):
        network = NetworkSpec([LayerSpec(1, "Linear")], loss="SquaredError", theta=[w, 0.0, b])
        return Run(Experiment(points, network)).scores().train_r2

    assert r2(1.0, 0.0) == 1.0
    assert r2(0.0, 1.0) == 0.0
    assert r2(0.0, 3.0) == pytest.approx(1 - (9 + 4 + 1) / 2)


def test_that_r2_is_not_defined_for_classes_without_points_and_for_equal_values():
    assert math.isnan(Run(preset("XOR")).scores().train_r2)
    assert math.isnan(Run(preset("Blank values")).scores().train_r2)
    same = replace(preset("Plane"), points=PointSet([[0, 0], [1, 1]], targets=[[0.1], [0.1]]))
    assert math.isnan(Run(same).scores().train_r2)
    assert math.isnan(Run(preset("Plane", test_share=0.0)).scores().test_r2)
