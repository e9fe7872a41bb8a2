"""Curves of what is measured of each layer, over the keyframes of a run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPen
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
ABOVE_NUMBERS = 3
"""Pixels from the axis up to the middle of the lowest label."""

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

    # what a subclass tells, beside the logarithm of one number a layer

    def rows_until(self, epoch: float, newest: Picture | None) -> tuple[Floats, Floats]:
        """Epochs (m,) up to one, and what the curves show there, (m, columns); it ends with `newest`."""
        self._table.follow(self._frames)
        return self._table.until(epoch, None if newest is None else self.measured(newest))

    def edges(self, known: Floats) -> tuple[float, float]:
        """Lowest and highest of the axis, where these values are to be seen."""
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
        return min(self.lowest, low - 0.3), max(self.highest, high + 0.3)

    def value(self, height: float) -> float:
        """The number that stands at a height."""
        return float(10.0**height)

    def written(self, height: float) -> str:
        """That number in words."""
        return "–" if math.isnan(height) else number.plain(self.value(height), 3)

    def names(self) -> list[str]:
        """What each column is called."""
        return [f"L{layer + 1}" for layer in range(self._logs.shape[1])]

    def pens(self) -> list[QPen]:
        """The pen of each column."""
        ramp = self._theme.palette.layer_ramp(self._logs.shape[1])
        return [plot_style.pen_of(self._theme, color, "curve_secondary") for color in ramp]

    def marks(self) -> list[str]:
        """What stands at the end of each curve where there is room."""
        return self.names()

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
        self._epochs, self._logs = self.rows_until(self.reach()[1], self._drawn)
        self._match_curves(self._logs.shape[1])
        first, last = self.shown_range()
        inside = self._logs[(self._epochs >= first) & (self._epochs <= last)]
        # No more than one keyframe a column of pixels: what lies between would be drawn, and not seen.
        drawn = np.arange(len(self._epochs))[:: max(1, math.ceil(len(inside) / self.columns()))]
        drawn = np.append(drawn, len(self._epochs) - 1) if len(drawn) else drawn
        zeros = []
        for layer, (curve, pen) in enumerate(zip(self._curves, self.pens(), strict=True)):
            known = drawn[~np.isnan(self._logs[drawn, layer])] if self.skips_unknown else drawn
            curve.setData(self._epochs[known], plot_style.curve(self._logs[known, layer]))
            zeros.append(Zeros(plot_style.zeros(self._epochs, self._logs[:, layer]), pen.color(), pen.color()))
        if not self._learns():
            zeros = []  # without points there is no gradient, not one of 0
        self.set_values(*self.edges(inside[np.isfinite(inside)]), zeros)
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
        if len(self._curves) == self._logs.shape[1]:
            for curve, pen in zip(self._curves, self.pens(), strict=True):
                curve.setPen(pen)

    def _summarize(self) -> None:
        if len(self._logs):
            told = zip(self.names(), self._logs[-1].tolist(), strict=True)
            sizes = ", ".join(f"{name} {self.written(height)}" for name, height in told if self.tells(height))
            self.setAccessibleDescription(f"{self.title} at epoch {round(self._epochs[-1])}: {sizes}.")

    def table(self) -> Table:
        """Every keyframe and what is measured of its layers."""
        rows = zip(self._epochs.tolist(), self._logs.tolist(), strict=True)
        return ["epoch", *self.names()], ([int(epoch), *map(self.value, row)] for epoch, row in rows)

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
        heights = self._logs[row].tolist()
        lines = [
            Reading(name, self.written(height), height, pen.color())
            for name, height, pen in zip(self.names(), heights, self.pens(), strict=True)
            if self.tells(height)
        ]
        return round(self._epochs[row]), lines

    def tells(self, height: float) -> bool:
        """Whether a column is told where the pointer is."""
        return True

    def paint_marks(self, painter: QPainter, area: QRectF) -> None:
        """Name layers at the ends of their lines: the first and the last, and as many others as there is room for."""
        pens, marks = self.pens(), self.marks()
        painter.setFont(self._theme.font("xs", weight=600))
        for top, layer in self.names_beside():
            painter.setPen(plot_style.readable(self._theme, pens[layer].color()))
            words = QRectF(area.right() + 5, top - 10, self.width() - area.right() - 5, 20)
            painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), marks[layer])

    def names_beside(self) -> list[tuple[float, int]]:
        """Height in px and layer of the names right of the curves."""
        area = self.area()
        ends = [(self._at_edge(layer), layer) for layer in range(len(self._curves))]
        places = [(self.place(0, y).y(), layer) for y, layer in ends if not math.isnan(y)]
        inside = [place for place in places if area.top() - 1 <= place[0] <= area.bottom() + 1]
        line = LABEL_LINE * max(1.0, self._theme.text_scale)
        lowest, lifted = area.bottom() - ABOVE_NUMBERS, []
        for height, layer in reversed(named(inside, len(self._curves), line)):
            lifted.append((min(height, lowest), layer))  # below stands the last number of the epochs
            lowest = lifted[-1][0] - line
        return lifted[::-1]

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
