"""A thing has one name in the graph, and in the equations and sentences of the step-through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, preset
from mlpviz.engine.run import Run
from mlpviz.engine.telling.narration import Mark, Narrator, plain_of
from mlpviz.state.picture_maker import picture_of
from mlpviz.views.data.answer import reading
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.network.network_view import NetworkView
from mlpviz.views.walk.graph.captions import tooltip
from mlpviz.views.walk.graph.scene import WalkScene
from mlpviz.views.walk.graph.unit_looks import unit_look

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
        assert first.partition(" (class ")[0] == names.unit_text(slot.column, slot.first)
    for layer, (sources, units) in enumerate(zip(spec.widths, spec.widths[1:], strict=False)):
        for source, unit in ((0, 0), (sources - 1, units - 1)):
            facts = scene.facts_of(spec.weight_index(layer, source, unit))
            assert facts.name == names.edge_text(layer + 1, source, unit)
            assert facts.source == ("" if layer else names.unit(0, source))


def with_output(name: str, activation: str, loss: str) -> Experiment:
    """A preset whose last layer has another activation, under another loss."""
    experiment = preset(name, per_class=4)
    spec = experiment.network
    layers = (*spec.layers[:-1], LayerSpec(spec.outputs, activation))
    return replace(experiment, network=NetworkSpec(layers, loss=loss))


OUTPUTS = {
    "sigmoid, cross-entropy": (with_output("Spiral", "Sigmoid", "CrossEntropy"), ("p₁ (class 2)",)),
    "softmax": (with_output("Blobs", "Softmax", "CrossEntropy"), ("p₁ (class 1)", "p₂ (class 2)", "p₃ (class 3)")),
    "sigmoid, squared error": (with_output("Spiral", "Sigmoid", "SquaredError"), ("o₁ (class 2)",)),
    "tanh, hinge": (with_output("Blobs", "Tanh", "Hinge"), ("o₁ (class 1)", "o₂ (class 2)", "o₃ (class 3)")),
    "numbers": (EXAMPLES["Mazur 2-2-2"].experiment, ("o₁", "o₂")),
}


@pytest.fixture
def drawn(qtbot, theme):
    def draw(experiment: Experiment, size=(900, 700)) -> NetworkView:
        view = NetworkView(theme, Typesetter(theme))
        qtbot.addWidget(view)
        view.resize(*size)
        view.show_experiment(experiment)
        view.show_picture(picture_of(Run(experiment).snapshot(), 4))
        return view

    return draw


@pytest.mark.parametrize("name", OUTPUTS)
def test_that_an_output_has_one_name_in_graph_walk_equation_table_and_legend(drawn, theme, name):
    experiment, labels = OUTPUTS[name]
    scene, narrator = drawn(experiment).drawing, Narrator(Run(experiment).walk())
    walked, spec = WalkScene(theme, narrator, narrator.operations), experiment.network
    last = len(spec.layers)

    for unit, label in enumerate(labels):
        short = label.partition(" ")[0]
        index = short.translate(str.maketrans("₁₂₃", "123"))
        node = scene.node(last, unit)
        assert node.text.above == label
        assert scene.explain(node.slot).startswith(f"{label} · ")
        assert scene.facts_of(spec.weight_index(last - 1, 0, unit)).name.endswith(f" → {short}")
        assert plain_of(unit_look(walked, (last, unit), None).name) == short
        assert tooltip(walked, Mark("unit", last, unit)).splitlines()[0] == label
        assert reading(experiment).names[unit] == short
        told = narrator.tell(narrator.operations.index_of("sum", last, unit) or 0)
        assert plain_of(told.terms[0].symbol) == f"z_{index}"
        assert told.sentence.startswith(f"{short} ")
        told = narrator.tell(narrator.operations.index_of("delta", last, unit) or 0)
        assert plain_of(told.terms[0].symbol) == f"δ_{index}"
        assert any(short in plain_of(term.symbol) for term in told.terms[2:])
        rows = narrator.gradients(len(narrator.operations) - 1)
        if not narrator.names.weights:
            assert any(plain_of(row.name).endswith(f"→{index}") for row in rows)


def test_that_a_label_without_room_is_the_name_alone_and_never_leaves_the_graph(drawn, theme):
    experiment, labels = OUTPUTS["softmax"]
    wide = tuple(drawn(experiment).drawing.node(3, unit).text.above for unit in range(3))
    theme.set_text_scale(2.0)
    view = drawn(experiment, (600, 600))

    assert wide == labels
    assert [view.drawing.node(3, unit).text.above for unit in range(3)] == ["p₁", "p₂", "p₃"]
    assert drawn(experiment, (600, 220)).drawing.node(3, 0).text.above == ""
