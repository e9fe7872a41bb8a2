"""The lowest strip of a chain: one cell a step, grouped by path, to click or drag along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mlpviz.engine.number import count
from mlpviz.engine.telling.naming import plain_of
from mlpviz.views.look.theme import Theme

if TYPE_CHECKING:
    from mlpviz.engine.telling.chain_steps import ChainPart
    from mlpviz.engine.telling.chain_story import ChainStory

EDGE = 16
GAP = 3.0


@dataclass(frozen=True)
class Cell:
    """A step on the strip."""

    step: int
    place: QRectF


class ChainScrubber(QWidget):
    """Shows where in the chain one is; `step_requested` while pressed or dragged."""

    step_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._story: ChainStory | None = None
        self._index = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Steps of this chain")
        theme.changed.connect(self.restyle)
        self.restyle()

    def show_story(self, story: ChainStory) -> None:
        """Show another chain."""
        self._story = story
        self.update()

    def show_index(self, index: int) -> None:
        """Mark another step."""
        self._index = index
        self.setAccessibleDescription(f"{self.place_text()}, step {self.count_text()}")
        self.update()

    def place_text(self) -> str:
        """The sample and the operation that the chain belongs to."""
        if self._story is None:
            return ""
        return f"operation {count(self._story.operation + 1)}, sample {count(self._story.sample + 1)}"

    def count_text(self) -> str:
        """Place and number of steps."""
        return "" if self._story is None else f"{count(self._index + 1)} / {count(len(self._story.steps))}"

    def cells(self) -> list[Cell]:
        """Every step, from left to right."""
        if self._story is None:
            return []
        left, right = self._span()
        steps = len(self._story.steps)
        width = (right - left) / steps
        middle = self.height() * 0.32
        return [Cell(at, QRectF(left + at * width, middle - 4, max(1.0, width - min(GAP, width * 0.3)), 8))
                for at in range(steps)]

    def sizeHint(self) -> QSize:
        """The height that the design gives it."""
        return QSize(600, self._theme.px("step_scrubber"))

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        self.setFixedHeight(self._theme.px("step_scrubber"))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the step under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._ask(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer while it is pressed."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._ask(event.position().x())

    def event(self, event: QEvent) -> bool:
        """Tell on hover which step a cell is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._story is not None:
            at = self._step_at(float(event.pos().x()))
            names, steps = self._story.names, self._story.steps
            words = f"{names.short_part(steps.part_of(at))}: {plain_of(names.step(steps[at]).strip('$'))}"
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw words, cells and labels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = self._theme.palette
        painter.fillRect(self.rect(), colors.color("win"))
        painter.fillRect(QRectF(0, 0, self.width(), self._theme.line("hairline")), colors.color("line"))
        if self._story is None:
            return
        self._paint_words(painter)
        cells = self.cells()
        for part in self._story.steps.parts:
            self._paint_part(painter, part, cells[part.start : part.start + part.count])

    def _paint_words(self, painter: QPainter) -> None:
        colors, half = self._theme.palette, self.height() / 2
        painter.setFont(self._theme.font("s", weight=600))
        painter.setPen(colors.color("t1"))
        left = QRectF(EDGE, 0, self._words_width(), half + 1)
        painter.drawText(left, Qt.AlignmentFlag.AlignBottom, "This chain")
        right = QRectF(0, 0, self.width() - EDGE, self.height())
        painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.count_text())
        painter.setFont(self._theme.font("xs"))
        painter.setPen(colors.color("t3"))
        place = QRectF(EDGE, half + 1, self._words_width() + 4, half)
        words = QFontMetricsF(painter.font()).elidedText(
            self.place_text(), Qt.TextElideMode.ElideRight, self._words_width() + 2)
        painter.drawText(place, Qt.AlignmentFlag.AlignTop, words)

    def _paint_part(self, painter: QPainter, part: ChainPart, cells: list[Cell]) -> None:
        colors = self._theme.palette
        painter.setPen(Qt.PenStyle.NoPen)
        for cell in cells:
            now = cell.step == self._index
            painter.setBrush(colors.color("hl" if now else "t2" if cell.step < self._index else "line2"))
            shape = cell.place.adjusted(0, -2, 0, 2) if now else cell.place
            radius = min(3.0, shape.width() / 4)
            painter.drawRoundedRect(shape, radius, radius)
        left, right, here = cells[0].place.left(), cells[-1].place.right(), self._index in part
        if part.start:
            painter.setPen(QPen(colors.color("line2"), self._theme.line("hairline")))
            x = round(left - GAP / 2 - 0.5) + 0.5
            painter.drawLine(QPointF(x, cells[0].place.top() - 2), QPointF(x, self.height() - 7))
        painter.setFont(self._theme.font("xs", weight=600 if here else 400))
        painter.setPen(colors.color("t1" if here else "t3"))
        assert self._story is not None
        words, metrics = self._story.names.short_part(part), QFontMetricsF(painter.font())
        if metrics.horizontalAdvance(words) > right - left:  # the letter alone where a path is narrow
            words = words.rpartition(" ")[2] if part.part == "path" else ""
        if words and metrics.horizontalAdvance(words) <= right - left + 2:
            place = QRectF(left, self.height() * 0.5, right - left, self.height() * 0.5 - 4)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)

    def _ask(self, x: float) -> None:
        if self._story is not None and (at := self._step_at(x)) != self._index:
            self.step_requested.emit(at)

    def _step_at(self, x: float) -> int:
        left, right = self._span()
        steps = len(self._story.steps) if self._story is not None else 1
        return max(0, min(steps - 1, int((x - left) / max(1.0, right - left) * steps)))

    def _span(self) -> tuple[float, float]:
        metrics = QFontMetricsF(self._theme.font("s", weight=600))
        steps = count(len(self._story.steps)) if self._story is not None else ""
        right = self.width() - EDGE - metrics.horizontalAdvance(f"{steps} / {steps}") - 24
        return EDGE + self._words_width() + 16, right

    def _words_width(self) -> float:
        metrics = QFontMetricsF(self._theme.font("xs"))
        return min(metrics.horizontalAdvance(self.place_text()) + 6, max(96.0, self.width() * 0.22))
