"""Random experiments: every choice of network and plan that changes how a batch becomes a step."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.nn.activations import activations
from mlpviz.nn.optimizers import optimizers

HIDDEN = [one.__name__ for one in activations if not one.only_as_link]
PAIRS = [
    ("CrossEntropy", 1, "Sigmoid"), ("CrossEntropy", 3, "Softmax"), ("SquaredError", 1, "Linear"),
    ("SquaredError", 2, "Sigmoid"), ("MeanSquaredError", 2, "Tanh"), ("Huber", 1, "Linear"), ("Hinge", 1, "Linear"),
    ("Hinge", 3, "Linear"),
]


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """A network of 0 to 3 hidden layers and any plan, with 9 points, of which a batch may take more than there are."""
    loss, outputs, last = draw(st.sampled_from(PAIRS))
    widths = draw(st.lists(st.integers(1, 4), max_size=3))
    layers = [LayerSpec(units, draw(st.sampled_from(HIDDEN))) for units in widths]
    random = np.random.default_rng(draw(st.integers(0, 2**16)))
    x = random.uniform(-2, 2, (9, 2)).round(2)
    if loss in ("CrossEntropy", "Hinge"):
        points = PointSet(x, np.arange(9) % max(2, outputs))
    else:
        points = PointSet(x, targets=random.uniform(-0.9, 0.9, (9, outputs)).round(2))
    spec = NetworkSpec([*layers, LayerSpec(outputs, last)], loss=loss, seed=draw(st.integers(0, 99)),
                       train_biases=draw(st.booleans()))
    held = draw(st.lists(st.integers(0, spec.parameter_count - 1), max_size=3))
    spec = NetworkSpec(spec.layers, loss=loss, seed=spec.seed, train_biases=spec.train_biases, frozen=sorted(set(held)))
    plan = Plan(
        draw(st.sampled_from([one.__name__ for one in optimizers])), draw(st.sampled_from([0.003, 0.05, 0.2])),
        draw(st.sampled_from([1, 2, 4, 20])), reduction=draw(st.sampled_from(["mean", "sum"])),
        l1=draw(st.sampled_from([0.0, 0.0, 0.01])), l2=draw(st.sampled_from([0.0, 0.0, 0.03])),
        penalize_biases=draw(st.booleans()), clip=draw(st.sampled_from([None, None, 0.05, 100.0])))
    return Experiment(points, spec, plan)
