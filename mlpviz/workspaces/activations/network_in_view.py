"""The network whose sums are shown: that of the Playground as it is now, or one that was handed over."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.bench.bench import Bench
from mlpviz.engine.experiment import Experiment, with_weights
from mlpviz.engine.functions.layer_sums import LayerSums, layer_sums
from mlpviz.engine.learner_words import in_words
from mlpviz.engine.records import Snapshot
from mlpviz.engine.run import Run
from mlpviz.engine.suiting import unreachable
from mlpviz.nn.activation import Activation
from mlpviz.views.look.pacer import Pacer

INTERVAL = 33
"""Milliseconds between two pictures of the sums while the network trains."""


class NetworkInView(QObject):
    """Follows the Playground's training while it is watched; `changed` comes at most thirty times a second."""

    changed = Signal()

    def __init__(self, bench: Bench, parent: QObject | None = None) -> None:
        """Look at the network of the bench."""
        super().__init__(parent)
        self._bench = bench
        self._held: Snapshot | None = None
        self._watched = False
        self._sums: tuple[LayerSums, ...] = ()
        self._sums_of: Snapshot | None = None
        self._refusals: dict[tuple[Activation, int], str] = {}
        self._refusals_of: Experiment | None = None
        self._pacer = Pacer(INTERVAL, self)
        self._pacer.due.connect(self.changed)
        bench.playhead.shown.connect(self._follow)

    @property
    def held(self) -> bool:
        """Whether it is a network that was handed over, not the Playground's."""
        return self._held is not None

    @property
    def snapshot(self) -> Snapshot | None:
        """The state of the network; None before the Playground has shown one."""
        return self._held or self._bench.playhead.snapshot

    @property
    def waiting(self) -> bool:
        """Whether a change is still to be shown."""
        return self._pacer.waiting or self._bench.playhead.waiting

    def watch(self, watched: bool) -> None:
        """Follow training, or rest."""
        self._watched = watched

    def sums(self) -> tuple[LayerSums, ...]:
        """The sums of every layer on the train points."""
        snapshot = self.snapshot
        if snapshot is not self._sums_of:
            self._sums_of, self._sums = snapshot, () if snapshot is None else layer_sums(snapshot)
        return self._sums

    @Slot(object)
    def _follow(self, snapshot: Snapshot) -> None:
        if self._watched and not self.held:
            self._pacer.ask()

    # one that is handed over

    def take(self, experiment: Experiment) -> None:
        """Look at another network; what the Playground has, with the weights now or at first, is followed there."""
        snapshot = self._bench.playhead.snapshot
        now = None if snapshot is None else with_weights(snapshot.experiment, snapshot.theta)
        same = experiment in (now, self._bench.document.experiment)
        self._held = None if same else Run(experiment, arithmetic="layers").snapshot()
        self.changed.emit()

    def release(self) -> None:
        """Look at the Playground's network again."""
        self._held = None
        self.changed.emit()

    def experiment(self) -> Experiment | None:
        """The experiment with the weights as they are; None if they are not finite, or not known yet."""
        snapshot = self.snapshot
        return None if snapshot is None else with_weights(snapshot.experiment, snapshot.theta)

    # another function in a layer

    def with_function(self, activation: Activation, layer: int) -> Experiment:
        """The experiment with this function in a layer; ValueError says in one sentence why it cannot be."""
        experiment = self.experiment()
        if experiment is None:
            raise ValueError("The weights of this network are not finite; reset it first.")
        return _with_function(experiment, activation, layer)

    def handed(self, activation: Activation | None, layer: int) -> Experiment | None:
        """As `with_function`; the experiment as it is where there is no function, or it cannot be used there."""
        try:
            return self.experiment() if activation is None else self.with_function(activation, layer)
        except (ValueError, IndexError):
            return self.experiment()

    def refusal(self, activation: Activation, layer: int) -> str:
        """Why this function cannot be used in a layer, in one sentence; "" if it can."""
        snapshot = self.snapshot
        if snapshot is None:
            return "There is no network yet."
        if self._refusals_of is not snapshot.experiment:  # while it trains, the experiment is the same object
            self._refusals_of, self._refusals = snapshot.experiment, {}
        key = (activation, layer)
        if key not in self._refusals:
            self._refusals[key] = _refusal(snapshot.experiment, activation, layer)
        return self._refusals[key]

    def chosen(self, layer: int) -> Activation:
        """The function that a layer of the Playground's network has, also while that is not yet on show."""
        return self._bench.editor.experiment.network.layers[layer].activation

    def use(self, activation: Activation, layer: int, text: str) -> bool:
        """Give a layer of the Playground's network this function, as one step of its undo; False if it was refused."""
        spec = self._bench.editor.experiment.network
        self._bench.editor.change_network(text, spec.with_activation(layer, activation))
        return self._bench.editor.experiment.network.layers[layer].activation == activation


def _with_function(experiment: Experiment, activation: Activation, layer: int) -> Experiment:
    made = replace(experiment, network=experiment.network.with_activation(layer, activation))
    if beyond := unreachable(made):
        raise ValueError(beyond)
    return made


def _refusal(experiment: Experiment, activation: Activation, layer: int) -> str:
    try:
        _with_function(experiment, activation, layer)
    except ValueError as why:
        return in_words(str(why).removeprefix("loss: "))
    return ""
