"""The learner's changes, turned into edits of the document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.data.area import Area, around
from mlpviz.data.conversion import as_classes, as_values, class_border
from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.scaling import NONE, Scaling, scaling_of
from mlpviz.data.shapes import SHAPES, draw
from mlpviz.engine import number
from mlpviz.engine.examples import EXAMPLES, example
from mlpviz.engine.experiment import Experiment, NetworkSpec, Plan, preset, usual
from mlpviz.engine.history import History
from mlpviz.engine.places import placed, places, with_area_shown
from mlpviz.engine.probes import saturated_at_first
from mlpviz.engine.suiting import suited, unreachable
from mlpviz.nn.arrays import Array
from mlpviz.state.document import Document, Moment
from mlpviz.state.playhead import Playhead

if TYPE_CHECKING:
    from mlpviz.data.reading.importing import Imported

MOST_SATURATED = 0.5
NOT_SCALED = "Most units of the first layer start saturated: the inputs are large numbers. Scaled inputs learn better."


class Editor(QObject):
    """Changes the experiment by an edit, after which training continues, or by a new run. Both can be undone."""

    refused = Signal(str)
    """Why a change is not possible, in one sentence. Nothing was changed."""

    remarked = Signal(str)
    """What a change could not keep, in one sentence."""
    offered = Signal(str, str)
    """A sentence about what was just opened, and the name of the command that would help."""

    ended = Signal(object)
    """The Moment at which a run was left for another one."""

    def __init__(self, document: Document, playhead: Playhead, parent: QObject | None = None) -> None:
        """Edit `document`; `playhead` has the snapshot and history that undo has to restore."""
        super().__init__(parent)
        self._document, self._playhead = document, playhead
        self._stroke = 0
        document.ask_what_was_learned(self._learned)

    @property
    def experiment(self) -> Experiment:
        """The experiment that a change starts from: the one on screen, also if that is an earlier epoch's."""
        snapshot = self._playhead.snapshot
        if not self._playhead.live and not self._playhead.edited and snapshot is not None:
            return snapshot.experiment
        return self._document.experiment

    def edit(self, text: str, *, stroke: int = 0, **changes: Any) -> None:
        """Change fields of the experiment; training continues with its weights."""
        try:
            experiment = replace(self.experiment, **changes)
        except ValueError as reason:
            self.refused.emit(f"{text}: {reason}")
            return
        beyond = unreachable(experiment)
        if beyond and not unreachable(self.experiment):
            self.refused.emit(f"{text}: {beyond}")
            return
        if experiment == self._document.experiment and not self._playhead.live:
            self._document.end_stroke()  # nothing to undo, but the view of the past needs the change
        self._document.edit(text, experiment, stroke=stroke)

    def start(self, text: str, experiment: Experiment, *, opens: bool = False) -> None:
        """Start a new run; undo restores the old one with its training.

        `opens`: the experiment is a newly opened preset, example or file.
        """
        before = self._document.present()
        self._document.replace(text, before, Moment(experiment), opens=opens)
        self.ended.emit(before)

    def bring_back(self, text: str, moment: Moment) -> None:
        """Let training continue where an earlier run ended; undo returns to the present one."""
        before = self._document.present()
        self._document.replace(text, before, moment)
        self.ended.emit(before)

    def go_on_from_here(self, text: str, *, updates: int = 0) -> bool:
        """Continue training from the snapshot on screen and drop later epochs. False if it is not computed yet.

        So many `updates` are made too; undo takes them back.
        """
        snapshot = self._playhead.snapshot
        if snapshot is None or self._playhead.approximate:
            return False
        experiment = self._document.experiment if self._playhead.live else snapshot.experiment
        after = Moment(experiment, snapshot, self._history_here(), updates)
        self._document.replace(text, self._document.present(), after)
        return True

    def _learned(self) -> Moment | None:
        """How far the training is; None before the first report of a run."""
        if not self._playhead.heard:
            return None
        return Moment(self._document.experiment, self._playhead.newest, self._playhead.history.copy())

    def _history_here(self) -> History:
        """The history up to what is on screen, which may be a frame behind what has been reported."""
        history, shown = self._playhead.history.copy(), self._playhead.snapshot
        newest = history.newest
        late = shown is not None and newest not in (None, shown) and newest.moment >= shown.moment
        if shown is not None and (late or not self._playhead.live):
            history.cut(shown)
        return history

    # points

    @Slot(object, int, int)
    def add_points(self, x: Array, label: int, stroke: int = 0) -> None:
        """Add training points (m, 2) of one class."""
        text = "Add points" if len(x) > 1 or stroke == self._stroke != 0 else "Add a point"
        self._stroke = stroke
        self._change_points(text, stroke, "with_points", x, label)

    @Slot(object, object, int)
    def add_values(self, x: Array, values: Array | float, stroke: int = 0) -> None:
        """Add training points (m, d) that carry values: one for all of them, or (m,)."""
        text = "Add points" if len(x) > 1 or stroke == self._stroke != 0 else "Add a point"
        self._stroke = stroke
        self._change_points(text, stroke, "with_values", x, values)

    @Slot(bool)
    def use_values(self, wanted: bool) -> None:
        """Let the points carry values in place of classes, or classes in place of values. A new run starts."""
        now = self.experiment
        if wanted == (now.points.targets is not None):
            return
        text = "Values in place of classes" if wanted else "Classes in place of values"
        if not len(now.points):
            self.start(text, self._plain(draw(Recipe("Blank values" if wanted else "Blank")), 2, now.area))
            return
        border = class_border(now.points)
        points = as_values(now.points, now.network.classes) if wanted else as_classes(now.points)
        self.start(text, replace(self._plain(points, 2, now.area), axes=now.axes))
        if border:
            self.remarked.emit(f"Class 2 has the points with values above {number.plain(border)}, class 1 the others.")

    @Slot(object, object, int)
    def move_points(self, indices: Array, at: Array, stroke: int = 0) -> None:
        """Move the points at these indices to places `at` (m, 2) on the canvas."""
        now = self.experiment
        self.edit("Move points", stroke=stroke, points=placed(now.points, indices, at, now.axes))

    @Slot(object, int)
    def erase_points(self, indices: Array, stroke: int = 0) -> None:
        """Delete the points at these indices."""
        self._change_points("Erase points", stroke, "without", indices)

    def _change_points(self, text: str, stroke: int, how: str, *arguments: Any) -> None:
        try:
            points = getattr(self.experiment.points, how)(*arguments)
        except ValueError as reason:
            self.refused.emit(f"{text}: {reason}")
            return
        self.edit(text, stroke=stroke, points=points)

    @Slot(object, str)
    def put_points(self, points: PointSet, text: str) -> None:
        """Use these points in place of the present ones; `text` says what was done. The area grows to show them all."""
        try:
            experiment = with_area_shown(replace(self.experiment, points=points))
        except ValueError as reason:
            self.refused.emit(f"{text}: {reason}")
            return
        self.edit(text, points=experiment.points, area=experiment.area)

    @Slot(object)
    def use_recipe(self, recipe: Recipe) -> None:
        """Draw a preset's points. Another shape starts a new run; the same shape keeps the weights."""
        points, now = draw(recipe), self.experiment.points.recipe
        if now is not None and now.shape == recipe.shape:
            self.edit("Draw the preset again", points=points)
            return
        shape = SHAPES[recipe.shape]
        self.start(f"Preset {shape.label}", self._plain(points, shape.classes, shape.area), opens=True)

    @Slot(float)
    def split(self, test_share: float) -> None:
        """Keep another share of the points for testing."""
        points = self.experiment.points
        recipe = points.recipe
        again = draw(replace(recipe, test_share=test_share)) if recipe else points.split(test_share, 0)
        self.edit("Change the test split", points=again)

    def change_classes(self, text: str, **changes: Any) -> None:
        """Change classes; training continues. If no output can be kept, undo restores them with the training."""
        snapshot, network = self._playhead.snapshot, changes.get("network", self.experiment.network)
        if snapshot is None or any(network.outputs_from(self.experiment.network)):
            self.edit(text, **changes)
            return
        experiment = replace(self.experiment, **changes)
        self._document.replace(text, self._document.present(), Moment(experiment, snapshot, self._history_here()))
        label = network.layers[-1].activation.label
        self.remarked.emit(f"What {label} outputs learned says nothing of one class alone, so they start anew.")

    @Slot(object)
    def choose_axes(self, axes: tuple[int, int]) -> None:
        """Show these two inputs on the canvas."""
        now = self.experiment
        try:
            self.edit("Show other inputs", axes=axes, area=around(places(now.points, axes)))
        except (IndexError, ValueError) as reason:
            self.refused.emit(str(reason))

    @Slot(object)
    def open_points(self, result: Imported) -> None:
        """Start a new run on the points of a file, with their names, scaling and units: one step of undo."""
        points = result.points
        try:
            plain = self._plain(points, max(2, result.classes), around(places(points)), result.scaling)
        except ValueError as reason:
            self.refused.emit(f"Open points: {reason}")
            return
        opened = replace(plain, naming=result.naming)
        self.start("Open points", opened, opens=True)
        if not result.scaling and saturated_at_first(opened) > MOST_SATURATED:
            self.offered.emit(NOT_SCALED, "scale")

    @Slot()
    def scale(self) -> None:
        """Scale inputs, and values if there are any, by the train points as they are now."""
        now = self.experiment
        scaling = scaling_of(now.points, inputs=True, targets=now.points.targets is not None)
        self.start("Scale the inputs", replace(now, scaling=scaling))

    @Slot()
    def unscale(self) -> None:
        """Give the network the numbers as they are."""
        self.start("Use the numbers as they are", replace(self.experiment, scaling=NONE))

    def open_example(self, name: str) -> None:
        """Start a new run on a published example."""
        self.start(f"Open {name}", example(name).experiment, opens=True)

    def _plain(
        self, points: PointSet, classes: int, area: Area | None = None, scaling: Scaling = NONE
    ) -> Experiment:
        """An experiment on new points with the current network and plan, or, after an example, the usual ones."""
        now = preset("Blank") if self.experiment.example else self.experiment
        network = suited(replace(now, network=replace(now.network, theta=None)), points, classes)
        return Experiment(points, network, now.plan, area=area, scaling=scaling)

    # network and plan

    @Slot(str, object)
    def change_network(self, text: str, spec: NetworkSpec) -> None:
        """Use another network. With other initial weights a new run starts, otherwise training continues."""
        old = self.experiment.network
        if (spec.initializer, spec.seed) != (old.initializer, old.seed):
            self.start(text, replace(self.experiment, network=replace(spec, theta=None)))
        else:
            self.edit(text, network=spec)

    @Slot(str, object)
    def change_plan(self, text: str, plan: Plan) -> None:
        self.edit(text, plan=plan)

    @Slot(int, float, int)
    def set_weight(self, index: int, value: float, stroke: int = 0) -> None:
        """Replace one entry of theta."""
        snapshot = self._playhead.snapshot
        if snapshot is None or not 0 <= index < snapshot.theta.size:
            return
        theta = snapshot.theta.copy()
        theta[index] = value
        changed, history = replace(snapshot, theta=theta, theta_before=snapshot.theta), self._history_here()
        history.set_by_hand(snapshot, index, value)
        after = Moment(snapshot.experiment, changed, history)
        self._document.replace("Set a weight by hand", self._document.present(), after, stroke=stroke)

    @Slot(bool)
    def train_biases(self, trained: bool) -> None:
        """Let the biases learn, or freeze them."""
        self.edit("Update biases", network=replace(self.experiment.network, train_biases=trained))

    @Slot(float)
    def set_rate(self, rate: float) -> None:
        try:
            plan = replace(self.experiment.plan, learning_rate=rate)
        except ValueError as reason:
            self.refused.emit(str(reason))
            return
        self.edit("Change the learning rate", plan=plan)

    def halve_rate(self) -> None:
        self.set_rate(self.experiment.plan.learning_rate / 2)

    def reset(self, *, new: bool) -> None:
        """Start a new run with the same or with new initial weights."""
        experiment = self.experiment
        if new:
            network = replace(experiment.network, seed=experiment.network.seed + 1, theta=None)
            self.start("New initial weights", replace(experiment, network=network))
        else:
            self.start("Reset weights", experiment)

    def reset_to_defaults(self) -> None:
        """Give the points the usual network and plan again, or those of the example that they come from."""
        now = self.experiment
        if now.example in EXAMPLES:
            source = EXAMPLES[now.example].experiment
            network = source.network
            if network.classes < now.network.classes:
                network = network.with_classes(now.network.classes)
            again = replace(now, network=network, plan=source.plan)
        else:
            again = usual(now.points, now.network.classes)
        self.start("Reset to defaults", again)

    def new(self) -> None:
        """Start without points, with the usual network and plan."""
        self.start("New", preset("Blank"), opens=True)

    def add_layer(self) -> None:
        """Add a hidden layer before the output."""
        network = self.experiment.network
        try:
            more = network.with_layer_before(len(network.layers) - 1)
        except ValueError as reason:
            self.refused.emit(f"Add a layer: {reason}")
            return
        self.edit("Add a layer", network=more)

    def remove_layer(self) -> None:
        """Remove the last hidden layer, if there is one."""
        network = self.experiment.network
        if len(network.layers) > 1:
            self.edit("Remove a layer", network=network.without_layer(len(network.layers) - 2))
