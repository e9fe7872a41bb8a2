"""What gradient flow says of a cell: made-up results, and sentences written by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.engine.experiment import preset
from mlpviz.engine.flow.cell import CellResult, train_cell
from mlpviz.engine.flow.grid import FlowGrid
from mlpviz.engine.flow.theory import Expected, expected
from mlpviz.engine.pool import Mark
from mlpviz.engine.verdicts.laboratory import Exploding, Healthy, Vanishing
from mlpviz.engine.verdicts.verdict import Finding
from mlpviz.workspaces.gradient_flow import sentences
from mlpviz.workspaces.gradient_flow.grid_form import form_of, grid_from
from mlpviz.workspaces.gradient_flow.memory import Memory, pairs_of

GUESS = 0.6931
GRID = FlowGrid(preset("XOR", per_class=3, test_share=0.0), ["Zeros", "XavierUniform"], ["Sigmoid", "Tanh"],
                layers=8, width=2, epochs=1)  # fmt: skip
PAIRS = pairs_of(GRID)


@pytest.fixture(scope="module")
def plain() -> list[CellResult]:
    with Mark() as mark:
        return [train_cell(job, mark) for job in GRID.jobs()]


def told(plain, index, verdict, loss, sentence="It is so.", first=0.8):
    losses = np.array([first, loss])
    return replace(plain[index], finding=Finding(verdict, sentence), losses=losses, nan_at=None)


def test_that_vanishing_sigmoids_are_explained_by_their_slope_and_the_loss_by_guessing(plain):
    result = told(plain, 2, Vanishing(), 0.6935, first=0.6945)

    assert sentences.told(result, GUESS) == (
        "It is so. Sigmoid has slope at most 0.25, so 8 layers in a row shrink the gradient on its way back. "
        "The loss stays at 0.694, the level of guessing (0.693)."
    )


def test_that_a_small_slope_is_said_to_shrink_what_theory_says_it_shrinks(plain):
    grid = replace(GRID, width=20)
    between = expected(grid.experiment(1, 0))[1:]  # Xavier, Sigmoid
    assert all(0.9 < layer.kept < 1.1 for layer in between)
    assert all(layer.back < 0.3 for layer in between)
    one = replace(told(plain, 2, Vanishing(), 0.6935), first=plain[2].first[:1])

    for result in (told(plain, 2, Vanishing(), 0.6935), one):
        said = sentences.told(result, GUESS)
        assert "the gradient on its way back." in said
        assert "signal" not in said
    assert "so one layer shrinks the gradient" in said


def test_that_a_healthy_cell_is_told_with_its_loss_alone(plain):
    assert sentences.told(told(plain, 3, Healthy(), 0.05), GUESS) == "It is so. The loss falls from 0.800 to 0.050."
    assert sentences.told(told(plain, 3, Healthy(), 0.9), GUESS) == "It is so. The loss rises from 0.800 to 0.900."


def test_that_of_the_cells_beside_the_best_one_that_learns_helps(plain):
    results = {
        PAIRS[0]: told(plain, 0, Vanishing(), 0.693),
        PAIRS[1]: told(plain, 1, Healthy(), 0.6930),  # healthy, but it does not learn
        PAIRS[2]: told(plain, 2, Vanishing(), 0.693),
        PAIRS[3]: told(plain, 3, Healthy(), 0.008),
    }

    beside = sentences.advice(GRID, PAIRS[2], results, GUESS)
    assert (beside.text, beside.button, beside.pair) == (
        "Tanh with the same Xavier start reaches loss 0.008.", "Show Tanh", PAIRS[3],
    )  # fmt: skip
    above = sentences.advice(GRID, PAIRS[1], results, GUESS)
    assert (above.text, above.button) == ("Tanh with the Xavier start reaches loss 0.008.", "Show Xavier")
    across = sentences.advice(GRID, PAIRS[0], results, GUESS)
    assert across.pair == PAIRS[3]
    best = sentences.advice(GRID, PAIRS[3], results, GUESS)
    assert best.text == "Nothing is in the way: of all healthy cells this one reaches the lowest loss."
    assert best.button == ""


def test_that_a_grid_in_which_nothing_learns_is_to_be_shallower_or_slower(plain):
    results = {pair: told(plain, index, Vanishing(), 0.693) for index, pair in enumerate(PAIRS)}
    fewer = sentences.advice(GRID, PAIRS[0], results, GUESS)
    assert fewer.grid is not None
    assert (fewer.button, fewer.grid.layers) == ("Try 4", 4)

    results[PAIRS[1]] = told(plain, 1, Exploding(), 5.0)
    slower = sentences.advice(GRID, PAIRS[1], results, GUESS)
    assert slower.grid is not None
    assert (slower.button, slower.grid.plan.learning_rate) == ("Try 0.01", 0.01)

    del results[PAIRS[3]]
    assert sentences.advice(GRID, PAIRS[0], results, GUESS).text == (
        "Run the whole grid: other cells may show what helps."
    )


def test_that_theory_is_told_of_a_layer_in_the_middle_with_the_power_of_the_slope():
    layers = tuple(Expected(at, 0.5, 0.1, 0.7, 0.25) for at in range(1, 9))
    assert sentences.theory(layers) == (
        "Theory at epoch 0: each layer multiplies the mean square of the signal by 0.50, and the gradient by 0.70. "
        "f′ is at most 0.25; in 8 layers 0.25⁸ ≈ 1.5·10⁻⁵."
    )
    assert "f′" not in sentences.theory(tuple(replace(one, steepest=None) for one in layers))
    assert sentences.theory(()) == ""


def test_that_results_are_found_again_by_their_settings_whatever_rows_are_shown(plain):
    memory = Memory()
    memory.of(GRID)[PAIRS[0]] = plain[0]

    assert memory.of(replace(GRID, activations=GRID.activations[:1])) == {PAIRS[0]: plain[0]}
    assert memory.of(replace(GRID, seed=2)) == {}
    assert memory.of(replace(GRID, base=preset("XOR", per_class=3, test_share=0.0))) == {PAIRS[0]: plain[0]}
    assert memory.of(replace(GRID, base=preset("Moons", per_class=3, test_share=0.0))) == {}


def test_that_a_form_makes_the_same_grid_and_a_missing_field_is_named():
    form = form_of(GRID)

    assert form_of(grid_from(form)) == form
    del form["width"]
    with pytest.raises(ValueError, match=r"width is missing\."):
        grid_from(form)


@pytest.mark.parametrize(("first", "last", "said"), [
    (0.8, 0.6935, "The loss falls from 0.800 to 0.694, the level of guessing (0.693)."),
    (0.1, 0.6935, "The loss rises from 0.100 to 0.694, the level of guessing (0.693)."),
    (0.5, 0.5, "The loss stays at 0.500."),
    (0.50004, 0.50001, "The loss falls from 0.50004 to 0.50001."),
])
def test_that_a_loss_is_said_to_stay_only_if_it_does(plain, first, last, said):
    assert sentences.told(told(plain, 3, Healthy(), last, first=first), GUESS) == f"It is so. {said}"
