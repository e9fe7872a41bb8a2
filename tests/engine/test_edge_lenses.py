"""What an edge lens must bring before it is offered."""

from __future__ import annotations

import numpy as np
import pytest

from mlpviz.engine.edge_lenses import Both, EdgeLens, Gradients, LastUpdate, Weights, edge_lenses
from mlpviz.engine.experiment import preset
from mlpviz.engine.run import Run


def lens(**changed):
    """The class of a lens that is whole but for what was changed; None takes something away."""
    made = {
        "__doc__": "Edges show something.", "label": "Something", "key": "Y", "map": "forward", "width": "weight",
        "quantity": "Something", "symbol": "s", "tip": "What it means.", "value": lambda self, found: found.theta,
    } | changed  # fmt: skip
    return type("Something", (EdgeLens,), {name: value for name, value in made.items() if value is not None})


@pytest.mark.parametrize(("changed", "sentence"), [
    ({"__doc__": None}, "Something has no docstring, so a learner cannot choose it yet."),
    ({"label": None}, "Something has no label, so a learner cannot choose it yet."),
    ({"key": None, "tip": None}, "Something has no key and no tip, so a learner cannot choose it yet."),
    ({"value": None}, "Something has no value, so a learner cannot choose it yet."),
    ({"map": "sideways"}, "Something.map is 'sideways'; allowed is 'forward', 'backward'."),
    ({"width": "own"}, "Something.width is 'own'; allowed is 'weight', 'gradient', 'update'."),
    ({"arrows": "up"}, "Something.arrows is 'up'; allowed is '', 'back', 'sign'."),
    ({"key": "W"}, "Something.key is 'W', which chooses Weights; give it another key."),
])  # fmt: skip
def test_that_a_half_made_lens_is_refused_with_a_sentence(changed, sentence):
    before = edge_lenses.names()

    with pytest.raises(TypeError) as refused:
        edge_lenses.register(lens(**changed))

    assert str(refused.value) == sentence
    assert edge_lenses.names() == before


def test_that_the_lenses_show_weights_gradients_and_the_last_change():
    run = Run(preset("XOR"))
    run.train(2)
    snapshot = run.snapshot()

    assert np.array_equal(Weights().value(snapshot), snapshot.theta)
    assert np.array_equal(Gradients().value(snapshot), snapshot.grad)
    assert np.array_equal(LastUpdate().value(snapshot), snapshot.theta - snapshot.theta_before)
    assert np.array_equal(Both().value(snapshot), snapshot.theta)
    assert np.any(LastUpdate().value(snapshot))
