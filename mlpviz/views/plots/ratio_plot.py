"""By which share of their length the last epoch has moved each layer's weights, over the epochs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mlpviz.engine.history import History
from mlpviz.engine.records import Snapshot
from mlpviz.engine.vitals import update_ratios
from mlpviz.state.picture_maker import Picture
from mlpviz.views.controls.label import label
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Equation, Typesetter
from mlpviz.views.plots.diagnostic_plot import DiagnosticPlot
from mlpviz.views.plots.headed_plot import HeadedPlot
from mlpviz.views.plots.layer_curves import LayerCurves
from mlpviz.views.plots.save_menu import SaveMenu

FORMULA_FROM, PER_EPOCH_FROM = 220, 190
MEASURE = r"\|\Delta W\| / \|W\|"
Floats = NDArray[np.float64]


class RatioPlot(HeadedPlot, DiagnosticPlot):
    """One curve a layer up to the epoch that is looked at."""

    curves: RatioCurves

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(theme, parent)
        self.curves = RatioCurves(theme)
        self.saver = self.curves.saver = SaveMenu(self, self.curves.title, self.curves.table)
        self.head = QHBoxLayout()
        self.head.setSpacing(4)
        self.head.addWidget(label("Update ratio", "number"))
        per_epoch = label("per epoch", "number")
        self.head.addWidget(per_epoch)
        self.head.addStretch()
        measure = Equation(theme, Typesetter(theme), MEASURE, "s", "t3")
        measure.setToolTip("How far an epoch moves the weights of a layer, as a share of their length before it.")
        self.head.addWidget(measure)
        self.place(self.head, self.curves)
        self.give_way(measure, below=FORMULA_FROM)
        self.give_way(per_epoch, below=PER_EPOCH_FROM)

    def show_history(self, history: History) -> None:
        """Show the keyframes recorded so far."""
        self.curves.show_history(history)

    def show_picture(self, picture: Picture) -> None:
        """End the curves at the epoch of this picture."""
        self.curves.end_at(picture)


class RatioCurves(LayerCurves):
    """The curves themselves."""

    title = "Update ratio per layer"
    lowest, highest = -4.0, 0.0
    skips_unknown = True  # nothing was trained just before a keyframe of a change

    def measure(self, snapshot: Snapshot) -> Floats:
        """‖ΔW‖₂ / ‖W‖₂ of each layer over the last epoch."""
        return update_ratios(snapshot)

    def measured(self, picture: Picture) -> Floats:
        """The same of the picture."""
        return picture.vitals.ratios
