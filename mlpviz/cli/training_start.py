"""Where `mlpviz train` begins: with a new run, or where the training of a session stands."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, fields, replace
from pathlib import Path

from mlpviz.cli.named_experiment import named_experiment, refuse_options
from mlpviz.cli.point_file import refuse_columns
from mlpviz.cli.session_bench import bench_of, names_a_session, session_of
from mlpviz.engine.history import History
from mlpviz.engine.reports import report
from mlpviz.engine.run import Run
from mlpviz.engine.session.machine import unlike
from mlpviz.engine.session.session import SavedBench, Session
from mlpviz.engine.training_choices import TrainingChoices

WORKSPACE = "playground"
"""Where a new run stands in a session."""


@dataclass(frozen=True)
class TrainingStart:
    """A run that is ready to train, with its history, and what is around it."""

    title: str
    run: Run
    history: History
    session: Session
    bench: SavedBench
    """The one of the session that trains."""
    remarks: tuple[str, ...] = ()

    def trained(self) -> Session:
        """The session as it is now; all but this bench is as it was."""
        history = self.history.record()
        now = replace(self.bench, experiment=self.run.experiment, history=history, epoch=None)
        return replace(self.session, benches=tuple(now if one is self.bench else one for one in self.session.benches))


def training_start(wanted: argparse.Namespace) -> TrainingStart:
    """What `wanted.preset` and the options name. Raises ValueError with one sentence, OSError for files."""
    if names_a_session(wanted.preset):
        return _of_session(wanted)
    if wanted.workspace is not None:
        raise ValueError(f"--workspace is for a session; {wanted.preset!r:.80} is none.")
    named = named_experiment(wanted)
    run, history = Run(named.experiment), History()
    history.begin(run.snapshot())
    bench = SavedBench(WORKSPACE, named.experiment, history.record(), opened=named.experiment)
    return TrainingStart(named.title, run, history, Session((bench,), workspace=WORKSPACE), bench, named.remarks)


def _of_session(wanted: argparse.Namespace) -> TrainingStart:
    given = [one.name for one in fields(TrainingChoices) if getattr(wanted, one.name) is not None]
    refuse_options(dict.fromkeys(given), wanted.preset)
    refuse_columns(wanted)
    session = session_of(wanted.preset)
    bench = bench_of(session, wanted.workspace)
    if not bench.experiment.points.train_count:
        raise ValueError(f"{Path(wanted.preset).name} holds no points to train on.")
    run, history = Run(bench.experiment), History.of(bench.history)
    remarks = [unlike(session.machines)] if unlike(session.machines) else []
    newest = history.newest
    if newest is None:
        history.begin(run.snapshot())
    else:
        if not newest.finite:
            raise ValueError(f"{Path(wanted.preset).name} has diverged: its loss is not a number; train it on from an "
                             "earlier epoch in the window.")  # fmt: skip
        run = Run(newest.experiment, newest.run).resume(newest)
        if newest.experiment != bench.experiment:
            run.adjust(bench.experiment)
        if run.arithmetic != newest.arithmetic:
            remarks.append(f"Computed by the layers from here: {run.reason}.")
        if run.arithmetic != newest.arithmetic or newest.experiment != bench.experiment:
            history.add(report(run, [], changed=True))
    return TrainingStart(Path(wanted.preset).name, run, history, session, bench, tuple(remarks))
