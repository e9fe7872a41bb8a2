"""The scale of the landscape: from the smallest loss on show to the largest."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.engine.landscape.relief import Relief
from mlpviz.views.landscape.ground import LossGround
from mlpviz.views.look.theme import Theme

WIDTH, BAR = 150, 9
STOPS = 9


class LossBar(QWidget):
    """A bar of shades with its limits, and round losses between them where there is room."""

    def __init__(self, theme: Theme, ground: LossGround, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._theme, self._ground = theme, ground
        self._relief: Relief | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Scale of the train loss")
        self.setToolTip("The shades of the landscape: light is a small loss. The numbers at both ends are the smallest "
                        "and the largest loss on show.")
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take sizes and colours of the theme again."""
        self.updateGeometry()
        self.update()

    def show_relief(self, relief: Relief | None) -> None:
        """Show its scale."""
        if relief is not self._relief:
            self._relief = relief
            limits = (math.nan, math.nan) if relief is None else relief.limits
            self.setAccessibleDescription(" to ".join(map(number.loss, limits)))
            self.update()

    def sizeHint(self) -> QSize:
        """A line of words, the bar, a line of numbers."""
        grown = max(1.0, self._theme.text_scale)
        return QSize(round(WIDTH * grown), 2 * self._theme.line_px("s") + BAR + 6)

    def minimumSizeHint(self) -> QSize:
        """It does not shrink."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw words, bar and numbers."""
        painter, font = QPainter(self), self._theme.font("s")
        metrics, colors = QFontMetricsF(font), self._theme.palette
        painter.setFont(self._theme.font("s", weight=600))
        painter.setPen(colors.color("t2"))
        painter.drawText(QPointF(0, metrics.ascent()), "Train loss")
        relief = self._relief
        if relief is None or not math.isfinite(relief.limits[0]):
            return
        painter.setFont(font)
        if relief.logarithmic:
            painter.drawText(QPointF(self.width() - metrics.horizontalAdvance("log"), metrics.ascent()), "log")
        bar = QRectF(0.5, self._theme.line_px("s") + 2.5, self.width() - 1, BAR)
        shades = QLinearGradient(bar.topLeft(), bar.topRight())
        table = self._ground.shades()
        for share in np.linspace(0.0, 1.0, STOPS).tolist():
            red, green, blue = (round(channel) for channel in table[round(share * (len(table) - 1))].tolist())
            shades.setColorAt(share, QColor(red, green, blue))
        painter.setBrush(shades)
        painter.setPen(QPen(colors.color("line2"), 1))
        painter.drawRect(bar)
        self._write(painter, metrics, bar, relief)

    def _write(self, painter: QPainter, metrics: QFontMetricsF, bar: QRectF, relief: Relief) -> None:
        painter.setPen(self._theme.palette.color("t2"))
        low, high = relief.limits
        ends = number.plain(low, 2), number.plain(high, 2)
        y = bar.bottom() + metrics.ascent() + 2
        right = self.width() - metrics.horizontalAdvance(ends[1])
        painter.drawText(QPointF(0, y), ends[0])
        painter.drawText(QPointF(right, y), ends[1])
        taken = metrics.horizontalAdvance(ends[0]) + 10
        for level, _ in relief.contours:
            share = float(relief.shares(np.array(level)))
            text = number.plain(level, 2)
            width = metrics.horizontalAdvance(text)
            left = bar.left() + share * bar.width() - width / 2
            if _short(level) and left >= taken and left + width + 10 <= right:
                painter.drawText(QPointF(left, y), text)
                taken = left + width + 12


def _short(level: float) -> bool:
    """Whether a loss is 1 or 3 times a power of ten."""
    return f"{level:.0e}"[0] in "13" and float(f"{level:.0e}") == level
