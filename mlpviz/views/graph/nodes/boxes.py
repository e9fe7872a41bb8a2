"""Nodes as boxes: a row for each value, one line, or no more than a colour, as there is room."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.views.graph.box_layout import NAME_HEIGHT
from mlpviz.views.graph.layout import Density, Slot
from mlpviz.views.graph.nodes.frame import halo, paint_frame
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.writing import Piece, Writing

TOUCHED_WIDTH = 2.25
PADDING, LINE_PADDING = 10.0, 7.0
Align = Qt.AlignmentFlag


@dataclass(frozen=True)
class Value:
    """One value in a box. Without a text it is not yet computed."""

    symbol: str
    text: str
    color: QColor | None = None
    """The colour of the part it plays in the operation; None for a bystander."""


@dataclass(frozen=True)
class BoxLook:
    """What one box shows now."""

    name: str
    rows: tuple[Value, ...] = ()
    accent: QColor | None = None
    """Colour of outline and halo; None where the operation does not touch the unit."""
    hovered: bool = False
    fill: QColor | None = None
    """For a box without room for a number: the colour of its value."""
    titled: bool = False
    """Its name stands inside, over its value."""

    @property
    def lit(self) -> bool:
        """Whether it stands out."""
        return self.accent is not None or self.hovered


class BoxPainter:
    """Draws boxes in each density."""

    def __init__(self, theme: Theme, writing: Writing) -> None:
        self._theme, self._writing = theme, writing

    def paint(self, painter: QPainter, slot: Slot, look: BoxLook) -> None:
        """Draw one box, in the size it has while it stands out if it does."""
        rect, density = slot.rect, slot.density
        if look.lit:
            rect, density = self.widened(slot, look), max(density, Density.COMPACT)
        self._frame(painter, rect, density, look)
        if look.titled:
            self._title(painter, rect, look)
        elif density is Density.ROOMY:
            self._writing.draw(painter, [self._name(look)], self.name_place(rect, look), "body")
            self._rows(painter, rect, look)
        elif density is Density.COMPACT:
            self._one_line(painter, rect, look)

    def widened(self, slot: Slot, look: BoxLook) -> QRectF:
        """Room for what a unit says while it stands out: its name in a small one, a longer symbol than z and a."""
        rect = slot.rect
        if look.titled:
            return rect
        if slot.density is Density.ROOMY:
            rows = (self._row_pieces(row, look) for row in look.rows)
            needed = max((self._writing.width(pieces) for pieces in rows), default=0.0) + 2 * PADDING
        else:
            needed = self._writing.width(self._line(look), "s") + 2 * LINE_PADDING
        width = max(rect.width(), needed)
        return QRectF(rect.center().x() - width / 2, rect.top(), width, rect.height())

    def _frame(self, painter: QPainter, rect: QRectF, density: Density, look: BoxLook) -> None:
        radius = {Density.ROOMY: self._theme.radius("step_node"), Density.COMPACT: 6, Density.PLAIN: 5}[density]
        if look.accent is None:
            pen = QPen(self._color("hl" if look.hovered else "line2"), self._theme.line("node_border"))
            fill = look.fill if density is Density.PLAIN else None
            paint_frame(painter, rect, radius, pen, fill or self._color("canvas"))
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for soft in halo(look.accent, TOUCHED_WIDTH):
            painter.setPen(soft)
            painter.drawRoundedRect(rect, radius, radius)
        pen = QPen(look.accent, TOUCHED_WIDTH * self._theme.palette.line_factor)
        paint_frame(painter, rect, radius, pen, self._color("panel"))

    def name_place(self, rect: QRectF, look: BoxLook) -> QRectF:
        """Where the name of a roomy unit stands: above it."""
        height = NAME_HEIGHT * max(1.0, self._theme.text_scale)
        above = 1.0 if look.accent is None else 3.0
        width = self._writing.width([self._name(look)], "body")
        return QRectF(rect.center().x() - width / 2, rect.top() - height - above, width, height)

    def _name(self, look: BoxLook) -> Piece:
        return Piece(look.name, self._plain(look), math=True)

    def _title(self, painter: QPainter, rect: QRectF, look: BoxLook) -> None:
        half = QRectF(rect.topLeft(), QSizeF(rect.width(), rect.height() / 2))
        self._writing.draw(painter, [self._name(look)], half.translated(0, 0.12 * half.height()), "body")
        for row in look.rows:
            self._writing.draw(painter, self._row_pieces(row, look), half.translated(0, 0.9 * half.height()), "m")

    def _rows(self, painter: QPainter, rect: QRectF, look: BoxLook) -> None:
        line = self._theme.line_px("m") + 4.0
        top = rect.center().y() - line * len(look.rows) / 2
        for index, row in enumerate(look.rows):
            place = QRectF(rect.left() + PADDING, top + index * line, rect.width() - 2 * PADDING, line)
            *symbol, value = self._row_pieces(row, look)
            self._writing.draw(painter, symbol, place, "m", Align.AlignLeft)
            self._writing.draw(painter, [value], place, "m", Align.AlignRight if symbol else Align.AlignHCenter)

    def _row_pieces(self, row: Value, look: BoxLook) -> list[Piece]:
        color = row.color if row.color is not None else self._plain(look)
        strong = row.color is not None or look.accent is not None
        symbol = [Piece(row.symbol, color, math=True)] if row.symbol else []
        return [*symbol, Piece(row.text, color, strong=strong)]

    def _one_line(self, painter: QPainter, rect: QRectF, look: BoxLook) -> None:
        pieces = self._line(look)
        inner = rect.adjusted(LINE_PADDING, 0, -LINE_PADDING, 0)
        self._writing.draw(painter, pieces[:1], inner, "s", Align.AlignLeft)
        self._writing.draw(painter, pieces[1:], inner, "s", Align.AlignRight)

    def _line(self, look: BoxLook) -> list[Piece]:
        """The name, then the letter of the value that matters most now, and the value; ln p₁ needs no name before."""
        plain = self._plain(look)
        pieces = [Piece(look.name, plain, math=True)]
        shown = [row for row in look.rows if row.text]
        if shown:
            row = next((row for row in reversed(shown) if row.color is not None), shown[-1])
            color = row.color or plain
            if look.name in row.symbol:
                pieces.clear()
            if row.symbol:
                pieces.append(Piece(row.symbol, color, math=True))
            pieces.append(Piece(row.text, color, strong=row.color is not None))
        return pieces

    def _plain(self, look: BoxLook) -> QColor:
        return self._color("t1" if look.lit else "t3")

    def _color(self, token: str) -> QColor:
        return self._theme.palette.color(token)
