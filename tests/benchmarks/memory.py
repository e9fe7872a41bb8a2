"""Resident memory while W1 trains for 200 000 epochs with the window open."""

from __future__ import annotations

import json
import math
import sys
from functools import partial

from tests.benchmarks.child import measured, resident
from tests.benchmarks.table import Table
from tests.benchmarks.workloads import WORKLOADS

EPOCHS, QUICK = 200_000, 5_000
POINTS = 5


def measure(*, quick: bool = False) -> Table:
    """One column a moment."""
    rows = measured("memory", str(QUICK if quick else EPOCHS))
    table = Table(
        "Resident memory, W1 training at full speed with the window open",
        "The history grows to its bounds: 512 keyframes, and 2²⁰ rows of losses, whose room doubles when full.",
    )
    heads = [f"{epoch:,}".replace(",", " ") for epoch, _, _ in rows]
    for name, column in (("MB", 1), ("of it history", 2)):
        cells = zip(heads, [f"{row[column]:.0f}" for row in rows], strict=True)
        table.add({"epochs": name, **dict(cells)})
    return table


def _train(epochs: int) -> list[tuple[int, float, float]]:
    """Epoch, megabytes of the process and of the history at every fifth of the way."""
    from tests.benchmarks.stage import Stage

    workload = WORKLOADS["W1"]
    with Stage(workload.experiment("auto")) as stage:
        found = []
        stage.app.bench.trainer.set_speed(math.inf)
        stage.app.bench.transport.play()
        for number in range(1, POINTS + 1):
            stage.wait(partial(stage.has_reached, epochs * number // POINTS))
            found.append((stage.epoch, resident(), stage.app.bench.playhead.history.nbytes / 2**20))
        stage.app.bench.transport.pause()
    return found


if __name__ == "__main__":
    print(json.dumps(_train(int(sys.argv[1]))))
