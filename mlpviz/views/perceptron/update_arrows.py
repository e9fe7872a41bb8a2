"""An update as what it is: the old w, ± the inputs laid tip to tail, and the new w, in the plane of the inputs."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from mlpviz.engine import number
from mlpviz.nn.arrays import Array
from mlpviz.nn.perceptron_records import Seen
from mlpviz.views.look.plane import Plane
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter

SCALES = (100.0, 50.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
"""How much longer or shorter than in the plane the arrows are drawn."""
SHORT = 0.12
"""Arrows whose longest is less than this share of the square are drawn longer."""
FREE = 0.05
"""So much of the square stays free at each edge."""
ASIDE = 6.0
"""How far an arrow that comes back the same way is drawn beside it, in px."""
HEAD = 12.0
"""Length of a head, in px."""


class UpdateArrows:
    """Three arrows from one place: the zero of the plane where it is seen, else the middle of the square."""

    def __init__(self, theme: Theme, typesetter: Typesetter, plane: Plane) -> None:
        self._theme, self._typesetter, self._plane = theme, typesetter, plane

    def paint(self, painter: QPainter, seen: Seen, share: float, taken: list[QRectF]) -> None:
        """Draw an update of which `share` has been made; its names avoid what is `taken`, and are added to it."""
        old, step = (np.array([float(value) for value in values[-2:]]) for values in (seen.before, seen.inputs))
        step = step * float(seen.correction)
        new = old + share * step
        scale = self.scale(seen)
        if scale is None:
            return
        at, colors = self._anchor(), self._theme.palette
        tail, tip, end = (self._plane.pixel(at + scale * vector) for vector in (np.zeros(2), old, new))
        aside = _aside(tip - tail, end - tip)
        done, blue = share >= 1.0, colors.class_color(1)
        self._arrow(painter, tail, tip, colors.color("t2"), 1.6)
        self._arrow(painter, tip + aside, end + aside, colors.color("hl"), 2.4)
        if done:
            self._arrow(painter, tail, end, blue, 2.6)
        factor = number.signed(float(seen.correction), 2)
        factor = factor.removesuffix("1") if factor in ("+1", f"{number.MINUS}1") else factor
        self._name(painter, r"\mathbf{x}", tip + aside, end + aside, colors.color("hlt"), taken, factor)
        if done:
            self._name(painter, r"\mathbf{w}_{\mathrm{new}}", tail, end, blue, taken)
        self._name(painter, r"\mathbf{w}_{\mathrm{old}}", tail, tip, colors.color("t2"), taken)

    def scale(self, seen: Seen) -> float | None:
        """How much longer than in the plane the arrows are, so that they are seen; None if they cannot be."""
        old = np.array([float(value) for value in seen.before[-2:]])
        new = np.array([float(value) for value in seen.after[-2:]])
        if not np.isfinite(old).all() or not np.isfinite(new).all():
            return None
        at, shown = self._anchor(), self._plane.shown
        room = QRectF(shown).adjusted(
            FREE * shown.width(), FREE * shown.height(), -FREE * shown.width(), -FREE * shown.height()
        )
        longest = max(float(np.hypot(*vector)) for vector in (old, new, new - old))
        if longest == 0.0:
            return None
        fitting = [scale for scale in SCALES if all(room.contains(*(at + scale * tip)) for tip in (old, new))]
        if not fitting:
            return None
        seen_well = [scale for scale in fitting if scale <= 1.0 or scale * longest <= 4 * SHORT * shown.width()]
        if 1.0 in fitting and longest >= SHORT * shown.width():
            return 1.0
        return max(seen_well, default=fitting[0])

    def caption(self, seen: Seen) -> str:
        """What is to be said of the scale; "" if the arrows are as long as in the plane."""
        scale = self.scale(seen)
        return "" if scale is None or scale == 1.0 else f"arrows × {number.plain(scale)}"

    def _anchor(self) -> Array:
        shown = self._plane.shown
        inside = QRectF(shown).adjusted(
            FREE * shown.width(), FREE * shown.height(), -FREE * shown.width(), -FREE * shown.height()
        )
        return np.zeros(2) if inside.contains(0.0, 0.0) else np.array([shown.center().x(), shown.center().y()])

    def _arrow(self, painter: QPainter, tail: QPointF, tip: QPointF, color: QColor, width: float) -> None:
        draw_arrow(painter, tail, tip, color, width, self._theme.palette.color("contour_halo"))

    def _name(
        self, painter: QPainter, latex: str, start: QPointF, end: QPointF, color: QColor, taken: list[QRectF],
        factor: str = "",
    ) -> None:  # fmt: skip
        """Write a name, after a factor, beside the middle of an arrow, on the side where nothing stands yet."""
        way = end - start
        length = float(np.hypot(way.x(), way.y()))
        if length < 2 * HEAD:
            return
        px = float(self._theme.text_px("m"))
        extent, font = self._typesetter.extent(latex, px), self._theme.font("m", weight=600)
        before = QFontMetricsF(font).horizontalAdvance(factor) + 1.0 if factor else 0.0
        wide, high = extent.width + before, max(extent.height, 0.8 * px)
        area = self._plane.area().adjusted(4, 4, -4, -4)
        for side in (1.0, -1.0):
            away = QPointF(way.y(), -way.x()) * (side / length)
            reach = abs(away.x()) * wide / 2 + abs(away.y()) * high / 2 + 8.0
            place = QRectF(0, 0, wide, high)
            place.moveCenter(start + way * 0.5 + away * reach)
            if area.contains(place) and not any(place.intersects(other) for other in taken):
                break
        else:
            return
        taken.append(place)
        ground = self._theme.palette.color("canvas")
        ground.setAlphaF(0.75)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(place.adjusted(-2, -1, 2, 1), 3, 3)
        painter.setPen(color)
        painter.setFont(font)
        if factor:
            painter.drawText(QPointF(place.left(), place.bottom()), factor)
        rest = QPointF(place.left() + before - extent.left, place.bottom() - extent.descent)
        self._typesetter.draw(painter, latex, color, px, rest)


def _aside(old: QPointF, step: QPointF) -> QPointF:
    """How far the second arrow is moved aside, so that it does not cover the first where both lie on one line."""
    sizes = float(np.hypot(*old.toTuple())), float(np.hypot(*step.toTuple()))
    if min(sizes) < 1.0 or abs(old.x() * step.y() - old.y() * step.x()) > 0.08 * sizes[0] * sizes[1]:
        return QPointF(0, 0)
    if old.x() * step.x() + old.y() * step.y() > 0:  # one continues the other
        return QPointF(0, 0)
    return QPointF(step.y(), -step.x()) * (ASIDE / sizes[1])


def draw_arrow(
    painter: QPainter, tail: QPointF, tip: QPointF, color: QColor, width: float, halo: QColor | None = None
) -> None:
    """Draw an arrow between two places in px; a short one has a short head."""
    way = tip - tail
    length = float(np.hypot(way.x(), way.y()))
    if length < 1.0:
        return
    along, head = way / length, min(HEAD, 0.6 * length)
    across, neck = QPointF(-along.y(), along.x()) * (0.45 * head), tip - along * head
    corners = QPolygonF([tip, neck + across, neck - across])
    if halo is not None:
        pen = QPen(halo, width + 2.5)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(tail, neck)
    painter.setPen(QPen(color, width))
    painter.drawLine(tail, neck)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(corners)
