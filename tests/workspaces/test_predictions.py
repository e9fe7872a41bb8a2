"""Predicting every result in the real window: by key and mouse, and with no way to read the number before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from mlpviz.engine import number
from mlpviz.engine.examples import example
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.state.predictions import ANSWER_FIRST
from mlpviz.views.walk.graph.captions import tooltip
from tests.seen_text import seen_texts

KEY = Qt.Key
DELTA = 16
"""The error signal of o₂ in Mazur's example, −0.038098237."""


@pytest.fixture
def app(qtbot, open_app):
    made = open_app(example("mazur").experiment)
    qtbot.waitUntil(lambda: made.bench.picture_maker.idle)
    made.bench.stepping.open()
    qtbot.waitUntil(lambda: made.playground.view.walk.dock.hasFocus())
    made.window.action("predict").trigger()
    return made


def walk(app):
    return app.bench.stepping.walkthrough


def dock(app):
    return app.playground.view.walk.dock


def field(app):
    return dock(app).equation.terms().field


def press(key):
    """A key on whatever has the focus, as the keyboard sends it."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def type_in(app, text):
    for sign in text:
        press(sign)


def told(app, painted):
    """Everything that is written or told in the window, and in the tooltips of graph and equation."""
    scene, texts = app.playground.view.walk.graph.canvas.scene, []
    texts += [seen.text for seen in seen_texts(app.window)] if painted else []
    for widget in [app.window, *app.window.findChildren(QWidget)]:
        texts += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        texts += [widget.text()] if isinstance(widget, QLabel) else []
    marks = [*app.playground.view.walk.graph.canvas.plan.paths, *map(scene.mark_of, scene_units(app))]
    return texts + [tooltip(scene, mark) for mark in marks]


def scene_units(app):
    return app.playground.view.walk.graph.canvas.plan.layout.nodes


def forms(value):
    """The ways in which a number is written somewhere in the step-through, without its sign."""
    written = {number.stepped(abs(value), digits) for digits in (4, 9)}
    written |= {number.narrow(abs(value)), number.brief(abs(value)), number.loss(abs(value), 4)}
    return {text for text in written if len(text.strip("0.")) > 3}


def leaks(app, painted=True):
    """The texts from which the result of the operation on show could be read."""
    result = walk(app).narrator.tell(walk(app).index).result
    return [text for text in told(app, painted) for form in forms(result) if form in text]


def batched(loss="CrossEntropy", activation="Tanh"):
    spec = NetworkSpec((LayerSpec(3, activation), LayerSpec(2, "Softmax")), loss=loss, seed=3)
    return Experiment(preset("XOR").points, spec, Plan("Adam", batch_size=2, clip=0.2))


# ---- kept back -------------------------------------------------------------------------------------------------------


def test_that_no_result_can_be_read_anywhere_before_it_is_predicted_and_each_can_after(app):
    operations = walk(app).operations
    kinds = {op.kind: index for index, op in enumerate(operations)}

    for index in sorted(kinds.values()):
        walk(app).go(index)
        assert walk(app).predictions.is_open(index)
        assert leaks(app) == []
        walk(app).predictions.answer(index, "+")
        assert leaks(app, painted=False) != []


def test_that_a_batch_with_softmax_and_adam_keeps_its_results_back_too(qtbot, open_app):
    app = open_app(batched())
    qtbot.waitUntil(lambda: app.bench.picture_maker.idle)
    app.bench.stepping.open()
    app.window.action("predict").trigger()
    operations = walk(app).operations
    kinds = {op.kind: index for index, op in enumerate(operations)}

    for index in (operations.per_sample, kinds["link"], kinds["slope"], kinds["delta"], kinds["weight"]):
        walk(app).go(index)
        assert walk(app).predictions.is_open(index)
        assert leaks(app) == []


def test_that_the_loss_in_the_toolbar_waits_for_its_prediction(app):
    loss = app.playground.bar.walk_statistics.cell("loss")
    texts = {label.text() for label in loss.findChildren(QLabel)}
    assert "?" in texts

    total = walk(app).operations.index_of("total_loss", 0)
    walk(app).go(total)
    assert "?" in {label.text() for label in loss.findChildren(QLabel)}
    walk(app).predictions.answer(total, "0.30")
    assert "0.2984" in {label.text() for label in loss.findChildren(QLabel)}


def test_that_a_copied_operation_has_a_question_mark_for_a_result_that_is_kept_back(app):
    walk(app).go(DELTA)
    app.window.carry_out("copy_operation:text")

    copied = QApplication.clipboard().text()

    assert copied.endswith("= ?")
    assert "0.038" not in copied


# ---- by key and mouse ------------------------------------------------------------------------------------------------


def test_that_a_typed_value_shows_the_result_and_what_was_missed(app):
    walk(app).go(DELTA)
    assert field(app).hasFocus()

    type_in(app, "-0,217")
    press(KEY.Key_Return)

    assert not field(app).isVisible()
    assert dock(app).hasFocus()
    told = walk(app).predictions._narrator.tell(DELTA)
    assert told.verdict.startswith("Right sign, wrong size: −0,217 comes out without the factor")
    assert "Right sign, wrong size" in dock(app).accessibleDescription()
    assert "0 of 1 right  ·  " in " ".join(label.text() for label in dock(app).equation.findChildren(QLabel))


def test_that_next_asks_once_and_then_goes_on_without_a_prediction(app):
    walk(app).go(DELTA)

    press(KEY.Key_Right)
    assert walk(app).index == DELTA
    assert ANSWER_FIRST in [one.accessibleName() for one in dock(app).equation.findChildren(QWidget)]
    press(KEY.Key_Right)

    assert walk(app).index == DELTA + 1
    assert walk(app).predictions.count == "1 not predicted"
    press(KEY.Key_Left)
    assert walk(app).index == DELTA
    assert not field(app).isVisible()


def test_that_enter_on_an_empty_field_asks_too_and_never_keeps_the_update(qtbot, app):
    last = len(walk(app).operations) - 1
    walk(app).go(last)

    with qtbot.assertNotEmitted(app.bench.stepping.kept):
        press(KEY.Key_Return)
        press(KEY.Key_Return)

    assert walk(app).index == last
    assert not field(app).isVisible()
    assert walk(app).predictions.count == "1 not predicted"


def test_that_show_it_by_key_or_button_shows_the_result(qtbot, app):
    walk(app).go(DELTA)
    press(KEY.Key_A)
    assert walk(app).predictions.count == "1 not predicted"

    walk(app).go(DELTA + 1)
    button = next(one for one in dock(app).equation.findChildren(QWidget) if getattr(one, "text", str)() == "Show it")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert walk(app).predictions.count == "2 not predicted"
    assert walk(app).index == DELTA + 1


def test_that_what_cannot_be_read_stays_typed_and_says_what_to_type(app):
    walk(app).go(DELTA)
    type_in(app, "1.2.3")
    press(KEY.Key_Return)

    assert field(app).text() == "1.2.3"
    assert walk(app).predictions.is_open(DELTA)
    said = [one.accessibleName() for one in dock(app).equation.findChildren(QWidget)]
    assert any("“1.2.3” is no sign and no number" in text for text in said)
    press(KEY.Key_Escape)
    assert field(app).text() == ""
    assert app.playground.view.stepping


def test_that_letters_and_arrows_in_the_empty_field_are_keys_of_the_dock(app):
    walk(app).go(DELTA)

    press(KEY.Key_Left)
    assert walk(app).index == DELTA - 1
    press(KEY.Key_Home)
    assert walk(app).index == 0
    press(KEY.Key_Q)
    assert not walk(app).predictions.on
    press(KEY.Key_Q)
    press(KEY.Key_B)
    assert not app.playground.view.stepping


def test_that_answers_stay_when_only_the_learning_rate_changes(app):
    walk(app).go(DELTA)
    walk(app).predictions.answer(DELTA, "-")
    experiment = app.bench.document.experiment
    app.bench.editor.start("Rate", replace(experiment, plan=Plan("SGD", 0.25, 1)), opens=True)
    app.bench.stepping.open()
    walk(app).go(DELTA)

    assert not walk(app).predictions.is_open(DELTA)
    assert walk(app).predictions.count == "1 of 1 right, 1 sign"


def test_that_a_result_is_asked_for_in_words_too(app):
    app.window.carry_out("level:words")
    walk(app).go(DELTA)

    assert field(app).isVisible()
    type_in(app, "-")
    press(KEY.Key_Return)

    assert any(one.accessibleName() == "Right sign: it is −0.038098237."
               for one in dock(app).equation.findChildren(QWidget))


def test_that_the_switch_follows_the_menu_and_is_kept_until_the_next_start(qtbot, app, open_app, tmp_path):
    sample = app.playground.view.walk.sample
    assert sample.predict.isChecked()
    qtbot.mouseClick(sample.predict, Qt.MouseButton.LeftButton)
    assert not app.window.action("predict").isChecked()
    qtbot.mouseClick(sample.predict, Qt.MouseButton.LeftButton)
    settings = QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)
    app.playground.remember(settings)

    again = open_app(example("mazur").experiment)
    again.playground.recall(settings)
    qtbot.waitUntil(lambda: again.bench.picture_maker.idle)
    again.bench.stepping.open()

    assert walk(again).predictions.is_open(0)
    assert again.playground.view.walk.sample.predict.isChecked()
