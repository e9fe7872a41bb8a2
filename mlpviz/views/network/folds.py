"""Which units of columns that are too long for the view have been unfolded."""

from __future__ import annotations

from mlpviz.views.graph.layout import GraphLayout, Slot


class Folds:
    """Remembers of each opened column which unit is shown first."""

    def __init__(self) -> None:
        self.opened: dict[int, int] = {}
        """The first unit shown, by column; a column that is not in it is folded."""

    def turn(self, slot: Slot, graph: GraphLayout) -> bool:
        """Unfold the column of a tile, move it on, or fold it again; True if it was folded."""
        if slot.kind == "fold":
            self.opened.pop(slot.column, None)
            return True
        shown = len(graph.columns[slot.column].units)
        self.scroll(slot.column, {"up": -shown, "down": shown}.get(slot.kind, 0), graph)
        return False

    def scroll(self, column: int, units: int, graph: GraphLayout) -> None:
        """Move an opened column by so many units; opens a folded one."""
        highest = max(0, graph.widths[column] - len(graph.columns[column].units))
        self.opened[column] = min(max(self.opened.get(column, 0) + units, 0), highest)
