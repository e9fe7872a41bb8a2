from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

from mlpviz.nn.activations import Formula
from mlpviz.nn.expressions import FUNCTIONS
from mlpviz.nn.fast.tape import Tape, _Places
from mlpviz.nn.formula import FormulaError, parse


def value(text, **at):
    return parse(text, tuple(at) or ("z",)).value(at)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("8 / 4 / 2", 1.0),
        ("7 - 4 - 2", 1.0),
        ("2 ^ 3 ^ 2", 512.0),
        ("2 ** 3", 8.0),
        ("-2 ^ 2", -4.0),
        ("(-2) ^ 2", 4.0),
        ("2 ^ -1", 0.5),
        ("--3", 3.0),
        ("2 * -3", -6.0),
        ("1.5e2 + .5", 150.5),
        ("3² + 2³", 17.0),
        ("2¹⁰ + (2²)³", 1088.0),
        ("6 ÷ 3 − 2 · 2 × 1", -2.0),
        ("pi + e", math.pi + math.e),
        ("max(2, 5) - min(2, 5)", 3.0),
        ("log(e)", 1.0),
        ("sigmoid(0) + step(1) + step(-1) + sign(-4) + abs(-4)", 4.5),
        ("sqrt(16) * atan(1) * 4", 4 * math.pi),
    ],
)
def test_that_a_formula_has_the_value_of_a_calculation_by_hand(text, expected):
    assert value(text) == pytest.approx(expected, rel=1e-15)


def test_that_raised_digits_are_one_number():
    assert value("z²³", z=2.0) == 2.0**23
    assert parse("z²³").latex() == "z^{23}"


def test_that_variables_are_looked_up_by_name_for_arrays_and_numbers():
    x = np.linspace(-3, 3, 7)

    assert value("x1 * x1 + 2 * x2", x1=x, x2=1.0) == pytest.approx(x * x + 2)
    assert value("z", z=2.5) == 2.5


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0), ("  ", 2), ("2 +", 3), ("2 +* z", 3), ("(z", 0), ("z)", 1), ("2 z", 2), ("2(z)", 1), ("foo(z)", 0),
        ("z + q", 4), ("sin z", 4), ("max(z)", 0), ("sin(z, z)", 0), ("z @ 2", 2), ("1e999", 0), ("z..2", 1), (",", 0),
        ("__import__('os')", 0), ("z.real", 1), ("z[0]", 1), ("lambda: z", 0), ("+" * 50 + "z", 40), ("z;z", 1),
        ("(" * 60 + "z" + ")" * 60, 20), ("z" + "+z" * 100, 200), ("sin()", 4), ("²", 0), ("z² ³", 3), ("z²^3", 2),
        ("z²**3", 2),
    ],
)  # fmt: skip
def test_that_a_mistake_is_found_where_it_is(text, position):
    with pytest.raises(FormulaError) as mistake:
        parse(text)

    assert abs(mistake.value.position - position) <= (0 if len(text) < 50 else 20)
    assert f"at position {mistake.value.position + 1} of" in str(mistake.value)


@pytest.mark.parametrize("text", [
    *(f"{name}({', '.join(['0.3 + z * 0.7', '1.1 - z'][: one.arguments])})" for name, one in FUNCTIONS.items()),
    "z^3 - 2*z^2 + z - 7", "2^z", "z^z", "(1 + z^2)^(z/2)", "1/(1 + z^2)", "exp(-z^2/2)/sqrt(2*pi)", "-(z - -z)",
    "z*sigmoid(1.7*z)", "tanh(ln(1 + exp(z)))*z", "sin(cos(z*2))/(z + 3)", "max(z, min(z^2, 1))", "abs(z)*z - z/3*2",
])  # fmt: skip
def test_that_the_derivative_is_exact(text):
    f = parse(text)
    slope, h = f.derivative("z"), 1e-6
    for z in (0.231, 0.77, 1.9):
        numeric = (f.value({"z": z + h}) - f.value({"z": z - h})) / (2 * h)
        assert slope.value({"z": z}) == pytest.approx(numeric, rel=1e-7, abs=1e-8)
        second = (slope.value({"z": z + h}) - slope.value({"z": z - h})) / (2 * h)
        assert slope.derivative("z").value({"z": z}) == pytest.approx(second, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("text", ["*".join("z" * 100), "*".join(["tanh(z)"] * 25), "/".join(["(1+z)"] * 33)])
def test_that_a_long_formula_makes_a_tape_no_longer_than_its_signs_allow(text):
    tape = Tape(4)
    given = tape.samples_of(2)
    given[:] = 1.0
    activation = Formula(text=text)
    value = activation.value(given)
    before = len(tape.calls)
    activation.slope(given, value)

    assert before <= 2 * len(text)
    assert len(tape.calls) - before <= 4 * len(text)


def test_that_memory_of_arrays_is_found_where_they_overlap():
    whole = np.zeros((6, 4))
    places = _Places([whole[1], whole[3], whole[5, :0]])

    assert [places.meet(row) for row in whole] == [False, True, False, True, False, False]
    assert places.meet(whole[0:2])
    assert not places.meet(np.zeros(3))
    places.add(whole[::-1][3:5])  # rows 1 and 2, backwards
    assert [places.meet(row) for row in whole] == [False, True, True, True, False, False]
    assert places.meet(whole[::-1, ::-1])


@pytest.mark.parametrize("z", [-1000.0, -700.0, -40.0, -1e-8, 0.0, 1e-8, 40.0, 700.0, 710.0, 1000.0])
def test_that_functions_of_a_formula_are_true_in_every_digit(z):
    with mp.workdps(900):
        e = mpmath.exp(mpf(z))
        true = {
            "sigmoid(z)": (e / (1 + e), e / (1 + e) ** 2),
            "tanh(z)": (mpmath.tanh(z), mpmath.sech(z) ** 2),
            "ln(1 + exp(z))": (mpmath.log1p(e), e / (1 + e)),
            "ln(exp(z)+1)": (mpmath.log1p(e), e / (1 + e)),
            "atan(z)": (mpmath.atan(z), 1 / (1 + mpf(z) ** 2)),
        }
        for text, numbers in true.items():
            formula = parse(text)
            for found, right in zip((formula, formula.derivative("z")), numbers, strict=True):
                difference = abs(mpf(float(found.value({"z": np.float64(z)}))) - right)
                assert difference <= 8 * mpf(2) ** -52 * abs(right) + mpf(10) ** -320, (text, z)


def test_that_a_power_of_e_that_is_cut_off_rises_no_more():
    formula = parse("exp(z)")

    assert formula.value({"z": 701.0}) == formula.value({"z": 900.0}) == np.exp(700.0)
    assert formula.derivative("z").value({"z": np.array([699.0, 701.0])}).tolist() == [np.exp(699.0), 0.0]


def test_that_a_derivative_by_one_variable_holds_the_others_still():
    f = parse("x^2 * y + sin(y)", ("x", "y"))

    assert f.derivative("x").value({"x": 3.0, "y": 5.0}) == 30.0
    assert f.derivative("y").value({"x": 3.0, "y": 0.0}) == pytest.approx(10.0)


def test_that_the_derivative_of_a_maximum_is_shared_at_a_tie():
    slope = parse("max(0, z)").derivative("z")

    assert slope.value({"z": np.array([-1.0, 0.0, 1.0])}).tolist() == [0.0, 0.5, 1.0]


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("z^2 / (1 + z)", r"\frac{z^{2}}{1 + z}"),
        ("(z + 1) * 2 - (3 - z)", r"(z + 1) \cdot 2 - (3 - z)"),
        ("2 * -z", r"2\,(-z)"),
        ("exp(-x1) * abs(x1)", r"e^{-x_1}\,|x_1|"),
        ("1e-7 * pi", r"1 \cdot 10^{-7}\,\pi"),
        ("(-z)^2", r"(-z)^{2}"),
    ],
)
def test_that_a_formula_is_written_as_in_a_textbook(text, latex):
    assert parse(text, ("z", "x1")).latex() == latex


NUMBERS = st.one_of(st.integers(0, 9).map(str), st.floats(0.1, 9.9).map(lambda number: f"{number:.3f}"), st.just("z"))
FORMULAS = st.recursive(
    NUMBERS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda one: f"({one[0]} {one[1]} {one[2]})"),
        inner.map(lambda one: f"(-{one})"),
    ),
    max_leaves=8,
)


@given(FORMULAS, st.floats(-3, 3).filter(lambda z: abs(z) > 1e-3))
def test_that_plain_arithmetic_agrees_with_python(text, z):
    try:
        expected = eval(text, {"__builtins__": {}}, {"z": z})
    except ZeroDivisionError:
        return
    with np.errstate(all="ignore"):
        assert value(text, z=z) == expected or math.isclose(value(text, z=z), expected, rel_tol=1e-12)


@given(st.text(max_size=40))
def test_that_any_text_is_read_or_refused_with_a_place(text):
    try:
        parse(text)
        position = 0
    except FormulaError as mistake:
        position = mistake.position
    assert 0 <= position <= len(text)
