"""All edges of the network graph in one item: cached curves, and only the pens change from frame to frame."""

from __future__ import annotations

import math
import time
from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEasingCurve, QRectF, Qt, QVariantAnimation, Slot
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from mlpviz.views.look.pacer import Pacer
from mlpviz.views.look.theme import Theme
from mlpviz.views.network.edge_look import EdgeLook, gap
from mlpviz.views.network.graph_wires import Wires

Numbers = NDArray[Any]

SHADES = 256
BUCKETS = 32
"""Pens that straight lines share, spread over both signs."""
DIMMED = 0.25
HELD = 0.5
"""Strength of edges that do not learn."""
MARK = 3.5
"""Half the side of the mark of a frozen edge."""
CROWD = 150
"""Above this many edges, the gaps between columns take turns when one look follows close upon another."""
TURN_MS, TURN_WORK, CLOSE, REST = 30, 0.005, 0.2, 0.1
"""Milliseconds from turn to turn; seconds of work after which a turn ends; seconds between looks that are close, and
without one until the gaps left behind have their turns."""
FINENESS, MOST_PENS = 32, 4096
"""Steps of a pixel in which the width of a pen is told; pens that are kept."""
MOST_SMOOTH = 1500
"""Above this many lines steps are drawn instead of smooth edges: in such a crowd the eye finds no difference."""
THIN = 1.5
"""Px below which a line of such a crowd is drawn as thin as can be, and half of it what a casing must have to be seen:
that takes half the time."""
_FLAT, _NO_BRUSH, _SMOOTH = Qt.PenCapStyle.FlatCap, Qt.BrushStyle.NoBrush, QPainter.RenderHint.Antialiasing


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
        pen = QPen(_mixed(color, self.ground, DIMMED if dim else HELD) if dim or held else color, width)
        pen.setCapStyle(_FLAT)
        if self.sign_patterns and share < 0:
            pen.setDashPattern([length / width for length in self._theme.dash("negative_pattern")])
        return pen

    def broken_pen(self, *, dim: bool = False) -> QPen:
        """The pen of an edge whose value is not a number."""
        color = _mixed(self.broken, self.ground, DIMMED) if dim else self.broken
        return QPen(color, 1.75 * self._theme.palette.line_factor, Qt.PenStyle.DotLine, _FLAT)

    def cut_pen(self, *, dim: bool = False) -> QPen:
        """The pen of an edge that was cut."""
        color = self._theme.palette.color("ctl")
        pen = QPen(_mixed(color, self.ground, DIMMED) if dim else color, self._theme.line("hairline"))
        pen.setDashPattern([1.5, 3.5])
        return pen

    def draw_mark(self, painter: QPainter, path: QPainterPath) -> None:
        """The mark of a weight that was frozen by itself: a small square on its edge."""
        at = path.pointAtPercent(0.5)
        painter.setPen(QPen(self._theme.palette.color("t2"), 1.25))
        painter.setBrush(self.ground)
        painter.drawRect(QRectF(at.x() - MARK, at.y() - MARK, 2 * MARK, 2 * MARK))
        painter.setBrush(_NO_BRUSH)

    def ground_pen(self, width: float) -> QPen:
        """The pen that leaves the gap between core and casing."""
        key = (round(width * FINENESS),)
        if key in self._kept:
            return self._kept[key]
        pen = QPen(self.ground, width)
        pen.setCapStyle(_FLAT)
        return self._keep(key, pen)

    def _keep(self, key: tuple[object, ...], pen: QPen) -> QPen:
        if len(self._kept) >= MOST_PENS:
            self._kept.clear()
        self._kept[key] = pen
        return pen


class EdgeItem(QGraphicsObject):
    """Draws every visible edge into a picture kept until something about the edges changes.

    While a crowd of edges changes all the time, each look draws the gaps between the columns anew that have waited
    longest, so that no frame waits for all of them; once no new look comes, the rest are drawn too.
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
        self._gaps: deque[int] = deque()
        self._left = 0
        self._drawn: dict[int, EdgeLook] = {}
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
        self._renew()

    def set_look(self, look: EdgeLook | None, crossing: int = 0) -> None:
        """Draw with other pens, crossing over from the picture before within so many milliseconds."""
        self._look = look
        if crossing and not self._picture.isNull():
            self._before = self._picture
            self._fade.stop()
            self._fade.setDuration(crossing)
            self._fade.start()
        # Straight lines are drawn in one go: to paint all the rest once more for some of them would take as long.
        wires, now = self._wires, time.monotonic()
        crowded = wires is not None and len(wires) > CROWD and not wires.straight
        close = now - self._looked < CLOSE
        self._looked = now
        self._ask_for_all(TURN_WORK if crowded and close and not crossing else math.inf)

    def set_lit(self, edges: frozenset[int] | None) -> None:
        """Draw only these at full strength; None for all."""
        if edges != self._lit:
            self._lit = edges
            self._renew()

    def set_sign_patterns(self, shown: bool) -> None:
        """Draw negative edges dashed, or not."""
        self.pens.sign_patterns = shown
        self._renew()

    def restyle(self) -> None:
        """Take the colours from the theme again."""
        self.pens.restyle()
        self._forget()
        self._renew()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Show the picture, made anew if the edges changed."""
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
            self._picture = QPixmap((self._area.size() * ratio).toSize())
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(self.pens.ground)
            self._renew()
        if self._left and self._wires is not None:
            painter = QPainter(self._picture)
            painter.setBrush(_NO_BRUSH)
            until = time.monotonic() + self._budget
            while self._left and time.monotonic() < until:
                if not self._is_drawn(self._wires, self._gaps[0]):
                    self._draw_gap(painter, self._wires, self._gaps[0])
                self._gaps.rotate(-1)
                self._left -= 1
            painter.end()
        self._budget = 0.0  # until the next look or turn: whatever else is painted need not wait for edges
        if self._left:
            self.turns.ask()

    def _is_drawn(self, wires: Wires, gap: int) -> bool:
        """Whether a gap looks already as it should."""
        drawn = self._drawn.get(gap)
        return drawn is not None and self._look is not None and self._look.resembles(drawn, wires.gaps[gap][2])

    def _draw_gap(self, painter: QPainter, wires: Wires, gap: int) -> None:
        left, right, edges = wires.gaps[gap]
        band = QRectF(left, self._area.top(), right - left, self._area.height())
        painter.setClipRect(band)
        painter.fillRect(band, self.pens.ground)
        if self._look is None:
            return
        self._drawn[gap] = self._look
        painter.setRenderHint(_SMOOTH)
        if wires.straight:
            self._draw_lines(painter, wires, self._look, edges)
        else:
            self._draw_curves(painter, wires, self._look, edges)
        painter.setRenderHint(_SMOOTH)
        for edge in edges[self._look.marked[edges]].tolist():
            self.pens.draw_mark(painter, wires.path(edge))

    def _draw_curves(self, painter: QPainter, wires: Wires, look: EdgeLook, edges: Numbers) -> None:
        here = np.zeros(len(wires), dtype=bool)
        here[edges] = True
        order = look.order[here[look.order]].tolist()
        if self._lit is not None:
            order = [edge for edge in order if edge not in self._lit] + [edge for edge in order if edge in self._lit]
        for edge in order:
            dim = self._lit is not None and edge not in self._lit
            draw_edge(painter, wires.paths[edge], look, edge, self.pens, dim=dim)

    def _draw_lines(self, painter: QPainter, wires: Wires, look: EdgeLook, edges: Numbers) -> None:
        if self._lit is None:
            self._draw_buckets(painter, wires, look, edges, dim=False)
            return
        lit = np.zeros(len(wires), dtype=bool)
        lit[list(self._lit)] = True
        self._draw_buckets(painter, wires, look, edges[~lit[edges]], dim=True)
        self._draw_buckets(painter, wires, look, edges[lit[edges]], dim=False)

    def _draw_buckets(self, painter: QPainter, wires: Wires, look: EdgeLook, edges: Numbers, *, dim: bool) -> None:
        # Casings in one layer, cores in the next: within a crowd the gap between them could not be seen.
        painter.setRenderHint(_SMOOTH, len(edges) <= MOST_SMOOTH)
        painter.setPen(self.pens.cut_pen(dim=dim))
        wires.lines_of(edges[look.cut[edges]]).draw(painter)
        edges = edges[~look.cut[edges]]
        for held in (True, False):
            self._draw_learning(painter, wires, look, edges[look.held[edges] == held], dim=dim, held=held)

    def _draw_learning(
        self, painter: QPainter, wires: Wires, look: EdgeLook, edges: Numbers, *, dim: bool, held: bool
    ) -> None:
        casings = edges[look.casing_width[edges] > (0.0 if painter.testRenderHint(_SMOOTH) else THIN / 2)]
        wide = look.core_width + 2 * look.casing_width
        self._draw_layer(painter, wires, casings, wide, look.casing_share, "backward", dim=dim, held=held)
        sound = edges[~look.broken[edges]]
        core = "backward" if look.backward else "forward"
        self._draw_layer(painter, wires, sound, look.core_width, look.core_share, core, dim=dim, held=held)
        painter.setPen(self.pens.broken_pen(dim=dim))
        wires.lines_of(edges[look.broken[edges]]).draw(painter)

    def _draw_layer(
        self,
        painter: QPainter,
        wires: Wires,
        edges: Numbers,
        widths: Numbers,
        shares: Numbers,
        kind: str,
        *,
        dim: bool,
        held: bool,
    ) -> None:
        place = np.rint(shares[edges] * BUCKETS / 2).astype(int)
        sizes = np.abs(place)
        order = np.lexsort((place, sizes))
        edges, place = edges[order], place[order]
        ends = np.flatnonzero(np.diff(place, append=99 * BUCKETS)) + 1
        start = 0
        for end in ends.tolist():
            members = edges[start:end]
            width = float(np.mean(widths[members]))
            if width < THIN and not painter.testRenderHint(_SMOOTH):
                width = 1.0
            painter.setPen(self.pens.pen(kind, float(place[start]) * 2 / BUCKETS, width, dim=dim, held=held))
            wires.lines_of(members).draw(painter)
            start = end

    def _renew(self) -> None:
        """Draw everything anew."""
        self._drawn.clear()
        self._ask_for_all(math.inf)

    def _ask_for_all(self, budget: float) -> None:
        """Draw what looks different now, for so many seconds a frame."""
        self._left, self._budget = len(self._gaps), budget
        self.update()

    @Slot()
    def _take_turn(self) -> None:
        if time.monotonic() - self._looked < REST:
            self.turns.ask()
        else:
            self._budget = TURN_WORK
            self.update()

    @Slot()
    def _go_on(self) -> None:
        self.update()

    @Slot()
    def _forget(self) -> None:
        self._before = QPixmap()
        self.update()


def draw_edge(
    painter: QPainter, path: QPainterPath, look: EdgeLook, edge: int, pens: EdgePens, *, dim: bool = False
) -> None:
    """Draw one edge: casing, gap, core."""
    if look.cut[edge] or look.broken[edge]:
        painter.strokePath(path, pens.cut_pen(dim=dim) if look.cut[edge] else pens.broken_pen(dim=dim))
        return
    held = bool(look.held[edge])
    width, casing = float(look.core_width[edge]), float(look.casing_width[edge])
    if casing:
        inner = width + 2 * gap()
        shade = float(look.casing_share[edge])
        painter.strokePath(path, pens.pen("backward", shade, inner + 2 * casing, dim=dim, held=held))
        painter.strokePath(path, pens.ground_pen(inner))
    kind = "backward" if look.backward else "forward"
    painter.strokePath(path, pens.pen(kind, float(look.core_share[edge]), width, dim=dim, held=held))


def _table(lut: NDArray[np.uint8]) -> list[QColor]:
    return [QColor(*entry) for entry in lut.tolist()]


def _mixed(color: QColor, ground: QColor, share: float) -> QColor:
    red, green, blue = (
        round(share * a + (1.0 - share) * b)
        for a, b in ((color.red(), ground.red()), (color.green(), ground.green()), (color.blue(), ground.blue()))
    )
    return QColor(red, green, blue)
