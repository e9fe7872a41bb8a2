"""The Playground as a workspace: what its views ask for, what the commands mean in it, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QSize, Slot
from PySide6.QtGui import QKeyEvent, QUndoStack

from mlpviz.bench.bench import Bench
from mlpviz.data.shapes import SHAPES
from mlpviz.engine.edge_lenses import Weights, edge_lenses
from mlpviz.engine.experiment import Experiment, with_weights
from mlpviz.views.learner_words import in_words
from mlpviz.views.look.theme import Theme
from mlpviz.views.pictures.part import WINDOW, Part
from mlpviz.workspaces.playground.commands import COMMANDS
from mlpviz.workspaces.playground.data_presenter import DataPresenter
from mlpviz.workspaces.playground.diagnostics_presenter import DiagnosticsPresenter
from mlpviz.workspaces.playground.example_presenter import ExamplePresenter
from mlpviz.workspaces.playground.film_presenter import FilmPresenter
from mlpviz.workspaces.playground.hidden_presenter import HiddenPresenter
from mlpviz.workspaces.playground.leaving import may_leave
from mlpviz.workspaces.playground.notices import Notices
from mlpviz.workspaces.playground.nudge_presenter import NudgePresenter
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.playground.payoff_presenter import PayoffPresenter
from mlpviz.workspaces.playground.point_files import PointFiles
from mlpviz.workspaces.playground.presenter import Presenter
from mlpviz.workspaces.playground.time_presenter import TimePresenter
from mlpviz.workspaces.playground.toolbar import PlaygroundToolbar
from mlpviz.workspaces.playground.walk_presenter import WalkPresenter
from mlpviz.workspaces.workspace import Form, Handler, Table, Workspace

if TYPE_CHECKING:
    from mlpviz.views.walk.graph.graph_panel import WalkGraph
    from mlpviz.views.walk.page import WalkPage


class Playground(Workspace):
    """One bench with its data, network, diagnostics and timeline, and the step-through of one update."""

    name, title, icon = "playground", "Playground", "playground"
    about = "Draw points, train a network on them, and look inside"
    opens = True
    commands = COMMANDS

    def __init__(self, theme: Theme, experiment: Experiment, parent: QObject | None = None) -> None:
        """Begin a run of the experiment; nothing trains yet."""
        super().__init__(parent)
        self._theme = theme
        self.notices = Notices(self)
        self.notices.told.connect(self.told)
        self.bench = Bench(experiment, self)
        self.view, self.bar = PlaygroundPage(theme), PlaygroundToolbar(theme)
        self._page, self._toolbar = self.view, self.bar
        self.files = PointFiles(self.view, theme, self.bench.document)
        self.presenter = Presenter(theme, self.bench, self.view, self.bar)
        self._walk_presenter = WalkPresenter(self.bench.stepping, self.view, self.bar)
        self._examples = ExamplePresenter(theme, self.bench, self.view)
        self._hidden = HiddenPresenter(self.presenter, self.bench, self.view)
        self._payoff_presenter = PayoffPresenter(self.bench, self.view)
        self._diagnostics = DiagnosticsPresenter(theme, self.bench, self.view)
        self._data = DataPresenter(theme, self.bench, self.view, self.files, self.notices)
        self._nudges = NudgePresenter(self.bench, self.view)
        self.films = FilmPresenter(theme, self.bench, self.view, self)
        self._time = TimePresenter(self.bench, self.view, self.bar)
        self._handlers = self._own_handlers() | self._data.handlers | dict(self._diagnostics.handlers)
        self._handlers |= self.films.handlers
        self._connect_bench()
        self._connect_toolbar()
        self._connect_views()
        self.presenter.show_experiment(experiment)
        self.choose_lens(Weights().name)
        self.bench.trainer.set_speed(self.bar.speed())

    def _connect_bench(self) -> None:
        bench = self.bench
        bench.document.changed.connect(self._note_edit)
        bench.document.replaced.connect(self.notices.take_back)
        bench.document.undo_stack.indexChanged.connect(self._note_change)
        bench.transport.diverged.connect(self.notices.tell_diverged)
        bench.stepping.opened.connect(self._note_stepping)
        bench.stepping.refused.connect(self.notices.warn)
        self._walk_presenter.level_changed.connect(self._check)
        self._walk_presenter.switched.connect(self.checked)
        self._walk_presenter.batch.depth_shown.connect(self._check)
        self._hidden.chosen.connect(self._check)
        self._data.checked.connect(self.checked)
        self._time.looping_changed.connect(partial(self.checked.emit, "loop"))
        self._time.told.connect(self.notices.inform)
        self.films.told.connect(self.notices.inform)
        self._diagnostics.checked.connect(self.checked)
        self._diagnostics.failed.connect(self.failed)
        bench.editor.refused.connect(self._refuse)
        bench.editor.remarked.connect(self.notices.warn)
        bench.editor.offered.connect(self.notices.offer)
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
        bar.how_well_requested.connect(self.presenter.show_how_well)

    def _connect_views(self) -> None:
        page, editor = self.view, self.bench.editor
        page.data.refused.connect(self._refuse)
        page.data.selection_changed.connect(self.presenter.show_selected)
        page.diagnostics.point_chosen.connect(self.presenter.choose_point)
        self.presenter.ringed.connect(page.data.canvas().show_ringed)
        page.network.network_requested.connect(editor.change_network)
        page.network.plan_requested.connect(editor.change_plan)
        page.network.refused.connect(self._refuse)
        page.network.weight_requested.connect(editor.set_weight)
        page.network.lens_chosen.connect(self.choose_lens)
        page.walk_built.connect(self._connect_walk)
        self._walk_presenter.take_along.told.connect(self.notices.inform)

    @Slot(object)
    def _connect_walk(self, walk: WalkPage) -> None:
        walk.graph.lens_chosen.connect(self.choose_lens)
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
    def kind(self) -> str:
        """Points carry classes, or values."""
        return "classes" if self.bench.document.experiment.points.targets is None else "values"

    @property
    def busy(self) -> bool:
        """Whether the spaces of the layers are being examined, or the gradient is being checked."""
        return self._hidden.busy or self._diagnostics.busy

    def busy_with(self, part: str) -> bool:
        """The gradient check is written below the diagnostics alone, so only a picture of the whole window waits."""
        return self.busy if part == WINDOW else self._hidden.busy

    def hurry(self) -> None:
        """Check the gradient now, and draw all edges, none later than the others."""
        self._diagnostics.hurry()
        self.view.network.view.drawing.edges.renew()

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What the commands mean here; while stepping no key trains, and a brush has a class or a value."""
        unused = {"play"} if self.bench.stepping.active else set()
        unused |= {"brush_up", "brush_down"} if self.kind == "classes" else {"class"}
        here = {name: handler for name, handler in self._handlers.items() if name not in unused}
        here |= {} if self.bench.stepping.active else self._time.handlers
        return here | dict(self._walk_presenter.take_along.handlers) | self._hidden.handlers | self._examples.handlers

    def _own_handlers(self) -> dict[str, Handler]:
        bench = self.bench
        return {
            "new": bench.new,
            "how_well": self.presenter.show_how_well,
            "add_layer": bench.editor.add_layer,
            "remove_layer": bench.editor.remove_layer,
            "reset": partial(bench.reset, False),
            "reset_new": partial(bench.reset, True),
            "reset_to_defaults": bench.reset_to_defaults,
            "play": bench.play_or_pause,
            "epoch": bench.step,
            "back": bench.back,
            "earlier": bench.back,
            "forward": bench.forward,
            "first": partial(bench.transport.scrub, 0),
            "live": bench.transport.go_live,
            "slower": partial(self.bar.change_speed, -1),
            "faster": partial(self.bar.change_speed, 1),
            "lens": self.choose_lens,
            "example": bench.open_example,
            "walk": bench.stepping.open,
            "level": self._walk_presenter.choose_level,
            "predict": self._walk_presenter.predict,
            "code_pane": self._walk_presenter.show_code,
            "graph_list": self._walk_presenter.list_graph,
            "depth": bench.stepping.depths.choose,
            "sign_patterns": self.view.network.set_sign_patterns,
        }

    def open_file(self, path: Path) -> bool:
        """Show what a file of points holds."""
        self.files.read(path)
        return True

    @Slot(str)
    def choose_lens(self, name: str) -> None:
        """Look at the edges on screen through a lens; `name` is a registered one."""
        (self._walk_graph() or self.view.network).choose_lens(name)
        self._check_lens()

    @Slot(str)
    def _check(self, name: str) -> None:
        self.checked.emit(name, True)

    def _walk_graph(self) -> WalkGraph | None:
        """The graph of the step-through if it is on screen; its lens is its own."""
        return self.view.walk.graph if self.view.walk is not None and self.view.stepping else None

    def _check_lens(self) -> None:
        walk = self._walk_graph()
        name = walk.lens_name() if walk is not None else self.view.network.view.lens.name
        self.checked.emit(f"lens:{name}", True)

    # what happens to it

    def enter(self) -> None:
        """Show which lens and which grid are chosen."""
        self._check_lens()
        self._diagnostics.enter()
        self._check(f"level:{self._walk_presenter.level}")
        for name, on in self._walk_presenter.switches().items():
            self.checked.emit(name, on)
        self._check(f"depth:{self.bench.stepping.depths.depth}")
        self._check(f"network_view:{self.view.network.looks_at()}")
        self.checked.emit(f"snap_grid:{self.view.data.canvas().snapping.grid}", True)

    def leave(self) -> None:
        """Pause, and close what stands beside the window."""
        self.bench.transport.pause()
        self._examples.close()
        self.presenter.close_how_well()
        self._diagnostics.leave()

    def fit_to(self, window: QSize) -> None:
        """Arrange the columns for a window of this size."""
        self.view.fit_to(window)

    def present(self, presenting: bool) -> None:
        """Enlarge canvas and graph; the loss stays beside them."""
        self.view.present(presenting)

    def take_key(self, event: QKeyEvent) -> bool:
        """While stepping, the keys of the dock come first; else Esc ends what plays."""
        return self.view.build_walk().take_key(event) if self.view.stepping else self._time.take_key(event)

    def hold(self, name: str, down: bool) -> None:
        """Erase for as long as the key is held."""
        self.view.data.hold_erase(down)

    @Slot()
    def _note_change(self) -> None:
        self.changed.emit()

    @Slot()
    def _note_edit(self) -> None:
        self.checked.emit("values", self.kind == "values")
        self.notices.take_back_warning()
        self.changed.emit()

    @Slot(bool)
    def _note_stepping(self, opened: bool) -> None:
        if opened:
            self.notices.take_back_warning()
        self.checked.emit("walk", opened)
        self._check_lens()
        self.changed.emit()

    @Slot(bool)
    def _note_training(self, running: bool) -> None:
        if running:
            self.notices.take_back()

    # saying what happened

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self.notices.warn(in_words(sentence))
        self.view.network.show_again()  # a field still shows what could not be

    def answer(self, key: str) -> None:
        """Do what a button of a notice says."""
        if key in ("back", "halve"):
            self.bench.transport.go_to_last_good()
        if key == "halve":
            self.bench.editor.halve_rate()
        if key == "scale":
            self.bench.editor.scale()

    def handed(self) -> Experiment | None:
        """The experiment on show, with the weights of the epoch on show."""
        snapshot = self.bench.playhead.snapshot
        return None if snapshot is None else with_weights(snapshot.experiment, snapshot.theta)

    def take(self, experiment: Experiment) -> None:
        """Begin a run of an experiment of another workspace; undo brings back what was there."""
        self.bench.transport.pause()
        self.bench.stepping.leave()
        self.bench.editor.start("Open in the Playground", experiment, opens=True)

    def picture_parts(self) -> Sequence[Part]:
        """Network, data square and loss; while stepping, the network with the numbers of the step."""
        return self.view.parts()

    def numbers(self) -> Table:
        """The scores of every epoch so far."""
        return self.bench.playhead.history.losses.table()

    # what stays

    def form(self) -> Form:
        """The experiment."""
        return {"experiment": self.bench.document.experiment.form()}

    def restore(self, form: Form) -> None:
        """Open the experiment of a form; undo brings back what was there."""
        experiment = Experiment.from_form(form["experiment"])
        self.bench.editor.start("Restore the playground", experiment, opens=True)

    def remember(self, settings: QSettings) -> None:
        """Write down the shares of the columns and the edge lens."""
        settings.setValue("columns", " ".join(f"{share:.4f}" for share in self.view.columns.shares()))
        settings.setValue("level", self._walk_presenter.level)
        self._diagnostics.remember(settings)
        settings.setValue("steps_a_second", self._walk_presenter.playing.autoplay.speed)
        for name, on in self._walk_presenter.switches().items():
            settings.setValue(name, int(on))
        settings.setValue("network_view", self.view.network.looks_at())
        settings.setValue("lens", self.view.network.view.lens.name)

    def recall(self, settings: QSettings) -> None:
        """Give back shares and lens; what cannot be used is as if nothing had been dragged or chosen."""
        try:
            self.view.columns.take_shares([float(share) for share in str(settings.value("columns", "")).split()])
        except ValueError:
            self.view.columns.take_shares([])
        self._walk_presenter.choose_level(str(settings.value("level", "")))
        self._diagnostics.recall(settings)
        self._walk_presenter.playing.recall(settings.value("steps_a_second"))
        self._walk_presenter.predict(str(settings.value("predict", "0")) == "1")
        self._walk_presenter.list_graph(str(settings.value("graph_list", "0")) == "1")
        self._hidden.choose(str(settings.value("network_view", "")))
        lens = settings.value("lens")
        if lens in edge_lenses.names():
            self.choose_lens(lens)

    def may_close(self) -> bool:
        """Ask whether points, network and training may be lost."""
        return may_leave(self.bench, self.files, self.view)

    def close(self) -> None:
        """End the threads of the bench, and what is at work in the pauses of the window."""
        self._examples.close()
        self._hidden.close()
        self._diagnostics.close()
        self.films.close()
        self.files.close()
        self.bench.close()
