"""What the update will make of this gradient, in one line: symbols, then numbers, then the new value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine.telling.naming import plain_of
from mlpviz.engine.telling.written import write
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.number_colors import role_color
from mlpviz.views.walk.sentences import operator_latex

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Term

LEAD = "At Update:"
_FRACTION = re.compile(r"\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}")


@dataclass(frozen=True)
class Part:
    """A formula or a piece of text in one colour."""

    text: str
    is_math: bool
    color: QColor
    bold: bool = False


class Preview(QWidget):
    """One line of mathematics that gives up its symbols, then letter size, before it is cut."""

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._typesetter = theme, typesetter
        self._terms: Sequence[Term] = ()
        self._digits = 9
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.restyle)

    def show_terms(self, terms: Sequence[Term]) -> None:
        """Show the terms of the coming update; none leaves the line empty."""
        self._terms = terms
        self.setAccessibleName(self._spoken() if terms else "")
        self.setToolTip(self.accessibleName())
        self.restyle()

    def set_digits(self, digits: int) -> None:
        """Show so many decimals."""
        self._digits = digits
        self.show_terms(self._terms)

    def prepare(self, terms: Sequence[Term]) -> list[tuple[str, float]]:
        """What would have to be typeset to show `terms`."""
        return [(_latex(term), self._px(1.0)) for term in terms]

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, round(24 * self._theme.text_scale) if self._terms else 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the largest form that fits."""
        if not self._terms:
            return
        full, short = self._symbols() + self._numbers(), self._short()
        forms = ((full, 1.0), (full, 0.88), (short, 1.0), (short, 0.85))
        for parts, factor in forms:
            if sum(self._widths(parts, factor)) <= self.width():
                break
        painter = QPainter(self)
        base = self.height() / 2 + QFontMetricsF(self._font(False, factor)).ascent() * 0.4
        x = 0.0
        for part, width in zip(parts, self._widths(parts, factor), strict=True):
            if part.is_math:
                self._typesetter.draw(painter, part.text, part.color, self._px(factor), QPointF(x, base))
            else:
                painter.setFont(self._font(part.bold, factor))
                painter.setPen(part.color)
                painter.drawText(QPointF(x, base), part.text)
            x += width

    def _symbols(self) -> list[Part]:
        ink = self._theme.palette.color("t1")
        return [self._lead(), *(Part(_latex(term), True, ink) for term in self._terms)]

    def _numbers(self) -> list[Part]:
        """= 0.40 − 0.5 · 0.082167041 = 0.35891648."""
        quiet = self._theme.palette.color("t2")
        result, sign, *right = write(self._terms, self._digits)
        made = [Part("=", True, quiet)]
        made += [self._number(term, word) for term, word in zip(self._terms[2:], right, strict=True) if word]
        return [*made, Part(operator_latex(sign), True, quiet), self._number(self._terms[0], result)]

    def _short(self) -> list[Part]:
        return [self._lead(), Part(self._terms[0].symbol, True, self._theme.palette.color("t1")), *self._numbers()]

    def _number(self, term: Term, word: str) -> Part:
        if term.value is None:
            return Part(_latex(term), True, self._theme.palette.color("t2"))
        return Part(word, False, role_color(self._theme.palette, term.role, term.value, False), term.role == "result")

    def _spoken(self) -> str:
        result, sign, *_ = write(self._terms, self._digits)
        return f"{LEAD} {' '.join(plain_of(term.symbol) for term in self._terms)} {sign} {result}"

    def _lead(self) -> Part:
        return Part(LEAD, False, self._theme.palette.color("t2"))

    def _widths(self, parts: Sequence[Part], factor: float) -> list[float]:
        return [self._width(part, factor) + (10 if index == 0 else 6) for index, part in enumerate(parts)]

    def _width(self, part: Part, factor: float) -> float:
        if part.is_math:
            return self._typesetter.extent(part.text, self._px(factor)).width
        return QFontMetricsF(self._font(part.bold, factor)).horizontalAdvance(part.text)

    def _font(self, bold: bool, factor: float) -> QFont:
        font = self._theme.font("m", weight=600 if bold else 400)
        font.setPixelSize(max(11, round(self._theme.text_px("m") * factor)))
        return font

    def _px(self, factor: float) -> float:
        return float(round(self._theme.text_px("m") * 1.2 * factor))


def _latex(term: Term) -> str:
    return operator_latex(term.symbol) if term.value is None else _FRACTION.sub(r"\1/\2", term.symbol)
