"""Two trials that move together, their sentences, and the networks that solve what no line can."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mlpviz.engine.one_unit import sentences
from mlpviz.engine.one_unit.contradiction import Condition, Contradiction, contradiction
from mlpviz.engine.one_unit.course import COLUMNS, Course, Setup, course_from, usual_setup
from mlpviz.engine.one_unit.hidden_layer import EPOCHS, as_network, with_hidden_layer
from mlpviz.engine.one_unit.problem import Problem, named
from mlpviz.engine.one_unit.rule import Rule, rule_from
from mlpviz.engine.one_unit.trial import Trial
from mlpviz.engine.run import Run
from mlpviz.nn.perceptron import Perceptron
from tests.known import known


def trial(name, samples=0, **rule):
    made = Trial(named(name), Rule(**rule))
    assert made.forward(samples) == samples
    return made


def told(made):
    return [sentences.plain(line) for line in sentences.lines(made)]


# moving together


def test_that_and_converges_in_pass_nine_beside_xor_which_goes_on():
    course = Course(usual_setup())
    for _ in range(11):
        course.one_pass()
    one, other = course.trials

    assert known(one.unit).mistakes_per_pass == [2, 3, 3, 2, 2, 3, 2, 1, 0]
    assert known(one.unit).weights == (-4, 3, 2)
    assert (one.seen, other.seen) == (36, 44)
    assert course.settled
    assert sentences.verdict(one) == ("Converged in pass 9", "ok")
    assert sentences.verdict(other) == ("Cycling, period 4 mistakes", "warn")


def snapshot(course):
    return [(one.seen, one.unit.weights, one.unit.mistakes, one.verdict, one.last) for one in course.trials]


@given(st.lists(st.sampled_from(["sample", "pass", "three"]), min_size=1, max_size=12))
def test_that_going_back_visits_every_place_that_was_visited(steps):
    course = Course(Setup((named("AND"), named("Moons"))))
    visited = [snapshot(course)]
    for step in steps:
        course.one_pass() if step == "pass" else course.forward(3 if step == "three" else 1)
        visited.append(snapshot(course))

    for earlier in reversed(visited[:-1]):
        for _ in range(1000):
            if snapshot(course) == earlier:
                break
            course.back()
        assert snapshot(course) == earlier
    assert course.moves == []


def test_that_back_without_a_sample_does_nothing():
    course = Course(usual_setup())
    course.back()

    assert course.seen == 0


@pytest.mark.parametrize("kind", ["perceptron", "adaline", "logistic"])
def test_that_a_course_keeps_its_form(kind):
    course = Course(Setup((named("OR"), named("Spiral")), Rule(kind, order="shuffled", seed=5)))
    course.forward(7)
    course.one_pass()

    again = course_from(course.form())

    assert snapshot(again) == snapshot(course)
    assert again.form() == course.form()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"moves": [[1, -1]]}, "moves"), ({"moves": 3}, "moves"), ({"problems": []}, "problems"),
        ({"rule": {"kind": "perceptron"}}, "rule"), ({"rule": {**Rule().form(), "kind": "step"}}, "kind"),
    ],
)  # fmt: skip
def test_that_a_form_that_cannot_be_is_refused_by_name(changes, words):
    with pytest.raises(ValueError, match=words):
        course_from(Course(usual_setup()).form() | changes)


def test_that_a_form_without_moves_is_refused_by_name():
    form = Course(usual_setup()).form()
    del form["moves"]
    with pytest.raises(ValueError, match="moves is missing"):
        course_from(form)


def test_that_the_table_holds_every_sample_and_the_weights_after_it():
    course = Course(usual_setup())
    course.forward(2)

    rows = [dict(zip(COLUMNS, row, strict=True)) for row in course.table()]

    assert [(row["problem"], row["sample"]) for row in rows] == [("AND", 1), ("AND", 2), ("XOR", 1), ("XOR", 2)]
    assert [rows[3][name] for name in ("point", "x1", "x2", "target", "z", "mistake", "b", "w1", "w2")] == [
        2, 0.0, 1.0, 1, -1.0, 1, 0.0, 0.0, 1.0,
    ]  # fmt: skip


def test_that_the_table_of_a_unit_without_bias_keeps_its_columns():
    course = Course(Setup((named("AND"), named("OR")), Rule(threshold=0.5)))
    course.forward(1)

    assert all(len(row) == len(COLUMNS) for row in course.table())


def test_that_without_points_nothing_is_seen():
    course = Course(Setup((named("Blank"), named("XOR"))))
    course.forward(5)
    course.one_pass()

    assert [one.seen for one in course.trials] == [0, 8]
    assert sentences.heading(course.trials[0]) == "No points yet"
    assert sentences.verdict(course.trials[0]) == ("Not started", "")
    assert sentences.separability(course.trials[0]) == "no points yet"


# sentences


def test_that_a_mistake_is_told_with_the_numbers_of_the_board():
    seen = trial("XOR", 4)  # the fourth sample of the first pass: weights (1, 1, 1), point (1, 1), target −1

    assert sentences.heading(seen) == "Point (1, 1), target −1"
    assert told(seen) == [
        "z = 1 + 1 + 1 = +3 wrong side",
        "w ← (1, 1, 1) − (1, 1, 1)",
        "Next weights (0, 0, 0), where this pass began.",
    ]
    assert sentences.bias_part(seen.last, True) == "b: 1 − 1 = 0"


def test_that_a_learning_step_stands_before_the_inputs():
    assert told(trial("XOR", 1, rate=0.25))[1] == "w ← (0, 0, 0) − 0.25 · (1, 0, 0)"


def test_that_a_sum_of_zero_is_told_as_wrong():
    assert told(trial("AND", 1))[0] == "z = 0 + 0 + 0 = 0 on the line: wrong"


def test_that_a_right_answer_leaves_the_weights():
    assert told(trial("AND", 2))[1:] == ["The weights stay as they are."]


def test_that_the_line_that_was_found_is_told():
    found = trial("AND", 36)

    assert sentences.heading(found) == "No mistakes in a whole pass"
    assert told(found)[0] == "The line 3 x₁ + 2 x₂ = 4"
    assert sentences.limit(found) == "limit from the theorem: 51"
    assert sentences.separability(found) == "a line can separate it"


def test_that_adaline_tells_its_error_worked_out_by_hand():
    # After (0, 0) → −1 with step 0.5: b = −0.5. Then (0, 1) → −1: z = −0.5, error −0.5, step −0.25.
    assert told(trial("AND", 2, kind="adaline", adaline_rate=0.5)) == [
        "z = −0.5 + 0 + 0 = −0.5 right side",
        "t − z = −1 + 0.5 = −0.5",
        "w ← (−0.5, 0, 0) + 0.5 · (−0.5) · (1, 0, 1)",
        "Next weights (−0.75, 0, −0.25)",
    ]


def test_that_logistic_regression_tells_its_probability():
    assert told(trial("AND", 1, kind="logistic", logistic_rate=1.0))[:3] == [
        "z = 0 + 0 + 0 = 0 wrong side",
        "y − p = 0 − 0.5 = −0.5",
        "w ← (0, 0, 0) + 1 · (−0.5) · (1, 0, 0)",
    ]


@pytest.mark.parametrize("kind", ["adaline", "logistic"])
def test_that_other_rules_never_claim_to_have_converged(kind):
    made = trial("AND", 4000, kind=kind)

    assert made.unit.mistakes_per_pass[-1] == 0
    assert sentences.verdict(made) == ("Still moving", "")
    assert not made.rests


def test_that_adaline_that_runs_away_says_which_step_would_do():
    made = Trial(named("AND"), Rule("adaline", adaline_rate=3.0))
    made.forward(5000)

    assert made.runs_away
    assert sentences.verdict(made) == ("Runs away", "bad")
    assert told(made)[1] == "Choose a learning step below 2 / R², 0.66."  # 2/3, rounded down: 0.67 would run away too
    assert as_network(made) is None


def test_that_the_least_squares_of_and_are_those_worked_out_by_hand():
    # z = −3/2 + x₁ + x₂ leaves the errors 1/2, −1/2, −1/2, 1/2: half their mean square is 1/8.
    assert trial("AND", 0, kind="adaline").least_squares == pytest.approx(1 / 8)


@pytest.mark.parametrize(
    ("rule", "limit"),
    [
        ({"start": (1.0, 0.0, 0.0)}, "the theorem's limit is for a bias and first weights 0"),
        ({"threshold": 0.5}, "the theorem's limit is for a bias and first weights 0"),
        ({"kind": "adaline"}, "the theorem's limit is for the perceptron's rule"),
    ],
)
def test_that_no_limit_is_claimed_where_the_theorem_does_not_hold(rule, limit):
    assert sentences.limit(trial("AND", 0, **rule)) == limit


def test_that_mistakes_of_a_cycle_are_told_per_pass():
    assert sentences.limit(trial("XOR", 8)) == "no limit exists, 4 more in every pass"
    assert sentences.best(trial("XOR", 8)) == "best so far: 2 of 4 wrong"
    assert sentences.best(trial("AND", 8)) == ""


# why no line can exist


def test_that_the_conditions_of_xor_are_written_with_its_own_numbers():
    found = known(contradiction(trial("XOR").perceptron))

    assert [sentences.condition(one, found.names) for one in found.conditions] == [
        "−b > 0", "b + w₂ > 0", "b + w₁ > 0", "−b − w₁ − w₂ > 0",
    ]  # fmt: skip
    assert sentences.times(found) == ["", "", "", ""]
    assert contradiction(trial("AND").perceptron) is None


def test_that_a_threshold_stands_in_the_conditions():
    found = known(contradiction(trial("NAND", threshold=0.5).perceptron))  # (0, 0) asks for −θ > 0

    assert found.names == ("θ", "w₁", "w₂")
    assert {sentences.condition(one, found.names) for one in found.conditions} == {"−θ > 0", "θ > 0"}
    assert [one.index for one in found.conditions] == [0, None]


coordinates = st.fractions(-3, 3, max_denominator=20)


@given(
    st.lists(st.tuples(coordinates, coordinates, st.sampled_from([-1, 1])), min_size=3, max_size=14),
    st.sampled_from([None, 0.0, 0.75, -2.0]),
)
def test_that_the_conditions_add_up_to_exactly_nothing(samples, threshold):
    problem = Problem("P", tuple(sample[:2] for sample in samples), tuple(sample[2] for sample in samples))
    made = Trial(problem, Rule(threshold=threshold))
    found = contradiction(known(made.perceptron))
    assume(found is not None)
    found = known(found)

    assert all(total == 0 for total in found.sums)
    assert 1 <= len(found.conditions) <= 4
    assert all(one.times >= 1 and any(one.factors) for one in found.conditions)
    for one in found.conditions:
        if one.index is not None:  # each is the point's own condition
            sign, (x1, x2) = problem.targets[one.index], problem.points[one.index]
            assert one.factors[-2:] == (sign * x1, sign * x2)
    made.forward(200)
    assert made.verdict.kind in ("moving", "cycling")


def test_that_a_point_of_both_classes_needs_two_conditions():
    both = Problem("P", ((Fraction(1), Fraction(2)), (Fraction(1), Fraction(2))), (1, -1))
    found = known(contradiction(Perceptron(both.points, both.targets)))

    assert [sentences.condition(one, found.names) for one in found.conditions] == [
        "b + w₁ + 2 w₂ > 0", "−b − w₁ − 2 w₂ > 0",
    ]  # fmt: skip


def test_that_the_cycle_of_xor_is_named_with_its_weights():
    named_cycle = sentences.cycle(trial("XOR", 4).perceptron).replace("\u00a0", " ")

    assert named_cycle == "(0, 0, 0) → (−1, 0, 0) → (0, 0, 1) → (1, 1, 1) → (0, 0, 0)"
    assert sentences.cycle(trial("AND", 4).perceptron) == ""


# networks


@pytest.mark.parametrize("name", ["XOR", "AND"])
def test_that_the_network_with_a_hidden_layer_solves_the_gate(name):
    experiment, solved = with_hidden_layer(named(name))
    run = Run(experiment)
    for _ in range(EPOCHS):
        run.epoch()

    assert solved
    assert len(experiment.network.layers) == 2
    assert run.scores().train_accuracy == 1.0
    assert run.scores().train_loss < 0.2


def test_that_many_points_get_a_larger_network_that_claims_nothing():
    experiment, solved = with_hidden_layer(named("Spiral"))

    assert not solved
    assert experiment.network.widths == (2, 8, 6, 1)
    assert len(experiment.points) == len(named("Spiral"))


@pytest.mark.parametrize(("threshold", "samples"), [(None, 3), (None, 30), (0.5, 5)])
def test_that_the_unit_as_a_network_gives_the_same_answers(threshold, samples):
    made = trial("Moons", samples, threshold=threshold)
    answers = Run(known(as_network(made))).predict(made.problem.places)[:, 0] > 0.5

    wanted = [target > 0 for target in made.problem.targets]
    wrong = [at for at, (says, right) in enumerate(zip(answers, wanted, strict=True)) if says != right]
    assert wrong == list(made.unit.wrong())
    assert wrong


def test_that_long_runs_of_other_rules_are_after_the_passes_that_are_told():
    made = trial("OR", 0)

    assert {kind: unit.passes for kind, unit in made.long_runs.items()} == {"adaline": 1000, "logistic": 1000}
    assert sentences.wrong_of(made, "adaline") == "Adaline: 0 wrong"
    assert "1 000" in sentences.others(made).replace("\u2009", " ")


def test_that_a_rule_keeps_its_form_and_refuses_what_cannot_be():
    rule = Rule("logistic", start=(1, 2, 3), order="shuffled", seed=8, threshold=-0.5)

    assert rule_from(rule.form()) == rule
    assert replace(rule, kind="adaline").with_learning_step(0.2).adaline_rate == 0.2
    for field, value in (("order", "sorted"), ("rate", 0), ("start", (1,)), ("seed", -1), ("threshold", "x")):
        with pytest.raises(ValueError, match=field):
            rule_from({**rule.form(), field: value})


@pytest.mark.parametrize(("values", "result", "digits", "told"), [
    ((1.0, -2.0, 0.0), -1.0, 4, ("1 − 2 + 0 = ", "−1")),
    ((1.0, -0.9999996), 4e-7, 3, ("1 − 0.9999996 = ", "+4·10⁻⁷")),  # not 1 − 1 = 4·10⁻⁷
    ((1 / 3, 1 / 3, 1 / 3), 1.0, 3, ("0.333 + 0.3333 + 0.3333 ≈ ", "+1")),
    ((0.0, -0.99987), -0.99987, 3, ("0 − 0.9999 = ", "−0.9999")),
])
def test_that_a_sum_has_the_digits_that_its_result_needs(values, result, digits, told):
    assert sentences.worked_out(values, result, digits) == told


def test_that_shares_of_conditions_are_never_rounded_to_nothing_or_all():
    found = tuple(Condition(at, (Fraction(1),), times) for at, times in enumerate([1, 20_000]))

    assert sentences.times(Contradiction(found, ("b",))) == ["< 0.001 ×", "> 0.999 ×"]
