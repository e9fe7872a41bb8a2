"""Loads, while nobody waits for it, what is opened in the window later and what a start does without."""

from __future__ import annotations

import threading
from contextlib import suppress
from importlib import import_module

from PySide6.QtCore import QObject, QTimer, Signal

from mlpviz.engine.experiment import first_experiment
from mlpviz.engine.run import Run

DELAY = 1000
"""Milliseconds after the window is shown; before, it would be shown later."""
NEEDED = (
    "ziamath.zmath", "mlpviz.engine.telling.narration", "mlpviz.engine.telling.operations", "mlpviz.views.walk.page",
    "mlpviz.engine.telling.prediction", "mlpviz.engine.telling.veil", "mlpviz.engine.telling.chain_story",
    "mlpviz.engine.telling.phase_story", "mlpviz.engine.telling.batch.story",
    "mlpviz.engine.telling.batch.epoch_story", "mlpviz.views.walk.chain.page", "mlpviz.views.walk.batch.page",
    "mlpviz.views.walk.epoch.page", "mlpviz.views.walk.payoff.card", "mlpviz.engine.hidden_space.story",
    "mlpviz.views.hidden_space.hidden_space_view", "mlpviz.views.landscape.landscape_view",
    "mlpviz.views.data.table_view", "mlpviz.views.how_well.how_well_dialog",
    "mlpviz.views.pictures.film_dialog", "mlpviz.export.film.formats",
    "mlpviz.workspaces.playground.point_import", "mlpviz.workspaces.perceptron.page",
    "mlpviz.workspaces.activations.page", "mlpviz.workspaces.approximation.page",
    "mlpviz.workspaces.gradient_flow.page",
)  # fmt: skip
"""The modules that a window opens without: of the step-through first, which has most to load."""


def load_needed() -> None:
    """Import them, and read and typeset what they show first; as they open, this would hold the window for long."""
    for name in NEEDED:
        import_module(name)
    from mlpviz.engine.flow.grid import USUAL_INITIALIZERS
    from mlpviz.engine.telling.narration import Narrator
    from mlpviz.views.gradient_flow.heads import formula_of
    from mlpviz.views.look.typeset import set_ahead
    from mlpviz.views.walk.first_formulas import first_formulas

    set_ahead(first_formulas())
    set_ahead(map(formula_of, USUAL_INITIALIZERS))
    narrator = Narrator(Run(first_experiment()).walk())
    for index in range(len(narrator.operations)):
        narrator.source(index)


class Ahead(QObject):
    """Begins to load, a moment from now, in a thread of its own; the end of the program does not wait for it."""

    loaded = Signal()
    """All of it is there."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thread = threading.Thread(target=self._load, daemon=True)
        QTimer.singleShot(DELAY, self, self._begin)

    def _begin(self) -> None:
        """A method of this QObject: a timer does not keep what another method belongs to, and calls what is gone."""
        self._thread.start()

    def _load(self) -> None:
        load_needed()
        with suppress(RuntimeError):  # the window may have been closed meanwhile
            self.loaded.emit()
