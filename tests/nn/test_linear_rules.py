"""The delta rule and logistic regression, against closed forms, against the engine, and against themselves."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.run import Run
from mlpviz.nn.linear_rules import KEPT, Adaline, LogisticRegression, probability
from mlpviz.nn.order import orders

SQUARE = [[0, 0], [0, 1], [1, 0], [1, 1]]
AND, XOR = [-1, -1, -1, 1], [-1, 1, 1, -1]


def cloud(seed, count=30):
    random = np.random.default_rng(seed)
    x = random.normal(size=(count, 2))
    return x, np.where(x @ [1.0, -0.7] + 0.4 * random.normal(size=count) > 0.2, 1, -1)


def least_squares(x, targets):
    return np.linalg.lstsq(np.column_stack([np.ones(len(x)), x]), np.array(targets, float), rcond=None)[0]


@pytest.mark.parametrize("seed", range(3))
def test_that_adaline_goes_to_the_line_of_least_squares_as_its_step_goes_to_nothing(seed):
    x, targets = cloud(seed)
    wanted = least_squares(x, targets)

    away = []
    for rate in (4e-3, 2e-3, 1e-3):
        unit = Adaline(x.tolist(), targets.tolist(), rate=rate)
        unit.run(round(60 / rate))
        away.append(float(np.linalg.norm(np.array(unit.weights) - wanted)))

    assert away[2] < 0.02
    assert away[1] / away[0] == pytest.approx(0.5, abs=0.05)
    assert away[2] / away[1] == pytest.approx(0.5, abs=0.05)


def test_that_adaline_on_xor_goes_to_the_constant_that_goodfellow_names():
    # "Deep Learning", 6.1: the best linear fit to XOR with targets 0 and 1 is 1/2 everywhere; with ±1 it is 0.
    unit = Adaline(SQUARE, XOR, rate=1e-4)
    unit.run(200_000)

    assert np.array(unit.weights) == pytest.approx([0, 0, 0], abs=3e-4)
    assert unit.loss() == pytest.approx(0.5, abs=1e-6)


def test_that_a_step_of_the_delta_rule_is_the_one_worked_out_by_hand():
    unit = Adaline([[1, 2]], [-1], rate=0.1, start=[0.5, -0.5, 1])

    seen = unit.step()  # z = 0.5 − 0.5 + 2 = 2, error −1 − 2 = −3, step −0.3 (1, 1, 2)

    assert seen.total == 2.0
    assert seen.correction == pytest.approx(-0.3)
    assert seen.mistake
    assert seen.after == pytest.approx((0.2, -0.8, 0.4)) == unit.weights


def test_that_adaline_learns_from_a_sample_on_the_right_side_too():
    unit = Adaline([[1, 0]], [1], rate=0.5, start=[0.25, 0, 0])

    seen = unit.step()

    assert not seen.mistake
    assert seen.after == pytest.approx((0.625, 0.375, 0))
    assert unit.mistakes == 0


def test_that_too_large_a_step_runs_away_beyond_two_over_the_longest_input():
    def grows(rate):
        unit = Adaline([[1, 1]], [1], rate=rate, start=[1, 1, 1])  # |x|² = 3
        unit.run(4000)
        return not unit.finite

    assert not grows(0.66)
    assert grows(0.8)


@pytest.mark.parametrize("seed", range(2))
def test_that_logistic_regression_is_one_sigmoid_unit_of_the_engine(seed):
    x, targets = cloud(seed, 12)
    network = NetworkSpec((LayerSpec(1, "Sigmoid"),), theta=[0.3, -0.2, 0.1])
    plan = Plan("SGD", learning_rate=0.2, batch_size=1, engine="layers")
    run = Run(Experiment(PointSet(x, (targets == 1).astype(int)), network, plan))
    weights = [0.1, 0.3, -0.2]

    for _ in range(5):
        order = orders(len(x), plan.seed, run.epochs)[0]
        unit = LogisticRegression(x[order].tolist(), targets[order].tolist(), rate=0.2, start=weights)
        unit.run(len(x))
        run.epoch()
        weights = [float(weight) for weight in unit.weights]
        assert [run.theta[2], *run.theta[:2]] == pytest.approx(weights, rel=1e-12, abs=1e-14)

    assert unit.loss() == pytest.approx(run.scores().train_loss, rel=1e-12)


def test_that_the_weights_of_logistic_regression_grow_where_a_line_separates():
    unit = LogisticRegression(SQUARE, AND, rate=0.5)
    lengths = []
    for _ in range(4):
        unit.run(4000)
        lengths.append(math.hypot(*unit.weights))

    assert lengths == sorted(lengths)
    assert lengths[3] - lengths[2] > 0.5
    assert unit.verdict.kind == "moving"


@pytest.mark.parametrize("kind", [Adaline, LogisticRegression])
@pytest.mark.parametrize("order", ["given", "shuffled"])
def test_that_samples_taken_back_leave_the_same_floats(kind, order):
    x, targets = cloud(1, 7)
    unit = kind(x.tolist(), targets.tolist(), rate=0.05, order=order, seed=3)
    states = []
    for _ in range(2 * KEPT + 20):
        states.append((unit.weights, unit.seen, tuple(unit.mistakes_per_pass), tuple(unit.earlier(4))))
        unit.step()
    end = unit.weights
    for state in reversed(states):
        unit.back()
        assert (unit.weights, unit.seen, tuple(unit.mistakes_per_pass), tuple(unit.earlier(4))) == state
    unit.run(2 * KEPT + 20)
    assert unit.weights == end


@pytest.mark.parametrize("z", [-800.0, -30.0, 0.0, 30.0, 800.0])
def test_that_a_probability_has_no_overflow(z):
    assert probability(z) == pytest.approx(1 - probability(-z), abs=1e-15)
    unit = LogisticRegression([[0]], [1], start=[z, 0])
    assert unit.loss() == pytest.approx(max(-z, 0) + math.log1p(math.exp(-abs(z))))
