from __future__ import annotations

import numpy as np
import pytest

from mlpviz.nn.activations import ReLU, Tanh
from mlpviz.nn.initializers import Constant, HeNormal, XavierUniform, Zeros, initializers
from mlpviz.nn.network import initial_theta, slices

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


NORMAL, UNIFORM = 3.0, 9 / 5


@pytest.mark.parametrize(
    ("name", "variance", "kurt"),
    [
        ({"name": "Uniform", "limit": 0.3}, 0.3**2 / 3, UNIFORM),
        ("SmallNormal", 1e-4, NORMAL),
        ({"name": "Normal", "sigma": 2.5}, 6.25, NORMAL),
        ("XavierUniform", 2 / (N_IN + N_OUT), UNIFORM),
        ("XavierNormal", 2 / (N_IN + N_OUT), NORMAL),
        ("HeUniform", 2 / N_IN, UNIFORM),
        ("HeNormal", 2 / N_IN, NORMAL),
        ("LeCun", 1 / N_IN, NORMAL),
        ("Orthogonal", 1 / N_IN, NORMAL),
    ],
    ids=str,
)
@pytest.mark.parametrize("seed", [0, 1])
def test_that_mean_and_variance_are_those_of_the_formula(name, variance, kurt, seed):
    count = N_IN * N_OUT
    weights = initializers.make(name).weights(N_IN, N_OUT, np.random.default_rng(seed)).ravel()

    # The mean scatters by √(variance / n), the variance by √((kurtosis − 1) / n); 4.5 times that is allowed.
    assert weights.size == count
    assert abs(weights.mean()) < 4.5 * np.sqrt(variance / count)
    assert abs(weights.var() / variance - 1) < 4.5 * np.sqrt((kurt - 1) / count)
    assert kurtosis(weights) == pytest.approx(kurt, rel=0.04)


@pytest.mark.parametrize(("n_in", "n_out"), [(5, 5), (40, 7), (7, 40), (1, 3), (3, 1)])
def test_that_orthogonal_weights_stand_at_right_angles(n_in, n_out):
    W = initializers.make("Orthogonal").weights(n_in, n_out, np.random.default_rng(3))

    assert W.shape == (n_in, n_out)
    product = W.T @ W if n_in >= n_out else W @ W.T
    assert np.max(np.abs(product - np.eye(min(n_in, n_out)))) < 1e-12


def test_that_every_rotation_is_as_likely_as_its_opposite():
    random = np.random.default_rng(0)
    signs = [np.sign(initializers.make("Orthogonal").weights(3, 3, random)[0, 0]) for _ in range(400)]

    assert abs(np.mean(signs)) < 4.5 / np.sqrt(400)


def test_that_constant_weights_are_the_value():
    assert (
        initializers.make({"name": "Constant", "value": -0.75}).weights(3, 2, np.random.default_rng()) == -0.75
    ).all()


def test_that_the_first_weights_of_old_seeds_stay_what_they_were():
    expected = np.random.default_rng(5)
    limit = np.sqrt(6 / 5)
    assert np.array_equal(
        XavierUniform().weights(2, 3, np.random.default_rng(5)), expected.uniform(-limit, limit, (2, 3))
    )
    expected = np.random.default_rng(5)
    assert np.array_equal(
        HeNormal().weights(2, 3, np.random.default_rng(5)), expected.standard_normal((2, 3)) * np.sqrt(2 / 2)
    )


def test_that_labels_are_distinct_and_the_well_known_ones_are_short():
    labels = [choice.label for choice in initializers]

    assert len(set(labels)) == len(labels)
    assert initializers.make("Xavier").label == "Xavier"
    assert initializers.make("He").label == "He"


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
    for stretch, units in zip(slices(widths), widths[1:], strict=True):
        assert not theta[stretch][-units:].any()
    assert np.array_equal(theta, initial_theta(widths, initializer(), 1))
    assert initializer in (Zeros, Constant) or not np.array_equal(theta, initial_theta(widths, initializer(), 2))
