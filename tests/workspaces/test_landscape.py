"""The landscape in the real window: it follows the playhead, a click looks from there, and training begins there."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSettings, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, preset
from mlpviz.engine.landscape import losses
from mlpviz.engine.landscape.paths import Path
from mlpviz.engine.landscape.story import DIVERGED
from mlpviz.engine.landscape.survey import ALL_ZERO, NO_PATH, NO_POINTS
from mlpviz.engine.plan import Plan
from mlpviz.engine.run import Run
from mlpviz.nn.initializers import initializers
from mlpviz.workspaces.playground.landscape_presenter import CANCELLED
from mlpviz.workspaces.playground.run_paths import _short
from tests.test_tooltips import silent

Key, Mod, Left = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def _small_grids(monkeypatch):
    monkeypatch.setattr(losses, "FINE", (31, 27))
    monkeypatch.setattr(losses, "COARSE", (12, 10))


@pytest.fixture
def trained(qtbot, open_app):
    """The window after twelve epochs of XOR, with its landscape on show in full."""
    app = open_app(preset("XOR", per_class=6))
    train(qtbot, app, 12)
    app.window.activateWindow()
    app.window.setFocus()
    qtbot.keyClick(app.window, Key.Key_V, Mod.ShiftModifier)
    computed(qtbot, app)
    return app


def train(qtbot, app, epochs):
    for _ in range(epochs):
        app.bench.one_epoch()
    qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == epochs and not app.playground.busy)
    qtbot.waitUntil(lambda: app.playground.presenter.picture.snapshot.epoch == epochs)


def computed(qtbot, app):
    landscape = app.playground.faces.landscape
    qtbot.waitUntil(lambda: not landscape.busy and plane(app).shown().relief is not None, timeout=60_000)


def view(app):
    return app.playground.view.network.faces.landscape


def plane(app):
    return view(app).plane


def laid(app):
    return app.playground.faces.landscape._survey.plane


def theta(app):
    return app.playground.presenter.picture.snapshot.theta


def scored(app, weights):
    """The train loss of the present experiment with other weights, by the layers that train."""
    experiment = app.bench.document.experiment
    return Run(replace(experiment, network=replace(experiment.network, theta=weights))).scores().train_loss


def test_a_click_looks_from_there_without_any_change_and_esc_comes_back(qtbot, trained):
    shown, before = plane(trained).shown(), theta(trained)
    assert shown.relief.fine
    assert shown.relief.losses.shape == (27, 31)
    at = plane(trained).frame.area.center() + QPointF(-60, 31)
    place = plane(trained).frame.place(QPointF(at.toPoint()))
    qtbot.mouseClick(plane(trained), Left, pos=at.toPoint())
    qtbot.waitUntil(lambda: "Train loss" in view(trained).said())
    seen = trained.playground.faces.landscape.place.experiment
    by_hand = laid(trained).origin + place[0] * laid(trained).across[0] + place[1] * laid(trained).across[1]
    assert np.array(seen.network.theta) == pytest.approx(by_hand, rel=1e-12, abs=1e-12)
    canvas = trained.playground.view.data.canvas()
    loss = scored(trained, by_hand)
    assert canvas._picture.snapshot.scores.train_loss == pytest.approx(loss, rel=1e-12)
    assert losses.LossAt(trained.bench.document.experiment)(by_hand) == pytest.approx(loss, rel=1e-12)
    assert shown.relief.at(place) == pytest.approx(loss, rel=0.02)
    assert canvas.overlay().caption() == "from the landscape"
    assert trained.playground.presenter.picture.snapshot.theta is before
    assert trained.bench.document.undo_stack.count() == 0
    qtbot.keyClick(plane(trained), Key.Key_Escape)
    assert canvas._picture.snapshot.theta is before
    assert canvas.overlay().caption() == ""
    assert view(trained).said().startswith("The plane holds")


def test_the_playhead_moves_on_the_shadow_of_the_path_and_the_arrow_goes_down(qtbot, trained):
    path, across = plane(trained).shown().paths[0], laid(trained).across
    frames = [frame.theta for frame in trained.bench.playhead.history.keyframes]
    for place, weights in zip(path.places, frames, strict=True):
        nearest = np.linalg.lstsq(across.T, weights - laid(trained).origin, rcond=None)[0]
        assert place == pytest.approx(nearest, abs=1e-9)
    outside = np.array(frames) - laid(trained).origin - path.places @ across
    moved = np.array(frames) - frames[0]
    assert path.share == pytest.approx(1 - (outside**2).sum() / (moved**2).sum(), rel=1e-9)
    relief = plane(trained).shown().relief
    trained.bench.transport.scrub(5)
    qtbot.waitUntil(lambda: plane(trained).shown().epoch == 5)
    shown = plane(trained).shown()
    assert shown.playhead == pytest.approx(laid(trained).places(theta(trained)[None])[0])
    assert "At epoch 5 the loss is" in view(trained).said()
    step = 1e-4 * shown.downhill / np.linalg.norm(shown.downhill) @ across
    assert scored(trained, theta(trained) + step) < scored(trained, theta(trained))
    computed(qtbot, trained)
    assert plane(trained).shown().relief is relief  # the same plane: nothing is computed again


def test_shift_and_enter_train_from_the_crosshair_and_undo_brings_the_run_back(qtbot, trained):
    before = theta(trained)
    plane(trained).setFocus()
    for key in (Key.Key_Up, Key.Key_Up, Key.Key_Right):
        qtbot.keyClick(plane(trained), key)
    assert "Loss ≈" in plane(trained).accessibleDescription()
    place = plane(trained).crosshair
    wanted = laid(trained).at(place[None])[0]
    qtbot.keyClick(plane(trained), Key.Key_Return, Mod.ShiftModifier)
    qtbot.waitUntil(lambda: trained.bench.playhead.history.keyframes[0].theta.tolist() == wanted.tolist())
    qtbot.waitUntil(lambda: trained.bench.playhead.newest.epoch > 1)
    assert not np.array_equal(trained.bench.playhead.newest.theta, wanted)
    trained.bench.transport.pause()
    assert trained.bench.document.undo_stack.undoText() == "Train from a place of the landscape"
    trained.bench.document.undo_stack.undo()
    qtbot.waitUntil(lambda: theta(trained).tolist() == before.tolist())
    assert trained.bench.playhead.newest.epoch == 12


def test_every_plane_is_laid_by_menu_key_and_choice_and_can_be_moved(qtbot, trained):
    qtbot.keyClick(QApplication.focusWidget() or trained.window, Key.Key_P, Mod.ShiftModifier)
    assert view(trained).planes.value() == "random"
    assert trained.window.action("plane:random").isChecked()
    computed(qtbot, trained)
    first = laid(trained)
    assert plane(trained).shown().playhead == pytest.approx([0, 0], abs=1e-12)
    qtbot.mouseClick(view(trained).dice, Left)
    qtbot.waitUntil(lambda: plane(trained).shown().relief is not None, timeout=30_000)
    assert not np.allclose(laid(trained).across, first.across)
    trained.window.carry_out("network_view:graph")
    graph = trained.playground.view.network.view
    for edge in (3, 7):
        graph.pin_edge(edge, graph.drawing.wires.path(edge).pointAtPercent(0.5))
    pins = graph.cards.pinned
    trained.window.carry_out("plane:weights")
    computed(qtbot, trained)
    assert {int(np.flatnonzero(row)[0]) for row in laid(trained).across} == set(pins)
    assert laid(trained).origin[list(pins)].tolist() == [0, 0]
    corners = np.concatenate(plane(trained).frame.corners)
    qtbot.keyClick(plane(trained), Key.Key_Plus)
    qtbot.keyClick(plane(trained), Key.Key_Left, Mod.AltModifier)
    middle = plane(trained).frame.area.center()
    wheel = QWheelEvent(middle, plane(trained).mapToGlobal(middle), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
                        Mod.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(plane(trained), wheel)
    computed(qtbot, trained)
    low, high = plane(trained).frame.corners
    relief = plane(trained).shown().relief
    assert (high - low)[0] == pytest.approx((corners[2] - corners[0]) / 1.25**2)
    assert relief.x[[0, -1]] == pytest.approx([low[0], high[0]])
    qtbot.keyClick(plane(trained), Key.Key_F)
    computed(qtbot, trained)
    assert np.concatenate(plane(trained).frame.corners) == pytest.approx(corners, rel=0.03, abs=0.05)


def test_paths_of_other_runs_are_shown_and_those_of_other_networks_are_named(qtbot, trained):
    experiment = trained.bench.document.experiment
    run = Run(replace(experiment, network=replace(experiment.network, seed=99)))
    start = run.theta.copy()
    run.epoch()
    other = Path("SGD", 1, np.array([0.0, 1.0]), np.array([start, run.theta]))
    trained.playground.faces.landscape.show_paths([other, Path("2 units", 2, np.zeros(2), np.zeros((2, 9)))], "Adam")
    computed(qtbot, trained)
    assert [path.name for path in plane(trained).shown().paths] == ["Adam", "SGD"]
    assert "No path of 2 units: another shape of network." in view(trained).said()


def test_it_is_said_what_is_missing_for_a_landscape(qtbot, open_app):
    app = open_app(preset("XOR", per_class=6))
    app.window.carry_out("network_view:landscape")
    assert plane(app).shown().note == NO_PATH
    zeros = replace(app.bench.document.experiment.network, initializer=initializers.make("Zeros"))
    app.bench.editor.change_network("Zeros", zeros)
    app.window.carry_out("plane:random")
    qtbot.waitUntil(lambda: plane(app).shown().note == ALL_ZERO)
    qtbot.mouseClick(plane(app), Left, pos=plane(app).rect().center())
    assert plane(app).crosshair is None
    app.window.carry_out("train_from_place")
    assert app.bench.document.undo_stack.count() == 1  # nothing was started
    app.bench.new()
    qtbot.waitUntil(lambda: plane(app).shown().note == NO_POINTS)
    assert plane(app).accessibleDescription() == NO_POINTS


def test_a_run_that_diverged_is_marked_and_said(qtbot, open_app):
    points = PointSet([[1.0], [2.0]], targets=[[1.0], [2.0]])
    spec = NetworkSpec((LayerSpec(1, "Linear"),), loss="SquaredError", inputs=1)
    app = open_app(Experiment(points, spec, Plan("SGD", 0.6, 4)))
    app.window.carry_out("network_view:landscape")
    train(qtbot, app, 4)
    computed(qtbot, app)
    app.bench.trainer.set_speed(math.inf)
    app.bench.play()
    qtbot.waitUntil(lambda: not app.bench.playhead.newest.finite, timeout=30_000)
    qtbot.waitUntil(lambda: not app.playground.busy and plane(app).shown().paths[0].diverged, timeout=30_000)
    assert view(app).said() == DIVERGED
    assert plane(app).shown().relief.fine
    assert np.ptp(np.concatenate(plane(app).frame.corners)) < 1e6
    assert np.isfinite(plane(app).shown().paths[0].places).all()


def test_a_click_while_training_pauses_and_then_looks_from_there(qtbot, trained):
    trained.bench.play()
    qtbot.waitUntil(lambda: trained.bench.playhead.newest.epoch > 14)
    qtbot.mouseClick(plane(trained), Left, pos=plane(trained).frame.area.center().toPoint())
    qtbot.waitUntil(lambda: not trained.bench.trainer.training and "nothing is changed" in view(trained).said())
    qtbot.waitUntil(lambda: not trained.playground.busy, timeout=30_000)
    assert "nothing is changed" in view(trained).said()
    seen = trained.playground.faces.landscape.place.experiment
    assert trained.playground.view.data.canvas()._picture.snapshot.experiment is seen
    trained.bench.transport.scrub(3)
    qtbot.waitUntil(lambda: trained.playground.faces.landscape.place.experiment is None)
    assert trained.playground.view.data.canvas().overlay().caption() == ""


def test_every_control_of_the_landscape_has_a_tooltip_and_its_picture_a_name(qtbot, trained):
    trained.window.carry_out("plane:weights")
    computed(qtbot, trained)
    plane(trained).look_from(plane(trained).here())
    qtbot.waitUntil(lambda: "nothing is changed" in view(trained).said())
    assert silent(trained.window) == []
    assert plane(trained).accessibleName() == "Loss landscape"
    assert plane(trained).summary().startswith("Train loss from ")


def test_a_change_of_the_network_leaves_frozen_and_cut_weights_where_they_are(qtbot, trained):
    network = trained.bench.document.experiment.network
    trained.bench.editor.change_network("Cut", network.with_cut(1, True))
    trained.bench.editor.change_network("Freeze", trained.bench.document.experiment.network.with_frozen(4, True))
    qtbot.waitUntil(lambda: 4 in trained.playground.presenter.picture.snapshot.experiment.network.frozen)
    computed(qtbot, trained)
    plane(trained).look_from(np.array([1.0, 0.5]))
    seen = trained.playground.faces.landscape.place.experiment.network
    assert seen.theta[1] == 0.0
    assert seen.cut == (1,)
    trained.window.carry_out("plane:random")
    computed(qtbot, trained)
    assert laid(trained).across[:, [1, 4]].tolist() == [[0.0, 0.0], [0.0, 0.0]]
    trained.bench.editor.add_layer()
    qtbot.waitUntil(lambda: plane(trained).shown().relief is not None
                    and laid(trained).origin.size == trained.bench.document.experiment.network.parameter_count,
                    timeout=30_000)


def test_the_losses_can_be_cancelled_and_asked_for_again_and_the_plane_is_remembered(qtbot, open_app, trained):
    trained.window.carry_out("plane:random")
    assert not trained.playground.faces.landscape._surveyor.busy
    qtbot.waitUntil(lambda: trained.playground.faces.landscape._surveyor.busy)
    view(trained).cancel.click()
    assert plane(trained).shown().note == CANCELLED
    assert not trained.playground.faces.landscape.busy
    trained.window.carry_out("plane:random")
    computed(qtbot, trained)
    qtbot.mouseClick(view(trained).downhill, Left)
    assert plane(trained).shown().downhill is None
    assert not trained.window.action("downhill").isChecked()
    settings = QSettings()
    trained.playground.remember(settings)
    again = open_app(preset("XOR", per_class=6))
    again.playground.recall(settings)
    assert view(again).planes.value() == "random"
    assert not view(again).downhill.isChecked()
    assert again.window.action("plane:random").isChecked()


def test_the_path_of_a_run_that_is_kept_stays_beside_that_of_the_next_one(qtbot, trained):
    first = plane(trained).shown().paths[0]
    trained.window.carry_out("reset_new")
    trained.bench.one_epoch()
    qtbot.waitUntil(lambda: len(plane(trained).shown().paths) == 2, timeout=30_000)
    computed(qtbot, trained)
    own, kept = plane(trained).shown().paths
    assert (own.name, own.dash) == ("2 Adam", 0)
    assert (kept.name.split()[0], kept.dash) == ("1", 1)
    assert kept.epochs.tolist() == first.epochs.tolist()
    frames = [frame.theta for frame in trained.bench.runs.runs[0].history.keyframes]
    assert kept.places == pytest.approx(laid(trained).places(np.array(frames)))
    trained.playground.runs.tick(1)
    qtbot.waitUntil(lambda: [path.name for path in plane(trained).shown().paths] == ["this run"])


def test_that_a_plane_fills_its_picture_again_after_the_window_was_narrow_for_a_moment(trained):
    frame = plane(trained).frame
    before, area = frame.corners, frame.area
    for width, height in ((900, 60), (60, 700), (900, 60)):
        frame.lay(QRectF(0, 0, width, height))
    frame.lay(area)
    np.testing.assert_allclose(np.concatenate(frame.corners), np.concatenate(before), rtol=1e-12)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Rate 0.01, Moons", "2 Rate 0.01"), ("Activation of layer 3: tanh, Moons", "2 Moons"),
        ("the one that I like the best", "2 the one that I like the…"),
    ],
)  # fmt: skip
def test_that_a_path_is_named_by_the_first_difference_that_is_short_enough(title, name):
    assert _short(2, title) == name
