"""The axis of a score: logarithmic, from the lowest to the highest power of ten that is needed, or even."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.plot import Plot

LOWEST, HIGHEST = 0.01, 1.0
"""What the log axis shows at least."""
Floats = NDArray[np.float64]


class ScoreAxis(Plot):
    """Base of the plots of scores over epochs. A subclass fills curves and tells readings."""

    def __init__(
        self, theme: Theme, name: str, margins: tuple[int, int, int, int], parent: QWidget | None = None
    ) -> None:
        """As `Plot`; logarithmic at first."""
        super().__init__(theme, name, margins, parent)
        self._log = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """As high as the design wants it."""
        return QSize(304, 165)

    def set_log(self, log: bool) -> None:
        """Show a logarithmic axis, or an even one."""
        self._log = log
        self.redraw()

    def scaled(self, values: Floats) -> Floats:
        """The heights of values: their logarithms, or themselves."""
        return plot_style.log10(values) if self._log else np.where(np.isfinite(values), values, np.nan)

    def height_of(self, value: float) -> float:
        """The height of one value."""
        return float(self.scaled(np.array([value]))[0])

    def edges(self, heights: Floats) -> tuple[float, float]:
        """Lowest and highest of the axis, where these heights are to be seen."""
        known = heights[np.isfinite(heights)]
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        if not self._log:
            return min(0.0, low), max(high * 1.06, 1e-9)
        if self.zoomed:
            room = max(0.08 * (high - low), 0.02)
            return low - room, high + room
        return min(math.log10(LOWEST), math.floor(low)), max(math.log10(HIGHEST), high) + 0.08

    def y_ticks(self) -> Sequence[tuple[float, str]]:
        """Powers of ten, or round numbers where less than a decade is shown."""
        low, high = self.values
        if not self._log:
            return [(value, plot_style.tick_text(value)) for value in plot_style.even_ticks(low, high, 5)]
        if high - low >= 1.0:
            return [(k, plot_style.decade_text(k)) for k in plot_style.decade_ticks(low, high, 5)]
        shown = [value for value in plot_style.even_ticks(10**low, 10**high, 4) if value > 0]
        return [(math.log10(value), plot_style.tick_text(value)) for value in shown]
