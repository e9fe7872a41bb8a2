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
        "What grows is the list of losses: 104 bytes an epoch, its room doubled when it is full, up to 2²⁰ rows.",
    )
    table.add({"epochs": "MB", **{f"{epoch:,}".replace(",", " "): f"{size:.0f}" for epoch, size in rows}})
    return table


def _train(epochs: int) -> list[tuple[int, float]]:
    from tests.benchmarks.stage import Stage

    workload = WORKLOADS["W1"]
    with Stage(workload.experiment("auto")) as stage:
        found = []
        stage.app.trainer.set_speed(math.inf)
        stage.app.transport.play()
        for number in range(1, POINTS + 1):
            stage.wait(partial(stage.has_reached, epochs * number // POINTS))
            found.append((stage.epoch, resident()))
        stage.app.transport.pause()
    return found


if __name__ == "__main__":
    print(json.dumps(_train(int(sys.argv[1]))))
