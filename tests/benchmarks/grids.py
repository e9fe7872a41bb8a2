"""Grids of networks: how soon the first cell is there, and all; and the same with torch, where it is installed."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from mlpviz.engine import pool
from mlpviz.engine.approximation.fits import fit
from mlpviz.engine.approximation.fits import jobs as fit_jobs
from mlpviz.engine.approximation.sketch import values_by_hand
from mlpviz.engine.flow.cell import train_cell
from mlpviz.engine.flow.grid import FlowGrid
from mlpviz.engine.pool import Mark, Workers, carry_out
from mlpviz.nn.activations import activations
from tests.benchmarks.table import Table
from tests.benchmarks.torch_jobs import torch_cell, torch_fit

PROCESSES = 2
Work = Callable[[Any, Mark], Any]


def measure(*, quick: bool = False) -> Table:
    """A row a grid; all take turns with processes that are warm."""
    table = Table(
        f"Grids in {PROCESSES} processes",
        "Seconds from the request to the first cell and to the last. The same first weights, batches and measurements.",
    )
    jobs = FlowGrid().jobs()
    title = "gradient flow: 5 × 4 cells, 8 layers of 20, 60 epochs, 200 points, batch 16"
    table.add({"grid": title, **_compared(train_cell, torch_cell, jobs, rounds=2 if quick else 5)})
    fits = fit_jobs(values_by_hand(), activations.make("Tanh"))
    title = "approximation: 12 widths × 7 seeds, 1 500 epochs, 121 points, batch 10"
    table.add({"grid": title, **_compared(fit, torch_fit, fits, rounds=1, warm=2 * PROCESSES)})
    pool.shut_down()
    return table


def _compared(
    ours: Work, theirs: Work, jobs: Sequence[Any], rounds: int, warm: int | None = None
) -> dict[str, str]:
    """Both by turns; the first turn, of `warm` jobs or of all, only warms up."""
    taking_part = {"mlpviz": ours}
    if importlib.util.find_spec("torch") is not None:
        taking_part["torch"] = theirs
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in taking_part}
    for number in range(rounds + 1):
        for name, work in taking_part.items():
            times = _timed(work, jobs if number else jobs[:warm])
            if number:
                found[name].append(times)
    cells: dict[str, str] = {}
    whole: dict[str, float] = {}
    for name, turns in found.items():
        first, whole[name] = median(turn[0] for turn in turns), median(turn[1] for turn in turns)
        ratio = f" ({whole[name] / whole['mlpviz']:.1f}×)" if name != "mlpviz" else ""
        cells[name] = f"{first:.2f} s, all {whole[name]:.2f} s{ratio}"
    return cells


def _timed(work: Work, jobs: Sequence[Any]) -> tuple[float, float]:
    """Seconds to the first result and to the last."""
    started, first = time.perf_counter(), 0.0
    with Mark() as mark:
        for done in carry_out(work, jobs, mark, Workers(PROCESSES)):
            if done.failure:
                raise RuntimeError(done.failure)
            first = first or time.perf_counter() - started
    return first, time.perf_counter() - started
