"""How a gradient changes on its way back through the layers: factor by factor, and their product."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from mlpviz.engine import number
from mlpviz.engine.flow.factors import Factor
from mlpviz.engine.flow.theory import Expected
from mlpviz.nn.arrays import Array
from mlpviz.views.gradient_flow.layer_columns import DOTS, RINGS, LayerColumns, factor_words
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.save_menu import Table

BOUND = 0.6
"""Where on the map of gradients the colour of the largest slopes lies: f′ is dashed, in magenta."""
TIP = "Click a layer, or press ← to go on towards the input, as the gradient does, and → to go back."


class GradientPlot(LayerColumns):
    """The gradient comes in from the right, at the last layer. The product is drawn as far as one has walked."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build an empty plot."""
        super().__init__(theme, "Factors of the gradient along the depth", TIP, parent)
        self._factors: tuple[Factor, ...] = ()
        self._expected: tuple[Expected, ...] = ()

    def show_factors(self, factors: Sequence[Factor], expected: Sequence[Expected], layer: int) -> None:
        """Show factors, the last hidden layer first, and what theory expects; `layer` is looked at."""
        self._factors, self._expected = tuple(factors), tuple(expected)
        columns = len(self._factors) + 1 if self._factors else 0
        values = self.products(), self.measured(), self.theory(), self.bound()
        self._fit_axis(len(self._factors), columns, layer, *values)
        here = self.factor()
        if here is not None:
            slope, weights, running = (number.plain(one, 3) for one in (here.slope, here.weights, here.running))
            words = f"Layer {here.layer}: slope {slope} times weights {weights}, product from the last layer {running}."
            self.setAccessibleDescription(words)

    def factor(self) -> Factor | None:
        """The factor of the layer that is looked at."""
        return next((factor for factor in self._factors if factor.layer == self._layer), None)

    def products(self) -> Array:
        """The product from the last layer down to each column, (columns,); the last layer's own is 1."""
        return np.array([factor.running for factor in self._factors[::-1]] + [1.0])

    def measured(self) -> Array:
        """What was measured in each column, as a share of the last layer's, (columns,)."""
        return np.array([factor.measured for factor in self._factors[::-1]] + [1.0])

    def theory(self) -> Array:
        """The product that theory expects at the start, (columns,)."""
        return np.append(np.cumprod([one.back for one in self._expected[::-1]])[::-1], 1.0)

    def bound(self) -> Array:
        """The product of the largest slopes alone, (columns,); nothing if a slope has no largest value below 1."""
        steepest = [one.steepest for one in self._expected[::-1]]
        known = [slope for slope in steepest if slope is not None and slope < 1.0]
        return np.append(np.cumprod(known)[::-1], 1.0) if known and len(known) == len(steepest) else np.empty(0)

    def table(self) -> Table:
        """Every factor."""
        rows = ([one.layer, one.slope, one.weights, one.running, one.measured] for one in self._factors)
        return ("layer", "slope", "weights", "product", "measured"), rows

    def _factor_words(self, layer: int) -> str:
        hidden = len(self._factors)
        return factor_words(self._factors[hidden - layer].product) if layer <= hidden else ""

    def _paint_inside(self, painter: QPainter) -> None:
        colors, bound = self._theme.palette, self.bound()
        ink = QPen(colors.backward(1.0), self._theme.line("curve"))
        dashed = plot_style.pen_of(self._theme, colors.backward(BOUND), "curve_secondary", "derivative")
        if len(bound):
            self._paint_line(painter, bound, dashed)
        self._paint_line(painter, self.theory(), self.theory_pen())
        first = min(self._layer, self._hidden) - 1
        self._paint_line(painter, self.products(), ink, first)
        across = self.across()
        for x, y in list(zip(across, self.heights(self.products()), strict=True))[first:]:
            self._paint_dot(painter, QPointF(x, y), ink.color())
        for x, y in zip(across, self.heights(self.measured()), strict=True):
            if math.isfinite(y):
                self._paint_ring(painter, QPointF(x, y))
        steepest = next((one.steepest for one in self._expected if one.steepest is not None), None)
        entries: list[tuple[str, QPen | None, str]] = [
            (DOTS, ink, "product"), (RINGS, None, "measured"), ("", self.theory_pen(), "theory"),
        ]  # fmt: skip
        if len(bound) and steepest is not None:
            entries.append(("", dashed, f"f′ ≤ {number.plain(steepest, 3)}"))
        self._paint_legend(painter, entries)
