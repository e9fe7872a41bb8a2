"""One experiment under way, with everything behind it; no widget."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.bench.replay import Replay
from mlpviz.bench.stepping import Stepping
from mlpviz.bench.transport import Transport
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.history import History
from mlpviz.engine.kept_runs import KeptRun
from mlpviz.engine.records import Snapshot
from mlpviz.engine.session.session import SavedBench
from mlpviz.state.class_editor import ClassEditor
from mlpviz.state.document import Document, Moment
from mlpviz.state.editor import Editor
from mlpviz.state.picture_maker import PictureMaker
from mlpviz.state.playhead import Playhead
from mlpviz.state.run_list import RunList
from mlpviz.trainer.trainer import Trainer


class Bench(QObject):
    """Puts document, editor, trainer, playhead, picture maker, transport and step-through together.

    A workspace has one and draws what it finds; a script can drive one without a window.
    """

    failed = Signal(str)
    """A thread failed: a sentence, and the traceback in the lines below."""

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        """Begin a run of the experiment; nothing trains yet. `close` ends the threads."""
        super().__init__(parent)
        self.document, self.playhead = Document(experiment, self), Playhead(self)
        self.editor = Editor(self.document, self.playhead, self)
        self.classes = ClassEditor(self.editor, self)
        self.trainer, self.picture_maker = Trainer(self), PictureMaker(self)
        self.transport = Transport(self.document, self.playhead, self.trainer, self.editor)
        self.replay = Replay(self.playhead, self.trainer, self.transport)
        self.stepping = Stepping(self.playhead, self.trainer, self.transport)
        self.runs = RunList(self.playhead, self)
        self.document.settled.connect(self.runs.note_edit)
        self.editor.ended.connect(self.runs.keep)
        self.trainer.stopped.connect(self.runs.note_stop)
        self.playhead.shown.connect(self._make_picture)
        self.trainer.training_changed.connect(self._refine_picture)
        self.trainer.failed.connect(self.failed)
        self.picture_maker.failed.connect(self.failed)
        self.transport.go_to(Moment(experiment))

    @Slot(object)
    def _make_picture(self, snapshot: Snapshot) -> None:
        newest = self.playhead.newest
        was = newest.experiment if newest is not None else self.document.experiment
        if snapshot is self.playhead.base and self.document.experiment != was:
            self.transport.edit_past()  # the learner changed something while looking back
        else:
            self.picture_maker.look_at(snapshot, coarse=self.trainer.training or self.playhead.moving)

    @Slot(bool)
    def _refine_picture(self, training: bool) -> None:
        if not training and self.playhead.snapshot is not None and self.playhead.live:
            self.picture_maker.look_at(self.playhead.snapshot)  # the last picture may have been a coarse one

    # what the keys and buttons of a run mean

    @Slot()
    def play(self) -> None:
        """Close the step-through, if it is open, and train."""
        self.stepping.leave()
        self.transport.play()

    @Slot()
    def play_or_pause(self) -> None:
        """Pause while training or playing the history, else train."""
        if self.trainer.training or self.replay.direction:
            self.transport.pause()
        else:
            self.play()

    @Slot()
    def one_epoch(self) -> None:
        """Close the step-through, if it is open, and train one epoch."""
        self.stepping.leave()
        self.transport.one_epoch()

    @Slot()
    def step(self) -> None:
        """One epoch, or, while stepping, one step of the depth shown."""
        if self.stepping.active:
            self.stepping.depths.cursor.next()
        else:
            self.transport.one_epoch()

    @Slot()
    def back(self) -> None:
        """Look one epoch back, or, while stepping, one step."""
        if self.stepping.active:
            self.stepping.depths.cursor.back()
        else:
            self.transport.back()

    @Slot()
    def forward(self) -> None:
        """Look one epoch on, or, while stepping, one step."""
        if self.stepping.active:
            self.stepping.depths.cursor.next()
        else:
            self.transport.forward()

    @Slot(bool)
    def reset(self, new: bool = False) -> None:
        """Pause and start over, with the same initial weights or with new ones."""
        self.transport.pause()
        self.editor.reset(new=new)

    @Slot()
    def keep_run(self) -> KeptRun | None:
        """Keep the present run as far as it has come; None if it has not trained yet."""
        return self.runs.keep(self.document.present())

    @Slot(int)
    def bring_back(self, number: int) -> None:
        """Pause and go on where a kept run ended; the present run is kept, and undo returns to it."""
        run = self.runs.run(number)
        if run is not None:
            self.transport.pause()
            self.stepping.leave()
            self.editor.bring_back(f"Bring back run {number}", Moment(run.experiment, run.snapshot, run.history))

    @Slot()
    def reset_to_defaults(self) -> None:
        """Pause and start over with the usual network, learning rate and training settings."""
        self.transport.pause()
        self.editor.reset_to_defaults()

    @Slot()
    def new(self) -> None:
        """Pause and start without points and with the defaults."""
        self.transport.pause()
        self.editor.new()

    def open_example(self, name: str) -> None:
        """Open an example where it is told: in the step-through."""
        self.transport.pause()
        self.editor.open_example(name)
        self.stepping.open_next()

    # what goes into a session file

    def saved(self, workspace: str) -> SavedBench:
        """All of it as it is now, for a file; training may go on while it is written."""
        playhead = self.playhead
        history = (playhead.history if playhead.begun else History()).record()
        epoch = None if playhead.live else playhead.epoch
        return SavedBench(workspace, self.document.experiment, history, opened=self.document.opened, epoch=epoch)

    def open(self, saved: SavedBench) -> None:
        """Stand as it stood when it was saved, at the same place in time; nothing before that can be undone."""
        self.stepping.leave()
        self.transport.pause()
        history = History.of(saved.history)
        newest, looks_back = history.newest, saved.epoch is not None and history.newest is not None
        # what is changed while looking back does not reach the training before it goes on from there
        trained = newest.experiment if newest is not None and looks_back else saved.experiment
        moment = Moment(trained, newest, None if newest is None else history)
        self.document.open(moment, saved.experiment, saved.opened or saved.experiment)
        if saved.epoch is not None and newest is not None:
            self.transport.scrub(saved.epoch)

    def close(self) -> None:
        """End the threads; what still waits in the queue reaches nobody."""
        self.trainer.close()
        self.picture_maker.close()
        for part in (self.trainer, self.picture_maker, self.playhead, self.document):
            part.blockSignals(True)
