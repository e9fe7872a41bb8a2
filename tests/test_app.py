"""The main job through the real window: draw, train, look back, step, undo; by mouse and key."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton

from mlpviz.data.points import PointSet
from mlpviz.engine.examples import EXAMPLES, example
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.run import Run
from mlpviz.views.walk.columns.table import GradientTable

XOR = [((1.5, 1.5), 0), ((-1.5, -1.5), 0), ((1.5, -1.5), 1), ((-1.5, 1.5), 1)]


def click_at(qtbot, app, place, button=Qt.MouseButton.LeftButton):
    canvas = app.playground.view.data.canvas()
    where = canvas.mapFromScene(canvas.getViewBox().mapViewToScene(QPointF(*place)))
    qtbot.mouseClick(canvas.viewport(), button, pos=where)


def press(qtbot, app, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(app.window, key, modifier)


def blank(layers=(4,), rate=0.1):
    shapes = [*(LayerSpec(units, "Tanh") for units in layers), LayerSpec(1, "Sigmoid")]
    return Experiment(PointSet([], labels=[]), NetworkSpec(shapes), Plan("Adam", rate, 4))


def newest(app):
    snapshot = app.bench.playhead.newest
    assert snapshot is not None
    return snapshot


def look_back(qtbot, app, epoch):
    """Press on the timeline where an epoch stands."""
    track = app.playground.view.timeline.track
    qtbot.waitUntil(lambda: track.epoch_at(track.area().right()) == newest(app).epoch)
    place = QPoint(round(track.x_of(epoch)), round(track.area().center().y()))
    assert track.epoch_at(place.x()) == epoch
    qtbot.mouseClick(track, Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: not app.bench.playhead.approximate and app.bench.playhead.epoch == epoch)
    offered = app.playground.view.timeline.findChildren(QPushButton)
    assert {"Train from here", "Go to live"} <= {button.text() for button in offered if button.isVisible()}


def train_until(qtbot, app, epoch, speed=math.inf):
    app.bench.trainer.set_speed(speed)
    press(qtbot, app, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: newest(app).epoch >= epoch, timeout=20_000)
    press(qtbot, app, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not app.bench.trainer.training)
    qtbot.waitUntil(lambda: app.bench.picture_maker.idle and app.bench.playhead.snapshot is newest(app))


def test_that_clicked_xor_points_are_learned_to_100_percent(qtbot, open_app):
    app = open_app(blank())
    for place, label in XOR:
        press(qtbot, app, Qt.Key.Key_1 if label == 0 else Qt.Key.Key_2)
        click_at(qtbot, app, place)
    points = app.bench.document.experiment.points
    assert list(points.labels) == [label for _, label in XOR]
    np.testing.assert_allclose(points.x, [place for place, _ in XOR], atol=0.02)
    train_until(qtbot, app, 300)
    assert newest(app).scores.train_accuracy == 1.0
    assert newest(app).experiment.points == points


def test_that_each_click_is_one_step_of_undo(qtbot, open_app):
    app = open_app(blank())
    click_at(qtbot, app, (1, 1))
    click_at(qtbot, app, (-1, 1))
    app.window.action("undo").trigger()
    np.testing.assert_allclose(app.bench.document.experiment.points.x, [(1, 1)], atol=0.02)
    app.window.action("redo").trigger()
    assert len(app.bench.document.experiment.points) == 2
    qtbot.waitUntil(lambda: len(newest(app).experiment.points) == 2)


def test_that_a_layer_added_on_the_graph_keeps_what_was_learned(qtbot, open_app):
    app = open_app(preset("XOR"))
    train_until(qtbot, app, 5)
    before = newest(app)
    chips = app.playground.view.network.chips
    plus = [button for button in chips.findChildren(QPushButton) if button.text().strip().endswith("layer")]
    qtbot.mouseClick(plus[0], Qt.MouseButton.LeftButton)
    assert app.bench.document.experiment.network.widths == (2, 6, 6, 4, 1)
    qtbot.waitUntil(lambda: newest(app).experiment.network.widths == (2, 6, 6, 4, 1))
    after = newest(app)
    assert after.epoch == before.epoch
    last_before = before.experiment.network.weights(before.theta)[-1]
    last_after = after.experiment.network.weights(after.theta)[-1]
    for kept, was in zip(last_after, last_before, strict=True):
        np.testing.assert_array_equal(kept, was)
    app.window.action("undo").trigger()
    assert app.bench.document.experiment.network.widths == (2, 6, 4, 1)
    qtbot.waitUntil(lambda: newest(app).experiment.network.widths == (2, 6, 4, 1))


def test_that_scrubbing_to_epoch_10_shows_exactly_what_epoch_10_was(qtbot, open_app):
    experiment = preset("Circles")
    twin = Run(experiment)
    for _ in range(10):
        twin.epoch()
    app = open_app(experiment)
    train_until(qtbot, app, 40)
    look_back(qtbot, app, 10)
    shown = app.bench.playhead.snapshot
    assert shown is not None
    assert (shown.epoch, app.bench.playhead.live) == (10, False)
    expected = twin.snapshot()
    np.testing.assert_array_equal(shown.theta, expected.theta)
    np.testing.assert_array_equal(shown.grad, expected.grad)
    np.testing.assert_array_equal(shown.memory, expected.memory)
    assert shown.scores == expected.scores


def test_that_the_walked_update_is_the_trained_update_bit_for_bit(qtbot, open_app):
    app = open_app(preset("Moons"))
    train_until(qtbot, app, 3)
    press(qtbot, app, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: app.playground.view.stepping)
    walkthrough = app.bench.stepping.walkthrough
    dock = app.playground.view.build_walk().dock
    qtbot.keyClick(dock, Qt.Key.Key_End)
    assert walkthrough.index == len(walkthrough.operations) - 1
    walked = walkthrough.walk.theta
    before = newest(app)
    np.testing.assert_array_equal(before.theta, walkthrough.walk.before.theta)
    qtbot.mouseClick(dock.buttons.next, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: newest(app) is not before)
    np.testing.assert_array_equal(newest(app).theta, walked)
    assert newest(app).updates == before.updates + 1
    assert not np.array_equal(walked, before.theta)


def test_that_a_click_beside_the_step_dock_does_not_take_its_keys_away(qtbot, open_app):
    app = open_app(preset("XOR"))
    press(qtbot, app, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: app.playground.view.stepping)
    app.bench.stepping.depths.choose("operation")
    app.window.activateWindow()
    app.window.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.waitUntil(app.window.hasFocus)

    app.bench.stepping.depths.choose("operation")
    press(qtbot, app, Qt.Key.Key_Right)
    assert app.bench.stepping.walkthrough.index == 1

    press(qtbot, app, Qt.Key.Key_Escape)
    assert not app.playground.view.stepping


@pytest.mark.parametrize("name", ["presentation", "sign_patterns", "reduced_motion"])
def test_that_a_switch_in_the_menu_is_turned_on_and_off(open_app, name):
    app = open_app(preset("XOR"))
    action = app.window.action(name)
    before = action.isChecked()

    action.trigger()
    assert action.isChecked() != before
    action.trigger()
    assert action.isChecked() == before


def test_that_presenting_enlarges_canvas_and_graph_and_ending_it_brings_them_back(qtbot, open_app):
    app = open_app(preset("Blobs"))
    page = app.playground.view

    def sizes() -> tuple[int, int, float]:
        return page.data.canvas().width(), page.data.width(), page.network.view.graph.columns[1].size

    before, text = sizes(), app.theme.text_px()
    app.window.action("presentation").trigger()
    qtbot.waitUntil(lambda: app.window.size() == app.window.screen().size())
    app.window.resize(1920, 1080)  # the screen of a test is smaller than a projector
    qtbot.waitUntil(lambda: page.data.canvas().width() > 1.5 * before[0] and sizes()[2] > before[2])
    assert page.network.width() >= page.network.minimumSizeHint().width()
    assert page.data.canvas().height() == page.data.canvas().width()
    assert app.theme.text_px() == round(1.3 * text)

    app.window.action("presentation").trigger()
    app.window.resize(1440, 900)
    qtbot.waitUntil(lambda: sizes() == before)
    assert app.theme.text_px() == text


def test_that_presenting_fills_the_screen_and_keeps_the_loss_curve(qtbot, open_app):
    app = open_app(preset("XOR"))
    page, window = app.playground.view, app.window

    window.action("presentation").trigger()
    window.resize(1920, 1080)
    qtbot.waitUntil(lambda: not page.timeline.isVisible())
    shown = page.diagnostics.loss.curves
    assert shown.isVisible()
    assert window.rect().contains(QRect(shown.mapTo(window, QPoint(0, 0)), shown.size()))
    assert not window.rail.isVisible()
    assert not page.data._settings.isVisible()

    press(qtbot, app, Qt.Key.Key_Escape)
    qtbot.waitUntil(page.timeline.isVisible)
    assert window.rail.isVisible()
    assert page.data._settings.isVisible()
    assert not window.isFullScreen()


def test_that_a_presentation_closes_the_start_page_and_holds_for_a_workspace_opened_later(open_app):
    app = open_app(preset("XOR", per_class=5))
    app.window.carry_out("start_page")
    app.window.action("presentation").trigger()
    assert not app.playground.start.shown
    assert app.playground.view.network.isVisible()
    app.window.show_workspace("activations")
    tiles = app.window.workspace.view.tiles
    assert not tiles.isVisible()
    app.window.action("presentation").trigger()
    assert tiles.isVisible()


def test_that_escape_leaves_the_step_through_first_and_then_the_presentation(qtbot, open_app):
    app = open_app(preset("XOR", per_class=5))
    app.window.action("presentation").trigger()
    app.window.action("walk").trigger()
    qtbot.waitUntil(lambda: app.playground.view.stepping)

    press(qtbot, app, Qt.Key.Key_Escape)
    assert (app.playground.view.stepping, app.window.presenting) == (False, True)
    press(qtbot, app, Qt.Key.Key_Escape)
    assert not app.window.presenting


def test_that_a_window_closed_while_presenting_remembers_its_usual_text(open_app, tmp_path):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    app = open_app(preset("XOR"), settings)
    app.theme.set_text_scale(1.15)

    app.window.action("presentation").trigger()
    app.window.close()

    assert float(settings.value("text_scale")) == 1.15


def test_that_the_step_through_waits_for_an_epoch_that_is_computed_again(qtbot, open_app):
    app = open_app(preset("XOR"))
    train_until(qtbot, app, 600)
    epoch = next(epoch for epoch in range(300, 600) if app.bench.playhead.history.exact(epoch) is None)
    app.bench.transport.scrub(epoch)
    assert app.bench.playhead.approximate
    buttons = app.playground.view.timeline.findChildren(QPushButton)
    train = next(button for button in buttons if button.text() == "Train from here")
    assert not train.isEnabled()

    app.bench.stepping.open()

    assert not app.playground.view.stepping
    assert f"Epoch {epoch} is being computed again" in app.window.notice.text
    qtbot.waitUntil(lambda: app.playground.view.stepping)
    assert app.bench.stepping.walkthrough.walk.before.epoch == epoch
    assert train.isEnabled()


def test_that_the_step_through_does_not_open_on_another_epoch_than_the_one_it_waits_for(qtbot, open_app):
    app = open_app(preset("XOR"))
    train_until(qtbot, app, 600)
    epoch = next(epoch for epoch in range(300, 600) if app.bench.playhead.history.exact(epoch) is None)
    app.bench.transport.scrub(epoch)
    app.bench.stepping.open()

    app.bench.transport.go_live()
    qtbot.waitUntil(lambda: app.bench.picture_maker.idle and app.bench.playhead.snapshot is newest(app))
    app.bench.transport.scrub(0)
    qtbot.waitUntil(lambda: app.bench.playhead.snapshot.epoch == 0 and app.bench.picture_maker.idle)

    assert not app.playground.view.stepping


def test_that_leaving_the_walk_changes_nothing(qtbot, open_app):
    app = open_app(preset("XOR"))
    before = newest(app)
    press(qtbot, app, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: app.playground.view.stepping)
    app.bench.stepping.walkthrough.last()
    qtbot.keyClick(app.playground.view.build_walk().dock, Qt.Key.Key_Escape)
    assert not app.playground.view.stepping
    assert newest(app) is before


def test_that_training_from_an_earlier_epoch_can_be_undone(qtbot, open_app):
    app = open_app(preset("XOR"))
    train_until(qtbot, app, 30)
    last = newest(app)
    look_back(qtbot, app, 5)
    app.bench.transport.train_from_here()
    qtbot.waitUntil(lambda: app.bench.trainer.training)
    app.bench.transport.pause()
    qtbot.waitUntil(lambda: not app.bench.trainer.training and newest(app).run > last.run)
    app.window.action("undo").trigger()
    qtbot.waitUntil(lambda: newest(app).epoch == last.epoch)
    np.testing.assert_array_equal(newest(app).theta, last.theta)
    assert len(app.bench.playhead.history.losses) == last.epoch + 1


def test_that_a_change_made_in_the_past_leaves_the_later_epochs_alone(qtbot, open_app):
    app = open_app(preset("XOR"))
    train_until(qtbot, app, 20)
    last = newest(app)
    look_back(qtbot, app, 5)
    network = app.bench.document.experiment.network
    app.bench.editor.change_network("Add a unit", network.with_units(0, 7))
    qtbot.waitUntil(lambda: app.bench.playhead.edited)
    shown = app.bench.playhead.snapshot
    assert shown is not None
    assert (shown.epoch, shown.experiment.network.widths) == (5, (2, 7, 4, 1))
    assert newest(app) is last
    app.bench.transport.play()
    qtbot.waitUntil(lambda: newest(app).experiment.network.widths == (2, 7, 4, 1))
    assert app.bench.playhead.live


def test_that_reset_gives_the_same_initial_weights_and_shift_reset_others(qtbot, open_app):
    app = open_app(preset("Spiral"))
    first = newest(app).theta
    train_until(qtbot, app, 3)
    press(qtbot, app, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: newest(app).epoch == 0)
    np.testing.assert_array_equal(newest(app).theta, first)
    run = newest(app).run
    press(qtbot, app, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: newest(app).run > run)
    assert not np.array_equal(newest(app).theta, first)


def test_that_the_space_bar_trains_even_after_a_rate_was_typed(qtbot, open_app):
    app = open_app(preset("XOR"))
    fields = [box for box in app.window.findChildren(QComboBox) if box.accessibleName() == "Learning rate"]
    line = next(box.lineEdit() for box in fields if box.isVisible())
    line.setFocus()
    qtbot.waitUntil(lambda: app.window.focusWidget() is not None)
    line.selectAll()
    qtbot.keyClicks(line, "0.02")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    with qtbot.waitSignal(app.bench.trainer.training_changed):
        qtbot.keyClick(app.window.windowHandle(), Qt.Key.Key_Space)
    assert app.bench.trainer.training
    assert (line.text(), app.bench.document.experiment.plan.learning_rate) == ("0.02", 0.02)


def test_that_a_diverging_run_stops_and_offers_the_last_good_epoch(qtbot, open_app):
    experiment = preset("Circles")
    network = NetworkSpec((LayerSpec(8, "Linear"), LayerSpec(1, "Linear")), loss="SquaredError")
    app = open_app(Experiment(experiment.points, network, Plan("SGD", 50.0, 10)))
    app.bench.trainer.set_speed(math.inf)
    press(qtbot, app, Qt.Key.Key_Space)
    notice = app.window.notice
    qtbot.waitUntil(lambda: "diverged" in notice.text, timeout=20_000)
    qtbot.waitUntil(lambda: not app.bench.trainer.training)
    bad = newest(app).epoch
    buttons = {button.text(): button for button in notice.findChildren(QPushButton) if button.isVisible()}
    assert {f"Back to epoch {bad - 1}", "Halve learning rate"} <= set(buttons)
    qtbot.mouseClick(buttons["Halve learning rate"], Qt.MouseButton.LeftButton)
    assert app.bench.document.experiment.plan.learning_rate == 25.0
    qtbot.waitUntil(lambda: app.bench.playhead.base is not None)
    shown = app.bench.playhead.snapshot
    assert shown is not None
    assert (shown.epoch, bool(np.isfinite(shown.theta).all())) == (bad - 1, True)


def test_that_after_an_explosion_the_way_back_leads_to_before_it(qtbot, open_app):
    network = NetworkSpec((LayerSpec(6, "ReLU"), LayerSpec(1, "Linear")), loss="MeanSquaredError")
    app = open_app(Experiment(preset("Circles").points, network, Plan("SGD", 0.01, 20)))
    app.bench.trainer.set_speed(math.inf)
    press(qtbot, app, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: newest(app).epoch >= 20)
    app.bench.editor.set_rate(1e6)
    qtbot.waitUntil(lambda: "diverged" in app.window.notice.text, timeout=20_000)

    texts = [button.text() for button in app.window.notice.findChildren(QPushButton)]
    offered = next(text for text in texts if "Back to" in text)
    losses, good = app.bench.playhead.history.losses, int(offered.split()[-1])
    assert good >= 20
    assert losses.at(good)[0] <= losses.at(0)[0]
    assert all(not loss <= losses.at(0)[0] for loss in losses.mean()[losses.epochs > good, 0])


def test_that_without_points_train_is_disabled_and_says_why(open_app):
    app = open_app(blank())
    button = app.playground.bar.findChildren(QPushButton)
    train = next(one for one in button if one.text() == "Train")
    assert not train.isEnabled()
    assert "No points yet" in train.toolTip()


def test_that_a_weight_set_by_hand_is_shown_and_undone(qtbot, open_app):
    app = open_app(preset("XOR"))
    before = newest(app).theta
    index = app.bench.document.experiment.network.weight_index(0, 1, 2)
    app.playground.view.network.weight_requested.emit(index, 2.5, 0)
    qtbot.waitUntil(lambda: newest(app).theta[index] == 2.5)
    others = np.delete(np.arange(before.size), index)
    np.testing.assert_array_equal(newest(app).theta[others], before[others])
    app.window.action("undo").trigger()
    qtbot.waitUntil(lambda: newest(app).theta[index] == before[index])


def test_that_an_unexpected_error_is_one_sentence_with_the_place_of_the_log(open_app):
    app = open_app(preset("XOR"))
    app.failures.catch()
    try:
        raise RuntimeError("a test made this")
    except RuntimeError as error:
        app.failures._take(type(error), error, error.__traceback__)
    assert "a test made this" in app.window.notice.text
    assert "mlpviz.log" in app.window.notice.text
    assert "Traceback" not in app.window.notice.text


def test_that_erasing_while_looking_back_erases_the_point_that_is_seen(qtbot, open_app):
    app = open_app(blank())
    for place, label in XOR:
        app.bench.editor.add_points(np.array([place]), label)
    train_until(qtbot, app, 10, speed=200.0)  # few epochs, so that each has a place on the timeline
    app.bench.editor.erase_points(np.array([0]))  # now the second point is the first
    qtbot.waitUntil(lambda: len(newest(app).experiment.points) == 3)
    train_until(qtbot, app, newest(app).epoch + 10, speed=200.0)
    look_back(qtbot, app, 5)
    app.bench.editor.erase_points(np.array([0]))
    qtbot.waitUntil(lambda: app.bench.playhead.edited)
    np.testing.assert_array_equal(app.bench.document.experiment.points.x, [place for place, _ in XOR[1:]])


def test_that_a_single_point_and_a_stroke_of_points_are_named_apart(open_app):
    app = open_app(blank())
    app.bench.editor.add_points(np.array([[0.0, 1.0]]), 0, 1)
    assert app.bench.document.undo_stack.undoText() == "Add a point"
    app.bench.editor.add_points(np.array([[0.0, 2.0]]), 0, 2)
    app.bench.editor.add_points(np.array([[0.5, 2.0]]), 0, 2)
    assert app.bench.document.undo_stack.undoText() == "Add points"
    assert app.bench.document.undo_stack.count() == 2


def test_that_a_preset_after_an_example_starts_with_the_usual_network(qtbot, open_app):
    app = open_app(example("statquest").experiment)
    app.window.action("preset:XOR").trigger()
    assert app.bench.document.experiment.network == preset("XOR").network
    assert app.bench.document.experiment.plan == preset("XOR").plan
    app.window.action("undo").trigger()
    assert app.bench.document.experiment == example("statquest").experiment


def test_that_an_example_opens_in_the_step_through_and_is_not_called_edited(qtbot, open_app):
    app = open_app(preset("XOR"))
    app.window.action("example:Mazur 2-2-2").trigger()
    qtbot.waitUntil(lambda: app.playground.view.stepping)
    assert len(app.bench.stepping.walkthrough.operations) == 39
    assert "edited" not in app.window.windowTitle()
    app.bench.editor.set_rate(0.25)
    assert "edited" in app.window.windowTitle()
    app.window.action("undo").trigger()
    assert "edited" not in app.window.windowTitle()


def test_that_letting_biases_learn_keeps_the_operation_on_show(qtbot, open_app):
    app = open_app(example("mazur").experiment)
    press(qtbot, app, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: app.playground.view.stepping)
    walkthrough = app.bench.stepping.walkthrough
    walkthrough.go(walkthrough.operations.index_of("weight", 2, 1, 0))
    here = walkthrough.operation
    switch = app.playground.view.walk.sample.biases
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(walkthrough.operations) == 47)
    assert walkthrough.operation == here
    walkthrough.go(walkthrough.operations.index_of("bias_gradient", 2, 1))
    qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(walkthrough.operations) == 39)
    assert (walkthrough.operation.kind, walkthrough.operation.unit) == ("weight_gradient", 1)


def test_that_a_stroke_ends_when_the_points_change_under_it(qtbot, open_app):
    app = open_app(EXAMPLES["Mazur 2-2-2"].experiment)
    app.window.action("preset:Linear").trigger()
    qtbot.waitUntil(lambda: app.bench.document.experiment.points.recipe is not None)
    app.playground.view.data.choose_tool("spray")
    canvas = app.playground.view.data.canvas()
    middle = canvas.viewport().rect().center()
    qtbot.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    app.bench.document.undo_stack.undo()
    app.bench.document.undo_stack.undo()
    assert app.bench.document.experiment.example == "Mazur 2-2-2"
    before = app.bench.document.experiment

    for step in range(1, 40):
        QTest.mouseMove(canvas.viewport(), middle + QPoint(3 * step, 0))
    qtbot.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=middle + QPoint(120, 0))

    assert app.bench.document.experiment == before
    assert app.window.notice.text == ""


def test_that_keys_step_on_after_a_click_into_the_list_of_gradients(qtbot, open_app):
    app = open_app(EXAMPLES["Mazur 2-2-2"].experiment)
    app.bench.stepping.open()
    table = app.playground.view.walk.findChild(GradientTable)
    walkthrough = app.bench.stepping.walkthrough

    def press_where_the_focus_is(key):
        qtbot.keyClick(app.window.focusWidget(), key)

    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton)
    press_where_the_focus_is(Qt.Key.Key_Right)
    assert walkthrough.index == 1
    table.setFocus(Qt.FocusReason.TabFocusReason)
    press_where_the_focus_is(Qt.Key.Key_Right)
    assert walkthrough.index == 2
    press_where_the_focus_is(Qt.Key.Key_Escape)
    assert not app.bench.stepping.active
