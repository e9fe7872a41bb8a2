"""The same function many times over, against plain loops and numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mlpviz.engine.functions.depth import MOST, bound_log, composed, size
from mlpviz.nn.activations import Formula, activations

SINGLE = [kind for kind in activations if not kind.only_as_link]
Z = np.array([-3.0, -0.7, 0.0, 0.4, 1.1, 2.5])


@pytest.mark.parametrize("kind", SINGLE, ids=lambda kind: kind.__name__)
def test_that_outputs_and_products_are_those_of_a_plain_loop(kind):
    f, found = kind(), composed(kind(), Z, 12)

    for column, z in enumerate(Z):
        at, product = float(z), 1.0
        for depth in range(1, 13):
            product *= float(f.slope(at, f.value(at)))
            at = float(f.value(at))
            assert found.outputs[depth, column] == pytest.approx(at, rel=1e-12, abs=1e-300)
            assert found.products[depth, column] == pytest.approx(product, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("kind", SINGLE, ids=lambda kind: kind.__name__)
def test_that_the_product_is_the_slope_of_the_composition(kind):
    h, depth = 1e-6, 5

    ahead, behind = (composed(kind(), Z + step, depth).outputs[-1] for step in (h, -h))

    away = np.abs(Z) > 1e-3  # a difference across the kink at 0 says nothing
    np.testing.assert_allclose(
        composed(kind(), Z, depth).products[-1][away], ((ahead - behind) / (2 * h))[away], rtol=2e-5, atol=1e-9
    )


def test_that_sigmoids_let_at_most_a_quarter_to_the_nth_through():
    sigmoid = activations.make("Sigmoid")

    logs = composed(sigmoid, np.linspace(-8.0, 8.0, 401), MOST).logs

    for depth in range(MOST + 1):
        assert logs[depth].max() <= depth * math.log10(0.25) + 1e-12
        assert bound_log(sigmoid, depth) == pytest.approx(depth * math.log10(0.25))
    assert size(bound_log(sigmoid, 10)) == "9.54·10⁻⁷"  # 0.25¹⁰ = 9.5367·10⁻⁷


def test_that_relu_keeps_the_gradient_or_stops_it_at_once():
    found = composed(activations.make("ReLU"), np.array([-1.0, 2.0]), MOST)

    assert found.products[-1].tolist() == [0.0, 1.0]
    assert [size(float(log)) for log in found.logs[-1]] == ["0", "1"]


def test_that_a_product_too_small_for_a_number_is_still_told():
    found = composed(Formula(text="0.00001*z"), np.array([1.0]), 30)
    deeper = composed(Formula(text="0.0000000000001*z"), np.array([1.0]), 30)

    assert size(float(found.logs[-1, 0])) == "10⁻¹⁵⁰"
    assert deeper.products[-1, 0] == 0.0
    assert size(float(deeper.logs[-1, 0])) == "10⁻³⁹⁰"


def test_that_what_grows_beyond_all_numbers_raises_no_error():
    found = composed(Formula(text="z^3"), np.array([3.0]), MOST)

    assert not np.isfinite(found.outputs[-1, 0])
    assert size(math.inf) == "∞"
    assert size(math.nan) == "NaN"
    assert bound_log(Formula(text="z^3"), 3) == math.inf
    assert bound_log(activations.make("Step"), 3) == -math.inf
