"""Exact zeros on logarithmic plots: a mark at the bottom with the word "0", and no curve that was not measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from mlpviz.engine.experiment import preset
from mlpviz.engine.history import History
from mlpviz.engine.records import Progress, freeze
from mlpviz.engine.run import Run
from mlpviz.state.picture_maker import picture_of
from mlpviz.views.plots.crowding import named
from mlpviz.views.plots.diagnostics_panel import DiagnosticsPanel
from mlpviz.views.plots.diagnostics_strip import _draw
from mlpviz.views.plots.layer_curves import LABEL_LINE
from mlpviz.views.plots.track import Track
from mlpviz.views.plots.track_curves import TrackCurves

EPOCHS = 12
ZERO_FROM = 6
"""The epoch from which on the first layer's gradient and the train loss are exactly 0."""


@pytest.fixture(scope="module")
def history():
    run, made = Run(preset("Spiral", noise=0.11, per_class=40)), History()
    for epoch in range(EPOCHS + 1):
        found = run.snapshot()
        if epoch >= ZERO_FROM:
            grad = found.grad.copy()
            found.experiment.network.weights(grad)[0][0][:] = 0.0
            found = replace(found, grad=freeze(grad), scores=replace(found.scores, train_loss=0.0))
        if epoch == 0:
            made.begin(found)
        else:
            made.add(Progress(found, np.array([epoch]), found.scores.row()))
        run.epoch()
    return made


@pytest.fixture
def panel(qtbot, theme, history):
    made = DiagnosticsPanel(theme)
    qtbot.addWidget(made)
    made.resize(336, 740)
    made.show()
    qtbot.waitExposed(made)
    look_at(qtbot, made, history, EPOCHS)
    return made


def look_at(qtbot, panel, history, epoch):
    panel.show_history(history)
    panel.show_picture(picture_of(history.nearest(epoch), 16))
    panel.loss.curves.redraw()
    panel.norms.curves.redraw()


def curves_of(panel, which):
    plot = getattr(panel, which).curves
    return plot, plot._curves[1] if which == "loss" else plot._curves[0]


@pytest.mark.parametrize("which", ["loss", "norms"])
def test_that_a_curve_ends_where_its_values_become_exactly_zero(panel, which):
    _, curve = curves_of(panel, which)

    epochs, logs = curve.getData()

    assert np.isfinite(logs[epochs < ZERO_FROM]).all()
    assert np.isnan(logs[epochs >= ZERO_FROM]).all()


@pytest.mark.parametrize("which", ["loss", "norms"])
def test_that_exact_zeros_stand_at_the_bottom_with_the_word_zero(panel, which):
    plot, curve = curves_of(panel, which)
    area, picture = plot.area(), plot.grab().toImage()
    pen = np.array(curve.opts["pen"].color().getRgb()[:3])

    seen = np.array(picture.pixelColor(round(plot.place(EPOCHS - 1, 0).x()), round(area.bottom())).getRgb()[:3])
    others = [y for y, text in plot.numbers_beside() if text != "0"]

    assert np.abs(seen - pen).max() <= 40
    assert (area.bottom(), "0") in plot.numbers_beside()
    assert max(others) < area.bottom() - 10
    assert plot.place(0, np.nanmin(curve.getData()[1])).y() < area.bottom() - 4


@pytest.mark.parametrize("which", ["loss", "norms"])
def test_that_a_plot_without_zeros_has_no_such_word(qtbot, panel, history, which):
    look_at(qtbot, panel, history, ZERO_FROM - 1)

    assert "0" not in [text for _, text in curves_of(panel, which)[0].numbers_beside()]


def test_that_the_even_axis_draws_a_zero_as_any_other_loss(panel):
    panel.loss.set_log(False)

    epochs, losses = panel.loss.curves._curves[1].getData()

    assert (losses[epochs >= ZERO_FROM] == 0.0).all()
    assert [text for _, text in panel.loss.curves.numbers_beside()].count("0") == 1


def test_that_a_zero_gradient_is_read_and_told_as_zero(panel):
    plot = panel.norms.curves

    _, lines = plot.readings(EPOCHS)

    assert lines[0].value == "0"
    assert "L1 0, L2 " in plot.accessibleDescription()
    assert [row[1] for row in plot.table()[1]][-1] == 0.0


def test_that_the_name_of_a_layer_stands_beside_its_zeros(panel):
    plot = panel.norms.curves

    places = {layer: y for y, layer in plot.names_beside()}

    assert places[0] == pytest.approx(plot.area().bottom(), abs=LABEL_LINE)
    for layer in (1, 2):
        if layer in places:
            last = plot._curves[layer].getData()[1][-1]
            assert places[layer] == pytest.approx(plot.place(0, last).y(), abs=LABEL_LINE)


def test_that_a_layer_whose_curve_ends_earlier_is_not_named(panel, history, qtbot):
    made = history.copy()
    last = replace(history.newest, epoch=EPOCHS + 1, grad=freeze(np.full_like(history.newest.grad, np.nan)))
    made.add(Progress(last, np.array([EPOCHS + 1]), last.scores.row()))
    panel.show_history(made)
    panel.show_picture(replace(picture_of(history.newest, 16), snapshot=last, norms=np.full(3, np.nan)))
    panel.norms.curves.redraw()

    assert panel.norms.curves.names_beside() == []


def test_that_a_name_stands_at_its_own_curve_and_the_first_and_the_last_are_always_there():
    even = [(100.0 - 5 * layer, layer) for layer in range(13)]
    assert named(even, 13, 13.0) == [(40.0, 12), (60.0, 8), (80.0, 4), (100.0, 0)]
    wide = [(400.0 - 13 * layer, layer) for layer in range(13)]
    assert named(wide, 13, 13.0) == wide[::-1]


def test_that_curves_that_lie_on_the_floor_do_not_take_the_names_of_the_others():
    floor = [(100.0, layer) for layer in range(6)]
    assert named([*floor, (80.0, 6), (60.0, 7), (40.0, 8)], 9, 13.0) == [(40.0, 8), (60.0, 7), (80.0, 6), (100.0, 0)]


def test_that_a_first_and_a_last_curve_that_end_together_are_both_named_half_a_line_away():
    together = [(50.0, 0), (51.0, 1), (80.0, 2), (52.0, 3)]
    assert named(together, 4, 13.0) == [(44.5, 0), (57.5, 3), (80.0, 2)]
    assert named([(50.0, 3)], 4, 13.0) == [(50.0, 3)]
    assert named([], 4, 13.0) == []


def test_that_the_timeline_marks_zeros_and_stands_its_playhead_on_them(history, theme):
    curves, area = TrackCurves([3.0, 3.0]), QRectF(0, 0, 120, 40)

    paths = curves.paths(history.losses, EPOCHS, area)

    assert paths.train_zeros.tolist() == [10.0 * epoch for epoch in range(ZERO_FROM, EPOCHS + 1)]
    assert not len(paths.test_zeros)
    assert curves.height_at(EPOCHS) == area.bottom()
    assert curves.height_at(ZERO_FROM - 1) < area.bottom() - 7


def test_that_the_timeline_draws_a_mark_for_every_zero(qtbot, history, theme):
    track = Track(theme)
    qtbot.addWidget(track)
    track.resize(500, 80)
    track.show_history(history)
    track.show_playhead(EPOCHS, EPOCHS, False)
    picture, bottom = track.grab().toImage(), track.area().bottom() - 3

    def differs(epoch):
        x = round(track.x_of(epoch))
        return picture.pixelColor(x, round(bottom)) != picture.pixelColor(x, round(bottom) - 5)

    assert [differs(epoch) for epoch in range(1, EPOCHS)] == [epoch >= ZERO_FROM for epoch in range(1, EPOCHS)]


def test_that_the_folded_strip_marks_zeros_and_draws_no_line_across_them():
    image = QImage(31, 21, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)

    epochs, logs = np.array([1.0, 10, 20, 30]), np.array([0.5, 0.5, -np.inf, 0.5])
    _draw(painter, QRectF(0, 0, 30, 20), epochs, logs, (0.0, 1.0), QPen())
    painter.end()

    drawn = [x for x in range(31) if image.pixelColor(x, 10) != Qt.GlobalColor.white]
    marked = [x for x in range(31) if image.pixelColor(x, 19) != Qt.GlobalColor.white]
    assert drawn == list(range(1, 11))
    assert marked
    assert all(abs(x - 20) <= 2 for x in marked)


def test_that_without_points_there_is_no_gradient_of_zero(qtbot, panel):
    spiral, made = preset("Spiral"), History()
    empty = replace(spiral, points=spiral.points.without(range(len(spiral.points))))
    made.begin(Run(empty).snapshot())
    look_at(qtbot, panel, made, 0)

    assert "0" not in [text for _, text in panel.norms.curves.numbers_beside()]
    assert panel.norms.curves._zeros == []
