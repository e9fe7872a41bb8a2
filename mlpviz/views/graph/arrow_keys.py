"""Where the arrow keys lead on a graph of a network."""

from __future__ import annotations

from PySide6.QtCore import Qt

from mlpviz.views.graph.layout import GraphLayout, Slot
from mlpviz.views.graph.wires import Wires

ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
"""Columns to the right and units down that an arrow key moves by."""


def next_node(graph: GraphLayout, here: Slot | None, across: int, down: int, *, tiles: bool = True) -> Slot:
    """The node beside or below `here`; the first input if there is none yet, and `here` itself at the border.

    `tiles` says whether the way leads over tiles too.
    """
    if here is None:
        return graph.columns[0].slots[0]
    column = min(max(here.column + across, 0), len(graph.columns) - 1)
    slots = [slot for slot in graph.columns[column].slots if tiles or slot.is_unit]
    if across:
        return min(slots, key=_Distance(here.rect.center().y()))
    return slots[min(max(slots.index(here) + down, 0), len(slots) - 1)]


def next_edge(wires: Wires, node: Slot, edge: int | None, down: int) -> int | None:
    """The next of the edges that end at a node (at an input: that start there), around and around."""
    around = wires.touching(node, incoming=node.column > 0)
    if not around:
        return None
    place = around.index(edge) + down if edge in around else 0
    return around[place % len(around)]


class _Distance:
    """How far a slot is from a height."""

    def __init__(self, height: float) -> None:
        self._height = height

    def __call__(self, slot: Slot) -> float:
        return abs(slot.rect.center().y() - self._height)
