"""The batches of an epoch, a row each: samples, loss before and after, and how long gradient and step are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from mlpviz.engine import number
from mlpviz.views.data import marker
from mlpviz.views.look.theme import Theme

if TYPE_CHECKING:
    from mlpviz.engine.telling.batch.epoch_story import BatchRow, EpochStory

EDGE, GAP = 16.0, 18.0
ROW, MOST_ROW = 25.0, 38.0
"""Px of a row, and of one with room to spare."""
RADIUS, PITCH = 4.0, 11.0
"""Px of the marker of a sample, and from one to the next."""
DOT, BAR = 4.0, 8.0
"""Radius of the end of a loss, and height of a bar, in px."""
LEAST_FREE = 160.0
"""With less room than this for samples and lines together, there are none."""
WIDEST = (("0.0000 → 0.0000", "0.00000"), ("0.000 → 0.000", "0.000"))
"""The widest numbers of loss and length, with all and with fewer digits."""
TRAINED, AHEAD = "trained before", "not walked yet"


@dataclass(frozen=True)
class Places:
    """Where the columns begin, and how wide they are."""

    batch: tuple[float, float]
    samples: tuple[float, float]
    loss: tuple[float, float]
    """The numbers, "0.761 → 0.744"."""
    line: tuple[float, float]
    """Both losses on one scale."""
    gradient: tuple[float, float]
    step: tuple[float, float]
    terse: bool
    """Whether numbers have fewer digits."""


class EpochTable(QAbstractScrollArea):
    """Shows every batch of an epoch; a click on a row asks for it, a second one for its ledger."""

    batch_requested = Signal(int)
    """A batch is to be shown."""
    open_requested = Signal(int)
    """The ledger of a batch that was walked is to be opened."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._story: EpochStory | None = None
        self._batch, self._over = 0, -1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("surface", "canvas")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Batches of this epoch")
        self.viewport().setMouseTracking(True)
        theme.changed.connect(self.restyle)

    def show_story(self, story: EpochStory, batch: int) -> None:
        """Show another epoch at a batch."""
        self._story, self._over = story, -1
        self._measure()
        self.show_batch(batch)

    def show_batch(self, batch: int) -> None:
        """Come to another batch, which was walked."""
        if self._story is None:
            return
        self._batch = batch
        bar, top, height = self.verticalScrollBar(), batch * self.row_height(), self._room()
        if top < bar.value() or top + self.row_height() > bar.value() + height:
            bar.setValue(round(top - height / 2))
        self.setAccessibleDescription(f"{self.text(batch)}. {self._story.summary}")
        self.viewport().update()

    def text(self, batch: int) -> str:
        """A row in words."""
        assert self._story is not None
        name = f"Batch {number.count(batch + 1)}"
        row = self._row(batch)
        if row is None:
            return f"{name}: {TRAINED if batch < self._story.first else AHEAD}"
        samples = f"{number.count(len(row.points))} sample{'s' * (len(row.points) > 1)}"
        return f"{name}: {samples}, loss {number.loss(row.before, 4)} → {number.loss(row.after, 4)}, " \
               f"gradient {number.plain(row.gradient, 3)} long, step {number.plain(row.step, 3)} long"

    def row_rect(self, batch: int) -> QRectF:
        """Where a row stands in the viewport."""
        top = self._head() + batch * self.row_height() - self.verticalScrollBar().value()
        return QRectF(0.0, top, self.viewport().width(), self.row_height())

    def row_height(self) -> float:
        """Height of a row in px."""
        usual = ROW * max(1.0, self._theme.text_scale)
        shared = self._room() / max(1, 0 if self._story is None else self._story.batches)
        return math.floor(min(MOST_ROW / ROW * usual, max(usual, shared)))

    @Slot()
    def restyle(self) -> None:
        """Take fonts and colours from the theme again."""
        self._measure()
        self.viewport().update()

    def minimumSizeHint(self) -> QSize:
        """The head and three rows."""
        return QSize(320, round(self._head() + 3 * self.row_height()))

    # events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show more or fewer rows."""
        self._measure()
        if self._story is not None:
            self.show_batch(self._batch)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row under the pointer."""
        self._set_over(self._at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the batch under the pointer; if it was walked, into its ledger."""
        batch = self._at(event.position())
        if self._story is None or batch < self._story.first or event.button() != Qt.MouseButton.LeftButton:
            return
        (self.open_requested if batch < self._story.known else self.batch_requested).emit(batch)

    def leaveEvent(self, event: QEvent) -> None:
        """No row is pointed at."""
        self._set_over(-1)

    def viewportEvent(self, event: QEvent) -> bool:
        """A row in words as a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            batch = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._tip(batch) if batch >= 0 else "", self)
            return True
        return super().viewportEvent(event)

    def _tip(self, batch: int) -> str:
        assert self._story is not None
        if batch < self._story.first:
            return self.text(batch)
        more = "Click to open its ledger (↓)" if batch < self._story.known else "Click to walk on to it"
        return f"{self.text(batch)}\n{more}"

    def _set_over(self, batch: int) -> None:
        if batch != self._over:
            self._over = batch
            able = self._story is not None and batch >= self._story.first
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if able else Qt.CursorShape.ArrowCursor)
            self.viewport().update()

    def _at(self, place: QPointF) -> int:
        """The batch at a place; −1 if there is none."""
        if self._story is None or place.y() < self._head():
            return -1
        batch = int((place.y() - self._head() + self.verticalScrollBar().value()) // self.row_height())
        return batch if 0 <= batch < self._story.batches else -1

    def _row(self, batch: int) -> BatchRow | None:
        assert self._story is not None
        return self._story.row(batch) if self._story.first <= batch < self._story.known else None

    # places

    def _head(self) -> float:
        return round(38 * max(1.0, self._theme.text_scale))

    def _room(self) -> float:
        return max(0.0, self.viewport().height() - self._head())

    def _measure(self) -> None:
        count, bar = 0 if self._story is None else self._story.batches, self.verticalScrollBar()
        bar.setRange(0, max(0, math.ceil(count * self.row_height() - self._room())))
        bar.setPageStep(max(1, round(self._room())))
        bar.setSingleStep(round(self.row_height()))

    def places(self) -> Places:
        """The columns at this width: numbers get what they need; samples and lines share the rest, or give way."""
        metrics = QFontMetricsF(self._font())
        name = metrics.horizontalAdvance("Batch 000") + 4
        room = self.viewport().width() - 2 * EDGE
        for terse in (False, True):
            loss, length = (max(map(metrics.horizontalAdvance, texts)) + 4 for texts in self._texts(terse))
            free = room - 5 * GAP - name - loss - 2 * length
            if free >= LEAST_FREE:
                widths = name, free * 0.3, loss, free * 0.34, length + free * 0.18, length + free * 0.18
                break
        else:
            widths = name, 0.0, loss, 0.0, length, length
        found, left = [], EDGE
        for width in widths:
            found.append((left, width))
            left += width + GAP if width else 0.0
        return Places(found[0], found[1], found[2], found[3], found[4], found[5], terse)

    def _texts(self, terse: bool) -> tuple[list[str], list[str]]:
        """The numbers to make room for: losses, and lengths."""
        assert self._story is not None
        rows = [self._story.row(batch) for batch in range(self._story.first, self._story.known)]
        lengths = [_length(value, terse) for row in rows for value in (row.gradient, row.step)]
        return [WIDEST[terse][0], *(_losses(row, terse) for row in rows)], [WIDEST[terse][1], *lengths]

    # drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the head and the rows in sight."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.viewport().rect(), self._theme.palette.color("canvas"))
        if self._story is None:
            return
        places = self.places()
        painter.save()
        painter.setClipRect(QRectF(0, self._head(), self.viewport().width(), self._room()))
        first = int(self.verticalScrollBar().value() // self.row_height())
        last = min(self._story.batches, first + int(self._room() // self.row_height()) + 2)
        limits = self._limits()
        for batch in range(first, last):
            self._paint_row(painter, batch, places, limits)
        painter.restore()
        self._paint_head(painter, places)

    def _limits(self) -> tuple[float, float, float, float]:
        """The smallest and the largest loss, and the longest gradient and step, of the batches walked."""
        assert self._story is not None
        rows = [self._story.row(batch) for batch in range(self._story.first, self._story.known)]
        losses = [value for row in rows for value in (row.before, row.after) if math.isfinite(value)]
        gradients = [row.gradient for row in rows if math.isfinite(row.gradient)]
        steps = [row.step for row in rows if math.isfinite(row.step)]
        return min(losses, default=0.0), max(losses, default=0.0), max(gradients, default=0.0), max(steps, default=0.0)

    def _paint_head(self, painter: QPainter, places: Places) -> None:
        colors = self._theme.palette
        painter.setFont(self._theme.font("s", weight=600))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(colors.color("t2"))
        texts = (("Batch", places.batch), ("Samples", places.samples), ("Loss of the batch", places.loss),
                 ("before ○ → after ●", places.line), ("Gradient", places.gradient), ("Step", places.step))
        for text, (left, width) in texts:
            if not width:
                continue
            room = width + (GAP - 4 if text == "Loss of the batch" else 0)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(left, 0, room + 2, self._head()), int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.setPen(QPen(colors.color("line"), self._theme.line("hairline")))
        painter.drawLine(QPointF(EDGE, self._head() - 1), QPointF(self.viewport().width() - EDGE, self._head() - 1))

    def _paint_row(
        self, painter: QPainter, batch: int, places: Places, limits: tuple[float, float, float, float]
    ) -> None:
        assert self._story is not None
        colors, rect, row = self._theme.palette, self.row_rect(batch), self._row(batch)
        now = batch == self._batch
        if now or batch == self._over:
            painter.fillRect(rect, colors.color("hlbg" if now else "panel"))
        painter.setFont(self._font(600 if now else 400))
        painter.setPen(colors.color("t1" if row is not None else "t3"))
        align = int(Qt.AlignmentFlag.AlignVCenter)
        left, width = places.batch
        name = f"Batch {number.count(batch + 1)}"
        painter.drawText(QRectF(left, rect.top(), width + GAP, rect.height()), align, name)
        if row is None:
            text = TRAINED if batch < self._story.first else AHEAD
            painter.drawText(QRectF(places.samples[0], rect.top(), rect.width(), rect.height()), align, text)
            return
        if places.samples[1]:
            self._paint_samples(painter, row, rect, *places.samples)
        left, width = places.loss
        text = _losses(row, places.terse)
        painter.setPen(colors.color("t1"))
        painter.drawText(QRectF(left, rect.top(), width + GAP, rect.height()), align, text)
        if places.line[1]:
            self._paint_losses(painter, row, rect, places.line, limits[:2])
        for value, (left, width), limit in ((row.gradient, places.gradient, limits[2]),
                                            (row.step, places.step, limits[3])):
            self._paint_length(painter, value, QRectF(left, rect.top(), width, rect.height()), limit, places.terse)

    def _paint_samples(self, painter: QPainter, row: BatchRow, rect: QRectF, left: float, width: float) -> None:
        """A marker for each sample; where there is no room for all, their number behind the first ones."""
        assert self._story is not None
        experiment, palette = self._story.start.experiment, self._theme.palette
        grown = max(1.0, min(1.5, self._theme.text_scale))
        pitch, radius = PITCH * grown, RADIUS * grown
        painter.setFont(self._font())
        more = f" {number.count(len(row.points))}"
        wide = QFontMetricsF(painter.font()).horizontalAdvance(more)
        count = min(len(row.points), max(0, int((width - wide) // pitch)))
        for at in range(count):
            label = experiment.class_color(row.labels[at]) if row.labels else marker.NEUTRAL
            place = QPointF(left + radius + at * pitch, rect.center().y())
            marker.draw(painter, palette, label, place, radius)
        painter.setPen(palette.color("t2"))
        painter.drawText(QRectF(left + count * pitch, rect.top(), wide + 4, rect.height()),
                         int(Qt.AlignmentFlag.AlignVCenter), more)

    def _paint_losses(self, painter: QPainter, row: BatchRow, rect: QRectF, place: tuple[float, float],
                      ends: tuple[float, float]) -> None:
        """Both losses from the smallest to the largest of the epoch: green where the loss fell, red where it rose."""
        colors, (left, width), (low, high) = self._theme.palette, place, ends
        if not low < high or not (math.isfinite(row.before) and math.isfinite(row.after)):
            return
        middle = rect.center().y()
        painter.setPen(QPen(colors.color("line2"), self._theme.line("hairline")))
        painter.drawLine(QPointF(left, middle), QPointF(left + width, middle))
        reach = max(1.0, width - 2 * DOT)
        before, after = (QPointF(left + DOT + reach * (value - low) / (high - low), middle)
                         for value in (row.before, row.after))
        color = colors.color("ok" if row.after < row.before else "bad" if row.after > row.before else "t2")
        painter.setPen(QPen(color, 3))
        painter.drawLine(before, after)
        painter.setPen(QPen(colors.color("t2"), 1.5))
        painter.setBrush(colors.color("canvas"))
        painter.drawEllipse(before, DOT, DOT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(after, DOT, DOT)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_length(self, painter: QPainter, value: float, rect: QRectF, limit: float, terse: bool) -> None:
        """A number, and a bar as long as it where there is room."""
        colors, metrics, left, width = self._theme.palette, QFontMetricsF(self._font()), rect.left(), rect.width()
        text = _length(value, terse)
        digits = max(map(metrics.horizontalAdvance, self._texts(terse)[1]))
        painter.setFont(self._font())
        painter.setPen(colors.color("t1"))
        painter.drawText(QRectF(left, rect.top(), max(digits, metrics.horizontalAdvance(text)) + 2, rect.height()),
                         int(Qt.AlignmentFlag.AlignVCenter), text)
        room = width - digits - 8
        if room > 12 and limit and math.isfinite(value):
            bar = QRectF(left + digits + 8, rect.center().y() - BAR / 2, max(1.0, room * value / limit), BAR)
            painter.fillRect(bar, colors.color("t3"))

    def _font(self, weight: int = 400) -> QFont:
        return self._theme.font("m", weight=weight)


def _losses(row: BatchRow, terse: bool) -> str:
    """The loss before and after."""
    decimals = 3 if terse else 4
    return f"{number.loss(row.before, decimals)} → {number.loss(row.after, decimals)}"


def _length(value: float, terse: bool) -> str:
    return number.plain(value, 2 if terse else 3)
