"""The stop rule in the real window: the form by mouse and key, what stops, what is said, and what is remembered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from mlpviz.engine.experiment import preset
from mlpviz.engine.stop_rule import Condition, StopRule

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def app(qtbot, open_app):
    app = open_app(preset("XOR", per_class=10))
    app.bench.trainer.set_speed(float("inf"))
    app.window.setFocus()
    return app


def click(widget):
    QTest.mouseClick(widget, LEFT, pos=widget.rect().center())


def form_of(app):
    return app.playground.view.diagnostics.runs.stop


def type_in(field, text):
    field.line().selectAll()
    QTest.keyClicks(field.line(), text)
    QTest.keyClick(field.line(), Qt.Key.Key_Return)


def choose(qtbot, field, name):
    """Pick an entry of a list by keys."""
    combo = field.combo()
    combo.setFocus()
    wanted = combo.findData(name)
    while combo.currentIndex() != wanted:
        QTest.keyClick(combo, Qt.Key.Key_Down if combo.currentIndex() < wanted else Qt.Key.Key_Up)


def until_stopped(qtbot, app):
    with qtbot.waitSignal(app.bench.trainer.stopped, timeout=20_000):
        app.bench.play()


def test_that_a_rule_of_the_form_stops_the_training_and_says_why_everywhere(qtbot, app):
    QTest.keyClick(app.window, Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    form = form_of(app)
    assert app.playground.view.diagnostics.showing_runs
    assert form.switch.hasFocus()
    assert not form.switch.isChecked()
    click(form.switch)
    choose(qtbot, form.rows()[0].watched, "epochs")
    type_in(form.rows()[0].limit, "37")
    assert app.playground.stop.rule == StopRule((Condition("epochs", 37),), on=True)
    assert "Stops at epoch at least 37" in app.playground.bar.train.toolTip()

    until_stopped(qtbot, app)
    sentence = "Training stopped at epoch 37: epoch 37 is reached."
    assert app.window.notice.text == sentence
    assert app.bench.playhead.newest.epoch == 37
    qtbot.waitUntil(lambda: app.playground.presenter.picture.snapshot.epoch == 37)
    rate = app.playground.bar.training_statistics.cell("rate")
    assert "Stopped" in rate.accessibleName()
    assert sentence in rate.explanation()
    assert (form._result._title.text(), form._result._reason.text()) == (
        "Run 1 stopped at epoch 37", "Epoch 37 is reached.")  # fmt: skip
    qtbot.waitUntil(lambda: app.playground.view.diagnostics.runs.rows.rows()[0].line.ended == "stopped at 37")

    click(app.window.notice._buttons[0])
    qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch > 37)
    app.bench.transport.pause()
    assert not form.switch.isChecked()
    assert form._result.isHidden()
    assert "Paused" in rate.accessibleName() or app.bench.trainer.training
    assert app.playground.stop.rule.conditions == (Condition("epochs", 37),), "the condition is kept for later"


def test_that_several_conditions_are_offered_removed_and_refused(qtbot, app):
    app.window.carry_out("stop_when")
    form = form_of(app)
    click(form.switch)
    click(form.add)
    click(form.add)
    assert [row.condition.name for row in form.rows()] == ["train_loss", "epochs", "test_stall"]
    assert [row.lasting.isVisible() for row in form.rows()] == [True, False, False]
    combo = form.rows()[0].watched.combo()
    assert not combo.model().flags(combo.model().index(combo.findData("epochs"), 0)) & Qt.ItemFlag.ItemIsEnabled

    type_in(form.rows()[0].limit, "abc")
    assert "is not a number" in form.rows()[0].limit.line().toolTip()
    assert form.rows()[0].condition.limit == 0.05
    type_in(form.rows()[0].lasting, "3")
    assert app.playground.runs.panel.plot.limit_shown() == 0.05
    app.playground.runs.panel.chart.choose_score("test")
    assert app.playground.runs.panel.plot.limit_shown() is None
    choose(qtbot, form.rows()[1].watched, "test_accuracy")
    type_in(form.rows()[1].limit, "97.5")
    click(form.rows()[2].remove)
    assert app.playground.stop.rule.conditions == (Condition("train_loss", 0.05, 3), Condition("test_accuracy", 0.975))

    for row in form.rows():
        click(row.remove)
    assert app.playground.stop.rule == StopRule()
    assert not form.switch.isChecked()


def test_that_it_is_said_where_a_condition_can_never_be_met(qtbot, app):
    app.window.carry_out("stop_when")
    form = form_of(app)
    click(form.switch)
    choose(qtbot, form.rows()[0].watched, "test_loss")
    note = form.rows()[0]._note
    assert note.isHidden()
    app.bench.editor.split(0.0)
    assert note.text() == "Never met here. There are no test points."
    assert note.isVisible()


def test_that_a_right_click_on_train_leads_to_the_rule(qtbot, app):
    bar = app.playground.bar
    bar.train.customContextMenuRequested.emit(QPoint(5, 5))
    menu = next(one for one in bar.findChildren(QMenu) if one.isVisible())
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(menu.actions()[0]).center())
    qtbot.waitUntil(lambda: app.playground.view.diagnostics.showing_runs)
    assert form_of(app).isVisible()


def test_that_the_rule_is_remembered_and_what_cannot_be_read_falls_back_alone(qtbot, open_app, tmp_path):
    settings = QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)
    first = open_app(preset("XOR", per_class=10), settings)
    rule = StopRule((Condition("test_accuracy", 0.95, 2), Condition("epochs", 12)), on=True)
    first.playground.stop.use(rule)
    first.playground.remember(settings)

    second = open_app(preset("XOR", per_class=10), settings)
    assert second.playground.stop.rule == rule
    second.bench.trainer.set_speed(float("inf"))
    until_stopped(qtbot, second)
    assert second.bench.playhead.newest.epoch <= 12

    for spoiled in ("on; loss<many", "x", "on; loss<0.1; loss<0.2"):
        settings.setValue("stop_when", spoiled)
        settings.setValue("lens", "Gradients")
        first.playground.recall(settings)
        assert first.playground.stop.rule == StopRule()
        assert first.playground.view.network.view.lens.name == "Gradients"


def test_that_escape_takes_back_a_half_typed_number_and_leaves_its_line_before_it_ends_anything(qtbot, app):
    app.window.activateWindow()
    app.window.carry_out("presentation", True)
    QTest.keyClick(app.window, Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    form = form_of(app)
    click(form.switch)
    line = form.rows()[0].limit.line()
    before = line.text()
    click(line)
    QTest.keyClicks(line, "77")
    assert line.text() != before

    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert (line.text(), line.hasFocus(), app.window.presenting) == (before, False, True)

    click(line)
    QTest.keyClick(line, Qt.Key.Key_Escape)  # nothing is typed: it ends the presentation, and the line has no keys left
    assert (line.hasFocus(), app.window.presenting) == (False, False)
