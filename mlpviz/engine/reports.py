"""What a run has to tell after some epochs."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Sequence

import numpy as np

from mlpviz.engine.records import SCORES, Progress, freeze
from mlpviz.engine.run import Run
from mlpviz.nn.arrays import Array


def training(run: Run, epochs: int) -> Iterator[Progress]:
    """Train for so many epochs and report each; ends early, with `diverged` set, if the loss stops being a number."""
    for _ in range(epochs):
        started = time.perf_counter()
        run.epoch()
        seconds = time.perf_counter() - started
        progress = report(run, [run.scores().row()], rate=1.0 / seconds)
        yield progress
        if progress.diverged:
            return


def report(run: Run, rows: Sequence[Array], *, rate: float = float("nan"), changed: bool = False) -> Progress:
    """Freeze where a run stands, with the scores (m, 5) of the epochs that ended since the last report."""
    snapshot = run.snapshot()
    scores = np.concatenate([np.empty((0, len(SCORES))), *rows])
    epochs = np.arange(run.epochs - len(scores), run.epochs) + 1
    return Progress(
        snapshot, freeze(epochs, np.int64), freeze(scores), rate, changed=changed, diverged=not snapshot.finite
    )


def failure(error: Exception) -> str:
    """What went wrong in a thread, in a line for the learner, and below it where, for whoever looks into it."""
    return f"{type(error).__name__}: {error}\n{''.join(traceback.format_exception(error))}"
