"""One operation as two aligned rows: its symbols, and under each the number in a box with the colour of its source."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mlpviz.engine.number import stepped
from mlpviz.engine.telling.naming import plain_of
from mlpviz.engine.telling.written import write
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.dock.answer_field import AnswerField
from mlpviz.views.walk.number_colors import faded, role_color
from mlpviz.views.walk.sentences import Prose, operator_latex, spoken

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Mark, Term

Align = Qt.AlignmentFlag


@dataclass(frozen=True)
class Scale:
    """Sizes in px of one step of shrinking."""

    symbol: float
    value: int
    caption: int
    pad: float
    gap: float
    box: float
    least: float


SCALES = (
    Scale(26, 16, 12, 9, 28, 32, 72), Scale(26, 15, 12, 7, 22, 32, 64), Scale(25, 14, 12, 6, 18, 30, 60),
    Scale(21, 13, 11, 5, 13, 27, 48), Scale(18, 12, 11, 4, 8, 25, 40),
)  # fmt: skip
"""From the size of the design down to the smallest that still reads well; below that the row scrolls."""

TYPED_ROOM = "−0.000000"
"""A hidden number has room for so much to be typed."""
MOST_ROWS = 2
MOST_GROWTH = 1.2
"""The largest letters of the design are large already; an equation grows with the text only so far."""
INDENT = 24.0
BOX_GAP = 6.0
ROW_GAP = 10.0
CAPTION = 134.0
"""A caption may widen its column up to this before it is broken into lines."""


@dataclass(frozen=True)
class TermPlace:
    """Where one term stands."""

    term: Term
    row: int
    left: float
    width: float
    number: str
    caption: Prose | None

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width


class TermRows(QWidget):
    """Symbols above, values below. `hovered` tells which part of the graph the operand under the pointer stands for."""

    hovered = Signal(object)
    answered = Signal(str)
    """What was typed in the place of a hidden result."""

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._typesetter = theme, typesetter
        self._terms: Sequence[Term] = ()
        self._backward = False
        self._digits = 9
        self._low = False
        self._room = 0
        self._over: int | None = None
        self._lit: Mark | None = None
        self._scale = SCALES[0]
        self._numbers: Sequence[str] = ()
        self._columns: list[TermPlace] = []
        self._spared = 0
        self._symbol_heights: list[float] = []
        self._captions_height = 0.0
        self._layouts: dict[tuple[Scale, float], tuple[Scale, list[TermPlace], list[float], float]] = {}
        """By the scale and the room that were tried: a window tries many sizes while it finds its own."""
        self.field = AnswerField(self)
        """Takes a prediction while the result is hidden."""
        self.field.answered.connect(self.answered)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._measure_anew)

    def show_terms(self, terms: Sequence[Term], backward: bool, *, spared: int = 0) -> None:
        """Show the terms of an operation; `backward` says which map colours its result.

        `spared` is 1 to be lower than usual, and 2 to leave out the captions as well.
        """
        self._terms, self._backward, self._spared = terms, backward, spared
        self._set_over(None)
        self._write()
        self.setAccessibleName("Equation")

    def set_digits(self, digits: int) -> None:
        """Show so many decimals."""
        self._digits = digits
        self._write()

    def _write(self) -> None:
        self._numbers = write(self._terms, self._digits) if self._terms else ()
        self._measure_anew()
        self.setAccessibleDescription(self.sentence())

    def set_low(self, low: bool) -> None:
        """Begin one size smaller, where the window is low."""
        self._low = low
        self.restyle()

    def set_room(self, room: int) -> None:
        """Fit into `room` px if that can be done legibly."""
        if room != self._room:
            self._room = room
            self.restyle()

    def show_hovered(self, mark: Mark | None) -> None:
        """Light the operands that stand for `mark` on the graph."""
        if mark != self._lit:
            self._lit = mark
            self.update()

    def sentence(self) -> str:
        """The equation in plain text, symbols first."""
        symbols = " ".join(plain_of(term.symbol) for term in self._terms)
        return f"{symbols}; {' '.join(filter(None, self._numbers))}" if self._terms else ""

    def boxes(self) -> list[tuple[Term, QRectF]]:
        """The value boxes and the terms they belong to."""
        return [(column.term, self._box(column)) for column in self._columns if column.term.value is not None]

    def row_count(self) -> int:
        """In how many rows the equation is broken."""
        return len(self._symbol_heights)

    def prepare(self, terms: Sequence[Term]) -> list[tuple[str, float]]:
        """What would have to be typeset to show `terms`."""
        return [(_latex(term), self._scale.symbol) for term in terms if term.symbol]

    @Slot()
    def _measure_anew(self) -> None:
        self._layouts.clear()
        self.restyle()

    def restyle(self) -> None:
        """Lay everything out again: as large as it fits in one row, else broken before a plus or minus."""
        scales = SCALES[min(2 + self._spared, 4) if self._spared else 3 if self._low else 0 :]
        for scale in scales:
            self._lay_out(scale, 0.0)
            if not self._room or self._extent() <= self._room:
                break
        else:
            for scale in SCALES[3:]:
                self._lay_out(scale, float(self._room))
                if self._extent() <= self._room and self.row_count() <= MOST_ROWS:
                    break
        self._place_field()
        self.updateGeometry()
        self.update()

    def _place_field(self) -> None:
        """Where the result will stand."""
        hidden = bool(self._terms) and self._terms[0].hidden
        if hidden:
            self.field.fit(self._box(self._columns[0]).toAlignedRect(), self._scale.value)
            self.field.setAccessibleName(f"Your prediction of {plain_of(self._terms[0].symbol)}")
        self.field.setVisible(hidden)

    def sizeHint(self) -> QSize:
        """As large as the equation."""
        if not self._columns:
            return QSize(0, 0)
        height = self._row_top(self.row_count()) - ROW_GAP + self._captions_height + 4
        return QSize(math.ceil(self._extent()), math.ceil(height))

    def minimumSizeHint(self) -> QSize:
        """The same: what does not fit is scrolled to."""
        return self.sizeHint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light what is under the pointer."""
        self._set_over(self._at(event.position()))

    def event(self, event: QEvent) -> bool:
        """Tell what an operand is, and its number in full."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if found is None else _told(self._columns[found].term), self)
            return True
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._set_over(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw both rows and the captions."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, column in enumerate(self._columns):
            if column.term.value is None:
                self._paint_operator(painter, column)
            else:
                self._paint_operand(painter, column, index)

    def _lay_out(self, scale: Scale, room: float) -> None:
        """Place every term; rows are broken where `room` is given."""
        if (scale, room) not in self._layouts:
            self._place_terms(scale, room)
            self._layouts[scale, room] = self._scale, self._columns, self._symbol_heights, self._captions_height
        self._scale, self._columns, self._symbol_heights, self._captions_height = self._layouts[scale, room]

    def _place_terms(self, scale: Scale, room: float) -> None:
        self._scale = scale = _grown(scale, min(self._theme.text_scale, MOST_GROWTH))
        captioned = not room and self._spared < 2
        shown = list(zip(self._terms, self._numbers, strict=True))
        widths = [self._width(term, number, captioned) for term, number in shown]
        starts = _row_starts(self._terms, widths, room) if room else {0}
        self._columns, self._symbol_heights = [], []
        left = 1.0
        for at, ((term, number), width) in enumerate(zip(shown, widths, strict=True)):
            if at in starts:
                left = 1.0 if at == 0 else INDENT
                self._symbol_heights.append(0.0)
            caption = self._caption(term) if captioned else None
            row = len(self._symbol_heights) - 1
            self._columns.append(TermPlace(term, row, left, width, number, caption))
            if term.symbol:
                height = self._typesetter.extent(_latex(term), scale.symbol).height + 2
                self._symbol_heights[row] = max(self._symbol_heights[row], height)
            left += width
        lines = [len(column.caption.lines(column.width + 8)) for column in self._columns if column.caption]
        self._captions_height = max(lines, default=0) * self._line() + (8 if lines else 0)

    def _width(self, term: Term, number: str, captioned: bool) -> float:
        scale, latex = self._scale, _latex(term)
        wide = self._typesetter.extent(latex, scale.symbol).width if latex else 0.0
        if term.value is None:
            return wide + 6 if set(term.symbol) & set("()") else max(scale.gap, wide + scale.gap / 3 + 3)
        written = QFontMetricsF(self._value_font()).horizontalAdvance(TYPED_ROOM if term.hidden else number)
        width = max(scale.least, wide + 4, written + 2 * scale.pad)
        caption = self._caption(term) if captioned else None
        if caption is None:
            return width
        most = CAPTION * self._theme.text_scale * (1.0 if scale.caption >= 12 else 0.57)
        return max(width, caption.widest_word(), min(caption.width(), most))

    def _caption(self, term: Term) -> Prose | None:
        return Prose(self._typesetter, term.caption, self._caption_font()) if term.caption else None

    def _paint_operator(self, painter: QPainter, column: TermPlace) -> None:
        color = self._theme.palette.color("t2")
        for sign, place in ((column.term.symbol, self._symbol(column)), (column.number, self._box(column))):
            if sign:
                self._typesetter.draw(
                    painter, operator_latex(sign), color, self._scale.symbol, place, Align.AlignCenter)

    def _paint_operand(self, painter: QPainter, column: TermPlace, index: int) -> None:
        term = column.term
        color = role_color(self._theme.palette, term.role, term.value, self._backward)
        lit = index == self._over or (self._lit is not None and term.mark == self._lit)
        if term.symbol:
            place = self._symbol(column)
            self._typesetter.draw(painter, term.symbol, color, self._scale.symbol, place, Align.AlignCenter)
        box = self._box(column)
        if term.hidden and index == 0:
            self._paint_caption(painter, column)
            return  # the field stands there
        accent = self._theme.palette.color("hl") if term.role == "slope" else color
        self._paint_box(painter, box, accent, result=index == 0, lit=lit)
        painter.setFont(self._value_font())
        painter.setPen(color)
        painter.drawText(box, Align.AlignCenter, column.number)
        self._paint_caption(painter, column)

    def _paint_caption(self, painter: QPainter, column: TermPlace) -> None:
        if column.caption is not None:
            below = QRectF(column.left - 4, self._box(column).bottom() + 8, column.width + 8, self._captions_height)
            column.caption.paint(painter, below, self._theme.palette.color("t2"), self._line(), Align.AlignHCenter)

    def _paint_box(self, painter: QPainter, box: QRectF, color: QColor, *, result: bool, lit: bool) -> None:
        plain = color == self._theme.palette.color("t1")
        width = self._theme.line("focus") if result or lit else self._theme.line("control")
        border = self._theme.palette.color("ctl") if plain and not lit else faded(color, 1.0 if lit or result else 0.6)
        painter.setPen(QPen(border, width))
        painter.setBrush(self._theme.palette.color("sel") if plain else faded(color, 0.26 if lit else 0.12))
        inset = width / 2
        radius = self._theme.radius("control")
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius, radius)

    def _at(self, point: QPointF) -> int | None:
        for index, column in enumerate(self._columns):
            inside = column.left <= point.x() < column.right
            top = self._row_top(column.row)
            last = column.row == self.row_count() - 1
            if inside and column.term.value is not None and top <= point.y():
                if last or point.y() < self._row_top(column.row + 1):
                    return index
        return None

    def _set_over(self, index: int | None) -> None:
        if index != self._over:
            self._over = index
            self.update()
            self.hovered.emit(None if index is None else self._columns[index].term.mark)

    def _extent(self) -> float:
        return max((column.right for column in self._columns), default=0.0) + 1.0

    def _row_top(self, row: int) -> float:
        return sum(height + BOX_GAP + self._scale.box + ROW_GAP for height in self._symbol_heights[:row])

    def _symbol(self, column: TermPlace) -> QRectF:
        return QRectF(column.left, self._row_top(column.row), column.width, self._symbol_heights[column.row])

    def _box(self, column: TermPlace) -> QRectF:
        return QRectF(column.left, self._symbol(column).bottom() + BOX_GAP, column.width, self._scale.box)

    def _line(self) -> float:
        return self._scale.caption * 1.3

    def _value_font(self) -> QFont:
        font = self._theme.font("value", weight=600)
        font.setPixelSize(self._scale.value)
        return font

    def _caption_font(self) -> QFont:
        font = self._theme.font("xs")
        font.setPixelSize(self._scale.caption)
        return font


def _row_starts(terms: Sequence[Term], widths: Sequence[float], room: float) -> set[int]:
    """Where rows begin: before a plus or minus between operands, or any operator where even that is too wide."""
    pieces = _pieces(terms, {"+", "−"})
    if any(sum(widths[start:end]) > room - INDENT for start, end in pieces):
        pieces = _pieces(terms, {"+", "−", "·", "/"})
    starts, used = {0}, 0.0
    for start, end in pieces:
        width = sum(widths[start:end])
        if start and used + width > room - 2:
            starts.add(start)
            used = INDENT
        used += width
    return starts


def _pieces(terms: Sequence[Term], breaks: set[str]) -> list[tuple[int, int]]:
    """The terms cut before every operator of `breaks` that has an operand or a bracket on its left."""
    cuts = [0]
    for at in range(1, len(terms)):
        before = terms[at - 1]
        if terms[at].symbol in breaks and (before.value is not None or before.symbol.startswith(")")):
            cuts.append(at)
    return list(zip(cuts, [*cuts[1:], len(terms)], strict=True))


def _told(term: Term) -> str:
    caption = " ".join(spoken(term.caption).split())
    if term.hidden:
        return f"{plain_of(term.symbol)}: to be predicted\n{caption}".strip()
    number = stepped(term.value, 9) if term.value is not None else ""
    return f"{plain_of(term.symbol)} = {number}" + (f"\n{caption}" if caption else "")


def _latex(term: Term) -> str:
    return operator_latex(term.symbol) if term.value is None else term.symbol


def _grown(scale: Scale, factor: float) -> Scale:
    return replace(
        scale, symbol=round(scale.symbol * factor), value=round(scale.value * factor), box=round(scale.box * factor),
        caption=round(scale.caption * factor),
    )  # fmt: skip
