"""Where x and y lie in a picture of curves, and its quiet grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from mlpviz.data.area import HALF_WIDTH
from mlpviz.nn.arrays import Array
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.plot_style import even_ticks, tick_text

Align = Qt.AlignmentFlag
FAR = 50.0
"""How many times the height of a picture a curve may leave it."""
APART = 44.0
"""Px from one line of the grid to the next at least."""


@dataclass(frozen=True)
class Frame:
    """A rectangle in px that shows x from −reach to reach and y from −height to height."""

    area: QRectF
    reach: float = HALF_WIDTH
    height: float = 1.0

    def across(self, x: Array) -> Array:
        """Px of x (n,)."""
        return self.area.left() + (x + self.reach) * (self.area.width() / (2 * self.reach))

    def down(self, y: Array) -> Array:
        """Px of y (n,); what is far away stays near, as a painter takes no numbers that large."""
        far = FAR * self.height
        known = np.minimum(np.maximum(y, -far), far)
        return self.area.center().y() - known * (self.area.height() / (2 * self.height))

    def place(self, x: float, y: float) -> QPointF:
        """Px of one place."""
        area, far = self.area, FAR * self.height  # in plain Python: for one place, NumPy takes ten times as long
        across = area.left() + (x + self.reach) * area.width() / (2 * self.reach)
        return QPointF(across, area.center().y() - min(max(y, -far), far) * area.height() / (2 * self.height))

    def x_at(self, pixel: float) -> float:
        """The x at a pixel, kept inside the picture."""
        share = (pixel - self.area.left()) / max(1.0, self.area.width())
        return (2.0 * min(max(share, 0.0), 1.0) - 1.0) * self.reach

    def y_at(self, pixel: float) -> float:
        """The y at a pixel, kept inside the picture."""
        share = (self.area.center().y() - pixel) / max(1.0, self.area.height())
        return 2.0 * min(max(share, -0.5), 0.5) * self.height


def paint_grid(painter: QPainter, frame: Frame, theme: Theme) -> None:
    """The ground, lines at round numbers, and the numbers at the left and below."""
    colors, area = theme.palette, frame.area
    painter.fillRect(area, colors.color("panel"))
    ticks = even_ticks(-frame.height, frame.height, max(2, int(area.height() / APART)))
    font = theme.font("xs")
    painter.setFont(font)
    half = QFontMetricsF(font).height() / 2 + 1
    for tick in ticks:
        y = round(frame.place(0.0, tick).y()) + 0.5
        painter.setPen(QPen(colors.color("line2" if tick == 0 else "line"), theme.line("hairline")))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(colors.color("t3"))
        words = QRectF(0, y - half, area.left() - 8, 2 * half)
        painter.drawText(words, int(Align.AlignRight | Align.AlignVCenter), tick_text(tick))
    paint_columns(painter, frame, theme)


def x_ticks(frame: Frame) -> list[float]:
    """Whole numbers, or fewer where there is little room."""
    return even_ticks(-frame.reach, frame.reach, max(2, int(frame.area.width() / 36)), whole=True)


def paint_columns(painter: QPainter, frame: Frame, theme: Theme) -> None:
    """Lines up and down at round x."""
    painter.setPen(QPen(theme.palette.color("line"), theme.line("hairline")))
    for tick in x_ticks(frame):
        x = round(frame.place(tick, 0.0).x()) + 0.5
        painter.drawLine(QPointF(x, frame.area.top()), QPointF(x, frame.area.bottom()))


def paint_x_numbers(painter: QPainter, frame: Frame, theme: Theme) -> None:
    """The numbers below."""
    font = theme.font("xs")
    painter.setFont(font)
    painter.setPen(theme.palette.color("t3"))
    high = QFontMetricsF(font).height()
    for tick in x_ticks(frame):
        middle = frame.place(tick, 0.0).x()
        words = QRectF(middle - 30, frame.area.bottom() + 5, 60, high)
        painter.drawText(words, int(Align.AlignHCenter | Align.AlignTop), tick_text(tick))


def paint_outside(painter: QPainter, frame: Frame, theme: Theme, words: str = "") -> None:
    """Shade what lies outside the range of training, mark its ends, and write `words` there."""
    if frame.reach <= HALF_WIDTH:
        return
    area, colors = frame.area, theme.palette
    left, right = frame.place(-HALF_WIDTH, 0.0).x(), frame.place(HALF_WIDTH, 0.0).x()
    shade = colors.color("win")
    shade.setAlphaF(0.75)
    sides = (QRectF(area.left(), area.top(), left - area.left(), area.height()),
             QRectF(right, area.top(), area.right() - right, area.height()))  # fmt: skip
    for side in sides:
        painter.fillRect(side, shade)
        painter.setFont(theme.font("xs"))
        painter.setPen(colors.color("t3"))
        painter.drawText(side.adjusted(4, 6, -4, 0), int(Align.AlignHCenter | Align.AlignTop), words)
    edge = QPen(colors.color("t3"), theme.line("hairline"))
    edge.setDashPattern([4, 3])
    painter.setPen(edge)
    for x in (left, right):
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
