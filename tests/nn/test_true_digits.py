"""Every value and slope against 50 digits, at sums where a careless formula loses its digits."""

from __future__ import annotations

import math
from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf

from mlpviz.nn.activations import (
    ELU,
    GELU,
    LeakyReLU,
    Linear,
    Logistic,
    ReLU,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Softsign,
    Step,
    Tanh,
)
from mlpviz.nn.fast.kernel_writer import Transcript
from mlpviz.nn.fast.tape import Tape, repeat
from mlpviz.nn.losses import CrossEntropy

SIZES = [1e-300, 1e-20, 1e-8, 0.5, 1.0, 5.0, 20.0, 30.0, 40.0, 100.0, 700.0, 710.0, 745.0, 800.0, 1000.0]
Z = np.array([*(-size for size in reversed(SIZES)), 0.0, *SIZES])
ULP, FADING = mpf(2) ** -52, mpf(10) ** -320
"""The unit of the last place, relatively; and the size at which floating-point numbers have two digits left."""


def sigmoid(z):
    return 1 / (1 + mpmath.exp(-z))


def gelu(z):
    c = mpf(1.5957691216057308)
    return z * sigmoid(c * (z + mpf(0.044715) * z**3))


def gelu_slope(z):
    c, d = mpf(1.5957691216057308), mpf(0.044715)
    s = sigmoid(c * (z + d * z**3))
    return s + z * s * (1 - s) * c * (1 + 3 * d * z * z)


def elu(z):
    return z if z > 0 else mpf(0.7) * mpmath.expm1(z)


TRUE = {
    Step(): (lambda z: mpf(z > 0), lambda z: mpf(0)),
    Linear(): (lambda z: z, lambda z: mpf(1)),
    ReLU(): (lambda z: max(z, 0), lambda z: mpf(z > 0)),
    LeakyReLU(0.2): (lambda z: z if z > 0 else mpf(0.2) * z, lambda z: mpf(1) if z > 0 else mpf(0.2)),
    Sigmoid(): (sigmoid, lambda z: sigmoid(z) * sigmoid(-z)),
    Logistic(1.5, 0.0, 3.0, 0.25): (
        lambda z: 3 * sigmoid(mpf(1.5) * (z - mpf(0.25))),
        lambda z: mpf(4.5) * sigmoid(mpf(1.5) * (z - mpf(0.25))) * sigmoid(mpf(-1.5) * (z - mpf(0.25))),
    ),
    Tanh(): (mpmath.tanh, lambda z: mpmath.sech(z) ** 2),
    Softplus(2.0): (lambda z: mpmath.log1p(mpmath.exp(2 * z)) / 2, lambda z: sigmoid(2 * z)),
    ELU(0.7): (elu, lambda z: mpf(1) if z > 0 else mpf(0.7) * mpmath.exp(z)),
    GELU(): (gelu, gelu_slope),
    SiLU(): (lambda z: z * sigmoid(z), lambda z: sigmoid(z) + z * sigmoid(z) * sigmoid(-z)),
    Softsign(): (lambda z: z / (1 + abs(z)), lambda z: 1 / (1 + abs(z)) ** 2),
}


@pytest.fixture(autouse=True)
def _digits():
    with mp.workdps(900):  # so that 1 − p has 50 digits even for p = 1 − e⁻¹⁰⁰⁰, and differences too
        yield


def wrong(found, true, ulps=4, reach=0):
    """Whether a number is further from the true one than so many units of its last place.

    `reach` is how much the true number changes, relatively, where the argument of its power of e changes by one unit.
    """
    return abs(mpf(float(found)) - true) > ulps * (ULP * abs(true) * (1 + reach) + FADING)


def reach(activation, z):
    """The rounding of e's exponent is felt by as many units as the exponent is large; e^z alone has an exact one."""
    return {"Logistic": abs(1.5 * z), "GELU": min(abs(1.6 * z + 0.0714 * z**3), 800.0)}.get(activation.name, 0.0)


@pytest.mark.parametrize("activation", TRUE, ids=lambda one: one.name)
def test_that_value_and_slope_are_true_in_every_digit(activation):
    value, slope = TRUE[activation]
    with np.errstate(all="raise", under="ignore"):
        a = activation.value(Z)
        s = activation.slope(Z, a)
        single = [activation.value(z) for z in Z.tolist()]

    assert [z for z, one in zip(Z, a, strict=True) if wrong(one, value(mpf(z)), 4, reach(activation, z))] == []
    assert [z for z, one in zip(Z, s, strict=True) if wrong(one, slope(mpf(z)), 8, reach(activation, z))] == []
    assert np.array(single) == pytest.approx(a, rel=1e-15)


@pytest.mark.parametrize("activation", [one for one in TRUE if not one.kinks], ids=lambda one: one.name)
def test_that_the_true_slope_is_that_of_the_true_value(activation):
    value, slope = TRUE[activation]
    h = mpf(10) ** -100
    for z in map(mpf, Z):
        numeric = (value(z + h) - value(z - h)) / (2 * h)
        assert abs(numeric - slope(z)) <= mpf(10) ** -50 * max(abs(slope(z)), FADING)


@pytest.mark.parametrize("activation", TRUE, ids=lambda one: one.name)
def test_that_the_taped_formula_is_the_same_in_every_digit(activation):
    tape = Tape(len(Z))
    given = tape.samples_of(1)
    given[:] = 0.0
    a = activation.value(given)
    s = activation.slope(given, a)
    np.asarray(given)[:, 0] = Z
    repeat(tape.calls[1:])

    assert np.asarray(a)[:, 0].tolist() == activation.value(Z).tolist()
    assert np.asarray(s)[:, 0].tolist() == activation.slope(Z, activation.value(Z)).tolist()


@pytest.mark.parametrize("activation", TRUE, ids=lambda one: one.name)
def test_that_the_compiled_formula_is_true_in_every_digit(activation):
    value, slope = TRUE[activation]
    transcript = Transcript()
    names = [transcript.method(activation, "value"), transcript.method(activation, "slope")]
    world: dict[str, Any] = {"np": np, "math": math}
    exec("\n".join(transcript.functions.values()), world)  # what numba gets, run by Python
    parameters = activation.parameters().values()
    for z in Z:
        with np.errstate(all="raise", under="ignore"):
            a = world[names[0]](z, *parameters)
            s = world[names[1]](z, a, *parameters)
        assert not wrong(a, value(mpf(z)), 6, reach(activation, z)), z
        assert not wrong(s, slope(mpf(z)), 10, reach(activation, z)), z


def test_that_a_saturated_sigmoid_is_not_zero():
    assert Sigmoid().value(-30.0) == pytest.approx(9.357622968839299e-14, rel=1e-15)
    assert Sigmoid().value(-40.0) == pytest.approx(4.248354255291589e-18, rel=1e-15)
    assert Sigmoid().slope(40.0, 1.0) == Sigmoid().slope(-40.0, 0.0) == pytest.approx(4.248354255291589e-18, rel=1e-15)
    assert Sigmoid().value(-745.0) == 5e-324  # the smallest number there is
    assert Sigmoid().value(np.array([-np.inf, np.inf])).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("t", [0.0, 0.25, 1.0])
def test_that_cross_entropy_of_one_output_is_true_in_every_digit(t):
    y = Z[:, None]
    with np.errstate(all="raise", under="ignore"):
        lost, slope = CrossEntropy().of_samples(y, np.full_like(y, t)), CrossEntropy().slope(y, np.full_like(y, t))

    for z, one, steep in zip(map(mpf, Z), lost, slope[:, 0], strict=True):
        assert not wrong(one, mpf(t) * mpmath.log1p(mpmath.exp(-z)) + (1 - mpf(t)) * mpmath.log1p(mpmath.exp(z)))
        assert not wrong(steep, sigmoid(z) - mpf(t))


@pytest.mark.parametrize("t", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.5, 0.25, 0.25]])
@pytest.mark.parametrize("others", [(0.0, 0.0), (0.0, -3.0), (0.0, "same")])
def test_that_cross_entropy_of_several_outputs_is_true_in_every_digit(t, others):
    y = np.array([[z, others[0], z if others[1] == "same" else others[1]] for z in Z])
    targets = np.tile(t, (len(Z), 1))
    with np.errstate(all="raise", under="ignore"):
        p, lost, slope = Softmax().value(y), CrossEntropy().of_samples(y, targets), CrossEntropy().slope(y, targets)

    for at, row in enumerate(y):
        z = [mpf(one) for one in row]
        total = mpmath.fsum(map(mpmath.exp, z))
        true = [mpmath.exp(one) / total for one in z]
        felt = float(np.ptp(row))  # z minus the largest z is rounded
        assert not wrong(lost[at], -mpmath.fsum(mpf(y) * mpmath.log(q) for y, q in zip(t, true, strict=True)), 4, felt)
        for k in range(3):
            assert not wrong(p[at, k], true[k], 4, felt)
            size = max(true[k] * (1 - mpf(t[k])), mpf(t[k]) * (1 - true[k]))  # what p − t is the difference of
            assert abs(mpf(float(slope[at, k])) - (true[k] - mpf(t[k]))) <= 8 * (ULP * size * (1 + felt) + FADING)
