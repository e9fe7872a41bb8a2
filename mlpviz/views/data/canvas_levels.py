"""Lines of equal value on the canvas, each with its number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from mlpviz.engine import number
from mlpviz.engine.value_scale import ValueScale
from mlpviz.nn.arrays import Array
from mlpviz.views.data.canvas_ground import Layer
from mlpviz.views.look.plane import Plane
from mlpviz.views.look.polyline import Polyline
from mlpviz.views.look.theme import Theme

FAINT, STRONG = 0.4, 0.95
"""How strong the lines are, and the one at the middle of the scale."""
LEAST = 40.0
"""A line is as long, in px, if it has a number."""
HALO = 2.0
FREE = (46.0, 16.0, 22.0, 30.0)
"""From the left, upper, right and lower edge to the first number, in px: what stands at the axes has its room there."""


class Levels(Layer):
    """Lines (m, 2) of places at round values, under the points."""

    def __init__(self, theme: Theme, plane: Plane) -> None:
        super().__init__(theme, plane, 0)
        self.setZValue(0.6)
        self._levels: Sequence[tuple[float, Array]] = ()
        self._scale = ValueScale()
        self._lines: list[tuple[float, Polyline]] = []
        self.numbers = LevelNumbers(theme, plane)

    def show_levels(self, levels: Sequence[tuple[float, Array]], scale: ValueScale) -> None:
        """Show these lines, each with its value; none where classes are told apart."""
        if len(levels) or self._levels:
            self._levels, self._scale = levels, scale
            self._join()
            self.update()

    def follow(self) -> None:
        """The plane shows another part, or has another size."""
        self._join()
        super().follow()

    def words(self) -> list[str]:
        """The numbers that stand at the lines."""
        return self.numbers.words()

    def _join(self) -> None:
        self._lines = []
        longest: dict[float, tuple[float, QPointF]] = {}
        for level, line in self._levels:
            x, y = self._plane.pixels(line).T
            self._lines.append((level, Polyline(x, y)))
            inside = (x > FREE[0]) & (x < self._plane.width - FREE[2])
            inside &= (y > FREE[1]) & (y < self._plane.height - FREE[3])
            length = float(np.hypot(np.diff(x), np.diff(y)).sum())
            if length > max(LEAST, longest.get(level, (0.0, QPointF()))[0]) and inside.any():
                at = np.flatnonzero(inside)[np.count_nonzero(inside) // 3]
                longest[level] = length, QPointF(x[at], y[at])
        self.numbers.show_numbers([(place, number.plain(level)) for level, (_, place) in longest.items()])

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the lines."""
        if not self._lines:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for level, line in self._lines:
            color = self._theme.palette.color("contour")
            color.setAlphaF(STRONG if level == self._scale.middle else FAINT)
            painter.setPen(QPen(color, self._theme.line("contour") * (0.9 if level == self._scale.middle else 0.6)))
            line.draw(painter)


class LevelNumbers(Layer):
    """The numbers of the lines, over the points."""

    def __init__(self, theme: Theme, plane: Plane) -> None:
        super().__init__(theme, plane, 1)
        self.setZValue(1.2)
        self._numbers: list[tuple[QPointF, str]] = []

    def show_numbers(self, numbers: list[tuple[QPointF, str]]) -> None:
        """Write these numbers around these places, in px."""
        if numbers != self._numbers:
            self._numbers = numbers
            self.update()

    def words(self) -> list[str]:
        """All of them."""
        return [text for _, text in self._numbers]

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw those that do not lie on another one."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font, colors = self._theme.font("xs"), self._theme.palette
        metrics = QFontMetricsF(font)
        taken: list[QRectF] = []
        for place, text in self._numbers:
            wide, high = metrics.horizontalAdvance(text), metrics.capHeight()
            area = QRectF(place.x() - wide / 2 - 3, place.y() - high / 2 - 3, wide + 6, high + 6)
            if any(area.intersects(other) for other in taken):
                continue
            taken.append(area)
            signs = QPainterPath()
            signs.addText(QPointF(place.x() - wide / 2, place.y() + high / 2), font, text)
            halo = QPen(colors.color("contour_halo"), 2 * HALO)
            halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.strokePath(signs, halo)
            painter.fillPath(signs, colors.color("t1"))
