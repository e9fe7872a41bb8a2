"""Ctrl+C in the terminal closes the window: quietly, but no sooner than its question is answered."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, QTimer, Slot

STATUS = 130
"""The exit status that shells know for Ctrl+C."""


class Interrupt(QObject):
    """Ends the event loop at SIGINT, if it may end; a second one while that is asked ends it at once.

    Python looks at a signal only when it runs, and in Qt's event loop it does not: so the signal wakes it by a byte.
    """

    def __init__(self, may_end: Callable[[], bool]) -> None:
        """From now on end the event loop if `may_end` agrees; `release` gives the signal back."""
        super().__init__()
        self._may_end, self._asking = may_end, False
        self.ended = False
        """Whether it ended the event loop. Its status may be another: Qt ends it too, when the last window closes."""
        self._bell, self._rope = socket.socketpair()
        for end in (self._bell, self._rope):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._bell.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._wake)
        self._wakeup_before = signal.set_wakeup_fd(self._rope.fileno(), warn_on_full_buffer=False)
        self._before = signal.getsignal(signal.SIGINT)
        if self._before is not signal.SIG_IGN:  # as `nohup` and the background of a script want it
            signal.signal(signal.SIGINT, self._end)

    @Slot()
    def _wake(self) -> None:
        self._bell.recv(1024)

    def _end(self, *unused: object) -> None:
        QTimer.singleShot(0, self, self._ask)  # works before the event loop has begun too

    @Slot()
    def _ask(self) -> None:
        asking, self._asking = self._asking, True
        if asking or self._may_end():
            self.ended = True
            QCoreApplication.exit(STATUS)
        self._asking = asking

    def release(self) -> None:
        """Let SIGINT do what it did before."""
        signal.signal(signal.SIGINT, self._before)
        signal.set_wakeup_fd(self._wakeup_before)
        self._notifier.setEnabled(False)
        self._bell.close()
        self._rope.close()
