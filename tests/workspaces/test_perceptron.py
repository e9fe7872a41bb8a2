"""The perceptron laboratory by mouse and key, in the real window; the numbers were worked out by hand."""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import preset, usual
from mlpviz.engine.one_unit.problem import OWN
from mlpviz.engine.one_unit.rule import Rule
from mlpviz.engine.run import Run
from mlpviz.offscreen import _settle
from mlpviz.views.look.theme import Theme
from mlpviz.workspaces.perceptron.perceptron import PerceptronLab
from tests.seen_text import faults, seen_texts

Left, Right = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
Control, Shift, Plain = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier(0)


@pytest.fixture
def app(open_app):
    """The real window on the laboratory."""
    made = open_app(preset("Linear", per_class=5))
    made.window.show_workspace("perceptron")
    return made


@pytest.fixture
def lab(qtbot):
    """The workspace without the rest of the window."""
    theme = Theme("light")
    theme.set_reduced_motion(True)
    made = PerceptronLab(theme)
    for part in (made.page(), made.toolbar()):
        qtbot.addWidget(part)
        part.resize(1352, 820)
        part.show()
    made.enter()
    yield made
    made.leave()


def square(lab, side=0):
    return lab.view.panels[side].square


def pixel(lab, x1, x2, side=0):
    lab.view.panels[side].square.grab()  # a picture has been painted, so the plane knows its size
    at = square(lab, side).plane.pixel(np.array([x1, x2], dtype=float))
    return QPoint(round(at.x()), round(at.y()))


def units(lab):
    return [trial.unit for trial in lab.course.trials]


def press(qtbot, app, key, modifier=Plain):
    app.window.setFocus()
    qtbot.keyClick(app.window, key, modifier)


# the transport


def test_that_both_problems_are_taught_by_the_same_buttons(qtbot, lab):
    for _ in range(9):
        qtbot.mouseClick(lab.bar.one_pass, Left)

    one, other = units(lab)
    assert one.mistakes_per_pass == [2, 3, 3, 2, 2, 3, 2, 1, 0]
    assert (one.mistakes, other.mistakes) == (18, 36)
    panels = lab.view.panels
    assert [panel.verdict() for panel in panels] == ["Converged in pass 9", "Cycling, period 4 mistakes"]
    assert [panel.column.count.text() for panel in panels] == ["18", "36"]
    assert lab.bar.statistics.cell("left").text() == "18"
    assert lab.bar.statistics.cell("right").text() == "36"
    assert "3 x₁ + 2 x₂ = 4" in panels[0].column.card.text()
    assert "z = 1 + 1 + 1 = +3 wrong side" in panels[1].column.card.text()
    assert panels[1].strip.inequalities.texts() == [
        "(0, 0) −b > 0", "(0, 1) b + w₂ > 0", "(1, 0) b + w₁ > 0", "(1, 1) −b − w₁ − w₂ > 0", "sum: 0 > 0",
    ]  # fmt: skip
    assert r"\left(\frac{1.732}{0.2425}\right)^2 = 51" in panels[0].strip.equation.latex


def test_that_training_again_goes_on_with_what_never_stops_until_it_is_paused(qtbot, lab):
    lab.bar.speed_slider.set_speed(float("inf"))
    qtbot.mouseClick(lab.bar.train, Left)
    qtbot.waitUntil(lambda: not lab.training)
    qtbot.mouseClick(lab.bar.train, Left)
    qtbot.waitUntil(lambda: units(lab)[1].seen > 2000)
    assert lab.bar.train.text() == "Pause"
    qtbot.mouseClick(lab.bar.train, Left)

    assert not lab.training
    assert units(lab)[0].seen == 36
    assert units(lab)[1].mistakes == units(lab)[1].seen


def test_that_a_slow_speed_shows_every_sample(qtbot, lab, monkeypatch):
    shown = []
    monkeypatch.setattr(lab, "_show", lambda turning=False: shown.append(units(lab)[0].seen))
    lab.bar.speed_slider.set_speed(50.0)
    qtbot.mouseClick(lab.bar.train, Left)
    qtbot.waitUntil(lambda: not lab.training)

    assert set(range(1, 37)) <= set(shown)


# choosing


def test_that_rule_step_weights_order_and_threshold_are_fields_that_can_be_taken_back(qtbot, lab):
    qtbot.mouseClick(lab.bar.rule, Left)
    form = lab.bar.form
    qtbot.waitUntil(form.isVisible)

    def enter(field, text):
        field.line().clear()
        qtbot.keyClicks(field.line(), text)
        qtbot.keyClick(field.line(), Qt.Key.Key_Return)

    enter(form.step, "0.5")
    enter(form.start[1], "-2")
    qtbot.mouseClick(form.order.button("shuffled"), Left)
    enter(form.seed, "7")
    qtbot.mouseClick(form.bias.button("threshold"), Left)
    enter(form.threshold, "1.5")
    rule = lab.course.setup.rule
    assert (rule.rate, rule.start, rule.order, rule.seed, rule.threshold) == (0.5, (0, -2, 0), "shuffled", 7, 1.5)
    assert units(lab)[0].threshold == Fraction(3, 2)
    assert not form.start[0].isEnabled()
    qtbot.mouseClick(form.kind.button("adaline"), Left)
    enter(form.step, "0.01")
    assert (lab.course.setup.rule.adaline_rate, lab.course.setup.rule.rate) == (0.01, 0.5)
    form.close()
    for _ in range(8):
        lab.undo_stack.undo()
    assert lab.course.setup.rule == replace(rule, rate=1, start=(0, 0, 0), order="given", seed=0, threshold=None)


# drawing


def test_that_clicks_add_points_of_both_targets(qtbot, lab):
    qtbot.mouseClick(square(lab), Left, pos=pixel(lab, 0.5, 1.5))
    qtbot.mouseClick(square(lab), Right, pos=pixel(lab, -1, -1))

    drawn = lab.course.setup.problems[0]
    assert drawn.name == OWN
    assert drawn.targets[-2:] == (1, -1)
    assert np.allclose(np.array(drawn.places[-2:]), np.array([[0.5, 1.5], [-1.0, -1.0]]), atol=0.02)
    assert len(lab.course.setup.problems[1]) == 4
    lab.undo_stack.undo()
    lab.undo_stack.undo()
    assert lab.course.setup.problems[0].name == "AND"


def test_that_a_drag_moves_a_point_in_one_step_of_undo(qtbot, lab):
    board = square(lab, 1)
    start, end = pixel(lab, 1, 1, 1), pixel(lab, -1, 1.5, 1)
    qtbot.mousePress(board, Left, pos=start)
    for share in (0.3, 0.6, 1.0):
        QTest.mouseMove(board, start + (end - start) * share)
    qtbot.mouseRelease(board, Left, pos=end)

    moved = lab.course.setup.problems[1]
    assert np.allclose(moved.places[3], [-1, 1.5], atol=0.02)
    assert moved.targets == (-1, 1, 1, -1)
    assert lab.view.panels[1].strip.equation.isVisible() == lab.course.trials[1].perceptron.separable
    lab.undo_stack.undo()
    assert lab.course.setup.problems[1].name == "XOR"
    assert not lab.undo_stack.canUndo()


def test_that_a_chosen_point_is_erased_with_a_key(qtbot, lab):
    qtbot.mouseClick(square(lab), Left, pos=pixel(lab, 0, 1))
    qtbot.keyClick(square(lab), Qt.Key.Key_Delete)

    assert lab.course.setup.problems[0].points == ((0, 0), (1, 0), (1, 1))


def test_that_points_are_drawn_moved_and_erased_with_keys_alone(qtbot, lab):
    board = square(lab)
    board.setFocus()
    qtbot.keyClick(board, Qt.Key.Key_Up)  # the crosshair comes to the middle of the square, (0.3, 0.3)
    for key, modifier in ((Qt.Key.Key_Up, Shift), (Qt.Key.Key_Right, Plain), (Qt.Key.Key_Return, Shift)):
        qtbot.keyClick(board, key, modifier)
    drawn = lab.course.setup.problems[0]
    assert drawn.targets[-1] == -1
    at = board.hand.crosshair
    assert np.allclose(drawn.places[-1], at)
    assert at[1] - at[0] == pytest.approx(4 * (at[0] - 0.3))

    qtbot.keyClick(board, Qt.Key.Key_Left, Control)
    assert len(lab.course.setup.problems[0]) == 5
    assert lab.course.setup.problems[0].places[-1][0] == pytest.approx(0.3)
    qtbot.keyClick(board, Qt.Key.Key_Delete)
    assert len(lab.course.setup.problems[0]) == 4
    assert [unit.seen for unit in units(lab)] == [0, 0], "no arrow key has shown a sample"


def test_that_an_empty_square_says_how_to_begin_and_learns_what_is_drawn(qtbot, lab):
    lab.choose_problem(0, "Blank")
    panel = lab.view.panels[0]
    assert panel.column.card.text().startswith("No points yet\nClick into the square")

    qtbot.mouseClick(panel.square, Left, pos=pixel(lab, 1, 1))
    qtbot.mouseClick(panel.square, Right, pos=pixel(lab, -1, -1))
    lab.bar.speed_slider.set_speed(float("inf"))
    lab.play_or_pause()
    qtbot.waitUntil(lambda: not lab.training)
    assert panel.verdict().startswith("Converged in pass")


def test_that_the_boundary_and_the_sides_are_drawn_where_they_lie(lab):
    lab.demonstrate()
    picture, colors = square(lab).grab().toImage(), lab._theme.palette
    ratio = picture.devicePixelRatio()

    def color(x1, x2):
        at = pixel(lab, x1, x2)
        return picture.pixelColor(round(at.x() * ratio), round(at.y() * ratio))

    assert color(0.55, (4 - 3 * 0.55) / 2) == colors.color("t1")  # 3 x₁ + 2 x₂ = 4
    yes, no = color(1.6, 1.8), color(-0.7, -0.3)
    assert yes.blue() > yes.red()
    assert no.red() > no.blue()


# from and to other places


def test_that_the_unit_is_handed_over_as_a_network(lab):
    lab.demonstrate()
    handed = lab.handed()

    assert handed.network.theta.tolist() == [3, 2, -4]


def test_that_a_form_brings_everything_back(lab):
    lab.choose_problem(1, "Moons")
    lab.one_pass()
    lab.compare(True)
    form = lab.form()
    lab.reset()
    lab.choose_problem(1, "OR")
    lab.restore(form)

    assert lab.form() == form
    assert [unit.seen for unit in units(lab)] == [4, 80]
    assert lab.comparing


def test_that_the_line_turns_to_its_new_place(qtbot, lab):
    lab._theme.set_reduced_motion(False)
    lab.one_sample()
    lab.one_sample()  # XOR: (0, 0, 1), the first line
    board = square(lab, 1)
    assert board.moving
    assert lab.busy
    qtbot.waitUntil(lambda: not board.moving)

    lab._theme.set_reduced_motion(True)
    lab.one_sample()
    assert not board.moving


def test_that_other_rules_are_compared_with_their_mistakes(lab):
    lab.demonstrate()
    lab.bar.compare.click()

    entries = dict(lab.view.panels[0].column.legend.entries())
    assert entries["now"] == "Perceptron: 0 wrong"
    assert entries["adaline"] == "Adaline: 0 wrong"
    lab.bar.compare.click()
    assert "adaline" not in dict(lab.view.panels[0].column.legend.entries())


def test_that_another_problem_is_chosen_from_its_menu_and_taken_back(qtbot, lab):
    lab.one_pass()
    panel = lab.view.panels[1]
    qtbot.mouseClick(panel.name, Left)
    qtbot.waitUntil(panel.menu().isVisible)
    entry = next(action for action in panel.menu().actions() if action.text() == "NOR")
    qtbot.mouseClick(panel.menu(), Left, pos=panel.menu().actionGeometry(entry).center())

    assert panel.name.text() == "NOR"
    assert [unit.seen for unit in units(lab)] == [0, 0]
    assert lab.undo_stack.undoText() == "Choose NOR"
    lab.undo_stack.undo()
    assert panel.name.text() == "XOR"
    assert [unit.seen for unit in units(lab)] == [4, 4]


# in the real window


def test_that_keys_teach_compare_and_undo(qtbot, app):
    lab = app.window.workspace
    for key, modifier in ((Qt.Key.Key_Period, Plain), (Qt.Key.Key_Right, Plain), (Qt.Key.Key_Period, Control)):
        press(qtbot, app, key, modifier)
    assert [unit.seen for unit in units(lab)] == [4, 4]
    press(qtbot, app, Qt.Key.Key_Comma)
    press(qtbot, app, Qt.Key.Key_Left)
    assert [unit.seen for unit in units(lab)] == [2, 2]
    assert units(lab)[0].weights == (-1, 0, 0)
    press(qtbot, app, Qt.Key.Key_C)
    assert lab.bar.compare.isChecked()
    assert app.window.action("compare_rules").isChecked()
    press(qtbot, app, Qt.Key.Key_R)
    assert [unit.seen for unit in units(lab)] == [0, 0]
    assert not lab.bar.back.isEnabled()

    lab.bar.speed_slider.set_speed(float("inf"))
    press(qtbot, app, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not lab.training)
    assert [unit.seen for unit in units(lab)] == [36, 36]

    board = square(lab)
    qtbot.mouseClick(board, Left, pos=pixel(lab, -1, -1))
    assert lab.course.setup.problems[0].name == OWN
    assert app.window.action("undo").text() == "Undo add a point"
    press(qtbot, app, Qt.Key.Key_Z, Control)
    assert lab.course.setup.problems[0].name == "AND"
    assert [unit.seen for unit in units(lab)] == [36, 36]

    lab.play_or_pause()
    app.window.show_workspace("playground")
    assert not lab.training


def test_that_points_come_from_the_playground_and_what_cannot_come_is_told(app):
    lab = app.window.workspace
    app.window.action("problem:left:Blobs").trigger()
    assert app.window.notice.text == "The perceptron tells two classes apart; Blobs has 3."
    assert lab.course.setup.problems[0].name == "AND"
    app.window.action("problem:left:OR").trigger()
    assert app.window.notice.text == ""

    app.window.open_in("perceptron", usual(PointSet(np.zeros((2, 3)), [0, 1]), 2))
    assert app.window.notice.text == "The perceptron shows points with two inputs; these have 3 inputs."
    assert lab.course.setup.problems[0].name == "OR"

    app.window.show_workspace("playground")
    app.window.action("open_in:perceptron").trigger()
    taken = lab.course.setup.problems[0]
    assert app.window.workspace is lab
    assert (taken.name, len(taken)) == ("Linear", app.bench.document.experiment.points.train_count)
    assert app.window.action("undo").text() == "Undo open points"


def test_that_xor_is_solved_by_the_network_that_opens_in_the_playground(qtbot, app, tmp_path, monkeypatch):
    lab = app.window.workspace
    lab.one_pass()
    target = tmp_path / "samples.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *given: (str(target), ""))
    app.window.carry_out("save_numbers")
    rows = list(csv.DictReader(target.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 8
    assert [rows[-1][name] for name in ("problem", "sample", "z", "b", "w1", "w2")] == [
        "XOR", "4", "3.0", "0.0", "0.0", "0.0",
    ]  # fmt: skip

    strip = lab.view.panels[1].strip
    assert strip.solve.text() == "Solve XOR with a hidden layer"
    qtbot.mouseClick(strip.solve, Left)
    assert app.window.workspace.name == "playground"
    experiment = app.bench.document.experiment
    assert [len(experiment.network.layers), len(experiment.points)] == [2, 4]
    run = Run(experiment)
    for _ in range(300):
        run.epoch()
    assert run.scores().train_accuracy == 1.0


def test_that_nothing_has_to_be_scrolled_to(qtbot, app):
    lab = app.window.workspace
    lab.demonstrate()
    for problem, comparing in (("XOR", True), ("XOR", False), ("Moons", False)):
        lab.choose_problem(1, problem)
        lab.compare(comparing)
        lab.one_pass()
        for size in ((1440, 900), (1366, 768), (1024, 700), (1920, 1080), (1600, 900)):
            app.window.resize(*size)
            bars = lab.view.area().verticalScrollBar(), lab.view.area().horizontalScrollBar()
            qtbot.waitUntil(lambda bars=bars: [bar.maximum() for bar in bars] == [0, 0])
            one, other = (panel.bars for panel in lab.view.panels)  # an odd width gives one side a pixel more
            qtbot.waitUntil(lambda one=one, other=other: abs(one.y() - other.y()) <= 1)


@pytest.mark.parametrize(("text", "size"), [(1.0, (1024, 700)), (1.5, (1024, 700)), (1.0, (1920, 1080))])
def test_that_sample_pass_and_compare_stay_in_the_toolbar_as_icons_where_room_is_short(qtbot, app, text, size):
    lab = app.window.workspace
    app.theme.set_text_scale(text)
    app.window.resize(*size)
    _settle(app)
    bar = lab.bar
    pairs = ((bar.one_sample, bar.sample_icon), (bar.one_pass, bar.pass_icon), (bar.compare, bar.compare_icon))
    shown = [next(one for one in pair if one.isVisible()) for pair in pairs]
    assert all(sum(one.isVisible() for one in pair) == 1 for pair in pairs)
    for button in shown:
        assert bar.rect().contains(button.geometry())
        qtbot.mouseClick(button, Left)
    assert [unit.seen for unit in units(lab)] == [4, 4]
    assert lab.comparing
    bar.form.compare.click()
    assert not lab.comparing
    assert [one.isChecked() for one in (*pairs[2], bar.form.compare)] == [False] * 3


@pytest.mark.parametrize(
    ("size", "text", "theme"),
    [((1024, 700), 1.0, "light"), pytest.param((1440, 900), 1.5, "dark", marks=pytest.mark.slow)],
)
def test_that_no_text_crosses_another_or_is_cut_in_any_state(app, size, text, theme):
    lab = app.window.workspace
    found: list[str] = []
    app.theme.choose(theme)
    app.theme.set_text_scale(text)
    app.window.resize(*size)
    adaline, fixed = Rule("adaline"), Rule(threshold=0.5)

    def state(name, *steps):
        for step in steps:
            step()
        _settle(app)
        found.extend(f"{name}: {fault}" for fault in faults(seen_texts(app.window)))

    state("after nine passes", lab.demonstrate)
    state("compared", partial(lab.compare, True))
    state("an update", partial(lab.compare, False), lab.reset, *[lab.one_sample] * 7)
    state("presets", partial(lab.choose_problem, 0, "Linear"), partial(lab.choose_problem, 1, "Moons"), lab.demonstrate)
    state("Adaline", partial(lab.choose_rule, "Adaline", adaline), lab.demonstrate)
    state("a threshold", partial(lab.choose_rule, "Threshold", fixed), lab.demonstrate)
    state("no points", partial(lab.choose_problem, 0, "Blank"))
    assert not found, "\n".join(found)


def test_that_an_update_is_drawn_as_the_old_weights_and_the_inputs_tip_to_tail(lab):
    for _ in range(7):
        lab.one_sample()  # XOR: (b, w₁, w₂) was (0, 0, 1); (1, 0) with target +1 makes it (1, 1, 1)
    board, colors = square(lab, 1), lab._theme.palette
    picture = board.grab().toImage()

    def drawn(x1, x2, wanted):
        """Whether a colour is found there, or a pixel beside it: thin lines lie across pixels."""
        at, ratio = pixel(lab, x1, x2, 1), picture.devicePixelRatio()
        across, down = round(at.x() * ratio), round(at.y() * ratio)
        near = [QPoint(across + dx, down + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        found = [picture.pixelColor(place).getRgb() for place in near]
        return min(max(abs(a - b) for a, b in zip(one, wanted.getRgb(), strict=True)) for one in found) < 40

    assert drawn(0, 0.5, colors.color("t2")), "the old w reaches from (0, 0) to (0, 1)"
    assert drawn(0.4, 1, colors.color("hl")), "from its tip, x = (1, 0) reaches to (1, 1)"
    assert drawn(0.6, 0.6, colors.class_color(1)), "the new w reaches from (0, 0) to (1, 1)"
    assert not drawn(0.5, -0.5, colors.class_color(1))
    assert board.accessibleDescription().startswith("XOR. Point (1, 0), target +1.")
