"""The share of each path as bars: each begins where the one before ends, so that the last bar is their sum."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine.number import count, percent
from mlpviz.engine.telling.chain_words import signed
from mlpviz.views.look.colors import mixed
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.writing import Piece, Writing
from mlpviz.views.plots import plot_style
from mlpviz.views.walk.chain.letter_badge import paint_letter
from mlpviz.views.walk.number_colors import role_color

if TYPE_CHECKING:
    from mlpviz.engine.telling.chain_story import ChainStory

ROW, AXIS = 27, 26
EDGE, BADGE = 16.0, 18.0
Align = Qt.AlignmentFlag


@dataclass(frozen=True)
class Bar:
    """A row: a path, the paths that are not listed, or the sum."""

    start: float
    end: float
    text: str
    """At its right: a share, or the sum."""
    letter: str = ""
    name: tuple[str, ...] = ()
    """Behind the letter: what tells the path from others, as LaTeX."""
    words: str = ""
    """In place of a letter."""
    row: int = -1

    @property
    def value(self) -> float:
        """What it adds."""
        return self.end - self.start


class ShareBars(QWidget):
    """A bar a path; a click shows one alone."""

    path_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._writing = theme, Writing(theme)
        self._alone = -1
        self._bars: list[Bar] = []
        self._ends = (0.0, 1.0), (0.0, 1.0)
        """Where bars begin and end: in px, and in values."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Share of each path")
        theme.changed.connect(self.restyle)

    def show_story(self, story: ChainStory, alone: int) -> None:
        """Show the paths of a chain, one of them strongly if it is shown alone."""
        self._alone, self._bars = alone, list(_bars(story))
        told = [f"{bar.letter or bar.words}: {signed(bar.value)}, {bar.text}" for bar in self._bars]
        self.setAccessibleDescription("; ".join(told))
        self.restyle()

    def bars(self) -> list[Bar]:
        """What is shown, from top to bottom."""
        return self._bars

    def sizeHint(self) -> QSize:
        """A row a bar, and the axis."""
        grown = max(1.0, self._theme.text_scale)
        return QSize(300, round((ROW * len(self._bars) + 6 + AXIS) * grown))

    def minimumSizeHint(self) -> QSize:
        """The same height."""
        return QSize(160, self.sizeHint().height())

    @Slot()
    def restyle(self) -> None:
        """Take fonts and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """One path alone, or all again."""
        for at, bar in enumerate(self._bars):
            if bar.row >= 0 and bar.letter and self._line(at).contains(event.position()):
                self.path_requested.emit(-1 if bar.row == self._alone else bar.row)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw grid, bars, names and shares."""
        if not self._bars:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ends = (left, right), (low, high) = self._span(), self._range()
        self._paint_grid(painter, left, right, low, high)
        colors = self._theme.palette
        for at, bar in enumerate(self._bars):
            place, last = self._line(at), at == len(self._bars) - 1
            if last and len(self._bars) > 1:
                painter.setPen(QPen(colors.color("line"), self._theme.line("hairline")))
                painter.drawLine(QPointF(EDGE, place.top() - 3), QPointF(self.width() - EDGE, place.top() - 3))
            self._paint_bar(painter, bar, place)
            self._paint_name(painter, bar, place)
            painter.setFont(self._theme.font("m", weight=600))
            painter.setPen(colors.color("t1"))
            painter.drawText(place, int(Align.AlignRight | Align.AlignVCenter), bar.text)

    def _paint_bar(self, painter: QPainter, bar: Bar, place: QRectF) -> None:
        colors = self._theme.palette
        ink = self._ink(bar)
        if self._alone >= 0 and bar.row not in (-1, self._alone):
            ink = mixed(ink, colors.color("panel"), 0.25)
        ends = sorted((self._x(bar.start), self._x(bar.end)))
        half = place.height() * 0.33
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        shape = QRectF(ends[0], place.center().y() - half, max(1.0, ends[1] - ends[0]), 2 * half)
        painter.drawRoundedRect(shape, 2, 2)
        index = self._bars.index(bar)
        if index + 1 < len(self._bars) and any(one.value for one in self._bars):
            pen = QPen(colors.color("t2"), 1.0)
            pen.setDashPattern([2, 2])
            painter.setPen(pen)
            below = self._line(index + 1)
            painter.drawLine(QPointF(self._x(bar.end), place.center().y() + half),
                             QPointF(self._x(bar.end), below.center().y() - half))

    def _paint_name(self, painter: QPainter, bar: Bar, place: QRectF) -> None:
        colors = self._theme.palette
        if bar.letter:
            square = QRectF(place.left(), place.center().y() - BADGE / 2, BADGE, BADGE)
            paint_letter(painter, self._theme, square, bar.letter, self._ink(bar))
            room = place.adjusted(BADGE + 8, 0, 0, 0)
            pieces = [Piece(name, colors.color("t2"), math=True) for name in bar.name]
            self._writing.draw(painter, pieces, room, "m", Align.AlignLeft)
        else:
            painter.setFont(self._theme.font("s" if bar.row >= 0 or len(bar.words) > 6 else "m", weight=600))
            painter.setPen(colors.color("t1"))
            painter.drawText(place, int(Align.AlignLeft | Align.AlignVCenter), bar.words)

    def _paint_grid(self, painter: QPainter, left: float, right: float, low: float, high: float) -> None:
        colors, bottom = self._theme.palette, self._line(len(self._bars) - 1).bottom() + 4
        painter.setFont(self._theme.font("xs"))
        metrics = QFontMetricsF(painter.font())
        ticks = plot_style.even_ticks(low, high, max(2, int((right - left) / 52)))
        end = -math.inf
        for tick in ticks:
            x = self._x(tick)
            painter.setPen(QPen(colors.color("ctl" if tick == 0 else "line2"), self._theme.line("hairline")))
            painter.drawLine(QPointF(x, 2), QPointF(x, bottom))
            text = ("+" if tick > 0 else "") + plot_style.tick_text(tick)
            width = metrics.horizontalAdvance(text)
            if x - width / 2 > end + 4:
                painter.setPen(colors.color("t3"))
                place = QRectF(x - width / 2 - 1, bottom + 2, width + 2, metrics.height())
                painter.drawText(place, int(Align.AlignCenter), text)
                end = x + width / 2

    def _ink(self, bar: Bar) -> QColor:
        if not bar.value:
            return self._theme.palette.color("t2")
        return role_color(self._theme.palette, "gradient", bar.value, True)

    def _line(self, at: int) -> QRectF:
        grown = max(1.0, self._theme.text_scale)
        gap = 6.0 if at == len(self._bars) - 1 and at else 0.0
        return QRectF(EDGE, (at * ROW + gap) * grown, self.width() - 2 * EDGE, ROW * grown)

    def _range(self) -> tuple[float, float]:
        ends = [0.0, *(value for bar in self._bars for value in (bar.start, bar.end) if math.isfinite(value))]
        low, high = min(ends), max(ends)
        return (low, high) if high > low else (-1.0, 1.0)

    def _span(self) -> tuple[float, float]:
        strong = QFontMetricsF(self._theme.font("m", weight=600))
        small = QFontMetricsF(self._theme.font("s", weight=600))
        names = [BADGE + 8 + self._writing.width([Piece(name, QColor(), math=True) for name in bar.name])
                 if bar.letter else small.horizontalAdvance(bar.words) for bar in self._bars]
        texts = [strong.horizontalAdvance(bar.text) for bar in self._bars]
        return EDGE + max(names) + 14, self.width() - EDGE - max(texts) - 14

    def _x(self, value: float) -> float:
        (left, right), (low, high) = self._ends
        inside = min(max(value, low), high) if math.isfinite(value) else 0.0
        return left + (inside - low) / (high - low) * (right - left)


def _telling(ways: list[list[str]]) -> int:
    """The place of the unit that tells the ways apart best, of equals the one nearest to the weight."""
    distinct = [(len(set(units)), at) for at, units in enumerate(zip(*ways, strict=True))]
    return max(distinct)[1] if distinct else 0


def _bars(story: ChainStory) -> list[Bar]:
    chain, names = story.chain, story.names
    found, at, telling = [], 0.0, _telling([names.via(path) for path in chain.paths])
    for row, path in enumerate(chain.paths):
        if names.lettered:
            told = tuple(names.via(path)[telling : telling + 1])
            found.append(Bar(at, at + path.product, percent(path.share, 0), names.letter(row), told, row=row))
        at += path.product
    if chain.more:
        words = f"{count(chain.more)} more"
        found.append(Bar(at, at + chain.rest, percent(chain.rest_share, 0), words=words))
    found.append(Bar(0.0, chain.total, signed(chain.total), words=names.sum() if len(chain.paths) < 3 else "sum"))
    return found
