"""What a drawing consists of: shapes, runs of words, and pictures made of pixels."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QTransform

FINE = 4
"""Pixels for each px of what can only be kept in pixels."""


@dataclass(frozen=True, eq=False)
class Shape:
    """A path, filled, with a line around it, or both."""

    path: QPainterPath
    pen: QPen
    brush: QBrush
    place: QTransform
    """From the path's coordinates to those of the drawing."""
    clip: QPainterPath | None
    """Where it is seen, in the coordinates of the drawing; None: everywhere."""
    opacity: float
    smooth: bool
    """Whether its edges are smoothed; if not, they lie on whole px."""

    def draw(self, painter: QPainter) -> None:
        """Paint it once more; `painter` stands in the coordinates of the drawing."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self.smooth)
        painter.setPen(self.pen)
        painter.setBrush(self.brush)
        painter.drawPath(self.path)

    def in_pixels(self) -> Raster:
        """The same as a picture, four times as fine as on screen."""
        area = QRectF(self.reach().toAlignedRect())
        image = QImage((area.size() * FINE).toSize(), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.scale(FINE, FINE)
        painter.translate(-area.topLeft())
        painter.setTransform(self.place, combine=True)
        self.draw(painter)
        painter.end()
        return Raster(image, area, QTransform(), self.clip, self.opacity, smooth=True)

    def reach(self) -> QRectF:
        """What it covers of the drawing, or a little more."""
        around = 0.0 if self.pen.style() == Qt.PenStyle.NoPen else self.pen.widthF() * self.pen.miterLimit() + 1.0
        return self.place.mapRect(self.path.boundingRect().adjusted(-around, -around, around, around))


@dataclass(frozen=True, eq=False)
class Words:
    """One run of text."""

    text: str
    font: QFont
    origin: QPointF
    """Where its first letter stands, on the line."""
    width: float
    pen: QPen
    place: QTransform
    clip: QPainterPath | None
    opacity: float

    def draw(self, painter: QPainter) -> None:
        """Paint it once more; `painter` stands in the coordinates of the drawing."""
        painter.setPen(self.pen)
        painter.setFont(self.font)
        painter.drawText(self.origin, self.text)

    def outlines(self) -> QPainterPath:
        """The letters as shapes: they look the same wherever the font is missing."""
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        path.addText(self.origin, self.font, self.text)
        return path

    def reach(self) -> QRectF:
        """What it covers of the drawing, or a little more."""
        high = 1.5 * QFontMetricsF(self.font).height()
        return self.place.mapRect(QRectF(self.origin.x() - 2, self.origin.y() - high, self.width + 4, 2 * high))


@dataclass(frozen=True, eq=False)
class Raster:
    """A picture made of pixels, such as the surface between classes."""

    image: QImage
    area: QRectF
    place: QTransform
    clip: QPainterPath | None
    opacity: float
    smooth: bool
    """Whether a larger one is drawn without visible pixels."""

    def draw(self, painter: QPainter) -> None:
        """Paint it once more; `painter` stands in the coordinates of the drawing."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.smooth)
        painter.drawImage(self.area, self.image)

    def reach(self) -> QRectF:
        """What it covers of the drawing."""
        return self.place.mapRect(self.area)


Mark = Shape | Words | Raster
