"""What is the matter with the epoch on screen: the verdicts on its picture and on the history before it."""

from __future__ import annotations

from mlpviz.engine.history import History
from mlpviz.engine.trend import TrendReader
from mlpviz.engine.verdicts.case import Case
from mlpviz.engine.verdicts.playground import judged
from mlpviz.engine.verdicts.verdict import Finding
from mlpviz.state.picture_maker import Picture


class Diagnosis:
    """Judges one picture after another; quick enough for the GUI thread, since the picture holds what was measured."""

    def __init__(self) -> None:
        self._reader = TrendReader()

    def of(self, picture: Picture, history: History) -> tuple[Finding, ...]:
        """Every verdict that holds; none where there is nothing to train on."""
        snapshot = picture.snapshot
        if not snapshot.experiment.points.train_count:
            return ()
        trend = self._reader.read(history, snapshot)
        return judged(Case(snapshot, picture.vitals, trend, picture.guess))
