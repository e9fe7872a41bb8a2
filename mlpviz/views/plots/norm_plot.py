"""The size of each layer's gradient over the epochs, with the zones where learning breaks down."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.engine.history import History
from mlpviz.engine.records import Snapshot
from mlpviz.state.picture_maker import Picture
from mlpviz.views.controls.label import label
from mlpviz.views.look.palette import tokens
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Equation, Typesetter
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.crowding import named, thinned
from mlpviz.views.plots.headed_plot import HeadedPlot
from mlpviz.views.plots.norm_table import NormTable
from mlpviz.views.plots.plot import Plot, Zeros
from mlpviz.views.plots.reading import Reading
from mlpviz.views.plots.save_menu import SaveMenu, Table

LOWEST, HIGHEST = -5.0, 2.2
"""Exponents that the axis shows at least."""
FORMULA_FROM, PER_LAYER_FROM = 250, 150
OF_LOSS, PENALIZED = r"\|\partial L/\partial W\|_2", r"\mathrm{with\ penalty}"
LABEL_LINE = 13
"""Pixels from one layer's label to the next."""

Floats = NDArray[np.float64]


class NormPlot(HeadedPlot):
    """One curve a layer up to the epoch that is looked at."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.curves = NormCurves(theme)
        self.curves.saver = SaveMenu(self, "Gradient norm per layer", self.curves.table)
        self._head = head = QHBoxLayout()
        head.setSpacing(4)
        per_layer = label("per layer", "number")
        head.addWidget(label("Gradient norm", "number"))
        head.addWidget(per_layer)
        head.addStretch()
        self.measure = Equation(theme, Typesetter(theme), OF_LOSS, "s", "t3")
        head.addWidget(self.measure)
        self.place(head, self.curves)
        self.give_way(self.measure, below=FORMULA_FROM)
        self.give_way(per_layer, below=PER_LAYER_FROM)

    def add_to_head(self, widget: QWidget) -> None:
        """Put a control at the end of the title line."""
        self._head.addWidget(widget)

    def show_history(self, history: History) -> None:
        """Show the gradients of the keyframes recorded so far."""
        self.curves.show_history(history)

    def show_picture(self, picture: Picture) -> None:
        """End the curves at the epoch of this picture."""
        plan = picture.snapshot.experiment.plan
        self.measure.write(PENALIZED if plan.l1 or plan.l2 else OF_LOSS)
        self.curves.end_at(picture)


class NormCurves(Plot):
    """The curves themselves."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Gradient norm per layer over epochs", (36, 10, 30, 22), parent)
        self._frames: list[Snapshot] = []
        self._norms = NormTable()
        self._end: Picture | None = None
        self._drawn: Picture | None = None
        """Where the curves on screen end."""
        self._epochs: Floats = np.empty(0)
        self._logs: Floats = np.empty((0, 0))
        self._curves: list[object] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.restyle()

    def sizeHint(self) -> QSize:
        """As high as the design wants it."""
        return QSize(304, 174)

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
        self._norms.follow(self._frames)
        newest = self._drawn.norms if self._drawn is not None else None
        self._epochs, self._logs = self._norms.until(self.reach()[1], newest)
        self._match_curves(self._logs.shape[1])
        first, last = self.shown_range()
        inside = self._logs[(self._epochs >= first) & (self._epochs <= last)]
        # No more than one keyframe a column of pixels: what lies between would be drawn, and not seen.
        drawn = np.arange(len(self._epochs))[:: max(1, math.ceil(len(inside) / self.columns()))]
        drawn = np.append(drawn, len(self._epochs) - 1) if len(drawn) else drawn
        zeros = []
        colors = self._theme.palette.layer_ramp(len(self._curves))
        for layer, (curve, color) in enumerate(zip(self._curves, colors, strict=True)):
            curve.setData(self._epochs[drawn], plot_style.curve(self._logs[drawn, layer]))  # type: ignore[attr-defined]
            zeros.append(Zeros(plot_style.zeros(self._epochs, self._logs[:, layer]), color, color))
        if not self._learns():
            zeros = []  # without points there is no gradient, not one of 0
        known = inside[np.isfinite(inside)]
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
        self.set_values(min(LOWEST, low - 0.3), max(HIGHEST, high + 0.3), zeros)
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
            curve.setPen(plot_style.pen_of(self._theme, color, "curve_secondary"))  # type: ignore[attr-defined]

    def _summarize(self) -> None:
        if len(self._logs):
            sizes = ", ".join(f"L{layer + 1} {_written(value)}" for layer, value in enumerate(self._logs[-1]))
            self.setAccessibleDescription(f"Gradient norms at epoch {round(self._epochs[-1])}: {sizes}.")

    def table(self) -> Table:
        """Every keyframe and the norms of its layers."""
        header = ["epoch", *(f"L{layer + 1}" for layer in range(self._logs.shape[1]))]
        return header, ([int(epoch), *(10.0**row)] for epoch, row in zip(self._epochs, self._logs, strict=True))

    def y_ticks(self) -> Sequence[tuple[float, str]]:
        """Every second power of ten."""
        low, high = self.values
        step = 2 * max(1, math.ceil((high - low) / 10))
        first = step * math.ceil(low / step)
        return [(k, number.power_of_ten(k)) for k in range(first, math.floor(high) + 1, step)]

    def readings(self, epoch: float) -> tuple[int, Sequence[Reading]]:
        """The norms of every layer at the nearest keyframe."""
        if not len(self._epochs):
            return 0, ()
        row = int(np.argmin(np.abs(self._epochs - epoch)))
        ramp = self._theme.palette.layer_ramp(len(self._curves))
        lines = [
            Reading(f"L{layer + 1}", _written(value), float(value), ramp[layer])
            for layer, value in enumerate(self._logs[row])
        ]
        return round(self._epochs[row]), thinned(lines, 8)

    def paint_ground(self, painter: QPainter, area: QRectF) -> None:
        """Draw the zones."""
        thresholds = tokens()["thresholds"]
        low, high = self.values
        exploding = math.log10(thresholds["plot_zone_exploding_playground"])
        vanishing = math.log10(thresholds["plot_zone_vanishing_playground"])
        self._paint_zone(painter, area, exploding, high, "badbg", "bad", "exploding", Qt.AlignmentFlag.AlignTop)
        self._paint_zone(painter, area, low, vanishing, "infobg", "t2", "vanishing", Qt.AlignmentFlag.AlignBottom)

    def _paint_zone(
        self, painter: QPainter, area: QRectF, low: float, high: float, ground: str, ink: str, word: str,
        edge: Qt.AlignmentFlag,
    ) -> None:  # fmt: skip
        colors = self._theme.palette
        top, bottom = round(self.place(0, high).y()), round(self.place(0, low).y())
        zone = QRectF(area.left(), top, area.width(), bottom - top)
        painter.fillRect(zone, colors.color(ground))
        painter.setFont(self._theme.font("xs"))
        words = painter.fontMetrics().boundingRect(word).size().toSizeF()
        tall = zone.height() > 2 * words.height()  # else the middle: the grid crosses it, but there is no other place
        y = zone.center().y() - words.height() / 2
        if tall:
            y = zone.top() + 3 if edge == Qt.AlignmentFlag.AlignTop else zone.bottom() - 3 - words.height()
        lefts = (zone.left() + 6, zone.right() - 6 - words.width(), zone.center().x() - words.width() / 2)
        places = [QRectF(QPointF(left, y), words) for left in lefts]
        free = next((place for place in places if not self._is_crossed(place)), None)
        if zone.height() >= words.height() and free is not None:
            painter.setPen(colors.color(ink))
            painter.drawText(free, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), word)

    def _is_crossed(self, place: QRectF) -> bool:
        """Whether a curve goes through a rectangle."""
        area, (low, high) = self.area(), self.values
        bottom, top = (
            low + (area.bottom() - y) / area.height() * (high - low) for y in (place.bottom() + 2, place.top() - 2)
        )
        epochs = np.linspace(self.epoch_at(place.left() - 2), self.epoch_at(place.right() + 2), 33)
        for layer in range(self._logs.shape[1]):
            known = np.isfinite(self._logs[:, layer])
            if known.any():
                values = np.interp(epochs, self._epochs[known], self._logs[known, layer], np.nan, np.nan)
                lower, upper = np.minimum(values[:-1], values[1:]), np.maximum(values[:-1], values[1:])
                if np.any((lower <= top) & (upper >= bottom)):
                    return True
        return False

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
