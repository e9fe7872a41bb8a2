"""What a network had learned before a change of its shape, in case that change is undone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.engine.experiment import Experiment
from mlpviz.nn.arrays import Array

MOST = 16
"""How many changes of shape are remembered."""


@dataclass(frozen=True, eq=False)
class Learned:
    """All that a run had learned with an experiment."""

    experiment: Experiment
    theta: Array
    memory: Array
    count: int
    """Updates that the optimizer had made."""
    followed_by: Array
    """The parameters just after the change that took it away."""


class SetAside:
    """Keeps what was learned with each experiment whose shape was changed, the newest last.

    Undo brings back the very same Experiment object; an equal one that the learner built anew starts afresh.
    """

    def __init__(self) -> None:
        """Nothing has been set aside."""
        self._kept: list[Learned] = []

    def keep(self, learned: Learned) -> None:
        """Remember it; the oldest is forgotten."""
        self._kept = [*self._kept, learned][-MOST:]

    def of(self, experiment: Experiment) -> Learned | None:
        """What was last learned with this very experiment; None if nothing is known."""
        return next((one for one in reversed(self._kept) if one.experiment is experiment), None)

    @staticmethod
    def untouched(learned: Learned, theta: Array) -> bool:
        """Whether nothing was learned since the change that took it away."""
        return bool(np.array_equal(theta, learned.followed_by))
