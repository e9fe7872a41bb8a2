"""The data square of the step-through: which point is walked, who is in its batch, and how the border moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.nn.arrays import Array
from mlpviz.views.data import marker, surface
from mlpviz.views.data.answer import reading
from mlpviz.views.look.theme import Theme

if TYPE_CHECKING:
    from mlpviz.engine.telling.ground import Ground
    from mlpviz.engine.telling.narration import Narrator
    from mlpviz.engine.telling.operations import Operations

MARGIN, MOST, MOST_LOW, LOW = 16, 176, 120, 800
"""Px beside the square, its greatest side at text of the designed size, and the same in windows lower than `LOW`."""
RADIUS, RING, NEAR = 4.5, 9.0, 12.0
"""Px of a marker, of the ring around the sample, and how near a click must be."""
FAINT = 0.4
"""How strong the points are that are not in the batch."""
MANY = 400
"""Of more points, those beyond the batch are left out."""


class SampleSquare(QWidget):
    """Shows the points over the answers; a click on a train point asks to walk it alone."""

    point_requested = Signal(int)
    """The index of a point."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._theme = theme
        self._narrator: Narrator | None = None
        self._ground: Ground | None = None
        self._image: QImage | None = None
        self._sample, self._updating = 0, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Click a point to walk it alone. Dashed: the border after this update.")
        theme.changed.connect(self.restyle)

    def show_walk(self, narrator: Narrator, operations: Operations) -> None:
        """Take up a walk; without two inputs, or with one point, there is no square."""
        several = len(narrator.walk.experiment.points) > 1  # one point alone has no place among others
        self._narrator, self._ground = narrator, narrator.ground() if several else None
        self.setVisible(self._ground is not None)
        self._paint_surface()
        self.show_index(0)

    def show_index(self, index: int) -> None:
        """Ring the sample of an operation; from the update on, show the border after it."""
        if self._narrator is None or self._ground is None:
            return
        op = self._narrator.operations[index]
        self._sample, self._updating = self._narrator.sample(index), op.move == "update"
        self._describe()
        self.update()

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        self._paint_surface()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as the square."""
        return QSize(self.width(), round(self._side()))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return QSize(96, round(self._side()))

    def place(self, point: int) -> QPointF:
        """Where a point lies, in px of this widget."""
        assert self._narrator is not None
        return self._pixel(self._narrator.walk.experiment.points.x[point])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the train point that is nearest, if one is near."""
        if self._narrator is None or self._ground is None or event.button() != Qt.MouseButton.LeftButton:
            return
        points = self._narrator.walk.experiment.points
        found = [(self._distance(at, event.position()), at) for at in np.flatnonzero(~points.test).tolist()]
        if found and min(found)[0] <= NEAR:
            self.point_requested.emit(min(found)[1])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw answers, borders, points and the ring."""
        if self._narrator is None or self._ground is None or self._image is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self._square())
        self._paint_ground(painter, self._ground, self._image)
        self._paint_points(painter)
        painter.setClipping(False)
        painter.setPen(QPen(self._theme.palette.color("line2"), self._theme.line("hairline")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self._square())

    def _paint_ground(self, painter: QPainter, ground: Ground, image: QImage) -> None:
        """Draw the answers, and the border before and after the update."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._square(), image)
        self._paint_lines(painter, ground.before, Qt.PenStyle.SolidLine)
        if self._updating:
            self._paint_lines(painter, ground.after, Qt.PenStyle.DashLine)

    def _paint_points(self, painter: QPainter) -> None:
        assert self._narrator is not None
        walk = self._narrator.walk
        batch = {int(at) for at in walk.indices}
        others = [at for at in range(len(walk.experiment.points)) if at not in batch]
        painter.setOpacity(FAINT)
        for at in others if len(others) <= MANY else ():
            self._paint_point(painter, at)
        painter.setOpacity(1.0)
        for at in batch:
            self._paint_point(painter, at)
        painter.setPen(QPen(self._theme.palette.color("hl"), 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(self.place(int(walk.indices[self._sample])), RING, RING)

    def _paint_point(self, painter: QPainter, at: int) -> None:
        assert self._narrator is not None
        experiment, palette = self._narrator.walk.experiment, self._theme.palette
        points, place = experiment.points, self.place(at)
        hollow = bool(points.test[at])
        if points.labels is not None:
            color = experiment.class_color(int(points.labels[at]))
            marker.draw(painter, palette, color, place, RADIUS, hollow=hollow)
        elif points.targets is not None:
            share = float(reading(experiment).scale.shares(points.targets[at, :1])[0])
            marker.draw_value(painter, palette, share, place, RADIUS, hollow=hollow)

    def _paint_lines(self, painter: QPainter, lines: tuple[Array, ...], style: Qt.PenStyle) -> None:
        for color, width in (("contour_halo", 3.0), ("contour", 1.5)):
            painter.setPen(QPen(self._theme.palette.color(color), width, style))
            for line in lines:
                painter.drawPolyline(QPolygonF([self._pixel(place) for place in line]))

    def _paint_surface(self) -> None:
        self._image = None
        if self._narrator is not None and self._ground is not None:
            read = reading(self._narrator.walk.experiment)
            self._image = surface.picture(self._ground.surface, read, self._theme.palette)
        self.update()

    def _describe(self) -> None:
        assert self._narrator is not None
        walk = self._narrator.walk
        point = int(walk.indices[self._sample])
        here = ", ".join(number.plain(float(value)) for value in walk.experiment.points.x[point])
        self.setAccessibleName("Data square of the step-through")
        self.setAccessibleDescription(f"Point {point + 1} at {here} is walked; {len(walk.indices)} in this batch.")

    def _side(self) -> float:
        most = MOST if self.window().height() >= LOW else MOST_LOW
        return min(most * max(1.0, self._theme.text_scale), max(80.0, self.width() - 2.0 * MARGIN))

    def _square(self) -> QRectF:
        side = self._side()
        return QRectF(MARGIN, 0.5, side - 1, side - 1)

    def _pixel(self, place: Array) -> QPointF:
        assert self._ground is not None
        share = (np.asarray(place, dtype=float) - self._ground.area.corner) / self._ground.area.size
        square = self._square()
        return QPointF(square.left() + share[0] * square.width(), square.bottom() - share[1] * square.height())

    def _distance(self, at: int, pixel: QPointF) -> float:
        away = self.place(int(at)) - pixel
        return float(np.hypot(away.x(), away.y()))
