from __future__ import annotations

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest

from mlpviz.nn.fast.elementary import exp, log1p, tanh

RANDOM = np.random.default_rng(1)
PLACES = np.concatenate([
    *(RANDOM.normal(0.0, sigma, 300) for sigma in (1e-300, 1e-8, 1e-3, 0.1, 0.3, 1.0, 3.0, 10.0)),
    0.25 * np.arange(-90, 91) * math.log(2.0),  # where the powers of two change, and between
])  # fmt: skip


def true_tanh(x: float) -> Decimal:
    """To 60 digits, by exponentials that are not taken apart."""
    with localcontext() as context:
        context.prec = 400
        up, down = Decimal(x).exp(), Decimal(-x).exp()
        return (up - down) / (up + down)


def test_that_tanh_is_true_to_two_units_of_the_last_place():
    for x in PLACES:
        true = true_tanh(float(x))
        assert abs(Decimal(float(tanh(float(x)))) - true) <= abs(true) * Decimal(2.0**-52) * 2


@pytest.mark.parametrize(("x", "expected"), [
    (0.0, 0.0), (-0.0, -0.0), (20.0, 1.0), (-1e300, -1.0), (math.inf, 1.0), (-math.inf, -1.0),
])  # fmt: skip
def test_that_tanh_comes_to_its_ends(x, expected):
    assert tanh(x) == expected
    assert math.copysign(1.0, tanh(x)) == math.copysign(1.0, expected)


def test_that_exp_is_true_to_two_units_of_the_last_place():
    for x in np.concatenate([PLACES, RANDOM.uniform(-708.0, 709.0, 300)]):
        with localcontext() as context:
            context.prec = 60
            true = Decimal(float(x)).exp()
        assert abs(Decimal(float(exp(float(x)))) - true) <= abs(true) * Decimal(2.0**-52) * 2


@pytest.mark.parametrize(("x", "expected"), [
    (0.0, 1.0), (-0.0, 1.0), (-750.0, 0.0), (-math.inf, 0.0), (710.0, math.inf), (math.inf, math.inf),
    (-745.0, 5e-324),
])  # fmt: skip
def test_that_exp_comes_to_its_ends(x, expected):
    with np.errstate(over="ignore"):
        assert exp(x) == expected


def test_that_log1p_is_true_to_two_units_of_the_last_place():
    for x in np.concatenate([np.abs(PLACES), RANDOM.uniform(-0.9, 1.0, 300), RANDOM.uniform(0.0, 1e9, 100)]):
        with localcontext() as context:
            context.prec = 400
            true = (1 + Decimal(float(x))).ln()
        assert abs(Decimal(float(log1p(float(x)))) - true) <= abs(true) * Decimal(2.0**-52) * 2


@pytest.mark.parametrize("function", [tanh, exp, log1p])
def test_that_what_is_no_number_stays_none(function):
    with np.errstate(invalid="ignore"):
        assert math.isnan(function(math.nan))
