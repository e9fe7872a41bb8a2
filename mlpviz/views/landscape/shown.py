"""What the views of the landscape show at one moment."""

from __future__ import annotations

from dataclasses import dataclass

from mlpviz.engine.landscape.relief import Relief
from mlpviz.engine.landscape.story import PALE
from mlpviz.nn.arrays import Array


@dataclass(frozen=True, eq=False)
class ShownPath:
    """The shadow of a path on the plane."""

    name: str
    dash: int
    """Which of four patterns of a line it is drawn with: 0 is solid."""
    epochs: Array
    """(n,)"""
    places: Array
    """(n, 2)"""
    share: float
    """How much of the path the plane holds, 0…1."""
    diverged: bool = False
    """Whether it ended where the weights became no numbers."""
    own: bool = False
    """Whether it is that of the run now, on which the playhead moves."""

    @property
    def pale(self) -> bool:
        """Whether most of it lies outside of the plane."""
        return self.share < PALE


@dataclass(frozen=True, eq=False)
class Shown:
    """A plane with what is known of it so far."""

    axes: tuple[str, str] = ("", "")
    relief: Relief | None = None
    """None until the first losses are there."""
    paths: tuple[ShownPath, ...] = ()
    epoch: int = 0
    playhead: Array | None = None
    """The place of the network on show, (2,); None if it has none."""
    downhill: Array | None = None
    """The direction of −gradient there, (2,); None if it is not to be shown."""
    note: str = ""
    """What is missing, in place of the landscape."""
