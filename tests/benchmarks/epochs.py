"""Epochs a second of every implementation, taken in turns so that a busy machine is busy for all of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from mlpviz.engine.build import descent_of, network_of
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.run import Run
from mlpviz.nn.network import sweep
from tests.benchmarks.peers import Epoch, peers
from tests.benchmarks.table import Table
from tests.benchmarks.textbook import Textbook
from tests.benchmarks.workloads import WORKLOADS, Workload, has_engines

ROUNDS, TURN = 9, 0.25
"""Turns each implementation gets, and their length in seconds (an epoch is never cut short)."""


def measure(*, quick: bool = False) -> Table:
    """One row a workload and kind of epoch."""
    rounds, turn = (3, 0.05) if quick else (ROUNDS, TURN)
    table = Table(
        "Epochs a second, one thread",
        "× is the ratio to the textbook version of the same kind. Bare: no fresh order, no loss. "
        "Full: a fresh seeded order, then the exact loss on training and on as many test points.",
    )
    for workload in WORKLOADS.values():
        for kind, epochs in _contestants(workload).items():
            rates = take_turns(epochs, rounds, turn)
            base = rates["textbook"]
            cells = {name: f"{rate(found)} ({found / base:.1f}×)" for name, found in rates.items()}
            cells["textbook"] = rate(base)
            table.add({"workload": f"{workload.name}: {workload.about}", "epoch": kind, **cells})
    return table


def rate(value: float) -> str:
    """Three digits are more than the noise leaves."""
    return f"{value:,.0f}".replace(",", " ") if value >= 100 else f"{value:.3g}"


def _contestants(workload: Workload) -> dict[str, dict[str, Epoch]]:
    book, engine = Textbook(workload), "layers" if has_engines() else None
    found: dict[str, dict[str, Epoch]] = {
        "bare": {"textbook": book.bare, "mlpviz layers": _layers_bare(workload)},
        "full": {"textbook": book.full, "mlpviz layers": full_epoch(workload.experiment(engine))},
    }
    if engine is not None and _compiles(workload):
        found["full"]["mlpviz compiled"] = full_epoch(workload.experiment("compiled"))
    for name, (epoch, kind) in peers(workload).items():
        found[kind][name] = epoch
    return found


def _compiles(workload: Workload) -> bool:
    """Whether compiled epochs are there, and not only asked for."""
    run = Run(workload.experiment("compiled"))
    run.epoch()
    return str(run.snapshot().arithmetic) == "compiled"


def _layers_bare(workload: Workload) -> Epoch:
    experiment = workload.experiment()
    x, t, _, _ = workload.arrays()
    network, descent = network_of(experiment.network, experiment.network.first_theta()), descent_of(experiment)
    batches = [
        (x[start : start + workload.batch], t[start : start + workload.batch])
        for start in range(0, len(x), workload.batch)
    ]

    def epoch() -> None:
        for given, target in batches:
            for _ in sweep(network, given, target, descent):
                pass

    return epoch


def full_epoch(experiment: Experiment) -> Callable[[], None]:
    """What the trainer does for each epoch it reports."""
    run = Run(experiment)

    def epoch() -> None:
        run.epoch()
        run.scores()

    return epoch


def take_turns(epochs: dict[str, Epoch], rounds: int, turn: float) -> dict[str, float]:
    """Median epochs a second of each; the first turn only warms up."""
    rates: dict[str, list[float]] = {name: [] for name in epochs}
    for number in range(rounds + 1):
        for name, epoch in epochs.items():
            speed = one_turn(epoch, turn if number else 0.0)
            if number:
                rates[name].append(speed)
    return {name: median(found) for name, found in rates.items()}


def one_turn(epoch: Epoch, seconds: float) -> float:
    """Epochs a second of as many epochs as fit into a turn, at least one."""
    done, started = 0, time.perf_counter()
    while True:
        epoch()
        done += 1
        passed = time.perf_counter() - started
        if passed >= seconds:
            return done / passed
