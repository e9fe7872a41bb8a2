"""What nodes, edges and outputs of the graph are called on screen."""

from __future__ import annotations

from collections.abc import Sequence

from mlpviz.engine.experiment import Experiment, NetworkSpec

_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def lowered(number: int) -> str:
    """A number as a subscript: "₁₂"."""
    return str(number).translate(_LOWERED)


def node_name(widths: Sequence[int], column: int, unit: int) -> str:
    """Give "x₁" for an input, "h1.6" for a hidden unit, "o₁" for one of several outputs, else "output" itself."""
    if column == 0:
        return f"x{lowered(unit + 1)}"
    if column < len(widths) - 1:
        return f"h{column}.{unit + 1}"
    return "output" if widths[-1] == 1 else f"o{lowered(unit + 1)}"


def edge_name(widths: Sequence[int], layer: int, source: int, unit: int) -> str:
    """Write an edge as "x₁ → h1.6"."""
    return f"{node_name(widths, layer, source)} → {node_name(widths, layer + 1, unit)}"


def output_labels(experiment: Experiment) -> list[str]:
    """The text above each output: "p(class 2)" where it is a probability of a class."""
    spec = experiment.network
    if experiment.points.targets is not None:
        return [node_name(spec.widths, len(spec.layers), unit) for unit in range(spec.outputs)]
    pattern = "p(class {})" if spec.layers[-1].activation.name in ("Sigmoid", "Softmax") else "class {}"
    return [pattern.format(number) for number in ([2] if spec.outputs == 1 else range(1, spec.outputs + 1))]


def network_name(spec: NetworkSpec) -> str:
    """Write a network as "2–6–4–1"."""
    return "–".join(str(width) for width in spec.widths)
