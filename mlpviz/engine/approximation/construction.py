"""A network whose weights are written down by hand: one stage of the constructive proof, with its settings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from mlpviz.engine.approximation.one_layer import Errors, Parts, errors_of, parts
from mlpviz.engine.approximation.staircase import Bump, bound, bumps, experiment_of, staircase, step
from mlpviz.engine.approximation.towers import SURFACES, Towers
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.network_spec import NetworkSpec
from mlpviz.nn.arrays import Array

Stage = Literal["step", "bump", "staircase", "towers"]
STAGES: tuple[Stage, ...] = ("step", "bump", "staircase", "towers")
MOST_STAIRS = 40
"""Bumps of a staircase that a learner can choose."""


@dataclass(frozen=True)
class Construction:
    """What the sliders say. Each stage looks at its own settings and leaves the others."""

    stage: Stage = "step"
    steepness: float = 12.0
    """k, the weight of every unit of a step or a bump."""
    position: float = 0.0
    """Where the step is, or the middle of the bump."""
    height: float = 1.0
    width: float = 1.5
    """Of the bump."""
    pieces: int = 12
    """Bumps of the staircase."""
    stair_steepness: float = 80.0
    surface: str = SURFACES[0]
    side: int = 8
    """Towers along one side of the square."""
    tower_steepness: float = 40.0

    def with_stage(self, stage: Stage) -> Construction:
        """The same settings at another stage."""
        return replace(self, stage=stage)

    @property
    def bump(self) -> Bump:
        """The bump that the settings say."""
        return Bump(self.position - self.width / 2, self.position + self.width / 2, self.height)

    @property
    def towers(self) -> Towers:
        """The towers that the settings say."""
        return Towers(self.surface, self.side, self.tower_steepness)

    def network(self, values: Array) -> NetworkSpec:
        """The network of this stage; a staircase stands under the target curve `values` (121,)."""
        if self.stage == "step":
            return step(self.steepness, self.position, self.height)
        if self.stage == "bump":
            return bumps(self.steepness, [self.bump])
        if self.stage == "staircase":
            return staircase(values, self.pieces, self.stair_steepness)
        return self.towers.network()

    def experiment(self, values: Array) -> Experiment:
        """The network and what it is meant to follow: the target curve, or the surface."""
        if self.stage == "towers":
            return self.towers.experiment()
        return experiment_of(self.network(values), values)

    def parts(self, values: Array, x: Array) -> Parts:
        """What the output is made of at x (n,); a staircase is taken apart into bumps. Not for towers."""
        spec = self.network(values)
        found = parts(spec, spec.first_theta(), x)
        if self.stage != "staircase":
            return found
        pairs = found.contributions.reshape(self.pieces, 2, len(x)).sum(axis=1)
        middles = found.middles.reshape(self.pieces, 2).mean(axis=1)
        return replace(found, contributions=pairs, weights=found.weights[::2], middles=middles)

    def errors(self, values: Array) -> Errors:
        """How far the output is from the target curve. Not for towers."""
        spec = self.network(values)
        return errors_of(spec, spec.first_theta(), values)

    def bound(self, values: Array) -> float:
        """The error that the staircase never exceeds."""
        return bound(values, self.pieces, self.stair_steepness)
