"""Marks on the time axis of a plot: where a knob was changed, a rate fell, points or weights were changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF

from mlpviz.engine.events import Event
from mlpviz.views.look.theme import Theme

REACH = 3.5
"""Px from the middle of a mark to its ends."""
NEAR = 6.0
"""Px within which the pointer reads a mark."""
MOST = 99
"""The highest number that a mark is given."""


class EventMarks:
    """The events of a run, and where they stand among the epochs that a plot shows."""

    def __init__(self, theme: Theme) -> None:
        """There are none yet."""
        self._theme = theme
        self._events: tuple[Event, ...] = ()
        self.numbered = False
        """Whether each mark has its number in the legend above it."""

    @property
    def events(self) -> tuple[Event, ...]:
        """All of them, the earliest first."""
        return self._events

    def show_events(self, events: tuple[Event, ...]) -> bool:
        """Mark these events; returns whether they are others than before."""
        other = events is not self._events
        self._events = events
        return other

    def _places(self, area: QRectF, shown: tuple[float, float], until: float) -> list[tuple[float, Event]]:
        first, last = shown
        return [
            (area.left() + (event.epoch - first) / (last - first) * area.width(), event)
            for event in self._events
            if first <= event.epoch <= min(last, until)
        ]

    def read(self, area: QRectF, shown: tuple[float, float], until: float, x: float) -> list[str]:
        """What happened near a place across, in words."""
        near = [event for place, event in self._places(area, shown, until) if abs(place - x) <= NEAR]
        return [f"{event.text}" for event in near]

    def paint(self, painter: QPainter, area: QRectF, shown: tuple[float, float], until: float) -> None:
        """Draw a mark on the axis for every event in sight, and a faint line upwards."""
        colors = self._theme.palette
        numbers = {id(event): at for at, event in enumerate(self._events, start=1)}
        painter.setFont(self._theme.font("xs", weight=600))
        metrics, free = QFontMetrics(painter.font()), area.left() - 1.0
        for x, event in self._places(area, shown, until):
            painter.setPen(QPen(colors.color("line2"), self._theme.line("hairline"), Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.color("t2"))
            bottom = area.bottom() + 1
            up = [QPointF(x - REACH, bottom + REACH), QPointF(x + REACH, bottom + REACH), QPointF(x, bottom - REACH)]
            painter.drawPolygon(QPolygonF(up))
            number = numbers[id(event)]
            if not self.numbered or number > MOST:
                continue
            words = QRectF(0, 0, metrics.horizontalAdvance(str(number)) + 2, metrics.height())
            words.moveCenter(QPointF(x, area.bottom() - REACH - metrics.height() / 2 - 2))
            if words.left() > free:
                painter.setPen(colors.color("t2"))
                painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), str(number))
                free = words.right() + 1


def legend(events: Sequence[Event]) -> list[str]:
    """A line an event, as its mark is numbered."""
    return [f"{at} · epoch {event.epoch}: {event.text}" for at, event in enumerate(events, start=1)]
