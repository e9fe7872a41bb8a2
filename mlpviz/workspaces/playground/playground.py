"""The Playground as a workspace: what its views ask for, what the commands mean in it, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QSize, Slot
from PySide6.QtGui import QKeyEvent, QUndoStack

from mlpviz.bench.bench import Bench
from mlpviz.data.shapes import SHAPES
from mlpviz.engine.edge_lenses import Both
from mlpviz.engine.experiment import Experiment
from mlpviz.views.look.theme import Theme
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.playground.point_files import PointFiles
from mlpviz.workspaces.playground.presenter import Presenter
from mlpviz.workspaces.playground.toolbar import PlaygroundToolbar
from mlpviz.workspaces.playground.walk_presenter import WalkPresenter
from mlpviz.workspaces.workspace import Form, Handler, Workspace

if TYPE_CHECKING:
    from mlpviz.views.walk.page import WalkPage


class Playground(Workspace):
    """One bench with its data, network, diagnostics and timeline, and the step-through of one update."""

    name, title, icon = "playground", "Playground", "playground"

    def __init__(self, theme: Theme, experiment: Experiment, parent: QObject | None = None) -> None:
        """Begin a run of the experiment; nothing trains yet."""
        super().__init__(parent)
        self.bench = Bench(experiment, self)
        self.view, self.bar = PlaygroundPage(theme), PlaygroundToolbar(theme)
        self._page, self._toolbar = self.view, self.bar
        self.files = PointFiles(self.view, self.bench.document)
        self.presenter = Presenter(self.bench, self.view, self.bar)
        self._walk_presenter = WalkPresenter(self.bench.stepping, self.view, self.bar)
        self._handlers = self._plain_handlers() | self._handlers_of_families()
        self._connect_bench()
        self._connect_toolbar()
        self._connect_views()
        self.presenter.show_experiment(experiment)
        self.choose_lens(Both().name)
        self.bench.trainer.set_speed(self.bar.speed())

    # wiring

    def _connect_bench(self) -> None:
        bench = self.bench
        bench.document.changed.connect(self._note_change)
        bench.document.undo_stack.indexChanged.connect(self._note_change)
        bench.transport.diverged.connect(self._tell_diverged)
        bench.stepping.opened.connect(self._note_stepping)
        bench.stepping.refused.connect(self._tell)
        bench.editor.refused.connect(self._refuse)
        bench.trainer.training_changed.connect(self._note_training)
        bench.failed.connect(self.failed)

    def _connect_toolbar(self) -> None:
        bar, bench = self.bar, self.bench
        bar.reset_requested.connect(bench.reset)
        bar.back_requested.connect(bench.back)
        bar.train_requested.connect(bench.play)
        bar.pause_requested.connect(bench.transport.pause)
        bar.epoch_requested.connect(bench.one_epoch)
        bar.walk_requested.connect(bench.stepping.open)
        bar.speed_chosen.connect(bench.trainer.set_speed)

    def _connect_views(self) -> None:
        page, editor, transport = self.view, self.bench.editor, self.bench.transport
        page.data.add_requested.connect(editor.add_points)
        page.data.move_requested.connect(editor.move_points)
        page.data.erase_requested.connect(editor.erase_points)
        page.data.stroke_finished.connect(self.bench.document.end_stroke)
        page.data.recipe_requested.connect(editor.use_recipe)
        page.data.split_requested.connect(editor.split)
        page.data.class_add_requested.connect(editor.add_class)
        page.data.class_remove_requested.connect(editor.remove_class)
        page.network.network_requested.connect(editor.change_network)
        page.network.plan_requested.connect(editor.change_plan)
        page.network.refused.connect(self._refuse)
        page.network.weight_requested.connect(editor.set_weight)
        page.network.lens_chosen.connect(self.choose_lens)
        page.walk_built.connect(self._connect_walk)
        page.timeline.epoch_requested.connect(transport.scrub)
        page.timeline.train_from_here_requested.connect(transport.train_from_here)
        page.timeline.live_requested.connect(transport.go_live)
        self.files.opened.connect(editor.open_points)

    @Slot(object)
    def _connect_walk(self, walk: WalkPage) -> None:
        walk.graph.lens_chosen.connect(self.choose_lens)
        walk.graph.choose_lens(self.view.network.view.lens.name)
        walk.sample.biases_requested.connect(self.bench.editor.train_biases)
        walk.sample.rate_requested.connect(self.bench.editor.set_rate)

    # what the window shows

    @property
    def opened(self) -> str:
        """The example or preset, or that the points are the learner's own."""
        experiment = self.bench.document.experiment
        recipe = experiment.points.recipe
        return experiment.example or (f"{SHAPES[recipe.shape].label} playground" if recipe else "Own points")

    @property
    def edited(self) -> bool:
        """Whether it is no longer the preset, example or file that was opened."""
        return self.bench.document.edited

    @property
    def undo_stack(self) -> QUndoStack:
        """The edits of points, network and plan."""
        return self.bench.document.undo_stack

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What the commands mean here."""
        return self._handlers

    def _plain_handlers(self) -> dict[str, Handler]:
        bench, data = self.bench, self.view.data
        return {
            "new": partial(data.choose_preset, "Blank"),
            "open_points": self.files.open,
            "save_points": self.files.save,
            "fit": data.fit,
            "dice": data.throw_dice,
            "add_layer": bench.editor.add_layer,
            "remove_layer": bench.editor.remove_layer,
            "reset": partial(bench.reset, False),
            "reset_new": partial(bench.reset, True),
            "play": bench.play_or_pause,
            "epoch": bench.step,
            "back": bench.back,
            "earlier": bench.back,
            "forward": bench.forward,
            "first": partial(bench.transport.scrub, 0),
            "live": bench.transport.go_live,
            "slower": partial(self.bar.change_speed, -1),
            "faster": partial(self.bar.change_speed, 1),
        }

    def _handlers_of_families(self) -> dict[str, Handler]:
        data = self.view.data
        return {
            "preset": data.choose_preset,
            "tool": data.choose_tool,
            "class": self._choose_class,
            "lens": self.choose_lens,
            "example": self.bench.open_example,
            "walk": self.bench.stepping.open,
            "sign_patterns": self.view.network.set_sign_patterns,
            "presentation": self.view.present,
        }

    def _choose_class(self, number: str) -> None:
        self.view.data.choose_class(int(number))

    @Slot(str)
    def choose_lens(self, name: str) -> None:
        """Look at the edges through a lens; `name` is a registered one."""
        self.view.network.choose_lens(name)
        if self.view.walk is not None:
            self.view.walk.graph.choose_lens(name)
        self.checked.emit(f"lens:{name}", True)

    # what happens to it

    def enter(self) -> None:
        """Show which lens is chosen."""
        self.checked.emit(f"lens:{self.view.network.view.lens.name}", True)

    def leave(self) -> None:
        """Pause."""
        self.bench.transport.pause()

    def fit_to(self, window: QSize) -> None:
        """Arrange the columns for a window of this size."""
        self.view.fit_to(window)

    def take_key(self, event: QKeyEvent) -> bool:
        """While stepping, the keys of the dock come first."""
        return self.view.stepping and self.view.build_walk().dock.take_key(event)

    def hold(self, name: str, down: bool) -> None:
        """Erase for as long as the key is held."""
        self.view.data.hold_erase(down)

    @Slot()
    def _note_change(self) -> None:
        self.changed.emit()

    @Slot(bool)
    def _note_stepping(self, opened: bool) -> None:
        self.checked.emit("walk", opened)

    @Slot(bool)
    def _note_training(self, running: bool) -> None:
        if running:
            self._tell("")

    # saying what happened

    @Slot(str)
    def _tell(self, sentence: str) -> None:
        self.told.emit(sentence, [], "warn")

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self._tell(sentence)
        self.view.network.show_again()  # a field still shows what could not be

    @Slot(int, int)
    def _tell_diverged(self, epoch: int, good: int) -> None:
        self.told.emit(
            f"Training diverged at epoch {epoch}: the loss is not a number. Lower the learning rate or go back.",
            [("back", f"Back to epoch {good}"), ("halve", "Halve learning rate")],
            "bad",
        )

    def answer(self, key: str) -> None:
        """After a divergence: go back to the last good epoch, or do so with half the learning rate."""
        if key in ("back", "halve"):
            self.bench.transport.go_to_last_good()
        if key == "halve":
            self.bench.editor.halve_rate()

    # what stays

    def form(self) -> Form:
        """The experiment."""
        return {"experiment": self.bench.document.experiment.form()}

    def restore(self, form: Form) -> None:
        """Open the experiment of a form; undo brings back what was there."""
        experiment = Experiment.from_form(form["experiment"])
        self.bench.editor.start("Restore the playground", experiment, opens=True)

    def remember(self, settings: QSettings) -> None:
        """Write down the shares of the columns."""
        settings.setValue("columns", " ".join(f"{share:.4f}" for share in self.view.columns.shares()))

    def recall(self, settings: QSettings) -> None:
        """Give the columns their shares again; what is no list of numbers is as if nothing had been dragged."""
        try:
            self.view.columns.take_shares([float(share) for share in str(settings.value("columns", "")).split()])
        except ValueError:
            self.view.columns.take_shares([])

    def may_close(self) -> bool:
        """Ask what becomes of points that were drawn by hand and are in no file."""
        return self.files.may_close()

    def close(self) -> None:
        """End the threads of the bench."""
        self.bench.close()
