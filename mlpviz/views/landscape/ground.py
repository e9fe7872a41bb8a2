"""The ground of the landscape: shades of grey and contours, drawn once for each size and part of the plane."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QPixmap, QPolygonF

from mlpviz.engine import number
from mlpviz.engine.landscape.relief import Relief
from mlpviz.nn.arrays import Array
from mlpviz.views.landscape.frame import Frame
from mlpviz.views.look.colors import channels, packed
from mlpviz.views.look.theme import Theme

WRITTEN = 2
"""Every second contour bears its loss."""
SHADES = 256
FREE = 46.0
"""Px between two numbers on contours at least."""


class LossGround:
    """Paints a relief into a frame. The picture is kept; the numbers at contours are written anew each time."""

    def __init__(self, theme: Theme) -> None:
        """Paint with the colours of a theme."""
        self._theme = theme
        self._kept: QPixmap | None = None
        self._kept_for: tuple[object, ...] = ()
        self._labels: list[tuple[str, QRectF]] = []

    def shades(self) -> Array:
        """The colours from the smallest to the largest loss, (256, 3)."""
        palette = self._theme.palette
        first, last = channels(palette.color("loss_low")), channels(palette.color("loss_high"))
        return np.asarray(first + np.linspace(0.0, 1.0, SHADES)[:, None] * (last - first))

    def paint(self, painter: QPainter, frame: Frame, relief: Relief, ratio: float) -> None:
        """Paint shades and contours."""
        key = (relief, frame.area, frame.corners, self._theme.palette.name, self._theme.text_scale, ratio)
        if self._kept is None or not _same(key, self._kept_for):
            self._kept, self._kept_for = self._picture(frame, relief, ratio), key
        painter.drawPixmap(frame.area.topLeft(), self._kept)

    def paint_numbers(self, painter: QPainter, taken: list[QRectF]) -> None:
        """Write the losses of contours where nothing else stands."""
        painter.setFont(self.font())
        painter.setPen(self._theme.palette.color("t1"))
        for text, area in self._labels:
            if not any(area.intersects(other) for other in taken):
                painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)

    def font(self) -> QFont:
        """Of the numbers at contours."""
        return self._theme.font("xs")

    @property
    def numbers(self) -> list[str]:
        """The losses that are written at contours."""
        return [text for text, _ in self._labels]

    def _picture(self, frame: Frame, relief: Relief, ratio: float) -> QPixmap:
        made = QPixmap((frame.area.size() * ratio).toSize())
        made.setDevicePixelRatio(ratio)
        made.fill(self._theme.palette.color("canvas"))
        painter = QPainter(made)
        painter.translate(-frame.area.topLeft())
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        area = _area_of(frame, relief)
        image = self._image(relief)
        painter.drawImage(area, image)
        self._labels = []
        self._paint_contours(painter, frame, relief)
        painter.end()
        return made

    def _image(self, relief: Relief) -> QImage:
        shares = relief.shares(relief.losses)[::-1]
        table = packed(self.shades())
        nowhere = packed(channels(self._theme.palette.color("canvas"))[None])[0]
        index = np.rint(np.clip(np.nan_to_num(shares), 0.0, 1.0) * (SHADES - 1)).astype(np.intp)
        pixels = np.ascontiguousarray(np.where(np.isfinite(shares), table[index], nowhere), dtype=np.uint32)
        rows, columns = pixels.shape
        return QImage(pixels.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()

    def _paint_contours(self, painter: QPainter, frame: Frame, relief: Relief) -> None:
        metrics, ink = QFontMetricsF(self.font()), self._theme.palette.color("loss_line")
        # Those that bear a number are drawn stronger; the gap for it is left free.
        for at, (level, lines) in enumerate(relief.contours):
            written = at % WRITTEN == 1
            painter.setPen(QPen(ink if written else _faded(ink), 1.0 if written else 0.8))
            places = [frame.pixels(line) for line in lines]
            label = self._label(number.plain(level, 3), metrics, places, frame.area) if written else None
            for line in places:
                self._draw(painter, line, label)

    def _label(self, text: str, metrics: QFontMetricsF, lines: list[Array], area: QRectF) -> QRectF | None:
        """Where the loss of a contour is written: on its longest line, apart from other numbers; None for nowhere."""
        size = metrics.horizontalAdvance(text) + 8, metrics.height()
        inside = area.adjusted(size[0] / 2 + 3, size[1] / 2 + 3, -size[0] / 2 - 3, -size[1] / 2 - 3)
        for line in sorted(lines, key=len, reverse=True):
            if len(line) < 8:
                return None
            # From the middle outwards: the ends of a line lie at the border of the picture.
            order = np.argsort(np.abs(np.arange(len(line)) - len(line) / 2), kind="stable")
            for x, y in line[order[:: max(1, len(line) // 40)]].tolist():
                box = QRectF(x - size[0] / 2, y - size[1] / 2, *size)
                if not inside.contains(QPointF(x, y)):
                    continue
                if all(math.dist((x, y), other.center().toTuple()) > FREE and not box.intersects(other)
                       for _, other in self._labels):
                    self._labels.append((text, box))
                    return box
        return None

    def _draw(self, painter: QPainter, line: Array, gap: QRectF | None) -> None:
        good = np.isfinite(line).all(axis=1)
        if gap is not None:
            good &= ~((np.abs(line[:, 0] - gap.center().x()) < gap.width() / 2)
                      & (np.abs(line[:, 1] - gap.center().y()) < gap.height() / 2))
        breaks = np.flatnonzero(~good)
        for part in np.split(line, np.unique(np.concatenate([breaks, breaks + 1]))) if len(breaks) else [line]:
            if len(part) > 1 and np.isfinite(part).all():
                painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in part.tolist()]))


def _area_of(frame: Frame, relief: Relief) -> QRectF:
    """The px that the grid covers: each of its places is the middle of a cell."""
    step = np.array([relief.x[1] - relief.x[0], relief.y[1] - relief.y[0]]) / 2
    ends = np.array([[relief.x[0], relief.y[0]] - step, [relief.x[-1], relief.y[-1]] + step])
    (left, bottom), (right, top) = frame.pixels(ends).tolist()
    return QRectF(QPointF(left, top), QPointF(right, bottom)) if left == left and right == right else QRectF()


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    """Records are the same only if they are one; what is plain is compared."""
    return len(one) == len(other) and all(
        a is b or (isinstance(a, QRectF | str | float) and a == b) for a, b in zip(one, other, strict=True)
    )


def _faded(color: QColor) -> QColor:
    faded = QColor(color)
    faded.setAlphaF(0.45)
    return faded

