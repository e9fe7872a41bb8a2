"""Small experiments that together use all that an export has to carry: for the tests of every exporter."""

from __future__ import annotations

import itertools

import numpy as np

from mlpviz.data.naming import ClassLook, Naming
from mlpviz.data.points import PointSet
from mlpviz.data.scaling import scaling_of
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.records import Snapshot
from mlpviz.engine.run import Run
from mlpviz.nn.activations import activations
from mlpviz.nn.features import features
from mlpviz.nn.losses import losses
from mlpviz.nn.optimizers import optimizers

FORMULAS = ("z * tanh(ln(1 + exp(z)))", "max(z, 0.1 * z) + sin(z) / 3", "abs(z)^1.5 - step(z) * e", "atan(z) * -2 + pi",
            "exp(-z^2) * sign(z) + sqrt(z^2 + 1)", "sigmoid(3 * z) - cos(z)", "min(z, 2)", "2")  # fmt: skip
HIDDEN = [
    *(kind() for kind in activations if not kind.only_as_link),
    *(activations.make({"name": "Formula", "text": text}) for text in FORMULAS),
    *(activations.make(form) for form in (
        {"name": "LeakyReLU", "alpha": 0.3}, {"name": "ELU", "alpha": 0.7}, {"name": "Softplus", "beta": 3.5},
        {"name": "Logistic", "k": 2.5, "low": -0.5, "high": 2.0, "midpoint": 0.3},
    )),
]  # fmt: skip
"""Every activation, with its own numbers and with others, and formulas with every function that they know."""


def experiments() -> list[tuple[str, Experiment]]:
    """Every hidden activation, every loss with one output and several, every optimizer, and all else that there is."""
    return [*_hidden(), *_losses(), *_optimizers(), *_others()]


def snapshots() -> list[tuple[str, Snapshot]]:
    """The same, trained for one epoch."""
    found = []
    for name, experiment in experiments():
        run = Run(experiment)
        if experiment.points.train_count:
            run.epoch()
        found.append((name, run.snapshot()))
    return found


def _points(outputs: int, inputs: int = 2, *, values: bool = False, count: int = 13) -> PointSet:
    random = np.random.default_rng(outputs)
    x = random.normal(0.0, 1.0, (count, inputs))
    test = np.arange(count) % 4 == 0
    if values:
        return PointSet(x, targets=random.uniform(-0.9, 0.9, (count, outputs)), test=test)
    return PointSet(x, np.arange(count) % max(2, outputs), test=test)


def _hidden() -> list[tuple[str, Experiment]]:
    return [
        (f"hidden {at} {one.name}", Experiment(
            _points(2, values=True), NetworkSpec([LayerSpec(4, one), LayerSpec(3, one), LayerSpec(2, "Linear")], "He",
            "SquaredError", seed=at), Plan("SGD", 0.01, 4)))
        for at, one in enumerate(HIDDEN)
    ]  # fmt: skip


def _losses() -> list[tuple[str, Experiment]]:
    found = []
    for loss, outputs in itertools.product(losses, (1, 3)):
        usual = loss().usual_output(outputs)
        network = NetworkSpec([LayerSpec(4, "Tanh"), LayerSpec(outputs, usual)], loss=loss(), seed=outputs)
        found.append((f"{loss.__name__} {outputs}", Experiment(_points(outputs), network, Plan("SGD", 0.1, 5))))
    wide = losses.make({"name": "Huber", "delta": 0.2})
    network = NetworkSpec([LayerSpec(3, "Sigmoid"), LayerSpec(3, "Tanh")], loss=wide)
    return [*found, ("Huber 0.2", Experiment(_points(3, values=True), network, Plan("SGD", 0.1, 5, reduction="sum")))]


def _optimizers() -> list[tuple[str, Experiment]]:
    network = NetworkSpec([LayerSpec(4, "Tanh"), LayerSpec(1, "Sigmoid")])
    plans = [Plan(kind(), 0.02, 5, l1=0.01, l2=0.02, clip=0.3, penalize_biases=at % 2 == 0)
             for at, kind in enumerate(optimizers)]  # fmt: skip
    tuned = {"name": "Adam", "beta1": 0.7, "beta2": 0.9, "epsilon": 0.001}
    plans.append(Plan(tuned, 0.02, 5, reduction="sum", schedule="Exponential"))
    return [(f"{plan.optimizer.name} {at}", Experiment(_points(1), network, plan)) for at, plan in enumerate(plans)]


def _others() -> list[tuple[str, Experiment]]:
    far = _points(2, 3, values=True, count=40)
    far = PointSet(far.x * [100.0, 0.001, 1e6] + [1e5, 0.0, -3e6], targets=far.targets * 1000.0 + 5000.0)  # type: ignore[operator]
    scaled = Experiment(
        far, NetworkSpec([LayerSpec(5, "Tanh"), LayerSpec(2, "Linear")], loss="MeanSquaredError", inputs=3),
        Plan("Adam", 0.01, 8), naming=Naming(("age", "", "it's \"odd\""), ("price", "area")),
        scaling=scaling_of(far, targets=True),
    )  # fmt: skip
    spec = NetworkSpec([LayerSpec(4, "ReLU"), LayerSpec(3, "Tanh"), LayerSpec(3, "Softmax")],
                       features=features.names(), frozen_layers=(1,), frozen=(0, 5), cut=(2, 9, 34))  # fmt: skip
    held = Experiment(_points(3), spec, Plan("Adam", 0.05, 4, l2=0.1, clip=0.5))
    biases = NetworkSpec([LayerSpec(2, "Tanh"), LayerSpec(1, "Sigmoid")], train_biases=False)
    named = Naming(label="kind", classes=(ClassLook("a, \"b\""), ClassLook("c", 3)))
    return [
        ("scaled", scaled), ("held", held), ("Spiral", preset("Spiral", per_class=12)),
        ("fixed biases", Experiment(_points(1), biases, Plan("AdamW", 0.1, 3), naming=named)),
        ("one layer", Experiment(_points(1), NetworkSpec([LayerSpec(1, "Sigmoid")]))),
        ("wide", Experiment(_points(2, 7), NetworkSpec([LayerSpec(9, "ReLU"), LayerSpec(1, "Sigmoid")], inputs=7))),
        ("no points", Experiment(PointSet(np.empty((0, 2)), []), NetworkSpec([LayerSpec(2), LayerSpec(1, "Sigmoid")]))),
    ]  # fmt: skip
