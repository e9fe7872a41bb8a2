"""Where everything written on the step-through's graph goes: on lines, beside them, never over what matters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainterPath

from mlpviz.engine.telling.explanation import Mark
from mlpviz.views.graph.layout import Density, GraphLayout, Key, curve_between
from mlpviz.views.graph.nodes.boxes import BoxLook, BoxPainter
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.writing import Piece, Writing
from mlpviz.views.walk.free_places import (
    Taken,
    beside_edge,
    beyond_edge,
    centered,
    near,
    on_edge,
    placed_free,
    steepness,
)
from mlpviz.views.walk.graph.captions import Note, bias_label, edge_label, headings, notes, shares_bias
from mlpviz.views.walk.graph.edges import EdgePainter
from mlpviz.views.walk.graph.scene import WalkScene
from mlpviz.views.walk.graph.unit_looks import unit_look

LABELLED = 4
"""Edges between columns of at most so many units carry their name and weight."""
BESIDE = (27.0, -27.0, -48.0, 48.0)
"""From a level line to the middle of its label, best first."""
UNLIMITED = 300.0


@dataclass(frozen=True)
class Label:
    """A line of text and its place."""

    mark: Mark
    pieces: list[Piece]
    place: QRectF


class Laid:
    """Where the units of a network and its edges are."""

    def __init__(self, layout: GraphLayout) -> None:
        self.layout = layout
        self.paths = {
            Mark("edge", target.column, target.first, source.first): curve_between(source, target)
            for source, target in layout.joined()
            if source.is_unit and target.is_unit
        }


class WalkPlan:
    """The places of everything for one operation, one size and one hovered thing."""

    def __init__(
        self, theme: Theme, writing: Writing, painters: tuple[BoxPainter, EdgePainter], scene: WalkScene, laid: Laid
    ) -> None:
        self._theme, self._writing, self.scene = theme, writing, scene
        self._nodes, self._edges = painters
        self.laid, self.layout, self.paths = laid, laid.layout, laid.paths
        self.inside = self.layout.area
        self._looks: dict[Key, BoxLook] = {}
        self._lit_labels: dict[Mark | None, list[Label]] = {}
        self._boxed: tuple[int, list[QRectF], list[tuple[Note, QRectF]]] | None = None
        self._unnamed: set[Mark] = set()
        self._usual = self._usual_places()

    @cached_property
    def unit_rects(self) -> list[QRectF]:
        """What the units cover, small touched ones widened."""
        return self._rects(touched=False)

    @cached_property
    def written(self) -> list[QRectF]:
        """Where the rest of the graph stands written: nothing else is written there."""
        tiles = [tile.rect for column in self.layout.columns for tile in column.tiles]
        names = [self._nodes.name_place(slot.rect, self.look(key))
                 for key, slot in self.layout.nodes.items()
                 if slot.column < self.scene.loss_column and slot.density is Density.ROOMY]
        headings = [place for place, _ in self.headings()]
        return [*self.unit_rects, *tiles, *names, *headings, *(bias.place for bias in self.biases(None))]

    @cached_property
    def touched_rects(self) -> list[QRectF]:
        """What the touched units cover."""
        return self._rects(touched=True)

    @cached_property
    def _touched(self) -> list[Mark]:
        return [mark for mark in self.paths if self.scene.is_touched(mark)]

    def lit_edges(self, hovered: Mark | None) -> list[Mark]:
        """The edges that stand out."""
        if hovered is None or hovered not in self.paths or hovered in self._touched:
            return self._touched
        return [mark for mark in self.paths if mark == hovered or self.scene.is_touched(mark)]

    def look(self, key: Key, hovered: Mark | None = None) -> BoxLook:
        """How a unit, or the loss, is drawn."""
        if hovered == self.scene.mark_of(key):
            return unit_look(self.scene, key, hovered)
        if key not in self._looks:
            self._looks[key] = self._quiet_look(key) or unit_look(self.scene, key, None)
        return self._looks[key]

    def _quiet_look(self, key: Key) -> BoxLook | None:
        """The look of a unit that the operation does not touch: it depends on its numbers alone."""
        scene, mark = self.scene, self.scene.mark_of(key)
        if scene.is_touched(mark) or scene.terms_of(mark):
            return None
        kept = key, scene.palette, tuple(scene.known(mark).items())
        if kept not in scene.quiet_looks:
            scene.quiet_looks[kept] = unit_look(scene, key, None)
        return scene.quiet_looks[kept]

    def headings(self) -> list[tuple[QRectF, str]]:
        """Every column's heading in the longest wording that keeps clear of its neighbours."""
        metrics = QFontMetricsF(self._theme.font("s", weight=600))
        wordings = [headings(self.scene, at) for at in range(len(self.layout.columns))]
        while True:
            places = [self._heading(at, metrics.horizontalAdvance(words[0])) for at, words in enumerate(wordings)]
            tight = [at for at in range(1, len(places)) if places[at].left() - places[at - 1].right() < 8]
            longer = [at - 1 if places[at - 1].width() >= places[at].width() else at for at in tight]
            shortened = next((at for at in longer if len(wordings[at]) > 1), None)
            if shortened is None:
                return [(place, words[0]) for place, words in zip(places, wordings, strict=True)]
            wordings[shortened] = wordings[shortened][1:]

    def lit_labels(self, hovered: Mark | None) -> list[Label]:
        """Weights of edges that stand out: where the line is level beside it, so that nothing of it is hidden."""
        if hovered not in self._lit_labels:
            self._lit_labels[hovered] = self._find_lit_labels(hovered)
        return self._lit_labels[hovered]

    def _find_lit_labels(self, hovered: Mark | None) -> list[Label]:
        marks = [mark for mark in self.lit_edges(hovered) if mark.layer < self.scene.loss_column]
        found: list[Label] = []
        for mark in marks:
            pieces = edge_label(self.scene, mark, hovered)
            size = self._edges.label_size(pieces)
            others = [label.place for label in found]
            place = self._lit_place(mark, size, others)
            # Among several edges only what finds a free place is written; the rest is told on hover.
            if place is None and (len(marks) == 1 or mark == hovered):
                middle = self.paths[mark].pointAtPercent(0.5)
                place = near(middle, size, [*self.written, *others], self._below_headings())
            if place is not None:
                found.append(Label(mark, pieces, place))
        return found

    def boxes(self, labels: list[Label]) -> list[tuple[Note, QRectF]]:
        """Gradients in boxes, clear of the units and labels that stand out."""
        places = [label.place for label in labels]
        if self._boxed is None or self._boxed[:2] != (self.scene.index, places):  # asked again for every frame
            self._boxed = self.scene.index, places, self._find_boxes(labels)
        return self._boxed[2]

    def biases(self, hovered: Mark | None) -> list[Label]:
        """The biases of roomy units: under each, or one under a column that shares it."""
        found = []
        for at in range(1, self.scene.loss_column):
            if self.layout.columns[at].density is not Density.ROOMY:
                continue
            if shares_bias(self.scene, at):
                found.append(self._shared_bias(at, hovered))
            else:
                for unit in self.layout.columns[at].units:
                    rect, pieces = self.layout.nodes[at, unit].rect, bias_label(self.scene, at, unit, hovered)
                    width, height = self._writing.width(pieces, "xs"), self._theme.line_px("xs") + 2
                    place = QRectF(rect.center().x() - width / 2, rect.bottom() + 2, width, height)
                    found.append(Label(Mark("bias", at, unit), pieces, place))
        return found

    def _find_boxes(self, labels: list[Label]) -> list[tuple[Note, QRectF]]:
        must = [rect.adjusted(-3, -3, 3, 3) for rect in self.touched_rects] + [label.place for label in labels]
        must += self.written
        taken = ([*must, *self._usual.values()], must)
        found = []
        for note in notes(self.scene):
            place = self._box_place(note, taken)
            if place is not None:
                for rects in taken:
                    rects.append(place)
                found.append((note, place))
        return found

    def quiet_labels(self, hovered: Mark | None, covered: list[QRectF]) -> list[Label]:
        """Weights of the other edges. One that something lit would cover in part gives way."""
        stands_out = set(self.lit_edges(hovered))
        lit = [self.paths[mark] for mark in stands_out]
        blocked = [*covered, *self.written]
        found = []
        for mark, usual in self._usual.items():
            if mark in stands_out:
                continue
            pieces = edge_label(self.scene, mark, hovered, named=mark not in self._unnamed)
            place = centered(usual.center(), self._edges.label_size(pieces))
            if not any(place.intersects(rect) for rect in blocked) and not any(path.intersects(place) for path in lit):
                found.append(Label(mark, pieces, place))
                blocked.append(place)
        return found

    def label_at(self, point: QPointF) -> Mark | None:
        """The edge whose label lies under a point."""
        return next((mark for mark, place in self._usual.items() if place.contains(point)), None)

    def bias_room(self, column: int) -> float:
        """The distance to the next column with a bias under it."""
        here = self.layout.columns[column].x
        others = (other.x for other in self.layout.columns[1:-1])
        return min((abs(other - here) for other in others if other != here), default=UNLIMITED)

    def _heading(self, at: int, words: float) -> QRectF:
        width = words + 4
        place = QRectF(self.layout.columns[at].x - width / 2, self.layout.heading - 10, width, 20)
        place.moveLeft(min(max(2.0, place.left()), self.inside.right() - width - 2))
        return place

    def _lit_place(self, mark: Mark, size: tuple[float, float], others: list[QRectF]) -> QRectF | None:
        path, usual, taken = self.paths[mark], self._usual.get(mark), [*self.written, *others]
        middle = path.pointAtPercent(0.5)
        if steepness(path) < 4:
            candidates = [centered(middle + QPointF(0, by), size) for by in BESIDE]
            return placed_free([*candidates, centered(middle, size)], taken, self._below_headings())
        if usual is not None:
            place = placed_free([centered(usual.center(), size)], taken, self.inside)
            if place is not None:
                return place
        return on_edge(path, size, taken, self.inside)

    def _box_place(self, note: Note, taken: Taken) -> QRectF | None:
        size = self._edges.box_size(note.pieces)
        inside = self._below_headings().adjusted(8, 0, -8, -2)
        if note.mark.kind == "edge":
            path = self.paths.get(note.mark)
            if path is None:
                return None
            to_loss = note.mark.layer == self.scene.loss_column
            return (beyond_edge if to_loss else beside_edge)(path, size, taken, inside)
        slot = self.layout.nodes.get((note.mark.layer, note.mark.unit))
        if slot is None:
            return None
        below = QPointF(slot.rect.center().x(), slot.rect.bottom() + 16 + size[1] / 2)
        return beside_edge(QPainterPath(below), size, taken, inside)

    def _shared_bias(self, at: int, hovered: Mark | None) -> Label:
        column, room = self.layout.columns[at], self.bias_room(at)
        bottom = column.slots[-1].rect.bottom()
        height = 22.0 * max(1.0, self._theme.text_scale)
        free = self.inside.bottom() - bottom - height
        pieces = bias_label(self.scene, at, column.units[0], hovered)
        if self._writing.width(pieces) > room - 8:
            pieces = bias_label(self.scene, at, column.units[0], hovered, terse=True)
        width = self._writing.width(pieces)
        place = QRectF(column.x - width / 2, bottom + min(19.0, max(1.0, free / 2)), width, height)
        return Label(Mark("bias", at, column.units[0]), pieces, place)

    def _below_headings(self) -> QRectF:
        return self.inside.adjusted(0, self.layout.heading + 9, 0, 0)

    def _rects(self, *, touched: bool) -> list[QRectF]:
        found = []
        for key, slot in self.layout.nodes.items():
            rect, lit = slot.rect, self.scene.is_touched(self.scene.mark_of(key))
            if lit:
                rect = self._nodes.widened(slot, self.look(key))
            if lit or not touched:
                found.append(rect)
        return found

    def _usual_places(self) -> dict[Mark, QRectF]:
        """Free places on the lines, the same at every operation."""
        found: dict[Mark, QRectF] = {}
        few = [len(column.units) <= LABELLED for column in self.layout.columns]
        labelled = [(mark, path) for mark, path in self.paths.items()
                    if mark.layer < self.scene.loss_column and few[mark.layer - 1] and few[mark.layer]]
        taken = list(self.written) if labelled else []
        for mark, path in sorted(labelled, key=_steepness):
            *name, value = edge_label(self.scene, mark, None)
            size = self._edges.label_size([*name, replace(value, text="0.0000")])
            if size[0] > path.boundingRect().width() - 4:
                self._unnamed.add(mark)
                size = self._edges.label_size([replace(value, text="0.00")])
            place = on_edge(path, size, taken, self.inside)
            if place is not None:
                found[mark] = place
                taken.append(place)
        return found


def _steepness(item: tuple[Mark, QPainterPath]) -> tuple[float, int]:
    return steepness(item[1]), item[0].source
