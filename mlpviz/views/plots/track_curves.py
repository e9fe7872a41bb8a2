"""The curves of the timeline as lines and paths, made anew only when there is more to draw."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from mlpviz.engine.loss_curve import Losses
from mlpviz.views.look.polyline import Dashes, Polyline
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.envelope import Envelope

Floats = NDArray[np.float64]
LEAST_SPAN = 0.3
"""Decades of loss that the height of the track shows at least."""
ABOVE, BELOW = 4.0, 8.0
"""Free px between the curves and the edges of the track."""


def _none() -> Floats:
    return np.empty(0)


def _no_line() -> Polyline:
    return Polyline(np.empty(0), np.empty(0))


def _no_dashes() -> Dashes:
    return Dashes(np.empty(0), np.empty(0), 1.0, 1.0)


@dataclass(frozen=True)
class Paths:
    """What is drawn of the losses."""

    under: QPainterPath = field(default_factory=QPainterPath)
    """The area under the train curve."""
    train: Polyline = field(default_factory=_no_line)
    test: Dashes = field(default_factory=_no_dashes)
    train_band: QPainterPath = field(default_factory=QPainterPath)
    """What the train curve covers where epochs are crowded; empty elsewhere."""
    test_band: QPainterPath = field(default_factory=QPainterPath)
    train_zeros: Floats = field(default_factory=_none)
    """Where across the train loss is exactly 0, px."""
    test_zeros: Floats = field(default_factory=_none)


class TrackCurves:
    """Train and test loss over all epochs on a logarithmic height, the whole range always shown."""

    def __init__(self, dash: list[float]) -> None:
        """`dash` holds the px that the test curve is drawn and left out."""
        self._dash = dash
        self._envelope = Envelope()
        self._key: object = None
        self._made = Paths()
        self._area = QRectF()
        self._last = 1.0
        self._range = (0.0, 1.0)

    def paths(self, losses: Losses, newest: int, area: QRectF, ratio: float = 1.0) -> Paths:
        """The paths of all epochs up to `newest` in `area`, on a screen of that pixel ratio."""
        new = self._envelope.follow(losses)
        key = (area.getRect(), newest, ratio)
        if new or key != self._key:
            self._key, self._area, self._last = key, area, float(max(newest, 1))
            self._made = self._make(round(area.width() * ratio))
        return self._made

    def height_at(self, epoch: int) -> float:
        """Where the train curve stands at an epoch, the bottom for an exact 0; NaN where it has a gap."""
        near = self._envelope.stretches(0, epoch, epoch, 1 << 30)
        logs = plot_style.middle(plot_style.log10(near.low), plot_style.log10(near.high))
        if np.isneginf(logs[near.epochs == epoch]).any():
            return self._area.bottom()
        known = np.isfinite(logs)
        if not known.any():
            return math.nan
        height = float(self._down(np.interp([epoch], near.epochs[known], logs[known]))[0])
        return min(max(height, self._area.top() + ABOVE), self._area.bottom())

    def _make(self, columns: int) -> Paths:
        curves = [self._envelope.stretches(score, 0.0, self._last, columns) for score in (0, 1)]
        logs = [(plot_style.log10(curve.low), plot_style.log10(curve.high)) for curve in curves]
        known = np.concatenate([edge for pair in logs for edge in pair])
        known = known[np.isfinite(known)]
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        self._range = (min(low, high - LEAST_SPAN), high)
        lines, zeros = [], []
        bands: list[QPainterPath] = []
        for curve, (lowest, highest) in zip(curves, logs, strict=True):
            x = self._across(curve.epochs)
            lines.append((x, self._down(plot_style.curve(plot_style.middle(lowest, highest)))))
            band = plot_style.band(x, self._down(lowest), self._down(highest)) if curve.dense else QPainterPath()
            bands.append(band)
            zeros.append(plot_style.zeros(x, lowest))
        under = self._filled(curves[0].epochs, plot_style.middle(*logs[0]))
        train, test = Polyline(*lines[0]), Dashes(*lines[1], *self._dash)
        return Paths(under, train, test, bands[0], bands[1], zeros[0], zeros[1])

    def _filled(self, epochs: Floats, logs: Floats) -> QPainterPath:
        known = np.isfinite(logs)
        if not known.any():
            return QPainterPath()
        x, y = self._across(epochs[known]), self._down(logs[known])
        x = np.concatenate([x[:1], x, x[-1:]])
        y = np.concatenate([[self._area.bottom()], y, [self._area.bottom()]])
        path: QPainterPath = pg.arrayToQPath(x, y, connect="all")
        return path

    def _across(self, epochs: Floats) -> Floats:
        return self._area.left() + epochs / self._last * self._area.width()

    def _down(self, logs: Floats) -> Floats:
        low, high = self._range
        height = self._area.height() - ABOVE - BELOW
        return self._area.top() + ABOVE + (high - logs) / (high - low) * height
