"""The edges of the step-through's graph while they do not stand out: a picture that grows with the walk."""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPixmap

from mlpviz.engine.edge_lenses import EdgeLens
from mlpviz.engine.telling.explanation import Mark
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.graph.edges import EdgePainter, WalkEdge
from mlpviz.views.walk.graph.scene import WalkScene
from mlpviz.views.walk.graph.walk_edges import quiet_edge

if TYPE_CHECKING:
    from mlpviz.engine.telling.operations import Kind
    from mlpviz.views.walk.graph.label_places import WalkPlan

BARE = 12
"""Pictures that are kept of edges of which the walk has worked out nothing yet: for a sample, and for the update."""
BACK = 32
"""So many edges can be taken off again one by one; further back all are drawn anew."""
ROOM = 10.0
"""Px beside an edge that its pens reach at most."""


class _Under(NamedTuple):
    """What lay under an edge before it was drawn."""

    known_at: int
    """The operation that worked its number out."""
    corner: QRect
    picture: QPixmap


class QuietEdges:
    """Edges whose number is worked out lie over the others, in the order of the walk.

    So a step forward draws one edge more and a step back takes it off. Nothing else of the picture changes, which would
    take longer than a frame to draw where there are hundreds of edges.
    """

    def __init__(self, theme: Theme, painter: EdgePainter) -> None:
        self._theme, self._painter = theme, painter
        self._bare: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()
        self._key: tuple[object, ...] = ()
        self._index = self._floor = 0
        """The operation that the picture shows, and the first one that steps back can reach."""
        self._under: deque[_Under] = deque()
        self._picture = QPixmap()
        self._looks: dict[tuple[Mark, float | None, float | None], WalkEdge] = {}
        """How edges look by their values; the same in every layout."""
        self._looks_for: tuple[object, ...] = ()

    def picture(self, plan: WalkPlan, lens: EdgeLens, ratio: float) -> QPixmap:
        """All edges of a plan through a lens, for a screen of that pixel ratio."""
        scene = plan.scene
        sample = scene.operations.sample_of(scene.index)
        # The narrator in place of the walk: its place in memory stays taken as long as the key is kept.
        bare = scene.narrator, plan.laid, lens, ratio, self._theme.palette, sample < 0
        looks_for = scene.narrator, lens, self._theme.palette
        if looks_for != self._looks_for:
            self._looks, self._looks_for = {}, looks_for
        if (*bare, sample) != self._key or not self._walked(plan, lens, ratio):
            self._key = (*bare, sample)
            self._begin(plan, lens, ratio, bare)
        return self._picture

    def _walked(self, plan: WalkPlan, lens: EdgeLens, ratio: float) -> bool:
        """Follow the walk from the operation in the picture to the present one; False if that is too far."""
        target = plan.scene.index
        if target < self._floor or abs(target - self._index) > BACK:
            return False
        if target > self._index:
            painter = self._painter_on(self._picture)
            for index in range(self._index + 1, target + 1):
                mark = _worked_out(plan.scene, index)
                if mark is not None and mark in plan.paths:
                    self._add(painter, plan, lens, mark, index, ratio)
            painter.end()
        elif self._under and self._under[-1].known_at > target:
            painter = self._painter_on(self._picture)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            while self._under and self._under[-1].known_at > target:
                _, corner, picture = self._under.pop()
                painter.drawPixmap(QRectF(corner).topLeft() / ratio, picture)
            painter.end()
        self._index = target
        return True

    def _add(
        self, painter: QPainter, plan: WalkPlan, lens: EdgeLens, mark: Mark, index: int, ratio: float
    ) -> None:
        covered = plan.paths[mark].boundingRect().adjusted(-ROOM, -ROOM, ROOM, ROOM)
        corner = QRectF(covered.topLeft() * ratio, covered.size() * ratio).toAlignedRect() & self._picture.rect()
        painter.end()  # a picture is not copied while it is painted
        self._under.append(_Under(index, corner, self._picture.copy(corner)))
        painter.begin(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if len(self._under) > BACK:
            self._floor = self._under.popleft().known_at
        self._painter.paint(painter, plan.paths[mark], self._look(plan.scene, mark, lens))

    def _look(self, scene: WalkScene, mark: Mark, lens: EdgeLens) -> WalkEdge:
        """How an edge looks at the present operation."""
        return self._look_of(scene, mark, lens, scene.value(lens, mark), scene.value(lens.casing, mark))

    def _look_of(
        self, scene: WalkScene, mark: Mark, lens: EdgeLens, core: float | None, casing: float | None
    ) -> WalkEdge:
        key = mark, core, casing
        if key not in self._looks:
            self._looks[key] = quiet_edge(scene, mark, lens, core, casing)
        return self._looks[key]

    def _begin(self, plan: WalkPlan, lens: EdgeLens, ratio: float, bare: tuple[object, ...]) -> None:
        """Draw all edges: those without a number yet, and over them the others one after the other."""
        if bare not in self._bare:
            self._bare[bare] = self._drawn_bare(plan, lens, ratio)
            if len(self._bare) > BARE:
                self._bare.popitem(last=False)
        self._picture = self._bare[bare].copy()
        scene, found = plan.scene, list[tuple[int, Mark]]()
        for mark in plan.paths:
            index = _working_out(scene, mark)
            if index is not None and index <= scene.index:
                found.append((index, mark))
        painter = self._painter_on(self._picture)
        for _, mark in sorted(found, key=_first):
            self._painter.paint(painter, plan.paths[mark], self._look(scene, mark, lens))
        painter.end()
        self._under.clear()
        self._index = self._floor = scene.index

    def _drawn_bare(self, plan: WalkPlan, lens: EdgeLens, ratio: float) -> QPixmap:
        drawn = QPixmap((plan.layout.area.size() * ratio).toSize())
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(self._theme.palette.color("canvas"))
        painter, scene = self._painter_on(drawn), plan.scene
        cores, casings = scene.first_values(lens), scene.first_values(lens.casing)
        for mark, path in plan.paths.items():
            at = scene.theta_index(mark)
            values = (None, None) if at is None else (_known(cores[at]), _known(casings[at]))
            self._painter.paint(painter, path, self._look_of(scene, mark, lens, *values))
        painter.end()
        return drawn

    @staticmethod
    def _painter_on(picture: QPixmap) -> QPainter:
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return painter


def _known(value: float) -> float | None:
    """A number; None where it is not worked out yet."""
    return None if math.isnan(value) else float(value)


def _first(found: tuple[int, Mark]) -> int:
    return found[0]


def _worked_out(scene: WalkScene, index: int) -> Mark | None:
    """The edge whose gradient or new weight an operation works out; None if it is about something else."""
    op = scene.operations[index]
    return Mark("edge", op.layer, op.unit, op.source) if op.kind in ("weight_gradient", "weight") else None


def _working_out(scene: WalkScene, mark: Mark) -> int | None:
    """The operation that works out the number of an edge, in the sample or the update on show."""
    sample = scene.operations.sample_of(scene.index)
    kind: Kind = "weight" if sample < 0 else "weight_gradient"
    return scene.operations.index_of(kind, mark.layer, mark.unit, mark.source, sample)
