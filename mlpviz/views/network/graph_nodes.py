"""The nodes of the network graph: thumbnail, bias tick, labels, class mark, and tiles of folded layers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cache

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from mlpviz.views.data import marker
from mlpviz.views.look import number
from mlpviz.views.look.palette import Palette, tokens
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.network.graph_layout import Slot

Align = Qt.AlignmentFlag
BIAS_SHADE = 0.72
"""Place on the forward map of every bias tick: its length from the centre tells the size."""
MARK_DISTANCE, MARK_RADIUS = 15.5, 4.7
NAME_SIZE, NAME_GAP = 17.0, 10.0
"""Of the name to the left of an input."""


@dataclass
class NodeText:
    """What is written around one node."""

    latex: str = ""
    """To the left: the name of an input."""
    above: str = ""
    mark: int | None = None
    """To the right: the class this output stands for."""


@dataclass
class NodeFace:
    """What one node shows of the current picture."""

    image: QImage = field(default_factory=QImage)
    known: bool = False
    """A picture has been shown; without an image its values are not numbers."""
    bias: float = math.nan
    value: float = math.nan
    """What the unit answers to the probed input."""


class NodeItem(QGraphicsItem):
    """One unit."""

    def __init__(self, theme: Theme, typesetter: Typesetter, slot: Slot, bias: QRectF, text: NodeText) -> None:
        super().__init__()
        self._theme, self._typesetter = theme, typesetter
        self.slot, self.bias_rect, self.text = slot, bias, text
        self.face = NodeFace()
        self._bias_limit = 0.0
        self._thumbnail: QImage | None = None
        self._frame: QPixmap | None = None
        self._ratio = 0.0
        self.setZValue(2)

    def boundingRect(self) -> QRectF:
        """Node, labels, bias and class mark."""
        return self.slot.rect.adjusted(-72, -20, 48, 18)

    def show_face(self, image: QImage, bias: float, limit: float) -> None:
        """Show another thumbnail and bias."""
        if image.isNull() != self.face.image.isNull():
            self._frame = None
        self.face.image, self.face.bias, self.face.known = image, bias, True
        self._bias_limit = limit
        self._thumbnail = None
        self.update()

    def show_value(self, value: float | None) -> None:
        """Write what the unit answers to the probed input, or nothing."""
        self.face.value = math.nan if value is None else value
        self._probed = value is not None
        self.update()

    _probed = False

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter)
        if self._probed:
            self._paint_value(painter)
        if not self.bias_rect.isEmpty() and self.face.known:
            paint_bias(painter, self._theme, self.bias_rect, self.face.bias, self._bias_limit)
        self._paint_text(painter)

    def _paint_frame(self, painter: QPainter) -> None:
        self._use_ratio(painter.device().devicePixelRatioF())
        inner = self._inner()
        if not self.face.image.isNull():
            covered = QRectF(inner.toAlignedRect())
            painter.drawImage(covered, self._scaled(covered.size()))
        if self._frame is None:
            self._frame = self._drawn_frame(hole=not self.face.image.isNull())
        painter.drawPixmap(self._frame_place(), self._frame)
        if self.face.image.isNull() and self.face.known:
            painter.setPen(self._theme.palette.color("bad"))
            painter.setFont(self._theme.font("xs", weight=600))
            painter.drawText(inner, int(Align.AlignCenter), "NaN")

    def _inner(self) -> QRectF:
        inset = float(tokens()["lines"]["node_inner_gap"])
        return self.slot.rect.adjusted(inset, inset, -inset, -inset)

    def _use_ratio(self, ratio: float) -> None:
        if ratio != self._ratio:
            self._thumbnail, self._frame, self._ratio = None, None, ratio

    def _frame_place(self) -> QPointF:
        """The whole pixel from which the kept frame is drawn, with room for its border."""
        corner = self.slot.rect.topLeft()
        return QPointF(math.floor(corner.x()) - 2, math.floor(corner.y()) - 2)

    def _drawn_frame(self, *, hole: bool) -> QPixmap:
        """The border and the ground within it: drawn once, then laid over each thumbnail to hide its corners."""
        rect, inner, place = self.slot.rect, self._inner(), self._frame_place()
        radius = self._theme.radius("node") * min(1.0, rect.width() / 44.0)
        side = math.ceil((rect.width() + 5) * self._ratio)
        frame = QPixmap(side, side)
        frame.setDevicePixelRatio(self._ratio)
        frame.fill(Qt.GlobalColor.transparent)
        painter = QPainter(frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-place)
        painter.setPen(QPen(self._theme.palette.color("t2"), self._theme.line("node_border")))
        painter.setBrush(self._theme.palette.color("canvas"))
        painter.drawRoundedRect(rect, radius, radius)
        if hole:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.palette.color("canvas"))  # any opaque one cuts the hole
            painter.drawRoundedRect(inner, radius - 2.2, radius - 2.2)
        painter.end()
        return frame

    def _scaled(self, room: QSizeF) -> QImage:
        if self._thumbnail is None:
            size = (room * self._ratio).toSize()
            self._thumbnail = self.face.image.scaled(
                size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        return self._thumbnail

    def _paint_value(self, painter: QPainter) -> None:
        colors, rect = self._theme.palette, self.slot.rect
        roomy = rect.width() >= 40
        font = self._theme.font("xs", weight=600)
        painter.setFont(font)
        value = self.face.value
        text = number.fixed(value, 2 if roomy else 1) if abs(value) < 100 else number.plain(value, 2)
        width = painter.fontMetrics().horizontalAdvance(text) + 6
        height = painter.fontMetrics().height()
        strip = QRectF(rect.center().x() - width / 2, rect.bottom() - height - 3, width, height)
        painter.setPen(QPen(colors.color("line2"), 1))
        painter.setBrush(colors.color("panel"))
        painter.drawRoundedRect(strip, 3, 3)
        painter.setPen(colors.color("t1"))
        painter.drawText(strip, int(Align.AlignCenter), text)

    def _paint_text(self, painter: QPainter) -> None:
        colors, rect = self._theme.palette, self.slot.rect
        if self.text.latex:
            size = NAME_SIZE * self._theme.text_scale
            ratio = painter.device().devicePixelRatioF()
            picture = self._typesetter.picture(self.text.latex, colors.color("t1"), size, ratio)
            extent = self._typesetter.extent(self.text.latex, size)
            left, top = rect.left() - NAME_GAP - extent.width, rect.center().y() + size * 0.22 - extent.ascent
            painter.drawPixmap(QPointF(round(left), round(top)), picture)
        if self.text.above:
            painter.setPen(colors.color("t2"))
            painter.setFont(self._theme.font("s"))
            area = QRectF(rect.center().x() - 48, rect.top() - 20, 96, 17)
            painter.drawText(area, int(Align.AlignHCenter | Align.AlignBottom), self.text.above)
        if self.text.mark is not None and self.text.mark < colors.class_count():
            place = QPointF(rect.right() + MARK_DISTANCE, rect.center().y())
            marker.draw(painter, colors, self.text.mark, place, MARK_RADIUS, cased=False)


class TileItem(QGraphicsItem):
    """Stands for the units of a folded layer, or moves an opened one."""

    def __init__(self, theme: Theme, slot: Slot) -> None:
        super().__init__()
        self._theme, self.slot = theme, slot
        self.setZValue(2)

    def boundingRect(self) -> QRectF:
        """The tile."""
        return self.slot.rect.adjusted(-4, -2, 4, 2)

    def words(self) -> str:
        """What the tile says."""
        start = {"open": "… ", "up": "↑ ", "down": "↓ "}.get(self.slot.kind, "")
        return "fold" if self.slot.kind == "fold" else f"{start}{self.slot.hidden} more"

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw it."""
        colors = self._theme.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(colors.color("ctl"), self._theme.line("control"))
        pen.setDashPattern(self._theme.dash("affordance"))
        painter.setPen(pen)
        painter.setBrush(colors.color("canvas"))
        painter.drawRoundedRect(self.slot.rect, 6, 6)
        painter.setPen(colors.color("t2"))
        painter.setFont(self._theme.font("xs"))
        painter.drawText(self.slot.rect, int(Align.AlignCenter), self.words())


def paint_bias(painter: QPainter, theme: Theme, rect: QRectF, bias: float, limit: float) -> None:
    """A line with its centre at 0 and a tick at the bias; `limit` is at the ends."""
    colors = theme.palette
    middle = rect.center()
    painter.setPen(QPen(colors.color("line2"), 1.5))
    painter.drawLine(QPointF(rect.left(), middle.y()), QPointF(rect.right(), middle.y()))
    painter.drawLine(QPointF(middle.x(), middle.y() - 2.5), QPointF(middle.x(), middle.y() + 2.5))
    if not math.isfinite(bias):
        return
    share = max(-1.0, min(1.0, bias / limit)) if limit > 0 else 0.0
    x = middle.x() + share * (rect.width() / 2 - 2)
    painter.setPen(Qt.PenStyle.NoPen)
    sign = (bias > 0) - (bias < 0)
    painter.setBrush(_tick_color(colors, sign))
    painter.drawRoundedRect(QRectF(x - 2, rect.top(), 4, rect.height()), 1.5, 1.5)


@cache
def _tick_color(colors: Palette, sign: int) -> QColor:
    return colors.forward(BIAS_SHADE * sign) if sign else colors.color("t3")
