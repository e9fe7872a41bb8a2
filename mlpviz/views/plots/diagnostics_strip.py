"""The diagnostics of a narrow window: three plots the size of a stamp."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF, Qt
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from mlpviz.engine.history import History
from mlpviz.engine.how_well import Residuals, residuals
from mlpviz.engine.probes import gradient_norms
from mlpviz.state.picture_maker import Picture
from mlpviz.views.look.palette import casing_share
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.envelope import Envelope

WIDTH = 40
STAMP = QSize(32, 44)
FRAMES = 24
"""How many keyframes the small gradient plot shows."""
SPOTS, STAMP_BINS = 300, 13
"""Points of the small plot of predictions, and bars of that of errors."""


class DiagnosticsStrip(QAbstractButton):
    """Loss, gradient norms and the first layer's activations; a click asks for the whole column.

    Where points carry values: loss, predicted and true values, and errors.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._envelope = Envelope()
        self._history: History | None = None
        self._picture: Picture | None = None
        self.setFixedWidth(WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip("Show loss, gradients and activations")
        self.setAccessibleName("Diagnostics")
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take colours from the theme again."""
        self.update()

    def sizeHint(self) -> QSize:
        """Three stamps, one below the other."""
        return QSize(WIDTH, 3 * (STAMP.height() + 12) + 20)

    def show_history(self, history: History) -> None:
        """Show the losses and keyframes recorded so far."""
        self._history = history
        self.update()

    def show_picture(self, picture: Picture) -> None:
        """Show the epoch that is looked at."""
        self._picture = picture
        with_values = picture.snapshot.experiment.points.targets is not None
        self.setToolTip(f"Show loss, {'predictions and errors' if with_values else 'gradients and activations'}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = self._theme.palette
        painter.fillRect(self.rect(), colors.color("sel" if self.underMouse() else "panel"))
        for index, paint in enumerate(self._plots()):
            place = QPointF((WIDTH - STAMP.width()) / 2, 12 + index * (STAMP.height() + 12))
            stamp = QRectF(place, STAMP.toSizeF())
            painter.setPen(QPen(colors.color("line2"), 1))
            painter.setBrush(colors.color("canvas"))
            painter.drawRoundedRect(stamp.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            paint(painter, stamp.adjusted(4, 5, -4, -5))

    def _plots(self) -> tuple[Callable[[QPainter, QRectF], None], ...]:
        if self._picture is not None and self._picture.snapshot.experiment.points.targets is not None:
            return self._paint_loss, self._paint_predictions, self._paint_errors
        return self._paint_loss, self._paint_norms, self._paint_activations

    def _halves(self) -> tuple[Residuals, Residuals]:
        assert self._picture is not None
        return residuals(self._picture.of_points, test=False), residuals(self._picture.of_points, test=True)

    def _paint_predictions(self, painter: QPainter, area: QRectF) -> None:
        """Predicted against true values, some hundred of them, and the line of no error."""
        train, test = self._halves()
        true, predicted = np.concatenate([train.true, test.true]), np.concatenate([train.predicted, test.predicted])
        known = np.flatnonzero(np.isfinite(predicted))
        chosen = known[:: max(1, len(known) // SPOTS)]
        low, high = _edges(np.concatenate([true[chosen], predicted[chosen]]), 1e-12)
        painter.setPen(plot_style.pen(self._theme, "t3", "hairline"))
        painter.drawLine(area.bottomLeft(), area.topRight())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.palette.color("t1"))
        for x, y in zip(*((values[chosen] - low) / (high - low) for values in (true, predicted)), strict=True):
            spot = QPointF(area.left() + float(x) * area.width(), area.bottom() - float(y) * area.height())
            painter.drawEllipse(spot, 1.0, 1.0)

    def _paint_errors(self, painter: QPainter, area: QRectF) -> None:
        """The histogram of all errors, 0 in its middle."""
        errors = np.concatenate([half.errors for half in self._halves()])
        errors = errors[np.isfinite(errors)]
        reach = float(np.abs(errors).max(initial=0.0))
        if reach:
            counts, _ = np.histogram(errors / reach, STAMP_BINS, (-1.0, 1.0))
            pitch = area.width() / STAMP_BINS
            for index, count in enumerate(counts.tolist()):
                height = count / counts.max() * area.height()
                bar = QRectF(area.left() + index * pitch, area.bottom() - height, pitch, height)
                painter.fillRect(bar, self._theme.palette.color("t2"))

    def _last(self) -> float:
        return float(self._picture.snapshot.epoch) if self._picture is not None else 0.0

    def _paint_loss(self, painter: QPainter, area: QRectF) -> None:
        if self._history is None:
            return
        self._envelope.follow(self._history.losses)
        curves = []
        for score in (1, 0):
            pieces = self._envelope.stretches(score, 0.0, self._last(), 48).until(self._last())
            logs = plot_style.middle(plot_style.log10(pieces.low), plot_style.log10(pieces.high))
            curves.append((pieces.epochs, logs))
        pens = (plot_style.dashed_pen(self._theme, "node_border"), plot_style.solid_pen(self._theme, "node_border"))
        edges = _edges(np.concatenate([y for _, y in curves]), 0.5)
        for (x, y), pen in zip(curves, pens, strict=True):
            _draw(painter, area, x, y, edges, pen)

    def _paint_norms(self, painter: QPainter, area: QRectF) -> None:
        if self._history is None or self._picture is None:
            return
        frames = [frame for frame in self._history.keyframes if frame.epoch <= self._last()]
        chosen = [frames[round(index)] for index in np.linspace(0, len(frames) - 1, min(FRAMES, len(frames)))]
        layers = len(self._picture.norms)
        rows = [(frame.epoch, norms) for frame in chosen if len(norms := gradient_norms(frame)) == layers]
        if not rows:
            return
        x = np.array([epoch for epoch, _ in rows], dtype=np.float64)
        logs = plot_style.log10(np.array([norms for _, norms in rows]))
        edges = _edges(logs, 2.0)
        for layer, color in enumerate(self._theme.palette.layer_ramp(layers)):
            _draw(painter, area, x, logs[:, layer], edges, plot_style.pen_of(self._theme, color, "control"))

    def _paint_activations(self, painter: QPainter, area: QRectF) -> None:
        if self._picture is None or not self._picture.histograms:
            return
        histogram = self._picture.histograms[0]
        counts = histogram.counts.astype(np.float64)
        edges = np.linspace(histogram.low, histogram.high, len(counts) + 1)
        shares = casing_share((edges[:-1] + edges[1:]) / 2, float(np.abs(edges).max()))
        pitch, highest = area.width() / len(counts), max(counts.max(initial=0.0), 1.0)
        for index, count in enumerate(counts):
            height = count / highest * area.height()
            bar = QRectF(area.left() + index * pitch, area.bottom() - height, pitch, height)
            color: QColor = self._theme.palette.forward(float(shares[index]))
            painter.fillRect(bar, color)


def _edges(values: np.ndarray, least: float) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    if not len(known):
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    room = max(0.0, least - (high - low)) / 2
    return low - room, high + room


def _draw(
    painter: QPainter, area: QRectF, x: np.ndarray, y: np.ndarray, edges: tuple[float, float], pen: QPen
) -> None:
    """A curve with gaps where a logarithm is not finite, and a mark at the bottom for every exact 0."""
    if not len(x) or x[-1] <= 0:
        return
    low, high = edges
    across = area.left() + x / x[-1] * area.width()
    known = np.isfinite(y)
    painter.setPen(pen)
    for run in np.split(np.arange(len(y)), np.flatnonzero(~known)):
        piece = run[known[run]]
        down = area.bottom() - (y[piece] - low) / (high - low) * area.height()
        painter.drawPolyline(QPolygonF([QPointF(float(a), float(b)) for a, b in zip(across[piece], down, strict=True)]))
    plot_style.paint_zeros(painter, plot_style.zeros(across, y), area.bottom(), pen.color(), pen.color())
