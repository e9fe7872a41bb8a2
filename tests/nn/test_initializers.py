from __future__ import annotations

import numpy as np
import pytest

from mlpviz.nn.activations import ReLU, Tanh
from mlpviz.nn.initializers import Constant, HeNormal, XavierUniform, Zeros, initializers
from mlpviz.nn.network import initial_theta, stretches

N_IN, N_OUT = 400, 300


def drawn(initializer):
    return initializer.weights(N_IN, N_OUT, np.random.default_rng(0))


def kurtosis(values):
    centred = values - values.mean()
    return np.mean(centred**4) / np.mean(centred**2) ** 2


def test_that_xavier_is_uniform_with_the_variance_of_its_paper():
    weights = drawn(XavierUniform())

    assert weights.var() == pytest.approx(2 / (N_IN + N_OUT), rel=0.02)
    assert weights.mean() == pytest.approx(0.0, abs=5e-4)
    assert np.abs(weights).max() <= np.sqrt(6 / (N_IN + N_OUT))
    assert kurtosis(weights) == pytest.approx(9 / 5, rel=0.02)


def test_that_he_is_normal_with_the_variance_of_its_paper():
    weights = drawn(HeNormal())

    assert weights.var() == pytest.approx(2 / N_IN, rel=0.02)
    assert weights.mean() == pytest.approx(0.0, abs=8e-4)
    assert kurtosis(weights) == pytest.approx(3, rel=0.03)


def test_that_zeros_are_all_zero():
    assert not drawn(Zeros()).any()


@pytest.mark.parametrize(
    ("initializer", "activation", "first", "last", "tolerance"),
    [
        (XavierUniform(), Tanh(), 0.628, 0.227, 0.05),
        (HeNormal(), ReLU(), 0.828, 0.757, 0.6),
        (XavierUniform(), ReLU(), 0.583, 0.029, 0.3),
    ],
)
def test_that_ten_layers_shrink_their_signals_as_the_course_notes_print(
    initializer, activation, first, last, tolerance
):
    # CS231n, activation statistics: 1000 inputs from N(0, 1), ten layers of 500 units. Behind ten ReLU layers the
    # spread of one draw is a matter of luck, so it only has to be far from what another initializer would leave of it.
    random = np.random.default_rng(1)
    a, spreads = random.standard_normal((1000, 500)), []
    for _ in range(10):
        a = activation.value(a @ initializer.weights(500, 500, random))
        spreads.append(a.std())

    assert spreads[0] == pytest.approx(first, rel=0.02)
    assert spreads[-1] == pytest.approx(last, rel=tolerance)


@pytest.mark.parametrize("initializer", [*initializers], ids=lambda choice: choice.__name__)
def test_that_biases_start_at_zero_and_the_seed_decides_the_weights(initializer):
    widths = (2, 5, 3)

    theta = initial_theta(widths, initializer(), 1)

    assert theta.shape == (2 * 5 + 5 + 5 * 3 + 3,)
    for stretch, units in zip(stretches(widths), widths[1:], strict=True):
        assert not theta[stretch][-units:].any()
    assert np.array_equal(theta, initial_theta(widths, initializer(), 1))
    assert initializer in (Zeros, Constant) or not np.array_equal(theta, initial_theta(widths, initializer(), 2))
