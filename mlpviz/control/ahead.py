"""Loads, while nobody waits for it, what is opened in the window later and what a start does without."""

from __future__ import annotations

import threading
from importlib import import_module

from PySide6.QtCore import QTimer

DELAY = 1000
"""Milliseconds after the window is shown; before, it would be shown later."""
NEEDED = (
    "ziamath.zmath", "mlpviz.engine.telling.narration", "mlpviz.engine.telling.operations", "mlpviz.views.walk.page",
    "mlpviz.engine.telling.chain_story", "mlpviz.views.walk.chain.page",
    "mlpviz.views.data.table_view", "mlpviz.views.how_well.how_well_dialog",
    "mlpviz.workspaces.playground.point_import", "mlpviz.workspaces.perceptron.page",
    "mlpviz.workspaces.activations.page", "mlpviz.workspaces.approximation.page",
    "mlpviz.workspaces.gradient_flow.page",
)  # fmt: skip
"""The modules that a window opens without: of the step-through first, which has most to load."""


def load_needed() -> None:
    """Import them, and typeset what the first step-through shows; as it opens, both would hold the window for long."""
    for name in NEEDED:
        import_module(name)
    from mlpviz.views.look.typeset import set_ahead
    from mlpviz.views.walk.first_formulas import first_formulas

    set_ahead(first_formulas())


def load_ahead() -> None:
    """Begin to load, a moment from now, in a thread of its own; the end of the program does not wait for it."""
    loading = threading.Thread(target=load_needed, daemon=True)
    QTimer.singleShot(DELAY, loading.start)
