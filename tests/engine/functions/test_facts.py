"""Properties of activations against closed forms, and against mpmath where there is none."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.engine.functions.facts import facts_of, saturated, zones_between
from mlpviz.engine.functions.intervals import Interval
from mlpviz.engine.functions.samples import slopes, values
from mlpviz.engine.functions.words import rows
from mlpviz.engine.probes import SATURATED_BELOW
from mlpviz.nn.activations import ELU, Formula, LeakyReLU, Logistic, Softplus, activations

SINGLE = [kind for kind in activations if not kind.only_as_link]
INF = math.inf
OPEN_UNIT, ABOVE = Interval(-1.0, 1.0, False, False), Interval(0.0, INF, True, False)
ALL = Interval(-INF, INF, False, False)


def made(name, **parameters):
    return activations.make({"name": name, **parameters})


def words(activation):
    return {row.name: row.text for row in rows(facts_of(activation))}


@pytest.mark.parametrize(
    ("name", "outputs"),
    [
        ("Step", (Interval(0.0, 0.0, True, True), Interval(1.0, 1.0, True, True))),
        ("Linear", (ALL,)),
        ("ReLU", (ABOVE,)),
        ("LeakyReLU", (ALL,)),
        ("Sigmoid", (Interval(0.0, 1.0, False, False),)),
        ("Logistic", (Interval(0.0, 1.0, False, False),)),
        ("Tanh", (OPEN_UNIT,)),
        ("Softplus", (Interval(0.0, INF, False, False),)),
        ("ELU", (Interval(-1.0, INF, False, False),)),
        ("Softsign", (OPEN_UNIT,)),
    ],
)
def test_that_the_range_has_its_ends_open_or_closed_as_the_function_has(name, outputs):
    assert facts_of(made(name)).outputs == outputs


def test_that_a_dip_below_zero_ends_the_range_closed():
    # SiLU turns where 1 + z + eᶻ … = 0: z = −1 − W(1/e); the value there is −W(1/e), W(1/e) = 0.2784645427610738.
    (outputs,) = facts_of(made("SiLU")).outputs

    assert outputs.low == pytest.approx(-0.2784645427610738, rel=1e-13)
    assert (outputs.low_closed, outputs.high) == (True, INF)
    assert facts_of(made("SiLU")).turns == pytest.approx((-1.2784645427610738,), rel=1e-9)


@pytest.mark.parametrize(
    ("name", "edge"),
    [
        ("Tanh", math.atanh(math.sqrt(0.9))),  # 1 − tanh² = 0.1: 1.8184…
        ("Sigmoid", math.log((1 + math.sqrt(0.9)) / (1 - math.sqrt(0.9)))),  # s (1 − s) = 0.025
        ("Softsign", math.sqrt(10.0) - 1.0),  # 1 / (1 + |z|)² = 0.1
    ],
)
def test_that_saturation_begins_where_the_slope_is_a_tenth_of_the_largest(name, edge):
    left, right = facts_of(made(name)).zones

    assert (left.low, right.high) == (-INF, INF)
    assert (left.high, right.low) == pytest.approx((-edge, edge), rel=1e-13)


def test_that_one_sided_functions_saturate_on_one_side():
    assert facts_of(made("ReLU")).zones == (Interval(-INF, 0.0, False, True),)
    assert facts_of(made("LeakyReLU")).zones == (Interval(-INF, 0.0, False, True),)
    assert facts_of(made("Linear")).zones == ()
    (softplus,) = facts_of(made("Softplus")).zones
    assert softplus.high == pytest.approx(math.log(0.1 / 0.9), rel=1e-13)  # sigmoid(z) = 0.1
    (elu,) = facts_of(made("ELU")).zones
    assert elu.high == pytest.approx(math.log(0.1), rel=1e-13)  # eᶻ = 0.1


def test_that_the_zones_of_gelu_are_those_that_mpmath_finds():
    mp = mpmath.mp
    with mpmath.workdps(30):
        c = mp.sqrt(2 / mp.pi)

        def slope(z):
            return mp.diff(lambda t: t / 2 * (1 + mp.tanh(c * (t + mp.mpf("0.044715") * t**3))), z)

        top = mp.findroot(lambda z: mp.diff(slope, z), 1.4)
        level = slope(top) / 10
        edges = [mp.findroot(lambda z: slope(z) + level, guess) for guess in (-1.7, -1.16)]
        edges.append(mp.findroot(lambda z: slope(z) - level, -0.53))

    facts = facts_of(made("GELU"))
    assert facts.steepest == pytest.approx(float(slope(top)), rel=1e-12)
    assert facts.steepest_at[0].low == pytest.approx(float(top), abs=1e-6)
    far, dip = facts.zones
    assert (far.high, dip.low, dip.high) == pytest.approx([float(edge) for edge in edges], rel=1e-10)


@pytest.mark.parametrize(
    ("name", "steepest", "text"),
    [
        ("Step", 0.0, "0 everywhere"),
        ("Linear", 1.0, "1 everywhere"),
        ("ReLU", 1.0, "1 for z > 0"),
        ("Sigmoid", 0.25, "0.25 at z = 0"),
        ("Tanh", 1.0, "1 at z = 0"),
        ("Softplus", 1.0, "near 1 as z → ∞"),
        ("ELU", 1.0, "1 for z ≥ 0"),
        ("Softsign", 1.0, "1 at z = 0"),
    ],
)
def test_that_the_largest_slope_is_told_with_its_place(name, steepest, text):
    assert facts_of(made(name)).steepest == pytest.approx(steepest, rel=1e-12)
    assert words(made(name))["Largest slope"] == text


@pytest.mark.parametrize("kind", SINGLE, ids=lambda kind: kind.__name__)
def test_that_what_a_class_says_of_itself_agrees_with_what_is_found(kind):
    activation = kind()
    facts = facts_of(activation)

    if activation.bounds is not None:
        assert (facts.outputs[0].low, facts.outputs[-1].high) == pytest.approx(activation.bounds, abs=1e-9)
    if activation.steepest is not None:
        assert facts.steepest == pytest.approx(activation.steepest, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "mean"),
    [
        ("ReLU", 1 / math.sqrt(2 * math.pi)),
        ("Step", 0.5),
        ("Sigmoid", 0.5),
        ("LeakyReLU", 0.99 / math.sqrt(2 * math.pi)),
        ("Tanh", 0.0),
    ],
)
def test_that_the_mean_output_of_standard_normal_sums_is_exact(name, mean):
    assert facts_of(made(name)).mean == pytest.approx(mean, abs=1e-5)
    assert facts_of(made(name)).centred is (name == "Tanh")


def test_that_kinks_and_jumps_are_told_apart():
    assert facts_of(made("Step")).jumps == (0.0,)
    assert facts_of(made("ReLU")).corners == (0.0,)
    assert facts_of(made("ELU")).bends == (0.0,)
    assert facts_of(made("Softsign")).bends == (0.0,)
    assert facts_of(made("ELU", alpha=2.0)).corners == (0.0,)
    straight = facts_of(made("LeakyReLU", alpha=1.0))
    assert (straight.jumps, straight.corners, straight.bends, straight.centred) == ((), (), (), True)


def test_that_the_table_of_tanh_reads_as_the_board_has_it():
    assert words(made("Tanh")) == {
        "Output range": "(−1, 1)", "Centred on zero": "Yes", "Largest slope": "1 at z = 0",
        "Saturates when": "|z| > 1.82", "Rises always": "Yes", "Smooth": "Yes", "Lipschitz": "1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exp(-z^2)", {"Output range": "(0, 1]", "Largest slope": "0.8578 at z = −0.7071, 0.7071"}),
        ("abs(z)", {"Output range": "[0, ∞)", "Smooth": "No, corner at z = 0", "Rises always": "No, turns at z = 0"}),
        ("max(min(z,1),-1)", {"Output range": "[−1, 1]", "Saturates when": "|z| > 1"}),
        ("max(min(z,1),-1)", {"Smooth": "No, corner at z = −1, 1"}),
        ("exp(z)", {"Output range": "(0, ∞)", "Largest slope": "No limit", "Lipschitz": "None: no limit"}),
        ("1/(z-0.123)", {"Output range": "(−∞, 0) or (0, ∞)", "Lipschitz": "None: f jumps"}),
        ("atan(z)", {"Output range": "(−1.57, 1.57)", "Saturates when": "|z| > 3"}),  # 1 / (1 + z²) = 0.1
        ("z+step(z)", {"Output range": "(−∞, 0) or 0.5 or (1, ∞)", "Smooth": "No, jump at z = 0"}),
        ("sin(z)+z", {"Largest slope": "2 at z = −6.283, 0, 6.283, …", "Rises always": "Yes"}),
        ("ln(1+z^2)", {"Output range": "[0, ∞)", "Largest slope": "1 at z = −1, 1"}),
        ("(tanh(z)-1)^2", {"Output range": "(0, 4)", "Rises always": "No, it always falls"}),
        ("tanh(1000*(z-0.123456))", {"Largest slope": "1\u2009000 at z = 0.1235", "Output range": "(−1, 1)"}),
        ("max(0,z)^2", {"Smooth": "Yes, but f″ jumps at 0", "Largest slope": "No limit"}),
        ("sigmoid(0.01*z)", {"Saturates when": "|z| > 364", "Output range": "(0, 1)"}),
        ("min(0,z)*exp(-z^2)/(1+abs(sin(z)))", {"Smooth": "No, corner at z = −6.28, −3.14, 0, …"}),
        ("z^3*exp(z/(1+abs(z)))", {"Smooth": "Yes"}),
        ("z^2*abs(z)", {"Smooth": "Yes", "Rises always": "No, turns at z = 0"}),
        ("1 - (z-1)*(0.5+z)", {"Output range": "(−∞, 1.56]", "Rises always": "No, turns at z = 0.25"}),
        ("z*abs(z)", {"Smooth": "Yes, but f″ jumps at 0", "Rises always": "Yes"}),
        ("sin(z^2)", {"Output range": "[−1, 1]", "Largest slope": "No limit"}),
        ("3+0*z", {"Output range": "3", "Largest slope": "0 everywhere", "Rises always": "No, it is constant"}),
    ],
)
def test_that_formulas_of_ones_own_are_read_like_the_others(text, expected):
    found = words(Formula(text=text))

    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1e-300*z", {"Output range": "(−∞, ∞)", "Largest slope": "10⁻³⁰⁰ everywhere", "Rises always": "Yes"}),
        ("1e200*z", {"Output range": "(−∞, ∞)", "Largest slope": "10²⁰⁰ everywhere", "Saturates when": "Nowhere"}),
        ("z/3", {"Largest slope": "0.3333 everywhere"}),
        ("1e-310*z", {"Largest slope": "10⁻³¹⁰ everywhere", "Rises always": "Yes"}),  # below the normal numbers
        ("1e-300*tanh(z)", {"Output range": "(−10⁻³⁰⁰, 10⁻³⁰⁰)", "Saturates when": "|z| > 1.82"}),
        ("1e-20*z^2", {"Output range": "[0, ∞)", "Largest slope": "No limit", "Rises always": "No, turns at z = 0"}),
        ("1e-300*exp(z)", {"Output range": "(0, ∞)", "Largest slope": "No limit", "Rises always": "Yes"}),
        ("1e-300*max(0,z-5)", {"Largest slope": "10⁻³⁰⁰ for z > 5", "Smooth": "No, corner at z = 5"}),
        ("3+1e-13*z", {"Rises always": "Yes", "Largest slope": "10⁻¹³ everywhere"}),
        ("0*z", {"Output range": "0", "Rises always": "No, it is constant", "Saturates when": "Everywhere"}),
    ],
)
def test_that_properties_are_those_of_a_function_of_any_size(text, expected):
    found = words(Formula(text=text))

    assert {name: found[name] for name in expected} == expected


@given(
    k=st.floats(0.01, 20.0), low=st.floats(-10.0, 0.0), high=st.floats(0.1, 10.0), midpoint=st.floats(-10.0, 10.0)
)
def test_that_a_logistic_with_any_parameters_has_the_properties_of_a_logistic(k, low, high, midpoint):
    facts = facts_of(Logistic(k, low, high, midpoint))
    reach = math.log((1 + math.sqrt(0.9)) / (1 - math.sqrt(0.9))) / k

    (outputs,) = facts.outputs
    assert (outputs.low, outputs.high) == pytest.approx((low, high), abs=1e-8)
    assert not outputs.low_closed
    assert not outputs.high_closed
    assert facts.steepest == pytest.approx(k * (high - low) / 4, rel=1e-9)
    assert [facts.zones[0].high, facts.zones[1].low] == pytest.approx([midpoint - reach, midpoint + reach], abs=1e-6)
    assert (facts.rises, facts.falls, facts.jumps, facts.corners) == (True, False, (), ())


@given(alpha=st.floats(0.0, 1.0))
def test_that_a_leaky_relu_saturates_only_while_its_slope_is_a_tenth_or_less(alpha):
    facts = facts_of(LeakyReLU(alpha))

    assert facts.steepest == 1.0
    assert facts.zones == ((Interval(-INF, 0.0, False, True),) if alpha <= SATURATED_BELOW else ())
    assert bool(facts.corners) is (abs(1.0 - alpha) > 1e-6)
    assert bool(facts.flat) is (alpha == 0.0)


@given(alpha=st.floats(0.001, 5.0))
def test_that_an_elu_ends_at_minus_alpha_and_is_steepest_beside_zero(alpha):
    facts = facts_of(ELU(alpha))

    assert facts.outputs[0].low == pytest.approx(-alpha, abs=1e-9)
    assert facts.steepest == pytest.approx(max(1.0, alpha), rel=1e-9)
    if alpha > 0.11:
        assert facts.zones[0].high == pytest.approx(math.log(0.1 * max(1.0, alpha) / alpha), abs=1e-6)


@given(beta=st.floats(0.1, 20.0))
def test_that_a_softplus_saturates_where_its_sigmoid_is_a_tenth(beta):
    (zone,) = facts_of(Softplus(beta)).zones

    assert zone.high == pytest.approx(math.log(1 / 9) / beta, rel=1e-9)


@pytest.mark.parametrize("kind", SINGLE, ids=lambda kind: kind.__name__)
def test_that_zones_and_single_points_agree_on_a_grid(kind):
    activation, z = kind(), np.linspace(-6.0, 6.0, 997)
    inside = np.zeros(z.shape, dtype=bool)
    for zone in zones_between(activation, -6.0, 6.0):
        inside |= (z >= zone.low) & (z <= zone.high)

    np.testing.assert_array_equal(inside, saturated(activation, z))


@pytest.mark.parametrize("kind", SINGLE, ids=lambda kind: kind.__name__)
def test_that_no_value_or_slope_on_a_grid_breaks_what_is_told(kind):
    activation, z = kind(), np.linspace(-50.0, 50.0, 4321)
    facts, f, s = facts_of(activation), values(activation, z), slopes(activation, z)

    lies = np.zeros(z.shape, dtype=bool)
    for part in facts.outputs:
        lies |= (f >= part.low - 1e-12) & (f <= part.high + 1e-12)
    assert lies.all()
    assert np.abs(s).max() <= facts.steepest * (1 + 1e-12)
    assert (np.diff(f) >= -1e-12).all() or facts.falls
    with np.errstate(invalid="ignore"):
        steepest_chord = np.max(np.abs(np.diff(f)) / np.diff(z))
    assert facts.jumps or steepest_chord <= facts.lipschitz * (1 + 1e-9)
