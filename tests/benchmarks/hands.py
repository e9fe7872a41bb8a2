"""How long a frame is while something is moved by hand in the approximation laboratory: a probe, a stroke, a slider."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from statistics import median

import numpy as np
from PySide6.QtCore import QCoreApplication

from mlpviz.engine.approximation.construction import Construction
from mlpviz.engine.approximation.sketch import stroked
from mlpviz.engine.experiment import first_experiment
from mlpviz.workspaces.approximation.approximation import ApproximationLab
from tests.benchmarks.child import measured
from tests.benchmarks.stage import Stage
from tests.benchmarks.table import Table

MOVES = 40
Move = Callable[[], object]


def measure(*, quick: bool = False) -> Table:
    """A row a thing that is moved."""
    table = Table(
        "A frame while something is moved in the approximation laboratory, 1440×900, in ms",
        "From the move to the end of the paint, and the processor time of it; a frame of a screen is 16.7 ms.",
    )
    found = measured("hands", *(["quick"] if quick else []))
    for name, (passed, slowest, worked) in found.items():
        table.add({"moved": name, "median": f"{passed:.1f}", "slowest": f"{slowest:.1f}", "processor": f"{worked:.1f}"})
    return table


def _scene(rounds: int) -> dict[str, tuple[float, float, float]]:
    found = {}
    with Stage(first_experiment()) as stage:
        stage.app.window.show_workspace("approximation")
        lab = stage.app.window.workspace
        assert isinstance(lab, ApproximationLab)
        stage.wait(partial(_is_idle, lab))
        for name, prepare, moves in _things(lab):
            prepare()
            stage.wait(partial(_is_idle, lab))
            times = [_frame(move) for _ in range(rounds) for move in moves()]
            passed, worked = ([1000 * row[place] for row in times] for place in (0, 1))
            found[name] = (median(passed), max(passed), median(worked))
            lab.subject.finish_stroke()
            lab.subject.end_slide()
    return found


def _is_idle(lab: ApproximationLab) -> bool:
    return not lab.busy


def _frame(move: Move) -> tuple[float, float]:
    started, worked = time.perf_counter(), time.thread_time()
    move()
    QCoreApplication.sendPostedEvents()  # the paint that was asked for
    return time.perf_counter() - started, time.thread_time() - worked


def _things(lab: ApproximationLab) -> Iterator[tuple[str, Move, Callable[[], Iterator[Move]]]]:
    def probe() -> Iterator[Move]:
        for x in np.linspace(-3, 3, MOVES):
            yield partial(lab.show_probe, float(x))

    def stroke() -> Iterator[Move]:
        values = lab.subject.values
        for x in np.linspace(-3, 2.9, MOVES):
            values = stroked(values, (x, 0.3), (x + 0.15, 0.4))
            yield partial(lab.subject.draw, values)
            lab.view.curve.show_target(values)

    def units() -> Iterator[Move]:
        for count in (*range(1, 21), *range(19, 0, -1)):
            yield partial(lab.subject.choose_units, count, True)

    def setting(stage: Construction, field: str, low: float, high: float) -> Iterator[Move]:
        for value in np.linspace(low, high, MOVES):
            whole = isinstance(getattr(stage, field), int)
            changed = {field: round(value) if whole else float(value)}
            yield partial(lab.show_construction, replace(stage, **changed))  # type: ignore[arg-type]

    hand = partial(lab.choose_view, "hand")
    yield "probe, 6 units", partial(lab.subject.choose_units, 6), probe
    yield "probe, 20 units", partial(lab.subject.choose_units, 20), probe
    yield "pencil, 20 units", partial(lab.choose_view, "train"), stroke
    yield "number of units, 1 to 20", partial(lab.choose_view, "train"), units
    yield "position of a step", hand, partial(setting, Construction("step"), "position", -3.0, 3.0)
    yield "bumps of a staircase, 1 to 40", hand, partial(setting, Construction("staircase"), "pieces", 1, 40)
    yield "pencil over a staircase", hand, stroke
    yield "towers, 1 to 16 a side", hand, partial(setting, Construction("towers"), "side", 1, 16)
    yield "weight of 64 towers", hand, partial(setting, Construction("towers"), "tower_steepness", 1.0, 200.0)


if __name__ == "__main__":
    print(json.dumps(_scene(1 if "quick" in sys.argv[1:] else 3)))
