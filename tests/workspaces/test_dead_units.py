"""Marks of units that never fire, in the real window: where they are, what they say, and that they go."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from mlpviz.engine.experiment import LayerSpec, preset
from mlpviz.views.graph.nodes.dead_mark import place_of

SQUARE = preset("XOR", per_class=10)
FAR = 40.0


def with_biases(*biases, activation="ReLU"):
    """Six units; the bias of each decides whether it fires on any point."""
    network = replace(SQUARE.network, layers=(LayerSpec(6, activation), SQUARE.network.layers[-1]))
    theta = network.first_theta().copy()
    theta[network.bias_index(0, 0) : network.bias_index(0, 5) + 1] = biases
    return replace(SQUARE, network=replace(network, theta=theta))


def never_firing(app):
    """The units of layer 1 whose sum is at most 0 at every train point, by hand."""
    snapshot = app.playground.presenter.picture.snapshot
    points = snapshot.experiment.points
    W, b = snapshot.experiment.network.weights(snapshot.theta)[0]
    return np.flatnonzero((points.x[~points.test] @ W + b <= 0.0).all(axis=0)).tolist()


def marked(app):
    """The units of layer 1 that are seen to have a mark, by the colour of its ground."""
    view = app.playground.view.network.view
    picture, found = view.grab().toImage(), []
    wanted = app.theme.palette.color("warnbg").getRgb()[:3]
    for unit in range(6):
        place = place_of(view.drawing.node(1, unit).slot.rect).toAlignedRect()
        seen = {picture.pixelColor(x, y).getRgb()[:3]
                for x in range(place.left(), place.right()) for y in range(place.top(), place.bottom())}  # fmt: skip
        found += [unit] if wanted in seen else []
    return found


def tip(app, unit):
    view = app.playground.view.network.view
    at = view.drawing.node(1, unit).slot.rect.center().toPoint()
    QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, at, view.viewport().mapToGlobal(at)))
    return QToolTip.text()


def explained(app):
    legend = app.playground.view.network.legend
    legend.grab()
    areas = legend.areas()
    return "Dead unit" in areas and "never fires" in legend.tip_at(QPointF(areas["Dead unit"].center()))


def test_that_units_that_never_fire_are_marked_and_say_on_how_many_points(qtbot, open_app):
    app = open_app(with_biases(0.1, -FAR, 0.1, 0.1, -FAR, 0.1))

    assert marked(app) == never_firing(app) == [1, 4]
    count = SQUARE.points.train_count
    assert f"\nnever fires on any of the {count} train points" in tip(app, 1)
    assert "never fires" not in tip(app, 0)
    assert explained(app)
    assert "2 of 6 units of layer 1 never fire" in app.playground.view.diagnostics.verdicts.cards()[0].texts()[0]


def test_that_the_mark_goes_when_the_unit_fires_and_the_legend_with_the_last_one(qtbot, open_app):
    experiment = with_biases(0.1, -FAR, 0.1, 0.1, -FAR, 0.1)
    app = open_app(experiment)
    index = experiment.network.bias_index(0, 1)

    app.bench.editor.set_weight(index, 1.0)
    qtbot.waitUntil(lambda: app.playground.presenter.picture.snapshot.theta[index] == 1.0)
    assert marked(app) == never_firing(app) == [4]
    assert explained(app)

    W, _ = experiment.network.weights(experiment.network.first_theta())[0]
    there = W[:, 4] / np.linalg.norm(W[:, 4]) * 2 * FAR / np.linalg.norm(W[:, 4])  # a point that reaches unit 4
    app.bench.editor.add_points(there[None], 0)
    qtbot.waitUntil(lambda: marked(app) == [])
    assert never_firing(app) == []
    assert not explained(app)

    app.window.action("undo").trigger()
    qtbot.waitUntil(lambda: marked(app) == [4])


def test_that_a_smooth_unit_far_from_zero_has_no_mark(qtbot, open_app):
    app = open_app(with_biases(0.1, -900.0, 0.1, 0.1, -FAR, 0.1, activation="Sigmoid"))

    assert marked(app) == []
    assert not explained(app)


def test_that_the_mark_is_explained_with_every_size_of_text_and_crosses_no_other_words(open_app):
    app = open_app(with_biases(-FAR, 0.1, 0.1, 0.1, 0.1, 0.1))
    panel = app.playground.view.network
    for scale, lens in product((1.0, 1.25, 1.5, 1.75), ("Weights", "Both")):
        app.theme.set_text_scale(scale)
        panel.resize(560, 712)
        panel.choose_lens(lens)
        panel.legend.grab()

        told = panel.legend.areas()
        ends = sorted((area.left(), area.right()) for area in told.values())
        assert all(one[1] <= after[0] for one, after in pairwise(ends)), (scale, lens)
        assert ends[-1][1] <= panel.legend.width() + 1, (scale, lens)
        assert "Dead unit" in told, (scale, lens)

        panel.light_booked({0: -1.0, 3: 0.5})  # with what the loss account lights beside it
        panel.legend.grab()
        told = panel.legend.areas()
        ends = sorted((area.left(), area.right()) for area in told.values())
        assert all(one[1] <= after[0] for one, after in pairwise(ends)), (scale, lens)
        assert ends[-1][1] <= panel.legend.width() + 1, (scale, lens)
        assert "Dead unit" in told, (scale, lens)
        assert "Loss account" in told or scale > 1.5 or lens == "Both", (scale, lens)
        panel.light_booked({})
