"""Walks that the tests of exports write down."""

from __future__ import annotations

from dataclasses import replace

from mlpviz.data.naming import ClassLook, Naming
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.records import Walk
from mlpviz.engine.run import Run
from tests.short_examples import SHORT

SCRIPT, IMAGE = "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'


def example_walks() -> dict[str, Walk]:
    return {name: Run(one.experiment).walk() for name, one in EXAMPLES.items() if name in SHORT}


def batch_walk() -> Walk:
    """Two samples of three classes, Adam in its second epoch, penalty and clipping."""
    network = NetworkSpec((LayerSpec(2, "ReLU"), LayerSpec(3, "Softmax")), loss="CrossEntropy")
    plan = Plan("Adam", learning_rate=0.01, l1=0.001, l2=0.01, clip=0.05)
    run = Run(replace(preset("Blobs", per_class=4, test_share=0), network=network, plan=plan))
    run.epoch()
    return run.walk([0, 5])


def hostile_experiment() -> Experiment:
    """Classes and inputs with names that a careless page would run, and careless Markdown would show as tags."""
    naming = Naming(inputs=(IMAGE, "*b* _c_ $x$ `d`"), classes=(ClassLook(SCRIPT), ClassLook(SCRIPT)))
    network = NetworkSpec((LayerSpec(2, "Tanh"), LayerSpec(1, "Sigmoid")), loss="CrossEntropy")
    points = preset("XOR", per_class=2, test_share=0)
    return replace(points, naming=naming, network=network, plan=Plan("SGD", batch_size=1))
