"""Paints the data square of an update: answers, lines and points, before it, after it, or as they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from mlpviz.engine.places import places
from mlpviz.nn.arrays import Array
from mlpviz.views.data import marker, surface
from mlpviz.views.data.answer import reading
from mlpviz.views.look.drawing import records
from mlpviz.views.look.polyline import Dashes, Lines, Polyline
from mlpviz.views.look.theme import Theme

if TYPE_CHECKING:
    from mlpviz.engine.telling.ground import Ground

State = Literal["now", "old", "new"]
"""Before the update with solid lines; the same with dashed lines; after it, with the old lines dashed."""
RADIUS, RING = 4.5, 9.0
"""Px of a marker, and of the ring around a sample."""
FAINT = 0.4
"""How strong the points are that are not in the batch."""
MANY = 400
"""Of more points, those beyond the batch are left out."""
DASH = (5.0, 3.5)
"""Px of a dash of an old line, and of the gap after it."""


class DataSquare:
    """Draws a square once for each state, size and theme; a ring comes and goes without that."""

    def __init__(self, theme: Theme, ground: Ground, batch: NDArray[np.intp], radius: float = RADIUS) -> None:
        """`batch` are the points that made the update, (n,); the others are faint."""
        self._theme, self._ground, self._batch, self._radius = theme, ground, batch, radius
        self._places = places(ground.snapshot.experiment.points, ground.snapshot.experiment.axes)
        self._kept: dict[State, tuple[object, QPixmap]] = {}

    def pixel(self, square: QRectF, point: int) -> QPointF:
        """Where a point lies in a square."""
        x, y = self._pixels(square, self._places[point : point + 1])
        return QPointF(float(x[0]), float(y[0]))

    def paint(self, painter: QPainter, square: QRectF, state: State) -> None:
        """Draw the square with its frame."""
        if records(painter):
            self._paint_recorded(painter, square, state)
            return
        ratio = painter.device().devicePixelRatioF()
        key = (square.width(), square.height(), ratio, self._theme.palette, self._theme.text_scale)
        if state not in self._kept or self._kept[state][0] != key:
            self._kept[state] = key, self._drawn(square, state, ratio)
        painter.drawPixmap(square.topLeft(), self._kept[state][1])
        self._paint_frame(painter, square)

    def _paint_recorded(self, painter: QPainter, square: QRectF, state: State) -> None:
        """Draw it with nothing kept."""
        painter.save()
        painter.setClipRect(square, Qt.ClipOperation.IntersectClip)
        painter.translate(square.topLeft())
        area = QRectF(0.0, 0.0, square.width(), square.height())
        painter.fillRect(area, self._theme.palette.color("canvas"))
        self._paint_inside(painter, area, state)
        painter.restore()
        self._paint_frame(painter, square)

    def _paint_frame(self, painter: QPainter, square: QRectF) -> None:
        painter.setPen(QPen(self._theme.palette.color("line2"), self._theme.line("hairline")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(square)

    def paint_ring(self, painter: QPainter, square: QRectF, point: int) -> None:
        """Draw the ring around the sample that is walked."""
        painter.setPen(QPen(self._theme.palette.color("hl"), 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(self.pixel(square, point), RING, RING)

    def _drawn(self, square: QRectF, state: State, ratio: float) -> QPixmap:
        drawn = QPixmap((square.size() * ratio).toSize())
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(self._theme.palette.color("canvas"))
        painter = QPainter(drawn)
        self._paint_inside(painter, QRectF(0.0, 0.0, square.width(), square.height()), state)
        painter.end()
        return drawn

    def _paint_inside(self, painter: QPainter, area: QRectF, state: State) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not self._ground.is_curve:
            answers = self._ground.surface_after if state == "new" else self._ground.surface
            read = reading(self._ground.snapshot.experiment)
            painter.drawImage(area, surface.picture(answers, read, self._theme.palette))
        self._paint_lines(painter, area, self._ground.before, dashed=state != "now")
        if state == "new":
            self._paint_lines(painter, area, self._ground.after, dashed=False)
        self._paint_points(painter, area)

    def _paint_lines(self, painter: QPainter, area: QRectF, lines: tuple[Array, ...], *, dashed: bool) -> None:
        joined = [self._joined(*self._pixels(area, line), dashed=dashed) for line in lines]
        for color in ("contour_halo", "contour"):
            pen = QPen(self._theme.palette.color(color), self._theme.line(color))
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            for line in joined:
                line.draw(painter)

    @staticmethod
    def _joined(x: Array, y: Array, *, dashed: bool) -> Lines:
        return Dashes(x, y, *DASH) if dashed else Polyline(x, y)

    def _paint_points(self, painter: QPainter, area: QRectF) -> None:
        batch = set(self._batch.tolist())
        others = [at for at in range(len(self._places)) if at not in batch]
        painter.setOpacity(FAINT)
        for at in others if len(others) <= MANY else ():
            self._paint_point(painter, area, at)
        painter.setOpacity(1.0)
        for at in batch:
            self._paint_point(painter, area, at)

    def _paint_point(self, painter: QPainter, area: QRectF, at: int) -> None:
        experiment, palette = self._ground.snapshot.experiment, self._theme.palette
        points, place = experiment.points, self.pixel(area, at)
        hollow = bool(points.test[at])
        if points.labels is not None:
            color = experiment.class_color(int(points.labels[at]))
            marker.draw(painter, palette, color, place, self._radius, hollow=hollow)
        elif points.targets is not None:
            share = float(reading(experiment).scale.shares(points.targets[at, :1])[0])
            marker.draw_value(painter, palette, share, place, self._radius, hollow=hollow)

    def _pixels(self, square: QRectF, at: Array) -> tuple[Array, Array]:
        """Where places (n, 2) lie in a square, in px: across (n,) and down (n,)."""
        with np.errstate(all="ignore"):  # what a diverged network predicts lies anywhere
            share = (at - self._ground.area.corner) / self._ground.area.size
        return square.left() + share[:, 0] * square.width(), square.bottom() - share[:, 1] * square.height()
