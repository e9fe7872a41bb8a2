"""Which epochs of a training become which frames of a film."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

SHORTEST, LONGEST = 0.2, 600.0
"""Seconds of a film."""
MOST_A_SECOND = 60
MOST_FRAMES = 6000


@dataclass(frozen=True)
class Frame:
    """One picture of a film."""

    epoch: int
    ticks: int
    """How long it stays, in frames of the film: where there are fewer epochs than frames, more than one."""


@dataclass(frozen=True)
class FilmPlan:
    """A film from one epoch to a later one, both of them shown, in even steps of time."""

    first: int
    last: int
    seconds: float = 10.0
    per_second: int = 20
    """Frames a second."""
    loop: bool = True
    """Whether it begins again at its end, where the format knows that."""

    def __post_init__(self) -> None:
        """Refuse what makes no film; ValueError says in one sentence what is allowed."""
        if not 0 <= self.first < self.last:
            raise ValueError(f"a film goes from an epoch to a later one, not from {self.first} to {self.last}.")
        if not SHORTEST <= self.seconds <= LONGEST:
            raise ValueError(f"a film takes {SHORTEST:g} to {LONGEST:g} seconds, not {self.seconds:g}.")
        if not 1 <= self.per_second <= MOST_A_SECOND:
            raise ValueError(f"a film has 1 to {MOST_A_SECOND} frames a second, not {self.per_second}.")
        if self.ticks > MOST_FRAMES:
            raise ValueError(
                f"a film has at most {MOST_FRAMES} frames, and this one would have {self.ticks}; "
                "choose fewer seconds or fewer frames a second."
            )

    @property
    def ticks(self) -> int:
        """How many frames all of it takes."""
        return max(2, round(self.seconds * self.per_second))

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """Each picture once, the earliest first."""
        epochs = np.rint(np.linspace(self.first, self.last, self.ticks)).astype(np.int64)
        shown, counts = np.unique(epochs, return_counts=True)
        return tuple(Frame(epoch, ticks) for epoch, ticks in zip(shown.tolist(), counts.tolist(), strict=True))

    def samples(self, count: int) -> tuple[int, ...]:
        """So many of the epochs, or fewer, spread over the film, both ends among them."""
        places = np.unique(np.rint(np.linspace(0, len(self.frames) - 1, count)).astype(int)).tolist()
        return tuple(self.frames[place].epoch for place in places)
