"""Changes the learner asks for, turned into edits of the document."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.shapes import SHAPES, draw
from mlpviz.engine.examples import example
from mlpviz.engine.experiment import Experiment, NetworkSpec, Plan, preset
from mlpviz.engine.history import History
from mlpviz.nn.arrays import Array
from mlpviz.state.document import Document, Moment
from mlpviz.state.playhead import Playhead


class Editor(QObject):
    """Two kinds of change: an edit, with which training goes on, and a new start. Undo takes back both."""

    refused = Signal(str)
    """A change that cannot be: one sentence that says why. Nothing was changed."""

    def __init__(self, document: Document, playhead: Playhead, parent: QObject | None = None) -> None:
        """Edit `document`; `playhead` tells where training stands when something has to be brought back."""
        super().__init__(parent)
        self._document, self._playhead = document, playhead
        self._stroke = 0

    @property
    def _experiment(self) -> Experiment:
        """What a change starts from: what the learner sees, which in the past is the experiment of that moment."""
        snapshot = self._playhead.snapshot
        if not self._playhead.live and not self._playhead.edited and snapshot is not None:
            return snapshot.experiment
        return self._document.experiment

    def edit(self, text: str, *, stroke: int = 0, **changes: Any) -> None:
        """Change fields of the experiment and let training go on with its weights."""
        try:
            experiment = replace(self._experiment, **changes)
        except ValueError as reason:
            self.refused.emit(f"{text}: {reason}")
            return
        if experiment == self._document.experiment and not self._playhead.live:
            self._document.end_stroke()  # the past is made like the present: nothing to undo, but something to show
        self._document.edit(text, experiment, stroke=stroke)

    def start(self, text: str, experiment: Experiment, *, opens: bool = False) -> None:
        """Begin a new run; undo brings the old one back, with everything it had learned.

        `opens` says that the experiment is something else from now on: a preset, an example, a file.
        """
        self._document.replace(text, self._now(), Moment(experiment), opens=opens)

    def go_on_from_here(self, text: str) -> bool:
        """Let training go on from the snapshot on screen, dropping later epochs. False if that is not computed yet."""
        snapshot = self._playhead.snapshot
        if snapshot is None or self._playhead.approximate:
            return False
        after = Moment(snapshot.experiment, snapshot, self._history_here())
        self._document.replace(text, self._now(), after)
        return True

    def _now(self) -> Moment:
        return Moment(self._document.experiment, self._playhead.newest, self._playhead.history.copy())

    def _history_here(self) -> History:
        history = self._playhead.history.copy()
        if not self._playhead.live and self._playhead.snapshot is not None:
            history.cut(self._playhead.snapshot)
        return history

    # points

    @Slot(object, int, int)
    def add_points(self, x: Array, label: int, stroke: int = 0) -> None:
        """Add training points (m, 2) of one class."""
        text = "Add points" if len(x) > 1 or stroke == self._stroke != 0 else "Add a point"
        self._stroke = stroke
        self._change_points(text, stroke, "with_points", x, label)

    @Slot(object, object, int)
    def move_points(self, indices: Array, x: Array, stroke: int = 0) -> None:
        """Put the points at those indices at `x` (m, 2)."""
        self._change_points("Move points", stroke, "moved", indices, x)

    @Slot(object, int)
    def erase_points(self, indices: Array, stroke: int = 0) -> None:
        """Take the points at those indices away."""
        self._change_points("Erase points", stroke, "without", indices)

    def _change_points(self, text: str, stroke: int, how: str, *arguments: Any) -> None:
        try:
            points = getattr(self._experiment.points, how)(*arguments)
        except ValueError as reason:
            self.refused.emit(f"{text}: {reason}")
            return
        self.edit(text, stroke=stroke, points=points)

    @Slot(object)
    def use_recipe(self, recipe: Recipe) -> None:
        """Draw a preset's points: another shape starts over, the same shape drawn differently keeps the weights."""
        points, now = draw(recipe), self._experiment.points.recipe
        if now is not None and now.shape == recipe.shape:
            self.edit("Draw the preset again", points=points)
            return
        shape = SHAPES[recipe.shape]
        self.start(f"Preset {shape.label}", self._plain(points, shape.classes), opens=True)

    @Slot(float)
    def split(self, test_share: float) -> None:
        """Keep another share of the points for testing."""
        points = self._experiment.points
        recipe = points.recipe
        again = draw(replace(recipe, test_share=test_share)) if recipe else points.split(test_share, 0)
        self.edit("Change the test split", points=again)

    @Slot()
    def add_class(self) -> None:
        """Let the network tell one class more apart."""
        network = self._experiment.network
        self.edit("Add a class", network=network.with_classes(network.classes + 1))

    @Slot(int)
    def remove_class(self, label: int) -> None:
        """Take a class and its points away."""
        network = self._experiment.network.with_classes(self._experiment.network.classes - 1)
        self.edit("Delete a class", points=self._experiment.points.without_class(label), network=network)

    @Slot(object)
    def open_points(self, points: PointSet) -> None:
        """Start over on points from a file."""
        self.start("Open points", self._plain(points, max(2, points.classes)), opens=True)

    def open_example(self, name: str) -> None:
        """Start over on a published example."""
        self.start(f"Open {name}", example(name).experiment, opens=True)

    def _plain(self, points: PointSet, classes: int) -> Experiment:
        """New points of so many classes for the network and plan of now, or, after an example, for the usual ones."""
        now = self._experiment
        if now.example or now.network.inputs != 2:
            now = preset("Blank")
        return Experiment(points, replace(now.network, theta=None).with_classes(classes), now.plan)

    # network and plan

    @Slot(str, object)
    def change_network(self, text: str, spec: NetworkSpec) -> None:
        """Another network: where its first weights would be others, training starts over, else it goes on."""
        old = self._experiment.network
        if (spec.initializer, spec.seed) != (old.initializer, old.seed):
            self.start(text, replace(self._experiment, network=replace(spec, theta=None)))
        else:
            self.edit(text, network=spec)

    @Slot(str, object)
    def change_plan(self, text: str, plan: Plan) -> None:
        """Train on in another way."""
        self.edit(text, plan=plan)

    @Slot(int, float, int)
    def set_weight(self, index: int, value: float, stroke: int = 0) -> None:
        """Put a value in the place of one entry of theta."""
        snapshot = self._playhead.snapshot
        if snapshot is None or not 0 <= index < snapshot.theta.size:
            return
        theta = snapshot.theta.copy()
        theta[index] = value
        changed = replace(snapshot, theta=theta, theta_before=snapshot.theta)
        after = Moment(snapshot.experiment, changed, self._history_here())
        self._document.replace("Set a weight by hand", self._now(), after, stroke=stroke)

    @Slot(bool)
    def train_biases(self, trained: bool) -> None:
        """Let the biases learn, or hold them."""
        self.edit("Update biases", network=replace(self._experiment.network, train_biases=trained))

    @Slot(float)
    def set_rate(self, rate: float) -> None:
        """Use another learning rate."""
        try:
            plan = replace(self._experiment.plan, learning_rate=rate)
        except ValueError as reason:
            self.refused.emit(str(reason))
            return
        self.edit("Change the learning rate", plan=plan)

    def halve_rate(self) -> None:
        """Use half the learning rate."""
        self.set_rate(self._experiment.plan.learning_rate / 2)

    def reset(self, *, new: bool) -> None:
        """Start over, with the same initial weights or with new ones."""
        experiment = self._experiment
        if new:
            network = replace(experiment.network, seed=experiment.network.seed + 1, theta=None)
            self.start("New initial weights", replace(experiment, network=network))
        else:
            self.start("Reset weights", experiment)

    def add_layer(self) -> None:
        """Put a hidden layer in front of the output."""
        network = self._experiment.network
        try:
            more = network.with_layer_before(len(network.layers) - 1)
        except ValueError as reason:
            self.refused.emit(f"Add a layer: {reason}")
            return
        self.edit("Add a layer", network=more)

    def remove_layer(self) -> None:
        """Take the last hidden layer away, if there is one."""
        network = self._experiment.network
        if len(network.layers) > 1:
            self.edit("Remove a layer", network=network.without_layer(len(network.layers) - 2))
