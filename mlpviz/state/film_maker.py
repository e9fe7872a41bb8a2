"""Lets another process draw a film, and tells how far it is; the window goes on answering meanwhile."""

from __future__ import annotations

import os
import pickle
import sys

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

from mlpviz.engine.film.job import FilmJob

PROJECTOR = "mlpviz.projector"
"""The module that the other process runs: it stands above this one, so it is only named here."""
PATIENCE = 3000
"""Milliseconds that the other process has to end by itself, and to take away what it wrote."""
LOST = "The process that drew it ended before the film was done."


class FilmMaker(QObject):
    """Makes one film at a time. The other process ends when its input does, whatever becomes of this one."""

    progressed = Signal(int, int)
    """How many frames are drawn, and of how many."""
    finished = Signal()
    """The film is written."""
    failed = Signal(str)
    """Why it is not, in a sentence."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin nothing."""
        super().__init__(parent)
        self._process: QProcess | None = None
        self._job = b""
        self._told = b""

    @property
    def busy(self) -> bool:
        """Whether a film is being made."""
        return self._process is not None

    def start(self, job: FilmJob) -> None:
        """Begin a film; the one under way is given up."""
        self.cancel()
        data = pickle.dumps(job)
        self._job, self._told = b"%d\n" % len(data) + data, b""
        process = self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("QT_QPA_PLATFORM", "offscreen")
        environment.insert("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))  # the same program, wherever it lies
        process.setProcessEnvironment(environment)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.started.connect(self._hand_over)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._note_end)
        process.errorOccurred.connect(self._note_error)
        process.start(sys.executable, ["-m", PROJECTOR])

    def cancel(self) -> None:
        """Give up what is under way; no file is left."""
        process, self._process = self._process, None
        if process is None:
            return
        process.blockSignals(True)
        process.closeWriteChannel()
        if process.state() == QProcess.ProcessState.NotRunning:
            process.deleteLater()
            return
        process.blockSignals(False)
        for signal in (process.started, process.readyReadStandardOutput, process.finished, process.errorOccurred):
            signal.disconnect()
        process.finished.connect(process.deleteLater)
        QTimer.singleShot(PATIENCE, process, process.kill)

    @Slot()
    def _hand_over(self) -> None:
        assert self._process is not None
        self._process.write(self._job)
        self._job = b""

    @Slot()
    def _read(self) -> None:
        assert self._process is not None
        self._told += bytes(self._process.readAllStandardOutput().data())
        *lines, self._told = self._told.split(b"\n")
        for line in lines:
            word, _, rest = line.decode().partition(" ")
            if word == "frame":
                done, total = rest.split()
                self.progressed.emit(int(done), int(total))
            elif word == "failed":
                self._end()
                self.failed.emit(rest)
                return
            elif word == "done":
                self._end()
                self.finished.emit()
                return

    def _end(self) -> None:
        """The film is written, or cannot be: the other process may end."""
        self.cancel()

    @Slot()
    def _note_end(self) -> None:
        if self._process is not None:
            self._read()
        if self._process is not None:
            self._end()
            self.failed.emit(LOST)

    @Slot(QProcess.ProcessError)
    def _note_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            self._end()
            self.failed.emit("Another process could not be started.")

    def close(self) -> None:
        """Give up what is under way, and wait until it is gone."""
        process = self._process
        self.cancel()
        if process is not None and process.state() != QProcess.ProcessState.NotRunning:
            process.waitForFinished(PATIENCE)
            process.kill()
            process.waitForFinished(PATIENCE)
