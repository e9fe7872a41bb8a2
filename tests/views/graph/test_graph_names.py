"""A thing has one name in the graph, and in the equations and sentences of the step-through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.experiment import LayerSpec, NetworkSpec, preset
from mlpviz.engine.run import Run
from mlpviz.engine.telling.narrator import Narrator
from mlpviz.state.picture_maker import picture_of
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.network.network_view import NetworkView

FEATURES = NetworkSpec([LayerSpec(2), LayerSpec(1, "Sigmoid")], features=["X1", "X1X2", "SinX2"])
EXPERIMENTS = {
    **{name: one.experiment for name, one in EXAMPLES.items()},
    "one output": preset("Spiral", per_class=4),
    "several outputs": preset("Blobs", per_class=4),
    "features": replace(preset("XOR", per_class=4), network=FEATURES),
}


@pytest.fixture(params=EXPERIMENTS)
def told(request, qtbot, theme):
    """The graph of an experiment, and what tells its walk."""
    run = Run(EXPERIMENTS[request.param])
    view = NetworkView(theme, Typesetter(theme))
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.show_experiment(run.experiment)
    view.show_picture(picture_of(run.snapshot(), 4))
    return view.drawing, Narrator(run.walk())


def test_that_the_graph_names_every_unit_and_edge_as_the_walk_does(told):
    scene, narrator = told
    names, spec = narrator.names, scene.experiment.network

    for slot in (slot for slot in scene.graph.slots() if slot.is_unit):
        first = scene.explain(slot).splitlines()[0].split(" · ")[0]
        assert first == names.node_text(slot.column, slot.first)
    for layer, (sources, units) in enumerate(zip(spec.widths, spec.widths[1:], strict=False)):
        for source, unit in ((0, 0), (sources - 1, units - 1)):
            facts = scene.facts_of(spec.weight_index(layer, source, unit))
            assert facts.name == names.edge_text(layer + 1, source, unit)
            assert facts.source == ("" if layer else names.unit(0, source))
