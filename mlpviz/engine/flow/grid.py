"""A grid of runs: the same points, network shape and plan, one row an initializer, one column an activation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from mlpviz.engine.checks import whole
from mlpviz.engine.experiment import Experiment, preset
from mlpviz.engine.flow.cell import CellJob
from mlpviz.engine.network_spec import MOST_LAYERS, MOST_UNITS, LayerSpec, Named, NetworkSpec
from mlpviz.engine.plan import Plan
from mlpviz.nn.activations import Activation, LeakyReLU, ReLU, Sigmoid, Tanh
from mlpviz.nn.activations import activations as known_activations
from mlpviz.nn.initializers import HeNormal, Initializer, Normal, SmallNormal, XavierUniform, Zeros
from mlpviz.nn.initializers import initializers as known_initializers

MOST_HIDDEN = MOST_LAYERS - 2
MOST_EPOCHS = 10_000
USUAL_INITIALIZERS = (Zeros(), SmallNormal(), XavierUniform(), HeNormal(), Normal(0.8))
USUAL_ACTIVATIONS = (Sigmoid(), Tanh(), ReLU(), LeakyReLU())


@dataclass(frozen=True, init=False, eq=False)
class FlowGrid:
    """What the learner chose for a grid. Every cell is an experiment of its own."""

    base: Experiment
    """Its points, inputs, features, loss and output layer are those of every cell."""
    initializers: tuple[Initializer, ...]
    """One a row."""
    activations: tuple[Activation, ...]
    """Of all hidden layers, one a column."""
    layers: int
    """Number of hidden layers."""
    width: int
    """Units of each hidden layer."""
    plan: Plan
    epochs: int
    seed: int
    """Seed of the initial weights, the same in every cell."""

    def __init__(
        self,
        base: Experiment | None = None,
        initializers: Iterable[Named | Initializer] = USUAL_INITIALIZERS,
        activations: Iterable[Named | Activation] = USUAL_ACTIVATIONS,
        *,
        layers: int = 8,
        width: int = 20,
        plan: Plan | None = None,
        epochs: int = 60,
        seed: int = 1,
    ) -> None:
        """Check everything. Raises ValueError that names the field, the value and what is allowed.

        Without a base it is the preset Circles; without a plan SGD with learning rate 0.03 and batches of 16.
        """
        set_field = object.__setattr__
        set_field(self, "base", preset("Circles") if base is None else base)
        set_field(self, "initializers", _distinct("initializers", tuple(map(known_initializers.make, initializers))))
        set_field(self, "activations", _distinct("activations", tuple(map(known_activations.make, activations))))
        set_field(self, "layers", whole("layers", layers, 1, MOST_HIDDEN))
        set_field(self, "width", whole("width", width, 1, MOST_UNITS))
        set_field(self, "plan", Plan(learning_rate=0.03, batch_size=16) if plan is None else plan)
        set_field(self, "epochs", whole("epochs", epochs, 1, MOST_EPOCHS))
        set_field(self, "seed", whole("seed", seed, 0, 2**63 - 1))
        if not self.base.points.train_count:
            raise ValueError("there are no points to train on; choose other points.")

    @property
    def rows(self) -> int:
        """Number of initializers."""
        return len(self.initializers)

    @property
    def columns(self) -> int:
        """Number of activations."""
        return len(self.activations)

    def place(self, index: int) -> tuple[int, int]:
        """Row and column of a job, counted row by row."""
        return divmod(index, self.columns)

    def experiment(self, row: int, column: int) -> Experiment:
        """What is trained in a cell."""
        old = self.base.network
        hidden = [LayerSpec(self.width, self.activations[column])] * self.layers
        network = NetworkSpec(
            [*hidden, old.layers[-1]], self.initializers[row], old.loss,
            inputs=old.inputs, features=old.features, seed=self.seed, class_keys=old.class_keys,
        )  # fmt: skip
        return replace(self.base, network=network, plan=self.plan, example="")

    def jobs(self) -> tuple[CellJob, ...]:
        """One a cell, row by row."""
        cells = ((row, column) for row in range(self.rows) for column in range(self.columns))
        return tuple(CellJob(self.experiment(*cell), self.epochs) for cell in cells)


def _distinct(field: str, made: tuple[Any, ...]) -> tuple[Any, ...]:
    if not made:
        raise ValueError(f"{field} is empty; give at least one.")
    if len(set(made)) < len(made):
        raise ValueError(f"{field} holds the same one twice; give different ones.")
    return made
