"""Paints the paths of runs over the landscape, where they begin and end, and the playhead on the path of this run."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from mlpviz.engine import number
from mlpviz.nn.arrays import Array
from mlpviz.views.graph.arrowhead import arrowhead
from mlpviz.views.landscape.frame import Frame
from mlpviz.views.landscape.shown import Shown, ShownPath
from mlpviz.views.look.theme import Theme
from mlpviz.views.runs.run_line import DASHES

DOT, MARK, CROSS = 4.0, 6.5, 5.0
"""Px of the dot at the end of a path, of the playhead, and of the arms of the cross where a run diverged."""
ARROW = 56.0
"""Px of the arrow downhill: it tells the direction alone."""
HALO = 2.5
SHADOW = 0.55
"""How strong the part of a path is that lies after the playhead."""
START = "start"
PALE_DASH = "run_dots"


class PathPainter:
    """Paints what moves; `taken` lists where words and marks stand, so that nothing else is written there."""

    def __init__(self, theme: Theme) -> None:
        """Paint with the colours of a theme."""
        self._theme = theme
        self.taken: list[QRectF] = []
        self._words: list[tuple[str, QPointF, bool]] = []
        self._tag = QRectF()

    def paint(self, painter: QPainter, frame: Frame, shown: Shown, plates: list[QRectF]) -> None:
        """Paint all but the words, and find room for these beside what stands on `plates`."""
        self.taken, self._words = list(plates), []
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(frame.area)
        for path in sorted(shown.paths, key=_is_own):
            self._paint_path(painter, frame, path, shown)
        mark = None if shown.playhead is None else frame.pixel(shown.playhead)
        if mark is not None:
            self._take_tag(frame.area, mark, shown.epoch)
            if shown.downhill is not None and np.hypot(*shown.downhill) > 0:
                self._paint_arrow(painter, mark, shown.downhill)
            painter.setPen(QPen(self._ground(), 1.5))
            painter.setBrush(self._theme.palette.color("hl"))
            painter.drawEllipse(mark, MARK, MARK)
        for path in shown.paths:
            self._place_ends(painter, frame, path, mark if path.own else None)
        painter.restore()

    def write(self, painter: QPainter) -> None:
        """Write the names of the paths and the epoch of the playhead."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for text, at, tag in self._words:
            painter.setFont(self._theme.font("s", weight=600 if tag or text != START else 400))
            if tag:
                box = self._tag
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.palette.color("hl"))
                painter.drawRoundedRect(box, 3, 3)
                painter.setPen(self._theme.palette.color("t1" if not self._theme.palette.dark else "onink"))
            else:
                painter.setPen(self._theme.palette.color("t1"))
            painter.drawText(at, text)
        painter.restore()

    def _paint_path(self, painter: QPainter, frame: Frame, path: ShownPath, shown: Shown) -> None:
        pixels = frame.pixels(path.places)
        if not path.own or shown.playhead is None:
            self._stroke(painter, pixels, path, 1.0)
            return
        now = frame.pixels(shown.playhead[None])
        before = path.epochs <= shown.epoch
        self._stroke(painter, np.concatenate([now, pixels[~before]]), path, SHADOW)
        self._stroke(painter, np.concatenate([pixels[before], now]), path, 1.0)

    def _stroke(self, painter: QPainter, pixels: Array, path: ShownPath, strength: float) -> None:
        good = pixels[np.isfinite(pixels).all(axis=1)]
        if len(good) < 2:
            return
        line = QPolygonF([QPointF(x, y) for x, y in good.tolist()])
        width = self._theme.line("curve") * (1.0 if strength == 1.0 and not path.pale else 0.75)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        halo = QPen(_with(self._ground(), 0.7 * strength), width + HALO)
        halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(halo)
        painter.drawPolyline(line)
        pen = QPen(_with(self._theme.palette.color("t1"), strength * (0.6 if path.pale else 1.0)), width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        dash = PALE_DASH if path.pale else DASHES[path.dash % len(DASHES)]
        if dash:
            pen.setDashPattern([length / width for length in self._theme.dash(dash)])
        painter.setPen(pen)
        painter.drawPolyline(line)

    def _paint_arrow(self, painter: QPainter, mark: QPointF, downhill: Array) -> None:
        size = math.hypot(*downhill.tolist())
        along = QPointF(downhill[0] / size, -downhill[1] / size)
        tip = mark + along * (MARK + ARROW)
        ink = self._theme.palette.color("t1")
        for color, width in ((_with(self._ground(), 0.7), 5.0), (ink, 2.0)):
            painter.setPen(QPen(color, width))
            painter.drawLine(mark + along * MARK, tip - along * 6)
        arrowhead(painter, tip - along * 5, along, ink)
        for part in range(1, 6):
            self.taken.append(_around(mark + (tip - mark) * (part / 5), 6))

    def _take_tag(self, area: QRectF, mark: QPointF, epoch: int) -> None:
        """The plate with the epoch: above the playhead where there is room, else below."""
        text, metrics = number.count(epoch), QFontMetricsF(self._theme.font("s", weight=600))
        size = metrics.horizontalAdvance(text) + 12, metrics.height() + 2
        top = mark.y() - MARK - 5 - size[1]
        if top < area.top() + 2:
            top = mark.y() + MARK + 5
        left = min(max(mark.x() - 0.75 * size[0], area.left() + 2), area.right() - size[0] - 2)
        top = min(max(top, area.top() + 2), area.bottom() - size[1] - 2)
        box = QRectF(left, top, *size)
        self._tag = box
        self.taken += [box, _around(mark, MARK)]
        self._words.append((text, QPointF(box.left() + 6, box.top() + 1 + metrics.ascent()), True))

    def _place_ends(self, painter: QPainter, frame: Frame, path: ShownPath, mark: QPointF | None) -> None:
        pixels = frame.pixels(path.places)
        good = pixels[np.isfinite(pixels).all(axis=1)]
        if not len(good):
            return
        ink, first, last = self._theme.palette.color("t1"), QPointF(*good[0]), QPointF(*good[-1])
        painter.setPen(QPen(ink, 2.0))
        painter.setBrush(self._ground())
        painter.drawEllipse(first, DOT, DOT)
        if all(text != START for text, _, _ in self._words):
            self._name(frame.area, START, first)
        if path.diverged:
            painter.setPen(QPen(self._theme.palette.color("bad"), 2.0))
            for up in (-CROSS, CROSS):
                painter.drawLine(last + QPointF(-CROSS, up), last + QPointF(CROSS, -up))
        elif len(good) > 1 and (mark is None or (mark - last).manhattanLength() > MARK):
            painter.setPen(QPen(self._ground(), 1.0))
            painter.setBrush(ink)
            painter.drawEllipse(last, DOT, DOT)
        self._name(frame.area, path.name, last)

    def _name(self, area: QRectF, text: str, at: QPointF) -> None:
        """Write a name beside a dot, on the first of four sides where nothing stands; without room it stays away."""
        if not area.contains(at):
            return
        metrics = QFontMetricsF(self._theme.font("s", weight=600))
        width, height = metrics.horizontalAdvance(text) + 4, metrics.height()
        right = QRectF(at.x() + 8, at.y() - height / 2, width, height)
        left = right.translated(-16 - width, 0)
        above = QRectF(at.x() - width / 2, at.y() - 9 - height, width, height)
        below = above.translated(0, 18 + height)
        order = (left, above, below, right) if text == START else (right, above, below, left)
        for box in order:
            if area.contains(box) and not any(box.intersects(other) for other in self.taken):
                self.taken.append(box)
                self._words.append((text, QPointF(box.left() + 2, box.top() + metrics.ascent()), False))
                return

    def _ground(self) -> QColor:
        return self._theme.palette.color("contour_halo")


def _around(at: QPointF, reach: float) -> QRectF:
    return QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)


def _is_own(path: ShownPath) -> bool:
    return path.own


def _with(color: QColor, strength: float) -> QColor:
    made = QColor(color)
    made.setAlphaF(strength)
    return made
