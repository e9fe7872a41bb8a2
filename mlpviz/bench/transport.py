"""What play, pause, one epoch and scrubbing mean, live and in the past."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.number import count
from mlpviz.engine.records import Snapshot
from mlpviz.engine.run import Run
from mlpviz.state.document import Document, Moment
from mlpviz.state.editor import Editor
from mlpviz.state.playhead import Playhead
from mlpviz.trainer.trainer import Trainer

AHEAD = 32
"""Epochs that are computed again together when the learner goes back one by one."""
IDLE = 200
"""Milliseconds of rest after training before gaps of the history are filled."""


class Transport(QObject):
    """Keeps document, playhead and trainer in step.

    Looking back, a change shows what it makes of that epoch, on a private copy; the later epochs stay until training
    goes on from there, and even then undo brings them back.
    """

    diverged = Signal(int, int)
    """The epoch in which the loss stopped being a number, and the last one in which it was."""
    steered = Signal()
    """The learner goes to another epoch, trains on or pauses: what moved by itself stops."""

    def __init__(self, document: Document, playhead: Playhead, trainer: Trainer, editor: Editor) -> None:
        """Connect the four; nothing moves yet."""
        super().__init__(document)
        self._document, self._playhead, self._trainer, self._editor = document, playhead, trainer, editor
        document.settled.connect(self.take_on)
        document.replaced.connect(self.go_to)
        trainer.epochs_finished.connect(playhead.receive)
        trainer.recomputed.connect(playhead.receive_recomputed)
        trainer.recalled.connect(playhead.receive_recalled)
        playhead.epoch_needed.connect(trainer.recompute)
        playhead.epoch_forgotten.connect(trainer.forget_recomputing)
        playhead.diverged.connect(self._tell_diverged)
        self._filling = QTimer(self)
        self._filling.setSingleShot(True)
        self._filling.setInterval(IDLE)
        self._filling.timeout.connect(self._fill)
        trainer.training_changed.connect(self._note_training)

    @Slot(bool)
    def _note_training(self, running: bool) -> None:
        if running:
            self._filling.stop()
        else:
            self._filling.start()

    @Slot()
    def _fill(self) -> None:
        """At rest, let epochs be computed again where keyframes are far apart, so that a look back does not jump."""
        self._trainer.fill(self._playhead.history.gaps())

    @Slot(object)
    def go_to(self, moment: Moment) -> None:
        """Let training go on from another place in time."""
        self.steered.emit()
        history = None if moment.history is None else moment.history.copy()
        if moment.snapshot is None:
            number = self._trainer.begin(moment.experiment)
        else:
            number = self._trainer.resume(moment.snapshot, updates=moment.updates)
        self._playhead.expect(number, history)
        if moment.snapshot is not None and moment.snapshot.experiment != moment.experiment:
            self._trainer.adjust(moment.experiment)

    @Slot(object)
    def take_on(self, experiment: Experiment) -> None:
        """A change is complete: the trainer takes it on, or the past epoch looked at shows what comes of it."""
        self.steered.emit()
        if self._playhead.live:
            self._trainer.adjust(experiment)
        else:
            self.edit_past()

    def edit_past(self) -> None:
        """Show what the document's experiment makes of the past epoch looked at."""
        base = self._playhead.base
        if base is not None:
            run = Run(base.experiment, base.run, arithmetic="layers").resume(base)  # the compiler may take seconds
            run.adjust(self._document.experiment)
            self._playhead.show_edited(run.snapshot())

    @Slot()
    def play(self) -> None:
        """Train on: from the newest epoch, or, if the past was edited, from there."""
        self.steered.emit()
        newest = self._playhead.newest
        if self._playhead.edited:
            self.train_from_here()
        elif newest is not None and not newest.finite:
            self._tell_diverged(newest)
        else:
            self.go_live()
            self._trainer.play()

    @Slot()
    def pause(self) -> None:
        """Stop after the batch under way."""
        self.steered.emit()
        self._trainer.pause()

    @Slot()
    def train_from_here(self) -> None:
        """Drop the epochs after the one on screen and train on from it; undo brings them back."""
        if not self._playhead.live and self._editor.go_on_from_here("Train from here"):
            self._trainer.play()

    def keep_updates(self, updates: int = 1) -> bool:
        """Train on the next batches, from the snapshot on screen; undo takes that back. False if it cannot yet."""
        text = "Keep an update" if updates == 1 else f"Keep {count(updates)} updates"
        return self._editor.go_on_from_here(text, updates=updates)

    @Slot()
    def one_epoch(self) -> None:
        """Run exactly one epoch and pause; in the past, show what the next epoch gave and would give again."""
        self.steered.emit()
        if not self._playhead.live and not self._playhead.edited:
            self._playhead.go_to(self._playhead.epoch + 1)
        elif self._playhead.live or self._editor.go_on_from_here("Train from here"):
            self._trainer.one_epoch()

    @Slot()
    def go_live(self) -> None:
        """Show the newest epoch; what was edited in the past holds from now on."""
        self.steered.emit()
        if not self._playhead.live:
            edited = self._playhead.edited
            self._playhead.go_live()
            if edited:
                self._trainer.adjust(self._document.experiment)

    @Slot(int, bool)
    def scrub(self, epoch: int, dragging: bool = False) -> None:
        """Look at another epoch; training pauses."""
        self.steered.emit()
        self._trainer.pause()
        self._playhead.go_to(epoch, dragging)

    def stop_moving(self) -> None:
        """Let what moves by itself come to rest."""
        self.steered.emit()

    def back(self) -> None:
        """Look one epoch further back; those before it are computed again with it, for they will be wanted next."""
        self.steered.emit()
        self._trainer.pause()
        self._playhead.go_to(self._playhead.epoch - 1, also=AHEAD)

    def forward(self) -> None:
        """Look one epoch further on, up to the newest."""
        if not self._playhead.live:
            self.scrub(self._playhead.epoch + 1)

    def go_to_last_good(self) -> None:
        """Look at the last epoch before the loss blew up."""
        self._playhead.go_to(self._last_good())

    def _last_good(self) -> int:
        """The last epoch that was no worse than the first; if there is none, the last whose loss was a number."""
        losses = self._playhead.history.losses
        epochs, loss = losses.epochs, losses.maximum()[:, 0]
        for good in (loss <= loss[:1], np.isfinite(loss)):
            if good.any():
                return int(epochs[good][-1])
        return 0

    @Slot(object)
    def _tell_diverged(self, snapshot: Snapshot) -> None:
        self.diverged.emit(snapshot.epoch, self._last_good())
