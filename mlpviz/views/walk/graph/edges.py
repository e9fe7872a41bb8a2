"""Edges of the step-through's graph: lines for weight and gradient, and what is written on them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from mlpviz.views.graph.arrowhead import arrowhead
from mlpviz.views.graph.edge_look import gap
from mlpviz.views.graph.edge_pens import FLAT, draw_cased
from mlpviz.views.graph.nodes.frame import halo, paint_frame
from mlpviz.views.look.colors import mixed
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.writing import Piece, Writing

LABEL_HEIGHT = 20.0
BOX_HEIGHT = 27.0
ARROWS = (0.36, 0.62)


@dataclass(frozen=True)
class WalkEdge:
    """How one edge is drawn now."""

    core: QColor | None
    """The line itself; None for one that carries nothing yet."""
    width: float = 1.0
    casing: QColor | None = None
    casing_width: float = 0.0
    accent: QColor | None = None
    """Colour of the halo; None where the operation does not touch the edge."""
    dashed: bool = False
    back: bool = False
    """A gradient travels along it, against its direction."""
    reach: float = 1.0
    """How far the highlight has come, 0…1."""


class EdgePainter:
    """Draws edges, and labels that interrupt them."""

    def __init__(self, theme: Theme, writing: Writing) -> None:
        self._theme, self._writing = theme, writing

    def paint(self, painter: QPainter, path: QPainterPath, look: WalkEdge) -> None:
        """Draw one edge: halo, casing, gap, core, arrowheads."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        factor = self._theme.palette.line_factor
        if look.core is None:
            self._faint(painter, path, look)
            return
        if look.accent is not None:
            self._halo(painter, path, look)
        width, casing, ground = look.width * factor, None, None
        if look.casing is not None and look.casing_width > 0:
            inner = width + 2 * gap()
            casing = _pen(look.casing, inner + 2 * look.casing_width)
            ground = _pen(self._theme.palette.color("canvas"), inner)
        draw_cased(painter, path, _pen(look.core, width), casing, ground)
        if look.back:
            self.arrows(painter, path, look.reach)

    def label(self, painter: QPainter, pieces: list[Piece], place: QRectF) -> None:
        """Write on an edge, on a piece of background."""
        paint_frame(painter, place, 4, QPen(Qt.PenStyle.NoPen), self._theme.palette.color("canvas"))
        self._writing.draw(painter, pieces, place, "m")

    def box(self, painter: QPainter, pieces: list[Piece], place: QRectF, accent: QColor) -> None:
        """Write in a box of its own, outlined in the colour of what it says."""
        fill = mixed(accent, self._theme.palette.color("canvas"), 0.08)
        paint_frame(painter, place, 6, QPen(accent, 1.5 * self._theme.palette.line_factor), fill)
        self._writing.draw(painter, pieces, place, "m")

    def label_size(self, pieces: list[Piece]) -> tuple[float, float]:
        """Width and height of a label."""
        return self._writing.width(pieces) + 12, LABEL_HEIGHT * max(1.0, self._theme.text_scale)

    def box_size(self, pieces: list[Piece]) -> tuple[float, float]:
        """Width and height of a box."""
        return self._writing.width(pieces) + 26, BOX_HEIGHT * max(1.0, self._theme.text_scale)

    def arrows(self, painter: QPainter, path: QPainterPath, reach: float = 1.0) -> None:
        """Two arrowheads pointing back towards the inputs."""
        for share in ARROWS:
            if 1.0 - share <= reach:
                point = path.pointAtPercent(share)
                ahead = path.pointAtPercent(max(0.0, share - 0.04))
                arrowhead(painter, point, ahead - point, self._theme.palette.color("t1"))

    def _halo(self, painter: QPainter, path: QPainterPath, look: WalkEdge) -> None:
        assert look.accent is not None
        shown = part(path, 1.0 - look.reach, 1.0) if look.back else part(path, 0.0, look.reach)
        casing = 2 * look.casing_width if look.casing is not None else 0.0
        for soft in halo(look.accent, look.width + casing):
            painter.strokePath(shown, soft)

    def _faint(self, painter: QPainter, path: QPainterPath, look: WalkEdge) -> None:
        color = self._theme.palette.color("line2")
        pen = QPen(color, self._theme.line("hairline"))
        if look.dashed:
            pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.drawPath(path)


def _pen(color: QColor, width: float) -> QPen:
    return QPen(color, width, Qt.PenStyle.SolidLine, FLAT)


def part(path: QPainterPath, start: float, end: float) -> QPainterPath:
    """The stretch of an edge between two shares of its parameter, 0…1."""
    if start <= 0.0 and end >= 1.0:
        return path
    points = [QPointF(path.elementAt(index).x, path.elementAt(index).y) for index in range(4)]
    _, points = _split(points, min(start, 0.9999))
    points, _ = _split(points, (end - start) / max(1e-4, 1.0 - start))
    made = QPainterPath(points[0])
    made.cubicTo(points[1], points[2], points[3])
    return made


def _split(points: list[QPointF], share: float) -> tuple[list[QPointF], list[QPointF]]:
    """A cubic cut in two by de Casteljau's construction."""
    left, right, rest = [points[0]], [points[-1]], points
    while len(rest) > 1:
        rest = [a + (b - a) * share for a, b in zip(rest, rest[1:], strict=False)]
        left.append(rest[0])
        right.insert(0, rest[-1])
    return left, right
