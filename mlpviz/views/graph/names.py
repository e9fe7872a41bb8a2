"""What stands above the outputs of the graph; units and edges have the names of a walk."""

from __future__ import annotations

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.telling.naming import names_of


def output_labels(experiment: Experiment) -> list[str]:
    """The text above each output: "p(class 2)" where it is a probability of a class, its name where it is a number."""
    spec = experiment.network
    if experiment.points.targets is not None:
        names = names_of(experiment)
        return [names.node_text(names.layers, unit) for unit in range(spec.outputs)]
    pattern = "p(class {})" if spec.layers[-1].activation.name in ("Sigmoid", "Softmax") else "class {}"
    return [pattern.format(number) for number in ([2] if spec.outputs == 1 else range(1, spec.outputs + 1))]


def texts(experiment: Experiment) -> tuple[object, ...]:
    """All that is written beside the nodes: another shape aside, they are placed anew only where this changes."""
    return names_of(experiment).units, output_labels(experiment)
