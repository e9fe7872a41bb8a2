"""The menu of rows and columns: a tick for each initializer and each activation that the grid shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget, QWidgetAction

from mlpviz.engine.flow.grid import USUAL_ACTIVATIONS, USUAL_INITIALIZERS, FlowGrid
from mlpviz.nn.activations import activations
from mlpviz.nn.initializers import initializers
from mlpviz.nn.registry import Choice
from mlpviz.views.controls.choice_form import ChoiceForm
from mlpviz.views.controls.staying_menu import StayingMenu
from mlpviz.views.gradient_flow.heads import name_of
from mlpviz.views.look.theme import Theme

ROWS, COLUMNS = "initializers", "activations"
LAST = "The grid needs at least one."


class GridMenu(StayingMenu):
    """Two menus that stay open, so that several can be ticked one after the other."""

    grid_requested = Signal(str, object)
    """What Undo says, and the FlowGrid."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        """Build a row for everything that is registered."""
        super().__init__(parent)
        self.setAccessibleName("Rows and columns of the grid")
        self._grid: FlowGrid | None = None
        self._lines = {
            ROWS: LinesMenu(theme, "Rows: initializers", INITIALIZERS, self),
            COLUMNS: LinesMenu(theme, "Columns: activations", ACTIVATIONS, self),
        }
        for part, lines in self._lines.items():
            self.addMenu(lines)
            lines.lines_requested.connect(partial(self._report, part))

    def show_grid(self, grid: FlowGrid) -> None:
        """Tick what a grid shows."""
        self._grid = grid
        self._lines[ROWS].show_lines(grid.initializers)
        self._lines[COLUMNS].show_lines(grid.activations)

    def lines(self, part: str) -> LinesMenu:
        """The menu of ROWS or of COLUMNS."""
        return self._lines[part]

    def _report(self, part: str, undo: str, chosen: tuple[Choice, ...]) -> None:
        if self._grid is not None:
            wanted = {part: chosen}
            self.grid_requested.emit(undo, replace(self._grid, **wanted))  # type: ignore[arg-type]


class LinesMenu(StayingMenu):
    """Ticks for the rows of the grid, or for its columns; under a tick the parameters of what it stands for."""

    lines_requested = Signal(str, tuple)
    """What Undo says, and the choices that are wanted."""

    def __init__(self, theme: Theme, title: str, choices: Sequence[Choice], parent: QWidget) -> None:
        """Offer `choices`, in the order that they have in the grid."""
        super().__init__(parent)
        self.setTitle(title)
        self._what = title.partition(":")[0].lower()
        self._choices = tuple(choices)
        self._shown: tuple[Choice, ...] = ()
        self._ticks: dict[str, QAction] = {}
        self._forms: dict[str, _FormAction] = {}
        for choice in choices:
            action = self.addAction(name_of(choice))
            action.setCheckable(True)
            action.setProperty("stays", True)
            action.setData(choice.name)
            self._ticks[choice.name] = action
            if choice.parameters():
                self._forms[choice.name] = form = _FormAction(theme, self)
                form.form.choice_requested.connect(self._change)
                form.form.show_choice(choice)  # a menu looks at the size of a widget only when it is added
                self.addAction(form)
        self.triggered.connect(self._toggle)
        self.aboutToHide.connect(self._take_typed)

    def show_lines(self, shown: Sequence[Choice]) -> None:
        """Tick what is shown; the last tick cannot be taken away."""
        self._shown = tuple(shown)
        here = {choice.name: choice for choice in shown}
        for choice in self._choices:
            action, ticked = self._ticks[choice.name], choice.name in here
            alone = ticked and len(here) == 1
            action.setChecked(ticked)
            action.setEnabled(not alone)
            action.setToolTip(f"{choice.about} {LAST}" if alone else choice.about)
            if choice.name in self._forms:
                form = self._forms[choice.name]
                form.form.show_choice(here.get(choice.name, choice))
                form.setVisible(ticked)

    def tick(self, name: str) -> QAction:
        """The action of a row or column."""
        return self._ticks[name]

    def form(self, name: str) -> ChoiceForm:
        """The parameters of a row or column."""
        return self._forms[name].form

    @Slot(QAction)
    def _toggle(self, action: QAction) -> None:
        name = str(action.data())
        kept = [choice for choice in self._shown if choice.name != name]
        if action.isChecked():
            order = [choice.name for choice in self._choices]
            kept = sorted([*kept, self._choices[order.index(name)]], key=lambda choice: order.index(choice.name))
        self.lines_requested.emit(f"Change the {self._what}", tuple(kept))

    @Slot(str, object)
    def _change(self, undo: str, changed: Choice) -> None:
        chosen = tuple(changed if choice.name == changed.name else choice for choice in self._shown)
        self.lines_requested.emit(undo, chosen)

    @Slot()
    def _take_typed(self) -> None:
        for form in self._forms.values():
            form.form.finish()


class _FormAction(QWidgetAction):
    """Parameters inside a menu."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        inside = QWidget()
        self.form = ChoiceForm(theme, parent=inside)
        column = QVBoxLayout(inside)
        column.setContentsMargins(28, 2, 12, 8)
        column.addWidget(self.form)
        self.setDefaultWidget(inside)


def _with_rest(usual: tuple[Choice, ...], registered: list[Choice]) -> tuple[Choice, ...]:
    """The usual ones in their order, then all others."""
    names = {choice.name for choice in usual}
    return (*usual, *(choice for choice in registered if choice.name not in names))


INITIALIZERS = _with_rest(USUAL_INITIALIZERS, [kind() for kind in initializers])
ACTIVATIONS = _with_rest(USUAL_ACTIVATIONS, [kind() for kind in activations if not kind.only_as_link])
"""Everything that can be a row or a column, in the order of the grid."""
