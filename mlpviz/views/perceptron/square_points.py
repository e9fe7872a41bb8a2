"""The points of a square: their class, the one seen last, and those on the wrong side."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from mlpviz.engine.one_unit import sentences
from mlpviz.engine.one_unit.problem import Problem
from mlpviz.engine.one_unit.trial import Trial
from mlpviz.nn.arrays import Array
from mlpviz.views.data import marker
from mlpviz.views.look.drawing import records
from mlpviz.views.look.plane import Plane
from mlpviz.views.look.theme import Theme
from mlpviz.views.perceptron.square_ground import class_of

SIZES = ((12, 9.0), (60, 6.5), (10**9, 4.5))
"""Radius of a marker in px for up to so many points."""
KEPT_FROM = 24
"""More markers than these are kept as a picture."""
RING, CROSS = 2.1, 0.75
"""Radius of the ring around the sample seen last and of a wrong sample's sign, as shares of the marker's."""


def radius_of(count: int) -> float:
    """Radius of each of so many markers, in px."""
    return next(radius for most, radius in SIZES if count <= most)


class Dots:
    """Paints the points of a trial."""

    def __init__(self, theme: Theme, plane: Plane) -> None:
        self._theme, self._plane = theme, plane
        self._kept: tuple[object, QPixmap] | None = None

    def paint(self, painter: QPainter, trial: Trial, chosen: int | None) -> None:
        """Draw all points; `chosen` is the one that keys act on."""
        colors, problem = self._theme.palette, trial.problem
        wrong = set(trial.unit.wrong()) if trial.unit is not None and trial.seen else set()
        radius = radius_of(len(problem))
        places = self._plane.pixels(problem.places)
        if chosen is not None:
            painter.setPen(QPen(colors.color("t1"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(*places[chosen]), radius * 1.6, radius * 1.6)
        self._paint_markers(painter, problem, places)
        for index in wrong:
            away = radius * 1.6
            self._paint_cross(painter, QPointF(*places[index]) + QPointF(away, -away), radius * CROSS)
        if trial.last is not None and not sentences.has_just_converged(trial):
            painter.setPen(QPen(colors.color("hl"), 3.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(*places[trial.last.index]), radius * RING, radius * RING)

    def _paint_markers(self, painter: QPainter, problem: Problem, places: Array) -> None:
        """Many markers are painted once and kept as a picture, for they stay where they are from sample to sample."""
        if len(problem) <= KEPT_FROM or records(painter):
            self._draw_markers(painter, problem, places)
            return
        ratio, size = painter.device().devicePixelRatio(), (self._plane.width, self._plane.height)
        key = (problem, self._theme.palette.name, ratio, size, self._plane.shown.getRect())
        if self._kept is None or self._kept[0] != key:
            picture = QPixmap(round(size[0] * ratio), round(size[1] * ratio))
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            inner = QPainter(picture)
            self._draw_markers(inner, problem, places)
            inner.end()
            self._kept = key, picture
        painter.drawPixmap(QPointF(0, 0), self._kept[1])

    def _draw_markers(self, painter: QPainter, problem: Problem, places: Array) -> None:
        radius = radius_of(len(problem))
        for place, target in zip(places, problem.targets, strict=True):
            marker.draw(painter, self._theme.palette, class_of(target), QPointF(*place), radius)

    def _paint_cross(self, painter: QPainter, at: QPointF, radius: float) -> None:
        colors, arm = self._theme.palette, radius * 0.4
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color("bad"))
        painter.drawEllipse(at, radius, radius)
        painter.setPen(QPen(colors.color("panel"), max(1.0, radius * 0.24)))
        painter.drawLine(at + QPointF(-arm, -arm), at + QPointF(arm, arm))
        painter.drawLine(at + QPointF(-arm, arm), at + QPointF(arm, -arm))
