"""Losses, accuracies and R² of train and test points, worked out by hand."""

from __future__ import annotations

import importlib.util
import math

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.data.scaling import NONE, scaling_of
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.history import History
from mlpviz.engine.records import SCORES
from mlpviz.engine.reports import training
from mlpviz.engine.run import Run
from mlpviz.nn.fast import compiled


def scores(labels=(1, 1, 0), test=(False, False, True), reduction="mean", l2=0.0):
    """One linear unit with w = (1, 0), b = 0 on x = (0.75, ·), (0.25, ·), (1, ·): its outputs are these."""
    points = PointSet([[0.75, 0.0], [0.25, 0.0], [1.0, 0.0]], labels=list(labels), test=list(test))
    network = NetworkSpec((LayerSpec(1, "Linear"),), loss="SquaredError", theta=[1.0, 0.0, 0.0])
    return Run(Experiment(points, network, Plan("SGD", 0.1, 1, reduction=reduction, l2=l2))).scores()


def test_that_the_loss_is_the_mean_over_the_samples():
    found = scores()

    assert found.train_loss == pytest.approx((0.5 * 0.25**2 + 0.5 * 0.75**2) / 2, rel=1e-15)
    assert found.test_loss == pytest.approx(0.5, rel=1e-15)


def test_that_a_sum_is_not_divided():
    assert scores(reduction="sum").train_loss == pytest.approx(0.5 * 0.25**2 + 0.5 * 0.75**2, rel=1e-15)


def test_that_accuracy_counts_what_lies_on_the_right_side_of_the_middle():
    found = scores()  # .75 says 1 and is right, .25 says 0 and is wrong; 1.0 says 1 where 0 is right

    assert (found.train_accuracy, found.test_accuracy) == (0.5, 0.0)


def test_that_the_penalty_is_a_number_of_its_own():
    found = scores(l2=0.5)

    assert found.penalty == pytest.approx(0.25, rel=1e-15)  # ½ λ Σ w² = ½ · 0.5 · 1
    assert found.test_loss == pytest.approx(0.5, rel=1e-15)


def test_that_without_test_points_there_is_no_test_loss():
    found = scores(test=(False, False, False))

    assert math.isnan(found.test_loss)
    assert math.isnan(found.test_accuracy)


def r_squared_by_hand(t, y):
    """1 − the sum of squared errors over that of the differences from the mean of each column."""
    errors = sum((a - b) ** 2 for row, guess in zip(t, y, strict=True) for a, b in zip(row, guess, strict=True))
    means = [sum(column) / len(column) for column in zip(*t, strict=True)]
    return 1 - errors / sum((a - mean) ** 2 for row in t for a, mean in zip(row, means, strict=True))


def valued(
    targets, test=(), scaling=NONE, x=None, loss="MeanSquaredError", theta=None, output="Linear", engine="layers"
):
    """One layer on points that carry values; its first weights are drawn if no theta is given."""
    x = [[0.75, 0.0], [0.25, 1.0], [1.0, -1.0], [0.5, 2.0]] if x is None else x
    points = PointSet(x, targets=targets, test=test or [False] * len(x))
    network = NetworkSpec((LayerSpec(len(targets[0]), output),), loss=loss, theta=theta, seed=3)
    return Run(Experiment(points, network, Plan("SGD", 0.01, 3, engine=engine), scaling=scaling))


def test_that_r_squared_compares_the_errors_with_those_of_the_mean():
    found = valued([[1.0], [0.0], [2.0], [9.0]], (False, False, False, True), theta=[1.0, 0.0, 0.0]).scores()

    # outputs 0.75, 0.25, 1; targets 1, 0, 2 with the mean 1: 1 − (0.25² + 0.25² + 1²) / (0² + 1² + 1²)
    assert found.train_r2 == pytest.approx(1 - 1.125 / 2, rel=1e-15)
    assert math.isnan(found.test_r2)  # one point is its own mean
    assert math.isnan(found.train_accuracy)


def test_that_equal_targets_have_no_r_squared_whatever_the_digits_of_their_mean():
    found = valued([[0.1, 5.0], [0.1, 5.0], [0.1, 5.0], [0.2, 5.0]], (False, False, False, True)).scores()

    assert math.isnan(found.train_r2)
    assert math.isnan(found.test_r2)


random = np.random.default_rng(6)
X, FAR, SHARES = random.normal(size=(9, 2)), random.normal(500, 40, (9, 1)), random.dirichlet((1, 1, 1), 9)
HALVES = [False, True, False, False, True, False, True, False, False]
SETTINGS = {
    "one value": (FAR, "MeanSquaredError", "Linear", NONE),
    "one scaled value": (FAR, "MeanSquaredError", "Linear", scaling_of(PointSet(X, targets=FAR), targets=True)),
    "two values": (random.normal(size=(9, 2)), "Huber", "Tanh", NONE),
    "a probability": (SHARES[:, :1], "CrossEntropy", "Sigmoid", NONE),
    "shares": (SHARES, "CrossEntropy", "Softmax", NONE),
}
COMPILED_LATE = dict.fromkeys(("one value", "two values", "a probability", "shares"), pytest.mark.slow)
"""A kernel is compiled for each setting; one is enough for every day."""


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_that_r_squared_is_that_of_the_predictions_in_the_units_of_the_points(setting):
    targets, loss, output, scaling = setting
    run = valued(targets.tolist(), HALVES, scaling, X, loss, output=output)
    for _ in range(5):
        run.epoch()

    test, found = np.array(HALVES), run.scores()

    answers = run.predict(X)
    assert found.train_r2 == pytest.approx(r_squared_by_hand(targets[~test], answers[~test]), rel=1e-9)
    assert found.test_r2 == pytest.approx(r_squared_by_hand(targets[test], answers[test]), rel=1e-9)


@pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is not installed")
@pytest.mark.parametrize(
    "setting", [pytest.param(setting, id=name, marks=COMPILED_LATE.get(name, ())) for name, setting in SETTINGS.items()]
)
def test_that_the_kernel_scores_as_the_layers_do(setting, monkeypatch):
    monkeypatch.delenv(compiled.NEVER)
    targets, loss, output, scaling = setting
    ours, theirs = (
        valued(targets.tolist(), HALVES, scaling, X, loss, output=output, engine=engine)
        for engine in ("layers", "compiled")
    )
    assert theirs.arithmetic == "compiled", theirs.reason
    for run in (ours, theirs):
        for _ in range(5):
            run.epoch()

    assert theirs.scores().row()[0] == pytest.approx(ours.scores().row()[0], rel=1e-9, nan_ok=True)
    assert np.isfinite(theirs.scores().test_r2)


def test_that_a_diverged_run_has_neither_accuracy_nor_r_squared():
    run = valued([[1.0], [3.0], [1.0], [3.0]], theta=[1e200, 0.0, 0.0])

    assert not math.isfinite(run.scores().train_loss)
    assert math.isnan(run.scores().train_r2)


def test_that_the_history_keeps_the_r_squared_of_every_epoch():
    experiment, history = valued([[1.0], [3.0], [1.0], [4.0]]).experiment, History()
    run = Run(experiment)
    history.begin(run.snapshot())
    known = [run.scores().train_r2]
    for progress in training(run, 6):
        history.add(progress)
        known.append(progress.snapshot.scores.train_r2)

    assert history.losses.mean()[:, SCORES.index("train_r2")].tolist() == known
    assert len(set(known)) == 7
