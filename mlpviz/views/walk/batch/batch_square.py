"""The data square of a batch: its samples numbered as in the ledger, and a click on one goes into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.views.look import icons
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.batch.sample_badge import paint_badge
from mlpviz.views.walk.data_square import DataSquare

if TYPE_CHECKING:
    from mlpviz.engine.telling.batch.story import BatchStory

MARGIN, NEAR = 16.0, 12.0
"""Px beside the square, and how near to a sample a click must be."""
BADGE, AROUND = 8.0, 14.0
"""Px of a marker with a number, and of the ring around the sample of a row."""
LEAST, ROOMY = 90.0, 150.0
"""Px of the smallest square, and of one with room for markers as they are designed."""


class BatchSquare(QWidget):
    """Shows the points of one batch among the others; `sample_requested` goes into one of them."""

    sample_requested = Signal(int)
    """The position in the batch."""
    hovered = Signal(int)
    """The row of the sample under the pointer, −1 for none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._story: BatchStory | None = None
        self._data: DataSquare | None = None
        self._row, self._hovered_row, self._most = 0, -1, LEAST
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.restyle)

    def show_story(self, story: BatchStory, row: int) -> None:
        """Take up another batch."""
        self._story, self._hovered_row = story, -1
        ground = story.narrator.ground
        self._data = None if ground is None else DataSquare(self._theme, ground, story.narrator.walk.indices)
        self.setVisible(ground is not None)
        self._row = row
        self._describe()
        self.update()

    def show_row(self, row: int) -> None:
        """Ring the sample of a row; from the step on, show the border after the update."""
        before, self._row = self._look(), row
        if self._look() != before:
            self.update()

    def show_hovered(self, row: int) -> None:
        """Ring the sample of a row that is pointed at elsewhere; −1 for none."""
        if row != self._hovered_row:
            self._hovered_row = row
            self.update()

    def set_most(self, side: float) -> None:
        """Be at most so wide and high."""
        if side != self._most:
            self._most = side
            self.updateGeometry()
            self.update()

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the square."""
        return QSize(self.width(), round(self._side()))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return QSize(96, round(self._side()))

    def place(self, point: int) -> QPointF:
        """Where a point lies, in px of this widget."""
        assert self._data is not None
        return self._data.pixel(self._square(), point)

    # pointing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the sample under the pointer, here and in the ledger."""
        sample = self._near(event.position())
        row = self._story.row_of_sample(sample) if self._story is not None and sample >= 0 else -1
        self.setCursor(Qt.CursorShape.PointingHandCursor if sample >= 0 else Qt.CursorShape.ArrowCursor)
        if row != self._hovered_row:
            self._hovered_row = row
            self.update()
            self.hovered.emit(row)

    def leaveEvent(self, event: QEvent) -> None:
        """No sample is pointed at."""
        if self._hovered_row >= 0:
            self._hovered_row = -1
            self.update()
            self.hovered.emit(-1)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go into the sample under the pointer."""
        sample = self._near(event.position())
        if event.button() == Qt.MouseButton.LeftButton and sample >= 0:
            self.sample_requested.emit(sample)

    def _near(self, at: QPointF) -> int:
        """The position in the batch of the sample that is nearest to a place; −1 if none is near."""
        if self._story is None or self._data is None:
            return -1
        indices = self._story.narrator.walk.indices
        away = [self.place(int(point)) - at for point in indices]
        found = [(float(np.hypot(one.x(), one.y())), sample) for sample, one in enumerate(away)]
        return min(found)[1] if found and min(found)[0] <= NEAR else -1

    # drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the points, those of rows with their numbers, and the card of the sample pointed at."""
        if self._story is None or self._data is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._data.paint(painter, self._square(), "new" if self._look()[1] else "now")
        self._paint_badges(painter, self._story)
        sample = self._sample_of(self._hovered_row)
        if sample >= 0:
            self._paint_card(painter, sample, self._story.facts(sample).operations)

    def _look(self) -> tuple[int, bool]:
        """The sample of the row, and whether the update is made by it."""
        made = self._story is not None and self._story.rows[self._row].kind in ("step", "weights")
        return self._sample_of(self._row), made

    def _sample_of(self, row: int) -> int:
        return self._story.rows[row].sample if self._story is not None and row >= 0 else -1

    def _paint_badges(self, painter: QPainter, story: BatchStory) -> None:
        """Number the samples of the rows, and ring the one of the row shown and the one pointed at."""
        walk, experiment = story.narrator.walk, story.narrator.walk.experiment
        points, grown = experiment.points, self._grown()
        for sample in reversed(self.numbered()):
            point = int(walk.indices[sample])
            label = -1 if points.labels is None else experiment.class_color(int(points.labels[point]))
            paint_badge(painter, self._theme, self.place(point), BADGE * grown, number.count(sample + 1), label)
        painter.setPen(QPen(self._theme.palette.color("hl"), 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for sample in {self._sample_of(row) for row in (self._row, self._hovered_row)} - {-1}:
            painter.drawEllipse(self.place(int(walk.indices[sample])), AROUND * grown, AROUND * grown)

    def numbered(self) -> list[int]:
        """The samples with room for their numbers: first the one pointed at, then that of the row, then the others."""
        if self._story is None or self._data is None:
            return []
        first = [self._sample_of(row) for row in (self._hovered_row, self._row)]
        samples = dict.fromkeys([*first, *(row.sample for row in self._story.rows)])
        found: list[int] = []
        taken: list[QRectF] = []
        side = 2 * BADGE * self._grown()
        for sample in samples:
            if sample >= 0:
                place = self.place(int(self._story.narrator.walk.indices[sample]))
                room = QRectF(place.x() - side / 2, place.y() - side / 2, side, side)
                if not any(room.intersects(other) for other in taken):
                    taken.append(room)
                    found.append(sample)
        return found

    def _paint_card(self, painter: QPainter, sample: int, operations: int) -> None:
        """What a click on a sample opens."""
        assert self._story is not None
        theme, colors = self._theme, self._theme.palette
        texts = f"Open sample {number.count(sample + 1)}", f"{number.count(operations)} operations inside"
        strong, plain = theme.font("s", weight=600), theme.font("xs")
        widths = [QFontMetricsF(one).horizontalAdvance(text) for one, text in zip((strong, plain), texts, strict=True)]
        line = float(theme.line_px("s"))
        card = self._card(int(self._story.narrator.walk.indices[sample]), max(widths[0] + 26, widths[1]) + 20,
                          2 * line + 10)  # fmt: skip
        painter.setPen(QPen(colors.color("ctl"), theme.line("control")))
        painter.setBrush(colors.color("panel"))
        painter.drawRoundedRect(card, 6, 6)
        inner, align = card.adjusted(10, 5, -10, -5), int(Qt.AlignmentFlag.AlignVCenter)
        for at, (font, text, token) in enumerate(zip((strong, plain), texts, ("t1", "t3"), strict=True)):
            painter.setFont(font)
            painter.setPen(colors.color(token))
            painter.drawText(QRectF(inner.left(), inner.top() + at * line, inner.width(), line), align, text)
        arrow = QRectF(inner.right() - 14, inner.top() + line / 2 - 7, 14, 14)
        icons.paint(painter, "arrow-down", colors.color("t1"), arrow)

    def _card(self, point: int, width: float, height: float) -> QRectF:
        """A place for a card beside a point, or above or below it where the square is too narrow."""
        place, reach = self.place(point), AROUND + 6
        fits = place.x() + reach + width <= self.width() - 2
        left = place.x() + reach if fits else place.x() - reach - width
        left = min(max(2.0, left), max(2.0, self.width() - 2 - width))
        top = place.y() - height / 2
        if left < place.x() < left + width:
            top = place.y() + reach if place.y() < self.height() / 2 else place.y() - reach - height
        return QRectF(left, min(max(1.0, top), max(1.0, self.height() - 1 - height)), width, height)

    def _describe(self) -> None:
        if self._story is None:
            return
        samples = [self._story.facts(row.sample) for row in self._story.rows if row.sample >= 0]
        self.setAccessibleName("Data square of the batch")
        told = [f"sample {fact.sample + 1}: target {fact.target}, answer {fact.answer}" for fact in samples]
        self.setAccessibleDescription("; ".join(told))

    def _grown(self) -> float:
        """How much larger than designed markers are: with the letters, but not in a square that is small."""
        return min(max(1.0, self._theme.text_scale), max(0.8, self._side() / ROOMY))

    def _side(self) -> float:
        return max(LEAST, min(self._most, self.width() - 2.0 * MARGIN))

    def _square(self) -> QRectF:
        side = self._side()
        return QRectF(MARGIN, 0.5, side - 1, side - 1)

