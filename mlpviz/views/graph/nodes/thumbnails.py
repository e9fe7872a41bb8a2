"""Nodes as thumbnails, all in one item: images, what is kept over them, bias ticks and probed values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from mlpviz.engine import number
from mlpviz.views.graph.nodes.dead_mark import paint_dead_mark, place_of
from mlpviz.views.graph.nodes.frame import paint_frame
from mlpviz.views.graph.nodes.node import Node
from mlpviz.views.graph.nodes.thumbnail_frame import ThumbnailFrame, tick_color
from mlpviz.views.look.drawing import records
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter

_CENTER = int(Qt.AlignmentFlag.AlignCenter)


class ThumbnailsItem(QGraphicsItem):
    """Every visible unit. Frames, names and marks are painted once and kept; a picture changes only what moves."""

    def __init__(self, theme: Theme, typesetter: Typesetter) -> None:
        super().__init__()
        self._theme = theme
        self._frame = ThumbnailFrame(theme, typesetter)
        self._nodes: tuple[Node, ...] = ()
        self._area = QRectF()
        self._kept: QPixmap | None = None
        self._moving: dict[Node, QPixmap] = {}
        self._bias_limit = 0.0
        self.setZValue(2)

    def boundingRect(self) -> QRectF:
        """The whole graph."""
        return self._area

    def set_nodes(self, nodes: Sequence[Node], area: QRectF) -> None:
        """Show other nodes."""
        self.prepareGeometryChange()
        self._nodes, self._area = tuple(nodes), area
        self._moving.clear()
        self._forget()

    def show_faces(self, faces: Iterable[tuple[Node, QImage, float]], bias_limit: float) -> None:
        """Show other thumbnails and biases."""
        renewed = [node.show_face(image, bias) for node, image, bias in faces]
        self._bias_limit = bias_limit
        if any(renewed):
            self._forget()
        self.update()

    def set_moving(self, moving: bool) -> None:
        """Draw each node where it is on its way, or all in their places."""
        self._moving = {node: self._moving.get(node, QPixmap()) for node in self._nodes} if moving else {}
        self.update()

    def _forget(self) -> None:
        self._kept = None
        self._moving = dict.fromkeys(self._moving, QPixmap())
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw them."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ratio = painter.device().devicePixelRatioF()
        if self._moving:
            for node in self._nodes:
                self._paint_moving(painter, node, ratio)
            return
        if records(painter):
            self._frame.paint_over(painter, self._nodes)
            self._paint_changing(painter, self._nodes)
            return
        self._paint_thumbnails(painter, self._nodes, ratio)
        if self._kept is None or self._kept.devicePixelRatio() != ratio:
            self._kept = self._frame.picture(self._nodes, self._area, ratio)
        painter.drawPixmap(self._area.topLeft(), self._kept)
        self._paint_changing(painter, self._nodes)

    def _paint_moving(self, painter: QPainter, node: Node, ratio: float) -> None:
        place = QRectF(node.slot.rect.adjusted(-72, -20, 48, 18).toAlignedRect())
        if self._moving[node].devicePixelRatio() != ratio or self._moving[node].isNull():
            self._moving[node] = self._frame.picture([node], place, ratio)
        painter.save()
        painter.translate(node.offset)
        painter.setOpacity(node.opacity)
        self._paint_thumbnails(painter, [node], ratio)
        painter.drawPixmap(place.topLeft(), self._moving[node])
        self._paint_changing(painter, [node])
        painter.restore()

    def _paint_thumbnails(self, painter: QPainter, nodes: Sequence[Node], ratio: float) -> None:
        for node in nodes:
            if not node.face.image.isNull():
                painter.drawImage(node.covered, node.thumbnail(ratio))

    def _paint_changing(self, painter: QPainter, nodes: Sequence[Node]) -> None:
        paths: dict[int, QPainterPath] = {}
        for node in nodes:
            bias = node.face.bias
            if node.face.known and math.isfinite(bias) and not node.bias_rect.isEmpty():
                path = paths.setdefault((bias > 0) - (bias < 0), QPainterPath())
                path.addRoundedRect(node.tick(self._bias_limit), 1.5, 1.5)
        for sign, path in paths.items():
            painter.fillPath(path, tick_color(self._theme.palette, sign))
        for node in nodes:
            if node.face.value is not None:
                self._paint_value(painter, node.slot.rect, node.face.value)
            if node.face.dead:
                paint_dead_mark(painter, self._theme, place_of(node.slot.rect))

    def _paint_value(self, painter: QPainter, rect: QRectF, value: float) -> None:
        colors = self._theme.palette
        roomy = rect.width() >= 40
        painter.setFont(self._theme.font("xs", weight=600))
        text = number.rounded(value, 2 if roomy else 1) if abs(value) < 100 else number.plain(value, 2)
        width = painter.fontMetrics().horizontalAdvance(text) + 6
        height = painter.fontMetrics().height()
        strip = QRectF(rect.center().x() - width / 2, rect.bottom() - height - 3, width, height)
        paint_frame(painter, strip, 3, QPen(colors.color("line2"), 1), colors.color("panel"))
        painter.setPen(colors.color("t1"))
        painter.drawText(strip, _CENTER, text)
