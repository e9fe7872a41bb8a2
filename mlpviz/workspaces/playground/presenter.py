"""Shows in the Playground's views what the learner chose and what its bench found."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.bench.bench import Bench
from mlpviz.engine.experiment import Experiment
from mlpviz.nn.arrays import Array
from mlpviz.state.diagnosis import Diagnosis
from mlpviz.state.picture_maker import Picture
from mlpviz.views.look.pacer import Pacer
from mlpviz.views.look.theme import Theme
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.playground.toolbar import PlaygroundToolbar

if TYPE_CHECKING:
    from mlpviz.views.how_well.how_well_dialog import HowWellDialog

NUMBERS = 100
"""Milliseconds from one writing of the numbers to the next while training; faster ones could not be read."""


class Presenter(QObject):
    """Hands every record of the bench to the views that draw it."""

    ringed = Signal(object)
    """The points to be ringed because they are given another class than theirs, (m,); none while that is not asked."""

    written = Signal()
    """The numbers of one moment are on screen, and `picture` is of that moment."""

    probed = Signal(object)
    """The input that is looked at, (inputs,), or None."""

    def __init__(self, theme: Theme, bench: Bench, page: PlaygroundPage, toolbar: PlaygroundToolbar) -> None:
        """Listen to the bench, and to the views that ask about what they show."""
        super().__init__(page)
        self._theme, self._bench, self._page, self._toolbar = theme, bench, page, toolbar
        self.picture: Picture | None = None
        """The picture on screen."""
        self._seen: Picture | None = None
        """Of another network, which the data square shows for the moment."""
        self._worked = time.thread_time()  # of this thread, until the last picture
        self._diagnosis = Diagnosis()
        self._probed: Array | None = None
        self._shown: Experiment | None = None
        self.how_well: HowWellDialog | None = None
        """How well the network answers; built when it is first asked for."""
        self._numbers = Pacer(NUMBERS, self)
        self._numbers.due.connect(self._write_numbers)
        bench.document.changed.connect(self.show_experiment)
        bench.trainer.training_changed.connect(self._show_training)
        bench.trainer.recomputing.connect(page.timeline.show_recomputing)
        bench.playhead.moved.connect(self._show_time)
        bench.picture_maker.ready.connect(self._show_picture)
        page.data.probe_requested.connect(self.probe)
        page.network.node_hovered.connect(self._show_response)

    @Slot(object)
    def show_experiment(self, experiment: Experiment) -> None:
        """Show points, network and plan, and whether there is anything to train on."""
        if experiment == self._shown:
            return
        self._shown = experiment
        self._page.data.show_experiment(experiment)
        self._page.network.show_experiment(experiment)
        reason = "" if experiment.points.train_count else "No points yet. Draw some, or choose a preset."
        self._toolbar.show_can_train(not reason, reason)

    @Slot(object)
    def _show_picture(self, picture: Picture) -> None:
        before, self._worked = self._worked, time.thread_time()
        Pacer.note_frame(self._worked - before)
        bench, page, snapshot = self._bench, self._page, picture.snapshot
        if not bench.playhead.live or snapshot.experiment == bench.document.experiment:
            self.show_experiment(snapshot.experiment)
        elif self._shown is None or snapshot.experiment.network.shape != self._shown.network.shape:
            return  # the trainer has not taken on the change yet; its next picture fits
        self.picture, self._seen = picture, None
        page.network.view.hurry(bench.playhead.moving)
        page.data.canvas().name_source("")
        page.data.show_picture(picture)
        page.network.show_picture(picture)
        self._ask_for_numbers()
        self._answer_probe()
        bench.stepping.show_snapshot(snapshot)

    def preview(self, seen: Picture | None, source: str = "") -> None:
        """Show on the data square, and there alone, what another network answers; None: what the present one does.

        `source` says where that network is. The next picture of the bench takes its place too.
        """
        self._seen = seen
        shown = seen or self.picture
        if shown is not None:
            self._page.data.canvas().name_source(source if seen is not None else "")
            self._page.data.show_picture(shown)
            self._page.data.show_answers(shown.of_points, self._moment() if seen is None else shown)
            self._answer_probe()

    @Slot()
    def _show_time(self) -> None:
        if self._bench.playhead.moving:
            self._place_playhead()  # the numbers follow with each picture
            return
        history, page = self._bench.playhead.history, self._page
        page.network.show_history(history)
        page.diagnostics.show_history(history)
        page.timeline.show_history(history)
        self._ask_for_numbers()

    def _ask_for_numbers(self) -> None:
        """At rest numbers are written with the picture; while training, all of one moment together, less often."""
        if self._bench.trainer.training and self._bench.playhead.live:
            self._numbers.ask()
        else:
            self._write_numbers()

    @Slot()
    def _write_numbers(self) -> None:
        playhead, page, toolbar = self._bench.playhead, self._page, self._toolbar
        if self.picture is not None:
            page.diagnostics.show_picture(self.picture)
            page.diagnostics.show_findings(self._diagnosis.of(self.picture, playhead.history))
            page.data.show_answers(self.picture.of_points, self._moment())
            toolbar.show_snapshot(self.picture.snapshot, playhead.live)
            self._write_how_well(self.picture)
        self._place_playhead()
        toolbar.show_rate(playhead.rate if self._bench.trainer.training else math.nan)
        self.written.emit()

    def _place_playhead(self) -> None:
        """Show on the timeline where the learner looks; live, where the picture on screen is."""
        playhead = self._bench.playhead
        epoch, newest = playhead.epoch, playhead.newest.epoch if playhead.newest is not None else 0
        if playhead.live and not playhead.moving and self.picture is not None:
            epoch = newest = self.picture.snapshot.epoch
        self._page.timeline.show_playhead(epoch, newest, playhead.live, playhead.approximate)

    def _moment(self) -> object:
        """Which epoch of which run the picture on screen is of; None while training, when it will be another soon."""
        if self.picture is None or (self._bench.trainer.training and self._bench.playhead.live):
            return None
        return self.picture.snapshot.run, self.picture.snapshot.epoch

    @Slot(bool)
    def _show_training(self, running: bool) -> None:
        self._toolbar.show_training(running)
        self._show_time()

    @Slot()
    def show_how_well(self) -> None:
        """Open the dialog that follows the epoch on screen, or bring it to the front."""
        if self.picture is None:
            return
        if self.how_well is None:
            from mlpviz.views.how_well.how_well_dialog import HowWellDialog  # many a session never asks

            self.how_well = HowWellDialog(self._theme, self._page.window())
            self.how_well.wrong_ringed.connect(self._ring_wrong)
        if not self.how_well.isVisible():  # before: where it stands follows from how large it is
            self.how_well.show_answers(self.picture.of_points, self.picture.snapshot.epoch)
        self.how_well.show()
        self._write_how_well(self.picture)
        self.how_well.raise_()
        self.how_well.activateWindow()

    def close_how_well(self) -> None:
        """Close the dialog if it is open."""
        if self.how_well is not None:
            self.how_well.close()

    def _write_how_well(self, picture: Picture) -> None:
        dialog = self.how_well
        if dialog is not None and dialog.isVisible():
            dialog.show_answers(picture.of_points, picture.snapshot.epoch)
            if dialog.ring.isChecked():
                self.ringed.emit(dialog.wrong)

    @Slot(bool)
    def _ring_wrong(self, ringed: bool) -> None:
        assert self.how_well is not None
        self.ringed.emit(self.how_well.wrong if ringed else np.empty(0, np.intp))

    @Slot(object)
    def show_selected(self, points: NDArray[np.intp]) -> None:
        """Ring the point that is selected on the canvas or in the table in the diagnostics too, if it is one alone."""
        self._page.diagnostics.show_selected(int(points[0]) if len(points) == 1 else None)

    @Slot(int)
    def choose_point(self, point: int) -> None:
        """Select a point on the canvas and in the table, ready to be moved."""
        self._page.data.choose_tool("move")
        self._page.data.select(np.array([point], dtype=np.intp))

    @Slot(object)
    def probe(self, x: Array | None) -> None:
        """Show everywhere what the network makes of one input, or of none."""
        self._probed = x
        self._answer_probe()
        self.probed.emit(x)

    def _answer_probe(self) -> None:
        probe = None
        shown = self._seen or self.picture
        if self._probed is not None and shown is not None:
            snapshot = shown.snapshot
            if len(self._probed) == snapshot.experiment.network.inputs:
                probe = self._bench.picture_maker.probe(snapshot, self._probed)
        self._page.data.show_probe(probe)
        self._page.network.show_probe(probe)

    @Slot(object)
    def _show_response(self, node: tuple[int, int] | None) -> None:
        response = None
        if node is not None and self.picture is not None:
            column, unit = node
            responses = self.picture.responses
            if column < len(responses) and unit < len(responses[column]):
                response = responses[column][unit]
        self._page.data.show_response(response)
