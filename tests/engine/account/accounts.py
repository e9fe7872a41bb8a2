"""Runs with their histories, and accounts of them, worked out here and now."""

from __future__ import annotations

from mlpviz.engine.account.account import Account, account_of
from mlpviz.engine.account.booking import book
from mlpviz.engine.account.legs import jobs_of
from mlpviz.engine.history import History
from mlpviz.engine.pool import Mark
from mlpviz.engine.reports import report
from mlpviz.engine.run import Run


class Course:
    """A run and what the playhead would keep of it."""

    def __init__(self, experiment, *, most_keyframes=24, **how):
        self.run, self.history = Run(experiment, **how), History(most_keyframes)
        self.history.begin(self.run.snapshot())

    def train(self, epochs):
        for _ in range(epochs):
            self.run.epoch()
            self.history.add(report(self.run, [self.run.scores().row()]))
        return self

    def adjust(self, experiment):
        self.run.adjust(experiment)
        return self.changed()

    def changed(self):
        self.history.add(report(self.run, [], changed=True))
        return self


def account(history: History, first: int, last: int) -> Account:
    jobs = jobs_of(history, first, last)
    with Mark() as mark:
        return account_of(jobs, [book(job, mark) for job in jobs])
