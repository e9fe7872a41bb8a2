"""All edges of the network graph in one item: cached curves, and only the pens change from frame to frame."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEasingCurve, QRectF, QVariantAnimation, Slot
from PySide6.QtGui import QPainter, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from mlpviz.views.graph.edge_look import EdgeLook
from mlpviz.views.graph.edge_pens import NO_BRUSH, EdgePens, draw_edge
from mlpviz.views.graph.edge_strokes import is_smooth, strokes
from mlpviz.views.graph.wires import Wires
from mlpviz.views.look.drawing import records
from mlpviz.views.look.pacer import Pacer
from mlpviz.views.look.polyline import Lines
from mlpviz.views.look.theme import Theme

Numbers = NDArray[Any]
Piece = Callable[[QPainter], None]

CROWD = 150
"""Above this many edges, the gaps between columns take turns when one look follows close upon another."""
CLOSE, HURRY = 0.2, 0.045
"""Seconds between two looks that are close; so close that the gaps of small networks take turns too."""
WORK, LITTLE = 0.005, 0.0015
"""Seconds of work after which a turn ends, in a crowd and in a small network."""
TURN_MS, REST = 30, 0.2
"""Milliseconds from turn to turn; seconds without a look until the gaps left behind have their turns."""


class EdgeItem(QGraphicsObject):
    """Draws every visible edge into a picture kept until something about the edges changes.

    While edges change all the time, each look draws some of the gaps between the columns anew, those that have waited
    longest, so that no frame waits for all of them; a gap too full for one frame is drawn aside until it is whole. Once
    no new look comes, the rest are drawn too.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.pens = EdgePens(theme)
        self._wires: Wires | None = None
        self._look: EdgeLook | None = None
        self._lit: frozenset[int] | None = None
        self._area = QRectF()
        self._picture = QPixmap()
        self._before = QPixmap()
        self._aside = QPixmap()
        self._begun: tuple[EdgeLook | None, deque[Piece]] | None = None
        """Of a gap that is drawn aside: the look it had when it was begun, and what is left to do."""
        self._gaps: deque[int] = deque()
        self._left = 0
        self._drawn: dict[int, EdgeLook | None] = {}
        """Gaps that show what they should, or once did, and with which look."""
        self._budget, self._looked = math.inf, -math.inf
        self.turns = Pacer(TURN_MS, self)
        self.turns.due.connect(self._take_turn)
        self._fade = QVariantAnimation(self)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._fade.valueChanged.connect(self._go_on)
        self._fade.finished.connect(self._forget)

    def boundingRect(self) -> QRectF:
        """The whole graph."""
        return self._area

    def set_wires(self, wires: Wires | None, area: QRectF) -> None:
        """Draw other edges, once their look is known."""
        self.prepareGeometryChange()
        if area.size() != self._area.size():
            self._picture = QPixmap()
        self._wires, self._look, self._lit, self._area = wires, None, None, area
        self._before = QPixmap()
        self._gaps = deque(range(len(wires.gaps) if wires is not None else 0))
        self.renew()

    def set_look(self, look: EdgeLook | None, crossing: int = 0) -> None:
        """Draw with other pens, crossing over from the picture before within so many milliseconds."""
        self._look = look
        if crossing and not self._picture.isNull():
            self._before = self._picture
            self._fade.stop()
            self._fade.setDuration(crossing)
            self._fade.start()
        before, self._looked = self._looked, time.monotonic()
        crowded = self._wires is not None and len(self._wires) > CROWD
        if crossing or self._looked - before > (CLOSE if crowded else HURRY):
            self._ask_for_all(math.inf)
        else:
            self._ask_for_all(WORK if crowded else LITTLE)

    def set_lit(self, edges: frozenset[int] | None) -> None:
        """Draw only these at full strength; None for all."""
        if edges != self._lit:
            self._lit = edges
            self.renew()

    def set_sign_patterns(self, shown: bool) -> None:
        """Draw negative edges dashed, or not."""
        self.pens.sign_patterns = shown
        self.renew()

    def restyle(self) -> None:
        """Take the colours from the theme again."""
        self.pens.restyle()
        self._forget()
        self.renew()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Show the picture, made anew if the edges changed."""
        if records(painter):
            self._paint_all(painter)
            return
        self._draw_some(painter.device().devicePixelRatioF())
        if self._before.isNull():
            painter.drawPixmap(self._area.topLeft(), self._picture)
            return
        painter.drawPixmap(self._area.topLeft(), self._before)
        painter.setOpacity(float(self._fade.currentValue() or 0.0))
        painter.drawPixmap(self._area.topLeft(), self._picture)

    def _draw_some(self, ratio: float) -> None:
        """Draw anew what is due, as far as the budget goes; gaps that are left have their turn in the next frame."""
        if self._picture.isNull() or self._picture.devicePixelRatio() != ratio:
            self._picture, self._aside = self._empty(ratio), self._empty(ratio)
            self.renew()
        elif not self._drawn:
            self._picture.fill(self.pens.ground)
        until = time.monotonic() + self._budget
        while self._left and self._wires is not None and time.monotonic() < until:
            gap = self._gaps[0]
            if self._is_drawn(self._wires, gap):
                self._left -= 1
            elif not self._draw_gap(self._wires, gap, until):
                break
            self._gaps.rotate(-1)
        self._budget = 0.0  # until the next look or turn: whatever else is painted need not wait for edges
        if self._left:
            self.turns.ask()

    def _empty(self, ratio: float) -> QPixmap:
        made = QPixmap((self._area.size() * ratio).toSize())
        made.setDevicePixelRatio(ratio)
        made.fill(self.pens.ground)
        return made

    def _is_drawn(self, wires: Wires, gap: int) -> bool:
        """Whether a gap looks already as it should."""
        if gap not in self._drawn:
            return False
        drawn, look = self._drawn[gap], self._look
        if drawn is look:
            return True
        return drawn is not None and look is not None and look.resembles(drawn, wires.gaps[gap][2])

    def _draw_gap(self, wires: Wires, gap: int, until: float) -> bool:
        """Draw a gap, aside until it is whole, as far as there is time; returns whether it is."""
        left, right, edges = wires.gaps[gap]
        band = QRectF(left, self._area.top(), right - left, self._area.height())
        target = self._aside if math.isfinite(until) else self._picture
        painter = QPainter(target)
        painter.setClipRect(band)
        painter.setBrush(NO_BRUSH)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not wires.straight or is_smooth(edges))
        if self._begun is None:
            painter.fillRect(band, self.pens.ground)
            self._begun = self._look, deque(self._pieces(wires, edges))
        look, pieces = self._begun
        while pieces and time.monotonic() < until:
            pieces.popleft()(painter)
        painter.end()
        if pieces:
            return False
        self._begun, self._drawn[gap] = None, look
        if target is self._aside:
            painter = QPainter(self._picture)
            ratio = self._aside.devicePixelRatio()
            painter.drawPixmap(band, self._aside, QRectF(band.topLeft() * ratio, band.size() * ratio))
            painter.end()
        return True

    def _paint_all(self, painter: QPainter) -> None:
        """Draw every edge as it should look now, with nothing kept."""
        painter.fillRect(self._area, self.pens.ground)
        wires = self._wires
        if wires is None:
            return
        for left, right, edges in wires.gaps:
            painter.save()
            painter.setClipRect(QRectF(left, self._area.top(), right - left, self._area.height()))
            painter.setBrush(NO_BRUSH)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for piece in self._pieces(wires, edges):
                piece(painter)
            painter.restore()

    def _pieces(self, wires: Wires, edges: Numbers) -> Iterator[Piece]:
        """What to do, in order, to draw these edges."""
        look, lit = self._look, self._lit
        if look is None:
            return
        if wires.straight:
            for pen, lines in strokes(wires, look, edges, self.pens, lit):
                yield partial(_draw_lines, pen=pen, lines=lines)
        else:
            here = np.zeros(len(wires), dtype=bool)
            here[edges] = True
            order = look.order[here[look.order]].tolist()
            if lit is not None:
                order = [edge for edge in order if edge not in lit] + [edge for edge in order if edge in lit]
            for edge in order:
                dim = lit is not None and edge not in lit
                yield partial(draw_edge, path=wires.paths[edge], look=look, edge=edge, pens=self.pens, dim=dim)
        for edge in edges[look.marked[edges]].tolist():
            yield partial(self.pens.draw_mark, path=wires.path(edge))

    def renew(self) -> None:
        """Draw everything anew at once, when it is painted next."""
        self._drawn.clear()
        self._ask_for_all(math.inf)

    def _ask_for_all(self, budget: float) -> None:
        """Draw what looks different now, for so many seconds a frame."""
        self._left, self._budget = len(self._gaps), budget if self._drawn else math.inf
        if math.isinf(self._budget):
            self._begun = None
        self.update()

    @Slot()
    def _take_turn(self) -> None:
        if time.monotonic() - self._looked < REST:
            self.turns.ask()
        else:
            self._budget = WORK
            self.update()

    @Slot()
    def _go_on(self) -> None:
        self.update()

    @Slot()
    def _forget(self) -> None:
        self._before = QPixmap()
        self.update()


def _draw_lines(painter: QPainter, pen: QPen, lines: Lines) -> None:
    painter.setPen(pen)
    lines.draw(painter)
