"""A small picture of the network: how strongly a row of the ledger touches every weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, QSizeF, Qt, Slot
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.views.look.palette import color_share, edge_width
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter

if TYPE_CHECKING:
    from mlpviz.engine.telling.batch.story import BatchStory

MARGIN, NODE, MOST_PITCH, TANGENT = 16.0, (36.0, 22.0), 46.0, 0.46
CURVED, MOST_EDGES, LEVELS = 64, 300, 16
"""Of more edges than these, lines are straight, and only the strongest are drawn; so many widths are told apart."""
NAMED = 24.0
"""Units that are nearer to each other than this are dots."""


class SmallNetwork(QWidget):
    """Draws one row: the width of an edge is the size of its number, the colour its sign."""

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._typesetter = theme, typesetter
        self._story: BatchStory | None = None
        self._row, self._column = 0, 0
        self._laid: _Layout | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Where it lands")
        theme.changed.connect(self.restyle)

    def show_place(self, story: BatchStory, row: int, column: int) -> None:
        """Show the numbers of a row, and ring a column."""
        if self._story is None or story.columns.starts != self._story.columns.starts:
            self._laid = None  # another network
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
        """Take colours and sizes from the theme again."""
        self._laid = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything out anew."""
        self._laid = None
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw edges, the chosen one over the others, and units."""
        if self._story is None:
            return
        if self._laid is None:
            self._laid = _laid_out(self._story, self.width(), self.height(), max(1.0, self._theme.text_scale))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_edges(painter, self._story, self._laid)
        self._paint_nodes(painter, self._story, self._laid)

    def _paint_edges(self, painter: QPainter, story: BatchStory, laid: _Layout) -> None:
        row, palette = story.rows[self.shown_row()], self._theme.palette
        known = np.where(np.isfinite(row.values), row.values, 0.0)[laid.columns]
        sizes = np.abs(known)
        limit = float(np.max(sizes, initial=0.0))
        shown = np.argsort(-sizes, kind="stable")[:MOST_EDGES][::-1]
        levels = np.rint(sizes / limit * LEVELS).astype(int) if limit else np.zeros(len(sizes), int)
        kinds = np.where(known < 0, -levels, levels)
        for kind in sorted(set(kinds[shown].tolist()), key=abs):
            pen = self._pen(kind / LEVELS, signed=row.signed)
            self._draw(painter, [laid.lines[at] for at in shown.tolist() if kinds[at] == kind], pen)
        if story.columns.place(self._column)[2] >= 0:
            at = int(np.searchsorted(laid.columns, self._column))
            pen = self._pen(kinds[at] / LEVELS, signed=row.signed)
            for color, more in (("hl", 5.0), ("panel", 2.0)):
                self._draw(painter, [laid.lines[at]], QPen(palette.color(color), pen.widthF() + more))
            self._draw(painter, [laid.lines[at]], pen)

    def _pen(self, share: float, *, signed: bool) -> QPen:
        palette = self._theme.palette
        width, place = float(edge_width("update", share, 1.0)), float(color_share(share, 1.0))
        return QPen(palette.backward(place) if signed else palette.color("t2"), width)

    def _draw(self, painter: QPainter, lines: list[QLineF], pen: QPen) -> None:
        assert self._laid is not None
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if len(self._laid.lines) > CURVED:
            painter.drawLines(lines)
            return
        for line in lines:
            reach = QPointF(line.dx() * TANGENT, 0)
            path = QPainterPath(line.p1())
            path.cubicTo(line.p1() + reach, line.p2() - reach, line.p2())
            painter.drawPath(path)

    def _paint_nodes(self, painter: QPainter, story: BatchStory, laid: _Layout) -> None:
        colors, names = self._theme.palette, story.narrator.names
        layer, unit, source = story.columns.place(self._column)
        lit = {(layer, unit), (layer - 1, source)}
        dots = laid.sizes[0].width() <= 8.0
        for at, places in enumerate(laid.nodes):
            size = laid.sizes[at]
            for index, place in enumerate(places):
                token = "hl" if (at, index) in lit else "ctl"
                box = QRectF(QPointF(place.x() - size.width() / 2, place.y() - size.height() / 2), size)
                line = 1.0 if dots else self._theme.line("focus" if token == "hl" else "control")
                painter.setPen(QPen(colors.color(token), line))
                painter.setBrush(colors.color(("hl" if token == "hl" else "t2") if dots else "panel"))
                painter.drawRoundedRect(box, min(6.0, size.height() / 2), min(6.0, size.height() / 2))
                if not dots:
                    self._write(painter, names.unit(at, index), box)

    def _write(self, painter: QPainter, latex: str, box: QRectF) -> None:
        for px in (self._theme.text_px("s") * 1.15, self._theme.text_px("xs") * 1.0):
            extent = self._typesetter.extent(latex, px)
            if extent.width <= box.width() - 4 and extent.height <= box.height():
                self._typesetter.draw(painter, latex, self._theme.palette.color("t1"), px, box)
                return


@dataclass(frozen=True)
class _Layout:
    """Where units and edges are at one size."""

    nodes: list[list[QPointF]]
    """The middle of every unit, by layer."""
    sizes: list[QSizeF]
    """Of the units of every layer: boxes with names, or dots."""
    lines: list[QLineF]
    """Every edge, in the order of its column."""
    columns: NDArray[np.intp]
    """The column of every edge."""


def _laid_out(story: BatchStory, width: float, height: float, grown: float) -> _Layout:
    """Units of a layer below each other, layers side by side."""
    widths = story.narrator.recorded.widths
    inner, last = width - 2 * MARGIN, len(widths) - 1
    pitches = [_pitch(units, height, grown) for units in widths]
    named = min(pitches) >= NAMED * grown and inner / last >= 1.9 * NODE[0] * grown
    dots = [min(8.0, max(2.0, pitch * 0.6)) for pitch in pitches]
    sizes = [QSizeF(NODE[0] * grown, NODE[1] * grown) if named else QSizeF(dot, dot) for dot in dots]
    nodes = []
    for layer, units in enumerate(widths):
        half = sizes[layer].width() / 2
        x = MARGIN + half + (inner - 2 * half) * layer / last
        middle = (units - 1) / 2
        nodes.append([QPointF(x, height / 2 + (unit - middle) * pitches[layer]) for unit in range(units)])
    lines, columns, starts = [], [], story.columns.starts
    for layer in range(1, last + 1):
        sources, before = story.columns.sources(layer), widths[layer - 1]
        out, into = QPointF(sizes[layer - 1].width() / 2, 0), QPointF(sizes[layer].width() / 2, 0)
        for unit, end in enumerate(nodes[layer]):
            columns.append(starts[layer - 1] + unit * sources + np.arange(before))
            lines += [QLineF(begin + out, end - into) for begin in nodes[layer - 1]]
    return _Layout(nodes, sizes, lines, np.concatenate(columns))


def _pitch(units: int, height: float, grown: float) -> float:
    if units == 1:
        return MOST_PITCH * grown
    return min(MOST_PITCH * grown, (height - 4 - min(NODE[1] * grown, (height - 8) / units)) / (units - 1))
