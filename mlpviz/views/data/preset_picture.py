"""A preset in small, painted from the points that it draws."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.shapes import SHAPES, draw
from mlpviz.engine.places import places
from mlpviz.views.look import icons
from mlpviz.views.look.drawing import records
from mlpviz.views.look.theme import Theme

DOT = 1.3
"""Radius of a point in px."""
POINTS = 60
"""Of each of two classes."""
SHADES = 16
"""So many steps of colour there are to each side of 0 for points that carry values."""
PLUS = 20
"""Px of the plus that stands for a preset without points."""


class PresetPicture:
    """Painted once for each theme, size and screen."""

    def __init__(self, theme: Theme, name: str) -> None:
        self._theme, self._name = theme, name
        self._area = SHAPES[name].area
        self._drawn_for: object = None
        self._drawn = QPixmap()

    @cached_property
    def _points(self) -> PointSet:
        """Drawn when they are first seen: half of the presets are hidden at a start."""
        count = 2 * POINTS // (SHAPES[self._name].classes or 1)
        return draw(Recipe(self._name, per_class=count, noise=0.04, test_share=0.0))

    def paint(self, painter: QPainter, frame: QRectF, ratio: float) -> None:
        """Paint it into a frame, on a screen of that pixel ratio."""
        if len(self._points) and records(painter):
            self._paint_points(painter, frame, self._points)
        elif len(self._points):
            painter.drawPixmap(frame.topLeft(), self._picture(frame.size(), ratio))
        else:
            plus = icons.icon("plus", self._theme, PLUS, "t3").pixmap(PLUS, PLUS)
            painter.drawPixmap(frame.center() - QPointF(PLUS / 2, PLUS / 2), plus)

    def _picture(self, size: QSizeF, ratio: float) -> QPixmap:
        """The points; 120 dots take as long as all else of a button."""
        key = (self._theme.palette.name, size.toTuple(), ratio)
        if key != self._drawn_for:
            self._drawn_for, self._drawn = key, QPixmap((size * ratio).toSize())
            self._drawn.setDevicePixelRatio(ratio)
            self._drawn.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._drawn)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_points(painter, QRectF(QPointF(0, 0), size), self._points)
            painter.end()
        return self._drawn

    def _paint_points(self, painter: QPainter, frame: QRectF, points: PointSet) -> None:
        at, reach, colors = places(points), frame.width() / 2 - 2.5, self._theme.palette
        scale = reach / np.abs(at).max(axis=0) if self._area.height < self._area.width else reach / np.abs(at).max()
        if points.targets is None:
            assert points.labels is not None
            groups, shades = points.labels, [colors.class_color(label) for label in range(points.classes)]
        else:
            shares = points.targets[:, 0] / np.abs(points.targets).max()
            groups = np.rint((shares + 1.0) * SHADES).astype(np.intp)
            shades = [colors.forward(level / SHADES) for level in range(-SHADES, SHADES + 1)]
        spots = frame.center().toTuple() + at * scale * (1, -1)
        for group in np.unique(groups).tolist():
            painter.setPen(QPen(shades[group], 2 * DOT, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPoints([QPointF(*spot) for spot in spots[groups == group].tolist()])
