from __future__ import annotations

import math

import numpy as np
import pytest

from mlpviz.nn.optimizers import SGD, Adam, Descent, optimizers

GRADIENTS = [0.5, -2.0, 1e-4, 0.0, 3.0]


def follow(descent, gradients, start=1.0):
    """Where a single parameter goes under these gradients."""
    theta, places = np.array([start]), []
    for gradient in gradients:
        grad = np.array([gradient])
        descent.prepare(theta, grad, 1)
        theta += descent.change
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
        theta += descent.change

    assert theta[0] == 1.0
    assert theta[1] < 1.0


def sgd(theta, gradients, rate):
    for g in gradients:
        theta -= rate * g
        yield theta


def polyak(theta, gradients, rate, mu=0.9):
    speed = 0.0
    for g in gradients:
        speed = mu * speed + g
        theta -= rate * speed
        yield theta


def nesterov(theta, gradients, rate, mu=0.9):
    speed = 0.0
    for g in gradients:
        speed = mu * speed + g
        theta -= rate * (g + mu * speed)
        yield theta


def hinton(theta, gradients, rate, alpha=0.99, epsilon=1e-8):
    square = 0.0
    for g in gradients:
        square = alpha * square + (1 - alpha) * g * g
        theta -= rate * g / (math.sqrt(square) + epsilon)
        yield theta


def duchi(theta, gradients, rate, epsilon=1e-10):
    total = 0.0
    for g in gradients:
        total += g * g
        if g:
            theta -= rate * g / (math.sqrt(total) + epsilon)
        yield theta


def kingma(theta, gradients, rate, decay=0.0, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = v = 0.0
    for t, g in enumerate(gradients, start=1):
        theta -= rate * decay * theta
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        # As in PyTorch: the corrections are taken out of the rate and out of the root.
        theta -= rate / (1 - beta1**t) * m / (math.sqrt(v) / math.sqrt(1 - beta2**t) + epsilon)
        yield theta


def loshchilov(theta, gradients, rate):
    return kingma(theta, gradients, rate, decay=0.01)


PAPERS = {
    "SGD": sgd, "Momentum": polyak, "Nesterov": nesterov, "RMSProp": hinton, "AdaGrad": duchi, "Adam": kingma,
    "AdamW": loshchilov,
}  # fmt: skip


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("start", [1.0, -0.25])
def test_that_the_first_five_updates_are_those_of_the_paper(name, start):
    expected = list(PAPERS[name](start, GRADIENTS, 0.01))

    found = follow(Descent(optimizers.make(name), 1, rate=0.01), GRADIENTS, start)

    assert len(found) == 5
    assert found == pytest.approx(expected, rel=1e-13)


def test_that_momentum_goes_where_a_calculation_by_hand_says():
    # g = 1, 1, −2 with μ = 0.5 and η = 0.1: v = 1, 1.5, −1.25.
    gradients = [1.0, 1.0, -2.0]
    momentum, ahead = ({"name": name, "momentum": 0.5} for name in ("Momentum", "Nesterov"))

    assert follow(Descent(optimizers.make(momentum), 1, rate=0.1), gradients, 0.0) == pytest.approx(
        [-0.1, -0.25, -0.125]
    )
    assert follow(Descent(optimizers.make(ahead), 1, rate=0.1), gradients, 0.0) == pytest.approx(
        [-0.15, -0.325, -0.0625]
    )


@pytest.mark.parametrize("name", optimizers.names())
def test_that_an_optimizer_treats_arrays_and_single_numbers_alike(name):
    rule, g, w = optimizers.make(name), np.array([0.5, -3.0, 0.0]), np.array([1.0, 2.0, -4.0])
    memory = tuple(np.array([0.1, 0.2, 0.3]) * (row + 1) for row in range(len(rule.memory)))

    whole = rule.step(g, memory, 0.05, 3, w)

    for at in range(3):
        one = rule.step(float(g[at]), tuple(float(row[at]) for row in memory), 0.05, 3, float(w[at]))
        for mine, theirs in zip(one, whole, strict=True):
            assert float(mine) == pytest.approx(theirs[at], rel=1e-15)


@pytest.mark.parametrize("name", optimizers.names())
def test_that_speed_and_decay_do_not_move_what_becomes_frozen(name):
    rule, theta = optimizers.make(name), np.array([1.0, 1.0])
    learned = Descent(rule, 2, rate=0.1)
    for _ in range(3):
        grad = np.array([3.0, 3.0])
        learned.prepare(theta, grad, 1)
        theta += learned.change
    held = Descent(rule, 2, rate=0.1, l1=0.5, l2=0.5, free=np.array([0.0, 1.0]))
    held.memory[:], held.count = learned.memory, learned.count
    before = theta.copy()

    for _ in range(5):
        grad = np.array([3.0, 3.0])
        held.prepare(theta, grad, 1)
        theta += held.change

    assert theta[0] == before[0]
    assert theta[1] != before[1]
    assert float(held.last.change[0]) == 0.0


def test_that_both_penalties_are_added_to_the_gradient():
    descent = Descent(SGD(), 3, rate=1.0, l1=0.5, l2=0.1, decayed=np.array([1.0, 0.0, 1.0]))
    theta, grad = np.array([10.0, 20.0, -30.0]), np.zeros(3)

    descent.prepare(theta, grad, 1)

    assert grad.tolist() == [0.5 + 1.0, 0.0, -0.5 - 3.0]
    assert descent.penalty(theta) == 0.5 * 40 + 0.5 * 0.1 * (100 + 900)
    assert Descent(SGD(), 3, rate=1.0, l1=0.5).penalty(theta) == 0.5 * 60


def test_that_a_long_gradient_is_shortened_and_a_short_one_is_not():
    descent = Descent(SGD(), 2, rate=1.0, clip=1.0)
    long, short = np.array([3.0, 4.0]), np.array([0.3, 0.4])

    descent.prepare(np.zeros(2), long, 1)
    assert descent.scale == pytest.approx(0.2)
    descent.prepare(np.zeros(2), short, 1)

    assert long == pytest.approx([0.6, 0.8])
    assert short.tolist() == [0.3, 0.4]
    assert descent.scale == 1.0


def test_that_what_is_held_does_not_count_for_the_length():
    descent, grad = Descent(SGD(), 2, rate=1.0, clip=1.0, free=np.array([0.0, 1.0])), np.array([300.0, 0.5])

    descent.prepare(np.zeros(2), grad, 1)

    assert grad.tolist() == [0.0, 0.5]


@pytest.mark.parametrize("size", [1e200, 1e-200])
def test_that_the_length_of_huge_and_tiny_gradients_is_known(size):
    descent, grad = Descent(SGD(), 2, rate=1.0, clip=1.0), np.array([3.0 * size, 4.0 * size])

    descent.prepare(np.zeros(2), grad, 1)

    assert np.linalg.norm(grad) == pytest.approx(min(1.0, 5.0 * size), abs=1e-16)
