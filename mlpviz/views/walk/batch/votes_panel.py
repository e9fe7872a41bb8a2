"""The bars beside the ledger: how every row votes on the chosen weight, in line with the rows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.plots import plot_style
from mlpviz.views.walk.batch.ledger import Ledger
from mlpviz.views.walk.batch.places import RowPlace
from mlpviz.views.walk.batch.sample_badge import paint_badge
from mlpviz.views.walk.batch.sheet import FOOT_GAP, MARGIN, WORDS, Ruled, spoken_column
from mlpviz.views.walk.number_colors import role_color
from mlpviz.views.walk.sentences import Prose, spoken

if TYPE_CHECKING:
    from mlpviz.engine.telling.batch.records import Row, Vote
    from mlpviz.engine.telling.batch.story import BatchStory

Align = Qt.AlignmentFlag
LEAST_LEFT = 34.0
"""Px left of zero for a bar that points there."""
OWN = 0.33
"""The share of the room right of zero that a bar takes which is compared with no other."""
STEP = 0.3
"""The same for the largest step."""


class VotesPanel(QWidget):
    """Shows the bars of one column; it stands beside a ledger of the same height."""

    row_requested = Signal(int)
    sample_requested = Signal(int)
    hovered = Signal(int)

    def __init__(self, theme: Theme, typesetter: Typesetter, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._typesetter, self._ledger = theme, typesetter, ledger
        self._story: BatchStory | None = None
        self._row, self._column, self._hovered = 0, 0, -1
        self._votes: dict[int, Vote] = {}
        self._sentence = ""
        self._axis: _Axis | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        ledger.moved.connect(self.update)
        theme.changed.connect(self.restyle)

    # showing

    def show_place(self, story: BatchStory, row: int, column: int) -> None:
        """Show the bars of a column as far as a row."""
        if story is not self._story or column != self._column:
            self._votes = {vote.row: vote for vote in story.votes(column)}
            self._axis = None
        self._story, self._row, self._column = story, row, column
        first, _, rest = story.sentence(row, column).partition(". ")
        self._sentence = f"**{first}.** {rest}" if rest else first
        self.setAccessibleName(f"Votes on {spoken_column(story, column)}")
        told = [f"{story.rows[at].title} {vote.text}" for at, vote in self._votes.items() if at <= row]
        self.setAccessibleDescription(f"{'; '.join(told)}. {spoken(self._sentence)}")
        self.update()

    def show_hovered(self, row: int) -> None:
        """Light a row that is pointed at elsewhere; −1 for none."""
        if row != self._hovered:
            self._hovered = row
            self.update()

    def votes(self) -> dict[int, Vote]:
        """The bars, by row."""
        return self._votes

    def sentence(self) -> str:
        """What is said below the bars, with its LaTeX."""
        return self._sentence

    def foot(self, width: int) -> float:
        """The height that the sentence needs."""
        lines = Prose(self._typesetter, self._sentence, self._theme.font("s")).lines(width - 2 * MARGIN)
        return len(lines) * float(self._theme.line_px("s"))

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        self._axis = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use another width."""
        self._axis = None
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:
        """As wide as the design says."""
        return QSize(self._theme.px("diagnostics_column"), 420)

    def minimumSizeHint(self) -> QSize:
        """What does not fit is left out."""
        return QSize(180, 120)

    # pointing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the row under the pointer."""
        place = self._row_at(event.position())
        self._point(place.row if place is not None else -1)
        self.setCursor(Qt.CursorShape.ArrowCursor if place is None else Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go into a sample, or to another row."""
        place = self._row_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None and self._story is not None:
            sample = self._story.rows[place.row].sample
            if sample >= 0:
                self.sample_requested.emit(sample)
            else:
                self.row_requested.emit(place.row)

    def leaveEvent(self, event: QEvent) -> None:
        """No row is pointed at."""
        self._point(-1)
        super().leaveEvent(event)

    def _row_at(self, at: QPointF) -> RowPlace | None:
        ruled = self._ledger.ruled()
        return ruled.row_at(at.y()) if ruled is not None else None

    def _point(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.update()
            self.hovered.emit(row)

    # drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axis, bars, numbers and the sentence."""
        painter, colors, ruled = QPainter(self), self._theme.palette, self._ledger.ruled()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), colors.color("panel"))
        if self._story is None or ruled is None:
            return
        self._paint_title(painter, ruled.title, self._story)
        axis = self._axis = self._axis or _Axis(
            self._story, list(self._votes.values()), MARGIN + self._labels(self._story),
            self.width() - MARGIN - self._numbers())  # fmt: skip
        self._paint_axis(painter, ruled, axis, self._story)
        for place in ruled.rows:
            self._paint_row(painter, place, axis, self._story)
        self._paint_links(painter, ruled.rows, axis, self._story)
        self._paint_sentence(painter, ruled)

    def _paint_title(self, painter: QPainter, top: float, story: BatchStory) -> None:
        theme, colors = self._theme, self._theme.palette
        line = QRectF(MARGIN, top, self.width() - 2 * MARGIN, theme.line_px("m"))
        count = story.narrator.recorded.samples
        words = (WORDS[count] if count < len(WORDS) else str(count)) + (" votes" if count != 1 else " vote")
        name = story.columns[self._column].name
        for text in (f"{words} on ${name}$", f"${name}$"):
            title = Prose(self._typesetter, text, theme.font("m", weight=600))
            if title.width() <= line.width():
                break
        title.paint(painter, line, colors.color("t1"), line.height(), Align.AlignLeft)
        hint, small = "click a column", theme.font("s")
        painter.setFont(small)
        painter.setPen(colors.color("t3"))
        if title.width() + QFontMetricsF(small).horizontalAdvance(hint) + 14 <= line.width():
            painter.drawText(line, int(Align.AlignRight | Align.AlignVCenter), hint)

    def _paint_axis(self, painter: QPainter, ruled: Ruled, axis: _Axis, story: BatchStory) -> None:
        theme, colors, line = self._theme, self._theme.palette, float(self._theme.line_px("s"))
        row = QRectF(MARGIN, ruled.heads[0], self.width() - 2 * MARGIN, line)
        painter.setFont(theme.font("xs"))
        metrics = QFontMetricsF(painter.font())
        labels = [metrics.horizontalAdvance("+0") / 2]
        slope = f"$\\partial L/\\partial {'b' if self._bias(story) else 'w'}$"
        axis_name = Prose(self._typesetter, slope, painter.font())
        end = MARGIN - 4.0
        if MARGIN + axis_name.width() + 8 <= axis.zero - labels[0]:
            axis_name.paint(painter, row, colors.color("t3"), line, Align.AlignLeft)
            end = MARGIN + axis_name.width()
        rows = [place for place in ruled.rows if story.rows[place.row].scale == "gradient"]
        bottom = rows[-1].bottom if rows else ruled.heads[3]
        for value in axis.ticks():
            x, text = axis.x(value), ("+" if value > 0 else "") + plot_style.tick_text(value)
            strong = colors.color("line2" if value == 0.0 else "line")
            painter.fillRect(QRectF(x - 0.5, row.bottom() + 3, 1.0, bottom - row.bottom() - 3), strong)
            width = metrics.horizontalAdvance(text)
            if x - width / 2 > end + 6 and x + width / 2 <= self.width() - 4:
                painter.setPen(colors.color("t3"))
                painter.setFont(theme.font("xs"))
                painter.drawText(QRectF(x - width / 2 - 1, row.top(), width + 2, line), int(Align.AlignCenter), text)
                end = x + width / 2
        self._paint_ways(painter, ruled, axis)

    def _paint_ways(self, painter: QPainter, ruled: Ruled, axis: _Axis) -> None:
        """What a vote to the left and to the right asks for."""
        colors, line = self._theme.palette, float(self._theme.line_px("s"))
        top = (ruled.heads[1] + ruled.heads[2]) / 2
        painter.setFont(self._theme.font("xs", weight=600))
        metrics = QFontMetricsF(painter.font())
        left, right = "← raises", "lowers →"
        for text, value, place in (
            (left, -1.0, axis.zero - 8 - metrics.horizontalAdvance(left)), (right, 1.0, axis.zero + 8),
        ):  # fmt: skip
            width = metrics.horizontalAdvance(text)
            if place >= 4 and place + width <= self.width() - 4:
                painter.setPen(role_color(colors, "gradient", value, True))
                painter.drawText(QRectF(place, top, width + 2, line), int(Align.AlignLeft | Align.AlignVCenter), text)

    def _paint_row(self, painter: QPainter, place: RowPlace, axis: _Axis, story: BatchStory) -> None:
        colors, row = self._theme.palette, story.rows[place.row]
        now, lit = place.row == self._row, place.row == self._hovered and row.samples
        if place.opens and place.row in self._votes:
            painter.fillRect(QRectF(MARGIN, place.top - 5.0, self.width() - 2 * MARGIN, 1.0), colors.color("line"))
        if now:
            painter.fillRect(QRectF(0, place.top, self.width(), place.height), colors.color("hlbg"))
        self._paint_label(painter, place, row, story, now=now)
        vote = self._votes.get(place.row)
        if vote is None or place.row > self._row:
            return
        left, right = self._paint_bar(painter, place, vote, axis, row)
        strong = now or bool(lit) or row.kind in ("sum", "clip", "gradient", "step")
        painter.setFont(self._theme.font("s", weight=600 if strong else 400))
        metrics = QFontMetricsF(painter.font())
        width = metrics.horizontalAdvance(vote.text)
        x = right + 6
        if x + width > self.width() - 4:  # else left of the bar, or where there is most room
            names = axis.left
            x = left - 6 - width if left - 6 - width >= names else max(names - 6, self.width() - 4 - width)
        painter.setPen(colors.color("hlt" if now else "t1"))
        room = QRectF(x, place.top, width + 2, place.height)
        painter.drawText(room, int(Align.AlignLeft | Align.AlignVCenter), vote.text)
        painter.setFont(self._theme.font("s"))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(vote.note)
        after = x + width + 6 if x > right else right + 6
        before = (left if x > right else x) - 6 - wide
        begin = after if after + wide <= self.width() - 6 else before if before >= axis.left else None
        if vote.note and begin is not None:
            painter.setPen(colors.color("hlt" if now else "t2"))
            note = QRectF(begin, place.top, wide + 2, place.height)
            painter.drawText(note, int(Align.AlignLeft | Align.AlignVCenter), vote.note)

    def _paint_bar(
        self, painter: QPainter, place: RowPlace, vote: Vote, axis: _Axis, row: Row
    ) -> tuple[float, float]:
        """Draw a bar, what was remembered hatched; returns its ends."""
        colors = self._theme.palette
        start, kept, end = (axis.at(vote, value) for value in (vote.start, vote.kept, vote.end))
        value = vote.end - vote.start
        ink = role_color(colors, "gradient", value, True) if row.signed and value else colors.color("t2")
        half = min(place.height * 0.26, 7.0)
        painter.setPen(Qt.PenStyle.NoPen)
        if kept != start:
            left, right = sorted((start, kept))
            shape = QRectF(left, place.middle - half, right - left, 2 * half)
            painter.setBrush(QBrush(ink, Qt.BrushStyle.BDiagPattern))
            painter.setPen(QPen(ink, 1.0))
            painter.drawRect(shape.adjusted(0.5, 0.5, -0.5, -0.5))
            painter.setPen(Qt.PenStyle.NoPen)
        left, right = sorted((kept, end))
        painter.setBrush(ink)
        painter.drawRoundedRect(QRectF(left, place.middle - half, max(1.5, right - left), 2 * half), 2, 2)
        return min(start, kept, end), max(start, kept, end)

    def _paint_label(
        self, painter: QPainter, place: RowPlace, row: Row, story: BatchStory, *, now: bool
    ) -> None:
        theme, colors = self._theme, self._theme.palette
        ink = colors.color("hlt" if now else "t3" if place.row > self._row else "t1")
        sheet = self._ledger.sheet()
        fact = sheet.facts.get(place.row) if sheet is not None else None
        if fact is not None:
            color = story.narrator.walk.experiment.class_color(fact.label) if fact.label >= 0 else -1
            radius = min(8.0 * max(1.0, theme.text_scale), place.height / 2 - 1.5)
            center = QPointF(MARGIN + radius, place.middle)
            paint_badge(painter, theme, center, radius, number.count(fact.sample + 1), color)
            return
        room = QRectF(MARGIN, place.top, 200.0, place.height)
        font = theme.font("s", weight=600 if now else 400)
        text = f"${row.letter}$" if row.letter else row.title
        Prose(self._typesetter, text, font).paint(painter, room, ink, place.height, Align.AlignLeft)

    def _paint_links(self, painter: QPainter, rows: list[RowPlace], axis: _Axis, story: BatchStory) -> None:
        """Dashes from the end of one sample to the start of the next."""
        pen = QPen(self._theme.palette.color("t2"), 1.0)
        pen.setDashPattern([2, 2])
        painter.setPen(pen)
        for place, below in zip(rows, rows[1:], strict=False):
            follows = story.rows[below.row].kind in ("sample", "others", "sum")
            if story.rows[place.row].kind in ("sample", "others") and follows and below.row <= self._row:
                x = axis.at(self._votes[place.row], self._votes[place.row].end)
                painter.drawLine(QLineF(x, place.middle + 6, x, below.middle - 6))

    def _paint_sentence(self, painter: QPainter, ruled: Ruled) -> None:
        if not ruled.foot or not self._sentence:
            return
        line = float(self._theme.line_px("s"))
        prose = Prose(self._typesetter, self._sentence, self._theme.font("s"))
        room = QRectF(MARGIN, ruled.bottom + FOOT_GAP / 2, self.width() - 2 * MARGIN, ruled.foot)
        if len(prose.lines(room.width())) * line <= room.height() + 5:
            prose.paint(painter, room, self._theme.palette.color("t1"), line, Align.AlignLeft)

    def _labels(self, story: BatchStory) -> float:
        metrics = QFontMetricsF(self._theme.font("s", weight=600))
        titles = [metrics.horizontalAdvance(row.title) for row in story.rows if row.kind not in ("sample", "weights")
                  and not row.letter]  # fmt: skip
        return max([24.0 * max(1.0, self._theme.text_scale), *titles]) + 8

    def _numbers(self) -> float:
        """Room at the right for the numbers."""
        metrics = QFontMetricsF(self._theme.font("s", weight=600))
        return max((metrics.horizontalAdvance(vote.text) for vote in self._votes.values()), default=0.0) + 6

    def _bias(self, story: BatchStory) -> bool:
        return story.columns[self._column].source < 0


class _Axis:
    """Where a value stands: gradients share one axis, a step has another with the same zero."""

    def __init__(self, story: BatchStory, votes: list[Vote], left: float, right: float) -> None:
        ends = [value for vote in votes if vote.scale == "gradient" for value in (vote.start, vote.kept, vote.end)]
        found = [0.0, *(value for value in ends if math.isfinite(value))]
        self.low, self.high = min(found), max(found)
        if self.low == self.high:
            self.low, self.high = (-1.0, 1.0)
        self.left, self.right = left, max(right, left + 20.0)
        pointing = any(vote.scale != "gradient" and vote.end < 0 for vote in votes)
        share = max(-self.low / (self.high - self.low), LEAST_LEFT / (self.right - self.left) if pointing else 0.0)
        self.zero = left + min(share, 0.9) * (self.right - self.left)
        spans = [(self.right - self.zero) / self.high if self.high > 0 else math.inf,
                 (self.zero - left) / -self.low if self.low < 0 else math.inf]  # fmt: skip
        self._scale = min(spans)
        self._step = story.limit("step")

    def x(self, value: float) -> float:
        """The place of a gradient."""
        inside = min(max(value, self.low), self.high) if math.isfinite(value) else 0.0
        return self.zero + inside * self._scale

    def at(self, vote: Vote, value: float) -> float:
        """The place of a value of a bar."""
        if vote.scale == "gradient":
            return self.x(value)
        most = max(abs(vote.start), abs(vote.kept), abs(vote.end)) if vote.scale == "own" else self._step
        if not math.isfinite(value) or not 0.0 < most < math.inf:
            return self.zero
        room = (self.right - self.zero) * OWN if vote.scale == "own" else self._room(value)
        return self.zero + value / most * room

    def ticks(self) -> list[float]:
        """Round values along the axis of gradients."""
        return plot_style.even_ticks(self.low, self.high, max(2, int((self.right - self.left) / 70)))

    def _room(self, value: float) -> float:
        """For steps: as far as there is room on their side."""
        side = self.zero - self.left if value < 0 else self.right - self.zero
        return min(side, STEP * (self.right - self.left))
