"""What lies over the points: the tool's cursor, the crosshair, the card of the pointer, and words."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from mlpviz.nn.arrays import Array
from mlpviz.views.data.answer import Row
from mlpviz.views.data.canvas_card import AWAY, PAD, Card, paint_plate
from mlpviz.views.data.canvas_ground import Layer
from mlpviz.views.data.canvas_tools import Tool
from mlpviz.views.look.plane import Plane
from mlpviz.views.look.theme import Theme

Align = Qt.AlignmentFlag
CENTERED = int(Align.AlignCenter | Qt.TextFlag.TextWordWrap)
PLATE = (-12.0, -8.0, 12.0, 8.0)
"""From the words of a message to the edges of its plate, in px."""


class Overlay(Layer):
    """The topmost layer; it repaints only where something was and where it is now."""

    def __init__(self, theme: Theme, plane: Plane) -> None:
        super().__init__(theme, plane, 2)
        self._tool: Tool | None = None
        self._pointer: Array | None = None
        self._crosshair: Array | None = None
        self._pinned: Array | None = None
        self._card: Card | None = None
        self._axes: tuple[str, ...] = ("x₁", "x₂")
        self._words = ""
        self._message = ""
        self._notice = ""
        self._caption = ""
        self._sketch: Array | None = None
        self._painted: list[QRectF] = []

    def show_tool(self, tool: Tool | None) -> None:
        """Draw the cursor of this tool from now on."""
        self._tool = tool
        self.refresh()

    def show_pointer(self, place: Array | None) -> None:
        """The pointer is over this input, or gone."""
        self._pointer = place
        self.refresh()

    def show_crosshair(self, place: Array | None) -> None:
        """Put the crosshair of the arrow keys there, or take it away."""
        self._crosshair = place
        self.refresh()

    def show_pinned(self, place: Array | None) -> None:
        """Mark an input that was typed in."""
        self._pinned = place
        self.refresh()

    def show_axes(self, names: tuple[str, ...]) -> None:
        """What the coordinates are called on the card."""
        self._axes = names

    def show_card(self, at: Array | None, rows: list[Row] | None) -> None:
        """Tell the coordinates of `at` and the network's answer there; None takes the card away."""
        self._card = None if at is None else Card(self._theme, self._plane, at, rows or [], self._axes)
        self.refresh()

    def show_words(self, words: str) -> None:
        """A word at the pointer, for a moment: the radius of the ring while it changes."""
        self._words = words
        self.refresh()

    def show_message(self, message: str) -> None:
        """Words in the middle of the canvas."""
        self._message = message
        self.update()

    def show_notice(self, notice: str) -> None:
        """A notice along the upper edge; it makes way for the pointer."""
        self._notice = notice
        self.update()

    def show_caption(self, caption: str) -> None:
        """Name what the canvas shows in place of the surface; "" for nothing."""
        if caption != self._caption:
            self._caption = caption
            self.update()

    def caption(self) -> str:
        """The name of what is shown in place of the surface."""
        return self._caption

    def message(self) -> str:
        """The words in the middle of the canvas."""
        return self._message

    def notice(self) -> str:
        """The notice along the upper edge."""
        return self._notice

    def pointer(self) -> Array | None:
        """The input under the pointer."""
        return self._pointer

    def looked_at(self) -> Array | None:
        """The input that the card is about."""
        return None if self._card is None else self._card.at

    def card(self) -> list[str]:
        """What the card says: the coordinates, then each class."""
        return [] if self._card is None else self._card.words()

    def show_sketch(self, line: Array | None) -> None:
        """Draw a line (m, 2) that is only thought of; it is broken where a place is no number."""
        self._sketch = line
        self.update()

    def refresh(self) -> None:
        """Repaint what moves."""
        now = [area for area in self._moving_areas() if not area.isEmpty()]
        for area in (*self._painted, *now):
            self.update(area.adjusted(-1, -1, 1, 1))
        self._painted = now

    def _moving_areas(self) -> list[QRectF]:
        plane, full = self._plane, self._area
        areas = [self._notice_area()] if self._notice else []
        if self._tool is not None and self._pointer is not None:
            areas.append(self._tool.area(self._pointer))
        if self._crosshair is not None:
            at = plane.pixel(self._crosshair)
            areas += [QRectF(0, at.y() - 8, full.width(), 16), QRectF(at.x() - 8, 0, 16, full.height())]
        if self._pinned is not None:
            at = plane.pixel(self._pinned)
            areas.append(QRectF(at.x() - 10, at.y() - 10, 20, 20))
        if self._card is not None:
            areas.append(self._card.area())
        if self._words and self._pointer is not None:
            areas.append(self._words_area())
        return areas

    # painting

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint from back to front."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._paint_hair(painter)
        self._paint_sketch(painter)
        self._paint_pinned(painter)
        if self._tool is not None and self._pointer is not None:
            self._tool.paint(painter, self._theme, self._pointer)
        self._paint_message(painter)
        self._paint_notice(painter)
        self._paint_caption(painter)
        if self._card is not None:
            self._card.paint(painter)
        self._paint_words(painter)
        self._paint_frame(painter)

    def _paint_hair(self, painter: QPainter) -> None:
        if self._crosshair is not None:
            at = self._plane.pixel(self._crosshair)
        elif self._message:
            seen = self._plane.shown
            at = self._plane.pixel(np.array([seen.center().x(), seen.center().y()]))
        else:
            return
        colors, area = self._theme.palette, self._area
        amber = self._crosshair is not None
        lying = QPointF(0, at.y()), QPointF(area.width(), at.y())
        standing = QPointF(at.x(), 0), QPointF(at.x(), area.height())
        for token, width in (("contour_halo", 3.0), ("hl", 1.25)) if amber else (("line2", 1.0),):
            color = colors.color(token)
            color.setAlphaF(0.6 if token == "contour_halo" else 1.0)
            painter.setPen(QPen(color, width))
            for start, end in (lying, standing):
                painter.drawLine(start, end)
        if amber:
            painter.setPen(QPen(colors.color("hl"), 2.0))
            painter.drawEllipse(at, 6, 6)

    def _paint_sketch(self, painter: QPainter) -> None:
        if self._sketch is None:
            return
        pixels = self._plane.pixels(self._sketch)
        pixels[:, 1] = np.clip(pixels[:, 1], -1e4, 1e4)
        known = np.asarray(np.isfinite(pixels).all(axis=1))
        path = QPainterPath()
        for at, (x, y) in enumerate(pixels.tolist()):
            if known[at]:
                (path.lineTo if at and known[at - 1] else path.moveTo)(x, y)
        pen = QPen(self._theme.palette.color("hl"), 2.0)
        pen.setDashPattern(self._theme.dash("affordance"))
        painter.strokePath(path, QPen(self._theme.palette.color("contour_halo"), 4.0))
        painter.strokePath(path, pen)

    def _paint_pinned(self, painter: QPainter) -> None:
        if self._pinned is None:
            return
        at = self._plane.pixel(self._pinned)
        for token, width in (("contour_halo", 5.0), ("hl", 2.25)):
            painter.setPen(QPen(self._theme.palette.color(token), width))
            painter.drawEllipse(at, 5.5, 5.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.palette.color("hl"))
        painter.drawEllipse(at, 1.75, 1.75)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def plates(self) -> list[QRectF]:
        """Where message and notice stand; what lies under them cannot be read."""
        words, notice = self._message_form()[1], self._notice_area()
        return [plate for plate in (words.adjusted(*PLATE) if words else words, notice) if not plate.isEmpty()]

    def _message_form(self) -> tuple[QFont, QRectF]:
        """The font and the place of the message: the largest letters that fit; no place where none do."""
        for role, edge in (("m", 32), ("s", 18), ("xs", 14)):
            font, room = self._theme.font(role), self._area.adjusted(edge, edge, -edge, -edge)
            words = _balanced(QFontMetricsF(font), room, CENTERED, self._message)
            if self._message and room.contains(words):
                return font, words
        return font, QRectF()

    def _paint_message(self, painter: QPainter) -> None:
        font, words = self._message_form()
        if words.isEmpty():
            return
        paint_plate(painter, self._theme, words.adjusted(*PLATE), "panel")
        painter.setFont(font)
        painter.setPen(self._theme.palette.color("t2"))
        painter.drawText(words, CENTERED, self._message)

    def _notice_area(self) -> QRectF:
        """Empty where there is no notice, or no room for it."""
        metrics, width = QFontMetricsF(self._theme.font("s")), self._area.width() - 2 * PAD
        room = QRectF(PAD + 10, PAD + 6, width - 20, self._area.height() - 2 * PAD)
        words = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), self._notice)
        fits = bool(self._notice) and words.width() <= room.width() and words.height() + 12 <= room.height()
        return QRectF(PAD, PAD, width, words.height() + 12) if fits else QRectF()

    def _paint_notice(self, painter: QPainter) -> None:
        area = self._notice_area()
        at = self._pointer if self._pointer is not None else self._crosshair
        if area.isEmpty() or (at is not None and self._plane.pixel(at).y() < area.bottom() + 2 * AWAY):
            return
        paint_plate(painter, self._theme, area, "warnbg", "warnbg")
        painter.setFont(self._theme.font("s"))
        painter.setPen(self._theme.palette.color("warn"))
        painter.drawText(area.adjusted(10, 6, -10, -6), int(Qt.TextFlag.TextWordWrap), self._notice)

    def _caption_area(self) -> QRectF:
        """In the upper left corner, below a notice."""
        metrics = QFontMetricsF(self._theme.font("s", weight=600))
        top = self._notice_area().bottom() + 4 if self._notice else PAD
        return QRectF(PAD, top, metrics.horizontalAdvance(self._caption) + 16, metrics.height() + 6)

    def _paint_caption(self, painter: QPainter) -> None:
        if self._caption:
            paint_plate(painter, self._theme, self._caption_area(), "panel")
            painter.setFont(self._theme.font("s", weight=600))
            painter.setPen(self._theme.palette.color("t1"))
            painter.drawText(self._caption_area(), int(Align.AlignCenter), self._caption)

    def _paint_frame(self, painter: QPainter) -> None:
        """A hairline with small round corners, and the panel's colour outside of them."""
        radius, area = self._theme.radius("small"), self._area
        inside = QPainterPath()
        inside.addRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        outside = QPainterPath()
        outside.addRect(area.adjusted(-1, -1, 1, 1))
        painter.fillPath(outside.subtracted(inside), self._theme.palette.color("panel"))
        painter.strokePath(inside, QPen(self._theme.palette.color("line2"), self._theme.line("hairline")))

    # words at the pointer

    def _words_area(self) -> QRectF:
        assert self._pointer is not None
        metrics = QFontMetricsF(self._theme.font("xs"))
        width, height = metrics.horizontalAdvance(self._words) + 12, metrics.height() + 6
        at = self._plane.pixel(self._pointer)
        left = min(max(4.0, at.x() - width / 2), self._area.width() - width - 4)
        top = min(max(4.0, at.y() - height / 2), self._area.height() - height - 4)
        return QRectF(left, top, width, height)

    def _paint_words(self, painter: QPainter) -> None:
        if self._words and self._pointer is not None:
            area = self._words_area()
            paint_plate(painter, self._theme, area, "panel")
            painter.setFont(self._theme.font("xs"))
            painter.setPen(self._theme.palette.color("t1"))
            painter.drawText(area, int(Align.AlignCenter), self._words)


def _balanced(metrics: QFontMetricsF, room: QRectF, flags: int, text: str) -> QRectF:
    """Where the text lies with its lines of about the same length, none of them a single word."""
    words = metrics.boundingRect(room, flags, text)
    while room.width() > 120:
        room = room.adjusted(4, 0, -4, 0)
        tighter = metrics.boundingRect(room, flags, text)
        if tighter.height() > words.height() or tighter.width() > room.width():
            break
        words = tighter
    return words
