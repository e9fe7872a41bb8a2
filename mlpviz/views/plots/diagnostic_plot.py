"""What all plots of the diagnostics column have in common."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from mlpviz.engine.history import History
from mlpviz.engine.records import Snapshot
from mlpviz.engine.vitals import Vitals
from mlpviz.state.picture_maker import Picture
from mlpviz.views.plots.plot import Plot
from mlpviz.views.plots.save_menu import SaveMenu


class DiagnosticPlot(QWidget):
    """Follows the history and the epoch on show, and can be saved."""

    saver: SaveMenu
    """Saves what it shows."""
    curves: Plot | None = None
    """Its curves over epochs, if it has some."""

    about_one_run = True
    """Whether what was changed in the run on show can be read from its curves."""

    def show_history(self, history: History) -> None:
        """Show what has been recorded so far; may be called at every frame."""

    def show_picture(self, picture: Picture) -> None:
        """Show an epoch."""
        raise NotImplementedError

    def set_enlarged(self, enlarged: bool) -> None:
        """Use much room, or little."""
        if self.curves is not None:
            self.curves.marks_of_events.numbered = enlarged
            self.curves.viewport().update()

    def take_vitals(self, measured: Sequence[tuple[Snapshot, Vitals]]) -> None:
        """Take in what was measured of keyframes, if it is of use here."""
