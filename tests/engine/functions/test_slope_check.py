"""The slope of a formula against differences, and against mpmath."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from mlpviz.engine.functions.samples import slopes
from mlpviz.engine.functions.slope_check import POINTS, check_slope
from mlpviz.nn.activations import Formula, Tanh, activations

SINGLE = [kind for kind in activations if not kind.only_as_link]
TEXTS = ["z * tanh(ln(1 + exp(z)))", "z * exp(-z^2)", "sin(3*z) / (1 + z^2)", "sigmoid(2*z) * atan(z) - sqrt(1 + z^2)"]


@pytest.mark.parametrize("kind", SINGLE, ids=lambda kind: kind.__name__)
def test_that_every_registered_slope_agrees(kind):
    found = check_slope(kind())

    assert found.agrees
    assert found.checked + found.skipped == POINTS


@pytest.mark.parametrize("text", TEXTS)
def test_that_the_exact_derivative_of_a_formula_is_that_of_mpmath(text):
    mp = mpmath.mp
    names = {"ln": mp.log, "exp": mp.exp, "tanh": mp.tanh, "sin": mp.sin, "atan": mp.atan, "sqrt": mp.sqrt}
    names["sigmoid"] = lambda z: 1 / (1 + mp.exp(-z))
    z = np.array([-4.3, -1.0, -0.2, 0.0, 0.7, 2.1, 6.0])

    with mpmath.workdps(40):
        code = compile(text.replace("^", "**"), text, "eval")
        exact = [float(mp.diff(lambda at: eval(code, {**names, "z": at}), mp.mpf(float(one)))) for one in z]

    np.testing.assert_allclose(slopes(Formula(text=text), z), exact, rtol=1e-12, atol=1e-15)
    assert check_slope(Formula(text=text)).agrees


def test_that_a_wrong_slope_is_found_and_named():
    class Crooked(Tanh):
        def slope(self, z, a):
            return 1.0 - a

    found = check_slope(Crooked())

    assert not found.agrees
    assert found.largest > 0.1


def test_that_points_beside_a_kink_are_left_out():
    found = check_slope(Formula(text="abs(z)"))

    assert (found.agrees, found.skipped) == (True, 1)
    jumps = check_slope(Formula(text="step(sin(z))"))
    assert jumps.agrees
    assert jumps.checked < POINTS
