"""The size of each layer's gradient over the epochs, with the zones where learning breaks down."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mlpviz.engine.history import History
from mlpviz.engine.probes import gradient_norms
from mlpviz.engine.records import Snapshot
from mlpviz.state.picture_maker import Picture
from mlpviz.views.controls.label import label
from mlpviz.views.look.palette import tokens
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Equation, Typesetter
from mlpviz.views.plots.diagnostic_plot import DiagnosticPlot
from mlpviz.views.plots.headed_plot import HeadedPlot
from mlpviz.views.plots.layer_curves import LayerCurves
from mlpviz.views.plots.save_menu import SaveMenu

FORMULA_FROM, PER_LAYER_FROM = 250, 150
OF_LOSS, PENALIZED = r"\|\partial L/\partial W\|_2", r"\mathrm{with\ penalty}"

Floats = NDArray[np.float64]


class NormPlot(HeadedPlot, DiagnosticPlot):
    """One curve a layer up to the epoch that is looked at."""

    curves: NormCurves

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.curves = NormCurves(theme)
        self.saver = self.curves.saver = SaveMenu(self, self.curves.title, self.curves.table)
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


class NormCurves(LayerCurves):
    """The curves themselves."""

    title = "Gradient norm per layer"
    lowest, highest = -5.0, 2.2
    _found: frozenset[str] = frozenset()

    def show_verdicts(self, names: frozenset[str]) -> None:
        """Name the zones by the verdicts that are given: a curve in one is not called what it is not."""
        if names != self._found:
            self._found = names
            self.viewport().update()

    def zone_words(self) -> tuple[str, str]:
        """What the upper and the lower zone are called.

        A zone without a curve tells what would be there. With one it has that name only while the verdict is given: the
        gradients of a solved problem are small, and nothing vanishes.
        """
        high, low = _zones()
        last = self._logs[-1] if len(self._logs) else np.empty(0)
        above = bool((last > high).any()) and "Exploding" not in self._found
        below = bool((last < low).any()) and "Vanishing" not in self._found
        return "large" if above else "exploding", "small" if below else "vanishing"

    def measure(self, snapshot: Snapshot) -> Floats:
        """‖∂L/∂W‖₂ of each layer."""
        return gradient_norms(snapshot)

    def measured(self, picture: Picture) -> Floats:
        """The same of the picture."""
        return picture.norms

    def paint_ground(self, painter: QPainter, area: QRectF) -> None:
        """Draw the zones."""
        low, high = self.values
        (exploding, vanishing), (above, below) = _zones(), self.zone_words()
        self._paint_zone(painter, area, exploding, high, "badbg", "bad", above, Qt.AlignmentFlag.AlignTop)
        self._paint_zone(painter, area, low, vanishing, "infobg", "t2", below, Qt.AlignmentFlag.AlignBottom)

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


def _zones() -> tuple[float, float]:
    """The exponents from which on up, and from which on down, a zone begins."""
    limits = tokens()["thresholds"]
    high, low = limits["plot_zone_exploding_playground"], limits["plot_zone_vanishing_playground"]
    return math.log10(high), math.log10(low)
