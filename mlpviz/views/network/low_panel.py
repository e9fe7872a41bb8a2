"""What the network column does without where it is low, so that the graph keeps some height."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mlpviz.views.graph.legend import Legend
from mlpviz.views.network.layer_chips import LayerChips

LEAST_GRAPH = 150
"""Px of height of the graph at least."""
GRAPH_ROOM = 210
"""Px of height below which the graph gets the room of what can be done without."""


def least_height(chips: LayerChips, *others: QWidget) -> int:
    """With the smallest graph, and with all folded that can be."""
    return LEAST_GRAPH + chips.tallest() - chips.row() + sum(part.minimumHeight() for part in others)


def fold_parts(height: int, chips: LayerChips, legend: Legend, *others: QWidget) -> None:
    """Share out the height of the column. First "+ layer" stands beside the units, then go the legend and the units.

    It depends on that height, and on the width by which the chips wrap: not on what is shown.
    """
    room = height - sum(part.minimumHeight() for part in others)
    with_legend = room - legend.minimumHeight()
    chips.save_rows(int(with_legend - chips.tallest() < GRAPH_ROOM))
    shown = with_legend - chips.minimumHeight() >= GRAPH_ROOM
    legend.setVisible(shown)
    if not shown and room - chips.minimumHeight() < LEAST_GRAPH:
        chips.save_rows(2)
