"""Every operation of a phase on a line of its own: symbol = numbers = result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from mlpviz.engine.telling.naming import plain_of
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.number_colors import role_color

if TYPE_CHECKING:
    from mlpviz.engine.telling.explanation import Mark
    from mlpviz.engine.telling.phase_story import PhaseLine, PhaseStory

GAP, PAD = 8.0, 8
TOLD = 12
"""So many lines are told to a screen reader; a phase may have hundreds."""


class PhaseLines(QAbstractScrollArea):
    """Draws the lines in sight. `hovered` carries the Mark of a line, `index_requested` the operation of one."""

    hovered = Signal(object)
    index_requested = Signal(int)

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._typesetter = theme, typesetter
        self._story: PhaseStory | None = None
        self._digits = 9
        self._kept: dict[int, PhaseLine] = {}
        self._over = -1
        self._lit: Mark | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.restyle)

    def show_story(self, story: PhaseStory) -> None:
        """Show the lines of a phase from the first on."""
        self._story, self._kept, self._over = story, {}, -1
        self.verticalScrollBar().setValue(0)
        self.restyle()
        self.setAccessibleName("Lines of this phase")
        told = [self.text(at) for at in range(min(TOLD, len(story)))]
        more = f"; and {len(story) - TOLD} more" if len(story) > TOLD else ""
        self.setAccessibleDescription("; ".join(told) + more)

    def set_digits(self, digits: int) -> None:
        """Show so many decimals."""
        if digits != self._digits:
            self._digits, self._kept = digits, {}
            self.viewport().update()

    def show_hovered(self, mark: Mark | None) -> None:
        """Light the lines of something that is pointed at elsewhere."""
        if mark != self._lit:
            self._lit = mark
            self.viewport().update()

    def scroll_pages(self, pages: int) -> None:
        """Go on, or with −1 back, by what is in sight."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep())

    def text(self, at: int) -> str:
        """A line as plain text."""
        line = self._line(at)
        return f"{plain_of(line.symbol)} = {line.numbers} {line.sign} {line.result}"

    def shown(self) -> range:
        """The lines in sight, by their place in the phase."""
        count = 0 if self._story is None else len(self._story)
        top, height = self.verticalScrollBar().value(), self.line_height()
        return range(min(count, top // height), min(count, (top + self.viewport().height() - 1) // height + 1))

    @Slot()
    def restyle(self) -> None:
        """Take fonts and colours from the theme again."""
        self._measure()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show more or fewer lines."""
        self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines in sight, aligned at the first sign."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self.shown()
        px = self._px()
        widest = max((self._typesetter.extent(self._line(at).symbol, px).width for at in shown), default=0.0)
        for at in shown:
            self._paint_line(painter, at, self._place(at), widest)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light what the line under the pointer is about."""
        self._set_over(self._at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the operation of the line under the pointer."""
        at = self._at(event.position())
        if at >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.index_requested.emit(self._line(at).index)

    def leaveEvent(self, event: QEvent) -> None:
        """No line is pointed at."""
        self._set_over(-1)

    def viewportEvent(self, event: QEvent) -> bool:
        """The whole line as a tooltip: a long one is cut short."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), f"{self.text(at)}\nClick to see it alone (↓)" if at >= 0 else "", self)
            return True
        return super().viewportEvent(event)

    def _set_over(self, at: int) -> None:
        if at != self._over:
            self._over = at
            self.hovered.emit(self._line(at).mark if at >= 0 else None)
            self.viewport().update()

    def _at(self, place: QPointF) -> int:
        """The line at a place; −1 if there is none."""
        at = int(place.y() + self.verticalScrollBar().value()) // self.line_height()
        return at if self._story is not None and 0 <= at < len(self._story) else -1

    def _line(self, at: int) -> PhaseLine:
        assert self._story is not None
        if at not in self._kept:
            self._kept[at] = self._story.line(at, self._digits)
        return self._kept[at]

    def _measure(self) -> None:
        count, bar = 0 if self._story is None else len(self._story), self.verticalScrollBar()
        height = self.line_height()
        bar.setRange(0, max(0, count * height - self.viewport().height()))
        bar.setPageStep(max(height, self.viewport().height() // height * height))
        bar.setSingleStep(height)

    def line_height(self) -> int:
        """Height of a line in px."""
        return round(self._theme.line_px("m") * 1.25) + 1

    def _px(self) -> float:
        return float(round(self._theme.text_px("m") * 1.15))

    def _place(self, at: int) -> QRectF:
        top = at * self.line_height() - self.verticalScrollBar().value()
        return QRectF(0, top, self.viewport().width(), self.line_height())

    def _paint_line(self, painter: QPainter, at: int, place: QRectF, widest: float) -> None:
        line, colors = self._line(at), self._theme.palette
        if at == self._over or (self._lit is not None and line.mark == self._lit):
            painter.fillRect(place, colors.color("hlbg"))
        px = self._px()
        base = place.center().y() + px * 0.3
        width = self._typesetter.extent(line.symbol, px).width
        self._typesetter.draw(painter, line.symbol, colors.color("t1"), px, QPointF(PAD + widest - width, base))
        strong, plain = self._font(600), self._font(400)
        result, sign = f"{line.result}", f" {line.sign} "
        wide = QFontMetricsF(strong).horizontalAdvance(result) + QFontMetricsF(plain).horizontalAdvance(sign)
        left = PAD + widest + GAP
        metrics = QFontMetricsF(plain)
        room = place.width() - left - wide - PAD
        numbers = metrics.elidedText(f"= {line.numbers}", Qt.TextElideMode.ElideRight, room)
        painter.setFont(plain)
        painter.setPen(colors.color("t2"))
        painter.drawText(QPointF(left, base), numbers)
        left += metrics.horizontalAdvance(numbers)
        painter.drawText(QPointF(left, base), sign)
        painter.setFont(strong)
        painter.setPen(role_color(colors, line.role, line.value, line.backward))
        painter.drawText(QPointF(left + metrics.horizontalAdvance(sign), base), result)

    def _font(self, weight: int) -> QFont:
        return self._theme.font("m", weight=weight)
