"""A small picture of the network: how strongly a row of the ledger touches every weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.views.look.palette import color_share, edge_width
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter

if TYPE_CHECKING:
    from mlpviz.engine.telling.batch.story import BatchStory

MARGIN, NODE, MOST_PITCH, TANGENT = 16.0, (36.0, 22.0), 46.0, 0.46
CURVED, MOST_EDGES = 64, 300
"""Of more edges than these, lines are straight, and only the strongest are drawn."""
NAMED = 24.0
"""Units that are nearer to each other than this are dots."""


class SmallNetwork(QWidget):
    """Draws one row: the width of an edge is the size of its number, the colour its sign."""

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._typesetter = theme, typesetter
        self._story: BatchStory | None = None
        self._row, self._column = 0, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Where it lands")
        theme.changed.connect(self.restyle)

    def show_place(self, story: BatchStory, row: int, column: int) -> None:
        """Show the numbers of a row, and ring a column."""
        self._story, self._row, self._column = story, row, column
        self.update()

    def shown_row(self) -> int:
        """The row whose numbers are drawn: new weights are told by the step to them."""
        if self._story is None:
            return 0
        step = self._story.row_of("step")
        return step if step is not None and self._story.rows[self._row].kind == "weights" else self._row

    def what(self) -> str:
        """What the width of an edge stands for, as LaTeX."""
        if self._story is None:
            return ""
        row = self._story.rows[self.shown_row()]
        by_kind = {"step": r"\Delta w", "memory": row.letter, "l1": r"\lambda_1", "l2": r"\lambda w"}
        return by_kind.get(row.kind, r"\partial L/\partial w")

    def sizeHint(self) -> QSize:
        """As large as there is room."""
        return QSize(220, 160)

    def minimumSizeHint(self) -> QSize:
        """Enough to tell layers apart."""
        return QSize(120, 84)

    @Slot()
    def restyle(self) -> None:
        """Take colours from the theme again."""
        self.update()

    def node(self, layer: int, unit: int) -> QPointF:
        """The middle of a unit."""
        assert self._story is not None
        widths = self._story.narrator.recorded.widths
        half = self._size(layer)[0] / 2 if layer in (0, len(widths) - 1) else 0.0
        inner = self.width() - 2 * MARGIN
        x = MARGIN + inner * layer / max(1, len(widths) - 1)
        x += half if layer == 0 else -half
        pitch = self._pitch(layer)
        return QPointF(x, self.height() / 2 + (unit - (widths[layer] - 1) / 2) * pitch)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw edges, the chosen one over the others, and units."""
        if self._story is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_edges(painter, self._story)
        self._paint_nodes(painter, self._story)

    def _paint_edges(self, painter: QPainter, story: BatchStory) -> None:
        values = story.rows[self.shown_row()].values
        starts, widths = story.columns.starts, story.narrator.recorded.widths
        edges = sum(one * two for one, two in zip(widths, widths[1:], strict=False))
        known = np.where(np.isfinite(values), values, 0.0)
        order = np.argsort(-np.abs(known), kind="stable")[: MOST_EDGES + starts[-1] - edges]
        places = [(int(at), story.columns.place(int(at))) for at in order[::-1]]
        limit = max((abs(float(known[at])) for at, place in places if place[2] >= 0), default=0.0)
        width, share = edge_width("update", known, limit), color_share(known, limit)
        signed, palette = story.rows[self.shown_row()].signed, self._theme.palette
        shown = [(at, place) for at, place in places if place[2] >= 0]
        for at, (layer, unit, source) in shown:
            ink = palette.backward(float(share[at])) if signed else palette.color("t2")
            self._draw(painter, layer, unit, source, QPen(ink, float(width[at])), edges <= CURVED)
        layer, unit, source = story.columns.place(self._column)
        if source >= 0:
            wide, at = float(width[self._column]), self._column
            self._draw(painter, layer, unit, source, QPen(palette.color("hl"), wide + 5.0), edges <= CURVED)
            self._draw(painter, layer, unit, source, QPen(palette.color("panel"), wide + 2.0), edges <= CURVED)
            ink = palette.backward(float(share[at])) if signed else palette.color("t2")
            self._draw(painter, layer, unit, source, QPen(ink, wide), edges <= CURVED)

    def _draw(self, painter: QPainter, layer: int, unit: int, source: int, pen: QPen, curved: bool) -> None:
        one, two = self.node(layer - 1, source), self.node(layer, unit)
        left = one + QPointF(self._size(layer - 1)[0] / 2, 0)
        right = two - QPointF(self._size(layer)[0] / 2, 0)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if not curved:
            painter.drawLine(QLineF(left, right))
            return
        reach = QPointF((right.x() - left.x()) * TANGENT, 0)
        path = QPainterPath(left)
        path.cubicTo(left + reach, right - reach, right)
        painter.drawPath(path)

    def _paint_nodes(self, painter: QPainter, story: BatchStory) -> None:
        colors, names = self._theme.palette, story.narrator.names
        chosen = story.columns.place(self._column)
        for layer, units in enumerate(story.narrator.recorded.widths):
            width, height = self._size(layer)
            for unit in range(units):
                ends = (chosen[0], chosen[1]), (chosen[0] - 1, chosen[2])
                lit = (layer, unit) in ends and not (layer == chosen[0] - 1 and chosen[2] < 0)
                place = self.node(layer, unit)
                box = QRectF(place.x() - width / 2, place.y() - height / 2, width, height)
                line = self._theme.line("focus" if lit else "control") if width > 8 else 1.0
                painter.setPen(QPen(colors.color("hl" if lit else "ctl"), line))
                painter.setBrush(colors.color("panel") if width > 8 else colors.color("hl" if lit else "t2"))
                painter.drawRoundedRect(box, min(6.0, height / 2), min(6.0, height / 2))
                if width > 20:
                    self._write(painter, names.unit(layer, unit), box)

    def _write(self, painter: QPainter, latex: str, box: QRectF) -> None:
        for px in (self._theme.text_px("s") * 1.15, self._theme.text_px("xs") * 1.0):
            extent = self._typesetter.extent(latex, px)
            if extent.width <= box.width() - 4 and extent.height <= box.height():
                self._typesetter.draw(painter, latex, self._theme.palette.color("t1"), px, box)
                return

    def _pitch(self, layer: int) -> float:
        assert self._story is not None
        units = self._story.narrator.recorded.widths[layer]
        high = NODE[1] if units <= 1 else min(NODE[1], (self.height() - 8) / units)
        return min(MOST_PITCH * max(1.0, self._theme.text_scale), (self.height() - 4 - high) / max(1, units - 1))

    def _size(self, layer: int) -> tuple[float, float]:
        """Width and height of the units of a layer: boxes with names, or dots."""
        assert self._story is not None
        widths, grown = self._story.narrator.recorded.widths, max(1.0, self._theme.text_scale)
        pitch = min(self._pitch(at) for at, units in enumerate(widths) if units > 1) if max(widths) > 1 else 99.0
        column = (self.width() - 2 * MARGIN) / max(1, len(widths) - 1)
        if pitch >= NAMED * grown and column >= 1.9 * NODE[0] * grown:
            return NODE[0] * grown, NODE[1] * grown
        dot = min(8.0, max(2.0, self._pitch(layer) * 0.6))
        return dot, dot
