"""Curves of what is measured of each layer, over the keyframes of a run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.engine.history import History
from mlpviz.engine.records import Snapshot
from mlpviz.state.picture_maker import Picture
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.bare_plot import Curve
from mlpviz.views.plots.crowding import named
from mlpviz.views.plots.layer_table import LayerTable
from mlpviz.views.plots.plot import Plot, Zeros
from mlpviz.views.plots.reading import Reading
from mlpviz.views.plots.save_menu import Table

LABEL_LINE = 13
"""Pixels from one layer's label to the next."""

Floats = NDArray[np.float64]


class LayerCurves(Plot):
    """A curve a layer over a logarithmic axis, up to the epoch that is looked at.

    A subclass says what is measured, and may tell more kinds of columns than one a layer.
    """

    title: ClassVar[str]
    """As in "Gradient norm per layer"."""
    lowest: ClassVar[float]
    """Exponents that the axis shows at least."""
    highest: ClassVar[float]
    skips_unknown: ClassVar[bool] = False
    """Whether a curve goes on over keyframes of which nothing is known, in place of a gap."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show no keyframes yet."""
        super().__init__(theme, f"{self.title} over epochs", (36, 10, 30, 22), parent)
        self._frames: list[Snapshot] = []
        self._table = LayerTable(self.measure)
        self._end: Picture | None = None
        self._drawn: Picture | None = None
        """Where the curves on screen end."""
        self._epochs: Floats = np.empty(0)
        self._logs: Floats = np.empty((0, 0))
        self._curves: list[Curve] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.restyle()

    def sizeHint(self) -> QSize:
        """As high as the design wants it."""
        return QSize(304, 174)

    # what a subclass tells

    def measure(self, snapshot: Snapshot) -> Floats:
        """What is drawn of a keyframe, (layers,)."""
        raise NotImplementedError

    def measured(self, picture: Picture) -> Floats:
        """The same of the picture on show, (layers,)."""
        raise NotImplementedError

    def show_history(self, history: History) -> None:
        """Take in the keyframes recorded so far; what is new in them is seen once a later epoch is looked at."""
        other = not self._frames or history.keyframes[:1] != self._frames[:1]
        self._frames = history.keyframes
        if other:
            self.pacer.ask()

    def end_at(self, picture: Picture) -> None:
        """End the curves at the epoch of this picture."""
        self._end = picture
        self.pacer.ask()

    def reach(self) -> tuple[float, float]:
        """From the first epoch to the one looked at."""
        return 0.0, float(self._drawn.snapshot.epoch) if self._drawn is not None else 1.0

    @Slot()
    def restyle(self) -> None:
        """Take colours from the theme again."""
        self._pen_curves()
        super().restyle()

    @Slot()
    def redraw(self) -> None:
        """Fill the curves and set the range of values."""
        self._drawn = self._end
        self._table.follow(self._frames)
        newest = self.measured(self._drawn) if self._drawn is not None else None
        self._epochs, self._logs = self._table.until(self.reach()[1], newest)
        self._match_curves(self._logs.shape[1])
        first, last = self.shown_range()
        inside = self._logs[(self._epochs >= first) & (self._epochs <= last)]
        # No more than one keyframe a column of pixels: what lies between would be drawn, and not seen.
        drawn = np.arange(len(self._epochs))[:: max(1, math.ceil(len(inside) / self.columns()))]
        drawn = np.append(drawn, len(self._epochs) - 1) if len(drawn) else drawn
        zeros = []
        colors = self._theme.palette.layer_ramp(len(self._curves))
        for layer, (curve, color) in enumerate(zip(self._curves, colors, strict=True)):
            known = drawn[~np.isnan(self._logs[drawn, layer])] if self.skips_unknown else drawn
            curve.setData(self._epochs[known], plot_style.curve(self._logs[known, layer]))
            zeros.append(Zeros(plot_style.zeros(self._epochs, self._logs[:, layer]), color, color))
        if not self._learns():
            zeros = []  # without points there is no gradient, not one of 0
        known = inside[np.isfinite(inside)]
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
        self.set_values(min(self.lowest, low - 0.3), max(self.highest, high + 0.3), zeros)
        self._summarize()

    def _learns(self) -> bool:
        return self._drawn is not None and self._drawn.snapshot.experiment.points.train_count > 0

    def _match_curves(self, layers: int) -> None:
        if layers == len(self._curves):
            return
        for curve in self._curves:
            self.box.removeItem(curve)
        self._curves = [self.add_curve(1 + layer) for layer in range(layers)]
        self._pen_curves()

    def _pen_curves(self) -> None:
        for curve, color in zip(self._curves, self._theme.palette.layer_ramp(len(self._curves)), strict=True):
            curve.setPen(plot_style.pen_of(self._theme, color, "curve_secondary"))

    def _summarize(self) -> None:
        if len(self._logs):
            sizes = ", ".join(f"L{layer + 1} {_written(value)}" for layer, value in enumerate(self._logs[-1]))
            self.setAccessibleDescription(f"{self.title} at epoch {round(self._epochs[-1])}: {sizes}.")

    def table(self) -> Table:
        """Every keyframe and what is measured of its layers."""
        header = ["epoch", *(f"L{layer + 1}" for layer in range(self._logs.shape[1]))]
        return header, ([int(epoch), *(10.0**row)] for epoch, row in zip(self._epochs, self._logs, strict=True))

    def y_ticks(self) -> Sequence[tuple[float, str]]:
        """Every second power of ten."""
        low, high = self.values
        step = 2 * max(1, math.ceil((high - low) / 10))
        first = step * math.ceil(low / step)
        return [(k, number.power_of_ten(k)) for k in range(first, math.floor(high) + 1, step)]

    def readings(self, epoch: float) -> tuple[int, Sequence[Reading]]:
        """The values of every layer at the nearest keyframe."""
        if not len(self._epochs):
            return 0, ()
        row = int(np.argmin(np.abs(self._epochs - epoch)))
        ramp = self._theme.palette.layer_ramp(len(self._curves))
        lines = [
            Reading(f"L{layer + 1}", _written(value), float(value), ramp[layer])
            for layer, value in enumerate(self._logs[row])
        ]
        return round(self._epochs[row]), lines

    def paint_marks(self, painter: QPainter, area: QRectF) -> None:
        """Name layers at the ends of their lines: the first and the last, and as many others as there is room for."""
        ramp = self._theme.palette.layer_ramp(len(self._curves))
        painter.setFont(self._theme.font("xs", weight=600))
        for top, layer in self.names_beside():
            painter.setPen(plot_style.readable(self._theme, ramp[layer]))
            words = QRectF(area.right() + 5, top - 10, self.width() - area.right() - 5, 20)
            painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), f"L{layer + 1}")

    def names_beside(self) -> list[tuple[float, int]]:
        """Height in px and layer of the names right of the curves."""
        area = self.area()
        ends = [(self._at_edge(layer), layer) for layer in range(len(self._curves))]
        places = [(self.place(0, y).y(), layer) for y, layer in ends if not math.isnan(y)]
        inside = [place for place in places if area.top() - 1 <= place[0] <= area.bottom() + 1]
        return named(inside, len(self._curves), LABEL_LINE * max(1.0, self._theme.text_scale))

    def _at_edge(self, layer: int) -> float:
        """Where the curve meets the right edge: −∞ for an exact 0, NaN if it does not reach it."""
        edge = self.shown_range()[1]
        after = int(np.searchsorted(self._epochs, edge))
        if after == len(self._epochs):
            return math.nan
        if self._epochs[after] == edge:
            return float(self._logs[after, layer])
        around = slice(after - 1, after + 1)
        return float(np.interp(edge, self._epochs[around], plot_style.curve(self._logs[around, layer])))


def _written(log: float) -> str:
    return "–" if math.isnan(log) else number.plain(10.0**log, 3)
