"""What a run has to tell after some epochs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import fields
from operator import attrgetter

import numpy as np

from mlpviz.engine.records import Progress, Scores, freeze
from mlpviz.engine.run import Run

_numbers = attrgetter(*(field.name for field in fields(Scores)))


def training(run: Run, epochs: int) -> Iterator[Progress]:
    """Train for so many epochs and report each; ends early, with `diverged` set, if the loss stops being a number."""
    for _ in range(epochs):
        started = time.perf_counter()
        run.epoch()
        seconds = time.perf_counter() - started
        progress = report(run, [(run.epochs, run.scores())], rate=1.0 / seconds)
        yield progress
        if progress.diverged:
            return


def report(
    run: Run, rows: Sequence[tuple[int, Scores]], *, rate: float = float("nan"), changed: bool = False
) -> Progress:
    """Freeze where a run stands, with the scores of the epochs that ended since the last report."""
    snapshot = run.snapshot()
    epochs = freeze([epoch for epoch, _ in rows], np.int64)
    scores = freeze(np.reshape([_numbers(scores) for _, scores in rows], (len(rows), 4)))
    return Progress(snapshot, epochs, scores, rate, changed=changed, diverged=not snapshot.finite)
