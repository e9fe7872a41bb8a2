"""The loss of several runs over the epochs, each with its number at the end of its curve."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Slot
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from mlpviz.engine import number
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.envelope import Envelope
from mlpviz.views.plots.plot import Zeros
from mlpviz.views.plots.reading import Reading
from mlpviz.views.plots.save_menu import Table
from mlpviz.views.plots.score_axis import Floats, ScoreAxis
from mlpviz.views.runs.run_line import MOST_SHOWN, RunLine, pen

DOT, LABEL, LINE = 3.0, 8.0, 12.0
"""Px: radius of the mark at the end of a curve, from there to the number, and the least room between two numbers."""


class RunsPlot(ScoreAxis):
    """At most four curves of one loss; an amber line marks the epoch that is looked at."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show no run yet."""
        super().__init__(theme, "Loss of the runs over epochs", (30, 8, 20, 22), parent)
        self._lines: tuple[RunLine, ...] = ()
        self._score, self._epoch = 0, 0
        self._limits: Mapping[int, float] = {}
        self._envelopes = [Envelope() for _ in range(MOST_SHOWN)]
        self._curves = [self.add_curve(1 + at) for at in range(MOST_SHOWN)]
        self.restyle()

    @property
    def lines(self) -> tuple[RunLine, ...]:
        """The runs on show."""
        return self._lines

    def show_runs(self, lines: Sequence[RunLine], epoch: int) -> None:
        """Show those runs that have a slot, and where the learner looks."""
        self._lines, self._epoch = tuple(line for line in lines if line.slot is not None), epoch
        told = "; ".join(f"run {line.number}, {line.title}: {line.told}" for line in self._lines)
        self.setAccessibleDescription(told or "No run is shown.")
        self.pacer.ask()

    def show_score(self, score: int) -> None:
        """Show the train loss, 0, or the test loss, 1."""
        self._score = score
        self.redraw()

    def show_limits(self, limits: Mapping[int, float]) -> None:
        """Mark below which train loss, 0, and test loss, 1, training stops; whatever has no limit is left out."""
        self._limits = limits
        self.viewport().update()

    def reach(self) -> tuple[float, float]:
        """From the first epoch to the last of all runs."""
        return 0.0, float(max((line.epochs for line in self._lines), default=1))

    @Slot()
    def redraw(self) -> None:
        """Fill the curves and set the range of values."""
        first, last = self.shown_range()
        found: list[Floats] = [np.empty(0)]
        zeros: list[Zeros] = []
        for slot, (curve, envelope) in enumerate(zip(self._curves, self._envelopes, strict=True)):
            line = next((one for one in self._lines if one.slot == slot), None)
            if line is None:
                curve.setData(np.empty(0), np.empty(0))
                continue
            envelope.follow(line.losses)
            pieces = envelope.stretches(self._score, first, last, self.columns())
            low, high = self.scaled(pieces.low), self.scaled(pieces.high)
            made = pen(self._theme, slot)
            curve.setPen(made)
            curve.setData(pieces.epochs, plot_style.curve(plot_style.middle(low, high)))
            zeros.append(Zeros(plot_style.zeros(pieces.epochs, low), made.color(), made.color()))
            found.extend((low, high))
        self.set_values(*self.edges(np.concatenate(found)), zeros)

    def readings(self, epoch: float) -> tuple[int, Sequence[Reading]]:
        """The losses of all runs at an epoch."""
        nearest, told = round(min(max(epoch, 0.0), self.reach()[1])), []
        for line in self._lines:
            value = float(line.losses.at(nearest)[self._score])
            if math.isfinite(value):
                ink = pen(self._theme, line.slot).color()
                told.append(Reading(f"run {line.number}", number.plain(value), self.height_of(value), ink))
        return nearest, told

    def ends(self) -> list[tuple[QPointF, RunLine]]:
        """Where the curves end in sight, from the top down."""
        first, last = self.shown_range()
        area, found = self.area(), []
        for line in self._lines:
            height = self.height_of(float(line.losses.at(line.epochs)[self._score])) if len(line.losses) else math.nan
            place = self.place(line.epochs, height) if not math.isnan(height) else None
            if place is not None and first <= line.epochs <= last and area.adjusted(-1, -1, 1, 1).contains(place):
                found.append((place, line))
        return sorted(found, key=_down)

    def paint_marks(self, painter: QPainter, area: QRectF) -> None:
        """Draw where the learner looks, and number the curves at their ends."""
        colors, (first, last) = self._theme.palette, self.shown_range()
        written: list[QRectF] = []
        if self._lines and first <= self._epoch <= last:
            x = self.place(self._epoch, 0.0).x()
            painter.setPen(QPen(colors.color("hl"), 2))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            written.append(QRectF(x - 2, area.top(), 4, area.height()))
        painter.setFont(self._theme.font("xs", weight=600))
        line_height = LINE * max(1.0, self._theme.text_scale)
        taken: list[QPointF] = []
        for place, line in self.ends():
            ink = pen(self._theme, line.slot).color()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawEllipse(place, DOT, DOT)
            middle = _free_height(place, taken, line_height, area.bottom())
            taken.append(QPointF(place.x(), middle))
            painter.setPen(ink)
            words = QRectF(place.x() + LABEL, middle - 10, 40, 20)
            align = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            written.append(painter.boundingRect(words, align, str(line.number)))
            painter.drawText(words, align, str(line.number))
        self._paint_limit(painter, area, written)

    def limit_shown(self) -> float | None:
        """The limit of the loss on show, where it is in sight."""
        limit = self._limits.get(self._score)
        if limit is None or not self.values[0] <= self.height_of(limit) <= self.values[1]:
            return None
        return limit

    def _paint_limit(self, painter: QPainter, area: QRectF, written: Sequence[QRectF]) -> None:
        """Draw the limit, and name it at one of its ends, where nothing else is written."""
        limit = self.limit_shown()
        if limit is None:
            return
        y = self.place(0.0, self.height_of(limit)).y()
        painter.setPen(plot_style.pen(self._theme, "t2", "hairline", "run_dots"))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setFont(self._theme.font("xs"))
        painter.setPen(self._theme.palette.color("t2"))
        text, metrics = f"stop {number.plain(limit)}", painter.fontMetrics()
        size = QSizeF(metrics.horizontalAdvance(text) + 2, metrics.height())
        places = [
            QRectF(QPointF(x, top), size)
            for x in (area.right() - size.width(), area.left() + 2) for top in (y - size.height() - 2, y + 2)
        ]  # fmt: skip
        inside = [box for box in places if area.contains(box)] or places
        free = [box for box in inside if not any(box.intersects(other) for other in written)]
        painter.drawText((free or inside)[0], int(Qt.AlignmentFlag.AlignCenter), text)

    def table(self) -> Table:
        """Every recorded epoch of the runs on show and both losses."""
        rows = (
            (line.number, int(epoch), float(row[0]), float(row[1]))
            for line in self._lines
            for epoch, row in zip(line.losses.epochs, line.losses.mean(), strict=True)
        )
        return ("run", "epoch", "train_loss", "test_loss"), rows


def _down(end: tuple[QPointF, RunLine]) -> float:
    return end[0].y()


def _free_height(end: QPointF, taken: Sequence[QPointF], line_height: float, bottom: float) -> float:
    """Where the number of a curve crosses no other: below the others, or above them if that leaves the plot."""
    for step in (1.0, -1.0):
        middle = end.y()
        while any(abs(middle - other.y()) < line_height and abs(end.x() - other.x()) < 3 * LABEL for other in taken):
            middle += step
        if middle <= bottom:
            break
    return middle
