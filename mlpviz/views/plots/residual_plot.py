"""How the errors of a predicted value spread: bars of train and test points, and the spread in words."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.how_well import Residuals
from mlpviz.views.controls.label import Elided, label
from mlpviz.views.look.steady_limit import SteadyLimit
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.save_menu import SaveMenu, Table

BINS = 21
"""An odd number, so that errors around 0 are in one bar."""
BARS, BELOW = 72, 16
EDGE = 6.0
"""Px left and right of the bars, for the numbers of the outermost ticks."""

Counts = NDArray[np.int64]


class ResidualPlot(QWidget):
    """True − predicted: a histogram, and under it how far the errors spread."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars = ResidualBars(theme)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label("Residuals", "number"))
        about = Elided("true − predicted", "caption")
        about.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(about, 1)
        self._words = label("", "secondary")
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setWordWrap(True)
        self._words.setToolTip(
            "Standard deviation of the errors. What is much larger for test points was learned by heart; no network "
            "can foresee the noise that was put in."
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.bars)
        column.addWidget(self._words)

    def rest(self, resting: bool) -> None:
        """Whether the next errors stay on show."""
        self.bars.limit.resting = resting

    def show_residuals(self, train: Residuals, test: Residuals, noise: float | None) -> None:
        """Show the errors of both; `noise` is the standard deviation of what the recipe added, None if unknown."""
        self.bars.show_errors(train.errors, test.errors)
        halves = ((name, half) for name, half in (("train", train), ("test", test)) if len(half.points))
        spreads = [f"<b>{number.size(half.spread)}</b> {name}" for name, half in halves]
        words = f"Spread {', '.join(spreads)}" if spreads else "No points."
        put_in = f"; noise put in <b>{number.plain(noise)}</b>" if spreads and noise is not None else ""
        if words + put_in != self._words.text():
            self._words.setText(words + put_in)

    def words(self) -> str:
        """The spread in words, without marks of bold text."""
        return self._words.text().replace("<b>", "").replace("</b>", "")


class ResidualBars(QWidget):
    """The histogram itself: train filled, test outlined on top."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.limit = SteadyLimit()
        """How far the axis reaches."""
        self._counts: tuple[Counts, Counts] = (np.zeros(BINS, np.int64), np.zeros(BINS, np.int64))
        self._reach = 0.0
        self._saver = SaveMenu(self, "Residuals", self.table)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Histogram of the residuals")
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Bars and a line of numbers."""
        return QSize(240, BARS + round(BELOW * max(1.0, self._theme.text_scale)))

    def minimumSizeHint(self) -> QSize:
        """As high as wished, but narrower."""
        return QSize(120, self.sizeHint().height())

    def show_errors(self, train: NDArray[np.float64], test: NDArray[np.float64]) -> None:
        """Count the errors; those that are not numbers are left out."""
        train, test = train[np.isfinite(train)], test[np.isfinite(test)]
        limit = self.limit.follow(np.concatenate([train, test]))
        self._reach = limit * 1.1 if 0.0 < limit < 1e300 else 0.0
        if self._reach:
            edges = self.edges()
            self._counts = tuple(np.histogram(half, edges)[0] for half in (train, test))  # type: ignore[assignment]
        self.update()

    def edges(self) -> NDArray[np.float64]:
        """Where the bars begin and end, (bins + 1,)."""
        return np.linspace(-self._reach, self._reach, BINS + 1)

    def counts(self) -> tuple[Counts, Counts]:
        """The train and the test points in each bar."""
        return self._counts

    def table(self) -> Table:
        """Every bar: where it begins and ends, and how many train and test points are in it."""
        edges = self.edges()
        train, test = self._counts
        rows = zip(edges[:-1].tolist(), edges[1:].tolist(), train.tolist(), test.tolist(), strict=True)
        return ("from", "to", "train", "test"), rows

    def area(self) -> QRectF:
        """Where the bars stand."""
        below = BELOW * max(1.0, self._theme.text_scale)
        return QRectF(EDGE, 3, self.width() - 2 * EDGE, self.height() - 3 - below)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bars, the line of no error and the numbers."""
        painter, area, colors = QPainter(self), self.area(), self._theme.palette
        painter.fillRect(self.rect(), colors.color("panel"))
        train, test = self._counts
        highest = int((train + test).max(initial=0))
        if self._reach and highest:
            pitch = area.width() / BINS
            for index, (filled, outlined) in enumerate(zip(train.tolist(), test.tolist(), strict=True)):
                self._paint_bar(painter, area.left() + index * pitch, pitch, filled / highest, outlined / highest)
        painter.setPen(QPen(colors.color("line2"), self._theme.line("hairline")))
        painter.drawLine(QPointF(area.left(), round(area.bottom())), QPointF(area.right(), round(area.bottom())))
        if self._reach:
            painter.setPen(plot_style.pen(self._theme, "t2", "hairline", "test"))
            painter.drawLine(QPointF(area.center().x(), area.top()), QPointF(area.center().x(), area.bottom()))
            self._paint_ticks(painter, area)

    def _paint_bar(self, painter: QPainter, left: float, pitch: float, filled: float, outlined: float) -> None:
        area, colors = self.area(), self._theme.palette
        base = QRectF(left + 0.5, area.bottom() - filled * area.height(), pitch - 1.0, filled * area.height())
        painter.fillRect(base, colors.color("t3"))
        if outlined:
            height = max(2.0, outlined * area.height())
            painter.setPen(QPen(colors.color("t1"), 1.2))
            painter.setBrush(colors.color("panel"))
            painter.drawRect(QRectF(left + 1.0, base.top() - height, pitch - 2.0, height))

    def _paint_ticks(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(self._theme.font("xs"))
        painter.setPen(self._theme.palette.color("t3"))
        metrics = QFontMetrics(painter.font())
        for tick in plot_style.even_ticks(-self._reach, self._reach, 6):
            text = plot_style.tick_text(0.0 if abs(tick) < 1e-9 * self._reach else tick)
            half = metrics.horizontalAdvance(text) / 2
            middle = area.center().x() + tick / self._reach * area.width() / 2
            middle = min(max(middle, half), self.width() - half)
            painter.drawText(QPointF(middle - half, area.bottom() + 3 + metrics.ascent()), text)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the bar under the pointer."""
        area = self.area()
        share = (event.position().x() - area.left()) / max(area.width(), 1.0)
        if not self._reach or not 0.0 <= share < 1.0:
            QToolTip.hideText()
            return
        index, edges = math.floor(share * BINS), self.edges()
        train, test = (int(half[index]) for half in self._counts)
        span = f"{number.plain(float(edges[index]), 3)} to {number.plain(float(edges[index + 1]), 3)}"
        QToolTip.showText(event.globalPosition().toPoint(), f"{span}: {train} train, {test} test", self)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._saver.popup(event.globalPos())
