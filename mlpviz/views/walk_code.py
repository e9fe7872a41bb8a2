"""The right of the step dock: the source that is running, its current line, array shapes and live values."""

from __future__ import annotations

from collections.abc import Sequence
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
NUMBERS = 34
"""Room for line numbers, and the amber mark before them."""


@dataclass(frozen=True)
class CodeLine:
    """One line on screen."""

    number: int
    spans: list[Span]
    shape: str
    current: bool
    own: bool = True
    """False for lines of a method that the shown one leans on."""

    @property
    def prose(self) -> bool:
        """Whether it is a line of a docstring, which may be shortened where there is no room."""
        return all(kind == "self" or not text.strip() for text, kind in self.spans)


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

    def show_told(self, told: Told, *, restart: bool = False) -> None:
        """Show the source at work in an operation."""
        self.heading.show_path(told.source.path, bool(told.source.shapes))
        self.lines.show_source(told.source, told.called, follow=True)
        self.values.show_values(told.values, told.result, told.backward)
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
    """The lines themselves: numbers stay at the left and shapes at the right while the code scrolls sideways."""

    line_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._low = False
        self._shown: list[CodeLine] = []
        self._texts: list[str] = []
        self._over = -1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName("Source")
        theme.changed.connect(self.restyle)

    def show_source(self, source: Source, called: Sequence[Source], *, follow: bool) -> None:
        """Show the lines of a method, and those it leans on where there is room."""
        self._shown = _code_lines(source, own=True)
        for other in called:
            self._shown += _code_lines(other, own=False)
        self._texts = ["".join(text for text, _ in line.spans) for line in self._shown]
        self.viewport().setAccessibleName(self.current_text())
        self._measure()
        if follow:
            self._follow()
        self.viewport().update()

    def current_text(self) -> str:
        """The line at work."""
        return next((text.strip() for line, text in zip(self._shown, self._texts, strict=True) if line.current), "")

    def place_of(self, number: int) -> QRectF | None:
        """Where line `number` is drawn in the viewport, if it is a line of the shown method."""
        for row, line in enumerate(self._shown):
            if line.number == number and line.own:
                return QRectF(0, row * self._line() - self._top(), self.viewport().width(), self._line())
        return None

    def set_low(self, low: bool) -> None:
        """Use lower lines."""
        self._low = low
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        self._measure()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll where it does not fit."""
        super().resizeEvent(event)
        self._measure()
        self._follow()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Everything is drawn anew: numbers and shapes do not scroll sideways."""
        self.viewport().update()

    def minimumSizeHint(self) -> QSize:
        """Two lines."""
        return QSize(120, 2 * round(self._line()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that a line can be clicked."""
        row = self._row(event.position().y())
        able = row is not None and self._able(self._shown[row])
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if able else Qt.CursorShape.ArrowCursor)
        self._hover(row if able and row is not None else -1)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is hovered."""
        self._hover(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the first operation of a line."""
        row = self._row(event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and row is not None and self._able(self._shown[row]):
            self.line_requested.emit(self._shown[row].number)

    def viewportEvent(self, event: QEvent) -> bool:
        """A line that is cut off is told whole in its tooltip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self._row(event.pos().y())
            cut = row is not None and self._overhang(row) > 0
            QToolTip.showText(event.globalPos(), self._texts[row].strip() if cut and row is not None else "", self)
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines in sight."""
        painter = QPainter(self.viewport())
        height, top = self._line(), self._top()
        for row, line in enumerate(self._shown):
            place = QRectF(0, row * height - top, self.viewport().width(), height)
            if place.bottom() >= 0 and place.top() <= self.viewport().height():
                self._paint_line(painter, line, place, row)

    def _paint_line(self, painter: QPainter, line: CodeLine, place: QRectF, row: int) -> None:
        colors = self._theme.palette
        if line.current:
            painter.fillRect(place, colors.color("hlbg"))
            painter.fillRect(QRectF(0, place.top(), 3, place.height()), colors.color("hl"))
        elif row == self._over:
            painter.fillRect(place, colors.color("sel"))
        painter.setFont(self._small())
        painter.setPen(colors.color("hlt" if line.current else "t3"))
        numbers = QRectF(0, place.top(), NUMBERS - 4, place.height())
        painter.drawText(numbers, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(line.number))
        shape_width = self._shape_width(line)
        painter.save()
        painter.setClipRect(QRectF(NUMBERS + 4, place.top(), place.width() - NUMBERS - 4 - shape_width, place.height()))
        self._paint_code(painter, line, place)
        painter.restore()
        painter.setFont(self._small())
        painter.setPen(colors.color("hlt" if line.current else "t3"))
        shape = place.adjusted(0, 0, -EDGE, 0)
        painter.drawText(shape, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, line.shape)

    def _paint_code(self, painter: QPainter, line: CodeLine, place: QRectF) -> None:
        font = self._font()
        metrics = QFontMetricsF(font)
        x = NUMBERS + 6.0 - (0 if line.prose else self.horizontalScrollBar().value())
        base = place.center().y() + (metrics.ascent() - metrics.descent()) / 2
        painter.setFont(font)
        for text, kind in line.spans:
            painter.setPen(self._ink(kind, line))
            if line.prose:
                free = place.width() - NUMBERS - 10 - self._shape_width(line)
                text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, free)
            painter.drawText(QPointF(x, base), text)
            x += metrics.horizontalAdvance(text)

    def _ink(self, kind: str, line: CodeLine) -> QColor:
        colors = self._theme.palette
        return colors.code_color(kind if line.own or kind != "text" else "operator")

    def _measure(self) -> None:
        view = self.viewport()
        wide = max((self._overhang(row) for row, line in enumerate(self._shown) if not line.prose), default=0.0)
        self.horizontalScrollBar().setPageStep(max(1, view.width() - NUMBERS))
        self.horizontalScrollBar().setRange(0, max(0, round(wide + 0.4)))
        self.verticalScrollBar().setPageStep(view.height())
        self.verticalScrollBar().setSingleStep(round(self._line()))
        self.verticalScrollBar().setRange(0, max(0, round(len(self._shown) * self._line() - view.height())))

    def _follow(self) -> None:
        """Bring the current line into sight, with as many lines above it as there is room for."""
        current = next((row for row, line in enumerate(self._shown) if line.current), 0)
        height, view = self._line(), self.viewport().height()
        last = max(row for row, line in enumerate(self._shown) if line.own) if self._shown else 0
        wanted = 0.0 if (current + 1) * height <= view else (current + 1.5) * height - view
        if (last + 1) * height <= view:
            wanted = 0.0
        self.verticalScrollBar().setValue(round(wanted))
        self.horizontalScrollBar().setValue(0)

    def _able(self, line: CodeLine) -> bool:
        return line.own and line.number > 0

    def _hover(self, row: int) -> None:
        if row != self._over:
            self._over = row
            self.viewport().update()

    def _row(self, y: float) -> int | None:
        row = int((y + self._top()) // self._line())
        return row if 0 <= row < len(self._shown) else None

    def _top(self) -> int:
        return self.verticalScrollBar().value()

    def _line(self) -> float:
        return (LOW_LINE if self._low else LINE) * max(1.0, self._theme.text_scale)

    def _overhang(self, row: int) -> float:
        """By how much a line is wider than there is room."""
        room = self.viewport().width() - NUMBERS - 10 - self._shape_width(self._shown[row])
        return QFontMetricsF(self._font()).horizontalAdvance(self._texts[row]) - room

    def _shape_width(self, line: CodeLine) -> float:
        return EDGE + (QFontMetricsF(self._small()).horizontalAdvance(line.shape) + 8 if line.shape else 0.0)

    def _font(self) -> QFont:
        return self._theme.font("s", code=True)

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


def _code_lines(source: Source, *, own: bool) -> list[CodeLine]:
    lines = [line.rstrip() for line in source.lines]
    indents = [len(line) - len(line.lstrip()) for line in lines if line]
    margin = min(indents, default=0)
    return [
        CodeLine(number, found, source.shapes.get(number, ""), own and number == source.current, own)
        for number, found in enumerate(spans([line[margin:] for line in lines]), start=source.first)
    ]
