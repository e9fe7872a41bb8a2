"""The curves of one cell in large: an axis with numbers, names at the ends of the lines, and values to read."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, QSizeF, Qt, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.engine.flow.cell import CellResult
from mlpviz.views.gradient_flow.axis import LOSS, NORMS, LogAxis, axis_of, lowest, values_of, zones
from mlpviz.views.gradient_flow.cell_curves import (
    colors_of,
    paint_curves,
    paint_ground,
    paint_words,
    places_across,
)
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.crowding import named, thinned
from mlpviz.views.plots.reading import Reading, paint_card
from mlpviz.views.plots.save_menu import SaveMenu, Table

HEIGHT = 140
LEFT, RIGHT, TOP, BELOW = 38, 30, 4, 20
_WHOLE = Qt.TextFlag.TextDontClip
"""Large text is higher than the line that it is centred in."""
LABEL_LINE = 11
"""Px from one name to the next: names have no letters that reach below the line."""
HIGHEST = {NORMS: 2, LOSS: 1}
MOST_READINGS = 9


class LayerPlot(QWidget):
    """Shows the norms of all layers, or the loss, of one cell over its epochs."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Build an empty plot."""
        super().__init__(parent)
        self._theme = theme
        self._result: CellResult | None = None
        self._axis = LogAxis(NORMS, -8, 2)
        self._read: int | None = None
        self._saver = SaveMenu(self, "Gradient norm per layer of a cell", self.table)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take fonts and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as can be read; it takes all the height that the rest of the column leaves."""
        return QSize(400, round(HEIGHT * self._grown()))

    def minimumSizeHint(self) -> QSize:
        """As high, but narrower."""
        return QSize(200, self.sizeHint().height())

    def show_result(self, result: CellResult | None, shows: str, guess: float) -> None:
        """Show a cell; None clears the plot. `guess` is the loss of the best guess."""
        self._result, self._read = result, None
        what = "Gradient norm per layer" if shows == NORMS else "Loss"
        self.setAccessibleName(f"{what} of the chosen cell")
        self._axis = axis_of(shows, ())
        if result is not None:
            usual = axis_of(shows, (result,))
            least = max(usual.low, min(lowest(shows, result) - 1, -8 if shows == NORMS else -2))
            mark = guess if shows == LOSS else math.nan
            self._axis = LogAxis(shows, least, self._highest(result, shows), mark)
            self.setAccessibleDescription(self._summary())
        self.update()

    def _highest(self, result: CellResult, shows: str) -> int:
        logs = plot_style.log10(values_of(shows, result))
        known = logs[np.isfinite(logs)]
        return min(max(HIGHEST[shows], math.ceil(float(known.max(initial=0.0)))), 8)

    def _summary(self) -> str:
        assert self._result is not None
        values = values_of(self._axis.shows, self._result)
        if not len(values):
            return ""
        names = ", ".join(f"{name} {_written(value)}" for name, value in zip(self._names(), values[-1], strict=True))
        return f"At the last {self._unit()}: {names}."

    def _names(self) -> list[str]:
        assert self._result is not None
        if self._axis.shows == LOSS:
            return ["loss"]
        return [f"L{layer + 1}" for layer in range(self._result.norms.shape[1])]

    def _unit(self) -> str:
        diverged = self._result is not None and self._result.nan_at is not None and self._axis.shows == NORMS
        return "update" if diverged else "epoch"

    def _moment(self, row: int) -> int:
        """The epoch, or the update from 1 on, of a row of values."""
        return row + 1 if self._unit() == "update" else row

    def table(self) -> Table:
        """Every moment and its values."""
        if self._result is None:
            return (), ()
        rows = enumerate(values_of(self._axis.shows, self._result))
        return [self._unit(), *self._names()], ([self._moment(row), *map(float, values)] for row, values in rows)

    # geometry

    def _grown(self) -> float:
        return max(1.0, self._theme.text_scale)

    def area(self) -> QRectF:
        """Where the curves are."""
        grown = self._grown()
        width, height = self.width() - (LEFT + RIGHT) * grown, self.height() - (2 * TOP + BELOW) * grown
        return QRectF(LEFT * grown, 2 * TOP * grown, width, height)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axis, ground, curves, names, and what is read."""
        painter, area = QPainter(self), self.area()
        if self._result is None or area.width() < 40:
            return
        paint_ground(painter, self._theme, self._axis, area)
        self._paint_axis(painter, area)
        self._paint_zone_words(painter, area)
        width = self._theme.line("curve_secondary")
        paint_curves(painter, self._theme, self._axis, self._result, area, width)
        self._paint_mark(painter, area)
        paint_words(painter, self._theme, self._axis, self._result, area, role="s")
        self._paint_names(painter, area)
        if self._read is not None:
            self._paint_reading(painter, area, self._read)

    def _paint_axis(self, painter: QPainter, area: QRectF) -> None:
        colors = self._theme.palette
        painter.setFont(self._theme.font("xs"))
        metrics = QFontMetricsF(painter.font())
        most = max(2, int(area.height() // (2.2 * metrics.height())))
        for exponent in plot_style.decade_ticks(self._axis.low, self._axis.high, most):
            y = float(self._axis.heights(np.array([float(exponent)]), area)[0])
            painter.setPen(QPen(colors.color("line"), self._theme.line("hairline")))
            painter.drawLine(QLineF(area.left(), round(y) + 0.5, area.right(), round(y) + 0.5))
            if self._has_zeros() and y > area.bottom() - metrics.height():
                continue  # the 0 stands there
            self._paint_tick(painter, area, y, number.power_of_ten(exponent))
        if self._has_zeros():
            self._paint_tick(painter, area, area.bottom(), "0")
        self._paint_moments(painter, area, metrics)

    def _paint_tick(self, painter: QPainter, area: QRectF, y: float, text: str) -> None:
        painter.setPen(self._theme.palette.color("t3"))
        words = QRectF(0, y - 10, area.left() - 6, 20)
        painter.drawText(words, int(_WHOLE | Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_moments(self, painter: QPainter, area: QRectF, metrics: QFontMetricsF) -> None:
        assert self._result is not None
        across = places_across(self._axis, self._result, area)
        line = QRectF(0, area.bottom() + 3, self.width(), metrics.height())
        painter.setPen(self._theme.palette.color("t3"))
        last = len(across) - 1
        most = max(1, int((across[-1] - across[0]) // 70)) if last > 0 else 1
        rows = plot_style.even_ticks(0, last, most, whole=True) if last > 0 else [0.0]
        painter.drawText(line.translated(area.left() - 3, 0), 0, f"{self._unit()} {self._moment(0)}")
        for row in map(int, rows[1:]):
            words = QRectF(across[row] - 30, line.top(), 60, line.height())
            painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), number.count(self._moment(row)))

    def _has_zeros(self) -> bool:
        return self._result is not None and bool((values_of(self._axis.shows, self._result) == 0.0).any())

    def _paint_zone_words(self, painter: QPainter, area: QRectF) -> None:
        """Name the zones, where no curve goes through the words."""
        if self._axis.shows != NORMS:
            return
        vanishing, exploding = (self._axis.height(norm, area) for norm in zones())
        painter.setFont(self._theme.font("xs"))
        for word, ink, zone in (
            ("vanishing", "t2", QRectF(QPointF(area.left(), vanishing), area.bottomRight())),
            ("exploding", "bad", QRectF(area.topLeft(), QPointF(area.right(), exploding))),
        ):
            place = self._free_place(QFontMetricsF(painter.font()).size(0, word), zone)
            if place is not None:
                painter.setPen(self._theme.palette.color(ink))
                painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), word)

    def _free_place(self, words: QSizeF, zone: QRectF) -> QRectF | None:
        """Where in a zone there is room for words."""
        if zone.height() < words.height() + 2:
            return None
        for left in (zone.left() + 6, zone.right() - 6 - words.width(), zone.center().x() - words.width() / 2):
            for top in (zone.bottom() - 3 - words.height(), zone.top() + 1):
                place = QRectF(QPointF(left, top), words)
                if not self._is_crossed(place):
                    return place
        return None

    def _is_crossed(self, place: QRectF) -> bool:
        assert self._result is not None
        area = self.area()
        across = places_across(self._axis, self._result, area)
        logs = plot_style.log10(values_of(self._axis.shows, self._result))
        if len(across) < 2:
            return False
        x = np.linspace(place.left() - 2, place.right() + 2, 33)
        for curve in logs.T:
            floored = np.where(np.isneginf(curve), self._axis.low, curve)
            heights = np.minimum(self._axis.heights(floored, area), area.bottom())
            y = np.interp(x, across, np.nan_to_num(heights, nan=area.top()), right=np.nan)
            lower, upper = np.fmax(y[:-1], y[1:]), np.fmin(y[:-1], y[1:])
            if np.any((lower >= place.top()) & (upper <= place.bottom())):
                return True
        return False

    def _paint_mark(self, painter: QPainter, area: QRectF) -> None:
        """Name the dashed line of the loss of guessing, above it or below."""
        if self._axis.shows != LOSS or not self._axis.mark > 0.0:
            return
        painter.setFont(self._theme.font("xs"))
        painter.setPen(self._theme.palette.color("t2"))
        y = self._axis.height(self._axis.mark, area)
        place = QRectF(area.left(), y - 18, area.width() - 4, 16)
        words = f"guessing {number.loss(self._axis.mark)}"
        painter.drawText(place, int(_WHOLE | Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words)

    def _paint_names(self, painter: QPainter, area: QRectF) -> None:
        """Name layers at the ends of their lines: the first and the last, and as many others as there is room for."""
        assert self._result is not None
        if self._axis.shows == LOSS or self._result.nan_at is not None:
            return
        colors = colors_of(self._theme, self._axis, self._result.norms.shape[1])
        painter.setFont(self._theme.font("xs", weight=600))
        if not np.any(self._result.norms[-1]):
            painter.setPen(self._theme.palette.color("t2"))
            painter.drawText(QPointF(area.right() + 5, area.bottom() + 4), "all")
            return
        for y, layer in self.names_beside():
            painter.setPen(plot_style.readable(self._theme, colors[layer]))
            words = QRectF(area.right() + 5, y - 10, self.width() - area.right() - 5, 20)
            align = _WHOLE | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(words, int(align), f"L{layer + 1}")

    def names_beside(self) -> list[tuple[float, int]]:
        """Height in px and layer of the names right of the curves; some are left out where lines are close."""
        assert self._result is not None
        area = self.area()
        logs = plot_style.log10(self._result.norms[-1])
        heights = np.where(np.isneginf(logs), area.bottom(), np.minimum(self._axis.heights(logs, area), area.bottom()))
        ends = [(float(y), layer) for layer, y in enumerate(heights) if area.top() - 1 <= y]
        return named(ends, len(heights), LABEL_LINE * self._grown())

    def _paint_reading(self, painter: QPainter, area: QRectF, row: int) -> None:
        assert self._result is not None
        across = float(places_across(self._axis, self._result, area)[row])
        painter.setPen(QPen(self._theme.palette.color("ctl"), self._theme.line("hairline")))
        painter.drawLine(QPointF(across, area.top()), QPointF(across, area.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_card(painter, self._theme, area, across, f"{self._unit()} {self._moment(row)}", self.readings(row))

    def readings(self, row: int) -> list[Reading]:
        """What is read at a moment: the last layer first, as the lines usually lie."""
        assert self._result is not None
        values = values_of(self._axis.shows, self._result)[row]
        colors = colors_of(self._theme, self._axis, len(values))
        lines = [
            Reading(name, _written(value), float(value), color)
            for name, value, color in zip(self._names(), values, colors, strict=True)
        ]
        return thinned(lines[::-1], MOST_READINGS)

    # mouse and keys

    def _moments(self) -> int:
        return 0 if self._result is None else len(values_of(self._axis.shows, self._result))

    def read_at(self, row: int | None) -> None:
        """Show the values of a moment, or none."""
        moments = self._moments()
        row = None if row is None or not moments else min(max(row, 0), moments - 1)
        if row != self._read:
            self._read = row
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the moment under the pointer."""
        if self._result is None or not self._moments() or not self.area().contains(event.position()):
            self.read_at(None)
            return
        across = places_across(self._axis, self._result, self.area())
        self.read_at(int(np.argmin(np.abs(across - event.position().x()))))

    def leaveEvent(self, event: object) -> None:
        """Read nothing any more."""
        self.read_at(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Read nothing any more."""
        super().focusOutEvent(event)
        self.read_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right read the moment before and after, Home and End the first and the last."""
        last = self._moments() - 1
        here = last if self._read is None else self._read
        moved = {
            Qt.Key.Key_Left: here - 1, Qt.Key.Key_Right: here + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if moved is None:
            super().keyPressEvent(event)
        else:
            self.read_at(moved)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer picture and numbers."""
        self._saver.popup(event.globalPos(), None)


def _written(value: float) -> str:
    return number.plain(float(value), 3)
