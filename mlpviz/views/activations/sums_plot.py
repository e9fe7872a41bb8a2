"""The sums z of one layer of the current network, as bars over the same axis as the function."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter
from PySide6.QtWidgets import QToolTip

from mlpviz.engine import number
from mlpviz.engine.functions.facts import facts_of, zones_between
from mlpviz.engine.functions.intervals import Interval
from mlpviz.engine.functions.layer_sums import bars, beyond, shares
from mlpviz.nn.activation import Activation
from mlpviz.nn.arrays import Array
from mlpviz.views.activations.axes import ZAxis
from mlpviz.views.activations.ground import paint_zone
from mlpviz.views.activations.z_plot import ZPlot
from mlpviz.views.look.palette import casing_share
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.save_menu import Table

BINS = 50
LINE = 26
"""Px of a line of shares at text of the designed size."""
WORDS_ROOM = 30.0
"""Px above the bars for the shares."""


class SumsPlot(ZPlot):
    """Bars coloured by z, the zones of the function on show behind them, and the share of the sums in each zone."""

    def __init__(self, theme: Theme, axis: ZAxis) -> None:
        """Nothing is shown yet."""
        super().__init__(theme, axis, "Sums of the current network")
        self._z: Array = np.empty(0)
        self._activation: Activation | None = None
        self._zones_shown = True
        self._counts = np.zeros(BINS, dtype=np.int64)

    def show_sums(self, z: Array, activation: Activation, *, zones: bool) -> None:
        """Show the finite sums of a layer, (k,), and the zones of this function, or none."""
        self._z, self._activation, self._zones_shown = z, activation, zones
        self.redraw()

    def show_zones(self, shown: bool) -> None:
        """Show or hide the zones."""
        self._zones_shown = shown
        self.redraw()

    @Slot()
    def redraw(self) -> None:
        """Count anew: other sums, or another part of the axis."""
        self._counts = bars(self._z, self._axis.low, self._axis.high, BINS)
        self.set_values(0.0, max(1.0, float(self._counts.max(initial=0))))
        self.setAccessibleDescription("; ".join(text for _, text in self.shares()) or "No sums.")

    def counts(self) -> list[int]:
        """How many sums are in each bar."""
        return [int(count) for count in self._counts]

    def parts(self) -> list[tuple[Interval, bool]]:
        """The parts of the axis in order, and whether each is saturated; the outer ones have no end."""
        if self._activation is None or not self._zones_shown:
            return []
        facts, found, at = facts_of(self._activation), [], -np.inf
        many = len(facts.zones) > 4
        zones = zones_between(self._activation, self._axis.low, self._axis.high) if many else facts.zones
        for zone in zones:
            if zone.low > at:
                found.append((Interval(at, zone.low, True, not zone.low_closed), False))
            found.append((zone, True))
            at = zone.high
        if at < np.inf:
            found.append((Interval(at, np.inf, not (zones and zones[-1].high_closed), False), False))
        return found

    def shares(self) -> list[tuple[Interval, str]]:
        """The share of the sums in each part, in words."""
        parts = self.parts()
        if len(parts) < 2 and not (parts and parts[0][1]):
            return []
        found = shares(self._z, [part for part, _ in parts])
        responsive = sum(1 for _, quiet in parts if not quiet) == 1
        return [
            (part, f"{number.percent(share, 0)}{' responsive' if not quiet and responsive else ''}")
            for (part, quiet), share in zip(parts, found, strict=True)
        ]

    def beyond(self) -> str:
        """How many of the sums lie outside, in words; "" if none do."""
        share = beyond(self._z, self._axis.low, self._axis.high)
        if not share:
            return ""
        ends = f"{number.plain(self._axis.low, 3)} … {number.plain(self._axis.high, 3)}"
        outside = f"±{number.plain(self._axis.high, 3)}" if self._axis.low == -self._axis.high else ends
        return f"{number.percent(share, 0)} lie beyond {outside}"

    def table(self) -> Table:
        """Every bar: from, to, and how many sums it holds."""
        edges = np.linspace(self._axis.low, self._axis.high, BINS + 1)
        return ("from", "to", "count"), zip(edges[:-1], edges[1:], self.counts(), strict=True)

    # painting

    def top(self) -> float:
        """Room for the shares."""
        return 4.0

    def value_ticks(self) -> Sequence[tuple[float, str]]:
        """Bars tell their number under the pointer."""
        return ()

    def y_of(self, value: float) -> float:
        """The px of a count; the highest bar ends under the shares."""
        area = self.area()
        room = min(WORDS_ROOM * self.grown(), area.height() / 3)
        return area.bottom() - value / self.values[1] * (area.height() - room)

    def paint_ground(self, painter: QPainter, area: QRectF) -> None:
        """Draw the saturated zones."""
        for part, quiet in self.parts():
            if quiet:
                left = max(self.x_of(max(part.low, self._axis.low)), area.left())
                right = min(self.x_of(min(part.high, self._axis.high)), area.right())
                if right > left:
                    paint_zone(painter, self._theme, QRectF(left, area.top(), right - left, area.height()))

    def paint_curves(self, painter: QPainter, area: QRectF) -> None:
        """Draw the bars."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        edges = np.linspace(self._axis.low, self._axis.high, BINS + 1)
        limit = max(abs(self._axis.low), abs(self._axis.high))
        places = casing_share((edges[:-1] + edges[1:]) / 2, limit)
        width = area.width() / BINS
        for index, count in enumerate(self._counts):
            if count:
                top = min(self.y_of(float(count)), area.bottom() - 1)
                left = area.left() + index * width
                bar = QRectF(left + 0.5, top, max(width - 1.0, 0.8), area.bottom() - top)
                painter.fillRect(bar, self._theme.palette.forward(float(places[index])))

    def paint_marks(self, painter: QPainter, area: QRectF) -> None:
        """Write the shares above their parts, where the plot is high enough for a line."""
        if area.height() < LINE * self.grown():
            return
        free = area.left()
        for (part, text), (_, quiet) in zip(self.shares(), self.parts(), strict=False):
            left = self.x_of(max(part.low, self._axis.low))
            right = self.x_of(min(part.high, self._axis.high))
            painter.setFont(self._theme.font("title" if quiet else "s", weight=600))
            width = QFontMetricsF(painter.font()).horizontalAdvance(text)
            if right - left < width + 4 or (left + right - width) / 2 < free:
                painter.setFont(self._theme.font("xs", weight=600))
                width = QFontMetricsF(painter.font()).horizontalAdvance(text)
            start = (left + right - width) / 2
            if right > left and right - left >= width and start >= free:
                color: QColor = self._theme.palette.color("hlt" if quiet else "t1")
                painter.setPen(color)
                place = QRectF(start, area.top() + 2, width + 1, (LINE - 2) * self.grown())
                painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)
                free = start + width + 4

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the bar under the pointer."""
        super().mouseMoveEvent(event)
        at, area = event.position(), self.area()
        if event.buttons() or not area.contains(at) or not self._z.size:
            QToolTip.hideText()
            return
        index = min(int((at.x() - area.left()) / area.width() * BINS), BINS - 1)
        low, high = (self._axis.at(edge / BINS) for edge in (index, index + 1))
        count = self.counts()[index]
        words = f"{number.plain(low, 3)} to {number.plain(high, 3)}: {number.count(count)} sums, " \
                f"{number.percent(count / self._z.size)}"  # fmt: skip
        QToolTip.showText(event.globalPosition().toPoint(), words, self)
