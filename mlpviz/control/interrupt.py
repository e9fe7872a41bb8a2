"""Ctrl+C in the terminal closes the window, quietly."""

from __future__ import annotations

import signal
import socket
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, QTimer, Slot

STATUS = 130
"""The exit status that shells know for Ctrl+C."""


class Interrupt(QObject):
    """Ends the event loop at SIGINT.

    Python looks at a signal only when it runs, and in Qt's event loop it does not: so the signal wakes it by a byte.
    """

    def __init__(self) -> None:
        """From now on end the event loop; `release` gives the signal back."""
        super().__init__()
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
        QTimer.singleShot(0, self, partial(QCoreApplication.exit, STATUS))  # works before the event loop has begun too

    def release(self) -> None:
        """Let SIGINT do what it did before."""
        signal.signal(signal.SIGINT, self._before)
        signal.set_wakeup_fd(self._wakeup_before)
        self._notifier.setEnabled(False)
        self._bell.close()
        self._rope.close()
