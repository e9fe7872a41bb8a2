"""The curves of one cell on the shared axis: zones, one line a layer, exact zeros, and where a run ended."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.engine import number
from mlpviz.engine.flow.cell import CellResult
from mlpviz.nn.arrays import Array
from mlpviz.views.gradient_flow.axis import NORMS, LogAxis, values_of, zones
from mlpviz.views.look.polyline import Polyline
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style

CROSS = 4.0
"""Half the size in px of the mark where a run diverged."""
LEAST_SHARE = 0.3
"""A run that diverged at once still takes this share of the width, so that its last updates can be seen."""


def colors_of(theme: Theme, axis: LogAxis, curves: int) -> list[QColor]:
    """One colour a layer; the loss is drawn as all losses of train points are."""
    return theme.palette.layer_ramp(curves) if axis.shows == NORMS else [theme.palette.color("t1")]


def places_across(axis: LogAxis, result: CellResult, area: QRectF) -> Array:
    """Where the moments of a cell stand, in px, (moments,); a run that diverged ends before the right edge."""
    moments = len(values_of(axis.shows, result))
    share = 1.0 if result.nan_at is None else LEAST_SHARE
    return area.left() + np.linspace(0.0, area.width() * share, max(moments, 2))[:moments]


def paint_ground(painter: QPainter, theme: Theme, axis: LogAxis, area: QRectF) -> None:
    """Draw the zones of norms that are too large or too small, and the dashed line."""
    colors = theme.palette
    if axis.shows == NORMS:
        vanishing, exploding = zones()
        top = QRectF(area.topLeft(), QPointF(area.right(), axis.height(exploding, area)))
        bottom = QRectF(QPointF(area.left(), axis.height(vanishing, area)), area.bottomRight())
        painter.fillRect(top, colors.color("badbg"))
        painter.fillRect(bottom, colors.color("infobg"))
    if not axis.mark > 0.0:
        return
    line = QPen(colors.color("line2"), theme.line("hairline"))
    line.setDashPattern([3.0, 3.0])
    painter.setPen(line)
    at = round(axis.height(axis.mark, area)) + 0.5
    if area.top() <= at <= area.bottom():
        painter.drawLine(QLineF(area.left(), at, area.right(), at))


def paint_curves(
    painter: QPainter, theme: Theme, axis: LogAxis, result: CellResult, area: QRectF, width: float
) -> None:
    """Draw every curve, last layer first, so that the first one lies on top; an exact 0 lies at the bottom."""
    across, logs = places_across(axis, result, area), plot_style.log10(values_of(axis.shows, result))
    colors = colors_of(theme, axis, logs.shape[1])
    painter.save()
    painter.setClipRect(area.adjusted(0, -0.5, 0, 1.5))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for curve in reversed(range(logs.shape[1])):
        pen = QPen(colors[curve], width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        # An exact 0 has no logarithm: it is drawn on the floor, as is what is too small for the axis.
        heights = np.where(np.isneginf(logs[:, curve]), area.bottom(), axis.heights(logs[:, curve], area))
        heights = np.minimum(heights, area.bottom())
        Polyline(*thinned(across, heights)).draw(painter)
    painter.restore()


def thinned(across: Array, heights: Array) -> tuple[Array, Array]:
    """The same curve with at most its lowest and highest point a px across."""
    span = float(across[-1] - across[0]) if len(across) else 0.0
    if len(across) <= 2 * span or span <= 0.0:
        return across, heights
    columns = np.floor(across - across[0]).astype(np.int64)
    starts = np.flatnonzero(np.diff(columns, prepend=-1))
    low, high = np.fmin.reduceat(heights, starts), np.fmax.reduceat(heights, starts)
    return np.repeat(across[starts], 2), np.stack([low, high], axis=1).ravel()


def all_zero(result: CellResult) -> bool:
    """Whether no layer ever had a gradient other than exactly 0."""
    return result.nan_at is None and not np.any(result.norms)


def paint_words(
    painter: QPainter, theme: Theme, axis: LogAxis, result: CellResult, area: QRectF, *, role: str = "xs"
) -> None:
    """Say what a curve alone does not show: that every gradient is 0, or at which update the run diverged."""
    colors = theme.palette
    painter.setFont(theme.font(role))
    if axis.shows == NORMS and all_zero(result):
        painter.setPen(colors.color("t2"))
        line = painter.fontMetrics().height()
        floor = QRectF(area.left(), area.bottom() - line - 5, area.width(), line)
        words = _longest_that_fits(painter, area.width(), "every gradient is 0", "all are 0", "0")
        painter.drawText(floor, int(Qt.AlignmentFlag.AlignCenter), words)
    if result.nan_at is not None:
        painter.setFont(theme.font(role, weight=600))
        _paint_end(painter, theme, result, area)


def _paint_end(painter: QPainter, theme: Theme, result: CellResult, area: QRectF) -> None:
    across = area.left() + LEAST_SHARE * area.width()
    line = painter.fontMetrics().height()
    middle = area.top() + max(line / 2, CROSS)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.palette.color("bad"), 2.0))
    for sign in (1, -1):
        painter.drawLine(QPointF(across - CROSS, middle - sign * CROSS), QPointF(across + CROSS, middle + sign * CROSS))
    words = QRectF(across + 2 * CROSS, middle - line / 2, area.right() - across - 2 * CROSS, line)
    said = end_words(result)
    text = _longest_that_fits(painter, words.width(), said, said.removeprefix("NaN at "), "NaN", "")
    painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)


def _longest_that_fits(painter: QPainter, room: float, *texts: str) -> str:
    """The first of these texts that there is room for, else the last."""
    return next((text for text in texts if painter.fontMetrics().horizontalAdvance(text) <= room), texts[-1])


def end_words(result: CellResult) -> str:
    """As in "NaN at update 4"."""
    return f"NaN at update {number.count(result.nan_at or 0)}"
