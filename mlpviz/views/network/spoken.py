"""What is said of the network graph to those who do not see it."""

from __future__ import annotations

from mlpviz.engine.edge_lenses import EdgeLens
from mlpviz.engine.network_spec import NetworkSpec
from mlpviz.engine.telling.naming import network_name


def described(spec: NetworkSpec, lens: EdgeLens) -> str:
    """The network, what its edges show, and the keys that walk it."""
    return (
        f"Network {network_name(spec)}, {spec.parameter_count} parameters, edges show {lens.label.lower()}. "
        "Arrow keys walk the nodes, Alt and arrows the edges, Enter pins, "
        "L freezes a weight, Delete cuts an edge."
    )
