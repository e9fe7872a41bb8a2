"""The data square of a perceptron: points, boundary, weight vector, and the sample seen last."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.nn.arrays import Array
from mlpviz.nn.perceptron import Boundary
from mlpviz.views.data import marker
from mlpviz.views.look.plane import Plane
from mlpviz.views.look.theme import Theme
from mlpviz.workspaces.perceptron.trial import Trial

SHOWN = QRectF(-1.35, -1.35, 3.3, 3.3)
"""The part of the plane that is shown, in x₁ and x₂; its top is the lowest x₂."""
RADIUS, RING, CROSS = 9.0, 20.0, 5.0
"""Of a marker, of the ring around the sample seen last, and of the sign of a wrong sample, in px."""
FAR = 20.0
"""Half the length of a line that leaves the square on both sides, in the plane."""
ARROW = 0.6
"""Length of the weight vector, in the plane: its direction counts, its length is written beside the square."""
HEAD = 12.0
"""Length of the head of the arrow, in px."""
TINT = 0.16
"""How strong the sides of the boundary are coloured."""


def class_of(target: int) -> int:
    """The class that a target is drawn as: +1 is the second class, −1 the first."""
    return int(target == 1)


class Square(QWidget):
    """Draws a trial."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._theme = theme
        self._trial: Trial | None = None
        self._plane = Plane()
        self._plane.shown = QRectF(SHOWN)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Data square")
        theme.changed.connect(self.update)

    def show_trial(self, trial: Trial) -> None:
        """Draw how far a trial has come."""
        self._trial = trial
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, sides, grid, lines, points and the weight vector."""
        side = float(min(self.width(), self.height()))
        self._plane.width = self._plane.height = side
        colors, area = self._theme.palette, QRectF(0.5, 0.5, side - 1, side - 1)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QPainterPath()
        frame.addRoundedRect(area, self._theme.radius("card"), self._theme.radius("card"))
        painter.setClipPath(frame)
        painter.fillRect(area, colors.color("canvas"))
        if self._trial is not None:
            self._paint_sides(painter, self._trial.perceptron.boundary)
        self._paint_grid(painter)
        if self._trial is not None:
            self._paint_lines(painter, self._trial)
            self._paint_points(painter, self._trial)
        painter.setClipping(False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colors.color("line2"), self._theme.line("hairline")))
        painter.drawPath(frame)

    def _paint_sides(self, painter: QPainter, boundary: Boundary) -> None:
        if not boundary.exists:
            return
        start, end, normal = _ends(boundary)
        for target in (1, -1):
            away = target * FAR * normal
            corners = [start, end, end + away, start + away]
            color = self._theme.palette.class_color(class_of(target))
            color.setAlphaF(TINT)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawPolygon(QPolygonF([self._plane.pixel(corner) for corner in corners]))

    def _paint_grid(self, painter: QPainter) -> None:
        colors, area = self._theme.palette, self._plane.area()
        painter.setFont(self._theme.font("xs"))
        for value in (-1, 0, 1):
            at = self._plane.pixel(np.array([value, value]))
            painter.setPen(QPen(colors.color("line2" if value == 0 else "line"), self._theme.line("hairline")))
            painter.drawLine(QPointF(at.x(), 0), QPointF(at.x(), area.height()))
            painter.drawLine(QPointF(0, at.y()), QPointF(area.width(), at.y()))
            painter.setPen(colors.color("t3"))
            if value:
                text = "1" if value > 0 else "−1"
                painter.drawText(QPointF(at.x() - 14, area.height() - 8), text)
                painter.drawText(QPointF(8, at.y() - 5), text)
        zero = self._plane.pixel(np.zeros(2))
        painter.setPen(colors.color("t2"))
        painter.drawText(QPointF(area.width() - 20, zero.y() - 6), "x₁")
        painter.drawText(QPointF(zero.x() - 20, 18), "x₂")

    def _paint_lines(self, painter: QPainter, trial: Trial) -> None:
        colors, earlier = self._theme.palette, trial.earlier_boundaries()
        for at, boundary in enumerate(earlier, start=1):
            color = colors.color("t3")
            color.setAlphaF(0.2 + 0.5 * at / len(earlier))
            self._paint_line(painter, boundary, QPen(color, self._theme.line("hairline")))
        now = trial.perceptron.boundary
        if now.exists:
            self._paint_line(painter, now, QPen(colors.color("t1"), 3.0))
            self._paint_arrow(painter, now)

    def _paint_line(self, painter: QPainter, boundary: Boundary, pen: QPen) -> None:
        start, end, _ = _ends(boundary)
        painter.setPen(pen)
        painter.drawLine(self._plane.pixel(start), self._plane.pixel(end))

    def _paint_arrow(self, painter: QPainter, boundary: Boundary) -> None:
        """The weight vector stands on the boundary and points to the side of +1."""
        middle = np.array(boundary.foot((0.5, 0.5)))
        seen = self._plane.shown
        inside = np.clip(middle, [seen.left() + 0.5, seen.top() + 0.5], [seen.right() - 0.5, seen.bottom() - 0.5])
        foot = np.array(boundary.foot(tuple(inside)))
        _, _, normal = _ends(boundary)
        tip, along = foot + ARROW * normal, np.array([-normal[1], normal[0]])
        color = self._theme.palette.class_color(class_of(1))
        painter.setPen(QPen(color, 2.0))
        painter.drawLine(self._plane.pixel(foot), self._plane.pixel(tip - self._plane.length(HEAD / 2) * normal))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        long, wide = self._plane.length(HEAD) * normal, self._plane.length(HEAD / 2) * along
        head = [tip, tip - long + wide, tip - long - wide]
        painter.drawPolygon(QPolygonF([self._plane.pixel(corner) for corner in head]))
        painter.setPen(color)
        painter.setFont(self._theme.font("m", weight=600))
        painter.drawText(self._plane.pixel(tip + 0.08 * normal + 0.06 * along), "w")

    def _paint_points(self, painter: QPainter, trial: Trial) -> None:
        colors, perceptron, last = self._theme.palette, trial.perceptron, trial.last
        wrong = perceptron.wrong() if trial.records else ()
        for index, (inputs, target) in enumerate(zip(perceptron.inputs, perceptron.targets, strict=True)):
            at = self._plane.pixel(np.array([float(value) for value in inputs[1:]]))
            if last is not None and last.index == index:
                painter.setPen(QPen(colors.color("hl"), 3.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(at, RING, RING)
            marker.draw(painter, colors, class_of(target), at, RADIUS)
            if index in wrong:
                self._paint_cross(painter, at + QPointF(RING * 0.8, -RING * 0.8))

    def _paint_cross(self, painter: QPainter, at: QPointF) -> None:
        colors, arm = self._theme.palette, CROSS * 0.5
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color("bad"))
        painter.drawEllipse(at, CROSS + 2, CROSS + 2)
        painter.setPen(QPen(colors.color("panel"), 1.6))
        painter.drawLine(at + QPointF(-arm, -arm), at + QPointF(arm, arm))
        painter.drawLine(at + QPointF(-arm, arm), at + QPointF(arm, -arm))


def _ends(boundary: Boundary) -> tuple[Array, Array, Array]:
    """Two places far out on the boundary, and the unit normal that points to the side of +1; (2,) each."""
    normal = np.array([float(value) for value in boundary.normal])
    normal /= np.hypot(*normal)
    middle, along = np.array(boundary.foot((0.5, 0.5))), np.array([-normal[1], normal[0]])
    return middle - FAR * along, middle + FAR * along, normal
