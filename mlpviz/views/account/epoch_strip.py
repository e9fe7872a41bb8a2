"""The account epoch by epoch: what is booked, in amber, and the remainder, in grey; upwards the loss rose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mlpviz.engine import number
from mlpviz.engine.account.account import Account
from mlpviz.views.look.theme import Theme

HEIGHT, PLACE, GAP = 96, 9.0, 2.0
"""Px of height; px that an epoch has at least, else several share a bar; px between bars."""


@dataclass(frozen=True)
class Bars:
    """One or several epochs side by side with others."""

    first: int
    last: int
    booked: float
    remainder: float


def bars_of(account: Account, layer: int | None, most: int) -> tuple[Bars, ...]:
    """At most so many pairs of bars; where epochs share one, their amounts are added up.

    With a layer, counted from 0, what is booked to it alone; the remainder belongs to none.
    """
    steps = len(account.epochs)
    if not steps:
        return ()
    booked = account.by_step.sum(axis=1) if layer is None else account.by_step[:, layer]
    starts = np.arange(0, steps, -(-steps // max(1, most)))
    ends = [*(starts[1:] - 1).tolist(), steps - 1]
    sums = (np.add.reduceat(values, starts).tolist() for values in (booked, account.remainders))
    epochs = account.epochs.astype(int)
    return tuple(
        Bars(int(epochs[start]), int(epochs[end]), mine, rest if layer is None else 0.0)
        for start, end, mine, rest in zip(starts.tolist(), ends, *sums, strict=True)
    )


class EpochStrip(QWidget):
    """Draws the bars; the pointer reads them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._theme = theme
        self._account: Account | None = None
        self._layer: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Account epoch by epoch")
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take sizes and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def show_account(self, account: Account | None, layer: int | None = None) -> None:
        """Show the epochs of an account, of all layers or of one."""
        self._account, self._layer = account, layer
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the numbers under it need."""
        return QSize(240, round(HEIGHT * max(1.0, self._theme.text_scale)))

    def bars(self) -> Sequence[Bars]:
        """What is drawn, from left to right."""
        if self._account is None:
            return ()
        return bars_of(self._account, self._layer, max(1, int(self._area().width() / PLACE)))

    def _area(self) -> QRectF:
        words = QFontMetricsF(self._theme.font("xs")).height()
        return QRectF(self.rect()).adjusted(0, words + 4, 0, -words - 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw title, zero line, bars and the epochs at both ends."""
        painter, colors, area = QPainter(self), self._theme.palette, self._area()
        painter.setFont(self._theme.font("xs"))
        painter.setPen(colors.color("t3"))
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        top = QRectF(0, 0, self.width(), area.top() - 2)
        bars = self.bars()
        of, words = "", "booked in amber, remainder in grey"
        if self._layer is not None:
            of, words = f", layer {self._layer + 1}", "booked"
        painter.drawText(top, int(left), f"Epoch by epoch{of}: {words}")
        if not bars:
            return
        foot = QRectF(0, area.bottom() + 3, self.width(), self.height() - area.bottom() - 3)
        painter.drawText(foot, int(left), number.count(bars[0].first))
        if len(bars) > 1:
            painter.drawText(foot, int(right), number.count(bars[-1].last))
        amounts = [amount for one in bars for amount in (one.booked, one.remainder)]
        high, low = max(0.0, *amounts), min(0.0, *amounts)
        span = (high - low) or 1.0
        zero = round(area.top() + high / span * area.height()) + 0.5
        painter.setPen(QPen(colors.color("line2"), 1))
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))
        pitch = area.width() / len(bars)
        for at, one in enumerate(bars):
            wide = max(2.0, min(28.0, (pitch - GAP) / 2))
            middle = area.left() + (at + 0.5) * pitch
            for shift, amount, ink in ((-wide, one.booked, "hl"), (0.0, one.remainder, "t3")):
                height = amount / span * area.height()
                painter.fillRect(QRectF(middle + shift, zero, wide - 1, -height).normalized(), colors.color(ink))

    def told(self, x: float) -> str:
        """What the bars at a pixel say; "" where there are none."""
        bars, area = self.bars(), self._area()
        if not bars:
            return ""
        one = bars[min(len(bars) - 1, max(0, int((x - area.left()) / area.width() * len(bars))))]
        epochs = f"Epoch {number.count(one.first)}"
        if one.last != one.first:
            epochs = f"Epochs {number.count(one.first)} to {number.count(one.last)}"
        rest = "" if self._layer is not None else f", remainder {number.signed(one.remainder)}"
        return f"{epochs}: booked {number.signed(one.booked)}{rest}"

    def event(self, event: QEvent) -> bool:
        """Read the bars under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.told(event.pos().x()), self)
            return True
        return super().event(event)
