"""What is shown of one run."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QPen

from mlpviz.engine.loss_curve import Losses
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style

MOST_SHOWN = 4
"""How many runs the plot shows at most."""
DASHES = ("", "comparison", "run_dots", "run_long")
"""How the curves are told apart, by slot; the present run has the first."""


@dataclass(frozen=True, eq=False)
class RunLine:
    """A row of the list, and a curve of the plot."""

    number: int
    title: str
    told: str
    """Its losses, in words."""
    ended: str
    """How far it came, in words."""
    about: str
    """What differs from the present run, and why it stopped: for the tooltip."""
    losses: Losses
    slot: int | None = None
    """Which dashes its curve in the plot has; None if it is not in the plot."""
    pinned: bool = False
    present: bool = False
    """Whether it is the run that is trained now."""
    kept: bool = True
    name: str = ""
    """What the learner calls it."""

    @property
    def epochs(self) -> int:
        """The epoch at which it ends."""
        return int(self.losses.epochs[-1]) if len(self.losses) else 0

    @property
    def elsewhere(self) -> bool:
        """Whether it can be brought back: it is kept, and is not the one that is there."""
        return self.kept and not self.present

    def spoken(self) -> str:
        """All of it in one sentence, for a screen reader."""
        parts = [f"Run {self.number}: {self.title}", "trained now" if self.present else "", self.told, self.ended]
        parts += ["in the plot" if self.slot is not None else "", "pinned" if self.pinned else ""]
        return ", ".join(filter(None, parts))


def pen(theme: Theme, slot: int | None, line: str = "curve") -> QPen:
    """The pen of a run's curve."""
    if slot is None:
        return plot_style.pen(theme, "t3", "curve_secondary")
    return plot_style.pen(theme, "t1" if slot == 0 else "t2", line, DASHES[slot])
