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
from mlpviz.engine.learner_words import in_words
from mlpviz.engine.session.session import SavedBench
from mlpviz.state.finding.entry import Entry
from mlpviz.state.finding.value import Value
from mlpviz.state.recent import Recent
from mlpviz.views.look.theme import Theme
from mlpviz.views.pictures.part import Part
from mlpviz.workspaces.playground.account_presenter import AccountPresenter
from mlpviz.workspaces.playground.commands import COMMANDS
from mlpviz.workspaces.playground.data_presenter import DataPresenter
from mlpviz.workspaces.playground.diagnostics_presenter import DiagnosticsPresenter
from mlpviz.workspaces.playground.example_presenter import ExamplePresenter
from mlpviz.workspaces.playground.exports import Exports
from mlpviz.workspaces.playground.faces_presenter import FacesPresenter
from mlpviz.workspaces.playground.film_presenter import FilmPresenter
from mlpviz.workspaces.playground.handlers import handlers_of
from mlpviz.workspaces.playground.leaving import losses
from mlpviz.workspaces.playground.named_changes import NamedChanges
from mlpviz.workspaces.playground.notices import Notices
from mlpviz.workspaces.playground.nudge_presenter import NudgePresenter
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.playground.payoff_presenter import PayoffPresenter
from mlpviz.workspaces.playground.point_files import PointFiles
from mlpviz.workspaces.playground.presenter import Presenter
from mlpviz.workspaces.playground.runs_presenter import RunsPresenter
from mlpviz.workspaces.playground.start_presenter import StartPresenter
from mlpviz.workspaces.playground.stop_presenter import StopPresenter
from mlpviz.workspaces.playground.time_presenter import TimePresenter
from mlpviz.workspaces.playground.toolbar import PlaygroundToolbar
from mlpviz.workspaces.playground.walk_presenter import WalkPresenter
from mlpviz.workspaces.workspace import Form, Handler, Remembering, Table, Workspace

if TYPE_CHECKING:
    from mlpviz.views.walk.graph.graph_panel import WalkGraph
    from mlpviz.views.walk.page import WalkPage


class Playground(Workspace):
    """One bench with its data, network, diagnostics and timeline, and the step-through of one update."""

    name, title, icon = "playground", "Playground", "playground"
    about = "Draw points, train a network on them, and look inside"
    opens = True
    commands = COMMANDS

    def __init__(
        self, theme: Theme, experiment: Experiment, parent: QObject | None = None, recent: Recent | None = None
    ) -> None:
        """Begin a run of the experiment; nothing trains yet. `recent` are the files used last."""
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
        self._payoff_presenter = PayoffPresenter(self.bench, self.view)
        self._diagnostics = DiagnosticsPresenter(theme, self.bench, self.view)
        self._data = DataPresenter(theme, self.bench, self.view, self.files, self.notices)
        self._account = AccountPresenter(theme, self.bench, self.view)
        self._nudges = NudgePresenter(self.bench, self.view)
        self.films = FilmPresenter(theme, self.bench, self.view, self)
        self._named = NamedChanges(self.bench)
        self.recent = recent or Recent(parent=self)
        self.start = StartPresenter(theme, self.bench, self.view, self.recent)
        self._time = TimePresenter(self.bench, self.view, self.bar)
        self.runs = RunsPresenter(theme, self.bench, self.view)
        self.faces = FacesPresenter(self.presenter, self.bench, self.view, self.runs)
        self.stop = StopPresenter(self.bench, self.view, self.bar, self.runs)
        self.runs.built.connect(self._diagnostics.plots.take_runs)
        exports = Exports(self.bench, self.view, self.notices)
        others = (self._data.handlers, self._diagnostics.handlers, exports.handlers, self.films.handlers)
        self._handlers = self._own_handlers() | dict(self.runs.handlers) | dict(self.stop.handlers)
        self._handlers |= {name: do for one in others for name, do in one.items()}
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
        for warning in (bench.stepping.refused, bench.editor.remarked, self.start.told):
            warning.connect(self.notices.warn)
        self._walk_presenter.level_changed.connect(self._check)
        self._walk_presenter.switched.connect(self.checked)
        self._walk_presenter.batch.depth_shown.connect(self._check)
        for informing in (self.faces, self._time, self.films, self._walk_presenter.take_along):
            informing.told.connect(self.notices.inform)
        self._time.looping_changed.connect(partial(self.checked.emit, "loop"))
        for checking in (self._data, self._diagnostics, self.runs, self.faces):
            checking.checked.connect(self.checked)
        for presenter in (self.runs, self.stop):
            presenter.told.connect(self.notices.tell)
        for failing in (self._diagnostics, self._account, self.faces, bench, self.start):
            failing.failed.connect(self.failed)
        bench.editor.refused.connect(self._refuse)
        bench.editor.offered.connect(self.notices.offer)
        bench.trainer.training_changed.connect(self._note_training)
        self.start.command_requested.connect(self.command_requested)
        self.start.file_requested.connect(self.file_requested)
        self.files.used.connect(self.recent.note)

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
        """Whether spaces are being examined, losses computed, the gradient checked, or an account worked out."""
        return self.faces.busy or self._diagnostics.busy or self._account.busy

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
        here |= {} if self.bench.stepping.active else self._time.handlers | self._account.handlers
        here |= self.faces.handlers | self._examples.handlers | self.start.handlers
        return here | dict(self._walk_presenter.take_along.handlers)

    def _own_handlers(self) -> dict[str, Handler]:
        return {
            **handlers_of(self.bench),
            **self._walk_presenter.handlers,
            "how_well": self.presenter.show_how_well,
            "slower": partial(self.bar.change_speed, -1),
            "faster": partial(self.bar.change_speed, 1),
            "lens": self.choose_lens,
            "sign_patterns": self.view.network.set_sign_patterns,
        }

    def options(self) -> Sequence[Entry]:
        """Every registered choice, and every switch of network and plan."""
        return self._named.options()

    def values(self) -> Sequence[Value]:
        """Every number of points, network and plan."""
        return self._named.values()

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
        self.runs.enter()
        self._walk_presenter.enter()
        self._check(f"depth:{self.bench.stepping.depths.depth}")
        self.faces.enter()
        self.checked.emit(f"snap_grid:{self.view.data.canvas().snapping.grid}", True)

    def leave(self) -> None:
        """Pause, and close what stands beside the window."""
        self.bench.transport.pause()
        self._examples.close()
        self.presenter.close_how_well()
        self._diagnostics.leave()
        self._account.leave()

    def fit_to(self, window: QSize) -> None:
        """Arrange the columns for a window of this size."""
        self.view.fit_to(window)

    def present(self, presenting: bool) -> None:
        """Enlarge canvas and graph; the loss stays beside them."""
        self.start.close()  # it would hide the network
        self.view.present(presenting)

    def take_key(self, event: QKeyEvent) -> bool:
        """While stepping, the keys of the dock come first; else Esc ends what plays."""
        if self.view.stepping:
            return self.view.build_walk().take_key(event)
        return self.start.take_key(event) or self._time.take_key(event)

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
        if key == "train_on":
            self.stop.train_on()
        if key == "put_back":
            self.runs.put_back()
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

    def _remembering(self) -> Sequence[Remembering]:
        """The parts that the learner arranges."""
        return self.view, self.start, self._walk_presenter, self._diagnostics, self.stop, self.faces

    def remember(self, settings: QSettings) -> None:
        """Write down how the learner arranged it, and the edge lens."""
        for part in self._remembering():
            part.remember(settings)
        settings.setValue("lens", self.view.network.view.lens.name)

    def recall(self, settings: QSettings) -> None:
        """Arrange it as it was; what cannot be used is as if nothing had been dragged or chosen."""
        for part in self._remembering():
            part.recall(settings)
        lens = settings.value("lens")
        if lens in edge_lenses.names():
            self.choose_lens(lens)

    @property
    def own_bench(self) -> Bench:
        """The bench."""
        return self.bench

    def take_bench(self, saved: SavedBench) -> None:
        """Stand as it stood when it was saved."""
        self.bench.open(saved)

    def unsaved(self) -> Sequence[str]:
        """Points, network and training that no file holds."""
        return losses(self.bench, self.files)

    def close(self) -> None:
        """End the threads of the bench, and what is at work in the pauses of the window."""
        self._examples.close()
        self.start.end()
        self.faces.close()
        self._diagnostics.close()
        self.films.close()
        self._account.close()
        self.files.close()
        self.bench.close()
