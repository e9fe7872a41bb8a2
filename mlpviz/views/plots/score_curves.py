"""Curves of scores of every epoch: train solid, test dashed, with the height that crowded epochs have."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Slot
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.engine.history import History
from mlpviz.engine.records import SCORES, Snapshot
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.envelope import Envelope
from mlpviz.views.plots.plot import Plot, Zeros
from mlpviz.views.plots.reading import Reading

LOWEST, HIGHEST = 0.01, 1.0
"""What the log axis shows at least."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ScoreLine:
    """A score as a curve."""

    score: int
    """Its place in `SCORES`."""
    name: str
    dashed: bool = False


class ScoreCurves(Plot):
    """Curves of scores, train solid and test dashed. A subclass says which scores."""

    title: ClassVar[str]
    lines: ClassVar[tuple[ScoreLine, ...]]
    """The most important one last: it is drawn over the others."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(theme, f"{self.title} over epochs", (30, 4, 4, 22), parent)
        self.history: History | None = None
        self._log = True
        self._end: Snapshot | None = None
        self._drawn: Snapshot | None = None
        """Where the curves on screen end."""
        self._envelope = Envelope([line.score for line in self.lines])
        self._bands = [self.add_band() for _ in self.lines]
        self._curves = [self.add_curve(1 + at) for at in range(len(self.lines))]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.restyle()

    def sizeHint(self) -> QSize:
        """As high as the design wants it."""
        return QSize(304, 165)

    def show_history(self, history: History) -> None:
        """Show the losses recorded so far; what is new in them is seen once a later epoch is looked at."""
        other, self.history = history is not self.history, history
        if other:
            self.pacer.ask()

    def end_at(self, snapshot: Snapshot) -> None:
        """End the curves at the epoch of this snapshot."""
        self._end = snapshot
        self.pacer.ask()

    def set_log(self, log: bool) -> None:
        """Show a logarithmic axis, or an even one."""
        self._log = log
        self.redraw()

    def reach(self) -> tuple[float, float]:
        """From the first epoch to the one looked at."""
        return 0.0, float(self._drawn.epoch) if self._drawn is not None else 1.0

    @Slot()
    def restyle(self) -> None:
        """Take colours from the theme again."""
        for line, curve, band in zip(self.lines, self._curves, self._bands, strict=True):
            curve.setPen((plot_style.dashed_pen if line.dashed else plot_style.solid_pen)(self._theme))
            band.setBrush(plot_style.faint(self._theme, _ink(line), plot_style.BAND))
        super().restyle()

    @Slot()
    def redraw(self) -> None:
        """Fill the curves and set the range of values."""
        self._drawn = self._end
        if self.history is None:
            self.set_values(math.log10(LOWEST), math.log10(HIGHEST))
            return
        self._envelope.follow(self.history.losses)
        first, last = self.shown_range()
        end = min(last, self.reach()[1])
        found: list[Floats] = []
        zeros: list[Zeros] = []
        for line, curve, ground in zip(self.lines, self._curves, self._bands, strict=True):
            pieces = self._envelope.stretches(line.score, first, end, self.columns()).until(end)
            low, high = self._scaled(pieces.low), self._scaled(pieces.high)
            curve.setData(pieces.epochs, plot_style.curve(plot_style.middle(low, high)))
            zeros.append(Zeros(plot_style.zeros(pieces.epochs, low), *self._mark(line)))
            ground.setPath(plot_style.band(pieces.epochs, low, high) if pieces.dense else QPainterPath())
            found.extend((low, high))
        self.set_values(*self._edges(np.concatenate(found)), zeros)

    def _mark(self, line: ScoreLine) -> tuple[QColor, QColor]:
        """Line and fill of a dot: filled for train, hollow for test."""
        colors = self._theme.palette
        return colors.color(_ink(line)), colors.color("panel" if line.dashed else "t1")

    def _scaled(self, values: Floats) -> Floats:
        return plot_style.log10(values) if self._log else np.where(np.isfinite(values), values, np.nan)

    def _edges(self, values: Floats) -> tuple[float, float]:
        known = values[np.isfinite(values)]
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

    def readings(self, epoch: float) -> tuple[int, Sequence[Reading]]:
        """All scores at an epoch."""
        if self.history is None or not len(self.history.losses):
            return 0, ()
        nearest = round(min(max(epoch, 0.0), self.reach()[1]))
        row, colors = self.history.losses.at(nearest), self._theme.palette
        return nearest, [
            Reading(line.name, number.plain(row[line.score]), self._height(row[line.score]), colors.color(_ink(line)))
            for line in reversed(self.lines)
            if not (line.dashed and self._without_test())
        ]

    def _height(self, value: float) -> float:
        return float(self._scaled(np.array([value]))[0])

    def _without_test(self) -> bool:
        return self._end is not None and self._end.experiment.points.test_count == 0

    def paint_marks(self, painter: QPainter, area: QRectF) -> None:
        """Draw a dot at the end of each curve."""
        if self._drawn is None or self.zoomed:
            return
        for line in self.lines:
            y = self._height(getattr(self._drawn.scores, SCORES[line.score]))
            if not math.isnan(y):
                ink, fill = self._mark(line)
                painter.setPen(QPen(ink, 1.75))
                painter.setBrush(fill)
                painter.drawEllipse(self.place(self._drawn.epoch, y), 2.6, 2.6)


def _ink(line: ScoreLine) -> str:
    return "t2" if line.dashed else "t1"
