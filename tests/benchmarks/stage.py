"""The real window, opened for a measurement, and a clock for what its thread does."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QAbstractEventDispatcher, QEvent, QEventLoop, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from mlpviz.app import App, application
from mlpviz.engine.experiment import Experiment
from mlpviz.views.look.theme import Theme


class Stage:
    """The application at 1440×900 with an experiment; ends with the block."""

    def __init__(self, experiment: Experiment) -> None:
        self.qt: QApplication = application()
        theme = Theme("light")
        theme.apply(self.qt)
        self.app = App(experiment, theme)
        self.app.window.resize(1440, 900)
        self.app.window.show()
        self.wait(lambda: self.app.bench.playhead.snapshot is not None and self.app.bench.picture_maker.idle)
        self.rest(0.5)

    def __enter__(self) -> Stage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.app.close()
        self.rest(0.1)

    @property
    def epoch(self) -> int:
        """The epoch that training stands at."""
        newest = self.app.bench.playhead.newest
        return newest.epoch if newest is not None else 0

    def has_reached(self, epoch: int) -> bool:
        """Whether training stands at this epoch or a later one."""
        return self.epoch >= epoch

    def wait(self, met: Callable[[], bool]) -> None:
        """Let the window live until a condition is met."""
        while not met():
            self.rest(0.01)

    def rest(self, seconds: float) -> None:
        """Let the window live for a while."""
        loop = QEventLoop()
        QTimer.singleShot(round(1000 * seconds), loop, loop.quit)
        loop.exec()


class FrameClock(QObject):
    """Measures frames: the time of the window's thread from `playhead.shown` to the end of the last paint.

    Time in which the thread sleeps is not counted; time in which it waits for the interpreter lock, or for a processor
    that others keep busy, is.
    """

    _painted = Signal()

    def __init__(self, app: App) -> None:
        super().__init__()
        self.frames: list[float] = []
        """Seconds of work, one entry a frame."""
        self.work: list[float] = []
        """Seconds of processor time in each, waiting excluded."""
        self.delays: list[float] = []
        """Seconds from shown to painted, sleep included."""
        self.pictures = 0
        self._busy, self._awake = 0.0, time.perf_counter()
        self._sleeping = False
        self._begun: tuple[float, float, float] | None = None
        self._ended: tuple[float, float, float] | None = None
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        dispatcher.awake.connect(self._wake)
        dispatcher.aboutToBlock.connect(self._fall_asleep)
        app.bench.playhead.shown.connect(self._show)
        app.bench.picture_maker.ready.connect(self._picture)
        self._painted.connect(self._end_paint, Qt.ConnectionType.QueuedConnection)
        app.window.installEventFilter(self)

    @Slot()
    def _wake(self) -> None:
        if self._sleeping:
            self._awake, self._sleeping = time.perf_counter(), False

    @Slot()
    def _fall_asleep(self) -> None:
        if not self._sleeping:
            self._busy += time.perf_counter() - self._awake
            self._sleeping = True

    def _now(self) -> tuple[float, float, float]:
        now = time.perf_counter()
        return self._busy + (0.0 if self._sleeping else now - self._awake), now, time.thread_time()

    @Slot(object)
    def _show(self, snapshot: object) -> None:
        if self._begun is not None and self._ended is not None:
            self.frames.append(self._ended[0] - self._begun[0])
            self.delays.append(self._ended[1] - self._begun[1])
            self.work.append(self._ended[2] - self._begun[2])
            self._begun = None
        if self._begun is None:
            self._begun, self._ended = self._now(), None

    @Slot(object)
    def _picture(self, picture: object) -> None:
        self.pictures += 1

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the window is about to be painted."""
        if event.type() == QEvent.Type.UpdateRequest:
            self._painted.emit()
        return False

    @Slot()
    def _end_paint(self) -> None:
        if self._begun is not None:
            self._ended = self._now()
