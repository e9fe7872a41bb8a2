"""How many points lie beyond the edges of the canvas: a small plate at each edge that has some."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from mlpviz.engine import number
from mlpviz.nn.arrays import Array
from mlpviz.views.data.canvas_card import paint_plate
from mlpviz.views.data.canvas_ground import Layer
from mlpviz.views.look.plane import Plane
from mlpviz.views.look.theme import Theme

WORDS = {"left": "◂ {}", "right": "{} ▸", "top": "▴ {}", "bottom": "▾ {}"}
TIP = "{} beyond the {} edge. Click to show all points (F)."
EDGE, FOOT = 4.0, 22.0
"""From a plate to its edge of the canvas, in px; the numbers of the axis stand at its foot."""


class Beyond(Layer):
    """Counts points outside of the view. A point beyond a corner counts at both of its edges."""

    def __init__(self, theme: Theme, plane: Plane) -> None:
        super().__init__(theme, plane, 2)
        self.setZValue(1.8)
        self._counts: dict[str, int] = {}
        self._total = 0
        self.obstacles: Callable[[], list[QRectF]] = list
        """Tells what is painted over it; plates make way."""

    def show_places(self, at: Array) -> None:
        """Count those of the places (n, 2) that cannot be seen."""
        seen = self._plane.shown
        sides = {
            "left": at[:, 0] < seen.left(), "right": at[:, 0] > seen.right(),
            "bottom": at[:, 1] < seen.top(), "top": at[:, 1] > seen.bottom(),
        }  # fmt: skip
        counts = {edge: int(np.count_nonzero(beyond)) for edge, beyond in sides.items()}
        self._total = int(np.count_nonzero(np.any(list(sides.values()), axis=0)))
        if counts != self._counts:
            self._counts = counts
            self.update()

    def total(self) -> int:
        """How many points cannot be seen."""
        return self._total

    def plates(self) -> dict[str, QRectF]:
        """Where the counts stand, in px: "left", "right", "top" and "bottom"."""
        metrics, area, found = QFontMetricsF(self._theme.font("xs", weight=600)), self._area, {}
        for edge, words in self._words().items():
            wide, high = metrics.horizontalAdvance(words) + 12, metrics.height() + 4
            left = {"left": EDGE, "right": area.width() - wide - EDGE}.get(edge, area.center().x() - wide / 2)
            top = {"top": EDGE, "bottom": area.height() - high - FOOT}.get(edge, area.center().y() - high / 2)
            found[edge] = QRectF(left, top, wide, high)
            for obstacle in self.obstacles():
                if obstacle.intersects(found[edge]):
                    found[edge].moveTop(obstacle.bottom() + EDGE)
        return found

    def at(self, pixel: QPointF) -> str:
        """The edge whose count stands there; "" for none."""
        return next((edge for edge, plate in self.plates().items() if plate.contains(pixel)), "")

    def tip(self, edge: str) -> str:
        """What the count at an edge means."""
        count = self._counts[edge]
        return TIP.format(f"{number.count(count)} point{'s lie' if count > 1 else ' lies'}", edge)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the plates with their counts."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        words = self._words()
        for edge, plate in self.plates().items():
            paint_plate(painter, self._theme, plate, "raised" if self._theme.palette.dark else "panel")
            painter.setFont(self._theme.font("xs", weight=600))
            painter.setPen(self._theme.palette.color("t1"))
            painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), words[edge])

    def _words(self) -> dict[str, str]:
        return {edge: WORDS[edge].format(number.count(count)) for edge, count in self._counts.items() if count}
