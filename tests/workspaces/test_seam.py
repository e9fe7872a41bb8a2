"""The window shows one workspace; keys, menus and toolbar mean what they mean there, and the hidden one rests."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from mlpviz.engine.experiment import preset
from mlpviz.workspaces.workspace import Workspace


@pytest.fixture
def app(qtbot, open_app):
    made = open_app(preset("XOR", per_class=5))
    qtbot.waitUntil(lambda: made.bench.picture_maker.idle)
    return made


def state(app):
    """All that could have moved in the playground."""
    bench = app.bench
    return (
        bench.document.experiment, bench.document.undo_stack.count(), bench.document.undo_stack.index(),
        bench.playhead.epoch, bench.trainer.training, bench.stepping.active, app.playground.view.stepping,
        app.playground.view.data.canvas().plane.shown, app.playground.view.network.view.lens,
    )  # fmt: skip


def press(qtbot, app, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(app.window, key, modifier)


def test_that_no_key_moves_the_hidden_playground(qtbot, app):
    app.bench.editor.add_layer()
    app.window.show_workspace("perceptron")
    before = state(app)

    for key in (Qt.Key.Key_Space, Qt.Key.Key_B, Qt.Key.Key_Period, Qt.Key.Key_F, Qt.Key.Key_W, Qt.Key.Key_R,
                Qt.Key.Key_X, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):  # fmt: skip
        press(qtbot, app, key)
    for key in (Qt.Key.Key_Z, Qt.Key.Key_L, Qt.Key.Key_D, Qt.Key.Key_N):
        press(qtbot, app, key, Qt.KeyboardModifier.ControlModifier)

    assert state(app) == before


def test_that_no_menu_entry_that_is_offered_moves_the_hidden_playground(app):
    app.window.show_workspace("perceptron")
    before = state(app)
    dialogs = {"open", "save", "save_as", "save_picture", "save_numbers", "what_to_try", "keys", "about", "find"}
    elsewhere = (row.name for row in app.window.commands if row.name.startswith(("workspace:", "open_in:")))
    leaving = {"quit", "start_page", *elsewhere}
    harmless = dialogs | leaving

    for row in app.window.commands:
        if row.menu and row.name not in harmless and app.window.action(row.name).isEnabled():
            app.window.action(row.name).trigger()

    assert app.window.workspace.name == "perceptron"
    assert state(app) == before


def test_that_keys_mean_samples_in_the_perceptron(qtbot, app):
    app.window.show_workspace("perceptron")
    lab = app.window.workspace

    def left():
        return lab.course.trials[0].problem.name, lab.course.trials[0].seen

    press(qtbot, app, Qt.Key.Key_Period)
    assert left() == ("AND", 1)
    app.window.action("problem:left:XOR").trigger()
    assert left() == ("XOR", 0)
    press(qtbot, app, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert left() == ("AND", 1)
    press(qtbot, app, Qt.Key.Key_R)
    assert left() == ("AND", 0)


def test_that_a_workspace_that_is_left_pauses(qtbot, app):
    press(qtbot, app, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: app.bench.trainer.training)

    app.window.show_workspace("perceptron")

    qtbot.waitUntil(lambda: not app.bench.trainer.training)


def test_that_the_rail_and_the_menu_change_the_workspace(qtbot, app):
    qtbot.mouseClick(app.window.rail.item("perceptron"), Qt.MouseButton.LeftButton)
    assert app.window.workspace.name == "perceptron"
    assert app.window.action("workspace:perceptron").isChecked()
    assert "AND and XOR" in app.window.windowTitle()
    assert app.window.workspace.page().isVisible()
    assert not app.playground.view.isVisible()

    app.window.action("workspace:playground").trigger()
    assert app.window.rail.value() == "playground"
    assert "XOR playground" in app.window.windowTitle()
    assert app.playground.view.isVisible()


def test_that_undo_in_the_menu_speaks_of_the_current_workspace(app):
    app.bench.editor.add_layer()
    assert app.window.action("undo").text() == "Undo add a layer"

    app.window.show_workspace("perceptron")
    assert app.window.action("undo").text() == "Undo"
    assert not app.window.action("undo").isEnabled()
    app.window.workspace.choose_problem(1, "OR")
    assert app.window.action("undo").text() == "Undo choose OR"

    app.window.show_workspace("playground")
    assert app.window.action("undo").text() == "Undo add a layer"


def test_that_a_workspace_keeps_its_form(app):
    for workspace in app.workspaces:
        form = workspace.form()
        workspace.restore(form)
        assert workspace.form() == form


def test_that_a_form_that_cannot_be_is_refused_by_name(app):
    lab = app.window.workspaces["perceptron"]

    good = lab.form()
    for changes, named in (({"problems": []}, "problems"), ({"moves": [[-1, 0]]}, "moves"), ({"rule": {}}, "rule")):
        with pytest.raises(ValueError, match=named):
            lab.restore({**good, **changes})
    assert lab.form() == good


def test_that_a_workspace_without_an_icon_is_refused_when_it_is_declared():
    with pytest.raises(TypeError, match="no icon"):
        type("Half", (Workspace,), {"name": "half", "title": "Half"})
