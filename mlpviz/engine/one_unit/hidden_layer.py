"""The points of a problem as an experiment: with the unit as the only layer, or with a hidden layer."""

from __future__ import annotations

from dataclasses import replace

from mlpviz.data.area import Area, around
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.one_unit.problem import Problem
from mlpviz.engine.one_unit.trial import Trial
from mlpviz.engine.run import Run

FEW_POINTS, EPOCHS, SEEDS = 60, 300, 6
"""Up to so many points, a network is tried out for so many epochs with so many first weights before it is given."""
HIDDEN = (2, 4, 8)
"""Units of one hidden layer, in the order in which they are tried."""
LARGE = (8, 6)
"""Units of two hidden layers, for points that are too many to try, or that one small layer did not solve."""
RATE = 0.05


def as_network(trial: Trial) -> Experiment | None:
    """The points with the unit as the only layer of a network, its weights as they are; None without points.

    None also where the weights are no numbers.
    """
    if trial.unit is None or trial.runs_away:
        return None
    weights = [float(value) for value in trial.unit.weights]
    bias, inputs = (weights[0], weights[1:]) if trial.unit.bias else (-float(trial.unit.threshold), weights)
    network = NetworkSpec((LayerSpec(1, "Sigmoid"),), theta=[*inputs, bias])
    return _experiment(trial.problem, network, 0.1)


def with_hidden_layer(problem: Problem) -> tuple[Experiment, bool]:
    """A small network for the points, not trained yet, and whether it is known to solve them.

    Few points are tried out: it is the smallest network, with the first weights, that classifies all of them rightly
    within EPOCHS epochs. Otherwise it is a larger one, and whether it succeeds is left to whoever trains it.
    """
    if len(problem) <= FEW_POINTS:
        for units in HIDDEN:
            for seed in range(SEEDS):
                tried = _network(problem, (units,), seed)
                if _solves(tried):
                    return tried, True
    return _network(problem, LARGE, 0), False


def _network(problem: Problem, hidden: tuple[int, ...], seed: int) -> Experiment:
    layers = (*(LayerSpec(units, "Tanh") for units in hidden), LayerSpec(1, "Sigmoid"))
    return _experiment(problem, NetworkSpec(layers, seed=seed), RATE)


def _experiment(problem: Problem, network: NetworkSpec, rate: float) -> Experiment:
    points = problem.point_set()
    made = Experiment(points, network, Plan("Adam", learning_rate=rate, batch_size=20))
    square = Area()
    outside = not bool(square.holds(points.x).all())
    return replace(made, area=around(points.x) if outside else problem.area)


def _solves(experiment: Experiment) -> bool:
    run = Run(experiment)
    for _ in range(EPOCHS // 10):
        for _ in range(10):
            run.epoch()
        if run.scores().train_accuracy == 1.0:
            return True
    return False
