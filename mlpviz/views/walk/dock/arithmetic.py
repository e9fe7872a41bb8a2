"""The optimizer's arithmetic, one line a step: symbol = rule = numbers = value, aligned at the signs."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine.telling.naming import plain_of
from mlpviz.engine.telling.written import result_of
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.sentences import operator_latex

Line = tuple[str, str, str, float, str]
"""Symbol, rule and rule with numbers, all LaTeX, the value, and the sign before it."""

SYMBOL_PX = (15.0, 13.0, 12.0)
"""Sizes of the letters, from the roomiest; many lines begin with the second, because height is short."""
FEW = 3
GAP = 7.0


class Arithmetic(QWidget):
    """Every line that an optimizer computes between the gradient and the change of one weight."""

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._typesetter = theme, typesetter
        self._lines: Sequence[Line] = ()
        self._digits = 9
        self._room = 0
        self._px = SYMBOL_PX[0]
        self._heights: list[float] = []
        self._widths = (0.0, 0.0, 0.0, 0.0)
        self._ruled = True
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.restyle)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show the lines of one weight; none hides the widget."""
        self._lines = [(line[0], flat(line[1]), flat(line[2]), *line[3:]) for line in lines]
        self.setVisible(bool(lines))
        self.setAccessibleName("Arithmetic of the optimizer")
        self.setAccessibleDescription("; ".join(self._spoken(line) for line in lines))
        self.restyle()

    def set_digits(self, digits: int) -> None:
        """Show so many decimals."""
        self._digits = digits
        self.restyle()

    def set_room(self, room: int) -> None:
        """Fit into `room` px if that can be done legibly."""
        if room != self._room:
            self._room = room
            self.restyle()

    def prepare(self, lines: Sequence[Line]) -> list[tuple[str, float]]:
        """What would have to be typeset to show `lines`."""
        return [(flat(latex), self._px) for line in lines for latex in line[:3] if latex]

    @Slot()
    def restyle(self) -> None:
        """Lay everything out again."""
        sizes = SYMBOL_PX[1:] if len(self._lines) > FEW else SYMBOL_PX
        for ruled, px in ((ruled, px) for ruled in (True, False) for px in sizes):
            self._ruled = ruled
            self._measure(round(px * self._theme.text_scale))
            if self._extent() <= self._room or not self._room:
                break
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """All lines under each other."""
        if not self._lines:
            return QSize(0, 0)
        return QSize(math.ceil(self._extent()), math.ceil(sum(self._heights)))

    def minimumSizeHint(self) -> QSize:
        """The same: what does not fit is scrolled to."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        top = 0.0
        for index, (line, height) in enumerate(zip(self._lines, self._heights, strict=True)):
            self._paint_line(painter, line, top, height, last=index == len(self._lines) - 1)
            top += height

    def _paint_line(self, painter: QPainter, line: Line, top: float, height: float, *, last: bool) -> None:
        colors = self._theme.palette
        base = top + height / 2 + self._px * 0.28
        x = 0.0
        for column, token in self._columns():
            if column:
                x += self._equals(painter, x, base)
            self._typesetter.draw(painter, line[:3][column], colors.color(token), self._px, QPointF(x, base))
            x += self._widths[column]
        x += self._equals(painter, x, base, line[4])
        font = self._value_font(bold=last)
        painter.setFont(font)
        painter.setPen(colors.color("t1"))
        place = QRectF(x, base - QFontMetricsF(font).ascent(), self._widths[3] + 2, QFontMetricsF(font).height())
        painter.drawText(place, Qt.AlignmentFlag.AlignRight, result_of(line[3], self._digits))

    def _columns(self) -> tuple[tuple[int, str], ...]:
        """Which of symbol, rule and numbers are shown, and in which colours."""
        return ((0, "t1"), (1, "t2"), (2, "t1")) if self._ruled else ((0, "t1"), (2, "t1"))

    def _equals(self, painter: QPainter, x: float, base: float, sign: str = "=") -> float:
        color = self._theme.palette.color("t2")
        self._typesetter.draw(painter, operator_latex(sign), color, self._px, QPointF(x + GAP, base))
        return self._sign_width()

    def _sign_width(self) -> float:
        return self._typesetter.extent("=", self._px).width + 2 * GAP

    def _measure(self, px: float) -> None:
        self._px = float(px)
        metrics = QFontMetricsF(self._value_font(bold=True))
        widths = [max((self._wide(line[:3][column]) for line in self._lines), default=0.0) for column in range(3)]
        values = [metrics.horizontalAdvance(result_of(line[3], self._digits)) for line in self._lines]
        self._widths = (widths[0], widths[1], widths[2], max(values, default=0.0))
        self._heights = [self._height(line) for line in self._lines]

    def _wide(self, latex: str) -> float:
        return self._typesetter.extent(latex, self._px).width if latex else 0.0

    def _height(self, line: Line) -> float:
        tallest = max(self._typesetter.extent(line[:3][column], self._px).height for column, _ in self._columns())
        return max(tallest + 2.0, self._px * 1.4)

    def _extent(self) -> float:
        shown = [column for column, _ in self._columns()]
        return sum(self._widths[column] for column in (*shown, 3)) + len(shown) * self._sign_width() + 2

    def _value_font(self, *, bold: bool) -> QFont:
        font = self._theme.font("s", weight=600 if bold else 400)
        font.setPixelSize(round(self._px - 2) if self._px > 12 else 11)
        return font

    def _spoken(self, line: Line) -> str:
        parts = [plain_of(latex) for latex in line[:3] if latex]
        return f"{' = '.join(parts)} {line[4]} {result_of(line[3], self._digits)}"


_FRACTION = re.compile(r"\\frac\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")


def flat(latex: str) -> str:
    """Fractions on one line, so that six lines of arithmetic find room: m / (1 − β₁ᵗ)."""
    return _FRACTION.sub(_sloped, latex)


def _sloped(match: re.Match[str]) -> str:
    top, bottom = (rf"({part})" if _is_sum(part) else part for part in (flat(match[1]), flat(match[2])))
    return rf"{top} / {bottom}"


def _is_sum(latex: str) -> bool:
    return bool(re.search(r"[^{(^ ]\s*[-+]", latex)) or r"\cdot" in latex
