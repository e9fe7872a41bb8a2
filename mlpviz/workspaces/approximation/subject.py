"""What is fitted now: a bench on one hidden layer and one target curve, and every way to change them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.bench.bench import Bench
from mlpviz.engine import number
from mlpviz.engine.approximation.fits import Fitted
from mlpviz.engine.approximation.one_layer import EPOCHS, MOST_UNITS, experiment, is_one_layer
from mlpviz.engine.approximation.sketch import (
    CURVES,
    PLACES,
    area_of_curve,
    taken,
    values_by_hand,
    values_of_curve,
    values_of_formula,
)
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.records import Snapshot
from mlpviz.engine.session.session import SavedBench
from mlpviz.nn.activations import Activation
from mlpviz.nn.arrays import Array
from mlpviz.state.document import Moment

UNITS = 6
"""Hidden units at first."""
PAUSED = f"Training paused: {number.count(EPOCHS)} epochs are one fit. Press Train to go on from here."


class Subject(QObject):
    """Every change starts a new run from its first weights, and can be undone with the training before it."""

    target_changed = Signal(object)
    """The values of the target, (121,), also while they are drawn."""
    told = Signal(str, object, str)
    """Why training paused by itself, as `Workspace.told`; "" once that is no longer so."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with the curve that was drawn by hand; nothing trains yet."""
        super().__init__(parent)
        self.bench = Bench(experiment(values_by_hand(), UNITS, "Tanh"), self)
        self._drawn: Array | None = None
        self._stroke = 0
        self._noise = 0
        self._started_at, self._to_end, self._stale = 0, False, -1
        self._explained = False
        self._names: dict[bytes, tuple[str, str]] = {}
        """Values of a target → the curve it is, or the formula it came from."""
        self._points: set[bytes] = set()
        """Values of targets that were made of another workspace's points."""
        for curve in CURVES.values():
            self._names[values_of_curve(curve.name).tobytes()] = (curve.name, "")
        self.bench.document.changed.connect(self._note_change)
        self.bench.document.replaced.connect(self._note_replaced)
        self.bench.trainer.training_changed.connect(self._note_training)
        self.bench.playhead.shown.connect(self._note_shown)

    # what there is

    @property
    def experiment(self) -> Experiment:
        """The fit as it was chosen."""
        return self.bench.document.experiment

    @property
    def values(self) -> Array:
        """The target on show, (121,): while it is drawn, as far as it is drawn."""
        return self._drawn if self._drawn is not None else self.chosen

    @property
    def chosen(self) -> Array:
        """The target that is fitted, (121,)."""
        targets = self.experiment.points.targets
        assert targets is not None
        column: Array = targets[:, 0]
        return column

    @property
    def units(self) -> int:
        """Hidden units."""
        return self.experiment.network.layers[0].units

    @property
    def activation(self) -> Activation:
        """Of the hidden units."""
        return self.experiment.network.layers[0].activation

    @property
    def source(self) -> tuple[str, str]:
        """The curve that the target is, and the formula it came from; ("", "") if it was drawn."""
        return self._names.get(np.ascontiguousarray(self.chosen).tobytes(), ("", ""))

    @property
    def name(self) -> str:
        """What the target is called."""
        curve, formula = self.source
        if curve or formula:
            return CURVES[curve].label if curve else f"y = {formula}"
        return "Points" if self.chosen.tobytes() in self._points else "Sketch"

    @property
    def legend(self) -> str:
        """What the target is called beside its line."""
        return "your sketch" if self._drawn is not None or self.name == "Sketch" else "target"

    # the target

    @Slot(object)
    def draw(self, values: Array) -> None:
        """Show a target that is being drawn; it is fitted when the stroke is finished."""
        self._drawn = values
        self.target_changed.emit(values)

    @Slot()
    def finish_stroke(self) -> None:
        """Fit what was drawn."""
        drawn, self._drawn = self._drawn, None
        if drawn is not None and not np.array_equal(drawn, self.chosen):
            self._start("Draw the target", values=drawn)

    @Slot(str)
    def choose_curve(self, name: str) -> None:
        """Fit one of the curves; noise that is chosen again is other noise."""
        if CURVES[name].seeded and self.source[0] == name:
            self._noise += 1
        values = values_of_curve(name, self._noise)
        self._names[values.tobytes()] = (name, "")
        self._choose(f"Target {CURVES[name].label}", values)

    @Slot(str)
    def choose_formula(self, text: str) -> None:
        """Fit a formula in x. Raises ValueError that says what is wrong with it."""
        values = values_of_formula(text)
        self._names.setdefault(values.tobytes(), ("", text))
        self._choose("Target formula", values)

    @Slot()
    def clear(self) -> None:
        """Fit a flat line, to draw on."""
        self._choose("Clear the target", np.zeros(len(PLACES)))

    def _choose(self, text: str, values: Array) -> None:
        self._drawn = None
        if not np.array_equal(values, self.chosen):
            self._start(text, values=values)

    # the network

    @Slot(int, bool)
    def choose_units(self, units: int, moving: bool = False) -> None:
        """Fit with so many hidden units; what happens while a slider moves is one step of undo."""
        wanted = min(max(units, 1), MOST_UNITS)
        if moving and not self._stroke:
            self._stroke = id(self) + self.bench.document.undo_stack.index() + 1
        if wanted != self.units:
            self._start("Change the hidden units", units=wanted, stroke=self._stroke)
        if not moving:
            self.end_slide()

    @Slot()
    def end_slide(self) -> None:
        """The slider has come to rest: its next move is another step of undo."""
        self._stroke = 0

    @Slot(object)
    def choose_activation(self, activation: Activation) -> None:
        """Fit with another activation."""
        if activation != self.activation:
            self._start("Change the activation", activation=activation)

    @Slot(bool)
    def reset(self, new: bool = False) -> None:
        """Start over, from the same first weights or from others."""
        self.bench.transport.pause()
        if new:
            self._start("New first weights", seed=self.experiment.network.seed + 1)
        else:
            self.bench.reset(False)

    def _start(
        self, text: str, *, values: Array | None = None, units: int = 0, activation: Activation | None = None,
        seed: int | None = None, stroke: int = 0,
    ) -> None:  # fmt: skip
        """Start a new run, with what is given changed."""
        wanted = experiment(
            self.chosen if values is None else values,
            units or self.units,
            activation or self.activation,
            self.experiment.network.seed if seed is None else seed,
        )
        self._go_to(text, Moment(wanted), stroke)

    def _go_to(self, text: str, after: Moment, stroke: int = 0) -> None:
        playhead = self.bench.playhead
        before = Moment(self.experiment, playhead.newest, playhead.history.copy())
        self.bench.document.replace(text, before, after, stroke=stroke)

    # runs from elsewhere

    def load(self, fitted: Fitted) -> None:
        """Go on from a fit that was made."""
        self.bench.transport.pause()
        self._go_to("Load a run", Moment(fitted.snapshot.experiment, fitted.snapshot))

    def take(self, given: Experiment) -> str:
        """Fit the points of an experiment of another workspace, by its own hidden layer if it has just one.

        Returns what had to be changed, in one sentence, or "". Raises ValueError if the points are no curve.
        """
        found = taken(given.points)
        self.bench.transport.pause()
        if is_one_layer(given) and np.array_equal(found.values, given.points.targets[:, 0]):  # type: ignore[index]
            wanted = replace(given, area=area_of_curve(found.values))
        else:
            hidden = given.network.layers[0]
            fits = len(given.network.layers) == 2 and hidden.units <= MOST_UNITS
            units, activation = (hidden.units, hidden.activation) if fits else (self.units, self.activation)
            wanted = experiment(found.values, units, activation)
            self._points.add(found.values.tobytes())
        self._go_to("Open here", Moment(wanted))
        return found.remark

    def form(self) -> dict[str, Any]:
        """The fit, and the formula of its target, as plain data."""
        return {"experiment": self.experiment.form(), "formula": self.source[1]}

    def restore(self, form: Mapping[str, Any]) -> None:
        """Fit what was kept; ValueError if it is no fit of a curve by one hidden layer."""
        given = Experiment.from_form(form["experiment"])
        _check(given)
        self._go_to("Restore the fit", Moment(given))
        self._name(str(form.get("formula", "")))

    def open(self, saved: SavedBench) -> None:
        """Go on with a fit of a file, with its history; ValueError as for `restore`."""
        _check(saved.experiment)
        self.bench.open(saved)
        self._name(str(saved.form.get("formula", "")))

    def _name(self, formula: str) -> None:
        if formula and not self.source[0]:
            self._names[np.ascontiguousarray(self.chosen).tobytes()] = ("", formula)

    # what happens

    @Slot()
    def _note_change(self) -> None:
        self._drawn = None
        self.target_changed.emit(self.chosen)

    @Slot()
    def _note_replaced(self) -> None:
        """Another run begins; what is there until its first report is of the one before."""
        newest = self.bench.playhead.newest
        self._stale = -1 if newest is None else newest.run
        self._started_at, self._to_end = 0, False
        self._take_back()

    @Slot(bool)
    def _note_training(self, training: bool) -> None:
        newest = self.bench.playhead.newest
        if training:
            self._started_at, self._to_end = (newest.epoch if newest else 0), False
            self._take_back()

    @Slot(object)
    def _note_shown(self, snapshot: Snapshot) -> None:
        """A fit ends with its last epoch, however many were trained by then; who goes on from there may."""
        playhead = self.bench.playhead
        if self.bench.trainer.training and self._started_at < EPOCHS <= snapshot.epoch and not self._to_end:
            self._to_end = True
            self.bench.transport.pause()
        elif self._to_end and playhead.live and math.isnan(playhead.rate):  # the report of the pause
            if snapshot.epoch > EPOCHS:
                playhead.go_to(EPOCHS)
            else:
                self._explain()
        elif self._to_end and not playhead.live and not playhead.approximate and snapshot.epoch == EPOCHS:
            history = playhead.history.copy()
            history.cut(snapshot)
            self.bench.transport.go_to(Moment(snapshot.experiment, snapshot, history))
            self._explain()

    def _explain(self) -> None:
        """The fit has ended: say why training paused."""
        self._to_end, self._explained = False, True
        self.told.emit(PAUSED, [], "info")

    def _take_back(self) -> None:
        """Say no longer why training paused."""
        if self._explained:
            self._explained = False
            self.told.emit("", [], "info")

    @property
    def busy(self) -> bool:
        """Whether it trains, or what is chosen or trained last is not on screen yet."""
        playhead = self.bench.playhead
        shown = playhead.snapshot
        if shown is None or playhead.waiting or self._to_end or self.bench.trainer.training:
            return True
        return playhead.newest is None or playhead.newest.run == self._stale

    def close(self) -> None:
        """End the threads."""
        self.bench.close()


def _check(given: Experiment) -> None:
    if not is_one_layer(given):
        raise ValueError("experiment: it is no fit of a curve by one hidden layer.")
