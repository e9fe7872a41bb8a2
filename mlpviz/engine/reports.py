"""Reports of a run after some epochs."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Sequence

import numpy as np

from mlpviz.engine.history import Gap
from mlpviz.engine.records import SCORES, Progress, Snapshot, freeze
from mlpviz.engine.run import Run
from mlpviz.nn.arrays import Array


def training(run: Run, epochs: int) -> Iterator[Progress]:
    """Train for `epochs` epochs and yield a report of each. Ends early, with `diverged`, if the loss is not finite."""
    for _ in range(epochs):
        started = time.perf_counter()
        run.epoch()
        seconds = time.perf_counter() - started
        progress = report(run, [run.scores().row()], rate=1.0 / seconds)
        yield progress
        if progress.diverged:
            return


def report(run: Run, rows: Sequence[Array], *, rate: float = float("nan"), changed: bool = False) -> Progress:
    """A frozen report of a run, with the scores of the epochs since the last report, arrays of (m, 7)."""
    snapshot = run.snapshot()
    scores = np.concatenate([np.empty((0, len(SCORES))), *rows])
    epochs = np.arange(run.epochs - len(scores), run.epochs) + 1
    return Progress(
        snapshot, freeze(epochs, np.int64), freeze(scores), rate, changed=changed, diverged=not snapshot.finite
    )


def filled(gaps: Sequence[Gap]) -> Iterator[tuple[Snapshot, Snapshot] | None]:
    """Train through gaps of a history again, batch by batch, and yield snapshots with the keyframe that each came from.

    None is yielded in between, so that whoever asks can stop at any time.
    """
    for gap in gaps:
        start = gap.start
        run = Run(start.experiment, start.run, arithmetic=start.arithmetic).resume(start)
        run.reason = start.reason
        while run.epochs < gap.until - 1:
            if run.batch() and (run.epochs - start.epoch) % gap.step == 0:
                yield run.snapshot(), start
            else:
                yield None


def failure(error: Exception) -> str:
    """An error in a thread as text: one line for the learner, then the traceback for developers."""
    return f"{type(error).__name__}: {error}\n{''.join(traceback.format_exception(error))}"
