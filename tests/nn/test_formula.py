from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.nn.expressions import FUNCTIONS
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
        ("(" * 60 + "z" + ")" * 60, 20), ("z" + "+z" * 100, 200), ("sin()", 4), ("²", 0),
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
