"""Mistakes per pass as bars; a pass without a mistake is a tick."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mlpviz.engine import number
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.plot_style import even_ticks

PITCH, LEAST_PITCH, SHARE = 49.0, 7.0, 0.84
"""From bar to bar at most and at least, in px, and how much of it a bar takes."""
TICK_ROOM = 6.0
LEAST_HEIGHT, LOW_HEIGHT = 108, 66
"""Least height in px, the second where there is little room."""
ROUND = 9.0
"""Radius of the tick of a pass without a mistake, in px."""


class MistakeBars(QWidget):
    """One bar a pass, the newest at the right; older ones leave at the left when there is no room."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin without a pass."""
        super().__init__(parent)
        self._theme = theme
        self._counts: Sequence[int] = ()
        self._most, self._whole, self._amber, self._low = 1, True, False, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Mistakes per pass")
        theme.changed.connect(self.update)

    def show_counts(self, counts: Sequence[int], most: int, *, whole: bool, amber: bool) -> None:
        """Show the mistakes of each pass, of at most `most` each. `whole`: the last pass is complete.

        `amber` marks the last pass: there is no end of them.
        """
        self._counts, self._most, self._whole, self._amber = counts, max(1, most), whole, amber
        last = f"pass {len(counts)}: {counts[-1]}" if counts else "none yet"
        self.setAccessibleDescription(f"Mistakes in {last}")
        self.update()

    def sizeHint(self) -> QSize:
        """No higher than must be; what the square does not use is theirs."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Bars can be low."""
        least = LOW_HEIGHT if self._low else LEAST_HEIGHT
        return QSize(160, round(least * max(1.0, self._theme.text_scale)))

    def set_low(self, low: bool) -> None:
        """Do without the name of the axis."""
        self._low = low
        self.updateGeometry()
        self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axis, bars, numbers of passes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font("xs"))
        area = self._area()
        self._paint_axis(painter, area)
        pitch, first = self._pitch(area)
        for at, index in enumerate(range(first, len(self._counts))):
            self._paint_bar(painter, area, QRectF(area.left() + at * pitch, area.top(), pitch, area.height()), index)
        self._paint_numbers(painter, area, pitch, first)

    def _area(self) -> QRectF:
        line = self._theme.line_px("xs")
        left = self.fontMetrics().horizontalAdvance(number.count(self._most)) + 12.0
        below = (1.5 if self._low else 2.5) * line + 12
        return QRectF(left, line / 2 + 2, max(10.0, self.width() - left), max(10.0, self.height() - below))

    def _pitch(self, area: QRectF) -> tuple[float, int]:
        """From bar to bar in px, and the first pass that is shown, from 0."""
        count = max(1, len(self._counts))
        pitch = min(PITCH, max(LEAST_PITCH, area.width() / count))
        return pitch, max(0, len(self._counts) - int(area.width() / pitch))

    def _paint_axis(self, painter: QPainter, area: QRectF) -> None:
        colors, metrics = self._theme.palette, painter.fontMetrics()
        most = max(2, int(area.height() / (1.6 * metrics.height())))
        for value in even_ticks(0.0, self._most, min(4, most), whole=True):
            at = area.bottom() - area.height() * value / self._most
            painter.setPen(QPen(colors.color("line2" if value == 0 else "line"), self._theme.line("hairline")))
            painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at))
            painter.setPen(colors.color("t3"))
            box = QRectF(0, at - metrics.height() / 2, area.left() - 8, metrics.height())
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, int(right), number.count(round(value)))

    def _paint_bar(self, painter: QPainter, area: QRectF, place: QRectF, index: int) -> None:
        colors, mistakes = self._theme.palette, self._counts[index]
        newest = index == len(self._counts) - 1
        wide = max(1.0, SHARE * place.width())
        left = place.center().x() - wide / 2
        if mistakes == 0:
            if not newest or self._whole:
                radius = min(ROUND, wide / 2)
                self._paint_tick(painter, QPointF(place.center().x(), area.bottom() - radius - 4), radius)
            return
        high = area.height() * min(mistakes, self._most) / self._most
        color = QColor(colors.color("hl" if newest and self._amber else "fill"))
        if newest and not self._whole:
            color.setAlphaF(0.55)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        corner = min(3.0, wide / 4)
        painter.drawRoundedRect(QRectF(left, area.bottom() - high, wide, high), corner, corner)

    def _paint_tick(self, painter: QPainter, at: QPointF, radius: float) -> None:
        colors = self._theme.palette
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color("ok"))
        painter.drawEllipse(at, radius, radius)
        painter.setPen(QPen(colors.color("panel"), max(1.0, 0.2 * radius)))
        corners = [at + QPointF(x, y) * radius for x, y in ((-0.42, 0.03), (-0.1, 0.36), (0.46, -0.32))]
        painter.drawPolyline(corners)

    def _paint_numbers(self, painter: QPainter, area: QRectF, pitch: float, first: int) -> None:
        colors, metrics = self._theme.palette, painter.fontMetrics()
        line = metrics.height()
        widest = metrics.horizontalAdvance(number.count(max(1, len(self._counts)))) + TICK_ROOM
        every = max(1, -(-int(widest) // max(1, int(pitch))))
        newest = len(self._counts) - 1
        for at, index in enumerate(range(first, len(self._counts))):
            if (newest - index) % every:
                continue
            middle = area.left() + (at + 0.5) * pitch
            painter.setPen(colors.color("t1" if index == newest else "t3"))
            painter.setFont(self._theme.font("xs", weight=700 if index == newest else 400))
            box = QRectF(middle - widest, area.bottom() + 4, 2 * widest, line)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), number.count(index + 1))
        if self._low:
            return
        painter.setFont(self._theme.font("xs"))
        painter.setPen(colors.color("t3"))
        last = QRectF(area.left(), area.bottom() + 5 + line, area.width(), line)
        painter.drawText(last, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), "pass")

    def event(self, event: QEvent) -> bool:
        """Tell the number of the bar under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            area = self._area()
            pitch, first = self._pitch(area)
            index = first + int((event.pos().x() - area.left()) // pitch)
            inside = event.pos().x() >= area.left() and index < len(self._counts)
            told = f"Pass {index + 1}: {self._counts[index]} mistakes" if inside else "Mistakes in each pass"
            QToolTip.showText(event.globalPos(), told, self)
            return True
        return super().event(event)
