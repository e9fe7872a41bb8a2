"""Paints the space of one layer into a square: answers, grid, border and points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.hidden_space.spaces import AnswerCounts, Answers, Space
from mlpviz.nn.arrays import Array
from mlpviz.views.data import marker, surface
from mlpviz.views.data.answer import reading
from mlpviz.views.look.theme import Theme

MANY = 600
"""Up to so many points each has its marker; more are dots, which are painted at once."""
SHADES = 21
"""Colours of dots that carry values."""
FAR = 1e5
"""Px from which on a place is not drawn: it is far outside, and painters lose precision there."""


@dataclass(frozen=True)
class Parts:
    """What is drawn besides the points."""

    grid: bool = True
    border: bool = True
    surface: bool = True
    test: bool = True


class SpacePainter:
    """Knows the colours of an experiment's points and answers; paints any of its spaces."""

    def __init__(self, theme: Theme) -> None:
        """Paint with the colours of a theme."""
        self._theme = theme
        self._pictures: dict[int, tuple[Answers, str, QImage]] = {}

    def paint(
        self, painter: QPainter, area: QRectF, space: Space, answers: Answers | None, experiment: Experiment,
        parts: Parts, radius: float,
    ) -> None:  # fmt: skip
        """Paint a space into an area of the widget."""
        palette = self._theme.palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(area, palette.color("canvas"))
        painter.setClipRect(area)
        if answers is not None and parts.surface:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(area, self._picture(answers, experiment, space.layer))
        if parts.grid:
            strong = palette.color("contour" if answers is not None and parts.surface else "t2")
            painter.setPen(QPen(_faded(strong, 0.45), 0.8 if radius > 3 else 0.5))
            for line in space.grid:
                _draw_line(painter, pixels(line, space, area))
        if answers is not None and parts.border:
            for color, width in (("contour_halo", 3.5), ("contour", 2.0)) if radius > 3 else (("contour", 1.4),):
                painter.setPen(QPen(palette.color(color), width))
                for border in answers.borders:
                    _draw_line(painter, pixels(border, space, area))
        self._paint_points(painter, pixels(space.points, space, area), experiment, parts.test, radius)
        painter.setClipping(False)
        painter.setPen(QPen(palette.color("line2"), self._theme.line("hairline")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        painter.restore()

    def paint_counts(self, painter: QPainter, area: QRectF, counts: AnswerCounts, experiment: Experiment) -> None:
        """Paint how often each answer is given: class 1 to the left of the middle, class 2 to the right."""
        palette = self._theme.palette
        painter.fillRect(area, palette.color("canvas"))
        most = max(1, int(counts.counts.max()))
        middle, reach, bins = area.center().x(), area.width() / 2 - 3, counts.counts.shape[1]
        height = area.height() / bins
        for label, side in ((0, -1), (1, 1)):
            color = palette.class_color(experiment.class_color(label))
            for at, count in enumerate(counts.counts[label].tolist()):
                if count:
                    width = max(2.0, reach * count / most)
                    top = area.bottom() - (at + 1) * height
                    left = middle if side > 0 else middle - width
                    painter.fillRect(QRectF(left, top + 0.3, width, max(1.0, height - 0.6)), color)
        share = (counts.border - counts.low) / (counts.high - counts.low)
        y = area.bottom() - share * area.height()
        painter.setPen(QPen(palette.color("contour"), 1.4))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(QPen(palette.color("line2"), self._theme.line("hairline")))
        painter.drawRect(area)

    def paint_ring(self, painter: QPainter, at: QPointF, radius: float) -> None:
        """Ring the probed point."""
        if abs(at.x()) < FAR and abs(at.y()) < FAR:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.palette.color("hl"), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, radius, radius)

    def _paint_points(
        self, painter: QPainter, places: Array, experiment: Experiment, test: bool, radius: float
    ) -> None:
        points = experiment.points
        shown = np.isfinite(places).all(axis=1) & (np.abs(places) < FAR).all(axis=1)
        if not test:
            shown &= ~points.test
        which = np.flatnonzero(shown)
        if len(which) > MANY:
            self._paint_dots(painter, places, experiment, which, radius)
            return
        palette = self._theme.palette
        shares = None if points.targets is None else reading(experiment).scale.shares(points.targets[:, 0])
        for index in which.tolist():
            place, hollow = QPointF(*places[index]), bool(points.test[index])
            if shares is None:
                assert points.labels is not None
                color = experiment.class_color(int(points.labels[index]))
                marker.draw(painter, palette, color, place, radius, hollow=hollow)
            else:
                marker.draw_value(painter, palette, float(shares[index]), place, radius, hollow=hollow)

    def _paint_dots(
        self, painter: QPainter, places: Array, experiment: Experiment, which: NDArray[np.intp], radius: float
    ) -> None:
        points, palette = experiment.points, self._theme.palette
        kinds: NDArray[np.int64]
        if points.labels is not None:
            kinds = points.labels[which]
            colors = {label: palette.class_color(experiment.class_color(label)) for label in np.unique(kinds).tolist()}
        else:
            assert points.targets is not None
            shares = np.clip(reading(experiment).scale.shares(points.targets[which, 0]), -1.0, 1.0)
            kinds = np.rint((shares + 1.0) / 2.0 * (SHADES - 1)).astype(np.int64)
            colors = {kind: palette.forward(2.0 * kind / (SHADES - 1) - 1.0) for kind in np.unique(kinds).tolist()}
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for kind, color in colors.items():
            painter.setPen(QPen(color, max(2.0, radius * 0.9)))
            same = places[which[np.flatnonzero(np.equal(kinds, kind))]]
            painter.drawPoints(QPolygonF([QPointF(x, y) for x, y in same.tolist()]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _picture(self, answers: Answers, experiment: Experiment, layer: int) -> QImage:
        kept = self._pictures.get(layer)
        if kept is None or kept[0] is not answers or kept[1] != self._theme.palette.name:
            made = surface.picture(answers.surface, reading(experiment), self._theme.palette)
            kept = self._pictures[layer] = (answers, self._theme.palette.name, made)
        return kept[2]


def pixels(places: Array, space: Space, area: QRectF) -> Array:
    """Where places of a view (n, 2) lie in an area, in px, (n, 2)."""
    low, high = space.corners
    with np.errstate(all="ignore"):
        share = (places - low) / (high - low)
    return np.column_stack([area.left() + share[:, 0] * area.width(), area.bottom() - share[:, 1] * area.height()])


def place(pixel: QPointF, space: Space, area: QRectF) -> Array:
    """The place of a view at a pixel, (2,): the inverse of `pixels`."""
    low, high = space.corners
    share = np.array([(pixel.x() - area.left()) / area.width(), (area.bottom() - pixel.y()) / area.height()])
    return np.asarray(low + share * (high - low))


def _draw_line(painter: QPainter, line: Array) -> None:
    good = np.asarray(np.isfinite(line).all(axis=1) & (np.abs(line) < FAR).all(axis=1))
    if good.all():
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in line.tolist()]))
        return
    for at in np.flatnonzero(good[:-1] & good[1:]).tolist():
        painter.drawLine(QPointF(*line[at]), QPointF(*line[at + 1]))


def _faded(color: QColor, share: float) -> QColor:
    faded = QColor(color)
    faded.setAlphaF(share)
    return faded
