"""What nodes, edges and outputs of the graph are called on screen."""

from __future__ import annotations

from mlpviz.engine.experiment import Experiment, NetworkSpec
from mlpviz.engine.letters import subscript
from mlpviz.nn.features import features


def node_name(spec: NetworkSpec, column: int, unit: int) -> str:
    """Give "x₁" for an input, "x₁²" for a feature, "h1.6" for a hidden unit, "o₁" for one of several outputs.

    A single output is called "output".
    """
    if column == 0:
        return features.make(spec.features[unit]).label if spec.features else f"x{subscript(unit + 1)}"
    if column < len(spec.layers):
        return f"h{column}.{unit + 1}"
    return "output" if spec.outputs == 1 else f"o{subscript(unit + 1)}"


def node_latex(spec: NetworkSpec, column: int, unit: int) -> str:
    """The name of an input or a feature as LaTeX; "" for all other nodes, whose names are plain text."""
    return spec.source_latex[unit] if column == 0 else ""


def edge_name(spec: NetworkSpec, layer: int, source: int, unit: int) -> str:
    """Write an edge as "x₁ → h1.6"."""
    return f"{node_name(spec, layer, source)} → {node_name(spec, layer + 1, unit)}"


def output_labels(experiment: Experiment) -> list[str]:
    """The text above each output: "p(class 2)" where it is a probability of a class."""
    spec = experiment.network
    if experiment.points.targets is not None:
        return [node_name(spec, len(spec.layers), unit) for unit in range(spec.outputs)]
    pattern = "p(class {})" if spec.layers[-1].activation.name in ("Sigmoid", "Softmax") else "class {}"
    return [pattern.format(number) for number in ([2] if spec.outputs == 1 else range(1, spec.outputs + 1))]


def network_name(spec: NetworkSpec) -> str:
    """Write a network as "2–6–4–1"."""
    return "–".join(str(width) for width in spec.widths)
