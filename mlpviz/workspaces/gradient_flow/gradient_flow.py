"""The gradient flow laboratory as a workspace: what the commands mean in it, and what is handed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QUndoCommand, QUndoStack

from mlpviz.engine.experiment import Experiment, preset, with_weights
from mlpviz.engine.flow.cell import CellResult
from mlpviz.engine.flow.grid import FlowGrid
from mlpviz.state.commands import Command
from mlpviz.views.gradient_flow.axis import NORMS, axis_of
from mlpviz.views.look.pacer import Pacer
from mlpviz.views.look.theme import Theme
from mlpviz.workspaces.gradient_flow.grid_form import form_of, grid_from, table_of
from mlpviz.workspaces.gradient_flow.grid_run import GridRun
from mlpviz.workspaces.gradient_flow.memory import Pair, pairs_of
from mlpviz.workspaces.gradient_flow.stories import Stories
from mlpviz.workspaces.workspace import Form, Handler, Table, Workspace

HERE, GRID = "gradient_flow", "grid"
FIRST_CHOSEN = 8
"""The cell that is looked at first: Sigmoid, Xavier, the classic case of vanishing gradients."""


class GradientFlowLab(Workspace):
    """One grid, run in the background. Every change of a field can be undone; runs are not."""

    name, title, icon = HERE, "Gradient flow", "gradient-flow"
    about = "Run a grid of initializers and activations, and see where gradients vanish or explode"
    opens = True
    commands = (
        Command("run_grid", "Run", "Run grid, or cancel", ("Space",), HERE),
        Command("open_cell", "Run", "Open the cell in the Playground", ("Ctrl+Return",), HERE),
        Command("cell_shows:norms", "View ▸ Cell shows", "Gradient norm", ("G",), HERE, checkable=True, group="shows"),
        Command("cell_shows:loss", "View ▸ Cell shows", "Loss", ("L",), HERE, checkable=True, group="shows"),
        Command("grid_move", "", "Choose another cell", ("Arrow keys",), GRID),
        Command("grid_open", "", "Open the cell in the Playground", ("Return",), GRID),
        Command("grid_cancel", "", "Cancel the grid", ("Esc",), GRID),
    )

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        """Begin with the usual grid; nothing is run yet."""
        super().__init__(parent)
        self._theme, self._shows = theme, NORMS
        self.run = GridRun(FlowGrid(), self)
        self.chosen: Pair = pairs_of(self.run.grid)[FIRST_CHOSEN]
        self._interrupted = False
        self._told: tuple[CellResult | None, Experiment | None] = (None, None)
        self._stories = Stories(self.run)
        self._shown_settings: tuple[FlowGrid | None, str] = (None, "")
        self._offered: tuple[int, bool, bool] | None = None
        self._undo_stack = QUndoStack(self)
        self._undo_stack.indexChanged.connect(self._note_change)
        self._pacer = Pacer(parent=self)
        self._pacer.due.connect(self._show)
        self.run.changed.connect(self._pacer.ask)
        self.run.failed.connect(self.failed)
        self._handlers: dict[str, Handler] = {
            "run_grid": self.run_or_cancel, "open_cell": self.open_cell, "cell_shows": self.show_curves,
            "reset": self.clear, "reset_new": self.take_other_weights, "reset_to_defaults": self.take_defaults,
            "preset": self.choose_preset, "dice": self.throw_dice,
        }  # fmt: skip

    def _build(self) -> None:
        from mlpviz.workspaces.gradient_flow.page import FlowPage  # a window opens without it
        from mlpviz.workspaces.gradient_flow.toolbar import FlowToolbar

        self.view, self.bar = FlowPage(self._theme), FlowToolbar(self._theme)
        self._page, self._toolbar = self.view, self.bar
        self.bar.run.clicked.connect(self.run_or_cancel)
        self.bar.reset.clicked.connect(self.clear)
        self.run.progressed.connect(self.bar.show_progress)
        self.view.fields.grid_requested.connect(self.change)
        self.view.fields.shows_requested.connect(self.show_curves)
        self.view.lines.grid_requested.connect(self.change)
        self.view.grid.cell_chosen.connect(self.choose_cell)
        self.view.grid.cell_opened.connect(self.open_cell_at)
        self.view.panel.help_requested.connect(self.show_help)
        self.view.panel.open_requested.connect(self.open_cell)

    # what the window shows

    @property
    def opened(self) -> str:
        """Points and shape, as in "Circles, 8 × 20"."""
        grid = self.run.grid
        recipe = grid.base.points.recipe
        return f"{recipe.shape if recipe is not None else 'Your points'}, {grid.layers} × {grid.width}"

    @property
    def edited(self) -> bool:
        """Whether a field was changed."""
        return self._undo_stack.index() > 0

    @property
    def undo_stack(self) -> QUndoStack:
        """The changes of fields, rows and columns."""
        return self._undo_stack

    @property
    def kind(self) -> str:
        """Which kind of points is learned."""
        return "classes" if self.run.grid.base.points.targets is None else "values"

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What the commands mean here."""
        return self._handlers

    @property
    def busy(self) -> bool:
        """Whether cells are still computed or on their way to the screen."""
        return self.run.running or self._pacer.waiting or (self._page is not None and self.view.grid.pending)

    def enter(self) -> None:
        """Show where the grid stands, and go on where it was interrupted."""
        if self._interrupted:
            self._interrupted = False
            self.run.go_on()
        self._show()
        self.checked.emit(f"cell_shows:{self._shows}", True)

    def leave(self) -> None:
        """Stop for as long as another workspace is on show."""
        self._interrupted = self.run.pause()

    def demonstrate(self) -> None:
        """Run the grid."""
        self.run.run()

    def take_key(self, event: QKeyEvent) -> bool:
        """Esc cancels; arrows and Enter go to the grid."""
        if event.key() == Qt.Key.Key_Escape:
            if self.run.running:
                self.run_or_cancel()
                return True
            return False
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_cell()
            return True
        return self.view.grid.step(Qt.Key(event.key()))

    # what it shows

    @property
    def index(self) -> int:
        """The place of the chosen cell, row by row."""
        return pairs_of(self.run.grid).index(self.chosen)

    @property
    def result(self) -> CellResult | None:
        """What came of the chosen cell with the settings now chosen."""
        return self.run.results.get(self.chosen)

    @Slot()
    def _show(self) -> None:
        self._keep_chosen()
        if self._page is not None:
            grid, cells = self.run.grid, self.run.cells()
            self._show_settings(grid)
            guess = self._stories.guess()
            axis = axis_of(self._shows, (cell.result for cell in cells if cell.result is not None), guess)
            self.view.grid.show_cells(cells, self.index, axis)
            remark = "Pale cells are of the settings before." if self.run.has_old and not self.run.running else ""
            self.view.legend.show_axis(axis, grid.layers + 1, grid.epochs, remark)
            self.view.panel.show_story(self._stories.of(self.chosen, cells[self.index]), self._shows)
            self.bar.show_cells(cells, running=self.run.running)
        offers = (id(self.run.grid), self.handed() is None, self.run.running)
        if offers != self._offered:
            self._offered = offers
            self.changed.emit()

    def _show_settings(self, grid: FlowGrid) -> None:
        """Show fields, rows and columns, if they are others: what is being typed while cells come in must stay."""
        if self._shown_settings != (grid, self._shows):
            self._shown_settings = (grid, self._shows)
            self.view.fields.show_grid(grid, self._shows)
            self.view.lines.show_grid(grid)
            self.view.grid.show_grid(grid.initializers, grid.activations)

    def _keep_chosen(self) -> None:
        """Choose a cell that is there, in the same row or column if possible."""
        grid, (row, column) = self.run.grid, self.chosen
        kept = (row if row in grid.initializers else grid.initializers[0],
                column if column in grid.activations else grid.activations[0])  # fmt: skip
        self.chosen = kept

    @Slot()
    def _note_change(self) -> None:
        self.changed.emit()

    # what it does

    @Slot()
    def run_or_cancel(self) -> None:
        """Train the cells that are not done, or stop."""
        if self.run.running:
            self.run.cancel()
        else:
            self.run.run()
        self._show()

    @Slot()
    def clear(self) -> None:
        """Stop, and empty all cells."""
        self.run.clear()
        self._show()

    @Slot(str)
    def show_curves(self, shows: str) -> None:
        """Show the norms of layers in the cells, or the loss."""
        self._shows = shows
        self._show()
        self.checked.emit(f"cell_shows:{shows}", True)

    @Slot(int)
    def choose_cell(self, index: int) -> None:
        """Look at a cell."""
        self.chosen = pairs_of(self.run.grid)[index]
        self._show()

    @Slot(int)
    def open_cell_at(self, index: int) -> None:
        """Look at a cell, and open it."""
        self.choose_cell(index)
        self.open_cell()

    @Slot()
    def open_cell(self) -> None:
        """Open the network of the chosen cell in the Playground, with its trained weights."""
        experiment = self.handed()
        if experiment is not None:
            self.open_requested.emit("playground", experiment)

    @Slot()
    def show_help(self) -> None:
        """Choose the cell that helps, or run the grid that may."""
        found = self._stories.advice(self.chosen)
        if found is None:
            return
        if found.pair is not None:
            self.choose_cell(pairs_of(self.run.grid).index(found.pair))
        elif found.grid is not None:
            self.change(found.undo, found.grid)
            self.run.run()

    @Slot(str, object)
    def change(self, undo: str, grid: FlowGrid) -> None:
        """Show another grid; it can be undone."""
        if form_of(grid) != form_of(self.run.grid):
            self._undo_stack.push(_Change(self, undo, self.run.grid, grid))

    def put(self, grid: FlowGrid) -> None:
        """Show another grid, without a step of undo."""
        self.run.put(grid)
        self._show()

    def choose_preset(self, name: str) -> None:
        """Learn other points."""
        try:
            self.change("Choose other data", replace(self.run.grid, base=preset(name)))
        except ValueError as why:
            self.told.emit(_as_sentence(why), (), "warn")

    def throw_dice(self) -> None:
        """Draw the preset with another seed."""
        recipe = self.run.grid.base.points.recipe
        if recipe is None:
            self.told.emit("These points are no preset, so they have no seed.", (), "info")
            return
        base = preset(recipe.shape, per_class=recipe.per_class, noise=recipe.noise, test_share=recipe.test_share,
                      seed=recipe.seed + 1)  # fmt: skip
        self.change("Draw the points anew", replace(self.run.grid, base=base))

    def take_other_weights(self) -> None:
        """Begin every cell with other weights."""
        self.change("Change the seed", replace(self.run.grid, seed=self.run.grid.seed + 1))

    def take_defaults(self) -> None:
        """Show the usual grid."""
        self.change("Reset to defaults", FlowGrid())

    # what goes from one workspace to another, and what stays

    def handed(self) -> Experiment | None:
        """The network of the chosen cell with its trained weights; None before it is done."""
        result = self.result
        if self._told[0] is not result:
            self._told = result, None if result is None else with_weights(result.experiment, result.theta)
        return self._told[1]

    def take(self, experiment: Experiment) -> None:
        """Run a grid on these points; where all hidden layers are alike, with as many of the same width."""
        hidden = experiment.network.layers[:-1]
        alike = len(set(hidden)) == 1
        try:
            grid = replace(
                self.run.grid, base=replace(experiment, example=""),
                layers=len(hidden) if alike else self.run.grid.layers,
                width=hidden[0].units if alike else self.run.grid.width,
            )  # fmt: skip
        except ValueError as why:
            raise ValueError(_as_sentence(why)) from None
        self.change("Open in Gradient flow", grid)

    def numbers(self) -> Table | None:
        """The loss and every layer's norm, of each cell at each epoch."""
        return table_of(self.run.grid, self.run.results)

    @property
    def work(self) -> object:
        """The grid."""
        return self.run.grid

    def form(self) -> Form:
        """The grid, the chosen cell, and what cells show; results are not kept, they are the same when run again."""
        return {"grid": form_of(self.run.grid), "chosen": self.index, "shows": self._shows}

    def restore(self, form: Form) -> None:
        """Show the grid of a form; it can be undone."""
        grid = grid_from(form["grid"])
        self.change("Restore the grid", grid)
        self.chosen, self._shows = pairs_of(grid)[int(form["chosen"])], str(form["shows"])
        self._show()

    def close(self) -> None:
        """End the thread and the processes."""
        self.run.close()


def _as_sentence(why: ValueError) -> str:
    said = str(why)
    return said[:1].upper() + said[1:]


class _Change(QUndoCommand):
    """Swaps two grids."""

    def __init__(self, lab: GradientFlowLab, words: str, before: FlowGrid, after: FlowGrid) -> None:
        super().__init__(words)
        self._lab, self._before, self._after = lab, before, after

    def redo(self) -> None:
        """Show the new grid."""
        self._lab.put(self._after)

    def undo(self) -> None:
        """Show the old grid again."""
        self._lab.put(self._before)
