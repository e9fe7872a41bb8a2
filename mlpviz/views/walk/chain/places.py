"""Where everything stands on the graph of a chain: units, strands, weights on them, the letters of paths."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFontMetricsF, QPainterPath

from mlpviz.engine.number import brief, narrow
from mlpviz.engine.telling.explanation import Mark
from mlpviz.views.graph.box_layout import Measure, box_layout
from mlpviz.views.graph.layout import Density, curve_between
from mlpviz.views.graph.nodes.boxes import BoxPainter
from mlpviz.views.look.writing import Piece, Writing
from mlpviz.views.walk.chain.scene import ChainScene
from mlpviz.views.walk.chain.strands import Ribbon, ribbons
from mlpviz.views.walk.free_places import Taken, beside_edge, centered, near, on_edge, placed_free
from mlpviz.views.walk.graph.captions import short

LABEL_HEIGHT, CHIP_HEIGHT = 23.0, 27.0
FEW, MOST_WEIGHTS = 3, 8
"""As many paths are named on the graph, and as many weights written: more would hide the strands."""
REACH = 340.0
"""Px: boxes beside a line are tried at most so far from it."""
STEPS = 8
"""Pieces of a strand that labels keep clear of."""
TAG = 18.0
"""Side of the square that holds the letter of a path."""


@dataclass(frozen=True)
class Tag:
    """Something written in a box of its own."""

    place: QRectF
    pieces: list[Piece]
    accent: QColor
    row: int = -1
    """The path whose letter stands before; −1 for none."""
    mark: Mark | None = None


class ChainPlan:
    """The places of everything at one step, for one size."""

    def __init__(
        self, scene: ChainScene, writing: Writing, nodes: BoxPainter, sizes: tuple[QSizeF, Measure]
    ) -> None:
        """`sizes` are that of the canvas, and those that text asks for."""
        self.scene, self._writing, self._nodes = scene, writing, nodes
        self.layout = box_layout(scene.widths, *sizes, scene.wanted())
        self.ribbons: list[Ribbon] = ribbons(scene, self.layout)
        self._scale = max(1.0, scene.theme.text_scale)

    @cached_property
    def paths(self) -> dict[Mark, QPainterPath]:
        """Every edge between two units that are shown one by one."""
        return {
            Mark("edge", target.column, target.first, source.first): curve_between(source, target)
            for source, target in self.layout.joined()
            if source.is_unit and target.is_unit and target.column < self.scene.loss_column
        }

    @cached_property
    def headings(self) -> list[tuple[QRectF, str]]:
        """What stands above the columns, in the longest wording for which all are clear of each other."""
        spec = self.scene.story.narrator.recorded.spec
        wordings = [[f"Input {spec.widths[0]}", f"{spec.widths[0]}"]]
        for layer in spec.layers:
            label = layer.activation.label
            wordings.append([f"Dense {layer.units} · {label}", f"{layer.units} {label}", f"{layer.units}"])
        wordings.append(["Loss"])
        for length in range(3):
            words = [one[min(length, len(one) - 1)] for one in wordings]
            places = [self._heading(at, text) for at, text in enumerate(words)]
            if all(left.right() + 8 <= right.left() for left, right in zip(places, places[1:], strict=False)):
                break
        return list(zip(places, words, strict=True))

    @cached_property
    def units(self) -> list[QRectF]:
        """What the units cover, and the names above roomy ones."""
        found = []
        for key, slot in self.layout.nodes.items():
            look = self.scene.look(key, None)
            found.append(self._nodes.widened(slot, look) if look.lit else slot.rect)
            if slot.density is Density.ROOMY and not look.titled:
                found.append(self._nodes.name_place(slot.rect, look))
        return [*found, *(tile.rect for column in self.layout.columns for tile in column.tiles)]

    @cached_property
    def tags(self) -> list[Tag]:
        """Weights on the strands, the gradient, the letters of the paths, and where paths are cut."""
        found: list[Tag] = []
        for tags in (self._weight_tags, self._gradient_tag, self._path_tags, self._cut_tags):
            tags(found)
        return found

    def tag_at(self, point: QPointF) -> Tag | None:
        """The tag under a point."""
        return next((tag for tag in self.tags if tag.place.contains(point)), None)

    def _heading(self, at: int, text: str) -> QRectF:
        metrics = QFontMetricsF(self.scene.theme.font("s", weight=600))
        width = metrics.horizontalAdvance(text) + 4
        height = 20 * self._scale
        place = QRectF(self.layout.columns[at].x - width / 2, self.layout.heading - height / 2, width, height)
        place.moveLeft(min(max(2.0, place.left()), self.layout.area.right() - width - 2))
        return place

    @property
    def _inside(self) -> QRectF:
        return self.layout.area.adjusted(6, self.layout.heading + 9, -6, -2)

    def _blocked(self, found: list[Tag]) -> list[QRectF]:
        return [*self.units, *(place for place, _ in self.headings), *(tag.place for tag in found)]

    def _taken(self, found: list[Tag]) -> Taken:
        """What a box must keep clear of, and the strands, which it had better not hide."""
        must = self._blocked(found)
        return [*must, *self._strands], must

    def _near(self, line: QPainterPath, taken: Taken) -> Taken:
        """What lies so near to a line that a box beside it may meet it."""
        around = line.boundingRect().adjusted(-REACH, -REACH, REACH, REACH)
        better, must = taken
        return [rect for rect in better if rect.intersects(around)], [rect for rect in must if rect.intersects(around)]

    @cached_property
    def _strands(self) -> list[QRectF]:
        """What the strands cover, piece by piece."""
        pieces = []
        for ribbon in self.ribbons:
            points = [ribbon.line.pointAtPercent(share / STEPS) for share in range(STEPS + 1)]
            pieces += [centered(point, (16.0, ribbon.width + 4)) for point in points]
        return pieces

    def _weight_tags(self, found: list[Tag]) -> None:
        weights = self.scene.weights()
        for factor, known in weights if len(weights) <= MOST_WEIGHTS else ():
            line = self._line(Mark("edge", factor.layer, factor.unit, factor.source))
            if not known or line is None:
                continue
            ink = self.scene.ink(factor)
            pieces = [Piece("w", ink, math=True), Piece(brief(factor.value), ink, strong=True)]
            size = self._writing.width(pieces, "s") + 14, LABEL_HEIGHT * self._scale
            place = on_edge(line, size, self._blocked(found), self._inside)
            if place is not None:
                found.append(Tag(place, pieces, ink, mark=Mark("edge", factor.layer, factor.unit, factor.source)))

    def _gradient_tag(self, found: list[Tag]) -> None:
        if not self.scene.summed:
            return
        story, ink = self.scene.story, self.scene.gradient_ink(self.scene.story.chain.gradient)
        name = Piece(short(story.names.short_gradient), ink, math=True)
        pieces = [name, Piece(narrow(story.chain.gradient, signed=True), ink, strong=True)]
        size = self._writing.width(pieces) + 16, CHIP_HEIGHT * self._scale
        line = self._line(story.mark) or self._below_unit()
        better, must = taken = self._near(line, self._taken(found))
        usual = self._beside_source(size)
        place = placed_free(usual, better, self._inside) or placed_free(usual, must, self._inside)
        place = place or beside_edge(line, size, taken, self._inside)
        if place is not None:
            found.append(Tag(place, pieces, ink, mark=story.mark))

    def _beside_source(self, size: tuple[float, float]) -> list[QRectF]:
        """Below and above the unit that the weight comes from, or that a bias belongs to."""
        layer, unit, source = self.scene.story.place
        slot = self.layout.nodes.get((layer, unit) if source < 0 else (layer - 1, source))
        if slot is None:
            return []
        rect = slot.rect
        levels = (rect.bottom() + 8 + size[1] / 2, rect.top() - 8 - size[1] / 2, rect.top() - 28 - size[1] / 2)
        shifts = (24.0, 0.0, 48.0, -24.0)
        return [centered(QPointF(rect.center().x() + shift, level), size) for level in levels for shift in shifts]

    def _path_tags(self, found: list[Tag]) -> None:
        scene, names = self.scene, self.scene.story.names
        if not names.lettered:
            return
        for row in (row for row in scene.rows if scene.known(row, 0)):
            path = scene.paths[row]
            ink = scene.gradient_ink(path.product)
            letter, quiet = Piece("", ink), scene.palette.color("t2")
            via = [Piece("via", quiet), *(Piece(name, quiet, math=True) for name in names.via(path)[:2])]
            product = [Piece(narrow(path.product, signed=True), ink, strong=True)] if scene.finished(row) else []
            wordings = [[*via, *product], product, []] if len(scene.paths) <= FEW else [[]]
            for pieces in wordings:
                size = TAG + 14 + self._writing.width([letter, *pieces]), CHIP_HEIGHT * self._scale
                place = self._beside_path(row, size, found, last=not pieces)
                if place is not None:
                    found.append(Tag(place, pieces, ink, row))
                    break

    def _beside_path(self, row: int, size: tuple[float, float], found: list[Tag], *, last: bool) -> QRectF | None:
        lines = [ribbon.line for ribbon in self.ribbons if ribbon.row == row]
        line = lines[min(1, len(lines) - 1)]
        if last:  # the letter alone, on its strand
            size = TAG + 8, TAG + 8
            blocked = self._blocked(found)
            shares = (0.35, 0.5, 0.2, 0.65, 0.8, 0.27, 0.42, 0.58, 0.73, 0.12, 0.88)
            places = [centered(line.pointAtPercent(share), size) for share in shares for line in lines[1:2] or lines]
            return placed_free(places, blocked, self._inside) or near(places[0].center(), size, blocked, self._inside)
        better, must = self._taken(found)
        start = line.pointAtPercent(0)
        side = -1.0 if start.y() <= self.layout.area.center().y() else 1.0
        places = []
        for by in (26.0, 40.0, -40.0, 58.0, -58.0):
            beside = QRectF(start.x() + 14, start.y() + side * by - size[1] / 2, *size)
            places.append(beside)
        for share in (0.5, 0.68, 0.32):
            point, across = line.pointAtPercent(share), size[0] / 2 + 16
            moves = (QPointF(0, side * 32), QPointF(-across, 0), QPointF(across, 0), QPointF(0, -side * 32))
            places += [centered(point + move, size) for move in moves]
        for by in (40.0, 58.0):
            above = QRectF(start.x() - size[0] / 2, start.y() + side * by - size[1] / 2, *size)
            places += [above, above.translated(-size[0] / 2 - 14, 0)]
        return placed_free(places, better, self._inside) or placed_free(places, must, self._inside)

    def _cut_tags(self, found: list[Tag]) -> None:
        story, said = self.scene.story, set()
        for row in self.scene.rows:
            cut, text = self.scene.paths[row].cut, story.words.cut(self.scene.paths[row])
            if cut is None or cut in said or not self.scene.known(row, self.scene.paths[row].factors.index(cut)):
                continue
            said.add(cut)
            mark = story.names.mark(cut)
            line = self._line(mark)
            if line is None:
                slot = self.layout.nodes.get((mark.layer, mark.unit))
                if slot is None:
                    continue
                line = QPainterPath(QPointF(slot.rect.center().x(), slot.rect.bottom()))
            ink = self.scene.palette.color("t1")
            size = self._writing.width([Piece(text, ink)], "s") + 14, LABEL_HEIGHT * self._scale
            place = beside_edge(line, size, self._near(line, self._taken(found)), self._inside)
            if place is not None:
                found.append(Tag(place, [Piece(text, ink)], self.scene.palette.color("ctl"), mark=mark))

    def _line(self, mark: Mark) -> QPainterPath | None:
        """The strand of an edge, in the middle of those that run along it, or the bare edge."""
        if mark.kind != "edge":
            return None
        ends = (mark.layer - 1, mark.source), (mark.layer, mark.unit)
        along = [ribbon for ribbon in self.ribbons if ribbon.ends == ends]
        if along:
            return max(along, key=_width).line if len(along) < 3 else along[len(along) // 2].line
        return self.paths.get(mark)

    def _below_unit(self) -> QPainterPath:
        layer, unit, _ = self.scene.story.place
        slot = self.layout.nodes.get((layer, unit))
        at = QPointF() if slot is None else QPointF(slot.rect.center().x(), slot.rect.bottom())
        return QPainterPath(at)


def _width(ribbon: Ribbon) -> float:
    return ribbon.width
