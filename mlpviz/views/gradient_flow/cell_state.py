"""What the grid shows of one cell: its result, and whether it is of the settings now chosen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from mlpviz.engine import number
from mlpviz.engine.flow.cell import CellResult


class Standing(Enum):
    """How far a cell is."""

    EMPTY = "not run yet"
    WAITING = "waiting"
    DONE = "done"
    OLD = "of the settings before"
    FAILED = "stopped by an error"


@dataclass(frozen=True)
class CellState:
    """One cell as the grid shows it."""

    standing: Standing = Standing.EMPTY
    result: CellResult | None = None
    """None unless it is done, or an older result stands in its place."""
    waiting: bool = False
    """Whether it is being computed, or will be."""
    begun: bool = False
    """Whether it is being computed now."""
    failure: str = ""
    """Why there is no result."""

    @property
    def progress(self) -> str:
        """"training" or "waiting", or "" if it is neither."""
        return ("training" if self.begun else "waiting") if self.waiting else ""

    @property
    def words(self) -> str:
        """Verdict and loss, or how far it is."""
        if self.result is None:
            return self.failure or self.progress or self.standing.value
        said = f"{self.result.finding.verdict.label}, {loss_words(self.result)}"
        return said if self.standing is Standing.DONE else f"{said}, {self.standing.value}"


def loss_words(result: CellResult) -> str:
    """As in "loss 0.693", or "NaN"."""
    written = number.loss(result.loss)
    return written if result.nan_at is not None else f"loss {written}"
