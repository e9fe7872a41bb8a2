"""Paints the step-through's graph: headings, edges, weights, units, gradients, what stands out last."""

from __future__ import annotations

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QPainter, QPixmap

from mlpviz.engine.edge_lenses import EdgeLens
from mlpviz.engine.telling.explanation import Mark
from mlpviz.views.graph.box_layout import box_layout
from mlpviz.views.graph.nodes.boxes import BoxPainter
from mlpviz.views.graph.nodes.tiles import paint_tile
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.writing import Writing
from mlpviz.views.walk.graph.captions import shares_bias
from mlpviz.views.walk.graph.edges import EdgePainter
from mlpviz.views.walk.graph.label_places import Laid, WalkPlan
from mlpviz.views.walk.graph.quiet_edges import QuietEdges
from mlpviz.views.walk.graph.scene import WalkScene
from mlpviz.views.walk.graph.unit_looks import measure
from mlpviz.views.walk.graph.walk_edges import quiet_edge, walk_edge

LAYOUTS = 12
"""Where columns are folded, other operations show other units: so many layouts are kept."""


class WalkPicture:
    """Turns a plan into pixels."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.writing = Writing(theme)
        self._nodes, self._edges = BoxPainter(theme, self.writing), EdgePainter(theme, self.writing)
        self._quiet = QuietEdges(theme, self._edges)
        self._laid: list[Laid] = []
        self._laid_for: tuple[object, ...] = ()

    def plan(self, scene: WalkScene, size: QSizeF) -> WalkPlan:
        """Decide where everything goes on a canvas of that size."""
        return WalkPlan(self._theme, self.writing, (self._nodes, self._edges), scene, self.laid(scene, size))

    def laid(self, scene: WalkScene, size: QSizeF) -> Laid:
        """Where units and edges are; the same object where that is as it was a little before."""
        wanted = scene.wanted()
        key = scene.widths, size.toTuple(), measure(self._theme, self.writing, scene), *map(tuple, wanted.items())
        if self._laid and key == self._laid_for:
            return self._laid[0]
        self._laid_for = key
        layout = box_layout(scene.widths, size, measure(self._theme, self.writing, scene), wanted)
        found = next((laid for laid in self._laid if laid.layout == layout), None) or Laid(layout)
        if not self._laid or found is not self._laid[0]:
            self._laid = [found, *(laid for laid in self._laid if laid is not found)][:LAYOUTS]
        return found

    def ground(self, plan: WalkPlan, lens: EdgeLens, hovered: Mark | None, ratio: float) -> QPixmap:
        """What does not stand out, as a picture: it stays as it is while a highlight travels over it."""
        drawn = self._quiet.picture(plan, lens, ratio).copy()  # edges that stand out are drawn over themselves
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_words(painter, plan, hovered)
        painter.end()
        return drawn

    def paint_ground(self, painter: QPainter, plan: WalkPlan, lens: EdgeLens, hovered: Mark | None) -> None:
        """Draw what does not stand out; `paint` comes over it."""
        lit = set(plan.lit_edges(hovered))
        for mark, path in plan.paths.items():
            if mark not in lit:
                values = plan.scene.value(lens, mark), plan.scene.value(lens.casing, mark)
                self._edges.paint(painter, path, quiet_edge(plan.scene, mark, lens, *values))
        self._paint_words(painter, plan, hovered)

    def _paint_words(self, painter: QPainter, plan: WalkPlan, hovered: Mark | None) -> None:
        """Headings, and the weights of edges that do not stand out."""
        labels = plan.lit_labels(hovered)
        covered = [label.place for label in labels] + [place for _, place in plan.boxes(labels)]
        self._paint_headings(painter, plan)
        for label in plan.quiet_labels(hovered, covered):
            self._edges.label(painter, label.pieces, label.place)

    def paint(self, painter: QPainter, plan: WalkPlan, lens: EdgeLens, hovered: Mark | None, reach: float) -> None:
        """Draw what stands out, and every unit; `reach` is how far the highlight has travelled."""
        labels = plan.lit_labels(hovered)
        boxes = plan.boxes(labels)
        for mark in plan.lit_edges(hovered):
            self._edges.paint(painter, plan.paths[mark], walk_edge(plan.scene, mark, lens, hovered, reach))
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
            # at large text a letter reaches below the line
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), text)

    def _paint_units(self, painter: QPainter, plan: WalkPlan, hovered: Mark | None) -> None:
        for column in plan.layout.columns:
            for tile in column.tiles:
                paint_tile(painter, self._theme, tile, opens=False)
        looks = {key: plan.look(key, hovered) for key in plan.layout.nodes}
        for key in sorted(looks, key=lambda key: (looks[key].accent is not None, looks[key].hovered)):
            self._nodes.paint(painter, plan.layout.nodes[key], looks[key])

    def _paint_biases(self, painter: QPainter, plan: WalkPlan, hovered: Mark | None) -> None:
        for bias in plan.biases(hovered):
            role = "m" if shares_bias(plan.scene, bias.mark.layer) else "xs"
            self.writing.draw(painter, bias.pieces, bias.place, role)
