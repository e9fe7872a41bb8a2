"""What stays of a thumbnail while its values change: border, name, label, class mark and the line of its bias."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from mlpviz.views.data import marker
from mlpviz.views.graph.nodes.frame import paint_frame
from mlpviz.views.graph.nodes.node import Node, NodeText, tick
from mlpviz.views.look.drawing import records
from mlpviz.views.look.palette import Palette
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter

Align = Qt.AlignmentFlag
BIAS_SHADE = 0.72
"""Place on the forward map of every bias tick: its length from the centre tells the size."""
MARK_DISTANCE, MARK_RADIUS = 15.5, 4.7
LABEL_GAP = 3.0
"""Between an output and its label."""
NAME_SIZE, NAME_GAP = 17.0, 10.0
"""Of the name to the left of an input."""


class ThumbnailFrame:
    """Paints what is laid over the thumbnails of nodes, with holes through which they are seen."""

    def __init__(self, theme: Theme, typesetter: Typesetter) -> None:
        self._theme, self._typesetter = theme, typesetter

    def picture(self, nodes: Iterable[Node], area: QRectF, ratio: float) -> QPixmap:
        """The part of an area that these nodes cover, for a screen of that pixel ratio."""
        made = QPixmap((area.size() * ratio).toSize())
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-area.topLeft())
        self._paint_all(painter, nodes)
        painter.end()
        return made

    def paint_over(self, painter: QPainter, nodes: Iterable[Node]) -> None:
        """Paint frames with their thumbnails inside; nothing is kept, and no hole is cut."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_all(painter, nodes)

    def _paint_all(self, painter: QPainter, nodes: Iterable[Node]) -> None:
        for node in nodes:
            self._paint_border(painter, node)
            self._paint_text(painter, node.slot.rect, node.text)
            if node.face.known and not node.bias_rect.isEmpty():
                paint_bias_line(painter, self._theme, node.bias_rect)

    def _paint_border(self, painter: QPainter, node: Node) -> None:
        rect, colors = node.slot.rect, self._theme.palette
        radius = self._theme.radius("node") * min(1.0, rect.width() / 44.0)
        pen = QPen(colors.color("t2"), self._theme.line("node_border"))
        paint_frame(painter, rect, radius, pen, colors.color("canvas"))
        if not node.face.image.isNull() and records(painter):
            inside = QPainterPath()
            inside.addRoundedRect(node.inner, radius - 2.2, radius - 2.2)
            painter.save()
            painter.setClipPath(inside, Qt.ClipOperation.IntersectClip)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(node.covered, node.face.image)
            painter.restore()
        elif not node.face.image.isNull():  # its corners stay hidden under the ground within the border
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(node.inner, radius - 2.2, radius - 2.2)  # any opaque brush cuts the hole
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        elif node.face.known:
            painter.setPen(colors.color("bad"))
            painter.setFont(self._theme.font("xs", weight=600))
            painter.drawText(node.inner, int(Align.AlignCenter), "NaN")

    def _paint_text(self, painter: QPainter, rect: QRectF, text: NodeText) -> None:
        colors = self._theme.palette
        if text.latex:
            size = NAME_SIZE * self._theme.text_scale
            ink, extent = colors.color("t1"), self._typesetter.extent(text.latex, size)
            left, top = rect.left() - NAME_GAP - extent.width, rect.center().y() + size * 0.22 - extent.ascent
            if records(painter):
                self._typesetter.draw(painter, text.latex, ink, size, QPointF(left, top + extent.ascent))
            else:
                picture = self._typesetter.picture(text.latex, ink, size, painter.device().devicePixelRatioF())
                painter.drawPixmap(QPointF(round(left), round(top)), picture)
        if text.above:
            painter.setPen(colors.color("t2"))
            painter.setFont(self._theme.font("s"))
            metrics = painter.fontMetrics()
            width = metrics.horizontalAdvance(text.above)
            left = max(rect.left(), rect.center().x() - width / 2)  # edges arrive further left
            painter.drawText(QPointF(left, rect.top() - LABEL_GAP - metrics.descent()), text.above)
        if text.mark is not None and text.mark < colors.class_count():
            place = QPointF(rect.right() + MARK_DISTANCE, rect.center().y())
            marker.draw(painter, colors, text.mark, place, MARK_RADIUS, cased=False)


def paint_bias(painter: QPainter, theme: Theme, rect: QRectF, bias: float, limit: float) -> None:
    """A line with its centre at 0 and a tick at the bias; `limit` is at the ends."""
    paint_bias_line(painter, theme, rect)
    if math.isfinite(bias):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tick_color(theme.palette, (bias > 0) - (bias < 0)))
        painter.drawRoundedRect(tick(rect, bias, limit), 1.5, 1.5)


def paint_bias_line(painter: QPainter, theme: Theme, rect: QRectF) -> None:
    """The line of a bias, with its centre at 0."""
    middle = rect.center()
    painter.setPen(QPen(theme.palette.color("line2"), 1.5))
    painter.drawLine(QPointF(rect.left(), middle.y()), QPointF(rect.right(), middle.y()))
    painter.drawLine(QPointF(middle.x(), middle.y() - 2.5), QPointF(middle.x(), middle.y() + 2.5))


@cache
def tick_color(colors: Palette, sign: int) -> QColor:
    """The colour of the tick of a negative, zero or positive bias."""
    return colors.forward(BIAS_SHADE * sign) if sign else colors.color("t3")
