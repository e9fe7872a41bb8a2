"""The hidden space in the real window: it follows the playhead, and what is pointed at is ringed everywhere."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.views.hidden_space.space_painter import pixels

Key, Alt = Qt.Key, Qt.KeyboardModifier.AltModifier
CORNERS = PointSet([[0, 0], [0, 1], [1, 0], [1, 1]], labels=[0, 1, 1, 0])
BOOK = NetworkSpec((LayerSpec(2, "ReLU"), LayerSpec(1, "Sigmoid")), loss="CrossEntropy",
                   theta=(1, 1, 1, 1, 0, -1, 1, -2, -0.5))
"""Deep Learning, 6.1."""


@pytest.fixture
def opened(qtbot, open_app):
    """The window with XOR of the book, its hidden space on show and examined."""
    app = open_app(Experiment(CORNERS, BOOK, Plan()))
    app.window.activateWindow()
    app.window.setFocus()
    qtbot.keyClick(app.window, Key.Key_V)
    examined(qtbot, app)
    return app


def examined(qtbot, app):
    def all_found():
        shown = view(app).shown()
        assert shown is not None
        assert len(shown.findings) == len(shown.spaces)

    qtbot.waitUntil(all_found, timeout=60_000)


def view(app):
    return app.playground.view.network.faces.hidden


def test_the_last_hidden_layer_is_large_at_first_and_keys_and_clicks_walk_through_the_layers(qtbot, opened):
    hidden = view(opened)
    assert hidden.isVisible()
    assert hidden.layer == 1
    assert "Linearly separable" in hidden.notes.said()
    assert "75 % of the train points right in the input and 100 % here" in hidden.notes.said()
    assert hidden.notes.said().split("\n")[2:5] == ["h1.1 +1", "h1.2 −2", "bias −0.5"]
    hidden.strip.setFocus()
    qtbot.keyClick(hidden.strip, Key.Key_Right)
    assert hidden.layer == 2
    assert hidden.switches["Border"].toolTip() == "These are the answers themselves."
    assert not hidden.switches["Border"].isEnabled()
    qtbot.keyClick(hidden.strip, Key.Key_Left)
    qtbot.keyClick(hidden.strip, Key.Key_Left)
    assert hidden.layer == 0
    assert hidden.switches["Border"].isEnabled()
    qtbot.mouseClick(hidden.strip, Qt.MouseButton.LeftButton, pos=hidden.strip.square(1).center().toPoint())
    assert hidden.layer == 1


def test_a_point_under_the_mouse_is_looked_at_in_every_space(qtbot, opened):
    large = view(opened).large
    at = QPointF(*pixels(large.space().points, large.space(), large.square())[3])
    assert large.nearest(at) == 3
    qtbot.mouseMove(large, at.toPoint())
    probe = view(opened).shown().probe
    assert probe.x.tolist() == [1, 1]
    assert probe.outputs[1].tolist() == [2, 1]
    assert "x₁ 1\nx₂ 1\nh1.1 2\nh1.2 1" in view(opened).notes.said()
    qtbot.mouseMove(large, large.square().topLeft().toPoint())
    assert view(opened).shown().probe is None


def test_the_spaces_follow_training_and_wait_for_rest_to_be_examined(qtbot, open_app):
    app = open_app(Experiment(CORNERS, BOOK, Plan()))
    app.playground.handlers["network_view"]("hidden")
    examined(qtbot, app)
    before = view(app).shown()
    app.bench.play()
    qtbot.waitUntil(lambda: view(app).shown().snapshot.epoch > before.snapshot.epoch + 5)
    assert view(app).shown().findings == {}
    app.bench.transport.pause()
    examined(qtbot, app)
    assert view(app).shown().snapshot.epoch == app.bench.playhead.epoch
    app.bench.transport.scrub(3)
    qtbot.waitUntil(lambda: view(app).shown().snapshot.epoch == 3)
    examined(qtbot, app)


def test_more_units_are_turned_by_keys_and_by_the_mouse(qtbot, open_app):
    app = open_app(preset("Circles"))
    app.playground.handlers["network_view"]("hidden")
    qtbot.waitUntil(lambda: view(app).shown() is not None)
    large = view(app).large
    usual = large.space().points
    large.setFocus()
    qtbot.keyClick(large, Key.Key_Right, Alt)
    assert large.turned
    assert not np.allclose(large.space().points, usual)
    qtbot.mouseDClick(large, Qt.MouseButton.LeftButton, pos=large.square().center().toPoint())
    assert not large.turned
    middle = large.square().center().toPoint()
    qtbot.mousePress(large, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(large, middle + QPointF(40, 10).toPoint())
    qtbot.mouseRelease(large, Qt.MouseButton.LeftButton, pos=middle)
    assert large.turned


def test_v_goes_to_the_next_view_and_back_and_the_graph_has_its_lenses_again(qtbot, opened):
    network = opened.playground.view.network
    assert network.looks_at() == "hidden"
    qtbot.keyClick(QApplication.focusWidget() or opened.window, Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    assert network.looks_at() == "graph"
    assert network.view.isVisible()
    assert not opened.bench.picture_maker.hidden


def test_another_network_is_shown_at_once(qtbot, opened):
    opened.playground.handlers["preset"]("Blobs")
    qtbot.waitUntil(lambda: view(opened).shown().experiment == opened.bench.document.experiment)
    examined(qtbot, opened)
    assert view(opened).shown().layers == len(opened.bench.document.experiment.network.layers)
    assert view(opened).shown().counts is None
