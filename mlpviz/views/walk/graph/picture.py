"""Paints the step-through's graph: headings, edges, weights, units, gradients, what stands out last."""

from __future__ import annotations

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QPainter, QPixmap

from mlpviz.engine.edge_lenses import EdgeLens
from mlpviz.engine.telling.explanation import Mark
from mlpviz.views.graph.nodes.boxes import BoxPainter
from mlpviz.views.graph.nodes.tiles import paint_tile
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.writing import Writing
from mlpviz.views.walk.graph.captions import shares_bias
from mlpviz.views.walk.graph.edges import EdgePainter
from mlpviz.views.walk.graph.label_places import WalkPlan
from mlpviz.views.walk.graph.scene import WalkScene
from mlpviz.views.walk.graph.unit_looks import unit_look
from mlpviz.views.walk.graph.walk_edges import walk_edge


class WalkPicture:
    """Turns a plan into pixels."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.writing = Writing(theme)
        self._nodes, self._edges = BoxPainter(theme, self.writing), EdgePainter(theme, self.writing)

    def plan(self, scene: WalkScene, size: QSizeF) -> WalkPlan:
        """Decide where everything goes on a canvas of that size."""
        return WalkPlan(self._theme, self.writing, (self._nodes, self._edges), scene, size)

    def ground(self, plan: WalkPlan, lens: EdgeLens, hovered: Mark | None, ratio: float) -> QPixmap:
        """What does not stand out, as a picture: it stays as it is while a highlight travels over it."""
        drawn = QPixmap((plan.layout.area.size() * ratio).toSize())
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(self._theme.palette.color("canvas"))
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_ground(painter, plan, lens, hovered)
        painter.end()
        return drawn

    def paint_ground(self, painter: QPainter, plan: WalkPlan, lens: EdgeLens, hovered: Mark | None) -> None:
        """Draw what does not stand out; `paint` comes over it."""
        labels = plan.lit_labels(hovered)
        covered = [label.place for label in labels] + [place for _, place in plan.boxes(labels)]
        self._paint_headings(painter, plan)
        self._paint_edges(painter, plan, lens, (hovered, 1.0), lit=False)
        for label in plan.quiet_labels(hovered, covered):
            self._edges.label(painter, label.pieces, label.place)

    def paint(self, painter: QPainter, plan: WalkPlan, lens: EdgeLens, hovered: Mark | None, reach: float) -> None:
        """Draw what stands out, and every unit; `reach` is how far the highlight has travelled."""
        labels = plan.lit_labels(hovered)
        boxes = plan.boxes(labels)
        self._paint_edges(painter, plan, lens, (hovered, reach), lit=True)
        self._paint_biases(painter, plan, hovered)
        self._paint_units(painter, plan, hovered)
        for label in labels:
            self._edges.label(painter, label.pieces, label.place)
        for note, place in boxes:
            self._edges.box(painter, note.pieces, place, note.accent)

    def _paint_headings(self, painter: QPainter, plan: WalkPlan) -> None:
        painter.setFont(self._theme.font("s", weight=600))
        painter.setPen(self._theme.palette.color("t2"))
        for place, text in plan.headings():
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_edges(
        self, painter: QPainter, plan: WalkPlan, lens: EdgeLens, state: tuple[Mark | None, float], *, lit: bool
    ) -> None:
        hovered, reach = state
        for mark, path in plan.paths.items():
            if plan.is_lit(mark, hovered) == lit:
                self._edges.paint(painter, path, walk_edge(plan.scene, mark, lens, hovered, reach))

    def _paint_units(self, painter: QPainter, plan: WalkPlan, hovered: Mark | None) -> None:
        for column in plan.layout.columns:
            for tile in column.tiles:
                paint_tile(painter, self._theme, tile, opens=False)
        looks = {key: unit_look(plan.scene, key, hovered) for key in plan.layout.nodes}
        for key in sorted(looks, key=lambda key: (looks[key].accent is not None, looks[key].hovered)):
            self._nodes.paint(painter, plan.layout.nodes[key], looks[key])

    def _paint_biases(self, painter: QPainter, plan: WalkPlan, hovered: Mark | None) -> None:
        for bias in plan.biases(hovered):
            role = "m" if shares_bias(plan.scene, bias.mark.layer) else "xs"
            self.writing.draw(painter, bias.pieces, bias.place, role)
