"""Where a penalty takes part, the gradient shown is that of loss and penalty, and so is not called ∂L/∂w."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget

from mlpviz.engine.edge_lenses import Both, Gradients, LastUpdate, Weights
from mlpviz.engine.experiment import preset
from mlpviz.engine.run import Run
from mlpviz.state.picture_maker import Picture, picture_of
from mlpviz.views.graph.legend import Legend
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.network.edge_card import EdgeCard
from mlpviz.views.network.network_view import NetworkView
from mlpviz.views.plots.norm_plot import NormPlot

SLOPE = r"{\partial}L/{\partial}w"


def pictured(l1: float = 0.0, l2: float = 0.0) -> Picture:
    experiment = preset("XOR", per_class=4)
    return picture_of(Run(replace(experiment, plan=replace(experiment.plan, l1=l1, l2=l2))).snapshot(), 4)


def drawn(qtbot, theme, picture: Picture) -> NetworkView:
    view = NetworkView(theme, Typesetter(theme))
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show_experiment(picture.snapshot.experiment)
    view.show_picture(picture)
    return view


@pytest.mark.parametrize(("penalty", "symbol", "word"), [
    ({}, SLOPE, "gradient "),
    ({"l1": 0.1}, r"\mathrm{with\ penalty}", "gradient with penalty "),
    ({"l2": 0.1}, r"\mathrm{with\ penalty}", "gradient with penalty "),
])
def test_that_colour_bar_and_card_say_whether_a_penalty_is_in_the_gradient(qtbot, theme, penalty, symbol, word):
    view = drawn(qtbot, theme, pictured(**penalty))
    values, facts = view.drawing.values, view.drawing.facts_of(0)
    assert facts is not None
    board = QWidget()
    qtbot.addWidget(board)
    card = EdgeCard(theme, Typesetter(theme), board)
    card.show_facts(facts, pinned=False)

    assert values.symbol(Gradients()) == symbol
    assert [values.symbol(lens) for lens in (Weights(), LastUpdate())] == ["w", r"\Delta w"]
    assert f", {word}" in card.accessibleDescription()


def test_that_the_legend_is_drawn_anew_when_a_penalty_joins(qtbot, theme):
    view = drawn(qtbot, theme, pictured())
    legend = Legend(theme, Typesetter(theme), view.drawing.values)
    qtbot.addWidget(legend)
    legend.resize(640, legend.height())
    legend.show_lens(Both())
    before = legend.grab().toImage()

    view.drawing.values.penalized = True
    legend.show_lens(Both())

    assert legend.grab().toImage() != before


def test_that_the_plot_of_norms_says_so_too(qtbot, theme):
    plot = NormPlot(theme)
    qtbot.addWidget(plot)

    for picture, latex in ((pictured(l2=0.1), r"\mathrm{with\ penalty}"), (pictured(), r"\|\partial L/\partial W\|_2")):
        plot.show_picture(picture)
        assert plot.measure.latex == latex
