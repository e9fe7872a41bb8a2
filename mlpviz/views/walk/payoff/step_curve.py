"""The loss along the step of an update: from the old weights through the new ones and a little beyond."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from mlpviz.nn.arrays import Array
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.walk.framed_curve import FramedCurve
from mlpviz.views.walk.number_colors import role_color

if TYPE_CHECKING:
    from mlpviz.engine.telling.payoff import Payoff

DOT, TOLD = 6.0, 4.0
"""Radius in px of the dots of old and new, and of the place that the straight line predicts."""
WITH_HALVES = 220
"""From this width on, in px at text of the designed size, halves of the step are written below."""
LINE = (0.0, 1.0)
"""From which share of the step to which the straight line is drawn."""


class StepCurve(FramedCurve):
    """Shows the loss at θ + s·Δθ, the dots of old and new weights, and the straight line of the gradient."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._payoff: Payoff | None = None
        self.tangent = self.add_curve(2.0)
        self.setAccessibleName("Loss along the step, from the old weights to the new")
        self.setToolTip("The loss if the step had been shorter or longer: at 0 the old weights, at 1 the new ones")
        self.restyle()

    def show_payoff(self, payoff: Payoff) -> None:
        """Show the curve of an update."""
        self._payoff, self.shown = payoff, True
        self.setAccessibleDescription(payoff.sentence)
        self._redraw()

    def dots(self) -> dict[str, QPointF]:
        """Where each dot is drawn, in px: "old", "new" and "predicted"; one that is no number is left out."""
        payoff = self._payoff
        if payoff is None:
            return {}
        places = {"old": (0.0, payoff.before), "new": (1.0, payoff.after), "predicted": (1.0, payoff.predicted)}
        return {name: self.place(share, loss) for name, (share, loss) in places.items()
                if loss is not None and np.isfinite(loss)}  # fmt: skip

    @Slot()
    def restyle(self) -> None:
        """Take colours and fonts from the theme again."""
        super().restyle()
        self._redraw()

    def words_below(self) -> list[tuple[float, str]]:
        """The two ends of the step by name, and where there is room, halves of it."""
        ends, halves = [(0.0, "old weights"), (1.0, "new weights")], [(0.5, "½"), (1.5, "1½")]
        wide = self.area().width() >= WITH_HALVES * max(1.0, self._theme.text_scale)
        return ends + halves if wide else [(share, text.partition(" ")[0]) for share, text in ends]

    def sizeHint(self) -> QSize:
        """As much as there is room for."""
        return QSize(240, self.minimumHeight())

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Draw the dots and what they are."""
        super().drawForeground(painter, rect)
        payoff, dots = self._payoff, self.dots()
        if payoff is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        taken = [QRectF(dot.x() - 8, dot.y() - 8, 16, 16) for dot in dots.values()]
        taken += self._along_curve(payoff)
        old, new, told = (dots.get(name) for name in ("old", "new", "predicted"))
        if told is not None and new is not None:
            painter.setPen(QPen(self._line_ink(payoff), 1.0))
            painter.drawLine(new, told)
        for dot, radius, fill, rim in (
            (told, TOLD, "panel", self._line_ink(payoff)),
            (old, DOT, "panel", self._theme.palette.color("t1")),
            (new, DOT, "hl", self._theme.palette.color("panel")),
        ):
            if dot is not None:
                painter.setPen(QPen(rim, 1.5))
                painter.setBrush(self._theme.palette.color(fill))
                painter.drawEllipse(dot, radius, radius)
        self._name_dots(painter, payoff, dots, taken)

    def _name_dots(
        self, painter: QPainter, payoff: Payoff, dots: dict[str, QPointF], taken: list[QRectF]
    ) -> None:
        painter.setFont(self._theme.font("s", weight=600))
        high = QFontMetricsF(painter.font()).height()
        ink = self._theme.palette.color
        for name, color, text in (
            ("new", ink("t1"), "after"),
            ("old", ink("t2"), "before"),
            ("predicted", self._line_ink(payoff), "predicted"),
        ):
            if name in dots:
                dot = dots[name]
                painter.setPen(color)
                tops = (dot.y() - high - 6, dot.y() + 6, dot.y() - 2 * high - 6, dot.y() + high + 6)
                self.write(painter, text, dot.x(), tops, taken, flip=name == "predicted")

    def _along_curve(self, payoff: Payoff) -> list[QRectF]:
        """Small places along both lines, which words keep clear of."""
        lines = [zip(payoff.shares, payoff.losses, strict=True)]
        ends = self._straight(payoff)
        if len(ends):
            shares = np.linspace(*LINE, 17)
            lines.append(zip(shares, np.interp(shares, LINE, ends), strict=True))
        dots = [self.place(float(share), float(loss)) for line in lines for share, loss in line if np.isfinite(loss)]
        return [QRectF(dot.x() - 2, dot.y() - 2, 4, 4) for dot in dots]

    @staticmethod
    def _straight(payoff: Payoff) -> Array:
        """The heights of the straight line at both ends of the step; none where there is no such line."""
        ends = np.array([] if payoff.predicted is None else [payoff.before, payoff.predicted])
        return ends if np.isfinite(ends).all() else np.empty(0)

    def _line_ink(self, payoff: Payoff) -> QColor:
        """A slope of the loss flows back."""
        return role_color(self._theme.palette, "gradient", payoff.foreseen, True)

    def _redraw(self) -> None:
        payoff = self._payoff
        if payoff is None:
            return
        ends = self._straight(payoff)
        self.tangent.setData(np.array(LINE[: len(ends)]), ends)
        self.tangent.setPen(plot_style.pen_of(self._theme, self._line_ink(payoff)))
        self.fit((float(payoff.shares[0]), float(payoff.shares[-1])), np.append(payoff.losses, ends))
        self.curve.setData(payoff.shares, payoff.losses)
        self.viewport().update()
