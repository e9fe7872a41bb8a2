"""Loads, while nobody waits for it, what the first step-through needs."""

from __future__ import annotations

import threading
from importlib import import_module

from PySide6.QtCore import QTimer

DELAY = 1000
"""Milliseconds after the window is shown; before, it would be shown later."""
NEEDED = (
    "ziamath.zmath", "mlpviz.engine.telling.narration", "mlpviz.engine.telling.operations", "mlpviz.views.walk.page",
    "mlpviz.engine.telling.chain_story", "mlpviz.views.walk.chain.page",
)  # fmt: skip
"""The modules that a window opens without."""


def load_step_through() -> None:
    """Import the modules of the step-through; when it is opened, this would hold the window for half a second."""
    for name in NEEDED:
        import_module(name)


def load_ahead() -> None:
    """Begin to load, a moment from now, in a thread of its own; the end of the program does not wait for it."""
    loading = threading.Thread(target=load_step_through, daemon=True)
    QTimer.singleShot(DELAY, loading.start)
