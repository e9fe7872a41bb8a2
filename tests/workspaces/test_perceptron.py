"""The perceptron's trial, its sentences and its page; the numbers were worked out by hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.look.theme import Theme
from mlpviz.workspaces.perceptron import sentences
from mlpviz.workspaces.perceptron.perceptron import PerceptronLab
from mlpviz.workspaces.perceptron.trial import Trial


@pytest.fixture
def lab(qtbot):
    made = PerceptronLab(Theme("light"))
    qtbot.addWidget(made.page())
    qtbot.addWidget(made.toolbar())
    made.page().resize(1200, 700)
    made.page().show()
    made.enter()
    return made


def test_that_and_is_learned_in_nine_passes_with_eighteen_mistakes():
    trial = Trial("AND")
    for _ in range(9):
        trial.one_pass()

    assert trial.perceptron.mistakes_per_pass == [2, 3, 3, 2, 2, 3, 2, 1, 0]
    assert trial.perceptron.weights == (-4, 3, 2)
    assert sentences.verdict(trial.perceptron) == ("Converged in pass 9", "ok")
    assert sentences.limit(trial.perceptron) == "limit from the theorem: 51"
    assert sentences.separability(trial.perceptron) == "a line can separate it"


def test_that_xor_cycles_with_four_mistakes_a_pass():
    trial = Trial("XOR")
    for _ in range(3):
        trial.one_pass()

    assert sentences.verdict(trial.perceptron) == ("Cycling, period 4 mistakes", "warn")
    assert sentences.separability(trial.perceptron) == "no line can separate it"


def test_that_one_sample_back_is_where_it_was():
    trial, there = Trial("OR"), []
    for _ in range(6):
        there.append((trial.perceptron.weights, trial.perceptron.mistakes, trial.last))
        trial.one_sample()
    for weights, mistakes, last in reversed(there):
        trial.back()
        assert (trial.perceptron.weights, trial.perceptron.mistakes, trial.last) == (weights, mistakes, last)
    trial.back()
    assert trial.records == []


def test_that_a_mistake_is_told_with_its_numbers():
    seen = Trial("XOR", 2).last  # (0, 0) gave b = −1; then (0, 1): z = −1, target +1

    assert sentences.heading(seen) == "Point (0, 1), target +1"
    assert sentences.lines(seen) == [
        "z = −1 + 0 + 0 = −1, wrong side",
        "(b, w₁, w₂) ← (−1, 0, 0) + (1, 0, 1)",
        "New weights (0, 0, 1)",
    ]


def test_that_a_sum_of_zero_is_told_as_wrong():
    assert sentences.lines(Trial("AND", 1).last)[0] == "z = 0 + 0 + 0 = 0, on the line, so wrong"


def test_that_a_right_answer_leaves_the_weights():
    seen = next(seen for seen in Trial("AND", 8).records if not seen.mistake)

    assert sentences.lines(seen)[1:] == ["The weights stay as they are."]


def test_that_the_page_shows_what_the_buttons_did(qtbot, lab):
    qtbot.mouseClick(lab.bar.one_pass, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(lab.bar.one_sample, Qt.MouseButton.LeftButton)
    assert len(lab.trial.records) == 5
    qtbot.mouseClick(lab.bar.back, Qt.MouseButton.LeftButton)
    assert len(lab.trial.records) == 4
    assert lab.view._mistakes.text() == "2"
    qtbot.mouseClick(lab.bar.reset, Qt.MouseButton.LeftButton)
    assert lab.trial.records == []
    assert not lab.bar.back.isEnabled()


def test_that_another_gate_is_chosen_with_the_mouse_and_taken_back(qtbot, lab):
    gates = lab.view.findChild(Segmented)
    qtbot.mouseClick(gates.button("XOR"), Qt.MouseButton.LeftButton)
    assert lab.trial.gate.name == "XOR"
    lab.undo_stack.undo()
    assert lab.trial.gate.name == "AND"
    assert gates.value() == "AND"


def test_that_the_boundary_and_the_sides_are_drawn_where_they_lie(qtbot, lab):
    lab.put(Trial("AND", 36))
    picture = lab.view.square.grab().toImage()
    plane, colors = lab.view.square._plane, lab.view.square._theme.palette

    def pixel(x1, x2):
        at = plane.pixel([x1, x2])
        return picture.pixelColor(round(at.x()), round(at.y()))

    on_the_line = pixel(0.55, (4 - 3 * 0.55) / 2)  # 3 x₁ + 2 x₂ = 4
    assert on_the_line == colors.color("t1")
    yes, no = pixel(1.6, 1.8), pixel(-0.7, -0.3)
    assert yes.blue() > yes.red()
    assert no.red() > no.blue()
