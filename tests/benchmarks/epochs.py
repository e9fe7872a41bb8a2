"""Epochs a second of every implementation, taken in turns so that a busy machine is busy for all of them."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from statistics import median

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.run import Run
from tests.benchmarks.child import measured
from tests.benchmarks.ours import Compiled, Layers, at_full_speed
from tests.benchmarks.peers import peers
from tests.benchmarks.table import Table
from tests.benchmarks.textbook import Textbook
from tests.benchmarks.workloads import WORKLOADS, Contestant, Workload

Epochs = Callable[[], int | None]
"""Trains some epochs and says how many; where it says nothing, it was one."""
ROUNDS, TURN = 9, 0.25
"""Turns each implementation gets, and their length in seconds (an epoch is never cut short)."""
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}
"""For the peers; NumPy has one in every measurement. It has to be known before they are imported."""


def measure(*, quick: bool = False) -> Table:
    """One row a workload and kind of epoch."""
    table = Table(
        "Epochs a second, one thread",
        "× is the ratio to the textbook version of the same kind. Bare: the samples in the order they have, no loss. "
        "Full: a fresh order of the samples, then the loss on training and on as many test points.",
    )
    for workload in WORKLOADS:
        for row in measured("epochs", workload, *(["quick"] if quick else []), **ONE_THREAD):
            table.add(row)
    return table


def _rows(name: str, *, quick: bool) -> list[dict[str, str]]:
    rounds, turn = (3, 0.05) if quick else (ROUNDS, TURN)
    workload, rows = WORKLOADS[name], []
    taking_part = contestants(workload)
    for kind in ("bare", "full"):
        rates = take_turns({who: getattr(one, kind) for who, one in taking_part.items()}, rounds, turn)
        base = rates["textbook"]
        cells = {who: f"{rate(found)} ({found / base:.1f}×)" for who, found in rates.items()}
        cells["textbook"] = rate(base)
        rows.append({"workload": f"{workload.name}: {workload.about}", "epoch": kind, **cells})
    return rows


def rate(value: float) -> str:
    """Three digits are more than the noise leaves."""
    return f"{value:,.0f}".replace(",", " ") if value >= 100 else f"{value:.3g}"


def contestants(workload: Workload) -> dict[str, Contestant]:
    """All that can train a workload on this machine, the textbook first."""
    found: dict[str, Contestant] = {"textbook": Textbook(workload), "mlpviz layers": Layers(workload)}
    with suppress(LookupError):
        found["mlpviz compiled"] = Compiled(workload)
    return {**found, **peers(workload)}


def full_epoch(experiment: Experiment) -> Epochs:
    """What the trainer does at full speed for the epochs it reports."""
    return partial(at_full_speed, Run(experiment))


def take_turns(taken: dict[str, Epochs], rounds: int, turn: float) -> dict[str, float]:
    """Median epochs a second of each; the first turn only warms up."""
    rates: dict[str, list[float]] = {name: [] for name in taken}
    for number in range(rounds + 1):
        for name, epochs in taken.items():
            speed = one_turn(epochs, turn if number else 0.0)
            if number:
                rates[name].append(speed)
    return {name: median(found) for name, found in rates.items()}


def one_turn(epochs: Epochs, seconds: float) -> float:
    """Epochs a second of as many epochs as fit into a turn, at least one."""
    done, started = 0, time.perf_counter()
    while True:
        done += epochs() or 1
        passed = time.perf_counter() - started
        if passed >= seconds:
            return done / passed


if __name__ == "__main__":
    print(json.dumps(_rows(sys.argv[1], quick="quick" in sys.argv[2:])))
