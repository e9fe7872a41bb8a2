"""The points of a square: their class, the one seen last, and those on the wrong side."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from mlpviz.engine.one_unit import sentences
from mlpviz.engine.one_unit.trial import Trial
from mlpviz.views.data import marker
from mlpviz.views.look.plane import Plane
from mlpviz.views.look.theme import Theme
from mlpviz.views.perceptron.square_ground import class_of

SIZES = ((12, 9.0), (60, 6.5), (10**9, 4.5))
"""Radius of a marker in px for up to so many points."""
RING, CROSS = 2.1, 0.75
"""Radius of the ring around the sample seen last and of a wrong sample's sign, as shares of the marker's."""


def radius_of(count: int) -> float:
    """Radius of each of so many markers, in px."""
    return next(radius for most, radius in SIZES if count <= most)


class Dots:
    """Paints the points of a trial."""

    def __init__(self, theme: Theme, plane: Plane) -> None:
        self._theme, self._plane = theme, plane

    def paint(self, painter: QPainter, trial: Trial, chosen: int | None) -> None:
        """Draw all points; `chosen` is the one that keys act on."""
        colors, problem = self._theme.palette, trial.problem
        wrong = set(trial.unit.wrong()) if trial.unit is not None and trial.seen else set()
        radius = radius_of(len(problem))
        places = self._plane.pixels(problem.places)
        for index, target in enumerate(problem.targets):
            at = QPointF(*places[index])
            if index == chosen:
                painter.setPen(QPen(colors.color("t1"), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(at, radius * 1.6, radius * 1.6)
            marker.draw(painter, colors, class_of(target), at, radius)
        for index in wrong:
            away = radius * 1.6
            self._paint_cross(painter, QPointF(*places[index]) + QPointF(away, -away), radius * CROSS)
        if trial.last is not None and not sentences.has_just_converged(trial):
            painter.setPen(QPen(colors.color("hl"), 3.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(*places[trial.last.index]), radius * RING, radius * RING)

    def _paint_cross(self, painter: QPainter, at: QPointF, radius: float) -> None:
        colors, arm = self._theme.palette, radius * 0.4
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color("bad"))
        painter.drawEllipse(at, radius, radius)
        painter.setPen(QPen(colors.color("panel"), max(1.0, radius * 0.24)))
        painter.drawLine(at + QPointF(-arm, -arm), at + QPointF(arm, arm))
        painter.drawLine(at + QPointF(-arm, arm), at + QPointF(arm, -arm))
