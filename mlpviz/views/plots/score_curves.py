"""Curves of scores of every epoch: train solid, test dashed, with the height that crowded epochs have."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QRectF, Slot
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from mlpviz.engine import number
from mlpviz.engine.history import History
from mlpviz.engine.records import SCORES, Snapshot
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.envelope import Envelope
from mlpviz.views.plots.plot import Zeros
from mlpviz.views.plots.reading import Reading
from mlpviz.views.plots.score_axis import HIGHEST, LOWEST, Floats, ScoreAxis


@dataclass(frozen=True)
class ScoreLine:
    """A score as a curve."""

    score: int
    """Its place in `SCORES`."""
    name: str
    dashed: bool = False


class ScoreCurves(ScoreAxis):
    """Curves of scores, train solid and test dashed. A subclass says which scores."""

    title: ClassVar[str]
    lines: ClassVar[tuple[ScoreLine, ...]]
    """The most important one last: it is drawn over the others."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(theme, f"{self.title} over epochs", (30, 4, 4, 22), parent)
        self.history: History | None = None
        self._end: Snapshot | None = None
        self._drawn: Snapshot | None = None
        """Where the curves on screen end."""
        self._envelope = Envelope([line.score for line in self.lines])
        self._bands = [self.add_band() for _ in self.lines]
        self._curves = [self.add_curve(1 + at) for at in range(len(self.lines))]
        self.restyle()

    def show_history(self, history: History) -> None:
        """Show the losses recorded so far; what is new in them is seen once a later epoch is looked at."""
        other, self.history = history is not self.history, history
        if other:
            self.pacer.ask()

    def end_at(self, snapshot: Snapshot) -> None:
        """End the curves at the epoch of this snapshot."""
        self._end = snapshot
        self.pacer.ask()

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
            low, high = self.scaled(pieces.low), self.scaled(pieces.high)
            curve.setData(pieces.epochs, plot_style.curve(plot_style.middle(low, high)))
            zeros.append(Zeros(plot_style.zeros(pieces.epochs, low), *self._mark(line)))
            ground.setPath(plot_style.band(pieces.epochs, low, high) if pieces.dense else QPainterPath())
            found.extend((low, high))
        self.set_values(*self.edges(np.concatenate(found)), zeros)

    def _mark(self, line: ScoreLine) -> tuple[QColor, QColor]:
        """Line and fill of a dot: filled for train, hollow for test."""
        colors = self._theme.palette
        return colors.color(_ink(line)), colors.color("panel" if line.dashed else "t1")

    def readings(self, epoch: float) -> tuple[int, Sequence[Reading]]:
        """All scores at an epoch."""
        if self.history is None or not len(self.history.losses):
            return 0, ()
        nearest = round(min(max(epoch, 0.0), self.reach()[1]))
        row, colors = self.history.losses.at(nearest), self._theme.palette
        return nearest, [
            Reading(line.name, number.plain(row[line.score]), self.height_of(row[line.score]), colors.color(_ink(line)))
            for line in reversed(self.lines)
            if not (line.dashed and self._without_test())
        ]

    def _without_test(self) -> bool:
        return self._end is not None and self._end.experiment.points.test_count == 0

    def paint_marks(self, painter: QPainter, area: QRectF) -> None:
        """Draw a dot at the end of each curve."""
        if self._drawn is None or self.zoomed:
            return
        for line in self.lines:
            y = self.height_of(getattr(self._drawn.scores, SCORES[line.score]))
            if not math.isnan(y):
                ink, fill = self._mark(line)
                painter.setPen(QPen(ink, 1.75))
                painter.setBrush(fill)
                painter.drawEllipse(self.place(self._drawn.epoch, y), 2.6, 2.6)


def _ink(line: ScoreLine) -> str:
    return "t2" if line.dashed else "t1"
