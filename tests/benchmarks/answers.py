"""How long the window is held by what is clicked: the slowest turn of its event loop after each command and edit."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimerEvent

from mlpviz.control.ahead import load_needed
from mlpviz.data.points import Recipe
from mlpviz.engine.network_spec import NetworkSpec
from mlpviz.engine.telling.chain_story import places_of
from mlpviz.nn.initializers import initializers
from mlpviz.nn.losses import losses
from mlpviz.nn.optimizers import optimizers
from mlpviz.state.commands import Command
from tests.benchmarks.child import measured
from tests.benchmarks.stage import Stage
from tests.benchmarks.table import Table
from tests.benchmarks.workloads import WORKLOADS

LIMIT_MS = {"W1": 100, "W2": 100, "W3": 100, "W4": 250}
ASKING = ("quit", "keys", "about")
"""Commands that open a dialog and wait for it, besides those whose text ends with three dots."""
SETTLED = 0.25
"""Seconds after an action in which what it began comes to an end."""
STEPS = 40
"""Operations of the walk that are stepped through, besides one of each phase and sample."""
OTHERS = {"File": "New", "View": "Other views", "Network": "Layer or reset", "Data": "Tool, class, dice", "Run": "Run"}
"""Kinds of command that have no submenu, by their menu."""

Action = tuple[str, str, Callable[[], object]]
"""Its kind, its name and what does it."""


def measure(*, quick: bool = False) -> Table:
    """One row a kind of action, one column a network, each in a process of its own."""
    found = {name: measured("answers", name, *(["quick"] if quick else [])) for name in LIMIT_MS}
    limits = ", ".join(f"{name} {limit} ms" for name, limit in LIMIT_MS.items())
    table = Table(
        "The slowest answer of the window at 1440×900",
        "The longest time in ms for which one command, edit or step lets everything else wait, and the processor time "
        f"of it; of the slowest of its kind, which is named. Limits: {limits}.",
    )
    for kind in found["W1"]:
        table.add({"what is done": kind, **{_label(name): _cell(found[name].get(kind, {})) for name in found}})
    return table


def _label(name: str) -> str:
    return f"{name}: {'-'.join(map(str, WORKLOADS[name].widths))}"


def _cell(found: dict[str, tuple[float, float]]) -> str:
    if not found:
        return "—"
    name, (passed, worked) = max(found.items(), key=lambda entry: entry[1][0])
    return f"{1000 * passed:.0f}, {1000 * worked:.0f} ({name})"


class Turns(QObject):
    """Measures the turns of the event loop: what comes in during one waits until its end."""

    def __init__(self) -> None:
        super().__init__()
        self._last = self._now()
        self._longest = (0.0, 0.0)
        self.startTimer(0)

    def _now(self) -> tuple[float, float]:
        return time.perf_counter(), time.thread_time()

    def timerEvent(self, event: QTimerEvent) -> None:
        """A turn ends and the next begins."""
        now = self._now()
        turn = (now[0] - self._last[0], now[1] - self._last[1])
        self._longest, self._last = max(self._longest, turn), now

    def longest(self, stage: Stage, act: Callable[[], object]) -> tuple[float, float]:
        """The longest turn that an action causes, itself included: seconds that passed, and processor time of it."""
        self._longest, self._last = (0.0, 0.0), self._now()
        act()
        stage.rest(SETTLED)
        stage.wait(lambda: stage.app.bench.picture_maker.idle)
        return self._longest


def _scene(name: str, *, quick: bool) -> dict[str, dict[str, tuple[float, float]]]:
    found: dict[str, dict[str, tuple[float, float]]] = {}
    with Stage(WORKLOADS[name].experiment("layers")) as stage:
        gc.freeze()  # as the window does
        load_needed()  # as it does a second later, aside
        stage.app.playground.view.build_walk()
        turns = Turns()
        for _ in range(1 if quick else 2):
            for kind, what, act in _actions(stage):
                kept = found.setdefault(kind, {})
                kept[what] = max(kept.get(what, (0.0, 0.0)), turns.longest(stage, act))
    return found


def _actions(stage: Stage) -> Iterator[Action]:
    yield from _edits(stage)
    yield from _views(stage, "")
    yield from _commands(stage)
    yield from _steps(stage)
    yield from _views(stage, ", walk built")
    yield "Step-through", "leave", partial(stage.app.window.carry_out, "walk", False)


def _commands(stage: Stage) -> Iterator[Action]:
    """Every command; one that opens other points or another network is undone at once."""
    window, stack = stage.app.window, stage.app.bench.document.undo_stack
    for command in window.commands:
        asking = command.text.endswith("…") or command.name in ASKING
        if not command.menu or asking or command.name in ("undo", "redo", "walk") or "Text size" in command.menu:
            continue
        before = stack.index()
        yield _kind(command), command.text, partial(window.carry_out, command.name, True)
        if command.checkable and not command.group:
            yield _kind(command), f"{command.text}, off", partial(window.carry_out, command.name, False)
        if command.name == "play":
            yield _kind(command), "Pause", partial(window.carry_out, "play")
        for _ in range(stack.index() - before):
            yield "Undo", command.text, stack.undo
    yield "Workspace", "Playground", partial(window.show_workspace, "playground")


def _kind(command: Command) -> str:
    return command.menu.partition(" ▸ ")[2] or OTHERS.get(command.menu, command.menu)


def _views(stage: Stage, where: str) -> Iterator[Action]:
    window = stage.app.window
    for choice in ("dark", "contrast", "light"):
        yield f"Theme{where}", choice, partial(window.carry_out, f"theme:{choice}")
    for name in ("text_larger", "text_larger", "text_normal"):
        yield f"Text size{where}", name.partition("_")[2], partial(window.carry_out, name)
    for width, height in ((1280, 720), (1920, 1080), (1024, 700), (1440, 900)):
        yield f"Resize{where}", f"{width}×{height}", partial(window.resize, width, height)


def _edits(stage: Stage) -> Iterator[Action]:
    """Every kind of edit, each undone, done again and undone."""
    stack = stage.app.bench.document.undo_stack
    for name, act in _changes(stage):
        yield "Edit", name, act
        for kind, again in (("Undo", stack.undo), ("Redo", stack.redo), ("Undo", stack.undo)):
            yield kind, name, again
    chips = stage.app.playground.view.network.chips
    for layer in (0, len(chips.chips()) - 1):
        yield "Menu", f"layer {layer + 1}", partial(chips.open_menu, layer)
        yield "Menu", "closed", chips.menu().close


def _changes(stage: Stage) -> Iterator[tuple[str, Callable[[], object]]]:
    editor, experiment = stage.app.bench.editor, stage.app.bench.document.experiment
    spec, plan, points = experiment.network, experiment.plan, experiment.points
    networks: dict[str, NetworkSpec] = {
        "unit added": spec.with_units(0, spec.layers[0].units + 1),
        "units doubled": spec.with_units(0, 2 * spec.layers[0].units),
        "unit removed": spec.with_units(0, spec.layers[0].units - 1),
        "activation": spec.with_activation(0, "ReLU"),
        "layer inserted": spec.with_layer_before(0),
        "layer removed": spec.without_layer(0),
        "features": spec.with_feature("X1Squared", True),
        "edge cut": spec.with_cut(0, True),
        "weight frozen": spec.with_frozen(0, True),
        "layer frozen": spec.with_frozen_layer(0, True),
        "initialisation": replace(spec, initializer=initializers.make("He"), theta=None),
    }
    for name in losses.names():
        if losses.make(name).refusal(spec.layers[-1].activation, spec.outputs) is None:
            networks[f"loss {name}"] = spec.with_loss(name)
    for name, network in networks.items():
        yield name, partial(editor.change_network, name, network)
    for name in optimizers.names():
        yield f"optimizer {name}", partial(editor.change_plan, name, replace(plan, optimizer=optimizers.make(name)))
    yield "rate", partial(editor.set_rate, plan.learning_rate / 3)
    yield "batch size", partial(editor.change_plan, "batch size", replace(plan, batch_size=7))
    yield "weight set", partial(editor.set_weight, 0, 0.5)
    yield "point added", partial(editor.add_points, np.zeros((1, 2)), 0)
    some: Any = np.arange(50)
    yield "points moved", partial(editor.move_points, some, points.x[:50] + 0.1)
    yield "points erased", partial(editor.erase_points, some)
    yield "noise", partial(editor.use_recipe, replace(points.recipe or Recipe("Circles"), noise=0.4))
    yield "split", partial(editor.split, 0.25)
    yield "class added", stage.app.bench.classes.add


def _steps(stage: Stage) -> Iterator[Action]:
    stepping = stage.app.bench.stepping
    walkthrough = stepping.walkthrough
    yield "Step-through", "open", stepping.open
    yield from _rows(stage)
    yield "Depth", "operation", partial(stepping.depths.choose, "operation")
    for _ in range(STEPS):
        yield "Step", "next", walkthrough.next
    yield "Step", "back", walkthrough.back
    yield "Step", "next sample", walkthrough.next_sample
    for _ in range(6):
        yield "Step", "next phase", walkthrough.next_phase
    places = list(places_of(walkthrough.narrator))
    for place in places[:: max(1, len(places) // STEPS)]:
        yield "Chain", f"of {tuple(place)}", partial(stepping.open_chain, place)
    yield "Chain", "next factor", stepping.chain.first
    yield "Chain", "left", stepping.chain.end
    yield "Step", "last", walkthrough.last
    yield "Step", "first", walkthrough.first
    yield "Step", "update kept", stepping.keep
    yield "Undo", "update kept", stage.app.bench.document.undo_stack.undo


def _rows(stage: Stage) -> Iterator[Action]:
    """Every row of a batch, some of its columns, a folded layer, and the next batch."""
    depths = stage.app.bench.stepping.depths
    yield "Depth", "batch", partial(depths.choose, "batch")
    yield "Row", "first", depths.ledger.first
    for _ in range(depths.ledger.count - 1):
        yield "Row", "next", depths.ledger.next
    for _ in range(6):
        yield "Column", "next", depths.ledger.next_column
    page = stage.app.playground.view.build_walk().build_batch()
    yield "Column", "layer folded or unfolded", partial(page.ledger.fold, 1)
    yield "Column", "last", partial(depths.ledger.choose_column, len(depths.ledger.story.columns) - 1)
    yield "Depth", "sample", partial(depths.open_sample, 0)
    yield "Depth", "back to the batch", depths.shallower
    yield "Row", "of the next batch", depths.next_batch
    yield "Row", "of the batch before", depths.previous_batch


if __name__ == "__main__":
    print(json.dumps(_scene(sys.argv[1], quick="quick" in sys.argv[2:])))
