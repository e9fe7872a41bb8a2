from __future__ import annotations

import math

import numpy as np
import pytest

from mlpviz.nn.optimizers import SGD, Adam, Descent

GRADIENTS = [0.5, -2.0, 1e-4, 0.0, 3.0]


def follow(descent, gradients, start=1.0):
    """Where a single parameter goes under these gradients."""
    theta, places = np.array([start]), []
    for gradient in gradients:
        grad = np.array([gradient])
        descent.prepare(theta, grad, 1)
        theta += descent.change(grad, slice(0, 1))
        places.append(float(theta[0]))
    return places


def test_that_sgd_subtracts_the_rate_times_the_gradient():
    assert follow(Descent(SGD(), 1, rate=0.1), GRADIENTS[:3]) == pytest.approx([0.95, 1.15, 1.14999], abs=1e-15)


def test_that_adam_follows_algorithm_1_of_its_paper():
    rate, beta1, beta2, epsilon = 0.01, 0.9, 0.999, 1e-8
    theta, m, v, expected = 1.0, 0.0, 0.0, []
    for t, g in enumerate(GRADIENTS, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        theta -= rate * (m / (1 - beta1**t)) / (math.sqrt(v / (1 - beta2**t)) + epsilon)
        expected.append(theta)

    assert follow(Descent(Adam(), 1, rate=rate), GRADIENTS) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("gradient", [1e-3, -0.5, 4e4])
def test_that_the_first_step_of_adam_is_the_learning_rate_whatever_the_gradient(gradient):
    (place,) = follow(Descent(Adam(), 1, rate=0.01), [gradient], start=0.0)

    assert place == pytest.approx(-math.copysign(0.01, gradient), rel=1e-4)


def test_that_adam_shows_every_line_of_its_arithmetic():
    step = Adam().step(np.array([0.5]), (np.array([0.2]), np.array([0.04])), 0.1, 2)

    m, v = 0.9 * 0.2 + 0.1 * 0.5, 0.999 * 0.04 + 0.001 * 0.25
    assert step.m == pytest.approx([m])
    assert step.v == pytest.approx([v])
    assert step.m_hat == pytest.approx([m / 0.19])
    assert step.v_hat == pytest.approx([v / (1 - 0.998001)])
    assert step.change == pytest.approx([-0.1 * (m / 0.19) / (math.sqrt(v / (1 - 0.998001)) + 1e-8)])


def test_that_the_gradient_is_reduced_then_penalised_then_masked():
    descent = Descent(
        SGD(), 3, rate=1.0, l2=0.1, decayed=np.array([1.0, 0.0, 1.0]), free=np.array([1.0, 1.0, 0.0]), mean=True
    )
    theta, grad = np.array([10.0, 20.0, 30.0]), np.array([4.0, 8.0, 12.0])

    descent.prepare(theta, grad, 4)

    assert grad.tolist() == [1.0 + 0.1 * 10.0, 2.0, 0.0]
    assert descent.count == 1


def test_that_a_sum_is_not_divided():
    descent, grad = Descent(SGD(), 1, rate=1.0, mean=False), np.array([4.0])

    descent.prepare(np.zeros(1), grad, 4)

    assert grad.tolist() == [4.0]


@pytest.mark.parametrize("rule", [SGD(), Adam()])
def test_that_a_frozen_parameter_does_not_move(rule):
    descent = Descent(rule, 2, rate=0.1, l2=0.5, free=np.array([0.0, 1.0]))
    theta = np.array([1.0, 1.0])

    for _ in range(5):
        grad = np.array([3.0, 3.0])
        descent.prepare(theta, grad, 1)
        theta += descent.change(grad, slice(0, 2))

    assert theta[0] == 1.0
    assert theta[1] < 1.0
