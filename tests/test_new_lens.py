"""An edge lens is one class: once registered, it is in menu, keys, graph, legend and step-through."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from mlpviz.engine.edge_lenses import EdgeLens, Gradients, edge_lenses
from mlpviz.engine.experiment import preset
from mlpviz.state.commands import commands
from mlpviz.views.look.palette import casing_width, color_share, edge_width


@pytest.fixture
def saliency(monkeypatch):
    """A lens for one test: the product of weight and gradient, with the gradient around it."""
    monkeypatch.setattr(edge_lenses, "_classes", {name: edge_lenses._classes[name] for name in edge_lenses.names()})

    @edge_lenses.register
    class Saliency(EdgeLens):
        """Edges show how much the loss would change if they were cut."""

        label, key = "Saliency", "Y"
        map, width = "backward", "update"
        quantity, symbol = "Product", r"w\,g"
        tip = "Magenta: without the edge the loss would fall."
        casing = Gradients()

        def value(self, found):
            return found.theta * found.grad

    return Saliency()


@pytest.fixture
def app(qtbot, open_app, saliency):
    made = open_app(preset("XOR", per_class=5))
    qtbot.waitUntil(lambda: made.bench.picture_maker.idle)
    return made


def press(qtbot, app):
    qtbot.keyClick(app.window, Qt.Key.Key_Y)


def test_that_a_new_lens_has_a_row_in_menu_and_table_of_keys(app):
    row = next(row for row in commands() if row.name == "lens:Saliency")

    assert (row.menu, row.text, row.keys) == ("View ▸ Edge lens", "Saliency", ("Y",))
    assert app.window.action("lens:Saliency").text().startswith("Saliency")


def test_that_the_key_of_a_new_lens_shows_it_in_graph_and_legend(qtbot, app, saliency):
    panel = app.playground.view.network

    press(qtbot, app)

    assert app.window.action("lens:Saliency").isChecked()
    assert panel.view.lens == saliency
    assert panel.legend.bars() == ["Product", "Gradient"]
    drawing, snapshot = panel.view.drawing, app.bench.playhead.snapshot
    shown = [drawing.index_of(edge) for edge in range(len(drawing.wires))]
    product = (snapshot.theta * snapshot.grad)[shown]
    assert drawing.look.maps == ("backward", "backward")
    assert np.allclose(drawing.look.core_width, edge_width("update", product, drawing.values.limit(saliency)))
    assert np.allclose(drawing.look.core_share, color_share(product, drawing.values.limit(saliency)))
    around = casing_width(snapshot.grad[shown], drawing.values.limit(Gradients()))
    assert np.allclose(drawing.look.casing_width, around)


def test_that_the_legend_explains_a_new_lens(qtbot, app, saliency):
    legend = app.playground.view.network.legend
    press(qtbot, app)
    legend.grab()

    assert legend.tip_at(legend.areas()["Product"].center()) == saliency.tip
    assert legend.tip_at(legend.areas()["Edge"].center()) == (
        "The core shows the product, the casing around it the gradient."
    )


def test_that_a_new_lens_is_shown_in_the_step_through(qtbot, app, saliency):
    app.bench.stepping.open()
    qtbot.waitUntil(lambda: app.playground.view.stepping)
    walk = app.bench.stepping.walkthrough
    walk.go(len(walk.operations) - 1)
    canvas = app.playground.view.walk.graph.canvas
    before = canvas.grab().toImage()

    press(qtbot, app)

    assert app.playground.view.walk.graph._header.lenses.value() == "Saliency"
    assert canvas.grab().toImage() != before
    mark = next(mark for mark in canvas.plan.paths if mark.layer < canvas.scene.loss_column)
    known = canvas.scene.known(mark)
    assert canvas.scene.value(saliency, mark) == known["new"] * known["gradient"]
    assert 0.0 < abs(canvas.scene.value(saliency, mark)) <= canvas.scene.limit(saliency)


def test_that_the_throw_away_lens_is_gone_after_its_test():
    assert edge_lenses.names() == ["Weights", "Gradients", "Both", "LastUpdate"]
