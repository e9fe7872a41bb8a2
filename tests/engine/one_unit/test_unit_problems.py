"""Problems for one unit: gates, presets, drawn points, and points of other experiments."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from mlpviz.data.area import Area
from mlpviz.data.points import PointSet
from mlpviz.data.shapes import SHAPES
from mlpviz.engine.experiment import preset, usual
from mlpviz.engine.one_unit import problem as problems
from mlpviz.engine.one_unit.problem import MOST_POINTS, OWN, Problem, from_experiment, from_form, named
from tests.known import known


def test_that_a_gate_is_its_four_corners():
    nor = named("NOR")

    assert [(int(x1), int(x2)) for x1, x2 in nor.points] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert nor.targets == (1, -1, -1, -1)


@pytest.mark.parametrize("name", [one for one in problems.names() if one not in ("Blobs", "Blank")])
def test_that_what_is_offered_has_points_of_both_sides_and_few_decimals(name):
    found = named(name)

    assert found.name == name
    assert set(found.targets) == {-1, 1}
    assert all((100 * value).denominator == 1 for point in found.points for value in point)
    assert problems.about(name)


def test_that_the_classes_of_a_preset_take_turns():
    assert named("Moons").targets[:6] in ((-1, 1) * 3, (1, -1) * 3)


def test_that_both_problems_called_xor_have_names_of_their_own():
    assert len(named("XOR")) == 4
    assert len(named("XOR points")) > 4


def test_that_three_classes_are_refused_in_one_sentence():
    with pytest.raises(ValueError, match=r"^The perceptron tells two classes apart; Blobs has 3\.$"):
        named("Blobs")


@pytest.mark.parametrize("name", ["Sine", "NEITHER", ""])
def test_that_an_unknown_problem_is_refused_with_those_that_are_known(name):
    with pytest.raises(ValueError, match=r"problem is .* allowed is AND"):
        named(name)


def test_that_a_drawn_point_is_a_short_decimal_inside_the_square():
    drawn = named("AND").with_point((0.123456, 99.0), -1)

    assert drawn.points[-1] == (Fraction("0.12"), Fraction("1.95"))
    assert drawn.targets[-1] == -1
    assert drawn.name == OWN
    assert named("AND").written((1 / 3, -1 / 3)) == (Fraction("0.33"), Fraction("-0.33"))


@pytest.mark.parametrize(("width", "decimals"), [(0.033, 4), (3.3, 2), (6.0, 2), (33.0, 1), (4000.0, 0)])
def test_that_drawn_points_have_as_many_decimals_as_the_square_needs(width, decimals):
    assert Problem("P", (), (), Area(0, width, 0, width / 2)).decimals == decimals


def test_that_points_are_moved_and_erased_by_their_place_in_the_order():
    one = named("OR").moved(1, (0.5, 0.5)).without(0)

    assert list(one.points) == [(Fraction(1, 2), Fraction(1, 2)), (1, 0), (1, 1)]
    assert one.targets == (1, 1, 1)
    assert named("OR").moved(1, (0.001, 1.001)) == named("OR")


def test_that_the_train_points_of_an_experiment_are_taken_over_as_they_are():
    experiment = preset("Moons", per_class=12, noise=0.2)
    taken = from_experiment(experiment, "Moons")

    train = ~experiment.points.test
    assert np.array_equal(taken.places, experiment.points.x[train])
    assert taken.targets == tuple(1 if label else -1 for label in known(experiment.points.labels)[train])
    assert taken.points[0][0] == Fraction(repr(float(experiment.points.x[train][0, 0])))


def with_inputs(columns):
    return usual(PointSet(np.arange(4.0 * columns).reshape(4, columns), [0, 1, 0, 1]), 2)


@pytest.mark.parametrize(
    ("experiment", "sentence"),
    [
        (preset("Blobs", per_class=3), "The perceptron tells two classes apart; these has 3."),
        (preset("Sine", per_class=9), "The perceptron tells two classes apart; these points carry values."),
        (with_inputs(3), "The perceptron shows points with two inputs; these have 3 inputs."),
        (with_inputs(1), "The perceptron shows points with two inputs; these have one input."),
        (preset("Blank"), "The perceptron learns from train points; there are none."),
        (
            preset("Linear", per_class=MOST_POINTS, test_share=0.0),
            f"The perceptron shows at most {MOST_POINTS} points; these are {2 * MOST_POINTS} train points.",
        ),
    ],
)
def test_that_points_which_cannot_be_shown_get_one_sentence(experiment, sentence):
    with pytest.raises(ValueError) as why:
        from_experiment(experiment, "these")
    assert str(why.value) == sentence


def test_that_a_problem_keeps_its_form():
    for problem in (named("XOR"), named("Blank"), named("Spiral").with_point((0.1, 0.2), 1)):
        assert from_form(problem.form()) == problem


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "name"), ({"targets": [1]}, "targets"), ({"targets": [2, 1, 1, 1]}, "targets"),
        ({"points": [["1"]] * 4}, "points"), ({"points": [["a", "1"]] * 4}, "points"), ({"area": [1, 2]}, "area"),
        ({"other": 1}, "problem"),
    ],
)  # fmt: skip
def test_that_a_form_that_cannot_be_is_refused_by_name(changes, words):
    with pytest.raises(ValueError, match=words):
        from_form(named("AND").form() | changes)


def test_that_every_preset_with_classes_is_offered():
    classes = {name for name, shape in SHAPES.items() if not shape.has_values}

    assert {name.removesuffix(" points") for name in problems.names()} >= classes
