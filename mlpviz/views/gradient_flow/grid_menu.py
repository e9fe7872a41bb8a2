"""The menu of rows and columns: a tick for each initializer and each activation that the grid shows."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from mlpviz.engine.flow.grid import USUAL_ACTIVATIONS, USUAL_INITIALIZERS, FlowGrid
from mlpviz.nn.activations import activations
from mlpviz.nn.initializers import initializers
from mlpviz.nn.registry import Choice
from mlpviz.views.controls.staying_menu import StayingMenu
from mlpviz.views.gradient_flow.heads import name_of

LAST = "The grid needs at least one."


class GridMenu(StayingMenu):
    """Stays open, so that several can be ticked one after the other."""

    grid_requested = Signal(str, object)
    """What Undo says, and the FlowGrid."""

    def __init__(self, parent: QWidget) -> None:
        """Build a row for everything that is registered."""
        super().__init__(parent)
        self.setAccessibleName("Rows and columns of the grid")
        self._grid: FlowGrid | None = None
        self._ticks: dict[tuple[str, str], QAction] = {}
        self._add_section("Rows: initializers", "initializers", INITIALIZERS)
        self.addSeparator()
        self._add_section("Columns: activations", "activations", ACTIVATIONS)
        self.triggered.connect(self._report)

    def _add_section(self, title: str, part: str, choices: tuple[Choice, ...]) -> None:
        head = self.addAction(title)
        head.setEnabled(False)
        for choice in choices:
            action = self.addAction(name_of(choice))
            action.setCheckable(True)
            action.setProperty("stays", True)
            action.setData((part, choice.name))
            self._ticks[part, choice.name] = action

    def show_grid(self, grid: FlowGrid) -> None:
        """Tick what a grid shows; the last row and the last column cannot be taken away."""
        self._grid = grid
        for part, choices in (("initializers", INITIALIZERS), ("activations", ACTIVATIONS)):
            shown = {choice.name for choice in getattr(grid, part)}
            for choice in choices:
                action, ticked = self._ticks[part, choice.name], choice.name in shown
                alone = ticked and len(shown) == 1
                action.setChecked(ticked)
                action.setEnabled(not alone)
                action.setToolTip(f"{choice.about} {LAST}" if alone else choice.about)

    def tick(self, part: str, name: str) -> QAction:
        """The action of a row ("initializers") or column ("activations")."""
        return self._ticks[part, name]

    @Slot(QAction)
    def _report(self, action: QAction) -> None:
        if self._grid is None or not action.data():
            return
        part, name = action.data()
        shown: tuple[Choice, ...] = getattr(self._grid, part)
        kept = [choice for choice in shown if choice.name != name]
        if action.isChecked():
            order = [choice.name for choice in (INITIALIZERS if part == "initializers" else ACTIVATIONS)]
            new = next(choice for choice in (*INITIALIZERS, *ACTIVATIONS) if choice.name == name)
            kept = sorted([*kept, new], key=lambda choice: order.index(choice.name))
        what, wanted = "rows" if part == "initializers" else "columns", {part: tuple(kept)}
        self.grid_requested.emit(f"Change the {what}", replace(self._grid, **wanted))  # type: ignore[arg-type]


def _with_rest(usual: tuple[Choice, ...], registered: list[Choice]) -> tuple[Choice, ...]:
    """The usual ones in their order, then all others."""
    names = {choice.name for choice in usual}
    return (*usual, *(choice for choice in registered if choice.name not in names))


INITIALIZERS = _with_rest(USUAL_INITIALIZERS, [kind() for kind in initializers])
ACTIVATIONS = _with_rest(USUAL_ACTIVATIONS, [kind() for kind in activations if not kind.only_as_link])
"""Everything that can be a row or a column, in the order of the grid."""
