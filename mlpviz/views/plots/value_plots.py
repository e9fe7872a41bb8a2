"""The diagnostics of values: predicted and true, and residuals, of one value at a time."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.how_well import residuals
from mlpviz.engine.letters import subscript
from mlpviz.state.picture_maker import Picture
from mlpviz.views.controls.label import rule
from mlpviz.views.look.pacer import LEISURE, Pacer
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.prediction_plot import PredictionPlot
from mlpviz.views.plots.residual_plot import ResidualPlot


class ValuePlots(QWidget):
    """Both plots, one below the other, with a rule after each."""

    point_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.predictions, self.residuals = PredictionPlot(theme), ResidualPlot(theme)
        self._picture: Picture | None = None
        self._value = 0
        self._pacer = Pacer(LEISURE, self, in_turn=True)
        self._pacer.due.connect(self._draw)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(_padded(self.predictions, 12, 6), 1)
        column.addWidget(rule())
        column.addWidget(_padded(self.residuals, 12, 10))
        column.addWidget(rule())
        self.predictions.point_chosen.connect(self.point_chosen)
        self.predictions.value_chosen.connect(self._choose)

    def show_picture(self, picture: Picture) -> None:
        """Show the predictions of this picture, whose points must carry values."""
        self._picture = picture
        self._pacer.ask()

    def show_selected(self, point: int | None) -> None:
        """Ring a point, or none."""
        self.predictions.scatter.show_selected(point)

    @Slot(int)
    def _choose(self, value: int) -> None:
        self._value = value
        self._draw()

    @Slot()
    def _draw(self) -> None:
        if self._picture is None or self._picture.snapshot.experiment.points.targets is None:
            return
        answers, experiment = self._picture.of_points, self._picture.snapshot.experiment
        names = _names(experiment)
        self._value = min(self._value, len(names) - 1)
        train, test = (residuals(answers, self._value, test=test) for test in (False, True))
        name = experiment.naming.value_name(self._value) if len(names) == 1 else names[self._value]
        self.predictions.show_names(names)
        self.predictions.show_residuals(train, test, name)
        recipe = experiment.points.recipe
        self.residuals.show_residuals(train, test, None if recipe is None else recipe.noise)


def _names(experiment: Experiment) -> tuple[str, ...]:
    count = experiment.network.outputs
    return tuple(experiment.naming.value_name(at) or f"value{subscript(at + 1)}" for at in range(count))


def _padded(content: QWidget, above: int, below: int) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(16, above, 16, below)
    layout.addWidget(content)
    return made
