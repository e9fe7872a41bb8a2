"""The Playground as a whole: what its commands do to the experiment, and what it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from mlpviz.engine.examples import EXAMPLES, example
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.views.data.swatches import Swatches

CONTROL = Qt.KeyboardModifier.ControlModifier
ODD = Plan("Momentum", learning_rate=500.0, batch_size=3, l1=0.1, l2=0.2, clip=2.0, seed=9, reduction="sum")


@pytest.fixture
def app(qtbot, open_app):
    made = open_app(preset("XOR", per_class=5))
    qtbot.waitUntil(lambda: made.bench.picture_maker.idle)
    return made


def step_through(qtbot, app):
    qtbot.keyClick(app.window, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: app.playground.view.stepping)


def settle(qtbot, app):
    """Wait until the trainer has the document's experiment and it is on screen."""
    bench = app.bench
    qtbot.waitUntil(lambda: bench.playhead.newest.experiment == bench.document.experiment)
    qtbot.waitUntil(lambda: bench.playhead.snapshot is bench.playhead.newest and bench.picture_maker.idle)


def spoil(app):
    """Choose another network and other training settings, in two edits."""
    network = NetworkSpec([LayerSpec(64, "ReLU"), LayerSpec(1, "Tanh")], "Zeros", "MeanSquaredError", seed=3)
    app.bench.editor.change_network("Change everything", network)
    app.bench.editor.change_plan("Change everything", ODD)


def test_that_space_does_not_train_while_stepping(qtbot, app):
    step_through(qtbot, app)
    before, undone = app.bench.playhead.newest, app.bench.document.undo_stack.index()

    for widget in (app.window, app.playground.view.build_walk().dock, app.window.windowHandle()):
        qtbot.keyClick(widget, Qt.Key.Key_Space)

    assert not app.window.action("play").isEnabled()
    assert app.playground.view.stepping
    assert not app.bench.trainer.training
    assert (app.bench.playhead.newest, app.bench.document.undo_stack.index()) == (before, undone)
    app.bench.stepping.leave()
    assert app.window.action("play").isEnabled()


def test_that_control_z_after_a_kept_update_leaves_the_edit_before_it(qtbot, app):
    app.bench.editor.add_layer()
    edited = app.bench.document.experiment
    settle(qtbot, app)
    theta = app.bench.playhead.newest.theta
    step_through(qtbot, app)
    app.bench.stepping.walkthrough.last()

    qtbot.keyClick(app.playground.view.build_walk().dock, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: app.bench.playhead.snapshot.updates == 1)
    assert app.window.action("undo").text() == "Undo keep an update"
    app.window.setFocus()
    qtbot.keyClick(app.window, Qt.Key.Key_Z, CONTROL)

    qtbot.waitUntil(lambda: app.bench.playhead.snapshot.updates == 0)
    assert app.bench.document.experiment == edited
    np.testing.assert_array_equal(app.bench.playhead.snapshot.theta, theta)


@pytest.mark.parametrize("opens", ["an example", "a preset", "points drawn"])
def test_that_a_missing_training_point_is_said_only_as_long_as_it_is_missing(qtbot, app, opens):
    app.window.action("new").trigger()
    settle(qtbot, app)
    qtbot.keyClick(app.window, Qt.Key.Key_B)
    assert "There are no training points" in app.window.notice.text

    if opens == "an example":
        app.window.carry_out("example:Mazur 2-2-2")
    elif opens == "a preset":
        app.window.carry_out("preset:Moons")
    else:
        app.bench.editor.add_points(np.array([[0.5, 0.5]]), 1)

    assert app.window.notice.text == ""


def test_that_a_divergence_stays_said_until_another_start(qtbot, open_app):
    network = NetworkSpec((LayerSpec(8, "Linear"), LayerSpec(1, "Linear")), loss="SquaredError")
    app = open_app(Experiment(preset("Circles").points, network, Plan("SGD", 50.0, 10)))
    qtbot.keyClick(app.window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "diverged" in app.window.notice.text)

    app.bench.editor.set_rate(0.01)
    assert "diverged" in app.window.notice.text
    app.bench.reset()
    assert app.window.notice.text == ""


@pytest.mark.parametrize("classes", [2, 3])
def test_that_reset_to_defaults_brings_back_network_and_training_in_one_step(qtbot, app, classes):
    if classes == 3:
        app.bench.classes.add()
    points = app.bench.document.experiment.points
    spoil(app) if classes == 2 else app.bench.editor.change_plan("Change everything", ODD)
    spoiled, edits = app.bench.document.experiment, app.bench.document.undo_stack.index()

    app.window.action("reset_to_defaults").trigger()

    reset, usual = app.bench.document.experiment, preset("Blobs" if classes == 3 else "XOR")
    assert reset.plan == usual.plan == Plan("Adam", learning_rate=0.01, batch_size=20)
    assert reset.network == NetworkSpec((LayerSpec(6, "Tanh"), LayerSpec(4, "Tanh"), usual.network.layers[-1]))
    assert reset.points == points
    assert app.bench.document.undo_stack.index() == edits + 1
    settle(qtbot, app)
    np.testing.assert_array_equal(app.bench.playhead.newest.theta, reset.network.first_theta())

    qtbot.keyClick(app.window, Qt.Key.Key_Z, CONTROL)
    assert app.bench.document.experiment == spoiled


@pytest.mark.parametrize("name", EXAMPLES)
def test_that_an_example_goes_back_to_its_own_network_and_plan(app, name):
    app.bench.editor.open_example(name)
    opened = app.bench.document.experiment
    app.bench.editor.set_rate(7.0)
    app.bench.editor.add_layer()

    app.bench.reset_to_defaults()

    assert app.bench.document.experiment == opened


def test_that_targets_get_an_output_for_each_of_their_columns(app):
    app.bench.editor.open_example("Mazur 2-2-2")
    own = replace(app.bench.document.experiment, example="")
    app.bench.editor.start("Open", own)

    app.bench.reset_to_defaults()

    network = app.bench.document.experiment.network
    assert (network.loss.name, network.layers[-1]) == ("MeanSquaredError", LayerSpec(2, "Linear"))


def test_that_new_begins_with_the_defaults_in_one_step_of_undo(qtbot, app):
    spoil(app)
    spoiled, edits = app.bench.document.experiment, app.bench.document.undo_stack.index()

    app.window.action("new").trigger()

    assert app.bench.document.experiment == preset("Blank")
    assert not app.playground.edited
    assert app.bench.document.undo_stack.index() == edits + 1
    settle(qtbot, app)
    assert app.playground.view.network.fields.rate.value() == "0.01"

    qtbot.keyClick(app.window, Qt.Key.Key_Z, CONTROL)
    assert app.bench.document.experiment == spoiled


def outputs(app):
    W, b = app.bench.document.experiment.network.weights(app.bench.playhead.newest.theta)[-1]
    return np.vstack([W, b])


def test_that_a_class_added_and_undone_leaves_what_was_learned(qtbot, app):
    app.bench.one_epoch()
    qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == 1)
    settle(qtbot, app)
    before, theta = outputs(app), app.bench.playhead.newest.theta

    qtbot.mouseClick(app.playground.view.data.findChild(Swatches).plus(), Qt.MouseButton.LeftButton)
    settle(qtbot, app)
    np.testing.assert_array_equal(outputs(app), np.hstack([-before / 2, before / 2, 0 * before]))
    assert app.window.notice.text == ""

    qtbot.keyClick(app.window, Qt.Key.Key_Z, CONTROL)
    settle(qtbot, app)
    np.testing.assert_array_equal(app.bench.playhead.newest.theta, theta)


def test_that_the_class_that_is_removed_is_the_one_that_goes(qtbot, open_app):
    app = open_app(preset("Blobs"))
    app.bench.one_epoch()
    qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == 1)
    settle(qtbot, app)
    app.bench.classes.add()
    settle(qtbot, app)
    before = outputs(app)

    app.bench.classes.remove(0)
    settle(qtbot, app)

    np.testing.assert_array_equal(outputs(app), before[:, 1:])


def test_that_outputs_that_start_anew_are_said_to_and_come_back_by_undo(qtbot, app):
    network = app.bench.document.experiment.network.with_loss("MeanSquaredError").with_activation(2, "ReLU")
    app.bench.editor.change_network("Change loss and activation", network)
    settle(qtbot, app)
    app.bench.one_epoch()
    qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == 1)
    settle(qtbot, app)
    theta = app.bench.playhead.newest.theta

    app.bench.classes.add()
    settle(qtbot, app)
    said = "What ReLU outputs learned says nothing of one class alone, so they start anew."
    assert app.window.notice.text == said
    assert app.bench.playhead.newest.theta[:46].tolist() == theta[:46].tolist()

    qtbot.keyClick(app.window, Qt.Key.Key_Z, CONTROL)
    settle(qtbot, app)
    np.testing.assert_array_equal(app.bench.playhead.newest.theta, theta)
    assert app.window.notice.text == ""


@pytest.mark.parametrize("opened", ["mazur", "Plane", "Blank"])
def test_that_the_mouse_may_move_over_the_canvas_while_other_points_are_opened(qtbot, app, opened):
    canvas = app.playground.view.data.canvas()
    viewport = canvas.viewport()
    middle = viewport.rect().center()
    QTest.mouseMove(viewport, middle)
    qtbot.waitUntil(lambda: app.bench.picture_maker.idle)
    experiment = example("mazur").experiment if opened == "mazur" else preset(opened)

    app.bench.editor.start("Open", experiment, opens=True)
    QTest.mouseMove(viewport, middle + QPoint(9, 5))  # the picture is still that of the network before
    app.playground.presenter.probe(np.array([0.5, 0.5]))

    qtbot.waitUntil(lambda: app.bench.picture_maker.idle)
    QTest.mouseMove(viewport, middle)
    assert app.bench.document.experiment == experiment
