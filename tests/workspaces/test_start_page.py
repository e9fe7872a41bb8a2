"""The start page: never in the way, and every card opens what it says."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mlpviz.data.points import Recipe
from mlpviz.data.reading.files import write_points
from mlpviz.data.shapes import SHAPES, draw
from mlpviz.engine import number
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.experiment import preset
from mlpviz.engine.run import Run
from mlpviz.engine.session.writing import write_session
from mlpviz.engine.telling.operations import Operations

Key, Ctrl = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def app(open_app):
    return open_app(preset("XOR", per_class=5))


@pytest.fixture
def start(app):
    QTest.keyClick(app.window, Key.Key_N, Ctrl)
    return app.playground.start.view


def press(key):
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def card(start, name):
    (found,) = (one for one in start.cards() if one.accessibleName() == name)
    return found


def test_that_ctrl_n_shows_it_in_the_place_of_network_and_diagnostics_and_escape_takes_it_away(app, start):
    page = app.playground.view
    assert start.isVisible()
    assert not page.network.isVisible()
    assert not page.diagnostics.isVisible()
    assert page.data.isVisible()
    assert page.timeline.isVisible()
    assert start.x() == page.data.width() + 1
    assert start.cards()[0].hasFocus()
    press(Key.Key_Escape)
    assert not start.isVisible()
    assert page.network.isVisible()
    assert page.diagnostics.isVisible()
    assert app.window.hasFocus()


def test_that_from_another_workspace_it_is_shown_in_the_playground(app):
    app.window.show_workspace("perceptron")
    QTest.keyClick(app.window, Key.Key_N, Ctrl)
    assert app.window.workspace is app.playground
    assert app.playground.start.shown


def test_that_the_first_stroke_and_training_close_it_and_are_not_lost(qtbot, app, start):
    count, canvas = len(app.bench.document.experiment.points), app.playground.view.data.canvas()
    place = canvas.viewport().rect().center() + QPoint(9, 40)
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert len(app.bench.document.experiment.points) == count + 1
    assert not start.isVisible()
    app.window.carry_out("start_page")
    assert start.isVisible()
    app.window.carry_out("play")
    qtbot.waitUntil(lambda: not start.isVisible())
    app.bench.transport.pause()


def test_that_it_has_a_card_for_every_preset_and_example_with_what_they_say_of_themselves(qtbot, app, start):
    named = {(one.accessibleName(), one.accessibleDescription()) for one in start.presets.cards()}
    named |= {(one.accessibleName(), one.accessibleDescription()) for one in start.values.cards()}
    assert named == {(shape.label, shape.about) for shape in SHAPES.values()}
    assert [one.accessibleName() for one in start.examples.cards()] == list(EXAMPLES)
    qtbot.waitUntil(lambda: not app.playground.start._idle.isActive())
    mazur = EXAMPLES["Mazur 2-2-2"]
    assert start._counts[mazur.title].text() == f"{len(Operations(Run(mazur.experiment).walk()))} operations"
    assert start._counts[mazur.title].text() == "39 operations"


def test_that_cards_open_by_keyboard_and_undo_brings_back_what_was_there(app, start):
    before = app.bench.document.experiment
    press(Key.Key_Right)
    press(Key.Key_Right)
    assert card(start, "Circles").hasFocus()
    press(Key.Key_Return)
    assert app.bench.document.experiment.points.recipe.shape == "Circles"
    assert not start.isVisible()
    app.window.carry_out("undo")
    assert app.bench.document.experiment == before


def test_that_an_example_opens_in_the_step_through(qtbot, app, start):
    qtbot.mouseClick(card(start, "Mazur 2-2-2"), Qt.MouseButton.LeftButton)
    assert app.bench.document.experiment.example == "Mazur 2-2-2"
    qtbot.waitUntil(lambda: app.bench.stepping.active)
    app.window.carry_out("start_page")  # leaves the step-through
    assert start.isVisible()


def test_that_keys_stand_on_the_presets_that_they_draw_now(app, start):
    def keys(grid):
        return [one._key.text() for one in grid.cards()]

    assert keys(start.presets) == [f"Alt+{at}" for at in range(1, 9)]
    assert keys(start.values) == [""] * 8
    app.bench.editor.use_values(True)
    app.window.carry_out("start_page")
    assert keys(start.values) == [f"Alt+{at}" for at in range(1, 9)]
    assert keys(start.presets) == [""] * 8


def test_that_files_used_last_have_cards_and_one_that_is_gone_is_forgotten(qtbot, app, start, tmp_path):
    assert not start.recent.isVisible()
    path = tmp_path / "two moons.csv"
    write_points(path, draw(Recipe("Moons", per_class=10)))
    app.recent.note(tmp_path / "gone.csv")
    app.recent.note(path)
    assert [one.accessibleName() for one in start.recent.cards()] == ["two moons", "gone"]
    qtbot.mouseClick(card(start, "gone"), Qt.MouseButton.LeftButton)
    assert app.window.notice.text == f"gone.csv is no longer in {tmp_path}."
    assert start.isVisible()
    assert app.recent.paths == (path,)
    qtbot.mouseClick(card(start, "two moons"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: app.playground.files.dialog is not None)
    qtbot.keyClick(app.playground.files.dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(app.bench.document.experiment.points) == 20)


def test_that_a_file_opened_or_saved_is_remembered(app, tmp_path, monkeypatch):
    path = tmp_path / "mine.csv"
    asks = "mlpviz.views.look.ask_for_name.QFileDialog.getSaveFileName"
    monkeypatch.setattr(asks, lambda *_: (str(path), ""))
    app.window.carry_out("save_points")
    assert app.recent.paths == (path,)


def test_that_whether_it_is_wanted_at_a_start_is_remembered(open_app, tmp_path):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    app = open_app(preset("XOR", per_class=5), settings)
    assert app.playground.start.at_start
    app.window.carry_out("start_page")
    app.playground.start.view.at_start.click()
    app.window.close()
    again = open_app(preset("XOR", per_class=5), settings)
    assert not again.playground.start.at_start


def test_that_find_and_open_are_asked_of_the_window(qtbot, app, start):
    qtbot.mouseClick(start.find_button, Qt.MouseButton.LeftButton)
    assert app.commands.finding.finder.isVisible()
    app.commands.finding.finder.close_it()
    qtbot.mouseClick(start.close_button, Qt.MouseButton.LeftButton)
    assert not start.isVisible()


def test_that_it_stays_beside_the_data_in_every_window(app, start):
    page = app.playground.view
    for size in ((1440, 900), (1024, 700), (1920, 1080)):
        app.window.resize(*size)
        assert start.geometry().left() == page.data.geometry().right() + 2
        assert start.geometry().right() == page.width() - 1
        assert start.geometry().bottom() < page.timeline.y()
        assert start.area.horizontalScrollBar().maximum() == 0


def test_that_the_card_of_a_session_tells_what_is_in_it_and_shows_what_its_network_answers(qtbot, app, tmp_path):
    path, broken = tmp_path / "corners.mlpviz", tmp_path / "broken.mlpviz"
    app.bench.one_epoch()
    qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == 1)
    app.bench.keep_run()
    write_session(path, app.sessions.work.gathered())
    broken.write_bytes(b"PK cut short")
    for one in (broken, path):
        app.recent.note(one)
    QTest.keyClick(app.window, Key.Key_N, Ctrl)
    start, newest = app.playground.start.view, app.bench.playhead.newest
    found = start._sessions[path]

    qtbot.waitUntil(lambda: found.words.text() != "Session")

    assert found.words.text() == "Playground · 1 run"
    assert found.score.text() == f"test loss {number.loss(newest.scores.test_loss)}"
    answers = newest.experiment.network  # a second way to what the picture shows: the sign at the corners
    corner = Run(newest.experiment).resume(newest).predict(np.array([[-3.0, 3.0], [3.0, 3.0]]))[:, 0]
    image = found.picture._image
    blue = [image.pixelColor(at, 0).blue() > image.pixelColor(at, 0).red() for at in (0, image.width() - 1)]
    assert blue == (corner > answers.middle).tolist()
    assert start._sessions[broken].words.text() == "Session"
    app.theme.choose("dark")
    assert found.picture._image != image
