"""How the outputs of each layer spread over the train points, and how its weights spread."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.probes import weight_histograms
from mlpviz.state.picture_maker import Picture
from mlpviz.views.controls.label import Elided, label
from mlpviz.views.look.pacer import LEISURE, Pacer
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.diagnostic_plot import DiagnosticPlot
from mlpviz.views.plots.layer_histogram import LayerHistogram, Row
from mlpviz.views.plots.save_menu import SaveMenu, Table


class HistogramPlot(DiagnosticPlot):
    """One histogram a layer, all with the colours of the values. A subclass says of what."""

    title: ClassVar[str]
    about: ClassVar[str]
    what: ClassVar[str]
    """What is counted, in the plural."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[LayerHistogram] = []
        self._shown, self._enlarged = True, False
        self._pacer = Pacer(LEISURE, self, in_turn=True)
        self._pacer.due.connect(self._draw)
        self.saver = SaveMenu(self, self.title, self.table)
        self._head = QHBoxLayout()
        self._head.setSpacing(8)
        self._head.addWidget(label(self.title, "number"))
        about = Elided(self.about, "caption")
        about.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._head.addWidget(about, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._head)

    def rows_of(self, picture: Picture) -> list[Row]:
        """What is shown of a picture, the first layer first."""
        raise NotImplementedError

    def add_to_head(self, widget: QWidget) -> None:
        """Put a control at the end of the title line."""
        self._head.addWidget(widget)

    def set_rows_shown(self, shown: bool) -> None:
        """Show the histograms, or the title alone."""
        self._shown = shown
        for row in self._rows:
            row.setVisible(shown or self._enlarged)

    def show_picture(self, picture: Picture) -> None:
        """Show every layer of this picture."""
        shown = self.rows_of(picture)
        while len(self._rows) > len(shown):
            self._rows.pop().deleteLater()
        while len(self._rows) < len(shown):
            self._rows.append(LayerHistogram(self._theme, self.title, self.what, len(self._rows) + 1, self))
            self._rows[-1].enlarge(self._enlarged)
            self._rows[-1].setVisible(self._shown or self._enlarged)
            self._column.addWidget(self._rows[-1])
        for row, one in zip(self._rows, shown, strict=True):
            row.show_histogram(one)
        self._pacer.ask()

    @Slot()
    def _draw(self) -> None:
        for row in self._rows:
            row.update()

    def set_enlarged(self, enlarged: bool) -> None:
        """Draw all bars high, or as usual; large, they are never left out."""
        self._enlarged = enlarged
        for row in self._rows:
            row.enlarge(enlarged)
            row.setVisible(self._shown or enlarged)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to enlarge and to save all layers; each one has a menu of its own."""
        self.saver.popup(event.globalPos())
        event.accept()

    def rows(self) -> list[LayerHistogram]:
        """The histograms, first layer first."""
        return list(self._rows)

    def table(self) -> Table:
        """Every bar of every layer."""
        header = ("layer", "from", "to", "count")
        return header, ((at, *cells) for at, row in enumerate(self._rows, start=1) for cells in row.table()[1])


class ActivationPlot(HistogramPlot):
    """The outputs of each layer over all train points."""

    title, about, what = "Activations", "all train points, this epoch", "outputs"

    def rows_of(self, picture: Picture) -> list[Row]:
        """Outputs, the activation, and how many of them are saturated."""
        layers = picture.snapshot.experiment.network.layers
        return [
            Row(one, layer.activation.label, "output" if at == len(layers) else _saturated(one.saturated))
            for at, (one, layer) in enumerate(zip(picture.histograms, layers, strict=True), start=1)
        ]


class WeightPlot(HistogramPlot):
    """The weights of each layer."""

    title, about, what = "Weights", "without biases, this epoch", "weights"

    def rows_of(self, picture: Picture) -> list[Row]:
        """Weights, and how many there are."""
        return [
            Row(one, "weights", f"{number.count(int(one.counts.sum()))} of them")
            for one in weight_histograms(picture.snapshot)
        ]


def _saturated(share: float | None) -> str:
    return "" if share is None else f"{number.percent(share, 0)} saturated"
