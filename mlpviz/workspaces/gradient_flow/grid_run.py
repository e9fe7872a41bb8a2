"""A grid under way: which cells are done, which are waiting, and which are of the settings before."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mlpviz.engine.flow.cell import CellResult, train_cell
from mlpviz.engine.flow.grid import FlowGrid
from mlpviz.engine.pool import Done
from mlpviz.state.background import Background
from mlpviz.views.gradient_flow.cell_state import CellState, Standing
from mlpviz.workspaces.gradient_flow.memory import Memory, Pair, pairs_of, same_settings

LOOK = 100
"""Milliseconds between two looks at which cells have begun."""
MOST_WORK = 2e10
"""A grid with more multiplications than this, a minute's work, is started by the learner alone."""


class GridRun(QObject):
    """Trains the cells of a grid in the background. Changed settings begin anew, once the learner has run a grid."""

    changed = Signal()
    """A cell, or what is under way, is not as it was."""
    progressed = Signal(int, int)
    """How many of the jobs under way are done, and how many there are."""
    failed = Signal(str)
    """The processes could not be used."""

    def __init__(self, grid: FlowGrid, parent: QObject | None = None) -> None:
        """Nothing is run yet."""
        super().__init__(parent)
        self.grid = grid
        self._memory = Memory()
        self.results = self._memory.of(grid)
        """Of the settings now chosen, also of rows and columns that are not shown."""
        self._old: dict[Pair, CellResult] = {}
        self._failures: dict[Pair, str] = {}
        self._jobs: tuple[Pair, ...] = ()
        self._waiting: set[Pair] = set()
        self._live = False
        """Whether changed settings are run without being asked for."""
        self._look = QTimer(self, interval=LOOK)
        self._look.timeout.connect(self._notice_begun)
        self._begun: set[Pair] = set()
        self._background = Background(self)
        self._background.done.connect(self._receive)
        self._background.progressed.connect(self.progressed)
        self._background.ended.connect(self._end)
        self._background.failed.connect(self._fail)

    @property
    def running(self) -> bool:
        """Whether cells are still to come."""
        return self._background.busy

    @property
    def has_old(self) -> bool:
        """Whether a cell on show is of the settings before."""
        return any(cell.standing is Standing.OLD for cell in self.cells())

    def cells(self) -> list[CellState]:
        """How far every cell of the grid is, row by row."""
        return [self._cell(pair) for pair in pairs_of(self.grid)]

    def _cell(self, pair: Pair) -> CellState:
        waiting = pair in self._waiting
        begun = waiting and self._background.begun(self._jobs.index(pair))
        if pair in self.results and not waiting:
            return CellState(Standing.DONE, self.results[pair])
        if pair in self._failures:
            return CellState(Standing.FAILED, failure=self._failures[pair].partition("\n")[0])
        if pair in self._old:
            return CellState(Standing.OLD, self._old[pair], waiting, begun)
        return CellState(Standing.WAITING if waiting else Standing.EMPTY, None, waiting, begun)

    # what the learner does

    def run(self) -> None:
        """Train the cells that are not done; if all are, train all of them once more."""
        self._live = True
        pairs = pairs_of(self.grid)
        if all(pair in self.results for pair in pairs):
            for pair in pairs:
                del self.results[pair]
        self._failures.clear()
        self._start()

    def go_on(self) -> None:
        """Train what `pause` has left."""
        self._start()

    def cancel(self) -> None:
        """Stop at once; what is done stays, and changed settings wait to be run."""
        self._live = False
        self._background.cancel()
        self._waiting.clear()
        self.changed.emit()

    def clear(self) -> None:
        """Stop, and forget what this grid has shown."""
        for pair in pairs_of(self.grid):
            self.results.pop(pair, None)
        self._old.clear()
        self._failures.clear()
        self.cancel()

    def put(self, grid: FlowGrid) -> None:
        """Show another grid. Its cells that were run before are there at once, the others are trained if wanted."""
        if not same_settings(self.grid, grid):
            self._old.update(self.results)
            self._failures.clear()
            self.results = self._memory.of(grid)
        self.grid = grid
        self._background.cancel()
        self._waiting.clear()
        if self._live and work_of(grid) <= MOST_WORK:
            self._start()
        self.changed.emit()

    def pause(self) -> bool:
        """Stop for now; returns whether anything was under way."""
        was_running = self.running
        self._background.cancel()
        self._waiting.clear()
        return was_running

    def close(self) -> None:
        """End the thread and the processes."""
        self._background.close()

    # what comes back

    def _start(self) -> None:
        missing = [
            (pair, job) for pair, job in zip(pairs_of(self.grid), self.grid.jobs(), strict=True)
            if pair not in self.results
        ]  # fmt: skip
        self._jobs = tuple(pair for pair, _ in missing)
        self._waiting = set(self._jobs)
        if missing:
            self._background.start(train_cell, [job for _, job in missing])
            self._look.start()
        self.changed.emit()

    @Slot()
    def _notice_begun(self) -> None:
        begun = {pair for pair in self._waiting if self._background.begun(self._jobs.index(pair))}
        if begun != self._begun:
            self._begun = begun
            self.changed.emit()
        if not self._waiting:
            self._look.stop()

    @Slot(object)
    def _receive(self, done: Done[CellResult]) -> None:
        pair = self._jobs[done.index]
        self._waiting.discard(pair)
        if done.result is not None:
            self.results[pair] = done.result
            self._old.pop(pair, None)
        else:
            self._failures[pair] = done.failure
        self.changed.emit()

    @Slot()
    def _end(self) -> None:
        self._waiting.clear()
        self.changed.emit()

    @Slot(str)
    def _fail(self, words: str) -> None:
        self._live = False
        self._waiting.clear()
        self.failed.emit(words)
        self.changed.emit()


def work_of(grid: FlowGrid) -> float:
    """About how many multiplications all cells of a grid take in a forward pass, over all epochs."""
    parameters = grid.experiment(0, 0).network.parameter_count
    return float(grid.rows * grid.columns * grid.epochs) * grid.base.points.train_count * parameters
