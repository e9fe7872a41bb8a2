"""The penalty over the epochs, apart from the loss."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.history import History
from mlpviz.state.picture_maker import Picture
from mlpviz.views.controls.label import LiveLabel, label
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.diagnostic_plot import DiagnosticPlot
from mlpviz.views.plots.headed_plot import HeadedPlot
from mlpviz.views.plots.save_menu import SaveMenu, Table
from mlpviz.views.plots.score_curves import ScoreCurves, ScoreLine

PLACE = 6
"""Of the penalty in `SCORES`."""


class PenaltyPlot(HeadedPlot, DiagnosticPlot):
    """The L1 and L2 penalty, which the gradient includes and the loss does not."""

    curves: PenaltyCurves

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(theme, parent)
        self.curves = PenaltyCurves(theme)
        self.saver = self.curves.saver = SaveMenu(self, PenaltyCurves.title, self.table)
        self.value = LiveLabel("–", "number")
        self.head = QHBoxLayout()
        self.head.setSpacing(7)
        self.head.addWidget(label("Penalty", "number"))
        self.head.addStretch()
        self.head.addWidget(self.value)
        self.place(self.head, self.curves)

    def show_history(self, history: History) -> None:
        """Show the penalties recorded so far."""
        self.curves.show_history(history)

    def show_picture(self, picture: Picture) -> None:
        """End the curve at the epoch of this picture, whose penalty the head shows."""
        plan, penalty = picture.snapshot.experiment.plan, picture.snapshot.scores.penalty
        none = not (plan.l1 or plan.l2)
        self.value.setText("no L1, no L2" if none else number.loss(penalty))
        self.curves.end_at(picture.snapshot)
        self.curves.setAccessibleDescription(f"Penalty at epoch {picture.snapshot.epoch}: {self.value.text()}.")

    def table(self) -> Table:
        """Every recorded epoch and its penalty."""
        header, history = ("epoch", "penalty"), self.curves.history
        if history is None:
            return header, ()
        losses = history.losses
        return header, zip(losses.epochs.astype(int).tolist(), losses.mean()[:, PLACE].tolist(), strict=True)


class PenaltyCurves(ScoreCurves):
    """The curve itself."""

    title = "Penalty"
    lines = (ScoreLine(PLACE, "penalty"),)
