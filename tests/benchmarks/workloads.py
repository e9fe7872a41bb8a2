"""What is measured: six networks of different width and batch size."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Protocol

import numpy as np

from mlpviz.data.points import Recipe
from mlpviz.data.shapes import draw
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.nn.arrays import Array
from mlpviz.nn.losses import encode

RATE = 0.03
Weights = list[tuple[Array, Array]]
"""W (n_in × n_out) and b of each layer."""


class Contestant(Protocol):
    """An implementation that starts from the first weights of a workload."""

    def bare(self) -> int | None:
        """Train an epoch in the order the points have, without looking at the loss."""

    def full(self) -> int | None:
        """Train an epoch, or so many, in a fresh order, each with the loss on training and test points after it."""

    def weights(self) -> Weights:
        """The weights as they are now."""
        ...


@dataclass(frozen=True)
class Workload:
    """tanh in the hidden layers, sigmoid output, cross-entropy, plain SGD, float64; as many test points as points."""

    name: str
    widths: tuple[int, ...]
    points: int
    """Training points."""
    batch: int

    @property
    def about(self) -> str:
        """Widths, training points and batch size in words."""
        hidden = self.widths[1:-1]
        same = len(hidden) > 2 and len(set(hidden)) == 1
        middle = f"{hidden[0]}×{len(hidden)}" if same else "-".join(map(str, hidden))
        batch = "full batch" if self.batch >= self.points else f"batch {self.batch}"
        return f"{self.widths[0]}-{middle}-{self.widths[-1]}, {self.points} points, {batch}"

    def experiment(self, engine: str | None = None, points: int | None = None) -> Experiment:
        """The same as mlpviz is told it; `engine` as in the plan, where the plan has one."""
        found = draw(Recipe("Spiral", per_class=points or self.points, test_share=0.5))
        layers = [*(LayerSpec(units, "Tanh") for units in self.widths[1:-1]), LayerSpec(1, "Sigmoid")]
        chosen = {} if engine is None else {"engine": engine}
        return Experiment(found, NetworkSpec(layers), Plan("SGD", RATE, self.batch, **chosen))  # type: ignore[arg-type]

    def arrays(self) -> tuple[Array, Array, Array, Array]:
        """Training inputs and targets, test inputs and targets, each one contiguous block."""
        experiment = self.experiment()
        points = experiment.points
        assert points.labels is not None
        targets = encode(points.labels, 1, experiment.network.targets)
        return (
            np.ascontiguousarray(points.x[~points.test]), np.ascontiguousarray(targets[~points.test]),
            np.ascontiguousarray(points.x[points.test]), np.ascontiguousarray(targets[points.test]),
        )  # fmt: skip

    def weights(self) -> Weights:
        """First weights (W, b) of each layer, as mlpviz draws them."""
        spec = self.experiment().network
        return [(W.copy(), b.copy()) for W, b in spec.weights(spec.first_theta())]


def has_engines() -> bool:
    """Whether a plan names its arithmetic."""
    return any(field.name == "engine" for field in fields(Plan))


WORKLOADS = {
    workload.name: workload
    for workload in (
        Workload("W1", (2, 4, 2, 1), 500, 10),
        Workload("W2", (2, 8, 8, 8, 8, 8, 8, 1), 500, 10),
        Workload("W3", (2, 8, 8, 1), 500, 1),
        Workload("W4", (2, 64, 64, 1), 1984, 32),
        Workload("W5", (2, 256, 256, 256, 1), 9984, 128),
        Workload("W6", (2, 4, 2, 1), 500, 500),
    )
}
