"""The picture of the landscape: ground, paths, axes, and the crosshair of who looks from elsewhere."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.nn.arrays import Array
from mlpviz.views.landscape.frame import Frame
from mlpviz.views.landscape.ground import LossGround
from mlpviz.views.landscape.path_painter import PathPainter
from mlpviz.views.landscape.shown import Shown
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.plot_style import even_ticks, tick_text

LEFT, BELOW, ABOVE, BESIDE = 46.0, 36.0, 4.0, 8.0
"""Px around the picture for the numbers and names of the axes at text of the designed size."""
BRIEF = 20.0
"""Px below the picture for the numbers alone."""
TICKS_APART = 64
COMPUTING = "Computing the losses…"
Align = Qt.AlignmentFlag


class LandscapePlot(QWidget):
    """Draws what it is shown; its hand is in `LandscapePlane`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._theme = theme
        self.frame, self.ground, self.paths = Frame(), LossGround(theme), PathPainter(theme)
        self._shown = Shown()
        self._crosshair: Array | None = None
        self._hovered: Array | None = None
        self._brief = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Loss landscape")
        theme.changed.connect(self.restyle)
        self.restyle()

    def shown(self) -> Shown:
        """What is on show."""
        return self._shown

    def show_landscape(self, shown: Shown) -> None:
        """Show a landscape, or why there is none."""
        self._shown = shown
        self.setAccessibleDescription(self.summary())
        self.update()

    def set_brief(self, brief: bool) -> None:
        """Leave the names of the axes away, where every px is needed for the picture; or write them."""
        if brief != self._brief:
            self._brief = brief
            self.restyle()

    def summary(self) -> str:
        """The picture in words, for those who do not see it."""
        shown = self._shown
        if shown.note or shown.relief is None:
            return shown.note or COMPUTING
        low, high = (number.loss(limit) for limit in shown.relief.limits)
        said = f"Train loss from {low} to {high}."
        if shown.playhead is not None:
            said += f" The network of epoch {number.count(shown.epoch)} is at {_written(shown.playhead)}."
        if self._crosshair is not None:
            said += f" {self.reading(self._crosshair)}"
        return said

    def reading(self, place: Array) -> str:
        """The loss at a place, as near as the grid tells it."""
        loss = math.nan if self._shown.relief is None else self._shown.relief.at(place)
        return f"Loss ≈ {number.loss(loss)} at {_written(place)}." if math.isfinite(loss) else f"At {_written(place)}."

    @Slot()
    def restyle(self) -> None:
        """Take the sizes of the theme again."""
        self._lay()
        self.update()

    def sizeHint(self) -> QSize:
        """As large as there is room."""
        return QSize(420, 320)

    def minimumSizeHint(self) -> QSize:
        """Room for the numbers and something of the plane."""
        return QSize(180, 130)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the room."""
        super().resizeEvent(event)
        self._lay()

    def _lay(self) -> None:
        grown = max(1.0, self._theme.text_scale)
        left, below = round(LEFT * grown), round((BRIEF if self._brief else BELOW) * grown)
        size = max(40.0, self.width() - left - BESIDE), max(40.0, self.height() - below - ABOVE)
        self.frame.lay(QRectF(left, ABOVE, *size))

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it all."""
        painter, area, shown = QPainter(self), self.frame.area, self._shown
        palette = self._theme.palette
        if shown.note or shown.relief is None:
            painter.fillRect(self.rect(), palette.color("sel"))
            painter.setFont(self._theme.font("m"))
            painter.setPen(palette.color("t2"))
            room = QRectF(self.rect()).adjusted(24, 4, -24, -4)  # there are no axes: all of it is free for the words
            painter.drawText(room, int(Align.AlignCenter | Qt.TextFlag.TextWordWrap), shown.note or COMPUTING)
            return
        lines = [self.frame.pixels(path.places) for path in shown.paths]
        self.ground.paint(painter, self.frame, shown.relief, self.devicePixelRatioF(), lines)
        read = self._reading_box()
        self.paths.paint(painter, self.frame, shown, [] if read is None else [read[1]])
        self.ground.paint_numbers(painter, self.paths.taken, lines)
        self.paths.write(painter)
        painter.setPen(QPen(palette.color("line2"), self._theme.line("hairline")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))
        self._write_axes(painter)
        self._paint_crosshair(painter)

    def _write_axes(self, painter: QPainter) -> None:
        area, metrics = self.frame.area, QFontMetricsF(self._theme.font("s"))
        (left, bottom), (right, top) = (corner.tolist() for corner in self.frame.corners)
        painter.setFont(self._theme.font("s"))
        painter.setPen(self._theme.palette.color("t2"))
        apart = TICKS_APART * max(1.0, self._theme.text_scale)
        for value in even_ticks(left, right, max(2, int(area.width() / apart))):
            text = tick_text(value)
            width, x = metrics.horizontalAdvance(text), area.left() + (value - left) / (right - left) * area.width()
            if area.left() + width / 2 <= x <= area.right() - width / 2:
                painter.drawText(QPointF(x - width / 2, area.bottom() + metrics.ascent() + 3), text)
        for value in even_ticks(bottom, top, max(2, int(area.height() / apart))):
            text = tick_text(value)
            y = area.bottom() - (value - bottom) / (top - bottom) * area.height()
            if area.top() + metrics.ascent() / 2 <= y <= area.bottom() - metrics.ascent() / 2:
                place = QPointF(area.left() - metrics.horizontalAdvance(text) - 6, y + metrics.ascent() / 2 - 1)
                painter.drawText(place, text)
        if not self._brief:
            self._write_names(painter, metrics)

    def _write_names(self, painter: QPainter, metrics: QFontMetricsF) -> None:
        """Of the axis across below the numbers, of the other one along them, turned."""
        area, (across, up) = self.frame.area, self._shown.axes
        below = QRectF(area.left(), area.bottom() + metrics.height() + 3, area.width(), metrics.height() + 2)
        elided = metrics.elidedText(across, Qt.TextElideMode.ElideMiddle, area.width())
        painter.drawText(below, int(Align.AlignRight | Align.AlignTop), elided)
        painter.save()
        painter.translate(metrics.height() / 2, area.center().y())
        painter.rotate(-90)
        along = QRectF(-area.height() / 2, -metrics.height() / 2, area.height(), metrics.height())
        elided = metrics.elidedText(up, Qt.TextElideMode.ElideMiddle, area.height())
        painter.drawText(along, int(Align.AlignCenter), elided)
        painter.restore()

    def _paint_crosshair(self, painter: QPainter) -> None:
        at = None if self._crosshair is None else self.frame.pixel(self._crosshair)
        if at is not None and self.frame.area.contains(at):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = self.frame.area
            for color, width in (("contour_halo", 3.0), ("hl", 1.5)):
                painter.setPen(QPen(self._theme.palette.color(color), width))
                painter.drawLine(QPointF(area.left(), at.y()), QPointF(at.x() - 7, at.y()))
                painter.drawLine(QPointF(at.x() + 7, at.y()), QPointF(area.right(), at.y()))
                painter.drawLine(QPointF(at.x(), area.top()), QPointF(at.x(), at.y() - 7))
                painter.drawLine(QPointF(at.x(), at.y() + 7), QPointF(at.x(), area.bottom()))
                painter.drawEllipse(at, 7, 7)
        read = self._reading_box()
        if read is not None:
            text, box = read
            painter.setPen(QPen(self._theme.palette.color("line2"), 1))
            painter.setBrush(self._theme.palette.color("raised"))
            painter.drawRoundedRect(box, 3, 3)
            painter.setFont(self._theme.font("s"))
            painter.setPen(self._theme.palette.color("t1"))
            painter.drawText(box, int(Align.AlignCenter), text)

    def _reading_box(self) -> tuple[str, QRectF] | None:
        """The loss under the mouse, or else at the crosshair, and the plate that it is written on."""
        place = self._hovered if self._hovered is not None else self._crosshair
        at = None if place is None else self.frame.pixel(place)
        if place is None or at is None or self._shown.relief is None or not self.frame.area.contains(at):
            return None
        loss = self._shown.relief.at(place)
        if not math.isfinite(loss):
            return None
        text, metrics = f"≈ {number.loss(loss)}", QFontMetricsF(self._theme.font("s"))
        box = QRectF(at.x() + 12, at.y() + 10, metrics.horizontalAdvance(text) + 12, metrics.height() + 4)
        if box.right() > self.frame.area.right():
            box.moveRight(at.x() - 10)
        if box.bottom() > self.frame.area.bottom():
            box.moveBottom(at.y() - 10)
        return text, box


def _written(place: Array) -> str:
    return f"({', '.join(number.plain(value, 3) for value in np.asarray(place).tolist())})"
