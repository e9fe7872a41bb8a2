"""The approximation laboratory as a workspace: what the commands mean in it, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QKeyEvent, Qt, QUndoStack

from mlpviz.data.area import HALF_WIDTH
from mlpviz.engine.experiment import Experiment, with_weights
from mlpviz.views.look.theme import Theme
from mlpviz.workspaces.approximation import sentences
from mlpviz.workspaces.approximation.commands import COMMANDS, HERE
from mlpviz.workspaces.workspace import Form, Handler, Table, Workspace

if TYPE_CHECKING:
    from mlpviz.bench.bench import Bench
    from mlpviz.engine.approximation.construction import Construction
    from mlpviz.engine.approximation.fits import Fitted
    from mlpviz.engine.records import Snapshot
    from mlpviz.engine.session.session import SavedBench
    from mlpviz.workspaces.approximation.subject import Subject


class ApproximationLab(Workspace):
    """One hidden layer follows a curve: trained, built by hand, and both beside each other."""

    name, title, icon = HERE, "Approximation", "approximation"
    about = "Follow any curve with one hidden layer, and see why that is always possible"
    opens = True
    commands = COMMANDS

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        """Build nothing yet: page, bench and threads begin when they are first needed."""
        super().__init__(parent)
        self._theme = theme
        self._subject: Subject | None = None
        self._remark = ""
        self._handlers = self._made_handlers()

    @property
    def subject(self) -> Subject:
        """What is fitted now."""
        self.page()
        assert self._subject is not None
        return self._subject

    def _build(self) -> None:
        # A window opens without all of this; it is loaded when the laboratory is first shown.
        from mlpviz.workspaces.approximation.page import ApproximationPage
        from mlpviz.workspaces.approximation.presenter import Presenter
        from mlpviz.workspaces.approximation.series import Series
        from mlpviz.workspaces.approximation.subject import Subject
        from mlpviz.workspaces.approximation.toolbar import ApproximationToolbar

        self._page, self._toolbar = self.view, self.bar = (
            ApproximationPage(self._theme), ApproximationToolbar(self._theme))  # fmt: skip
        self._subject, self.series = Subject(self), Series(self)
        self.presenter = Presenter(self.view, self.bar)
        self._connect_subject(self._subject)
        self._connect_bar(self._subject)
        self._connect_page(self._subject)
        self._subject.bench.trainer.set_speed(self.bar.speed_slider.speed())
        self._show_target()

    def _made_handlers(self) -> dict[str, Handler]:
        """What the commands do; they build what they need."""
        on = self._of_page
        return {
            "play": self.play,
            "epoch": self.one_epoch,
            "back": on("subject.bench.back"),
            "earlier": on("subject.bench.back"),
            "forward": on("subject.bench.forward"),
            "first": on("subject.bench.transport.scrub", 0),
            "live": on("subject.bench.transport.go_live"),
            "reset": on("subject.reset", False),
            "reset_new": on("subject.reset", True),
            "slower": on("bar.speed_slider.step_by", -1),
            "faster": on("bar.speed_slider.step_by", 1),
            "view": self.choose_view,
            "curve_of": on("subject.choose_curve"),
            "pencil": self.take_pencil,
            "clear_target": on("subject.clear"),
            "more_units": partial(self._change_units, 1),
            "fewer_units": partial(self._change_units, -1),
            "running_sum": self.show_running_sum,
            "outside": self.show_outside,
            "fit_all": self.fit_all,
            "cancel_fits": on("series.cancel"),
        }

    def _of_page(self, path: str, *given: object) -> Handler:
        """A handler that calls a method of what is built with the page."""
        def call(*arguments: object) -> None:
            self.page()
            attrgetter(path)(self)(*given, *arguments)

        return call

    def _connect_subject(self, subject: Subject) -> None:
        bench = subject.bench
        subject.target_changed.connect(self._show_target)
        subject.told.connect(self.told)
        bench.playhead.shown.connect(self._show_snapshot)
        bench.playhead.moved.connect(self._show_time)
        bench.trainer.training_changed.connect(self.bar.show_training)
        bench.transport.diverged.connect(self._tell_diverged)
        bench.document.undo_stack.indexChanged.connect(self._note_change)
        bench.failed.connect(self.failed)
        self.series.changed.connect(self._show_fits)
        self.series.progressed.connect(self.view.fits.show_progress)
        self.series.progressed.connect(self.view.three.show_progress)
        self.series.failed.connect(self.failed)

    def _connect_bar(self, subject: Subject) -> None:
        bar, bench = self.bar, subject.bench
        bar.reset_requested.connect(subject.reset)
        bar.play_requested.connect(self.play)
        bar.back.clicked.connect(bench.back)
        bar.one_epoch.clicked.connect(self.one_epoch)
        bar.speed_slider.speed_chosen.connect(bench.trainer.set_speed)

    def _connect_page(self, subject: Subject) -> None:
        page = self.view
        page.view_chosen.connect(self.choose_view)
        page.curve.drawn.connect(subject.draw)
        page.curve.stroke_finished.connect(subject.finish_stroke)
        page.curve.probe_moved.connect(self.show_probe)
        page.parts.probe_moved.connect(self.show_probe)
        page.target.curve_requested.connect(subject.choose_curve)
        page.target.formula_requested.connect(subject.choose_formula)
        page.target.clear_requested.connect(subject.clear)
        page.target.pencil_toggled.connect(self.take_pencil)
        page.units.units_requested.connect(subject.choose_units)
        page.units.slid.connect(subject.end_slide)
        page.units.activation_requested.connect(subject.choose_activation)
        page.units.running_chosen.connect(self.show_running_sum)
        page.units.outside_toggled.connect(self.show_outside)
        page.units.open_requested.connect(self._open_elsewhere)
        page.hand.open_requested.connect(self._open_elsewhere)
        page.hand.construction_requested.connect(self.show_construction)
        page.towers.cut_moved.connect(self.presenter.show_cut)
        page.fits.start_requested.connect(self.fit_all)
        page.fits.cancel_requested.connect(self.series.cancel)
        page.fits.plot.fit_requested.connect(self.load)
        page.three.start_requested.connect(self.fit_all)
        page.three.cancel_requested.connect(self.series.cancel)
        page.three.load_requested.connect(self._load_exhibit)

    # what the window shows

    @property
    def opened(self) -> str:
        """Which curve is followed."""
        return f"{self.subject.name} by one hidden layer"

    @property
    def edited(self) -> bool:
        """Whether target or network are not those it began with."""
        return self._subject is not None and self._subject.bench.document.edited

    @property
    def undo_stack(self) -> QUndoStack:
        """Targets, units, activations and runs that were chosen."""
        return self.subject.bench.document.undo_stack

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What the commands mean here."""
        return self._handlers

    @property
    def busy(self) -> bool:
        """Whether fits are under way, or the last state of training is not on screen yet."""
        return self._subject is not None and (self.series.busy or self._subject.busy)

    def enter(self) -> None:
        """Show how things stand, and say what had to be changed to open it here."""
        self.checked.emit(f"view:{self.presenter.view}", True)
        self.checked.emit("pencil", self.view.target.sketch.isChecked())
        if self._remark:
            self.told.emit(self._remark, [], "info")
            self._remark = ""

    def leave(self) -> None:
        """Pause, and make no more fits."""
        self.subject.bench.transport.pause()
        self.series.cancel()

    def present(self, presenting: bool) -> None:
        """Leave all of the page to the curve and its parts; keys and menus do the rest."""
        if self._page is not None:
            self.view.show_column(not presenting)

    def take_key(self, event: QKeyEvent) -> bool:
        """Esc cancels the fits that are under way."""
        if event.key() == Qt.Key.Key_Escape and self.series.busy:
            self.series.cancel()
            return True
        return False

    # what it does

    @Slot()
    def play(self) -> None:
        """Train, or pause; who looks at the proof sees the trained network again."""
        if self.presenter.view != "train":
            self.choose_view("train")
        self.subject.bench.play_or_pause()

    @Slot()
    def one_epoch(self) -> None:
        """Train one epoch."""
        if self.presenter.view != "train":
            self.choose_view("train")
        self.subject.bench.one_epoch()

    @Slot(str)
    def choose_view(self, view: str) -> None:
        """Show the trained network, the proof by hand, or best, worst and constructed."""
        if view != "train":
            self.subject.bench.transport.pause()
        self.presenter.show_view(view)
        self._show_fits()
        self.checked.emit(f"view:{view}", True)
        self.changed.emit()

    @Slot(object)
    def show_construction(self, construction: Construction) -> None:
        """Show the proof by hand with other settings."""
        self.presenter.show_construction(construction)

    @Slot(float)
    def show_probe(self, x: float) -> None:
        """Read everything at another x."""
        self.presenter.show_probe(x)

    @Slot(bool)
    def show_running_sum(self, running: bool) -> None:
        """Show the sum so far in every row, or each part alone."""
        self.presenter.show_running(running)
        self.checked.emit("running_sum", running)

    @Slot(bool)
    def show_outside(self, outside: bool) -> None:
        """Show x from −6 to 6, or only what was trained."""
        self.view.units.outside.setChecked(outside)  # asks again, for the same
        if outside != (self.presenter.reach > HALF_WIDTH):
            self.presenter.show_reach(outside)
            self.checked.emit("outside", outside)

    @Slot(bool)
    def take_pencil(self, in_hand: bool) -> None:
        """Let a drag draw, or only move the probe."""
        self.view.target.sketch.setChecked(in_hand)
        self.view.curve.set_pencil(in_hand)
        self.checked.emit("pencil", in_hand)

    def _change_units(self, by: int) -> None:
        self.subject.choose_units(self.subject.units + by)

    @Slot()
    def fit_all(self) -> None:
        """Make the fits of all widths that are missing."""
        self.series.start(self.subject.chosen, self.subject.activation)

    @Slot(object)
    def load(self, fitted: Fitted) -> None:
        """Show a fit that was made."""
        self.choose_view("train")
        self.subject.load(fitted)

    @Slot(str)
    def _load_exhibit(self, which: str) -> None:
        subject = self.subject
        spread = self.series.of(subject.chosen, subject.activation).spread(subject.units)
        if which == "hand":
            self.presenter.show_construction(self.presenter.construction.with_stage("staircase"))
            self.choose_view("hand")
        elif spread is not None:
            self.load(spread.best if which == "best" else spread.worst)

    @Slot()
    def _open_elsewhere(self) -> None:
        experiment = self.handed()
        if experiment is not None:
            self.open_requested.emit("playground", experiment)

    # what changed

    @Slot()
    def _show_target(self) -> None:
        subject = self.subject
        self.presenter.show_target(subject.values, subject.legend)
        self.view.target.show_target(*subject.source)
        self.view.units.show_network(subject.units, subject.activation)
        self._show_fits()
        self.changed.emit()

    @Slot(object)
    def _show_snapshot(self, snapshot: Snapshot) -> None:
        first = self.presenter.snapshot is None
        self.presenter.show_snapshot(snapshot)
        self._show_time()
        if first:
            self.changed.emit()  # from now on there is something to hand over

    @Slot()
    def _show_time(self) -> None:
        playhead = self.subject.bench.playhead
        self.bar.show_epoch(playhead.epoch, playhead.rate)

    @Slot()
    def _show_fits(self) -> None:
        subject = self.subject
        fits = self.series.of(subject.chosen, subject.activation)
        self.view.fits.show_fits(fits, len(self.series.missing(subject.chosen, subject.activation)))
        self.presenter.show_three(fits)

    @Slot()
    def _note_change(self) -> None:
        self._show_fits()
        self.changed.emit()

    @Slot(int, int)
    def _tell_diverged(self, epoch: int, good: int) -> None:
        self.told.emit(*sentences.diverged(epoch, good))

    def answer(self, key: str) -> None:
        """After a divergence: go back to the last good epoch."""
        if key == "back":
            self.subject.bench.transport.go_to_last_good()
            self.told.emit("", [], "warn")

    # what goes elsewhere, and what stays

    def handed(self) -> Experiment | None:
        """The fit on show with its weights, or the construction."""
        if self._subject is None:
            return None
        if self.presenter.view == "hand":
            return self.presenter.construction.experiment(self._subject.values)
        snapshot = self._subject.bench.playhead.snapshot
        return None if snapshot is None else with_weights(snapshot.experiment, snapshot.theta)

    def take(self, experiment: Experiment) -> None:
        """Follow points of values with one input; ValueError says in one sentence why they are no curve."""
        from mlpviz.engine.approximation.sketch import taken

        taken(experiment.points)  # refused before anything is built for it
        self._remark = self.subject.take(experiment)
        self.choose_view("train")

    def numbers(self) -> Table | None:
        """x, target, output, and what each unit adds."""
        return None if self._subject is None else self.presenter.table()

    def demonstrate(self) -> None:
        """Show a fit to its last epoch, and fit all widths."""
        from mlpviz.engine.approximation.fits import Fit, fit
        from mlpviz.engine.pool import Mark

        subject = self.subject
        with Mark() as mark:
            self.load(fit(Fit(subject.values, subject.activation, subject.units, seed=0), mark))
        self.show_probe(1.15)
        self.fit_all()

    def form(self) -> Form:
        """The fit, and the formula of its target."""
        return {} if self._subject is None else self._subject.form()

    def restore(self, form: Form) -> None:
        """Fit what was kept; undo brings back what was there."""
        if form:
            self.subject.restore(form)

    @property
    def own_bench(self) -> Bench | None:
        """That of the fit."""
        return None if self._subject is None else self._subject.bench

    def take_bench(self, saved: SavedBench) -> None:
        """Go on with a fit as it stood."""
        self.subject.open(saved)

    def close(self) -> None:
        """End the threads."""
        if self._subject is not None:
            self.series.close()
            self._subject.close()
            for part in (self.view, self.bar):
                if part.parent() is None:  # never shown, so no window takes it away
                    part.deleteLater()
