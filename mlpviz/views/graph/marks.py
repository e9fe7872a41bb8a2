"""What lies over the edges while the learner points: amber outlines, arrowheads, rings and the keyboard's place."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from mlpviz.engine.edge_lenses import EdgeLens
from mlpviz.views.graph.arrowhead import head
from mlpviz.views.graph.booked_mark import booked_pen, paint_ring
from mlpviz.views.graph.edge_look import EdgeLook
from mlpviz.views.graph.edge_pens import EdgePens, draw_edge
from mlpviz.views.graph.layout import Slot
from mlpviz.views.graph.wires import Wires
from mlpviz.views.look.theme import Theme

OUTLINE = 2.0
"""Amber on each side of a marked edge."""
RING = 3.25
"""From a node to the middle of its amber ring."""


class MarksItem(QGraphicsItem):
    """An overlay of its own, so that pointing never draws all edges again."""

    def __init__(self, theme: Theme, pens: EdgePens) -> None:
        super().__init__()
        self._theme, self._pens = theme, pens
        self._area = QRectF()
        self._wires: Wires | None = None
        self._look: EdgeLook | None = None
        self._arrows = ""
        self._edges: tuple[int, ...] = ()
        self._nodes: tuple[Slot, ...] = ()
        self._focused: Slot | None = None
        self._booked: tuple[tuple[int, float], ...] = ()
        self._booked_nodes: tuple[tuple[Slot, float], ...] = ()
        self.setZValue(1)

    def boundingRect(self) -> QRectF:
        """The whole graph."""
        return self._area

    def set_wires(self, wires: Wires | None, area: QRectF) -> None:
        """Forget every mark; other edges are drawn now."""
        self.prepareGeometryChange()
        self._wires, self._look, self._area = wires, None, area
        self._edges, self._nodes, self._focused = (), (), None
        self._booked, self._booked_nodes = (), ()

    def set_look(self, look: EdgeLook | None, lens: EdgeLens) -> None:
        """Draw marked edges with these pens, and the arrowheads of a lens."""
        self._look, self._arrows = look, lens.arrows
        self.update()

    def mark(self, edges: Sequence[int], nodes: Sequence[Slot], focused: Slot | None) -> None:
        """Outline these edges and nodes, and show the keyboard's place."""
        kept = tuple(edges), tuple(nodes), focused
        if kept != (self._edges, self._nodes, self._focused):
            self._edges, self._nodes, self._focused = kept
            self.update()

    def light(self, edges: Sequence[tuple[int, float]], nodes: Sequence[tuple[Slot, float]]) -> None:
        """Light edges and nodes, each by a share −1…1 of the loss account, from now on."""
        lit = tuple(edges), tuple(nodes)
        if lit != (self._booked, self._booked_nodes):
            self._booked, self._booked_nodes = lit
            self.update()

    @property
    def lit(self) -> tuple[tuple[tuple[int, float], ...], tuple[tuple[Slot, float], ...]]:
        """The edges and the nodes that are lit."""
        return self._booked, self._booked_nodes

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the marks."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = self._theme.radius("node")
        if self._wires is not None and self._look is not None:
            self._paint_lit(painter, self._wires, self._look)
            for edge in self._edges:
                self._paint_edge(painter, self._wires, self._look, edge)
        for slot, share in self._booked_nodes:
            paint_ring(painter, self._theme, slot.rect, radius, share)
        for slot in self._nodes:
            painter.setBrush(self._theme.palette.color("canvas"))
            painter.setPen(QPen(self._theme.palette.color("hl"), self._theme.line("selection")))
            ring = slot.rect.adjusted(-RING, -RING, RING, RING)
            painter.drawRoundedRect(ring, radius + RING - 0.5, radius + RING - 0.5)
        if self._focused is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.palette.color("ink"), self._theme.line("focus")))
            reach = RING + 3.0 if self._focused in self._nodes else RING + 0.5
            painter.drawRoundedRect(self._focused.rect.adjusted(-reach, -reach, reach, reach), radius + 3, radius + 3)

    def _paint_lit(self, painter: QPainter, wires: Wires, look: EdgeLook) -> None:
        for edge, share in self._booked:
            painter.strokePath(wires.path(edge), booked_pen(self._theme, look.reach(edge), share))
        for edge, _ in self._booked:
            draw_edge(painter, wires.path(edge), look, edge, self._pens)
            if look.marked[edge]:
                self._pens.draw_mark(painter, wires.path(edge))

    def _paint_edge(self, painter: QPainter, wires: Wires, look: EdgeLook, edge: int) -> None:
        path = wires.path(edge)
        width = look.reach(edge)
        painter.strokePath(path, QPen(self._theme.palette.color("hl"), width + 2 * OUTLINE + 1.0))
        painter.strokePath(path, self._pens.ground_pen(width + 1.0))
        draw_edge(painter, path, look, edge, self._pens)
        if look.marked[edge]:
            self._pens.draw_mark(painter, path)
        if look.broken[edge] or look.cut[edge]:
            return
        if self._arrows == "back":
            self._paint_arrows(painter, path, width)
        elif self._arrows == "sign":
            self._paint_change(painter, path, width, rises=float(look.core_share[edge]) > 0)

    def _paint_arrows(self, painter: QPainter, path: QPainterPath, width: float) -> None:
        # Gradients flow from the loss to the inputs, so the heads point back along the edge.
        for share in (0.34, 0.66):
            angle = math.radians(-path.angleAtPercent(share)) + math.pi
            direction = QPointF(math.cos(angle), math.sin(angle))
            self._paint_head(painter, path.pointAtPercent(share), direction, max(4.0, 3.0 + width / 2.5))

    def _paint_change(self, painter: QPainter, path: QPainterPath, width: float, *, rises: bool) -> None:
        self._paint_head(painter, path.pointAtPercent(0.5), QPointF(0.0, -1.0 if rises else 1.0), 5.0 + width / 3)

    def _paint_head(self, painter: QPainter, at: QPointF, direction: QPointF, size: float) -> None:
        painter.setPen(QPen(self._theme.palette.color("canvas"), 1.0))
        painter.setBrush(self._theme.palette.color("t1"))
        painter.drawPolygon(head(at + direction * (0.15 * size), direction, 1.7 * size, size))
        painter.setBrush(Qt.BrushStyle.NoBrush)
