"""What is asked of a learner, what counts as right, and which slip is named: only the one that fits."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.run import Run
from mlpviz.engine.telling.calculation import calculate
from mlpviz.engine.telling.explanation import Mark
from mlpviz.engine.telling.narration import Narrator
from mlpviz.engine.telling.prediction import Outcome, Question, count_line, read_guess
from mlpviz.engine.telling.variants import parsed
from mlpviz.engine.telling.veil import VeiledNarrator
from mlpviz.engine.telling.written import tokens_of

SUM, DELTA_O2, GRADIENT_W5, NEW_W5, NEW_W1 = 0, 16, 17, 35, 31
"""Operations of Mazur's example."""


def no_verdict(index: int, digits: int) -> str:
    return ""


def all_open(index: int) -> bool:
    return True


def veiled(experiment: Experiment) -> VeiledNarrator:
    return VeiledNarrator(Narrator(Run(experiment).walk()), all_open, no_verdict)


@pytest.fixture(scope="module")
def mazur() -> VeiledNarrator:
    return veiled(EXAMPLES["Mazur 2-2-2"].experiment)


def said(narrator: VeiledNarrator, index: int, typed: str, digits: int = 4) -> str:
    question, guess = narrator.question(index), read_guess(typed)
    question.check(guess)
    return question.say(guess, digits)


# ---- what is typed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value", "place"),
    [("0.082", 0.082, -3), ("0,082", 0.082, -3), ("−0,0381", -0.0381, -4), (".5", 0.5, -1), ("1.2e-3", 0.0012, -4),
     ("1,3·10⁻⁷", 1.3e-7, -8), ("12", 12.0, 0), ("1 234.5", 1234.5, -1), ("+0.30", 0.3, -2)],
)  # fmt: skip
def test_that_numbers_are_read_with_point_comma_and_powers(typed: str, value: float, place: int) -> None:
    guess = read_guess(typed)

    assert guess.value == pytest.approx(value)
    assert guess.place == place


@pytest.mark.parametrize(("typed", "sign"), [("+", 1), ("-", -1), ("−", -1), ("0", 0), ("0.00", 0), ("0,0", 0)])
def test_that_a_sign_alone_is_a_prediction(typed: str, sign: int) -> None:
    assert (read_guess(typed).value, read_guess(typed).sign) == (None, sign)


@pytest.mark.parametrize("typed", ["", "abc", "1,234.5", "1.2.3", "--1", "1e999", "nan", "inf", "1_0", "²"])
def test_that_what_is_no_number_is_refused_with_what_to_type(typed: str) -> None:
    with pytest.raises(ValueError, match=r"Type \+, − or 0, or a number such as 0\.25\."):
        read_guess(typed)


# ---- what counts as right --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["-0.038", "-0,0381", "-0.038098", "-0.03809823652", "-3.8e-2"])
def test_that_two_right_digits_suffice(mazur: VeiledNarrator, typed: str) -> None:
    assert mazur.question(DELTA_O2).outcome(read_guess(typed)) == "value"


def test_that_digits_beyond_the_right_ones_are_told(mazur: VeiledNarrator) -> None:
    assert said(mazur, DELTA_O2, "-0.0380") == "Right to 2 digits: it is −0.0381."
    assert said(mazur, DELTA_O2, "-0.0381") == "Right: it is −0.0381."


@pytest.mark.parametrize("typed", ["-0.037", "-0.039", "-0.38", "-0.0038"])
def test_that_another_size_is_not_right(mazur: VeiledNarrator, typed: str) -> None:
    assert mazur.question(DELTA_O2).outcome(read_guess(typed)) == "wrong size"


@pytest.mark.parametrize("typed", ["-0.04", "-0.9"])
def test_that_one_digit_is_refused_whether_it_is_near_or_far(mazur: VeiledNarrator, typed: str) -> None:
    with pytest.raises(ValueError, match="One digit is not enough"):
        mazur.question(DELTA_O2).check(read_guess(typed))


def test_that_one_digit_is_enough_where_it_is_the_whole_number() -> None:
    points = PointSet([[1.0, 1.0]], targets=[[0.0]])
    spec = NetworkSpec((LayerSpec(1, "Linear"),), loss="SquaredError", theta=(2.0, 3.0, 0.0))
    question = veiled(Experiment(points, spec, Plan("SGD", batch_size=1))).question(0)

    question.check(read_guess("5"))
    assert question.say(read_guess("5"), 4) == "Right: it is 5."


def test_that_a_new_weight_is_predicted_by_its_direction_or_by_more_digits_than_the_old_one(
    mazur: VeiledNarrator,
) -> None:
    question = mazur.question(NEW_W1)  # 0.15 becomes 0.14978

    assert question.outcome(read_guess("-")) == "sign"
    assert said(mazur, NEW_W1, "+") == "Wrong direction: it is 0.1498."
    with pytest.raises(ValueError, match=r"0\.15 is what it is now"):
        question.check(read_guess("0.15"))
    assert question.outcome(read_guess("0.1498")) == "value"
    assert question.outcome(read_guess("0.1497")) == "wrong size"


# ---- what was missed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("index", "typed", "expected"),
    [
        (DELTA_O2, "-0.217", r"Right sign, wrong size: −0.217 comes out without the factor "
                             r"$\partial o_2/\partial z_{o2}$. It is −0.0381."),
        (DELTA_O2, "0.0381", r"Right size, wrong sign: 0.0381 comes out without the minus of the number "
                             r"$\partial E/\partial o_2$. It is −0.0381."),
        (SUM, "0.0275", r"Right sign, wrong size: 0.0275 comes out without the term $b_1$. It is 0.3775."),
        (GRADIENT_W5, "0.1385", "Right sign, wrong size: 0.1385 comes out without the factor $h_1$. It is 0.0822."),
        (NEW_W5, "0.4411", r"Right size, wrong direction: 0.4411 comes out with a plus in place of the minus before "
                           r"$\eta \cdot \partial E/\partial w_5$. It is 0.3589."),
        (8, "0.5496", r"Right sign, wrong size: 0.5496 comes out without the factor $1/2$. It is 0.2748."),
        (8, "0.3707", "Right sign, wrong size: 0.3707 comes out without the square of $(o_1 - t_1)$. It is 0.2748."),
        (12, "1.763", "Wrong sign and wrong size: 1.763 comes out with a plus in place of the minus before $t_2$. "
                      "It is −0.2171."),
        (6, "0.2486", "Right sign, wrong size: 0.2486 comes out without the minus before $z_{o1}$. It is 0.7514."),
    ],
)  # fmt: skip
def test_that_the_slip_which_gives_what_was_typed_is_named(
    mazur: VeiledNarrator, index: int, typed: str, expected: str
) -> None:
    assert said(mazur, index, typed) == expected


@pytest.mark.parametrize(
    ("index", "typed", "expected"),
    [
        (DELTA_O2, "-0.218", "Right sign, wrong size. It is −0.0381, 0.18 more than yours."),
        (DELTA_O2, "-0.2172", "Right sign, wrong size. It is −0.0381, 0.18 more than yours."),
        (SUM, "0.0285", "Right sign, wrong size. It is 0.3775, 0.35 more than yours."),
        (GRADIENT_W5, "0.1395", "Right sign, wrong size. It is 0.0822, 0.057 less than yours."),
        (NEW_W5, "0.4511", "Wrong direction and wrong size. It is 0.3589, 0.092 less than yours."),
    ],
)
def test_that_near_a_slip_only_the_number_and_the_difference_are_said(
    mazur: VeiledNarrator, index: int, typed: str, expected: str
) -> None:
    assert said(mazur, index, typed) == expected


def test_that_of_two_slips_with_one_result_none_is_named() -> None:
    points = PointSet([[0.5, 0.5]], targets=[[0.0]])
    spec = NetworkSpec((LayerSpec(1, "Linear"),), loss="SquaredError", theta=(0.7, 0.7, 0.1))
    question = veiled(Experiment(points, spec, Plan("SGD", batch_size=1))).question(0)

    told = question.say(read_guess("0.45"), 4)  # without either of two equal terms

    assert told == "Right sign, wrong size. It is 0.8000, 0.35 more than yours."


@pytest.mark.parametrize(
    ("theta", "expected"),
    [
        ((-2.0, 0.0), "Wrong sign: it is −0.5. One factor, $w_1$, is negative."),
        ((2.0, 0.0), "Wrong sign: it is 0.5. No factor is negative."),
    ],
)
def test_that_a_wrong_sign_is_told_with_the_factors_that_are_negative(
    theta: tuple[float, ...], expected: str, mazur: VeiledNarrator
) -> None:
    told = mazur.whole.tell(GRADIENT_W5)  # any product of two factors; only its numbers are changed
    result, equals, first, times, second = told.terms
    terms = (
        replace(result, value=theta[0] * 0.25), equals, replace(first, symbol="w_1", value=theta[0]), times,
        replace(second, value=0.25),
    )  # fmt: skip
    question = Question(replace(told, terms=terms))

    assert question.say(read_guess("+" if theta[0] < 0 else "-"), 9) == expected


def test_that_showing_counts_as_not_predicted(mazur: VeiledNarrator) -> None:
    assert mazur.question(DELTA_O2).outcome(None) == "shown"
    assert mazur.question(DELTA_O2).say(None, 4) == "Not predicted: it is −0.0381."


def test_that_the_count_tells_right_ones_signs_and_what_was_not_predicted() -> None:
    assert count_line([]) == ""
    assert count_line(["value", "wrong size"]) == "1 of 2 right"
    several: list[Outcome] = ["value", "value", "sign", "sign", "sign", "sign", "sign", "wrong sign", "wrong size"]
    assert count_line(several) == "7 of 9 right, 5 signs"
    assert count_line(["sign", "shown"]) == "1 of 1 right, 1 sign, 1 not predicted"
    assert count_line(["shown"]) == "1 not predicted"


# ---- the structure of equations --------------------------------------------------------------------------------------

EXPERIMENTS = [
    Experiment(preset("XOR").points, NetworkSpec((LayerSpec(3, activation), LayerSpec(outputs, last)), loss=loss),
               Plan(optimizer, batch_size=2, l2=l2))
    for activation, outputs, last, loss, optimizer, l2 in [
        ("Sigmoid", 1, "Sigmoid", "CrossEntropy", "SGD", 0.0), ("Tanh", 2, "Softmax", "CrossEntropy", "Adam", 0.02),
        ("ReLU", 1, "Tanh", "Hinge", "Momentum", 0.0), ("SiLU", 1, "Sigmoid", "SquaredError", "RMSProp", 0.0),
        ("Softplus", 2, "Linear", "Huber", "AdamW", 0.01), ("LeakyReLU", 1, "Linear", "MeanSquaredError", "SGD", 0.1),
    ]
]  # fmt: skip


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda one: one.network.layers[0].activation.name)
def test_that_every_equation_taken_apart_has_the_value_that_a_calculator_finds(experiment: Experiment) -> None:
    narrator = Narrator(Run(experiment).walk())

    for index in range(len(narrator.operations)):
        right = narrator.tell(index).terms[2:]
        by_calculator = calculate([token for term in right for token in tokens_of(term)])
        assert parsed(right).value == pytest.approx(by_calculator, rel=1e-13, abs=1e-300)


# ---- what is kept back -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda one: one.network.layers[0].activation.name)
def test_that_what_is_told_before_a_prediction_holds_neither_the_result_nor_what_follows_from_it(
    experiment: Experiment,
) -> None:
    narrator = veiled(experiment)

    for index in range(len(narrator.operations)):
        whole, kept = narrator.whole.tell(index), narrator.tell(index)
        if not narrator.is_open(index):
            assert kept.result == whole.result or math.isnan(whole.result)
            continue
        assert math.isnan(kept.result)
        assert kept.terms[0].role == "plain"
        assert whole.sentence not in kept.sentence
        assert (kept.preview, kept.addends, kept.tick, kept.verdict) == ((), (), None, "")
        assert narrator.curve(index) is None
        if narrator.operations[index].kind != "sample_loss":  # its live values are output and target alone
            assert whole.result not in [value for _, value in kept.values[-1:]]
        operands = [term.value for term in kept.terms[2:] if term.value is not None]
        functions = any(term.function for term in kept.terms[2:])
        assert whole.result == 0.0 or functions or whole.result not in operands


def test_that_the_graph_and_the_gradients_know_an_open_result_only_once_it_is_told(mazur: VeiledNarrator) -> None:
    edge = Mark("edge", 2, 0, 0)

    assert "gradient" not in mazur.graph_values(GRADIENT_W5)[edge]
    assert mazur.gradients(GRADIENT_W5).ready == 0
    assert "gradient" in mazur.whole.graph_values(GRADIENT_W5)[edge]
    assert mazur.whole.gradients(GRADIENT_W5).ready == 1
    assert mazur.graph_values(0)[Mark("unit", 0, 0)] == {"a": 0.05}


def test_that_nothing_is_asked_where_the_number_stands_in_the_equation_or_cannot_move() -> None:
    spec = NetworkSpec((LayerSpec(2, "Linear"), LayerSpec(1, "Sigmoid")), frozen=(0,))
    narrator = veiled(Experiment(preset("XOR").points, spec, Plan("SGD", batch_size=1)))
    asked = {(op.kind, op.layer): narrator.is_open(index) for index, op in enumerate(narrator.operations)}

    held = narrator.operations.index_of("weight", 1, 0, 0)

    assert held is not None
    assert not narrator.is_open(held)
    assert narrator.is_open(held + 1)
    assert not asked["activate", 1]
    assert not asked["bias_gradient", 1]
    assert asked["sum", 1]
    assert asked["weight_gradient", 2]


def test_that_the_slope_of_a_corner_is_asked_without_showing_it() -> None:
    spec = NetworkSpec((LayerSpec(3, "ReLU"), LayerSpec(1, "Sigmoid")))
    narrator = veiled(Experiment(preset("XOR").points, spec, Plan("SGD", batch_size=1)))
    index = narrator.operations.index_of("slope", 1)
    assert index is not None

    assert narrator.is_open(index)
    assert all(term.value is None or np.isnan(term.value) for term in narrator.tell(index).terms)
