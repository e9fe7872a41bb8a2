"""The toolbar of Gradient flow: run the grid or cancel it, and what came of it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtWidgets import QProgressBar

from mlpviz.engine import number
from mlpviz.engine.verdicts.laboratory import Healthy
from mlpviz.views.controls.button import Button, IconButton
from mlpviz.views.gradient_flow.cell_state import CellState, Standing
from mlpviz.views.look.theme import Theme
from mlpviz.views.statistics import Meaning, Statistics
from mlpviz.views.toolbar import Toolbar

MEANINGS = (
    Meaning("runs", "Runs", "Cells that are done, of all cells of the grid.", widest="000 of 000"),
    Meaning("healthy", "Healthy", "Cells in which every layer gets a gradient of a useful size.", widest="000"),
    Meaning("best", "Best loss", "The lowest train loss at the end of a run."),
    Meaning("diverged", "Diverged", "Cells in which a number was no longer finite.", widest="000"),
)
RUN, CANCEL = "Run grid", "Cancel"
PROGRESS = 140
"""Px of the bar."""


class FlowToolbar(Toolbar):
    """Buttons that ask for a grid to be run; the workspace connects them."""

    def __init__(self, theme: Theme) -> None:
        """Build the row."""
        super().__init__(theme)
        self.reset = IconButton(theme, "reset", "Clear all cells (R)")
        self.run = Button(theme, RUN, "primary", icon="play", large=True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(PROGRESS)
        self.progress.setAccessibleName("Progress of the grid")
        self.statistics = Statistics(theme, MEANINGS)
        self.add(self.reset, self.run)
        self.add(self.progress)
        self.add_statistics(self.statistics)
        self._running: bool | None = None
        self.restyle()
        self.show_cells((), running=False)

    def restyle(self) -> None:
        """Take sizes from the theme again; the button is as wide as the longer of its words."""
        super().restyle()
        words = self.run.fontMetrics().horizontalAdvance(RUN)
        self.run.setMinimumWidth(words + round(60 * max(1.0, self._theme.text_scale)))

    def show_cells(self, cells: Sequence[CellState], *, running: bool) -> None:
        """Show how many cells are done, and what came of them."""
        done = [cell.result for cell in cells if cell.standing is Standing.DONE and cell.result is not None]
        healthy = sum(isinstance(result.finding.verdict, Healthy) for result in done)
        losses = [result.loss for result in done if math.isfinite(result.loss)]
        diverged = sum(result.nan_at is not None for result in done)
        missing = "No cell is done yet."
        self.statistics.show_texts({
            "runs": (f"{number.count(len(done))} of {number.count(len(cells))}", ""),
            "healthy": (number.count(healthy) if done else "–", "" if done else missing),
            "best": (number.loss(min(losses)) if losses else "–", "" if losses else missing),
            "diverged": (number.count(diverged) if done else "–", "" if done else missing),
        })
        self.reset.setEnabled(running or any(cell.result is not None or cell.failure for cell in cells))
        self.progress.setVisible(running)
        self._show_running(running)

    def show_progress(self, done: int, jobs: int) -> None:
        """Show how many of the jobs under way are done."""
        self.progress.setRange(0, max(1, jobs))
        self.progress.setValue(done)

    def _show_running(self, running: bool) -> None:
        if running != self._running:
            self._running = running
            self.run.setText(CANCEL if running else RUN)
            self.run.set_icon("close" if running else "play")
            self.run.setToolTip("Stop; what is done stays (Esc, Space)" if running else "Train every cell (Space)")
            self.run.setAccessibleName(self.run.text())
