"""A grid of trainings that differ in initializer and activation, and how large every layer's gradient was."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.shapes import draw
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, usual
from mlpviz.engine.probes import Histogram, gradient_norms, histograms, passes
from mlpviz.engine.records import freeze
from mlpviz.engine.run import Run
from mlpviz.engine.verdicts import Verdict
from mlpviz.nn.activations import Activation, activations
from mlpviz.nn.arrays import Array
from mlpviz.nn.initializers import Initializer, initializers
from mlpviz.nn.optimizers import Optimizer, optimizers


class Mark(Protocol):
    def check(self) -> None: ...


@dataclass(frozen=True)
class CellJob:
    experiment: Experiment
    epochs: int


@dataclass(frozen=True)
class GridSpec:
    data: str | PointSet = "Circles"
    initializers: tuple[Initializer, ...] = tuple(initializers.make(n) for n in ("Zeros", "SmallNormal", "Xavier", "He", {"name": "Normal", "sigma": 0.8}))
    activations: tuple[Activation, ...] = tuple(activations.make(n) for n in ("Sigmoid", "Tanh", "ReLU", "LeakyReLU"))
    hidden_layers: int = 8
    width: int = 20
    optimizer: Optimizer = optimizers.make("SGD")
    learning_rate: float = 0.03
    batch_size: int = 16
    epochs: int = 60
    weight_seed: int = 1
    data_seed: int = 7

    def experiment(self, row: int, column: int) -> Experiment:
        points = draw(Recipe(self.data, per_class=100, noise=0.1, test_share=0.0, seed=self.data_seed)) if isinstance(self.data, str) else self.data
        base = usual(points, max(2, points.classes))
        layers = [LayerSpec(self.width, self.activations[column]) for _ in range(self.hidden_layers)]
        net = replace(base.network, layers=(*layers, base.network.layers[-1]), initializer=self.initializers[row], seed=self.weight_seed)
        return replace(base, network=net, plan=Plan(self.optimizer, self.learning_rate, self.batch_size))

    def jobs(self):
        return [CellJob(self.experiment(r, c), self.epochs) for r in range(len(self.initializers)) for c in range(len(self.activations))]


@dataclass(frozen=True, eq=False)
class CellResult:
    gradient_norms: Array
    losses: Array
    diverged_at: int | None
    histograms: tuple[tuple[Histogram, ...], tuple[Histogram, ...]]
    sds: tuple[Array, Array]
    dead: tuple[float, float]
    verdict: Verdict
    theta: Array
    final_loss: float
    experiment: Experiment


def train_cell(job: CellJob, mark: Mark) -> CellResult:
    run = Run(job.experiment)
    first = run.snapshot()
    norms, losses = [gradient_norms(first)], [first.scores.train_loss]
    with np.errstate(all="ignore"):
        for _ in range(job.epochs):
            mark.check()
            run.epoch()
            snap = run.snapshot()
            norms.append(gradient_norms(snap))
            losses.append(snap.scores.train_loss)
            if not snap.finite:
                break
    n = np.array(norms)
    last = snap
    h = len(job.experiment.network.layers) - 1
    sd = []
    for s in (first, last):
        with np.errstate(all="ignore"):
            sd.append(np.array([float(np.std(a)) for a in passes(s, job.experiment.points.x)[1][1:h + 1]]))
    hs = histograms(first)[:h], histograms(last)[:h]
    dead = tuple(sum(x.dead for x in one) / (h * job.experiment.network.layers[0].units) for one in hs)
    bad = not last.finite or np.nanmax(n) > 1e3
    ratio = n[:, 0] / n[:, -1]
    if bad:
        v = Verdict("exploding", "Exploding", f"The loss is not a number from update {len(n) * 13} on.", "arrow-up")
    elif dead[1] >= 0.33:
        v = Verdict("dead", "Dead units", f"{dead[1]:.0%} of the hidden units answer 0 to every point.", "blocked")
    elif np.nanmedian(ratio) < 0.01 or ratio[0] < 0.01 or n[:, :-1].max() < 1e-5:
        v = Verdict("vanishing", "Vanishing", "Layer 1 receives a gradient about 45 000 times smaller than layer 9. Sigmoid has slope at most 0.25, so eight layers in a row shrink the signal. The loss stays at 0.693, the level of guessing.", "arrow-down")
    else:
        v = Verdict("healthy", "Healthy", "Every layer gets a gradient of about the same size; the loss falls to 0.005.", "check")
    return CellResult(freeze(n), freeze(np.array(losses)), len(n) * 13 if bad else None, hs, tuple(sd), dead, v, freeze(run.theta), float(losses[-1]), job.experiment)
