"""Points with values in the playground: switching, the brush value, and what does not fit."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, preset
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.data.brush_value import BrushValue, ValueBar

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def app(open_app):
    return open_app(preset("XOR", per_class=5))


def switch(qtbot, app, kind):
    qtbot.mouseClick(app.playground.view.data.findChild(Segmented).button(kind), LEFT)


def last(app):
    network = app.bench.document.experiment.network
    return network.loss.name, network.outputs, network.layers[-1].activation.name


def test_that_classes_become_values_and_come_back_by_undo_and_by_the_switch(qtbot, app):
    before = app.bench.document.experiment
    qtbot.keyClick(app.window, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: app.bench.playhead.newest is not None and app.bench.playhead.newest.epoch == 1)

    switch(qtbot, app, "values")

    points = app.bench.document.experiment.points
    assert points.targets is not None
    assert np.array_equal(points.targets[:, 0], 2.0 * before.points.labels - 1.0)
    assert np.array_equal(points.test, before.points.test)
    assert last(app) == ("MeanSquaredError", 1, "Linear")
    assert app.playground.view.data.findChild(BrushValue).isVisible()
    switch(qtbot, app, "classes")
    assert np.array_equal(app.bench.document.experiment.points.labels, before.points.labels)
    assert last(app) == ("CrossEntropy", 1, "Sigmoid")
    for _ in range(2):
        app.window.action("undo").trigger()
    assert app.bench.document.experiment == before
    qtbot.waitUntil(lambda: app.bench.playhead.newest is not None and app.bench.playhead.newest.epoch == 1)


def test_that_values_that_zero_does_not_part_become_classes_in_the_middle_and_it_is_said(qtbot, open_app):
    points = PointSet([[0, 0], [1, 1], [2, 2]], targets=[[100.0], [180.0], [200.0]])
    app = open_app(Experiment(points, NetworkSpec([LayerSpec(1, "Linear")], loss="SquaredError")))

    switch(qtbot, app, "classes")

    assert app.bench.document.experiment.points.labels.tolist() == [0, 1, 1]
    assert app.window.notice.text == "Class 2 has the points with values above 150, class 1 the others."


def test_that_an_empty_canvas_switches_too(qtbot, open_app):
    app = open_app(preset("Blank"))

    switch(qtbot, app, "values")

    assert app.bench.document.experiment.points.targets is not None
    assert last(app) == ("MeanSquaredError", 1, "Linear")


def test_that_an_output_that_cannot_reach_the_values_is_refused_with_the_fix(qtbot, open_app):
    app = open_app(preset("Plane", per_class=40, noise=0.0))
    before = app.bench.document.experiment

    layers = [*before.network.layers[:-1], LayerSpec(1, "Sigmoid")]
    app.bench.editor.change_network("Change the output", before.network.with_layers(layers))

    assert app.bench.document.experiment == before
    assert "output lies between 0 and 1 and never is" in app.window.notice.text
    assert app.window.notice.text.endswith("choose linear there.")


def test_that_cross_entropy_is_refused_for_values_with_the_fix(qtbot, open_app):
    app = open_app(preset("Plane", per_class=40))
    before = app.bench.document.experiment

    app.bench.editor.change_network("Change the loss", before.network.with_loss("CrossEntropy"))

    assert app.bench.document.experiment == before
    assert "needs targets from 0 to 1" in app.window.notice.text


def test_that_the_brush_value_is_dragged_typed_and_stepped_by_key(qtbot, app):
    switch(qtbot, app, "values")
    brush = app.playground.view.data.findChild(BrushValue)
    bar, field = brush.findChild(ValueBar), brush.findChild(QLineEdit)

    qtbot.mouseClick(bar, LEFT, pos=QPoint(bar.width() - 2, bar.height() // 2))
    assert (brush.value(), field.text()) == (1.0, "+1")
    qtbot.mouseClick(bar, LEFT, pos=QPoint(1, bar.height() // 2))
    assert (brush.value(), field.text()) == (-1.0, "−1")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "2.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert brush.value() == 2.5  # more than any point has: the map ends, the value does not
    field.selectAll()
    qtbot.keyClicks(field, "far")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (brush.value(), field.text()) == (2.5, "+2.5")
    app.window.setFocus()
    qtbot.keyClick(app.window, Qt.Key.Key_Minus)
    assert brush.value() == 2.45
    qtbot.keyClick(app.window, Qt.Key.Key_Plus)
    assert brush.value() == 2.5


def test_that_a_brush_value_that_was_not_chosen_follows_the_scale_of_the_points(qtbot, open_app):
    app = open_app(preset("Plane", per_class=40, noise=0.0))
    brush = app.playground.view.data.findChild(BrushValue)
    prices = PointSet([[0, 0], [1, 1]], targets=[[400_000.0], [500_000.0]])
    network = app.bench.document.experiment.network

    app.bench.editor.start("Prices", Experiment(prices, network))

    assert 450_000 < brush.value() < 500_000


def test_that_the_sliders_speak_of_values(qtbot, app):
    sliders = app.playground.view.data._settings.sliders
    assert sliders.count().text() == "Points per class"
    app.window.action("preset:Saddle").trigger()
    assert sliders.count().text() == "Points"
    assert "values" in sliders.noise().toolTip()
    app.bench.editor.split(0.5)
    assert app.bench.document.experiment.points.test_count == 2


def test_that_the_first_points_drawn_with_a_value_have_its_colour_and_the_right_button_paints_the_negative(
    qtbot, open_app
):
    app = open_app(preset("Blank values"))
    canvas, brush = app.playground.view.data.canvas(), app.playground.view.data.findChild(BrushValue)

    for at, button in ((100, LEFT), (140, LEFT), (180, Qt.MouseButton.RightButton)):
        qtbot.mouseClick(canvas.viewport(), button, pos=QPoint(at, 90))

    assert brush.value() == 0.6
    assert app.bench.document.experiment.points.targets[:, 0].tolist() == [0.6, 0.6, -0.6]
    shown = canvas.grab().toImage()
    colors = [shown.pixelColor(at, 90).name() for at in (100, 140)]
    assert colors == [app.theme.palette.forward(1.0).name()] * 2
