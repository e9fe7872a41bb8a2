"""Trains real networks and judges them, for the tests of the verdicts."""

from __future__ import annotations

from dataclasses import replace

from mlpviz.engine.experiment import Experiment, LayerSpec
from mlpviz.engine.flow.guessing import guessing_loss
from mlpviz.engine.history import History
from mlpviz.engine.network_spec import Named
from mlpviz.engine.records import Snapshot
from mlpviz.engine.reports import report, training
from mlpviz.engine.run import Run
from mlpviz.engine.trend import TrendReader
from mlpviz.engine.verdicts.case import Case
from mlpviz.engine.verdicts.playground import judged
from mlpviz.engine.verdicts.verdict import Finding
from mlpviz.engine.vitals import vitals_of
from mlpviz.nn.arrays import Array
from mlpviz.nn.initializers import initializers


def with_hidden(
    experiment: Experiment, activation: str, *widths: int, initializer: Named | None = None
) -> Experiment:
    """The experiment with other hidden layers."""
    network = experiment.network
    layers = (*(LayerSpec(width, activation) for width in widths), network.layers[-1])
    begun = network.initializer if initializer is None else initializers.make(initializer)
    return replace(experiment, network=replace(network, layers=layers, initializer=begun))


class Course:
    """A run with its history, trained on and judged step by step."""

    def __init__(self, experiment: Experiment) -> None:
        self.run, self.history, self.reader = Run(experiment), History(), TrendReader()
        self.guess = guessing_loss(experiment)
        self.history.begin(self.run.snapshot())

    def train(self, epochs: int) -> Course:
        """Train, until the loss is no number any more at the latest."""
        for progress in training(self.run, epochs):
            self.history.add(progress)
        return self

    def adjust(self, experiment: Experiment) -> Course:
        """Change something, as the learner does."""
        self.run.adjust(experiment)
        self.history.add(report(self.run, [], changed=True))
        self.guess = guessing_loss(experiment)
        return self

    @property
    def newest(self) -> Snapshot:
        """The newest snapshot."""
        found = self.history.newest
        assert found is not None
        return found

    def norms(self) -> Array:
        """The gradient norms that the verdicts look at, (moments, layers)."""
        found = self.reader.read(self.history, self.newest).norms
        assert found is not None
        return found

    def judge(self, snapshot: Snapshot | None = None) -> tuple[Finding, ...]:
        """The verdicts on the newest snapshot, or on another one of the history."""
        shown = snapshot or self.newest
        trend = self.reader.read(self.history, shown)
        return judged(Case(shown, vitals_of(shown), trend, self.guess))

    def labels(self, snapshot: Snapshot | None = None) -> list[str]:
        """Their names."""
        return [finding.verdict.label for finding in self.judge(snapshot)]
