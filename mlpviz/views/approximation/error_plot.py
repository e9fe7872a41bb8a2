"""The error against the number of hidden units: the best run of each width as a line, the range of all as a band."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mlpviz.engine import number
from mlpviz.engine.approximation.fits import Fits, Fitted, Measure, Spread, error_of
from mlpviz.engine.approximation.one_layer import MOST_UNITS, Errors
from mlpviz.views.approximation.frame import Align
from mlpviz.views.look.polyline import Polyline
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots.plot_style import band, decade_text

LEFT, TOP, RIGHT, BOTTOM = 40, 12, 10, 40
DOT, SMALL, NEAR = 3.4, 1.9, 12.0
"""Px: radius of the best run of a width, of another run, and how near a click has to be."""
HIGHEST, LOWEST = 0, -4
"""The decades that are shown at least."""
DEEPEST = -9
TICKS = (1, 2, 3, 4, 6, 8, 12, 20)


class ErrorPlot(QWidget):
    """Draws the runs that are there; a click or Enter asks for one of them."""

    fit_requested = Signal(object)
    """A Fitted."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin without a run."""
        super().__init__(parent)
        self._theme = theme
        self._made: list[Fitted] = []
        self._spreads: list[Spread] = []
        self._fits: Fits | None = None
        self._units = 1
        self._now: Errors | None = None
        self.measure: Measure = "mean_squared"
        """Which error is drawn."""
        self._chosen: Fitted | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Error and hidden units")
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFixedHeight(round(180 * max(1.0, self._theme.text_scale)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, self.minimumHeight())

    def show_fits(self, fits: Fits) -> None:
        """Show the runs that are made by now."""
        self._fits = fits
        self._made = [one for one in fits.made if error_of(one, self.measure) > 0]
        self._spreads = fits.spreads(self.measure)
        if self._chosen not in self._made:
            self._chosen = None
        self.update()

    def show_now(self, units: int, errors: Errors) -> None:
        """Mark the network on show."""
        self._units, self._now = units, errors
        self.update()

    def show_measure(self, measure: Measure) -> None:
        """Draw the mean squared or the largest error."""
        self.measure = measure
        if self._fits is not None:
            self.show_fits(self._fits)
        self.update()

    @property
    def _error(self) -> float:
        """The error of the network on show."""
        if self._now is None:
            return math.nan
        return self._now.largest if self.measure == "largest" else self._now.mean_squared

    # places

    def _area(self) -> QRectF:
        grown = max(1.0, self._theme.text_scale)
        return QRectF(self.rect()).adjusted(LEFT * grown, TOP, -RIGHT, -BOTTOM * grown)

    def _decades(self) -> tuple[float, float]:
        errors = [error_of(one, self.measure) for one in self._made] + [self._error]
        logs = [math.log10(error) for error in errors if error > 0 and math.isfinite(error)]
        low = max(DEEPEST, min([LOWEST, *(math.floor(log) for log in logs)]))
        return low, max([HIGHEST, *(math.ceil(min(log, 3)) for log in logs)])

    def _place(self, units: float, error: float) -> QPointF:
        area, (low, high) = self._area(), self._decades()
        across = area.left() + math.log(units) / math.log(MOST_UNITS) * area.width()
        known = math.log10(error) if error > 0 and math.isfinite(error) else (high if error > 0 else low)
        share = (min(max(known, low), high) - low) / (high - low)
        return QPointF(across, area.bottom() - share * area.height())

    def _place_of(self, fitted: Fitted) -> QPointF:
        return self._place(fitted.units, error_of(fitted, self.measure))

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axes(painter)
        colors, theme = self._theme.palette, self._theme
        best = [self._place_of(spread.best) for spread in self._spreads]
        worst = [self._place_of(spread.worst) for spread in self._spreads]
        if best:
            x = np.array([place.x() for place in best])
            low, high = (np.array([place.y() for place in row]) for row in (best, worst))
            painter.setPen(Qt.PenStyle.NoPen)
            shade = colors.color("t3")
            shade.setAlphaF(0.22)
            painter.setBrush(shade)
            painter.drawPath(band(x, low, high))
            painter.setBrush(colors.color("t3"))
            painter.drawPolygon(QPolygonF())
            for one in self._made:
                painter.drawEllipse(self._place_of(one), SMALL, SMALL)
            painter.setPen(QPen(colors.color("t1"), theme.line("curve_secondary")))
            Polyline(x, low).draw(painter)
            painter.setPen(QPen(colors.color("panel"), 1))
            painter.setBrush(colors.color("t1"))
            for place in best:
                painter.drawEllipse(place, DOT, DOT)
        self._paint_now(painter)
        if self._chosen is not None and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colors.color("hl"), 2))
            painter.drawEllipse(self._place_of(self._chosen), DOT + 3, DOT + 3)

    def _paint_axes(self, painter: QPainter) -> None:
        area, colors, theme = self._area(), self._theme.palette, self._theme
        font = theme.font("xs")
        painter.setFont(font)
        half = QFontMetricsF(font).height() / 2 + 1
        low, high = self._decades()
        for decade in range(round(low), round(high) + 1):
            y = self._place(1, 10.0**decade).y()
            painter.setPen(QPen(colors.color("line"), theme.line("hairline")))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colors.color("t3"))
            words = QRectF(0, y - half, area.left() - 8, 2 * half)
            painter.drawText(words, int(Align.AlignRight | Align.AlignVCenter), decade_text(decade))
        for units in sorted({*TICKS, self._units}):
            if units != self._units and abs(math.log(units / self._units)) < 0.12:
                continue
            here = units == self._units
            painter.setFont(theme.font("xs", weight=700 if here else 400))
            painter.setPen(colors.color("t1" if here else "t3"))
            words = QRectF(self._place(units, 1.0).x() - 16, area.bottom() + 4, 32, 2 * half)
            painter.drawText(words, int(Align.AlignCenter), str(units))
        painter.setFont(font)
        painter.setPen(colors.color("t3"))
        below = QRectF(area.left(), area.bottom() + 4 + 2 * half, area.width(), 2 * half)
        painter.drawText(below, int(Align.AlignCenter), "hidden units")

    def _paint_now(self, painter: QPainter) -> None:
        area, colors, theme = self._area(), self._theme.palette, self._theme
        place = self._place(self._units, self._error if math.isfinite(self._error) else 1.0)
        painter.setPen(QPen(colors.color("hl"), 1.4))
        painter.drawLine(QPointF(place.x(), area.top()), QPointF(place.x(), area.bottom()))
        if not math.isfinite(self._error):
            return
        painter.setPen(QPen(colors.color("panel"), 1.2))
        painter.setBrush(colors.color("hl"))
        painter.drawEllipse(place, DOT + 1.6, DOT + 1.6)
        font = theme.font("s", weight=600)
        metrics, text = QFontMetricsF(font), error_text(self._error)
        wide = metrics.horizontalAdvance(text)
        left = place.x() + 8 if place.x() + 8 + wide < area.right() else place.x() - 8 - wide
        painter.setFont(font)
        painter.setPen(colors.color("hlt" if not colors.dark else "hl"))
        painter.drawText(QPointF(left, area.top() + metrics.ascent()), text)

    # mouse and keys

    def _near(self, at: QPointF) -> Fitted | None:
        """The run nearest to a pixel; among equally near ones the best of a width."""
        found: list[tuple[float, Fitted]] = []
        for fitted in (*(spread.best for spread in self._spreads), *self._made):
            away = self._place_of(fitted) - at
            found.append((math.hypot(away.x(), away.y()), fitted))
        nearest = min(found, key=_distance, default=None)
        return nearest[1] if nearest is not None and nearest[0] <= NEAR else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where a click asks for a run."""
        near = self._near(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if near is not None else Qt.CursorShape.ArrowCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the run under the pointer."""
        near = self._near(event.position())
        if near is not None and event.button() == Qt.MouseButton.LeftButton:
            self._chosen = near
            self.fit_requested.emit(near)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← → go from width to width, ↑ ↓ from run to run of a width, Enter asks for it."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._chosen is not None:
            self.fit_requested.emit(self._chosen)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._spreads:
            at = next((row for row, one in enumerate(self._spreads) if one.units >= self._units_chosen()), 0)
            step = 0 if self._chosen is None else 1 if key == Qt.Key.Key_Right else -1
            self._chosen = self._spreads[min(max(at + step, 0), len(self._spreads) - 1)].best
            self._tell_chosen()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._chosen is not None:
            ranked = sorted((one for one in self._made if one.units == self._chosen.units), key=self._finite)
            at = ranked.index(self._chosen) + (1 if key == Qt.Key.Key_Up else -1)
            self._chosen = ranked[min(max(at, 0), len(ranked) - 1)]
            self._tell_chosen()
        else:
            event.ignore()

    def _finite(self, fitted: Fitted) -> float:
        error = error_of(fitted, self.measure)
        return error if math.isfinite(error) else math.inf

    def _units_chosen(self) -> int:
        return self._chosen.units if self._chosen is not None else self._units

    def _tell_chosen(self) -> None:
        if self._chosen is not None:
            self.setAccessibleDescription(words_of(self._chosen))
            QToolTip.showText(self.mapToGlobal(self._place_of(self._chosen).toPoint()), words_of(self._chosen), self)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Tell which run is under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            near = self._near(QPointF(event.pos()))
            empty = "The error of every fit. Fill it with “Fit all widths”."
            full = "Click a point to load its run. ← → and ↑ ↓ go through the runs, Enter loads."
            words = f"{words_of(near)}\nClick to load it." if near else full if self._made else empty
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)


def _distance(found: tuple[float, Fitted]) -> float:
    return found[0]


def words_of(fitted: Fitted) -> str:
    """Which run it is, and its errors."""
    units = "1 hidden unit" if fitted.units == 1 else f"{fitted.units} hidden units"
    squared, largest = error_text(fitted.errors.mean_squared), error_text(fitted.errors.largest)
    return f"{units}, seed {fitted.seed}: mean squared error {squared}, largest {largest}"


def error_text(error: float) -> str:
    """An error in few digits: "0.0078", "3.2·10⁻⁵"."""
    return number.loss(error, 4) if error >= 0.001 or error == 0 or not math.isfinite(error) else number.plain(error, 2)
