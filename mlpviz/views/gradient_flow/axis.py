"""The one logarithmic axis that all cells of the grid share, so that they can be compared."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF

from mlpviz.engine import number
from mlpviz.engine.flow.cell import CellResult
from mlpviz.nn.arrays import Array
from mlpviz.views.look.palette import tokens
from mlpviz.views.plots import plot_style

NORMS, LOSS = "norms", "loss"
"""What cells can show: the gradient norm of each layer, or the loss."""
REACH = {NORMS: (-14, 4), LOSS: (-3, 1)}
"""Exponents that the axis shows at least."""
STEP = 2
"""It grows by so many exponents at a time."""
USUAL_LAYERS = 9
"""The axis of norms reaches further down by one exponent for each layer beyond these."""


@dataclass(frozen=True)
class LogAxis:
    """From 10 to the power `low` at the bottom to 10 to the power `high` at the top."""

    shows: str
    low: int
    high: int
    mark: float = 1.0
    """The value at which a dashed line is drawn: a norm of 1, or the loss of the best guess; NaN for none."""

    def heights(self, logs: Array, area: QRectF) -> Array:
        """Heights in px of decimal logarithms in an area; NaN of what is not finite."""
        known = np.where(np.isfinite(logs), logs, np.nan)
        return np.asarray(area.bottom() - (known - self.low) / (self.high - self.low) * area.height())

    def height(self, value: float, area: QRectF) -> float:
        """Height in px of a value above 0."""
        return float(self.heights(np.array([math.log10(value)]), area)[0])

    @property
    def words(self) -> str:
        """As in "10⁻¹⁴ to 10⁴"."""
        return f"{number.power_of_ten(self.low)} to {number.power_of_ten(self.high)}"


def axis_of(shows: str, results: Iterable[CellResult], guess: float = math.nan) -> LogAxis:
    """The axis of the whole grid: as far down as there are values, but not so far that the others look flat.

    `guess` is the loss of the best guess.
    What is smaller still, and an exact 0, is drawn on the floor; what is larger than the top leaves the cell.
    """
    (low, high), least, layers = REACH[shows], 0, USUAL_LAYERS
    for result in results:
        least = min(least, lowest(shows, result))
        layers = max(layers, result.norms.shape[1])
    deepest = low - (layers - USUAL_LAYERS) if shows == NORMS else 2 * low
    mark = 1.0 if shows == NORMS else guess
    return LogAxis(shows, STEP * math.floor(max(deepest, min(low, least)) / STEP), high, mark)


def lowest(shows: str, result: CellResult) -> int:
    """The exponent below the least value that is not 0."""
    logs = plot_style.log10(values_of(shows, result))
    known = logs[np.isfinite(logs)]
    return math.floor(float(known.min())) if known.size else 0


def values_of(shows: str, result: CellResult) -> Array:
    """One column a curve: the norm of each layer, or the loss, (moments, curves).

    Moments are epochs from 0 on, but the norms of a run that diverged are those of its updates.
    """
    if shows == NORMS:
        return result.norms if result.nan_at is None else result.update_norms
    return result.losses[:, None]


def zones() -> tuple[float, float]:
    """Norms below the first are drawn as vanishing, above the second as exploding."""
    thresholds = tokens()["thresholds"]
    return float(thresholds["plot_zone_vanishing_grid"]), float(thresholds["plot_zone_exploding_grid"])
