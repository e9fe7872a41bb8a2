"""Builds every long-lived object once and connects them: all the wiring, on one page."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QSettings, Slot
from PySide6.QtWidgets import QApplication

from mlpviz.bench.transport import Transport
from mlpviz.control.commands import Commands
from mlpviz.control.failures import Failures
from mlpviz.control.files import Files
from mlpviz.control.stepping import Stepping
from mlpviz.data.shapes import SHAPES
from mlpviz.engine.experiment import Experiment, preset
from mlpviz.engine.records import Snapshot
from mlpviz.nn.arrays import Array
from mlpviz.state.document import Document, Moment
from mlpviz.state.editor import Editor
from mlpviz.state.picture_maker import Picture, PictureMaker
from mlpviz.state.playhead import Playhead
from mlpviz.trainer.trainer import Trainer
from mlpviz.views.look.pacer import Pacer
from mlpviz.views.look.theme import Theme
from mlpviz.window import Window

if TYPE_CHECKING:
    from mlpviz.views.walk.page import WalkPage


class App(QObject):
    """One window and everything behind it. Views ask; here it is decided who answers."""

    def __init__(self, experiment: Experiment, theme: Theme, settings: QSettings | None = None) -> None:
        """Build and connect everything and begin a run; nothing trains yet. Without settings nothing is remembered."""
        super().__init__()
        self.theme, self._settings = theme, settings
        self.failures = Failures(self)
        self.document, self.playhead = Document(experiment, self), Playhead(self)
        self.editor = Editor(self.document, self.playhead, self)
        self.trainer, self.lens = Trainer(self), PictureMaker(self)
        self.transport = Transport(self.document, self.playhead, self.trainer, self.editor)
        self.window = Window(theme)
        self.files = Files(self.window, self.document)
        self.stepping = Stepping(self.window, self.playhead, self.trainer, self.transport)
        self.commands = Commands(
            self.window, theme, self.document, self.editor, self.trainer, self.transport, self.stepping, self.files
        )
        self._picture: Picture | None = None
        self._worked = time.thread_time()  # of this thread, until the last picture
        self._probed: Array | None = None
        self._shown: Experiment | None = None
        self._connect_state()
        self._connect_window()
        self._connect_views()
        self._restore()
        self.transport.go_to(Moment(experiment))
        self._show_document(experiment)

    # wiring

    def _connect_state(self) -> None:
        self.document.changed.connect(self._show_document)
        self.document.undo_stack.indexChanged.connect(self._show_undo)
        self.trainer.training_changed.connect(self._show_training)
        self.trainer.recomputing.connect(self.window.playground.timeline.show_recomputing)
        self.playhead.shown.connect(self._look)
        self.playhead.moved.connect(self._show_time)
        self.lens.ready.connect(self._show_picture)
        self.transport.diverged.connect(self._tell_diverged)
        self.trainer.failed.connect(self.failures.report)
        self.lens.failed.connect(self.failures.report)
        self.editor.refused.connect(self._refuse)
        for speaker in (self.failures.happened, self.stepping.refused):
            speaker.connect(self._tell)

    def _connect_window(self) -> None:
        window, toolbar, commands, transport = self.window, self.window.toolbar, self.commands, self.transport
        window.erase_held.connect(window.playground.data.hold_erase)
        window.close_requested.connect(self._close)
        window.notice.chosen.connect(self._answer_notice)
        window.rail.theme_requested.connect(commands.other_theme)
        toolbar.reset_requested.connect(commands.reset)
        toolbar.back_requested.connect(commands.back)
        toolbar.train_requested.connect(commands.play)
        toolbar.pause_requested.connect(transport.pause)
        toolbar.epoch_requested.connect(commands.one_epoch)
        toolbar.walk_requested.connect(self.stepping.open)
        toolbar.speed_chosen.connect(self.trainer.set_speed)

    def _connect_views(self) -> None:
        page, editor, transport = self.window.playground, self.editor, self.transport
        page.data.add_requested.connect(editor.add_points)
        page.data.move_requested.connect(editor.move_points)
        page.data.erase_requested.connect(editor.erase_points)
        page.data.stroke_finished.connect(self.document.end_stroke)
        page.data.recipe_requested.connect(editor.use_recipe)
        page.data.split_requested.connect(editor.split)
        page.data.class_add_requested.connect(editor.add_class)
        page.data.class_remove_requested.connect(editor.remove_class)
        page.data.probe_requested.connect(self._probe)
        page.network.network_requested.connect(editor.change_network)
        page.network.plan_requested.connect(editor.change_plan)
        page.network.refused.connect(self._refuse)
        page.network.weight_requested.connect(editor.set_weight)
        page.network.node_hovered.connect(self._show_response)
        page.network.lens_chosen.connect(self.commands.choose_lens)
        page.walk_built.connect(self._connect_walk)
        page.timeline.epoch_requested.connect(transport.scrub)
        page.timeline.range_requested.connect(self._show_range)
        page.timeline.train_from_here_requested.connect(transport.train_from_here)
        page.timeline.live_requested.connect(transport.go_live)
        self.files.opened.connect(editor.open_points)

    @Slot(object)
    def _connect_walk(self, walk: WalkPage) -> None:
        walk.graph.lens_chosen.connect(self.commands.choose_lens)
        walk.graph.choose_lens(self.window.playground.network.view.lens)
        walk.sample.biases_requested.connect(self.editor.train_biases)
        walk.sample.rate_requested.connect(self.editor.set_rate)

    # showing what was chosen

    @Slot(object)
    def _show_document(self, experiment: Experiment) -> None:
        self._show_experiment(experiment)
        self._show_undo()

    def _show_experiment(self, experiment: Experiment) -> None:
        if experiment == self._shown:
            return
        self._shown = experiment
        self.window.playground.data.show_experiment(experiment)
        self.window.playground.network.show_experiment(experiment)
        reason = "" if experiment.points.train_count else "No points yet. Draw some, or choose a preset."
        self.window.toolbar.show_can_train(not reason, reason)

    @Slot()
    def _show_undo(self) -> None:
        stack, experiment = self.document.undo_stack, self.document.experiment
        recipe = experiment.points.recipe
        title = experiment.example or (f"{SHAPES[recipe.shape].label} playground" if recipe else "Own points")
        self.window.show_title(title, self.document.edited)
        self.window.show_undo(stack.undoText(), stack.redoText())

    # showing what was found

    @Slot(object)
    def _look(self, snapshot: Snapshot) -> None:
        newest = self.playhead.newest
        was = newest.experiment if newest is not None else self.document.experiment
        if snapshot is self.playhead.base and self.document.experiment != was:
            self.transport.edit_past()  # the learner changed something while looking back
        else:
            self.lens.look_at(snapshot, in_a_hurry=self.trainer.training)

    @Slot(object)
    def _show_picture(self, picture: Picture) -> None:
        before, self._worked = self._worked, time.thread_time()
        Pacer.note_frame(self._worked - before)
        snapshot, page = picture.snapshot, self.window.playground
        if not self.playhead.live or snapshot.experiment == self.document.experiment:
            self._show_experiment(snapshot.experiment)
        elif self._shown is None or snapshot.experiment.network.shape != self._shown.network.shape:
            return  # the trainer has not taken on the change yet; its next picture fits
        self._picture = picture
        page.data.show_picture(picture)
        page.network.show_picture(picture)
        page.diagnostics.show_picture(picture)
        self.window.toolbar.show_snapshot(snapshot, self.playhead.live)
        self._answer_probe()
        self.stepping.show_snapshot(snapshot)

    @Slot()
    def _show_time(self) -> None:
        playhead, page = self.playhead, self.window.playground
        newest = playhead.newest.epoch if playhead.newest is not None else 0
        page.network.show_history(playhead.history)
        page.diagnostics.show_history(playhead.history)
        page.timeline.show_history(playhead.history)
        page.diagnostics.show_note("The loss has not moved for 100 epochs." if playhead.history.plateau() else None)
        page.timeline.show_playhead(playhead.epoch, newest, playhead.live, playhead.approximate)
        self.window.toolbar.show_rate(playhead.rate if self.trainer.training else math.nan)

    @Slot(object)
    def _show_range(self, epochs: tuple[int, int] | None) -> None:
        first, last = epochs or (None, None)
        self.window.playground.diagnostics.show_range(first, last)

    @Slot(bool)
    def _show_training(self, running: bool) -> None:
        self.window.toolbar.show_training(running)
        if running:
            self.window.notice.hide()
        elif self.playhead.snapshot is not None and self.playhead.live:
            self.lens.look_at(self.playhead.snapshot)  # the last picture may have been a coarse one
        self._show_time()

    @Slot(object)
    def _probe(self, x: Array | None) -> None:
        self._probed = x
        self._answer_probe()

    def _answer_probe(self) -> None:
        page, probe = self.window.playground, None
        if self._probed is not None and self._picture is not None:
            snapshot = self._picture.snapshot
            if len(self._probed) == snapshot.experiment.network.inputs:
                probe = self.lens.probe(snapshot, self._probed)
        page.data.show_probe(probe)
        page.network.show_probe(probe)

    @Slot(object)
    def _show_response(self, node: tuple[int, int] | None) -> None:
        response = None
        if node is not None and self._picture is not None:
            column, unit = node
            responses = self._picture.responses
            if column < len(responses) and unit < len(responses[column]):
                response = responses[column][unit]
        self.window.playground.data.show_response(response)

    # saying what happened

    @Slot(str)
    def _tell(self, sentence: str) -> None:
        self.window.notice.show_notice(sentence)

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self._tell(sentence)
        self.window.playground.network.show_again()  # a field still shows what could not be

    @Slot(int, int)
    def _tell_diverged(self, epoch: int, good: int) -> None:
        self.window.notice.show_notice(
            f"Training diverged at epoch {epoch}: the loss is not a number. Lower the learning rate or go back.",
            [("back", f"Back to epoch {good}"), ("halve", "Halve learning rate")],
            tone="bad",
        )

    @Slot(str)
    def _answer_notice(self, key: str) -> None:
        if key in ("back", "halve"):
            self.transport.go_to_last_good()
        if key == "halve":
            self.editor.halve_rate()

    # beginning and end

    def _restore(self) -> None:
        settings = self._settings
        if settings is not None:
            for part, restore in (
                ("geometry", self.window.restoreGeometry),
                ("columns", self.window.playground.columns.restoreState),
            ):
                kept = settings.value(part)
                if isinstance(kept, QByteArray):
                    restore(kept)
            self.theme.set_text_scale(float(str(settings.value("text_scale", 1.0))))
            self.theme.choose(str(settings.value("theme", "system")))
        self.window.action(f"theme:{self.theme.choice}").setChecked(True)
        self.commands.choose_lens("both")
        self.trainer.set_speed(self.window.toolbar.speed())

    @Slot()
    def _close(self) -> None:
        if not self.files.may_close():
            return
        settings = self._settings
        if settings is not None:
            settings.setValue("geometry", self.window.saveGeometry())
            settings.setValue("columns", self.window.playground.columns.saveState())
            settings.setValue("theme", self.theme.choice)
            settings.setValue("text_scale", self.theme.text_scale)
        self.window.let_close()

    def close(self) -> None:
        """End the threads and take the window away; nothing is asked."""
        self.failures.release()
        self.trainer.close()
        self.lens.close()
        for part in (self.trainer, self.lens, self.playhead, self.document):
            part.blockSignals(True)  # what still waits in the queue finds nobody to show it to
        self.window.let_close()
        self.window.close()
        self.window.deleteLater()


def application(arguments: Sequence[str] = ()) -> QApplication:
    """The one QApplication, made if need be."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    made = QApplication(["mlpviz", *arguments])
    made.setApplicationName("mlpviz")
    made.setOrganizationName("mlpviz")
    return made


def run_window(arguments: Sequence[str] = ()) -> int:
    """Open the window and stay until it is closed; returns the exit status."""
    qt = application(arguments)
    theme = Theme()
    app = App(preset("Spiral", noise=0.11), theme, QSettings())
    theme.apply(qt)  # last: dressed while they are put together, widgets would be dressed anew at every step
    app.failures.catch()
    app.window.show()
    gc.freeze()  # all of this stays: to look through it for what is not needed would halt the window for 60 ms
    status = qt.exec()
    app.close()
    return status
