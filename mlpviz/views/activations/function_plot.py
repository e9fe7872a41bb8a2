"""The large plot: f and f′ of the function on show, others for comparison, probe, tangent and saturated zones."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.engine import number
from mlpviz.engine.functions.facts import facts_of, zones_between
from mlpviz.engine.functions.intervals import Interval
from mlpviz.engine.functions.samples import slopes, values
from mlpviz.engine.functions.table import function_table
from mlpviz.engine.functions.texts import Named
from mlpviz.nn.activation import Activation
from mlpviz.nn.arrays import Array
from mlpviz.views.activations.axes import ZAxis
from mlpviz.views.activations.ground import chip_size, paint_chip, paint_zone
from mlpviz.views.activations.label_places import Height, LabelPlaces
from mlpviz.views.activations.z_plot import ZPlot
from mlpviz.views.look.colors import mixed
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.save_menu import Table

FORWARD, BACKWARD = 0.6, 0.6
"""Where f and f′ stand on the maps of what flows forward and back."""
PALE = 0.5
"""How much of its colour is left of a curve for comparison."""
TANGENT = 150.0
"""Px of the tangent on each side of the probe."""
ROOM = 0.12
"""Share of the range of values that is left free above and below."""
UNBOUNDED = 0.3
"""How much of the width of the axis the values of an unbounded function take at most, up and down."""
DOT, LONGEST = 6.0, 18
"""Px of a dot's radius, and letters of a name at a curve."""
LEAST_CHIPS = 3
"""Only in a plot at least so many times as high as a line of text the probe is labelled."""


class FunctionPlot(ZPlot):
    """Draws functions; `probe_requested` asks for another place of the probe."""

    def __init__(self, theme: Theme, axis: ZAxis, name: str = "Activation function") -> None:
        """Nothing is shown yet."""
        self._zones: tuple[Interval, ...] | None = None
        self._curves: dict[tuple[Activation, bool], tuple[Array, Array]] = {}
        """z and f, or f′, of what is drawn."""
        super().__init__(theme, axis, name)
        self._shown: Named | None = None
        self._compared: tuple[Named, ...] = ()
        self.slope_shown = self.zones_shown = self.tangent_shown = True
        self.outdated = False
        """Whether the function on show is not the one that is typed now; then it is paler."""
        self._moved = False
        """Whether the learner has moved or stretched the values."""

    def show_functions(self, shown: Named, compared: Sequence[Named], *, outdated: bool = False) -> None:
        """Show one function, paler if it is outdated, and others beside it, paler."""
        self._shown, self._compared, self.outdated = shown, tuple(compared), outdated
        self._fit_values()
        self._describe()

    def show_parts(self, *, slope: bool, zones: bool, tangent: bool) -> None:
        """Show or hide f′, the saturated zones, and the tangent."""
        self.slope_shown, self.zones_shown, self.tangent_shown = slope, zones, tangent
        self._fit_values()

    def show_probe(self, z: float) -> None:
        """Let the probe stand at z."""
        super().show_probe(z)
        self._describe()

    def table(self) -> Table:
        """z, then f and f′ of every function, at every column of px."""
        named = [one.activation for one in (self._shown, *self._compared) if one is not None]
        return function_table(named, self.columns())

    def zones(self) -> tuple[Interval, ...]:
        """The saturated parts of what is shown."""
        if self._shown is None or not self.zones_shown:
            return ()
        if self._zones is None:
            places = max(200, self.width())
            self._zones = zones_between(self._shown.activation, self._axis.low, self._axis.high, places)
        return self._zones

    def curve(self, activation: Activation, *, slope: bool) -> tuple[Array, Array]:
        """Z and f, or f′, at every column of px; computed once for what is on show."""
        key = (activation, slope)
        if key not in self._curves:
            z = self.columns()
            self._curves[key] = z, (slopes if slope else values)(activation, z)
        return self._curves[key]

    # range

    @Slot()
    def redraw(self) -> None:
        """Another part of the axis is shown, or another theme."""
        self._fit_values()

    def _fit_values(self) -> None:
        """Show all values of f and f′ over the axis, unless the learner has moved them."""
        if self._shown is not None and not self._moved:
            named = [one.activation for one in (self._shown, *self._compared)]
            self.set_values(*usual_range(named, self._axis.low, self._axis.high, slope=self.slope_shown))
        self.refresh()

    def refresh(self) -> None:
        """Draw everything anew."""
        self._zones = None
        self._curves.clear()
        super().refresh()

    def pan(self, before: QPointF, now: QPointF) -> None:
        """Move both axes."""
        low, high = self.values
        by = (now.y() - before.y()) / max(self.area().height(), 1.0) * (high - low)
        self._moved = True
        self.set_values(low + by, high + by)
        super().pan(before, now)

    def zoom(self, at: QPointF, factor: float) -> None:
        """Stretch both axes around a pixel."""
        low, high = self.values
        height = max(self.area().height(), 1.0)
        middle = low + (self.area().bottom() - at.y()) / height * (high - low)
        if 1e-4 < (high - low) * factor < 1e6:
            self._moved = True
            self.set_values(middle + (low - middle) * factor, middle + (high - middle) * factor)
            super().zoom(at, factor)

    def fit(self) -> None:
        """Show the usual part of z, and all values there."""
        self._moved = False
        self._axis.fit()
        self._fit_values()

    # painting

    def top(self) -> float:
        """Room for the flag of the probe."""
        return 26.0

    def _forward(self) -> QColor:
        return self._theme.palette.forward(FORWARD)

    def _backward(self) -> QColor:
        return self._theme.palette.backward(BACKWARD)

    def _pale(self, color: QColor) -> QColor:
        return mixed(color, self._theme.palette.color("canvas"), PALE)

    def paint_ground(self, painter: QPainter, area: QRectF) -> None:
        """Draw the saturated zones."""
        for zone in self.zones():
            paint_zone(painter, self._theme, QRectF(self.x_of(zone.low), area.top(),
                       self.x_of(zone.high) - self.x_of(zone.low), area.height()))  # fmt: skip

    def paint_curves(self, painter: QPainter, area: QRectF) -> None:
        """Draw the compared functions, the shown one, and the tangent."""
        if self._shown is None:
            return
        pale = self._pale(self._forward()), self._pale(self._backward())
        for one in self._compared:
            self._draw(painter, one.activation, *pale, thin=True)
        full = (self._forward(), self._backward())
        self._draw(painter, self._shown.activation, *(pale if self.outdated else full), thin=self.outdated)

    def _draw(
        self, painter: QPainter, activation: Activation, forward: QColor, backward: QColor, *, thin: bool
    ) -> None:
        if self.slope_shown:
            line = "curve_secondary" if thin else "curve"
            self.stroke(painter, *self.curve(activation, slope=True), backward, line, "derivative")
        line = "curve_secondary" if thin else "curve_hero"
        self.stroke(painter, *self.curve(activation, slope=False), forward, line)

    def paint_probe(self, painter: QPainter, area: QRectF) -> None:
        """Draw the line of the probe, and the tangent."""
        super().paint_probe(painter, area)
        if self._shown is not None and self.tangent_shown:
            painter.setClipRect(area.adjusted(-1, -1, 1, 1))
            self._draw_tangent(painter)
            painter.setClipping(False)

    def _draw_tangent(self, painter: QPainter) -> None:
        f, slope = self.reading()
        if not math.isfinite(f) or not math.isfinite(slope):
            return
        here, far = self.place(self._probe, f), self._axis.width
        there = self.place(self._probe + far, f + slope * far)
        way = there - here
        length = math.hypot(way.x(), way.y())
        reach = way * (TANGENT / length)
        painter.setPen(QPen(self._theme.palette.color("t1"), self._theme.line("curve_secondary")))
        painter.drawLine(here - reach, here + reach)

    def reading(self) -> tuple[float, float]:
        """The values of f and f′ at the probe."""
        assert self._shown is not None
        z = np.array([self._probe])
        return float(values(self._shown.activation, z)[0]), float(slopes(self._shown.activation, z)[0])

    def paint_marks(self, painter: QPainter, area: QRectF) -> None:
        """Draw the dots and numbers of the probe, then a name at every curve."""
        if self._shown is None:
            return
        taken = self._paint_reading(painter, area)
        places = LabelPlaces(area, taken, self._heights())
        self._name_zones(painter, area, places)
        shown = self._shown.activation
        name = "" if shown.texts() else self._shown.name  # the formula of an own function stands above the plot
        self._name_curve(painter, places, f"f {name}".strip(), shown, self._forward(), strong=True)
        if self.slope_shown:
            self._name_curve(painter, places, f"f′ {name}".strip(), shown, self._backward(), strong=True, slope=True)
        for one in self._compared:
            color = self._theme.palette.color("t2")
            name = one.name if len(one.name) <= LONGEST else f"{one.name[: LONGEST - 1]}…"
            self._name_curve(painter, places, name, one.activation, color, strong=False)

    def _paint_reading(self, painter: QPainter, area: QRectF) -> list[QRectF]:
        x = self.x_of(self._probe)
        if not area.left() - 1 <= x <= area.right() + 1:
            return []
        colors = self._theme.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        f, slope = self.reading()
        lines = [(f, f"f(z) = {number.plain(f)}", self._forward(), True)]
        if self.slope_shown:
            lines.append((slope, f"f′(z) = slope = {number.plain(slope)}", self._backward(), False))
        chip = chip_size(self._theme, lines[0][1])[1]
        roomy = area.height() >= LEAST_CHIPS * chip  # lower, its words would only cover each other
        taken = [QRectF(x - 3, area.top(), 6, area.height())]
        if roomy:
            taken.append(self._paint_flag(painter, area, x))
        for value, _, color, filled in lines:
            at = self.place(self._probe, value)
            if area.top() - 1 <= at.y() <= area.bottom() + 1:
                painter.setPen(QPen(colors.color("canvas") if filled else color, 1.5 if filled else 2.0))
                painter.setBrush(colors.color("hl") if filled else colors.color("canvas"))
                painter.drawEllipse(at, DOT, DOT)
        return taken + self._paint_values(painter, area, x, lines) if roomy else taken

    def _paint_flag(self, painter: QPainter, area: QRectF, x: float) -> QRectF:
        colors, text = self._theme.palette, f"z = {number.plain(self._probe)}"
        width, height = chip_size(self._theme, text)
        left = min(max(x - width / 2, 0.0), self.width() - width)
        flag = QRectF(left, area.top() - height, width, height)
        ink = colors.color("canvas" if colors.dark else "t1")
        paint_chip(painter, self._theme, flag, text, ink, colors.color("hl"))
        return flag

    def _paint_values(
        self, painter: QPainter, area: QRectF, x: float, lines: Sequence[tuple[float, str, QColor, bool]]
    ) -> list[QRectF]:
        """The numbers beside the probe, at the heights of their points, moved apart where they would touch."""
        sizes = [chip_size(self._theme, text) for _, text, _, _ in lines]
        widest = max(width for width, _ in sizes)
        right_side = x + 14 + widest <= area.right() or x < area.center().x()
        height = sizes[0][1]
        tops = [min(max(self.y_of(value) + 8 if math.isfinite(value) else area.top(), area.top() + 2),
                    area.bottom() - height - 2) for value, _, _, _ in lines]  # fmt: skip
        if len(tops) == 2 and abs(tops[0] - tops[1]) < height + 2:
            upper = min(min(tops), area.bottom() - 2 * height - 4)
            first = 0 if tops[0] <= tops[1] else 1
            tops[first], tops[1 - first] = upper, upper + height + 2
        drawn = []
        for (_, text, color, _), (width, _), top in zip(lines, sizes, tops, strict=True):
            left = x + 14 if right_side else x - 14 - width
            place = QRectF(min(max(left, area.left() + 2), area.right() - width), top, width, height)
            paint_chip(painter, self._theme, place, text, color, self._theme.palette.color("panel"))
            drawn.append(place)
        return drawn

    def _name_zones(self, painter: QPainter, area: QRectF, places: LabelPlaces) -> None:
        if self._shown is None or not self.zones_shown:
            return
        text = f"saturated: |f′| ≤ {number.plain(facts_of(self._shown.activation).saturation, 3)}"
        width, height = chip_size(self._theme, text)
        for zone in self.zones():
            left, right = self.x_of(zone.low), self.x_of(zone.high)
            if right - left < width + 8:
                continue
            for share in (0.76, 0.6, 0.88, 0.4, 0.25, 0.15, 0.5, 0.05, 0.95):
                top = area.top() + share * area.height() - height / 2
                place = QRectF((left + right - width) / 2, top, width, height)
                if not places.covers(place) and not any(place.intersects(one) for one in places.taken):
                    color = self._theme.palette.color("hlt")
                    painter.setPen(color)
                    painter.setFont(self._theme.font("s", weight=600))
                    painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)
                    places.take(place)
                    break

    def _name_curve(
        self, painter: QPainter, places: LabelPlaces, text: str, activation: Activation, color: QColor, *,
        strong: bool, slope: bool = False,
    ) -> None:  # fmt: skip
        place = places.find(chip_size(self._theme, text, strong=strong), self._height(activation, slope=slope))
        if place is not None:
            ground = self._theme.palette.color("panel" if strong else "canvas")
            paint_chip(painter, self._theme, place, text, color, ground, strong=strong)

    def _height(self, activation: Activation, *, slope: bool) -> Height:
        """Where f or f′ of a function runs, in px."""
        area, (low, high) = self.area(), self.values
        _, curve = self.curve(activation, slope=slope)
        y = area.bottom() - (np.nan_to_num(curve, nan=np.inf) - low) / (high - low) * area.height()
        last, left, scale = len(y) - 1, area.left(), (len(y) - 1) / max(area.width(), 1.0)

        def height_at(x: float) -> float:
            return float(y[min(max(round((x - left) * scale), 0), last)])

        return height_at

    def _heights(self) -> list[Height]:
        """Where all curves run that are drawn."""
        named = [one for one in (self._shown, *self._compared) if one is not None]
        parts = (False, True) if self.slope_shown else (False,)
        found = [self._height(one.activation, slope=slope) for one in named for slope in parts]
        return [*found, self._tangent_height()] if self.tangent_shown else found

    def _tangent_height(self) -> Height:
        """Where the tangent runs, in px."""
        f, slope = self.reading()
        here = self.x_of(self._probe)

        def height_at(x: float) -> float:
            near = abs(x - here) <= TANGENT and math.isfinite(f) and math.isfinite(slope)
            return self.y_of(f + slope * (self.z_at(x) - self._probe)) if near else math.inf

        return height_at

    def _describe(self) -> None:
        if self._shown is not None:
            f, slope = self.reading()
            outdated = " It is not what is typed." if self.outdated else ""
            self.setAccessibleDescription(
                f"{self._shown.name} at z = {number.plain(self._probe)}: f is {number.plain(f)}, "
                f"its slope is {number.plain(slope)}.{outdated}"
            )


def usual_range(named: Sequence[Activation], low: float, high: float, *, slope: bool) -> tuple[float, float]:
    """The values to show over z from `low` to `high`: all of bounded functions, and of others as much as is as wide as
    a part of the axis, so that what is near 0 stays large.
    """
    z, most = np.linspace(low, high, 400), UNBOUNDED * (high - low)
    found = [np.zeros(1)]
    for activation in named:
        outputs = facts_of(activation).outputs
        bounded = math.isfinite(outputs[0].low) and math.isfinite(outputs[-1].high)
        f = values(activation, z)
        found.append(f if bounded else np.clip(f, -most, most))
    if slope:
        tallest = max(most, 1.25 * max(float(np.nanmax(np.abs(f))) for f in found))
        found += [np.clip(slopes(activation, z), -tallest, tallest) for activation in named]
    known = np.concatenate(found)
    known = known[np.isfinite(known)]
    height = max(float(np.ptp(known)), 1e-3)
    return float(known.min()) - ROOM * height, float(known.max()) + ROOM * height
