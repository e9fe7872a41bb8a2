"""The right of the step dock: the source that is running, its current line, array shapes and live values."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from mlpviz.views.theme import Theme
from mlpviz.views.walk_ink import role_color
from mlpviz.views.walk_syntax import Span, spans
from mlpviz.views.walk_text import stepped

if TYPE_CHECKING:
    from mlpviz.engine.narration import Source, Told

EDGE = 16
LINE = 23
LOW_LINE = 19
VALUES_MOST = 4
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

    @property
    def prose(self) -> bool:
        """Whether it is a line of a docstring, which may be shortened where there is no room."""
        return all(kind == "self" or not text.strip() for text, kind in self.spans)


@dataclass(frozen=True)
class CodeRow:
    """What stands in one row on screen: a line, or a part of a long one."""

    line: CodeLine
    spans: list[Span]
    first: bool
    indent: float
    """Room before a part that goes on below."""


class WalkCode(QWidget):
    """Shows the source of one `Told`. `line_requested` carries the number of a clicked line."""

    line_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = CodeHeading(theme, self)
        self.lines = CodeLines(theme, self)
        self.values = LiveValues(theme, self)
        self.lines.line_requested.connect(self.line_requested)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self.heading)
        self._column.addWidget(self.lines, 1)
        self._column.addWidget(self.values)
        self.set_low(False)

    def show_told(self, told: Told, backward: bool, able: Collection[int]) -> None:
        """Show the source at work in an operation.

        `backward` says which map colours its result, and `able` are the numbers of the lines that can be clicked.
        """
        self.heading.show_path(told.source.path, bool(told.source.shapes))
        self.lines.show_source(told.source, told.called, able)
        self.values.show_values(told.values, told.result, backward)
        self.setAccessibleName("Code")
        self.setAccessibleDescription(f"{told.source.path}, line {told.source.current}: {self.lines.current_text()}")

    def set_digits(self, digits: int) -> None:
        """Show so many decimals."""
        self.values.set_digits(digits)

    def set_low(self, low: bool) -> None:
        """Spare room where the window is low."""
        self._column.setContentsMargins(0, 4 if low else 8, 0, 2 if low else 6)
        self.lines.set_low(low)
        self.values.set_low(low)


class CodeHeading(QWidget):
    """Where the source lies."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._path = ""
        self._shaped = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_path(self, path: str, shaped: bool) -> None:
        """Show another file name, and whether shapes stand below."""
        self._path, self._shaped = path, shaped
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, round(24 * max(1.0, self._theme.text_scale)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the path and the word over the shapes."""
        painter = QPainter(self)
        place = QRectF(self.rect()).adjusted(20, 0, -EDGE, 0)
        painter.setFont(self._theme.font("s", code=True))
        painter.setPen(self._theme.palette.color("t2"))
        path = QFontMetricsF(painter.font()).elidedText(self._path, Qt.TextElideMode.ElideLeft, place.width() - 60)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, path)
        if self._shaped:
            painter.setFont(self._theme.font("xs"))
            painter.setPen(self._theme.palette.color("t3"))
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "shape")


class CodeLines(QAbstractScrollArea):
    """The lines themselves, with numbers at the left and shapes at the right; a long line goes on below itself."""

    line_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._low = False
        self._lines: list[CodeLine] = []
        self._rows: list[CodeRow] = []
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
        self._able = able
        self._lines = _code_lines(source, own=True)
        for other in called:
            self._lines += [CodeLine(0, [(f"{other.name} · {other.path}", "self")], ""), *_code_lines(other, own=False)]
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
        self.restyle()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Draw anew."""
        self.viewport().update()

    def minimumSizeHint(self) -> QSize:
        """Two lines."""
        return QSize(120, 2 * round(self._height()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that a line can be clicked."""
        line = self._at(event.position().y())
        able = self._leads(line)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if able else Qt.CursorShape.ArrowCursor)
        self._hover(line if able else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is hovered."""
        self._hover(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the first operation of a line."""
        line = self._at(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and line is not None and self._leads(line):
            self.line_requested.emit(line.number)

    def viewportEvent(self, event: QEvent) -> bool:
        """A docstring that is shortened is told whole."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            line = self._at(event.pos().y())
            QToolTip.showText(event.globalPos(), line.text.strip() if line is not None and line.prose else "", self)
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows in sight."""
        painter = QPainter(self.viewport())
        for at, row in enumerate(self._rows):
            place = self._place(at)
            if place.bottom() >= 0 and place.top() <= self.viewport().height():
                self._paint_row(painter, row, place)

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
            numbers = QRectF(0, place.top(), NUMBERS - 4, place.height())
            painter.drawText(numbers, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(line.number))
        if row.first:
            shape = place.adjusted(0, 0, -EDGE, 0)
            painter.drawText(shape, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, line.shape)
        self._paint_code(painter, row, place)

    def _paint_code(self, painter: QPainter, row: CodeRow, place: QRectF) -> None:
        font = self._font() if row.line.number else self._small()
        metrics = QFontMetricsF(font)
        x = NUMBERS + 6.0 + row.indent
        base = place.center().y() + (metrics.ascent() - metrics.descent()) / 2
        painter.setFont(font)
        for text, kind in row.spans:
            painter.setPen(self._ink(kind, row.line))
            if row.line.prose:
                free = NUMBERS + 6.0 + self._room(row.line) - x
                text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, free)
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
            parts = [line.spans] if line.prose else wrapped(line.spans, self._room(line), hang, metrics)
            lead = metrics.horizontalAdvance(line.text[: len(line.text) - len(line.text.lstrip())])
            for at, part in enumerate(parts):
                self._rows.append(CodeRow(line, part, at == 0, 0.0 if at == 0 else lead + hang))
        bar, view = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(view)
        bar.setSingleStep(round(self._height()))
        bar.setRange(0, max(0, round(len(self._rows) * self._height() - view)))

    def _follow(self) -> None:
        """Bring the current line into sight, with as many lines above it as there is room for."""
        current = [at for at, row in enumerate(self._rows) if row.line.current]
        bottom = (current[-1] + 1) * self._height() if current else 0.0
        view = self.viewport().height()
        self.verticalScrollBar().setValue(0 if bottom <= view else round(bottom + 0.5 * self._height() - view))

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

    def _room(self, line: CodeLine) -> float:
        shape = QFontMetricsF(self._small()).horizontalAdvance(line.shape) + 8 if line.shape else 0.0
        return self.viewport().width() - NUMBERS - 8 - EDGE - shape

    def _font(self) -> QFont:
        return self._theme.font("s" if self.viewport().width() >= ROOMY else "xs", code=True)

    def _small(self) -> QFont:
        return self._theme.font("xs", code=True)


class LiveValues(QWidget):
    """Names as they stand in the source, and what they hold now."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._values: Sequence[tuple[str, float]] = ()
        self._result = float("nan")
        self._backward = False
        self._digits = 9
        self._low = False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Live values")
        theme.changed.connect(self.restyle)

    def show_values(self, values: Sequence[tuple[str, float]], result: float, backward: bool) -> None:
        """Show other values; those equal to `result` are marked in its colour."""
        self._values, self._result, self._backward = values[-VALUES_MOST:], result, backward
        self.restyle()

    def set_digits(self, digits: int) -> None:
        """Show so many decimals."""
        self._digits = digits
        self.restyle()

    def set_low(self, low: bool) -> None:
        """Use lower lines."""
        self._low = low
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        told = (f"{name} = {stepped(value, self._digits)}" for name, value in self._values)
        self.setAccessibleDescription("; ".join(told))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line a value."""
        return QSize(200, round(len(self._values) * self._line() + 9) if self._values else 0)

    def minimumSizeHint(self) -> QSize:
        """The same height."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a hairline and the values under it."""
        if not self._values:
            return
        painter = QPainter(self)
        colors = self._theme.palette
        painter.fillRect(QRectF(20, 2, self.width() - 20 - EDGE, self._theme.line("hairline")), colors.color("line2"))
        for row, (name, value) in enumerate(self._values):
            place = QRectF(20, 7 + row * self._line(), self.width() - 20 - EDGE, self._line())
            is_result = value == self._result
            text = stepped(value, self._digits)
            painter.setFont(self._theme.font("s", code=True, weight=600 if is_result else 400))
            color = role_color(colors, "result", value, self._backward) if is_result else colors.color("t1")
            painter.setPen(color)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            free = place.width() - QFontMetricsF(painter.font()).horizontalAdvance(text) - 12
            painter.setFont(self._theme.font("s", code=True))
            painter.setPen(colors.color("t2"))
            shown = QFontMetricsF(painter.font()).elidedText(name, Qt.TextElideMode.ElideRight, free)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)

    def _line(self) -> float:
        return (18 if self._low else 20) * max(1.0, self._theme.text_scale)


def wrapped(spans: list[Span], room: float, hang: float, metrics: QFontMetricsF) -> list[list[Span]]:
    """The pieces of a line in rows no wider than `room`, broken after gaps and opening brackets."""
    chunks: list[list[Span]] = [[]]
    for at, (text, kind) in enumerate(spans):
        chunks[-1].append((text, kind))
        if at and (text.isspace() or text == "(") and at + 1 < len(spans):
            chunks.append([])
    lead = _advance(spans[:1], metrics) if spans and spans[0][0].isspace() else 0.0
    rows: list[list[Span]] = [[]]
    used = 0.0
    for chunk in chunks:
        width = _advance(chunk, metrics)
        if rows[-1] and used + width > room:
            rows.append([])
            used = lead + hang
        rows[-1] += chunk
        used += width
    return rows


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
