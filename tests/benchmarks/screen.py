"""The window while it trains: visible epochs, frame times, how long a click takes to be seen, and large networks."""

from __future__ import annotations

import json
import math
import sys
import threading
import time
from functools import partial
from statistics import median
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent

from tests.benchmarks.child import measured
from tests.benchmarks.epochs import full_epoch, one_turn, rate
from tests.benchmarks.stage import FrameClock, Stage
from tests.benchmarks.table import Table
from tests.benchmarks.workloads import WORKLOADS, has_engines

FRAME_MS = {"W1": 16.7, "W2": 33.0, "hidden": 33.0, "landscape": 33.0, "edges": 50.0, "points": 50.0}
NETWORKS = {"hidden": "W2", "landscape": "W2", "edges": "W4", "points": "W1"}
"""What trains in the scenes that are no workloads themselves; "hidden" and "landscape" are views of the network."""
ROUNDS, TURN, CLICKS = 5, 3.0, 30
SETTLING = 8.0
"""Seconds in which the first compilation comes to an end."""
MANY_POINTS = 20_000
LABELS = {
    "hidden": "W2 in Hidden space", "landscape": "W2 in Landscape", "edges": "W4 with all its edges unfolded",
    "points": f"W1 with {MANY_POINTS:,} points".replace(",", " "),
}  # fmt: skip


def measure(*, quick: bool = False) -> Table:
    """One row a scene, each in a process of its own."""
    table = Table(
        "The window at 1440×900, training at Max",
        "Against the full epochs of the same process while the window rests. A frame is the time that the window's "
        "thread works from the moment a snapshot is shown to the end of the last paint it causes.",
    )
    for scene in FRAME_MS:
        found = measured("screen", scene, *(["quick"] if quick else []))
        table.add(_row(scene, found))
    return table


def _row(scene: str, found: dict[str, Any]) -> dict[str, str]:
    frames = np.array(found["frames"]) * 1000
    within = float(np.mean(frames <= FRAME_MS[scene])) if len(frames) else math.nan
    middle, slow = np.percentile(frames, (50, 95)) if len(frames) else (math.nan, math.nan)
    work = np.percentile(np.array(found["work"]) * 1000, (50, 95)) if len(frames) else (math.nan, math.nan)
    clicks = np.array(found["clicks"]) * 1000
    return {
        "scene": LABELS.get(scene, f"{scene}: {WORKLOADS[scene].about}" if scene in WORKLOADS else scene),
        "visible epochs/s": rate(found["visible"]),
        "without window": rate(found["alone"]),
        "ratio": f"{found['ratio']:.0%}",
        "frames/s": f"{found['frames_per_second']:.0f}",
        "frame ms (median, 95 %)": f"{middle:.1f}, {slow:.1f}",
        "of it work": f"{work[0]:.1f}, {work[1]:.1f}",
        "within": f"{within:.0%} of {FRAME_MS[scene]:g} ms",
        "click ms (median, 95 %)": f"{median(clicks):.0f}, {np.percentile(clicks, 95):.0f}",
        "edges": str(found["edges"]),
        "engine": found["engine"],
    }


def _scene(scene: str, *, quick: bool) -> dict[str, Any]:
    workload = WORKLOADS[NETWORKS.get(scene, scene)]
    engine = "auto" if has_engines() else None
    if scene == "edges":
        _unfold()
    points = MANY_POINTS // 2 if scene == "points" else None
    experiment = workload.experiment(engine, points)
    rounds, turn = (1, 1.5) if quick else (ROUNDS, TURN)
    with Stage(experiment) as stage:
        if scene in ("hidden", "landscape"):
            stage.app.window.carry_out(f"network_view:{scene}")
        arithmetic = _settled(stage) if engine else None
        alone = full_epoch(workload.experiment(arithmetic, points))
        clock = FrameClock(stage.app)
        ratios, visible, alones, seconds = [], [], [], 0.0
        for _ in range(rounds):
            alones.append(one_turn(alone, turn / 3))
            _play(stage, 0.5)
            first, began = stage.epoch, time.perf_counter()
            stage.rest(turn)
            seconds += time.perf_counter() - began
            visible.append((stage.epoch - first) / (time.perf_counter() - began))
            _pause(stage)
            alones.append(one_turn(alone, turn / 3))
            ratios.append(2 * visible[-1] / (alones[-1] + alones[-2]))
        frames, wires = list(clock.frames), stage.app.playground.view.network.view.drawing.wires
        pictures = clock.pictures
        clicks = _clicks(stage, 8 if quick else CLICKS)
        return {
            "visible": median(visible), "alone": median(alones), "ratio": median(ratios), "frames": frames,
            "work": clock.work, "frames_per_second": pictures / (seconds + 0.5 * rounds), "clicks": clicks,
            "engine": arithmetic or "layers", "edges": len(wires) if wires is not None else 0,
        }  # fmt: skip


def _unfold() -> None:
    """Let columns of any size stand unfolded, so that every edge is drawn."""
    from mlpviz.views.graph import thumbnail_layout as layout

    layout.MOST_SHOWN, layout.LEAST_GAP = 1024, -20.0  # the window folds what it has no room for


def _settled(stage: Stage) -> str:
    """Train until compiled epochs have had time to take over; what then trains."""
    _play(stage, SETTLING)
    _pause(stage)
    newest = stage.app.bench.playhead.newest
    assert newest is not None
    return str(newest.arithmetic)


def _play(stage: Stage, seconds: float) -> None:
    stage.app.bench.trainer.set_speed(math.inf)
    stage.app.bench.transport.play()
    stage.rest(seconds)


def _pause(stage: Stage) -> None:
    stage.app.bench.transport.pause()
    stage.wait(lambda: not stage.app.bench.trainer.training and stage.app.bench.picture_maker.idle)
    stage.rest(0.2)


class Clicker(QObject):
    """Clicks on the canvas from a second thread, as a mouse does, and notices when the point has been painted."""

    _painted = Signal()

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.seconds: list[float] = []
        self._canvas = stage.app.playground.view.data.canvas()
        self._clicked: float | None = None
        self._count = 0
        self._painted.connect(self._see, Qt.ConnectionType.QueuedConnection)
        self._canvas.viewport().installEventFilter(self)

    def click(self, share: float) -> None:
        """Press and release at a place on the canvas."""
        self._count = len(self._canvas._shown)
        place = QPointF(20 + share * (self._canvas.width() - 40), 20 + (share * 7 % 1) * (self._canvas.height() - 40))
        threading.Thread(target=self._post, args=(place,)).start()

    def _post(self, place: QPointF) -> None:
        viewport, button = self._canvas.viewport(), Qt.MouseButton.LeftButton
        where = QPointF(viewport.mapToGlobal(place.toPoint()))
        press, release = (
            QMouseEvent(kind, place, where, button, held, Qt.KeyboardModifier.NoModifier)
            for kind, held in (
                (QEvent.Type.MouseButtonPress, button),
                (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
            )
        )
        self._clicked = time.perf_counter()
        QCoreApplication.postEvent(viewport, press)
        QCoreApplication.postEvent(viewport, release)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the canvas is about to be painted."""
        if event.type() == QEvent.Type.Paint and self._clicked is not None and len(self._canvas._shown) > self._count:
            self._painted.emit()
        return False

    def has_seen(self, count: int) -> bool:
        """Whether so many clicks have been painted."""
        return len(self.seconds) >= count

    @Slot()
    def _see(self) -> None:
        if self._clicked is not None:
            self.seconds.append(time.perf_counter() - self._clicked)
            self._clicked = None


def _clicks(stage: Stage, count: int) -> list[float]:
    clicker = Clicker(stage)
    _play(stage, 0.5)
    for number in range(count):
        clicker.click((number + 0.5) / count)
        stage.wait(partial(clicker.has_seen, number + 1))
        stage.rest(0.1 + 0.013 * (number % 7))
    _pause(stage)
    return clicker.seconds


if __name__ == "__main__":
    print(json.dumps(_scene(sys.argv[1], quick="quick" in sys.argv[2:])))
