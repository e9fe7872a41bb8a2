"""A verdict of the Playground: a rule for one moment of a run, and what would help."""

from __future__ import annotations

from abc import abstractmethod

from mlpviz.engine.verdicts.case import Case
from mlpviz.engine.verdicts.verdict import Verdict

LEARNING = 0.1
"""Shares of the loss of the best guess: above this there is still something to learn,"""
UNLEARNED = 0.5
"""above this little has been learned,"""
GUESSED = 0.9
"""above this the network is hardly better than one answer for all points,"""
NO_BETTER = 0.99
"""above this it is no better,"""
SOLVED = 1e-3
"""and at most this is solved."""


class Sign(Verdict):
    """A rule for one moment of a run."""

    explains: tuple[str, ...] = ()
    """Names of the verdicts that are not given beside this one, because it is their cause."""

    @abstractmethod
    def found(self, case: Case) -> str:
        """A sentence with the numbers that meet the rule; "" if it is not met."""

    def help(self, case: Case) -> str:
        """What would help, as sentences; "" where nothing need."""
        return ""

    def explained(self, case: Case) -> tuple[str, ...]:
        """Names of the verdicts that this one explains here."""
        return self.explains
