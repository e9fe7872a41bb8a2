"""Which share of each hidden layer is saturated, and which is dead, over the epochs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.history import History
from mlpviz.engine.records import Snapshot
from mlpviz.engine.vitals import Vitals
from mlpviz.state.picture_maker import Picture
from mlpviz.views.controls.label import label
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.diagnostic_plot import DiagnosticPlot
from mlpviz.views.plots.headed_plot import HeadedPlot
from mlpviz.views.plots.layer_curves import LayerCurves
from mlpviz.views.plots.layer_table import stacked
from mlpviz.views.plots.save_menu import SaveMenu

AT_ONCE = 8
"""Keyframes that are measured between two pictures."""
WORDS_FROM = 230
ABOUT = (
    "Saturated: share of a layer's outputs where the slope is at most a tenth of the largest. Dead: share of its units "
    "whose output and slope are 0 for every train point."
)
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
Floats = NDArray[np.float64]


class SharePlot(HeadedPlot, DiagnosticPlot):
    """Two curves a hidden layer: saturated outputs solid, dead units dashed."""

    curves: ShareCurves

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(theme, parent)
        self.curves = ShareCurves(theme)
        self.saver = self.curves.saver = SaveMenu(self, self.curves.title, self.curves.table)
        self.head = QHBoxLayout()
        self.head.setSpacing(4)
        self.head.addWidget(label("Saturated", "number"))
        dead = label("and dead (dashed)", "caption")
        dead.setToolTip(ABOUT)
        self.head.addWidget(dead)
        self.head.addStretch()
        self.place(self.head, self.curves)
        self.give_way(dead, below=WORDS_FROM)

    def show_history(self, history: History) -> None:
        """Show the keyframes recorded so far."""
        self.curves.show_history(history)

    def show_picture(self, picture: Picture) -> None:
        """End the curves at the epoch of this picture."""
        self.curves.end_at(picture)

    def take_vitals(self, measured: Sequence[tuple[Snapshot, Vitals]]) -> None:
        """Draw what was measured of keyframes too."""
        self.curves.take(measured)


class ShareCurves(LayerCurves):
    """The curves themselves. What is not measured yet is asked for, and a curve goes on without it."""

    title = "Saturated and dead shares"
    lowest, highest = 0.0, 1.0
    skips_unknown = True
    measure_requested = Signal(object)
    """A list of keyframes; `take` wants their vitals. Measuring takes a pass over the train points."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Nothing is measured yet."""
        self._known: dict[int, tuple[Snapshot, Floats]] = {}
        """By the id of a keyframe; it is kept, so that no other one can have its id."""
        self._asked = False
        super().__init__(theme, parent)

    def take(self, measured: Sequence[tuple[Snapshot, Vitals]]) -> None:
        """Take in what was asked for."""
        self._asked = False
        for frame, vitals in measured:
            self._known[id(frame)] = frame, shares(frame, vitals)
        self.pacer.ask()

    def rows_until(self, epoch: float, newest: Picture | None) -> tuple[Floats, Floats]:
        """The shares of saturated outputs of each hidden layer, then those of dead units."""
        frames = [frame for frame in self._frames if frame.epoch <= epoch]
        if newest is not None:
            self._known[id(newest.snapshot)] = newest.snapshot, shares(newest.snapshot, newest.vitals)
            if not frames or frames[-1].epoch < newest.snapshot.epoch:
                frames.append(newest.snapshot)
            else:
                frames[-1] = newest.snapshot
        kept = {id(frame) for frame in (*self._frames, *frames)}
        self._known = {key: value for key, value in self._known.items() if key in kept}
        self._ask([frame for frame in frames if id(frame) not in self._known])
        epochs = np.array([float(frame.epoch) for frame in frames])
        return epochs, stacked([self._row(frame) for frame in frames])

    def _row(self, frame: Snapshot) -> Floats:
        known = self._known.get(id(frame))
        return np.full(2 * (len(frame.experiment.network.layers) - 1), math.nan) if known is None else known[1]

    def _ask(self, unknown: list[Snapshot]) -> None:
        if unknown and not self._asked and self.isVisible():
            self._asked = True
            self.measure_requested.emit(unknown[-AT_ONCE:])

    def edges(self, known: Floats) -> tuple[float, float]:
        """All shares there can be."""
        return -0.04, 1.04

    def value(self, height: float) -> float:
        """The share itself."""
        return height

    def written(self, height: float) -> str:
        """The share in percent."""
        return "–" if math.isnan(height) else number.percent(height, 0)

    def tells(self, height: float) -> bool:
        """Not all activations saturate, and not all die."""
        return not math.isnan(height)

    def names(self) -> list[str]:
        """As in "L1 saturated"."""
        hidden = self._logs.shape[1] // 2
        return [f"L{layer + 1} {word}" for word in ("saturated", "dead") for layer in range(hidden)]

    def marks(self) -> list[str]:
        """The layers alone: solid and dashed tell them apart."""
        return [name.partition(" ")[0] for name in self.names()]

    def pens(self) -> list[QPen]:
        """Solid for saturated, dashed for dead."""
        ramp = self._theme.palette.layer_ramp(self._logs.shape[1] // 2)
        return [
            plot_style.pen_of(self._theme, color, "curve_secondary", dash) for dash in ("", "test") for color in ramp
        ]

    def y_ticks(self) -> Sequence[tuple[float, str]]:
        """Quarters."""
        return [(share, number.percent(share, 0)) for share in TICKS]


def shares(frame: Snapshot, vitals: Vitals) -> Floats:
    """The shares of saturated outputs of each hidden layer, then of dead units, (2 · hidden layers,).

    NaN where an activation cannot saturate, or not die.
    """
    layers = frame.experiment.network.layers[:-1]
    saturated = [
        share if layer.activation.steepest else math.nan
        for share, layer in zip(vitals.saturated.tolist()[:-1], layers, strict=True)
    ]
    dead = [
        count / layer.units if layer.activation.pieces(np.zeros(1)) is not None and layer.activation.steepest != 0.0
        else math.nan
        for count, layer in zip(vitals.dead[:-1], layers, strict=True)
    ]  # fmt: skip
    return np.array([*saturated, *dead])
