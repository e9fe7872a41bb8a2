"""What is told of each cell: computed once, when the cell is looked at."""

from __future__ import annotations

from dataclasses import replace

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.flow.cell import CellResult
from mlpviz.engine.flow.factors import factors
from mlpviz.engine.flow.guessing import guessing_loss
from mlpviz.engine.flow.theory import expected
from mlpviz.views.gradient_flow.cell_state import CellState
from mlpviz.views.gradient_flow.cell_story import CellStory
from mlpviz.views.gradient_flow.heads import title_of
from mlpviz.workspaces.gradient_flow import sentences
from mlpviz.workspaces.gradient_flow.grid_run import GridRun
from mlpviz.workspaces.gradient_flow.memory import Pair
from mlpviz.workspaces.gradient_flow.sentences import Advice

EXPLAINED = (
    "Each cell trains one network. All learn the same points; they differ only in how their weights begin and in their "
    "activation. Press Run grid."
)
MOST = 40
"""So many cells that were looked at are kept with all that is told of them."""


class Stories:
    """Tells of the cells of a grid under way."""

    def __init__(self, run: GridRun) -> None:
        """Tell of this grid."""
        self._run = run
        self._known: dict[int, tuple[CellResult, CellStory]] = {}
        self._guessed: tuple[Experiment | None, float] = (None, 0.0)

    def guess(self) -> float:
        """The loss of the best guess on the points now chosen."""
        base = self._run.grid.base
        if self._guessed[0] is not base:
            self._guessed = base, guessing_loss(self._run.grid.experiment(0, 0))
        return self._guessed[1]

    def advice(self, pair: Pair) -> Advice | None:
        """What would help a cell; None before it is done."""
        if pair not in self._run.results:
            return None
        return sentences.advice(self._run.grid, pair, self._run.results, self.guess())

    def of(self, pair: Pair, state: CellState) -> CellStory:
        """All that is told of a cell."""
        title, result = title_of(pair[1], pair[0]), state.result
        if result is None:
            waiting = "This cell is being trained." if state.begun else "This cell is waiting for its turn."
            return CellStory(title, state, state.failure or (waiting if state.waiting else EXPLAINED))
        story = replace(self._explained(title, result), state=state)
        found = self.advice(pair)
        if found is None or self._run.results[pair] is not result:
            words = f"This is of the settings before. {story.sentences}"
            return replace(story, sentences=words, help="Run the grid to see what helps.")
        return replace(story, help=found.text, help_button=found.button)

    def _explained(self, title: str, result: CellResult) -> CellStory:
        """What does not depend on the other cells."""
        known = self._known.get(id(result))
        if known is None:
            if len(self._known) >= MOST:
                self._known.clear()
            experiment = result.experiment
            theory, guess = expected(experiment), guessing_loss(experiment)
            story = CellStory(
                title, CellState(), sentences.told(result, guess), guess,
                factors(experiment, result.first_theta), factors(experiment, result.theta), theory,
                sentences.theory(theory),
            )  # fmt: skip
            known = self._known[id(result)] = result, story
        return known[1]
