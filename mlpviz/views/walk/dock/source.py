"""Lines of source as the step dock shows them: numbers, colours, shapes, and the line at work in amber."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.dock.syntax import Span, spans

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Source

EDGE = 16
DEEPEST = 0.35
"""How far a broken line goes on to the right, as a share of the room for code, however deep its indent."""
LINE = 23
LOW_LINE = 19
ROOMY = 330
"""Below this width the code is set smaller."""
NUMBERS = 34
"""Room for line numbers, and the amber mark before them."""


@dataclass(frozen=True)
class CodeLine:
    """One line of source. Number 0 heads the lines of a method that the shown one leans on."""

    number: int
    spans: list[Span]
    shape: str
    current: bool = False
    own: bool = False
    """True for lines of the shown method itself."""

    @property
    def text(self) -> str:
        """The line as written."""
        return "".join(text for text, _ in self.spans)


@dataclass(frozen=True)
class CodeRow:
    """What stands in one row on screen: a line, or a part of a long one."""

    line: CodeLine
    spans: list[Span]
    first: bool
    indent: float
    """Room before a part that goes on below."""


class CodeLines(QAbstractScrollArea):
    """The lines themselves, with numbers at the left and shapes at the right; a long line goes on below itself."""

    line_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._low = False
        self._lines: list[CodeLine] = []
        self._rows: list[CodeRow] = []
        self._broken: dict[tuple[object, ...], list[list[Span]]] = {}
        """The rows that a line takes in a width: the same source is shown again and again."""
        self._over: CodeLine | None = None
        self._able: Collection[int] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName("Source")
        theme.changed.connect(self.restyle)

    def show_source(self, source: Source, called: Sequence[Source], able: Collection[int]) -> None:
        """Show the lines of a method, and below them those it leans on."""
        self._able, before = able, self._lines
        self._lines = _code_lines(source, own=True)
        for other in called:
            self._lines += [CodeLine(0, [(f"{other.name} · {other.path}", "self")], ""), *_code_lines(other, own=False)]
        if self._lines == before:  # the same line works out one number after the other
            self._lines = before
            return
        self._over = None
        self.viewport().setAccessibleName(self.current_text())
        self.restyle()

    def current_text(self) -> str:
        """The line at work."""
        return next((line.text.strip() for line in self._lines if line.current), "")

    def place_of(self, number: int) -> QRectF | None:
        """Where line `number` of the shown method begins in the viewport."""
        for at, row in enumerate(self._rows):
            if row.line.number == number and row.line.own:
                return self._place(at)
        return None

    def set_low(self, low: bool) -> None:
        """Use lower lines."""
        self._low = low
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Break the lines again and bring the current one into sight."""
        self._break_lines()
        self._follow()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is another width to fill."""
        super().resizeEvent(event)
        self._broken.clear()
        self.restyle()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 2 * round(self._height()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that a line can be clicked."""
        line = self._at(event.position().y())
        able = self._leads(line)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if able else Qt.CursorShape.ArrowCursor)
        self._hover(line if able else None)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the first operation of a line."""
        line = self._at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and line is not None and self._leads(line):
            self.line_requested.emit(line.number)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows that are in sight as a whole."""
        painter = QPainter(self.viewport())
        for at in self._in_sight():
            self._paint_row(painter, self._rows[at], self._place(at))

    def _in_sight(self) -> list[int]:
        places = map(self._place, range(len(self._rows)))
        low = self.viewport().height() + 1
        return [at for at, place in enumerate(places) if place.top() >= -1 and place.bottom() <= low]

    def _paint_row(self, painter: QPainter, row: CodeRow, place: QRectF) -> None:
        colors, line = self._theme.palette, row.line
        if line.current:
            painter.fillRect(place, colors.color("hlbg"))
            painter.fillRect(QRectF(0, place.top(), 3, place.height()), colors.color("hl"))
        elif line is self._over:
            painter.fillRect(place, colors.color("sel"))
        painter.setFont(self._small())
        painter.setPen(colors.color("hlt" if line.current else "t3"))
        if row.first and line.number:
            numbers = QRectF(0, place.top(), self._numbers() - 4, place.height())
            painter.drawText(numbers, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(line.number))
        if row.first and _advance(row.spans, QFontMetricsF(self._font())) <= self._room(line):
            shape = place.adjusted(0, 0, -EDGE, 0)
            painter.drawText(shape, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, line.shape)
        self._paint_code(painter, row, place)

    def _paint_code(self, painter: QPainter, row: CodeRow, place: QRectF) -> None:
        font = self._font() if row.line.number else self._small()
        metrics = QFontMetricsF(font)
        x = self._numbers() + 6.0 + row.indent
        base = place.center().y() + (metrics.ascent() - metrics.descent()) / 2
        painter.setFont(font)
        for text, kind in row.spans:
            painter.setPen(self._ink(kind, row.line))
            painter.drawText(QPointF(x, base), text)
            x += metrics.horizontalAdvance(text)

    def _ink(self, kind: str, line: CodeLine) -> QColor:
        colors = self._theme.palette
        return colors.code_color(kind if line.own or kind != "text" else "operator")

    def _break_lines(self) -> None:
        metrics = QFontMetricsF(self._font())
        hang = metrics.horizontalAdvance(" " * 4)
        self._rows = []
        for line in self._lines:
            lead = metrics.horizontalAdvance(line.text[: len(line.text) - len(line.text.lstrip())])
            room = self._room(line)
            indent = min(lead + hang, DEEPEST * room)
            key = tuple(line.spans), room, indent, self._font().key()
            if key not in self._broken:
                self._broken[key] = wrapped(line.spans, room, indent, metrics)
            for at, part in enumerate(self._broken[key]):
                self._rows.append(CodeRow(line, part, at == 0, 0.0 if at == 0 else indent))
        bar, view = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(view)
        bar.setSingleStep(round(self._height()))
        bar.setRange(0, max(0, round(len(self._rows) * self._height() - view)))

    def _follow(self) -> None:
        """Bring the current line into sight, with as many lines above it as there is room for."""
        current = [at for at, row in enumerate(self._rows) if row.line.current]
        bottom = (current[-1] + 1) * self._height() if current else 0.0
        above = math.ceil(max(0.0, bottom - self.viewport().height()) / self._height())
        self.verticalScrollBar().setValue(round(above * self._height()))

    def _hover(self, line: CodeLine | None) -> None:
        if line is not self._over:
            self._over = line
            self.viewport().update()

    def _leads(self, line: CodeLine | None) -> bool:
        return line is not None and line.own and line.number in self._able

    def _at(self, y: float) -> CodeLine | None:
        row = int((y + self.verticalScrollBar().value()) // self._height())
        return self._rows[row].line if 0 <= row < len(self._rows) else None

    def _place(self, row: int) -> QRectF:
        top = row * self._height() - self.verticalScrollBar().value()
        return QRectF(0, top, self.viewport().width(), self._height())

    def _height(self) -> float:
        return (LOW_LINE if self._low else LINE) * max(1.0, self._theme.text_scale)

    def _numbers(self) -> float:
        return NUMBERS * max(1.0, self._theme.text_scale)

    def _room(self, line: CodeLine) -> float:
        shape = QFontMetricsF(self._small()).horizontalAdvance(line.shape) + 8 if line.shape else 0.0
        return self.viewport().width() - self._numbers() - 8 - EDGE - shape

    def _font(self) -> QFont:
        return self._theme.font("s" if self.viewport().width() >= ROOMY else "xs", code=True)

    def _small(self) -> QFont:
        return self._theme.font("xs", code=True)


def wrapped(spans: list[Span], room: float, indent: float, metrics: QFontMetricsF) -> list[list[Span]]:
    """The pieces of a line in rows no wider than `room`, broken after gaps and opening brackets, if need be at dots.

    What has none of these and is still too wide is broken between any two signs. All rows but the first are moved to
    the right by `indent`.
    """
    spans = [(word, kind) for text, kind in spans for word in re.split(r"(\s+)", text) if word]
    if spans and spans[0][0].isspace():
        space = max(1.0, metrics.horizontalAdvance(" "))
        spans[0] = (spans[0][0][: max(1, int(indent / space))], spans[0][1])
    least = room - indent
    chunks: list[list[Span]] = []
    for chunk in _chunks(spans, lambda text: text.isspace() or text == "("):
        for piece in _chunks(chunk, ".".__eq__) if _advance(chunk, metrics) > least else [chunk]:
            chunks += _broken(piece, least, metrics)
    rows: list[list[Span]] = [[]]
    used = 0.0
    for chunk in chunks:
        width = _advance(chunk, metrics)
        if rows[-1] and used + width > room:
            rows.append([])
            used = indent
        rows[-1] += chunk
        used += width
    return rows


def _broken(chunk: list[Span], room: float, metrics: QFontMetricsF) -> list[list[Span]]:
    """A chunk whole if it fits, else sign by sign."""
    if _advance(chunk, metrics) <= room:
        return [chunk]
    return [[(sign, kind)] for text, kind in chunk for sign in text]


def _chunks(spans: list[Span], ends: Callable[[str], bool]) -> list[list[Span]]:
    """Some pieces of a line, cut after those that end a chunk, but not after the first."""
    chunks: list[list[Span]] = [[]]
    for at, (text, kind) in enumerate(spans):
        chunks[-1].append((text, kind))
        if at and ends(text) and at + 1 < len(spans):
            chunks.append([])
    return chunks


def _advance(spans: list[Span], metrics: QFontMetricsF) -> float:
    return sum(metrics.horizontalAdvance(text) for text, _ in spans)


def _code_lines(source: Source, *, own: bool) -> list[CodeLine]:
    lines = [line.rstrip() for line in source.lines]
    indents = [len(line) - len(line.lstrip()) for line in lines if line]
    margin = min(indents, default=0)
    return [
        CodeLine(number, found, source.shapes.get(number, ""), own and number == source.current, own)
        for number, found in enumerate(spans([line[margin:] for line in lines]), start=source.first)
    ]
