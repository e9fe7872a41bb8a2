"""How long the step-through takes to open, to go a step, and to show the chain of an edge, in the real window."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from statistics import median

from PySide6.QtCore import QCoreApplication, QEventLoop

from mlpviz.control.ahead import load_needed
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, preset
from mlpviz.engine.telling.operations import Kind
from mlpviz.engine.telling.paths import Place
from tests.benchmarks.child import measured
from tests.benchmarks.stage import Stage
from tests.benchmarks.table import Table

LIMITS = {"open": 300, "step": 16, "chain": 50}
"""Milliseconds."""
KINDS: dict[str, tuple[Kind, ...]] = {
    "forward": ("sum", "activate"), "loss": ("link", "sample_loss"), "backward": ("output_slope", "slope", "delta"),
    "gradient": ("weight_gradient", "bias_gradient"), "update": ("weight", "bias"),
}  # fmt: skip
"""Operations that are measured together."""
EDGES = (Place(1, 3, 0), Place(1, 0, 1), Place(2, 4, 5), Place(2, 9, 0), Place(3, 1, 7), Place(1, 5, -1))


def measure(*, quick: bool = False) -> Table:
    """A row a thing that is done."""
    table = Table(
        "The step-through of 2-16-16-3 with batches of 10, 1440×900, in ms",
        "Processor time of the window's thread from the request to the end of the paint: the least of several times, "
        "and the median. Limits: " + ", ".join(f"{name} {limit}" for name, limit in LIMITS.items()) + ".",
    )
    for name, times in measured("steps", *(["quick"] if quick else [])).items():
        table.add({"what is done": name, "least": f"{min(times):.0f}", "median": f"{median(times):.0f}"})
    return table


def _experiment() -> Experiment:
    blobs = preset("Blobs")
    network = NetworkSpec([LayerSpec(16), LayerSpec(16), LayerSpec(3, "Softmax")], loss="CrossEntropy")
    return replace(blobs, network=network, plan=replace(blobs.plan, batch_size=10))


def _scene(rounds: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    with Stage(_experiment()) as stage:
        load_needed()  # as the program does, a moment after the window stands
        stage.app.playground.view.build_walk()
        gc.freeze()  # as the window does
        for name, act, prepare in _things(stage, rounds):
            prepare()
            _rest(stage)
            found.setdefault(name, []).append(_time(stage, act))
            _rest(stage)
    return found


def _things(stage: Stage, rounds: int) -> Iterator[tuple[str, Callable[[], object], Callable[[], object]]]:
    """What is done, how, and what goes before it."""
    stepping = stage.app.bench.stepping
    walkthrough, depths = stepping.walkthrough, stepping.depths
    for at in range(rounds):
        yield "open the step-through" if at else "the first time", stepping.open, stepping.leave
    depths.choose("operation")
    operations = walkthrough.operations
    for name, kinds in KINDS.items():
        for kind in kinds:
            indices = [index for index in range(len(operations)) if operations[index].kind == kind]
            for index in indices[len(indices) // 3 :][:rounds]:
                yield f"a step: {name}", walkthrough.next, partial(walkthrough.go, index - 1)
    for index in range(3 * rounds, 2 * rounds, -1):
        yield "a step: back", walkthrough.back, partial(walkthrough.go, index)
    for at in range(rounds):
        for edge in EDGES:
            first = at == 0 and edge is EDGES[0]
            yield "the first chain" if first else "the chain of an edge", partial(
                stepping.open_chain, edge), stepping.chain.end  # fmt: skip


def _time(stage: Stage, act: Callable[[], object]) -> float:
    started = time.thread_time()
    act()
    QCoreApplication.sendPostedEvents()  # the paint that was asked for
    walk = stage.app.playground.view.build_walk()
    while not (stage.app.window.updatesEnabled() and walk.updatesEnabled()):  # it was put off until all is laid out
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    QCoreApplication.sendPostedEvents()
    return 1000.0 * (time.thread_time() - started)


def _rest(stage: Stage) -> None:
    """As long as the next key takes to come while one is held: what comes next is typeset meanwhile."""
    stage.rest(0.05)


if __name__ == "__main__":
    print(json.dumps(_scene(4 if "quick" in sys.argv[1:] else 12)))
