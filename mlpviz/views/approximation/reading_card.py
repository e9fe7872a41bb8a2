"""The card with what is read at the probe: where it hides the least of the curves, and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from mlpviz.engine import number
from mlpviz.nn.arrays import Array
from mlpviz.views.approximation.frame import Align, Frame
from mlpviz.views.look.theme import Theme

PAD, GAP, EDGE = 12.0, 18.0, 10.0
"""Px inside of the card, between a name and its number, and to the edges of the picture."""
PLACES = 160
"""At so many x the curves are looked at."""
ON_THE_DOT = 10_000
"""Hiding what is read counts for more than hiding any length of curve."""


Rows = tuple[tuple[str, str], ...]


class Reading(NamedTuple):
    """What is read at one x."""

    x: float
    target: float
    """NaN outside the range of training."""
    output: float


def rows_of(reading: Reading) -> tuple[tuple[str, str], tuple[str, str], tuple[str, str]]:
    """Names and numbers."""
    target = "none" if np.isnan(reading.target) else number.rounded(reading.target, 3)
    return ("x", number.fixed(reading.x, 2)), ("target", target), ("output", number.loss(reading.output))


class ReadingCard:
    """One card. Where it would hide a curve it has fewer lines: without x, and at last x and output on one line."""

    def __init__(self, theme: Theme, frame: Frame, reading: Reading, curves: Sequence[tuple[Array, Array]]) -> None:
        """Prepare the card of a reading in a picture of curves, given as heights at values of x."""
        self._theme, self._frame, self._reading = theme, frame, reading
        self._line = theme.line_px("s") + 1
        x, target, output = rows_of(reading)
        forms = ((x, target, output), (target, output), ((" ".join(x), output[1]),))
        room = frame.area.height() - 2 * EDGE
        fitting = [form for form in forms if self._height(form) <= room] or [forms[-1]]
        hides = self._counter(curves)
        found = [(hides(place), form, place) for form in fitting for place in [min(self._places(form), key=hides)]]
        _, self.rows, self.place = min(found, key=lambda one: one[0])

    def _height(self, rows: Rows) -> float:
        return len(rows) * self._line + 14

    def _width(self, rows: Rows) -> float:
        plain, bold = (QFontMetricsF(self._theme.font("s", weight=weight)) for weight in (400, 600))
        widest = max(plain.horizontalAdvance(name) + bold.horizontalAdvance(value) for name, value in rows)
        return widest + 2 * PAD + GAP

    def _counter(self, curves: Sequence[tuple[Array, Array]]) -> Callable[[QRectF], int]:
        """What counts how much of the curves a card would hide."""
        frame, x = self._frame, np.linspace(-self._frame.reach, self._frame.reach, PLACES)
        heights = [np.interp(x, at, curve, left=np.nan, right=np.nan) for at, curve in curves if len(at)]
        across, lines = frame.across(x), [frame.down(known) for known in heights]
        dot = frame.place(self._reading.x, self._reading.output) if np.isfinite(self._reading.output) else QPointF()

        def hidden(card: QRectF) -> int:
            near = card.adjusted(-4, -6, 4, 6)
            inside = (across >= near.left()) & (across <= near.right())
            found = sum(int(np.sum(inside & (y >= near.top()) & (y <= near.bottom()))) for y in lines)
            return found + ON_THE_DOT * near.contains(dot)

        return hidden

    def _places(self, rows: Rows) -> Iterator[QRectF]:
        area, wide, high = self._frame.area, self._width(rows), self._height(rows)
        probe = self._frame.place(self._reading.x, 0.0).x()
        lefts = [probe + PAD, probe - PAD - wide, area.right() - wide - 4, area.left() + 4]
        within = [left for left in lefts if area.left() <= left <= area.right() - wide] or [max(0.0, lefts[2])]
        for left in within:
            for top in (area.top() + EDGE, area.bottom() - EDGE - high):
                yield QRectF(left, max(area.top() - 4, top), wide, high)

    def paint(self, painter: QPainter) -> None:
        """Draw it."""
        theme, colors, card = self._theme, self._theme.palette, self.place
        painter.setPen(QPen(colors.color("line2"), 1))
        painter.setBrush(colors.color("raised"))
        painter.drawRoundedRect(card, theme.radius("control"), theme.radius("control"))
        for at, (name, value) in enumerate(self.rows):
            row = QRectF(card.left() + PAD, card.top() + 7 + at * self._line, card.width() - 2 * PAD, self._line)
            painter.setFont(theme.font("s"))
            painter.setPen(colors.color("t2"))
            painter.drawText(row, int(Align.AlignLeft | Align.AlignVCenter), name)
            painter.setFont(theme.font("s", weight=600))
            painter.setPen(colors.color("t1"))
            painter.drawText(row, int(Align.AlignRight | Align.AlignVCenter), value)
