"""Units with what they stand for, as above the outputs of the graph; the names are those of a walk."""

from __future__ import annotations

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.telling.naming import names_of


def described(experiment: Experiment, column: int, unit: int) -> str:
    """A unit's name, and for an output what it stands for: "h1.2", "p₁ (class 2)", "o₁" where it is a number."""
    spec, name = experiment.network, names_of(experiment).unit_text(column, unit)
    if column < len(spec.layers) or experiment.points.targets is not None:
        return name
    return f"{name} ({experiment.naming.class_name(1 if spec.outputs == 1 else unit)})"


def texts(experiment: Experiment) -> tuple[object, ...]:
    """All that is written beside the nodes: another shape aside, they are placed anew only where this changes."""
    spec = experiment.network
    outputs = [described(experiment, len(spec.layers), unit) for unit in range(spec.outputs)]
    return names_of(experiment).units, outputs
