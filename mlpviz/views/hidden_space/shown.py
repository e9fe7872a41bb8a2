"""What the views of the hidden space show at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.hidden_space.spaces import AnswerCounts, Answers, Space
from mlpviz.engine.hidden_space.story import Finding
from mlpviz.engine.probes import Probe
from mlpviz.engine.records import Snapshot
from mlpviz.nn.arrays import Array


@dataclass(frozen=True, eq=False)
class Shown:
    """The spaces of one snapshot, and what is known about them so far."""

    snapshot: Snapshot
    spaces: tuple[Space, ...]
    answers: tuple[Answers | None, ...]
    counts: AnswerCounts | None
    findings: dict[int, Finding] = field(default_factory=dict)
    """By layer; empty while training, and until they are worked out."""
    accuracy: float = float("nan")
    """Of the network over the train points."""
    probe: Probe | None = None
    """The values of every unit for the point that is looked at."""

    @property
    def experiment(self) -> Experiment:
        """Points and network of that moment."""
        return self.snapshot.experiment

    @property
    def theta(self) -> Array:
        """All weights and biases of that moment."""
        return self.snapshot.theta

    @property
    def layers(self) -> int:
        """How many layers there are, without the inputs."""
        return len(self.spaces) - 1
