"""The large plot: f and f′ of the function on show, others for comparison, probe, tangent and saturated zones."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.engine import number
from mlpviz.engine.activation_facts import facts_of, zones_between
from mlpviz.engine.function_texts import Named
from mlpviz.engine.functions.intervals import Interval
from mlpviz.engine.functions.samples import slopes, values
from mlpviz.nn.activation import Activation
from mlpviz.nn.arrays import Array
from mlpviz.views.activations.axes import ZAxis
from mlpviz.views.activations.ground import chip_size, paint_chip, paint_zone
from mlpviz.views.activations.label_places import LabelPlaces
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
DOT = 6.0

Part = Callable[[Activation, Array], Array]
"""f or f′ of an activation, at many z."""


class FunctionPlot(ZPlot):
    """Draws functions; `probe_requested` asks for another place of the probe."""

    def __init__(self, theme: Theme, axis: ZAxis, name: str = "Activation function") -> None:
        """Nothing is shown yet."""
        super().__init__(theme, axis, name)
        self._shown: Named | None = None
        self._compared: tuple[Named, ...] = ()
        self.slope_shown = self.zones_shown = self.tangent_shown = True
        self._moved = False
        """Whether the learner has moved or stretched the values."""

    def show_functions(self, shown: Named, compared: Sequence[Named]) -> None:
        """Show one function, and others beside it, paler."""
        self._shown, self._compared = shown, tuple(compared)
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
        named = [one for one in (self._shown, *self._compared) if one is not None]
        z = self.columns()
        head = [f"{sign} {one.name}" for one in named for sign in ("f", "f′")]
        rows = np.column_stack([z, *(part(one.activation, z) for one in named for part in (values, slopes))])
        return ("z", *head), rows.tolist()

    def zones(self) -> tuple[Interval, ...]:
        """The saturated parts of what is shown."""
        if self._shown is None or not self.zones_shown:
            return ()
        return zones_between(self._shown.activation, self._axis.low, self._axis.high, max(200, self.width()))

    # range

    @Slot()
    def redraw(self) -> None:
        """Another part of the axis is shown, or another theme."""
        self._fit_values()

    def _fit_values(self) -> None:
        """Show all values of f and f′ over the axis, unless the learner has moved them."""
        if self._shown is not None and not self._moved:
            z = np.linspace(self._axis.low, self._axis.high, 400)
            found = []
            for one in (self._shown, *self._compared):
                found.append(values(one.activation, z))
                found.append(slopes(one.activation, z) if self.slope_shown else found[-1])
            low, high = _round_range(np.concatenate(found))
            self.set_values(low, high)
        self.update()

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
        z = self.columns()
        for one in self._compared:
            self._draw(painter, one.activation, z, self._pale(self._forward()), self._pale(self._backward()), thin=True)
        self._draw(painter, self._shown.activation, z, self._forward(), self._backward(), thin=False)
        if self.tangent_shown:
            self._draw_tangent(painter)

    def _draw(
        self, painter: QPainter, activation: Activation, z: Array, forward: QColor, backward: QColor, *, thin: bool
    ) -> None:
        if self.slope_shown:
            line = "curve_secondary" if thin else "curve"
            self.stroke(painter, z, slopes(activation, z), backward, line, "derivative")
        self.stroke(painter, z, values(activation, z), forward, "curve_secondary" if thin else "curve_hero")

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
        places = LabelPlaces(area, taken)
        self._name_zones(painter, area, places)
        name, shown = self._shown.name, self._shown.activation
        self._name_curve(painter, places, f"f {name}", shown, values, self._forward(), strong=True)
        if self.slope_shown:
            self._name_curve(painter, places, f"f′ {name}", shown, slopes, self._backward(), strong=True)
        for one in self._compared:
            color = self._theme.palette.color("t2")
            self._name_curve(painter, places, one.name, one.activation, values, color, strong=False)

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
        taken = [self._paint_flag(painter, area, x), QRectF(x - 3, area.top(), 6, area.height())]
        for value, _, color, filled in lines:
            at = self.place(self._probe, value)
            if area.top() - 1 <= at.y() <= area.bottom() + 1:
                painter.setPen(QPen(colors.color("canvas") if filled else color, 1.5 if filled else 2.0))
                painter.setBrush(colors.color("hl") if filled else colors.color("canvas"))
                painter.drawEllipse(at, DOT, DOT)
        return taken + self._paint_values(painter, area, x, lines)

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
        left = x + 14 if x + 14 + widest <= area.right() else x - 14 - widest
        height = sizes[0][1]
        tops = [min(max(self.y_of(value) + 8 if math.isfinite(value) else area.top(), area.top() + 2),
                    area.bottom() - height - 2) for value, _, _, _ in lines]  # fmt: skip
        if len(tops) == 2 and abs(tops[0] - tops[1]) < height + 2:
            upper = min(min(tops), area.bottom() - 2 * height - 4)
            first = 0 if tops[0] <= tops[1] else 1
            tops[first], tops[1 - first] = upper, upper + height + 2
        drawn = []
        for (_, text, color, _), (width, _), top in zip(lines, sizes, tops, strict=True):
            place = QRectF(left if left > x else x - 14 - width, top, width, height)
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
            for share in (0.76, 0.6, 0.88, 0.4, 0.25):
                top = area.top() + share * area.height() - height / 2
                place = QRectF((left + right - width) / 2, top, width, height)
                if not any(place.intersects(one) for one in places.taken):
                    color = self._theme.palette.color("hlt")
                    painter.setPen(color)
                    painter.setFont(self._theme.font("s", weight=600))
                    painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)
                    places.take(place)
                    break

    def _name_curve(
        self, painter: QPainter, places: LabelPlaces, text: str, activation: Activation, part: Part, color: QColor, *,
        strong: bool,
    ) -> None:  # fmt: skip
        def height_at(x: float) -> float:
            value = float(part(activation, np.array([self.z_at(x)]))[0])
            return self.y_of(value) if math.isfinite(value) else math.inf

        place = places.find(chip_size(self._theme, text, strong=strong), height_at)
        if place is not None:
            ground = self._theme.palette.color("panel" if strong else "canvas")
            paint_chip(painter, self._theme, place, text, color, ground, strong=strong)

    def _describe(self) -> None:
        if self._shown is not None:
            f, slope = self.reading()
            self.setAccessibleDescription(
                f"{self._shown.name} at z = {number.plain(self._probe)}: f is {number.plain(f)}, "
                f"its slope is {number.plain(slope)}."
            )


def _round_range(found: Array) -> tuple[float, float]:
    """A range for these values, with room around, that holds 0."""
    known = found[np.isfinite(found)]
    if not known.size:
        return -1.0, 1.0
    low, high = min(float(known.min()), 0.0), max(float(known.max()), 0.0)
    height = max(high - low, 1e-3)
    return low - ROOM * height, high + ROOM * height
