"""Predicted against true values: on the line y = x there is no error."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.Qt import internals
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.engine.how_well import Residuals
from mlpviz.views.look.drawing import records
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.reading import Reading, paint_card
from mlpviz.views.plots.save_menu import SaveMenu, Table

TOP, RIGHT, NAME = 6.0, 8.0, 14.0
"""Px above and right of the square, and of an axis name."""
SIDE, LEAST = 190, 130
"""Px of height that the plot wants, and that it needs."""
RADIUS, RIM, HOLLOW = 2.6, 0.8, 1.2
NEAR = 9.0
"""Px from a point within which the pointer means it."""
MANY = 1500
"""With more points, those that would be drawn on the same pixel are drawn once."""
STEADY = 0.5
"""The range shrinks when less than this share of it is used, so that it does not follow every prediction."""


class Scatter(QWidget):
    """Train points filled, test points hollow. A click, or Enter, chooses a point; the arrow keys go from one to the
    next in the order of their true values.
    """

    point_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._points: NDArray[np.intp] = np.empty(0, np.intp)
        self._true = self._predicted = np.empty(0)
        self._test: NDArray[np.bool_] = np.empty(0, bool)
        self._value = ""
        self._range = (0.0, 1.0)
        self._ticks: Sequence[float] = ()
        self._selected: int | None = None
        self._at: int | None = None
        """The row under the pointer, or of the arrow keys."""
        self._saver = SaveMenu(self, "Predicted and true", self.table)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Predicted and true values")
        theme.changed.connect(self.restyle)
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        self.setMinimumHeight(round(LEAST * self._grown()))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A square with room for the numbers around it."""
        side = round(SIDE * self._grown())
        return QSize(side, side)

    def show_residuals(self, train: Residuals, test: Residuals, value: str = "") -> None:
        """Show the points of both; `value` is what they are called, "" if they have no name."""
        self._points = np.concatenate([train.points, test.points])
        self._true = np.concatenate([train.true, test.true])
        self._predicted = np.concatenate([train.predicted, test.predicted])
        self._test = np.arange(len(self._points)) >= len(train.points)
        self._value = value
        self._at = self._at if self._at is not None and self._at < len(self._points) else None
        self._follow()
        self.update()

    def show_selected(self, point: int | None) -> None:
        """Ring a point, or none."""
        self._selected = point
        self.update()

    def table(self) -> Table:
        """Every point: its number, its set, the true and the predicted value."""
        sets = np.where(self._test, "test", "train")
        columns = ((self._points + 1).tolist(), sets.tolist(), self._true.tolist(), self._predicted.tolist())
        return ("point", "set", "true", "predicted"), zip(*columns, strict=True)

    # geometry

    def _grown(self) -> float:
        return max(1.0, self._theme.text_scale)

    def _follow(self) -> None:
        """Keep the range as long as it holds everything and is not much too large."""
        values = np.concatenate([self._true, self._predicted])
        values = values[np.isfinite(values) & (np.abs(values) < 1e300)]
        if not len(values):
            return
        low, high = float(values.min()), float(values.max())
        first, last = self._range
        if not (first <= low and high <= last and high - low >= STEADY * (last - first)):
            room = 0.06 * (high - low) or max(0.5, 0.05 * abs(high))
            self._range = low - room, high + room
        self._ticks = plot_style.even_ticks(*self._range, 3)

    def area(self) -> QRectF:
        """The square of the points, in px."""
        grown, metrics = self._grown(), QFontMetrics(self._theme.font("xs"))
        widest = max((metrics.horizontalAdvance(plot_style.tick_text(one)) for one in self._ticks), default=0)
        left, below = NAME * grown + widest + 7.0, (NAME + 16.0) * grown
        side = max(20.0, min(self.width() - left - RIGHT, self.height() - TOP - below))
        return QRectF(left, TOP, side, side)

    def places(self) -> NDArray[np.float64]:
        """Where the points are drawn, (n, 2) px; NaN for a prediction that is not a number."""
        area, (low, high) = self.area(), self._range
        with np.errstate(all="ignore"):
            across = area.left() + (self._true - low) / (high - low) * area.width()
            down = area.bottom() - (self._predicted - low) / (high - low) * area.height()
            placed = np.column_stack([across, down])
            return np.where(np.abs(placed) < 1e6, placed, np.nan)

    def place_of(self, point: int) -> QPointF | None:
        """Where a point is drawn; None if it is not among them, or has no prediction."""
        rows = np.flatnonzero(self._points == point)
        if not len(rows) or np.isnan(spot := self.places()[rows[0]]).any():
            return None
        return QPointF(float(spot[0]), float(spot[1]))

    # drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes, line and points."""
        painter, area = QPainter(self), self.area()
        painter.fillRect(self.rect(), self._theme.palette.color("panel"))
        self._paint_axes(painter, area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.palette.color("t3"), self._theme.line("axis")))
        painter.drawLine(area.bottomLeft(), area.topRight())
        places = self.places()
        self._paint_points(painter, places[~self._test], hollow=False)
        self._paint_points(painter, places[self._test], hollow=True)
        if self._selected is not None and (ringed := self.place_of(self._selected)) is not None:
            self._paint_ring(painter, ringed)
        if self._at is not None and np.isfinite(places[self._at]).all():
            self._paint_reading(painter, area, places[self._at])

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        colors, (low, high) = self._theme.palette, self._range
        painter.setFont(self._theme.font("xs"))
        metrics = painter.fontMetrics()
        for tick in self._ticks:
            share, text = (tick - low) / (high - low), plot_style.tick_text(tick)
            x, y = round(area.left() + share * area.width()), round(area.bottom() - share * area.height())
            painter.setPen(QPen(colors.color("line"), self._theme.line("hairline")))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(colors.color("t3"))
            half, wide = metrics.height() / 2, metrics.horizontalAdvance(text)
            beside = QRectF(0, y - half, area.left() - 5, 2 * half)
            painter.drawText(beside, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
            painter.drawText(QPointF(x - wide / 2, area.bottom() + 3 + metrics.ascent()), text)
        painter.setPen(colors.color("t2"))
        across, up = self._axis_names(metrics, round(area.width()))
        below = QRectF(area.left(), area.bottom() + 2 + metrics.height(), area.width(), metrics.height())
        painter.drawText(below, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), across)
        painter.save()
        painter.translate(0, area.center().y())
        painter.rotate(-90)
        beside = QRectF(-area.height() / 2, 0, area.height(), metrics.height())
        painter.drawText(beside, int(Qt.AlignmentFlag.AlignCenter), up)
        painter.restore()

    def _axis_names(self, metrics: QFontMetrics, room: int) -> tuple[str, str]:
        names = f"true {self._value or 'value'}", f"predicted {self._value}".strip()
        shortened = (metrics.elidedText(name, Qt.TextElideMode.ElideRight, room) for name in names)
        return next(shortened), next(shortened)

    def _paint_points(self, painter: QPainter, places: NDArray[np.float64], *, hollow: bool) -> None:
        """Stamp the points, without a Python call for each."""
        ratio = float(self.devicePixelRatioF())
        places = places[np.isfinite(places).all(axis=1)]
        if records(painter):
            for place in places.tolist():
                self._paint_point(painter, QPointF(*place), hollow)
            return
        if len(places) > MANY:
            _, rows = np.unique(np.round(places * ratio) @ [1.0, 1e6], return_index=True)
            places = places[rows]
        if not len(places):
            return
        stamp = self._stamp(hollow, ratio)
        fragments = internals.PrimitiveArray(QPainter.PixmapFragment, 10)
        fragments.resize(len(places))
        table = fragments.ndarray()
        table[:, :2] = places
        table[:, 2:] = (0, 0, stamp.width(), stamp.height(), 1 / ratio, 1 / ratio, 0, 1)
        painter.drawPixmapFragments(*fragments.drawargs(), stamp)  # type: ignore[call-arg]

    def _stamp(self, hollow: bool, ratio: float) -> QPixmap:
        """One point: filled with a rim against its neighbours, or hollow."""
        side = 2 * math.ceil((RADIUS * self._grown() + 1.0) * ratio) + 1
        made = QPixmap(side, side)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(ratio, ratio)
        self._paint_point(painter, QPointF(side / ratio / 2, side / ratio / 2), hollow)
        painter.end()
        return made

    def _paint_point(self, painter: QPainter, place: QPointF, hollow: bool) -> None:
        colors, radius = self._theme.palette, RADIUS * self._grown()
        fill, ground = colors.color("t1" if hollow else "t2"), colors.color("panel")
        painter.setPen(QPen(fill, HOLLOW) if hollow else QPen(ground, RIM))
        painter.setBrush(ground if hollow else fill)
        painter.drawEllipse(place, radius, radius)

    def _paint_ring(self, painter: QPainter, spot: QPointF) -> None:
        colors = self._theme.palette
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for token, width in (("panel", 4.0), ("hl", self._theme.line("selection"))):
            painter.setPen(QPen(colors.color(token), width))
            painter.drawEllipse(spot, 6.5 * self._grown(), 6.5 * self._grown())

    def _paint_reading(self, painter: QPainter, area: QRectF, spot: NDArray[np.float64]) -> None:
        assert self._at is not None
        true, predicted = float(self._true[self._at]), float(self._predicted[self._at])
        fill: QColor = self._theme.palette.color("t1")
        painter.setPen(QPen(fill, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(*spot.tolist()), 4.5 * self._grown(), 4.5 * self._grown())
        words = (("true", number.plain(true)), ("predicted", number.plain(predicted)),
                 ("error", number.signed(true - predicted, 3)))  # fmt: skip
        title = f"point {number.count(int(self._points[self._at]) + 1)}, {'test' if self._test[self._at] else 'train'}"
        lines = [Reading(name, value, 0.0, fill) for name, value in words]
        paint_card(painter, self._theme, area, float(spot[0]), title, lines)

    # mouse and keys

    def row_at(self, place: QPointF) -> int | None:
        """The row of the point near a place; None if there is none."""
        with np.errstate(all="ignore"):
            away = np.hypot(*(self.places() - [place.x(), place.y()]).T)
        away = np.where(np.isnan(away), math.inf, away)
        return int(np.argmin(away)) if len(away) and away.min() <= NEAR else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the point under the pointer."""
        self._read(self.row_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the point under the pointer."""
        row = self.row_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and row is not None:
            self.point_chosen.emit(int(self._points[row]))

    def leaveEvent(self, event: object) -> None:
        self._read(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._read(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from point to point, Enter chooses one, Escape leaves it."""
        steps: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(event.key())
        if step is not None and len(self._points):
            order = np.argsort(self._true, kind="stable")
            place = -1 if self._at is None else int(np.flatnonzero(order == self._at)[0])
            start = place + step if self._at is not None else (0 if step > 0 else len(order) - 1)
            self._read(int(order[min(max(start, 0), len(order) - 1)]))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            self.point_chosen.emit(int(self._points[self._at]))
        elif event.key() == Qt.Key.Key_Escape and self._at is not None:
            self._read(None)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._saver.popup(event.globalPos())

    def _read(self, row: int | None) -> None:
        if row != self._at:
            self._at = row
            self.update()
