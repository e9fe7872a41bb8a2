"""Short lines of mathematics and numbers, as they stand in nodes, on edges and in tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter

MATH_GROWTH = 1.2
"""Letters of the mathematics font are smaller than those of the interface font at the same size."""
GAP = 6.0

Align = Qt.AlignmentFlag


@dataclass(frozen=True)
class Piece:
    """A symbol in LaTeX, or plain text."""

    text: str
    color: QColor
    math: bool = False
    strong: bool = False


class Writing:
    """Measures and draws pieces on one baseline."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._typesetter = Typesetter(theme)

    @property
    def typesetter(self) -> Typesetter:
        """Where symbols are typeset."""
        return self._typesetter

    def font(self, role: str, strong: bool = False) -> QFont:
        """The font of plain pieces."""
        return self._theme.font(role, weight=600 if strong else 400)

    def math_px(self, role: str) -> float:
        """The size of symbols that stand beside text of a role."""
        return round(self._theme.text_px(role) * MATH_GROWTH)

    def width(self, pieces: Sequence[Piece], role: str = "m") -> float:
        """The width of a line."""
        return sum(self._advance(piece, role) for piece in pieces) + GAP * max(0, len(pieces) - 1)

    def size(self, pieces: Sequence[Piece], role: str = "m") -> QSizeF:
        """The width and height of a line."""
        return QSizeF(self.width(pieces, role), self._theme.line_px(role))

    def draw(
        self, painter: QPainter, pieces: Iterable[Piece], place: QRectF, role: str = "m",
        align: Qt.AlignmentFlag = Align.AlignHCenter,
    ) -> None:
        """Draw a line inside a rectangle, in the middle of its height."""
        pieces = list(pieces)
        free = place.width() - self.width(pieces, role)
        left = place.left() + free * (1.0 if align & Align.AlignRight else 0.5 if align & Align.AlignHCenter else 0.0)
        metrics = QFontMetricsF(self.font(role))
        baseline = place.center().y() + metrics.capHeight() / 2
        for piece in pieces:
            self._draw_piece(painter, piece, QPointF(left, baseline), role)
            left += self._advance(piece, role) + GAP

    def _draw_piece(self, painter: QPainter, piece: Piece, point: QPointF, role: str) -> None:
        if piece.math:
            latex = rf"\mathbf{{{piece.text}}}" if piece.strong and piece.text.isalpha() else piece.text
            self._typesetter.draw(painter, latex, piece.color, self.math_px(role), point)
        else:
            painter.setFont(self.font(role, piece.strong))
            painter.setPen(piece.color)
            painter.drawText(point, piece.text)

    def _advance(self, piece: Piece, role: str) -> float:
        if piece.math:
            return self._typesetter.extent(piece.text, self.math_px(role)).width
        return QFontMetricsF(self.font(role, piece.strong)).horizontalAdvance(piece.text)
