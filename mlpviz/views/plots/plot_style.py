"""What all plots have in common: pens, fonts and where ticks stand."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from mlpviz.engine import number
from mlpviz.views.look.colors import READABLE, contrast
from mlpviz.views.look.theme import Theme

Floats = NDArray[np.float64]
FAINT = 0.12
"""How much of the text colour is left in the area under a curve."""
MARK, MARKS_APART = 2.0, 6.0
"""Px: the radius of a mark that stands for an exact 0, and the room from one to the next."""
BAND = 0.35
"""How much of a curve's colour fills the height it has where epochs are crowded."""


def pen(theme: Theme, token: str, line: str = "curve", dash: str = "") -> QPen:
    """A pen in a colour, a width and a dash pattern of the design."""
    return pen_of(theme, theme.palette.color(token), line, dash)


def pen_of(theme: Theme, color: QColor, line: str = "curve", dash: str = "") -> QPen:
    """A pen in a given colour, and a width and a dash pattern of the design."""
    width = theme.line(line)
    made = QPen(color, width)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dash:
        made.setDashPattern([length / width for length in theme.dash(dash)])
    return made


def solid_pen(theme: Theme, line: str = "curve") -> QPen:
    """The solid line of whatever is measured on the train points."""
    return pen(theme, "t1", line)


def dashed_pen(theme: Theme, line: str = "curve_secondary") -> QPen:
    """The dashed line of whatever is measured on the test points."""
    return pen(theme, "t2", line, "test")


def faint(theme: Theme, token: str = "t1", share: float = FAINT) -> QColor:
    """A colour of the theme thinned to a tint."""
    color = theme.palette.color(token)
    color.setAlphaF(share)
    return color


def readable(theme: Theme, color: QColor, ground: str = "panel") -> QColor:
    """`color` if text in it can be read on `ground`, else the colour of secondary text."""
    return color if contrast(color, theme.palette.color(ground)) >= READABLE else theme.palette.color("t2")


def even_ticks(low: float, high: float, most: int, *, whole: bool = False) -> list[float]:
    """At most about `most` round values from `low` to `high`, in steps of 1, 2 or 5 times a power of ten."""
    span = high - low
    if not math.isfinite(span) or span <= 0:
        return [low] if math.isfinite(low) else []
    rough = span / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * (1 - 1e-9))
    if whole:
        step = max(1.0, step)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [index * step for index in range(first, last + 1)]


def decade_ticks(low: float, high: float, most: int) -> list[int]:
    """Whole exponents from `low` to `high`, thinned to at most about `most`; zero stays where it is inside."""
    step = max(1, math.ceil((high - low) / max(most, 1)))
    return list(range(step * math.ceil(low / step - 1e-9), math.floor(high + 1e-9) + 1, step))


def tick_text(value: float) -> str:
    """A tick's number."""
    return number.plain(value, 3)


def decade_text(exponent: int) -> str:
    """10 to a power: small ones written out, others with the exponent raised."""
    return number.plain(10.0**exponent) if -2 <= exponent <= 3 else number.power_of_ten(exponent)


def band(x: Floats, low: Floats, high: Floats) -> QPainterPath:
    """The ground between the lowest and the highest of a curve, as a closed path."""
    known = np.isfinite(low) & np.isfinite(high)
    if known.sum() < 2:
        return QPainterPath()
    across = np.concatenate([x[known], x[known][::-1]])
    down = np.concatenate([high[known], low[known][::-1]])
    path: QPainterPath = pg.arrayToQPath(across, down, connect="all")
    return path


def log10(values: Floats) -> Floats:
    """Decimal logarithm: −∞ of an exact 0, and NaN of what has none (below 0, not finite)."""
    with np.errstate(all="ignore"):
        found = np.log10(values)
    return np.where(np.isposinf(found), np.nan, found)


def middle(low: Floats, high: Floats) -> Floats:
    """The middle between logarithms; where only the lowest value is an exact 0, the height of the highest."""
    return np.where(np.isneginf(low), high, (low + high) / 2)


def curve(logs: Floats) -> Floats:
    """Heights of a curve: a gap at an exact 0, which a logarithmic axis cannot hold."""
    return np.where(np.isneginf(logs), np.nan, logs)


def zeros(x: Floats, logs: Floats) -> Floats:
    """Where among `x` a value is exactly 0."""
    return x[np.isneginf(logs)]


def paint_zeros(painter: QPainter, x: Floats, bottom: float, color: QColor, fill: QColor) -> None:
    """Mark exact zeros at px `x` at the bottom of a logarithmic plot, with room between the marks."""
    painter.setPen(QPen(color, 1))
    painter.setBrush(fill)
    _, apart = np.unique(np.floor(x / MARKS_APART), return_index=True)
    for across in x[apart]:
        painter.drawEllipse(QPointF(float(across), bottom), MARK, MARK)
