"""What the panel tells of one cell, in words and numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mlpviz.engine.flow.factors import Factor
from mlpviz.engine.flow.theory import Expected
from mlpviz.views.gradient_flow.cell_state import CellState


@dataclass(frozen=True, eq=False)
class CellStory:
    """All that is told of a cell."""

    title: str
    state: CellState
    sentences: str = ""
    guess: float = math.nan
    """The loss of the best guess."""
    start_factors: tuple[Factor, ...] = ()
    end_factors: tuple[Factor, ...] = ()
    expected: tuple[Expected, ...] = ()
    theory: str = ""
    """What theory says of this initializer and activation."""
    help: str = ""
    """What would help, or that nothing need."""
    help_button: str = ""
    """What the button says that shows it; "" for no button."""

    def same_as(self, other: CellStory) -> bool:
        """Whether the other one says the same of the same result."""
        words = (self.title, self.state, self.sentences, self.help, self.help_button)
        return words == (other.title, other.state, other.sentences, other.help, other.help_button)
