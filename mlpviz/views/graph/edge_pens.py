"""How an edge is drawn: pens by value and width, full, dimmed and held, and the strokes of one curve."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from mlpviz.views.graph.edge_look import EdgeLook, gap
from mlpviz.views.look.colors import mixed
from mlpviz.views.look.theme import Theme

SHADES = 256
DIMMED = 0.25
HELD = 0.5
"""Strength of edges that do not learn."""
MARK = 3.5
"""Half the side of the mark of a frozen edge."""
FINENESS, MOST_PENS = 32, 4096
"""Steps of a pixel in which the width of a pen is told; pens that are kept."""
FLAT, NO_BRUSH = Qt.PenCapStyle.FlatCap, Qt.BrushStyle.NoBrush


class EdgePens:
    """The colours of edges as tables, and pens made from them, full and dimmed."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._sign_patterns = False
        self._kept: dict[tuple[object, ...], QPen] = {}
        self.restyle()

    @property
    def sign_patterns(self) -> bool:
        """Whether negative edges are dashed."""
        return self._sign_patterns

    @sign_patterns.setter
    def sign_patterns(self, shown: bool) -> None:
        self._sign_patterns = shown
        self._kept.clear()

    def restyle(self) -> None:
        """Take the colours from the theme again."""
        self._kept.clear()
        colors = self._theme.palette
        self.ground = colors.color("canvas")
        self.broken = colors.color("bad")
        self._full = {
            "forward": _table(colors.lut("forward", SHADES)),
            "backward": _table(colors.lut("backward", SHADES)),
        }

    def pen(self, kind: str, share: float, width: float, *, dim: bool = False, held: bool = False) -> QPen:
        """The pen for a place −1…1 on a map; `held` for a weight that does not learn."""
        shade = round((share + 1.0) / 2.0 * (SHADES - 1))
        key = (kind, shade, round(width * FINENESS), share < 0, dim, held)
        found = self._kept.get(key)
        return self._keep(key, self._made(kind, shade, share, width, dim, held)) if found is None else found

    def _made(self, kind: str, shade: int, share: float, width: float, dim: bool, held: bool) -> QPen:
        color = self._full[kind][shade]
        pen = QPen(mixed(color, self.ground, DIMMED if dim else HELD) if dim or held else color, width)
        pen.setCapStyle(FLAT)
        if self.sign_patterns and share < 0:
            pen.setDashPattern([length / width for length in self._theme.dash("negative_pattern")])
        return pen

    def broken_pen(self, *, dim: bool = False) -> QPen:
        """The pen of an edge whose value is not a number."""
        color = mixed(self.broken, self.ground, DIMMED) if dim else self.broken
        return QPen(color, 1.75 * self._theme.palette.line_factor, Qt.PenStyle.DotLine, FLAT)

    def cut_pen(self, *, dim: bool = False) -> QPen:
        """The pen of an edge that was cut."""
        color = self._theme.palette.color("ctl")
        pen = QPen(mixed(color, self.ground, DIMMED) if dim else color, self._theme.line("hairline"))
        pen.setDashPattern([1.5, 3.5])
        return pen

    def draw_mark(self, painter: QPainter, path: QPainterPath) -> None:
        """The mark of a weight that was frozen by itself: a small square on its edge."""
        at = path.pointAtPercent(0.5)
        painter.setPen(QPen(self._theme.palette.color("t2"), 1.25))
        painter.setBrush(self.ground)
        painter.drawRect(QRectF(at.x() - MARK, at.y() - MARK, 2 * MARK, 2 * MARK))
        painter.setBrush(NO_BRUSH)

    def ground_pen(self, width: float) -> QPen:
        """The pen that leaves the gap between core and casing."""
        key = (round(width * FINENESS),)
        if key in self._kept:
            return self._kept[key]
        pen = QPen(self.ground, width)
        pen.setCapStyle(FLAT)
        return self._keep(key, pen)

    def _keep(self, key: tuple[object, ...], pen: QPen) -> QPen:
        if len(self._kept) >= MOST_PENS:
            self._kept.clear()
        self._kept[key] = pen
        return pen


def draw_edge(
    painter: QPainter, path: QPainterPath, look: EdgeLook, edge: int, pens: EdgePens, *, dim: bool = False
) -> None:
    """Draw one edge: casing, gap, core."""
    if look.cut[edge] or look.broken[edge]:
        painter.strokePath(path, pens.cut_pen(dim=dim) if look.cut[edge] else pens.broken_pen(dim=dim))
        return
    held = bool(look.held[edge])
    width = float(look.core_width[edge])
    casing = ground = None
    if look.casing_width[edge]:
        casing = pens.pen(look.maps[1], float(look.casing_share[edge]), look.reach(edge), dim=dim, held=held)
        ground = pens.ground_pen(width + 2 * gap())
    core = pens.pen(look.maps[0], float(look.core_share[edge]), width, dim=dim, held=held)
    draw_cased(painter, path, core, casing, ground)


def draw_cased(painter: QPainter, path: QPainterPath, core: QPen, casing: QPen | None, ground: QPen | None) -> None:
    """Draw a line and, if it has a casing, the casing first and the ground that parts the two."""
    for pen in (casing, ground, core):
        if pen is not None:
            painter.strokePath(path, pen)


def _table(lut: NDArray[np.uint8]) -> list[QColor]:
    return [QColor(*entry) for entry in lut.tolist()]
