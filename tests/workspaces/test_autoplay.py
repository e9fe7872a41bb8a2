"""The step-through walks on by itself, at a speed, until something asks for the learner. The clock is moved by hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mlpviz.engine.examples import example
from mlpviz.engine.experiment import preset
from mlpviz.workspaces.playground.autoplay_presenter import WAITS

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def app(qtbot, open_app):
    made = open_app(example("mazur").experiment)
    qtbot.waitUntil(lambda: made.bench.picture_maker.idle)
    made.bench.stepping.open()
    qtbot.waitUntil(lambda: made.playground.view.walk.docked.hasFocus())
    made.bench.stepping.depths.choose("operation")
    player(made).choose_speed(0.5)  # so slow that no step comes by itself
    return made


def player(app):
    return app.playground._walk_presenter.playing.autoplay


def walk(app):
    return app.bench.stepping.walkthrough


def page(app):
    return app.playground.view.walk


def press(key):
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def tick(app):
    player(app).stepped.emit()


def test_that_space_plays_from_here_and_stops_at_the_end(app):
    walk(app).go(35)

    press(KEY.Key_Space)
    assert player(app).playing
    assert walk(app).index == 36
    tick(app)
    assert walk(app).index == 37
    tick(app)

    assert walk(app).index == 38
    assert not player(app).playing
    assert page(app).dock.player.play.accessibleName().startswith("Play")


def test_that_any_press_of_the_learner_stops_it_but_its_own_button_and_the_speed(qtbot, app):
    dock = page(app).dock
    for stopping in (
        lambda: press(KEY.Key_Left),
        lambda: qtbot.mouseClick(page(app).graph.canvas, LEFT, pos=QPoint(4, 4)),
        lambda: qtbot.mouseClick(page(app).sample, LEFT),
        lambda: qtbot.mouseClick(dock.player.play, LEFT),
        lambda: press(KEY.Key_Space),
    ):
        walk(app).go(3)
        press(KEY.Key_Space)
        press(KEY.Key_BracketRight)
        assert player(app).playing
        qtbot.mouseClick(dock.player.speed, LEFT)
        assert player(app).playing
        stopping()
        assert not player(app).playing
        player(app).choose_speed(0.5)


def test_that_it_stops_at_an_open_question_and_goes_on_once_that_is_answered(app):
    app.window.carry_out("predict", True)
    walk(app).predictions.answer(0, "+")

    press(KEY.Key_Space)
    assert walk(app).index == 1
    assert not player(app).playing

    press(KEY.Key_Space)
    assert walk(app).index == 1
    said = [one.accessibleName() for one in page(app).dock.equation.findChildren(QWidget)]
    assert WAITS in said


def test_that_a_chain_plays_factor_by_factor_to_its_end(qtbot, app):
    walk(app).go(17)
    press(KEY.Key_C)
    chain = app.bench.stepping.chain
    press(KEY.Key_Home)
    assert chain.index == 0

    press(KEY.Key_Space)
    for _ in range(len(chain.story.steps) - 2):
        assert player(app).playing
        tick(app)

    assert chain.index == len(chain.story.steps) - 1
    assert not player(app).playing


def test_that_leaving_stops_it_and_the_speed_is_shown(app):
    for _ in range(2):
        press(KEY.Key_BracketRight)
    assert page(app).dock.player.speed.text() == "2 / s"
    press(KEY.Key_Space)
    app.bench.stepping.leave()

    assert not player(app).playing


def test_that_an_epoch_plays_batch_by_batch_and_its_code_is_hidden_by_its_button(qtbot, open_app, monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    made = open_app(preset("XOR"))
    made.bench.stepping.open()
    qtbot.waitUntil(lambda: made.bench.stepping.active)
    made.bench.stepping.depths.choose("epoch")
    epoch, dock = made.bench.stepping.depths.epoch, page(made).epoch.dock
    qtbot.waitUntil(dock.isVisible)
    before = epoch.index

    qtbot.mouseClick(dock.player.play, LEFT)
    assert player(made).playing
    assert epoch.index == before + 1
    player(made).stop()
    assert said[-1].startswith(f"Batch {before + 2} of {epoch.story.batches}. ")

    assert dock.code.isVisible()
    qtbot.mouseClick(dock.player.code, LEFT)
    assert not dock.code.isVisible()
    assert not made.window.action("code_pane").isChecked()
