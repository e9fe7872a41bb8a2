"""The current position in the chain of a weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.state.cursor import Cursor

if TYPE_CHECKING:
    from mlpviz.engine.telling.chain_story import ChainStory
    from mlpviz.engine.telling.narration import Narrator
    from mlpviz.engine.telling.paths import Place


class ChainCursor(Cursor):
    """A cursor over the steps of one chain. A chain opens whole, at its last step; from there it can be replayed."""

    begun = Signal(object)
    """A chain was opened, or that of another weight: its ChainStory, with all paths. `step_shown` follows."""
    path_chosen = Signal(int)
    """One path alone is shown, by its row; −1 for all of them."""
    epsilon_chosen = Signal(int)
    """The exponent of the step ε of the central difference."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._story: ChainStory | None = None
        self._path, self._exponent = -1, -5

    @property
    def active(self) -> bool:
        return self._story is not None

    @property
    def story(self) -> ChainStory:
        """The open chain; RuntimeError if there is none."""
        if self._story is None:
            raise RuntimeError("no chain is open; call begin first.")
        return self._story

    @property
    def count(self) -> int:
        """The number of steps of the open chain; 0 if there is none."""
        return len(self._story.steps) if self._story is not None else 0

    @property
    def path(self) -> int:
        """The row of the path that is shown alone; −1 for all of them."""
        return self._path

    @property
    def exponent(self) -> int:
        """The exponent of the step ε of the central difference."""
        return self._exponent

    def begin(self, narrator: Narrator, place: Place, sample: int) -> None:
        """Open the chain of a weight or bias for a sample. Raises ValueError if the network has no such place."""
        from mlpviz.engine.telling.chain_story import ChainStory  # not needed to open a window

        before, story = self._story, ChainStory(narrator, place, sample)
        whole, last = before is None or self._index == len(before.steps) - 1, len(story.steps) - 1
        again = before is not None and before.place == place  # in another walk
        self._story, self._path = story, self._path if again and self._path < len(story.chain.paths) else -1
        self._index = last if whole else min(self._index, last) if again else 0
        self.begun.emit(story)
        self.epsilon_chosen.emit(self._exponent)
        if self._path >= 0:
            self.path_chosen.emit(self._path)
        self.step_shown.emit(self._index)

    @Slot()
    def end(self) -> None:
        """Leave the chain."""
        if self._story is not None:
            self._story = None
            self.ended.emit()

    @Slot()
    def next_path(self) -> None:
        """Go to the first step of the next group; from the last group, to the last step."""
        if self._story is not None:
            part = self._story.steps.part_of(self._index)
            self.go(part.start + part.count)

    @Slot()
    def next_weight(self) -> None:
        """Open the chain of the next weight or bias."""
        self._move(1)

    @Slot()
    def previous_weight(self) -> None:
        """Open the chain of the weight or bias before."""
        self._move(-1)

    @Slot(int)
    def choose_path(self, row: int) -> None:
        """Show one path alone, or all (−1); nothing happens if there is no such path."""
        if self._story is not None and -1 <= row < len(self._story.chain.paths) and row != self._path:
            self._path = row
            self.path_chosen.emit(row)

    @Slot(int)
    def choose_epsilon(self, exponent: int) -> None:
        """Use another step ε for the central difference: 10 to this exponent."""
        if exponent != self._exponent:
            self._exponent = exponent
            if self._story is not None:
                self.epsilon_chosen.emit(exponent)

    def _move(self, step: int) -> None:
        if self._story is not None:
            self.begin(self._story.narrator, self._story.neighbour(step), self._story.sample)
