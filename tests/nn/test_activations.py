from __future__ import annotations

import math

import numpy as np
import pytest

from mlpviz.nn.activations import (
    ELU,
    GELU,
    Formula,
    LeakyReLU,
    Logistic,
    SiLU,
    Softmax,
    Softplus,
    Softsign,
    Step,
    activations,
)

Z = [-6.0, -1.5, -0.2, 0.0, 0.4, 3.0]
SIMPLE = {
    Step(): lambda z: float(z > 0),
    LeakyReLU(alpha=0.2): lambda z: z if z > 0 else 0.2 * z,
    Logistic(k=3.0, low=-2.0, high=5.0, midpoint=0.5): lambda z: -2 + 7 / (1 + math.exp(-3 * (z - 0.5))),
    Softplus(beta=2.0): lambda z: math.log(1 + math.exp(2 * z)) / 2,
    ELU(alpha=0.7): lambda z: z if z > 0 else 0.7 * (math.exp(z) - 1),
    GELU(): lambda z: 0.5 * z * (1 + math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))),
    SiLU(): lambda z: z / (1 + math.exp(-z)),
    Softsign(): lambda z: z / (1 + abs(z)),
    Formula(text="exp(-z^2)"): lambda z: math.exp(-(z**2)),
}


def test_that_no_two_activations_have_one_label():
    assert len({choice.label for choice in activations}) == len(activations.names())


@pytest.mark.parametrize("activation", SIMPLE, ids=lambda one: one.name)
def test_that_an_activation_is_what_its_formula_says(activation):
    expected = [SIMPLE[activation](z) for z in Z]

    assert activation.value(np.array(Z)) == pytest.approx(expected, rel=1e-13, abs=1e-15)


@pytest.mark.parametrize(
    "activation",
    [Logistic(20.0, -10.0, 0.1, 10.0), LeakyReLU(1.0), ELU(5.0), Softplus(20.0), Softplus(0.1), ELU(0.0)],
    ids=lambda one: str(one.form()),
)
def test_that_the_slope_holds_at_the_ends_of_the_spans(activation):
    z = np.linspace(-12, 12, 241) + 0.013
    h = 1e-6

    numeric = (activation.value(z + h) - activation.value(z - h)) / (2 * h)

    assert activation.slope(z, activation.value(z)) == pytest.approx(numeric, abs=2e-7)
    with np.errstate(all="raise", under="ignore"):
        far = np.array([-1000.0, 1000.0])
        assert np.isfinite(activation.slope(far, activation.value(far))).all()


def test_that_a_logistic_reaches_its_own_ends_and_is_halfway_at_its_midpoint():
    activation = Logistic(k=4.0, low=-0.1, high=0.3, midpoint=2.0)

    assert activation.bounds == activation.targets == (-0.1, 0.3)
    assert activation.value(2.0) == pytest.approx(0.1)
    assert activation.value(np.array([-1e3, 1e3])).tolist() == [-0.1, 0.3]


@pytest.mark.parametrize(
    "activation",
    [*(kind() for kind in activations if kind not in (Softmax, Formula)), Logistic(0.3, -2.0, 5.0, 1.0)],
    ids=lambda one: str(one.form()),
)
def test_that_the_largest_slope_is_known_where_there_are_two_ends(activation):
    z = np.linspace(-2.0, 2.0, 401)

    found = np.max(activation.slope(z, activation.value(z)))

    assert activation.steepest == (None if activation.bounds is None else pytest.approx(found))


def test_that_step_says_that_it_cannot_learn():
    assert "cannot" in Step.warning or "can learn" in Step.warning
    assert not Step().slope(np.array(Z), Step().value(np.array(Z))).any()
    assert [choice.__name__ for choice in activations if choice.warning] == ["Step"]


def test_that_kinks_part_what_lies_on_both_sides():
    z = np.array([-1.0, 1.0, 2.0])

    for name in ("Step", "ReLU", "LeakyReLU", "ELU", "Softsign"):
        left, right, further = np.asarray(activations.make(name).pieces(z))
        assert left != right == further
    for name in ("Linear", "Sigmoid", "Logistic", "Tanh", "Softplus", "GELU", "SiLU", "Formula"):
        assert activations.make(name).pieces(z) is None
    pieces = np.asarray(Formula(text="max(z, 1.5)").pieces(z))
    assert (pieces[:, 0] == pieces[:, 1]).all()
    assert (pieces[:, 1] != pieces[:, 2]).any()


def test_that_an_own_formula_is_written_and_read_like_any_choice():
    made = activations.make({"name": "Formula", "text": "z * sigmoid(2*z)"})

    assert made.form() == {"name": "Formula", "text": "z * sigmoid(2*z)"}
    assert activations.make("Formula").form() == "Formula"
    assert made.formula == r"z\,\sigma(2\,z)"
    assert made.value(0.5) == pytest.approx(0.5 / (1 + math.exp(-1)))
    assert list(made.texts()) == ["text"]
    assert made.spans() == {}


def test_that_a_constant_formula_still_has_a_value_for_every_unit():
    made = Formula(text="0.5")

    assert made.value(np.zeros((3, 2))).shape == made.slope(np.zeros((3, 2)), np.zeros((3, 2))).shape == (3, 2)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Formula.text is ''; allowed is a formula of z"),
        (3, "Formula.text is 3; allowed is a formula of z"),
        ("z +", "Formula.text: something is missing at position 4"),
        ("ln(z)", "no finite value at z = -1000"),
        ("1/z", "no finite value at z = 0"),
        ("sqrt(abs(z))", "no finite slope at z = 0"),
        ("z" * 201, "at most 200 characters"),
    ],
)
def test_that_a_formula_without_a_value_everywhere_is_refused(text, says):
    with pytest.raises(ValueError, match=says):
        activations.make({"name": "Formula", "text": text})


def test_that_the_rule_for_own_formulas_is_the_one_that_is_told():
    # e^(e^1000) is beyond every float. As is told, the inner power counts as e⁷⁰⁰, the outer one as well.
    made = activations.make({"name": "Formula", "text": "exp(exp(z))"})
    assert made.value(np.array([1000.0])) == np.exp(700.0)
    told = "In exp(u), u counts as 700 where it is larger."
    with pytest.raises(ValueError, match=r"finite at the 87 values of z from −1000 to 1000") as refused:
        activations.make({"name": "Formula", "text": "exp(z)^2"})  # e¹⁴⁰⁰: here nothing is cut off
    assert str(refused.value).endswith(told)
    read = " ".join(str(Formula.__doc__).split())
    assert "In exp(u), u counts as 700 where it is larger" in read
    assert "at 87 values of z from −1000 to 1000" in read
