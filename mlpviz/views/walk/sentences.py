"""Words and numbers of the step-through: sentences with mathematics in them, and every decimal that is asked for."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine.telling.equation_latex import operator_latex as operator_latex
from mlpviz.engine.telling.naming import plain_of
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter

_PIECES = re.compile(r"\$([^$]+)\$|([^\S\n]+)|([^\s$]+)")
_FORMULA = re.compile(r"\$([^$]+)\$")


def spoken(text: str) -> str:
    """LaTeX, or words with LaTeX between dollar signs, as plain text, for tooltips and screen readers."""
    if "$" not in text and set(text) & set("\\_^{"):
        return plain_of(text)
    return " ".join(_FORMULA.sub(_plain, text.replace("**", "")).split())


def _plain(match: re.Match[str]) -> str:
    return plain_of(match[1])


@dataclass(frozen=True)
class Piece:
    """A word, a gap or a formula, and how wide it is."""

    text: str
    is_math: bool
    width: float
    strong: bool = False


class Prose:
    """Text with LaTeX between dollar signs and bold words between **, broken into lines where it has to be."""

    def __init__(self, typesetter: Typesetter, text: str, font: QFont, *, bold_math: bool = False) -> None:
        self._typesetter = typesetter
        self._font = font
        self._metrics = QFontMetricsF(font)
        self._strong = QFont(font)
        self._strong.setWeight(QFont.Weight.DemiBold)
        self._px = float(round(font.pixelSize() * 1.12))
        self._paragraphs = [self._runs(line, bold_math) for line in text.split("\n")]

    def width(self) -> float:
        """Width of the longest line if none is broken."""
        return max(sum(_width(run) for run in runs) for runs in self._paragraphs)

    def widest_word(self) -> float:
        """The least width that cuts nothing."""
        return max((_width(run) for runs in self._paragraphs for run in runs), default=0.0)

    def lines(self, width: float) -> list[list[Piece]]:
        """What stands in each line where `width` px are free."""
        return [line for runs in self._paragraphs for line in _broken(runs, width)]

    def paint(
        self, painter: QPainter, rect: QRectF, color: QColor, line_height: float, align: Qt.AlignmentFlag
    ) -> None:
        """Draw into `rect` from its top."""
        painter.setPen(color)
        base = rect.top() + (line_height + self._metrics.ascent() - self._metrics.descent()) / 2
        for line in self.lines(rect.width()):
            free = rect.width() - _width(line)
            x = rect.left() + free * (0.5 if align & Qt.AlignmentFlag.AlignHCenter else 0.0)
            for piece in line:
                place = QPointF(x, base)
                if piece.is_math:
                    self._typesetter.draw(painter, piece.text, color, self._px, place)
                else:
                    painter.setFont(self._strong if piece.strong else self._font)
                    painter.drawText(place, piece.text)
                x += piece.width
            base += line_height

    def _runs(self, text: str, bold: bool) -> list[list[Piece]]:
        """Pieces that may not be torn apart, gaps standing alone."""
        runs: list[list[Piece]] = []
        glued = strong = False
        for latex, gap, word in _PIECES.findall(text):
            if gap:
                runs.append([Piece(" ", False, self._metrics.horizontalAdvance(" "))])
                glued = False
                continue
            pieces = [self._math(latex, bold or strong)] if latex else []
            for at, part in enumerate(word.split("**")):
                strong ^= at > 0
                pieces += [self._word(part, strong)] if part else []
            if glued:
                runs[-1] += pieces
            elif pieces:
                runs.append(pieces)
            glued = glued or bool(pieces)
        return runs

    def _math(self, latex: str, bold: bool) -> Piece:
        shown = bold_of(latex) if bold else latex
        return Piece(shown, True, self._typesetter.extent(shown, self._px).width + 1.0)

    def _word(self, word: str, strong: bool) -> Piece:
        metrics = QFontMetricsF(self._strong) if strong else self._metrics
        return Piece(word, False, metrics.horizontalAdvance(word), strong)


def bold_of(latex: str) -> str:
    """The same in bold."""
    return rf"\boldsymbol{{{latex}}}"


def _width(pieces: list[Piece]) -> float:
    return sum(piece.width for piece in pieces)


def _broken(runs: list[list[Piece]], width: float) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for run in runs:
        gap = run[0].text == " "
        if lines[-1] and not gap and _width(lines[-1]) + _width(run) > width + 0.5:
            lines.append([])
        if lines[-1] or not gap:
            lines[-1] += run
    for line in lines:
        while line and line[-1].text == " ":
            line.pop()
    return lines


class ProseLabel(QWidget):
    """A label whose text may hold mathematics between dollar signs."""

    def __init__(
        self, theme: Theme, typesetter: Typesetter, role: str = "m", token: str = "t1", *, weight: int | None = None,
        bold_math: bool = True, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """In bold text the mathematics is bold too, unless `bold_math` is off, which spares typesetting it anew."""
        super().__init__(parent)
        self._theme, self._typesetter = theme, typesetter
        self._role, self._token, self._weight = role, token, weight
        self._bold = bold_math and (weight or 400) >= 600
        self._text = ""
        self._prose: Prose | None = None
        self._heights: dict[int, int] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.restyle)

    def show_text(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(spoken(text))
            self.restyle()

    def text(self) -> str:
        """What is shown, with its LaTeX."""
        return self._text

    def prepare(self, text: str) -> list[tuple[str, float]]:
        """The mathematics that `text` would need; nothing is typeset yet."""
        px = float(self._theme.text_px(self._role))
        return [(bold_of(latex) if self._bold else latex, px) for latex in _FORMULA.findall(text)]

    @Slot()
    def restyle(self) -> None:
        """Take colour and size from the theme again."""
        self._prose = self._typed(self._text) if self._text else None
        self._heights = {}
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """Lines break where they have to."""
        return True

    def heightForWidth(self, width: int) -> int:
        """A line's height, times the lines."""
        if width not in self._heights:  # Qt asks hundreds of times while it lays a page out
            lines = len(self._prose.lines(width)) if self._prose else 0
            self._heights[width] = self._theme.line_px(self._role) * lines
        return self._heights[width]

    def sizeHint(self) -> QSize:
        if self._prose is None:
            return QSize(0, 0)
        return QSize(math.ceil(self._prose.width()) + 1, self._theme.line_px(self._role))

    def minimumSizeHint(self) -> QSize:
        if self._prose is None:
            return QSize(0, 0)
        return QSize(math.ceil(self._prose.widest_word()) + 1, self._theme.line_px(self._role))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._prose is not None:
            painter = QPainter(self)
            color = self._theme.palette.color(self._token)
            line = float(self._theme.line_px(self._role))
            self._prose.paint(painter, QRectF(self.rect()), color, line, Qt.AlignmentFlag.AlignLeft)

    def _typed(self, text: str) -> Prose:
        return Prose(self._typesetter, text, self._theme.font(self._role, weight=self._weight), bold_math=self._bold)
