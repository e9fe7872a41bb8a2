"""The canvas of the step-through's graph: paints one operation, and tells what lies under the pointer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QEvent, QPointF, QRectF, QSizeF, Qt, QVariantAnimation, Signal, Slot
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from mlpviz.engine.told import Mark
from mlpviz.views.theme import Theme
from mlpviz.views.walk_edges import EdgePainter, beside_edge, beyond_edge, centered, on_edge, steepness
from mlpviz.views.walk_labels import Piece, Writing, placed_free
from mlpviz.views.walk_layout import Density, Layout, Measure, arrange
from mlpviz.views.walk_nodes import NodePainter
from mlpviz.views.walk_scene import Note, SceneMaker
from mlpviz.views.walk_text import spoken, stepped

if TYPE_CHECKING:
    from mlpviz.engine.narration import Narrator
    from mlpviz.engine.operations import Operations

EDGE_REACH = 12.0
"""Twice the distance from an edge at which the pointer is on it."""
LABELLED = 4
"""Edges between columns of at most so many units carry their name and weight."""


class WalkCanvas(QWidget):
    """Units, edges and loss of a network at one operation of a walk."""

    hovered = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._writing = Writing(theme)
        self._nodes, self._edges = NodePainter(theme, self._writing), EdgePainter(theme, self._writing)
        self._maker: SceneMaker | None = None
        self._layout: Layout | None = None
        self._paths: dict[Mark, QPainterPath] = {}
        self._labels: dict[Mark, QRectF] = {}
        self._unnamed: set[Mark] = set()
        self._painted_labels: list[QRectF] = []
        self._index = 0
        self._over: Mark | None = None
        self._lit: Mark | None = None
        self._lens = "both"
        self._travel = QVariantAnimation(self)
        self._travel.setStartValue(0.0)
        self._travel.setEndValue(1.0)
        self._travel.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._travel.valueChanged.connect(self._repaint)
        self.setMouseTracking(True)
        self.setAccessibleName("Network, step by step")
        theme.changed.connect(self.restyle)

    def show_walk(self, narrator: Narrator, operations: Operations) -> None:
        """Take up a walk and show its first operation."""
        self._maker = SceneMaker(self._theme, narrator, operations)
        self._maker.choose_lens(self._lens)
        self._index = 0
        self._over = self._lit = None
        self._take_up(0)

    def show_index(self, index: int) -> None:
        """Show an operation; the highlight travels if it is the next or the one before."""
        if self._maker is None:
            return
        near = abs(index - self._index) == 1
        self._index = index
        self._take_up(index)
        duration = self._theme.ms("step_highlight")
        self._travel.stop()
        if near and duration and self.isVisible():
            self._travel.setDuration(duration)
            self._travel.start()

    def show_hovered(self, mark: Mark | None) -> None:
        """Light something that the pointer is on elsewhere."""
        if mark != self._lit:
            self._lit = mark
            self.update()

    def choose_lens(self, lens: str) -> None:
        """What edges show: weights, gradients, both or update."""
        self._lens = lens
        if self._maker is not None:
            self._maker.choose_lens(lens)
        self.update()

    def layout_now(self) -> Layout | None:
        """The places of everything."""
        return self._layout

    def maker(self) -> SceneMaker | None:
        """What is shown."""
        return self._maker

    def place_of(self, mark: Mark) -> QRectF | None:
        """Where something stands; None if it is not shown one by one."""
        if self._layout is None or self._maker is None:
            return None
        if mark.kind in ("unit", "bias"):
            return self._layout.nodes.get((mark.layer, mark.unit))
        if mark.kind == "loss":
            return self._layout.loss
        path = self._paths.get(mark)
        return None if path is None else centered(path.pointAtPercent(0.5), (8.0, 8.0))

    def mark_at(self, point: QPointF) -> Mark | None:
        """What lies under a point."""
        if self._layout is None or self._maker is None:
            return None
        for key, rect in self._layout.nodes.items():
            if rect.adjusted(-2, -2, 2, 2).contains(point):
                return self._maker.mark_of(key)
        for mark, place in self._labels.items():
            if place.contains(point):
                return mark
        return next((mark for mark, path in reversed(self._paths.items()) if _is_near(path, point)), None)

    @Slot()
    def restyle(self) -> None:
        """Measure again with the theme's fonts and repaint."""
        self._arrange()
        self.update()

    # events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give everything a new place."""
        self._arrange()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light what is under the pointer, here and elsewhere."""
        self._set_over(self.mark_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Light nothing."""
        self._set_over(None)

    def event(self, event: QEvent) -> bool:
        """Values as a tooltip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            mark = self.mark_at(QPointF(event.pos()))
            if mark is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self._tooltip(mark), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw headings, edges, labels, units and boxes, the touched last."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.palette.color("canvas"))
        if self._maker is None or self._layout is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_headings(painter)
        self._paint_edges(painter, touched=False)
        self._paint_edge_labels(painter)
        self._paint_edges(painter, touched=True)
        self._paint_biases(painter)
        self._paint_nodes(painter)
        self._paint_boxes(painter)

    # parts of the picture

    def _paint_headings(self, painter: QPainter) -> None:
        assert self._layout is not None
        assert self._maker is not None
        painter.setFont(self._theme.font("s", weight=600))
        painter.setPen(self._theme.palette.color("t2"))
        for place, text in self._placed_headings(QFontMetricsF(painter.font())):
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)

    def _placed_headings(self, metrics: QFontMetricsF) -> list[tuple[QRectF, str]]:
        """Every heading in the longest wording that keeps clear of its neighbours."""
        assert self._layout is not None
        wordings = [self._headings(at) for at in range(len(self._layout.columns))]
        while True:
            places = [self._heading_place(at, metrics.horizontalAdvance(words[0])) for at, words in enumerate(wordings)]
            tight = [at for at in range(1, len(places)) if places[at].left() - places[at - 1].right() < 8]
            pairs = [at - 1 if places[at - 1].width() >= places[at].width() else at for at in tight]
            shorter = next((at for at in pairs if len(wordings[at]) > 1), None)
            if shorter is None:
                return [(place, words[0]) for place, words in zip(places, wordings, strict=True)]
            wordings[shorter] = wordings[shorter][1:]

    def _heading_place(self, at: int, words: float) -> QRectF:
        assert self._layout is not None
        width = words + 4
        place = QRectF(self._layout.columns[at].center - width / 2, self._layout.heading - 10, width, 20)
        place.moveLeft(min(max(2.0, place.left()), self._layout.size.width() - width - 2))
        return place

    def _headings(self, at: int) -> list[str]:
        assert self._maker is not None
        spec = self._maker.spec
        if at == 0:
            return [f"Input {spec.inputs}", f"{spec.inputs}"]
        if at == self._maker.loss_column:
            return ["Loss"]
        layer = spec.layers[at - 1]
        activation = layer.activation.name.lower() if layer.activation.name != "ReLU" else "ReLU"
        return [f"Dense {layer.units} · {activation}", f"{layer.units} {activation}", f"{layer.units}"]

    def _paint_edges(self, painter: QPainter, *, touched: bool) -> None:
        assert self._maker is not None
        reach = self._reach()
        hovered = self._hovered()
        for mark, path in self._paths.items():
            if (self._maker.is_touched(mark) or mark == hovered) == touched:
                self._edges.paint(painter, path, self._maker.edge(mark.layer, mark.source, mark.unit, hovered, reach))

    def _paint_edge_labels(self, painter: QPainter) -> None:
        assert self._maker is not None
        hovered = self._hovered()
        lit = [path for mark, path in self._paths.items() if self._maker.is_touched(mark) or mark == hovered]
        units = self._node_rects(touched=True)
        for mark, place in self._labels.items():
            if self._maker.is_touched(mark) or mark == hovered:
                continue
            # A label that a highlighted edge or unit would cover in part gives way.
            if not any(path.intersects(place) for path in lit) and not any(place.intersects(rect) for rect in units):
                pieces = self._maker.edge_label(mark, hovered, named=mark not in self._unnamed)
                self._edges.label(painter, pieces, centered(place.center(), self._edges.label_size(pieces)))

    def _paint_nodes(self, painter: QPainter) -> None:
        assert self._maker is not None
        assert self._layout is not None
        hovered = self._hovered()
        looks = {key: self._maker.node(key, hovered) for key in self._layout.nodes}
        for column in self._layout.columns:
            for tile in column.tiles:
                self._nodes.paint_tile(painter, tile.rect, tile.count, False)
        for key in sorted(looks, key=lambda key: (looks[key].accent is not None, looks[key].hovered)):
            rect, look = self._layout.nodes[key], looks[key]
            if key[0] == self._maker.loss_column:
                self._nodes.paint_loss(painter, rect, look)
            else:
                self._nodes.paint(painter, rect, self._layout.columns[key[0]].density, look)

    def _paint_biases(self, painter: QPainter) -> None:
        assert self._maker is not None
        assert self._layout is not None
        for at in range(1, self._maker.loss_column):
            column = self._layout.columns[at]
            if column.density is not Density.ROOMY:
                continue
            if self._maker.shares_bias(at):
                height = 22.0 * max(1.0, self._theme.text_scale)
                room = self._layout.size.height() - column.bottom
                top = column.bottom + min(19.0, max(1.0, (room - height) / 2))
                others = [other.center for other in self._layout.columns[1:-1] if other is not column]
                apart = min((abs(other - column.center) for other in others), default=300.0)
                place = QRectF(column.center - apart, top, 2 * apart, height)
                pieces = self._maker.bias_label(at, column.units[0], self._hovered())
                if self._writing.width(pieces) > apart - 8:
                    pieces = self._maker.bias_label(at, column.units[0], self._hovered(), brief_words=True)
                self._writing.draw(painter, pieces, place)
            else:
                for unit in column.units:
                    rect = self._layout.nodes[at, unit]
                    place = QRectF(rect.left() - 30, rect.bottom() + 2, rect.width() + 60, 16)
                    self._writing.draw(painter, self._maker.bias_label(at, unit, self._hovered()), place, "xs")

    def _paint_boxes(self, painter: QPainter) -> None:
        assert self._maker is not None
        assert self._layout is not None
        self._paint_touched_labels(painter)
        touched = [rect.adjusted(-3, -3, 3, 3) for rect in self._node_rects(touched=True)]
        must = [*touched, *self._painted_labels]
        taken = [*must, *self._node_rects(), *self._labels.values()]
        for note in self._maker.notes():
            place = self._box_place(note, taken, must)
            if place is not None:
                must.append(place)
                taken.append(place)
                self._edges.box(painter, note.pieces, place, note.accent)

    def _paint_touched_labels(self, painter: QPainter) -> None:
        """Labels of touched edges go beside the line, so that they hide nothing of it."""
        assert self._maker is not None
        assert self._layout is not None
        hovered = self._hovered()
        self._painted_labels = []
        shown = [mark for mark in self._paths if self._is_labelled(mark, hovered)]
        for mark in shown:
            pieces = self._maker.edge_label(mark, hovered)
            place = self._label_place(mark, self._edges.label_size(pieces))
            # Among several edges only what finds a free place is written; the rest is told on hover.
            if place is None and (len(shown) == 1 or mark == hovered):
                place = centered(self._paths[mark].pointAtPercent(0.5), self._edges.label_size(pieces))
            if place is not None:
                self._painted_labels.append(place)
                self._edges.label(painter, pieces, place)

    def _is_labelled(self, mark: Mark, hovered: Mark | None) -> bool:
        assert self._maker is not None
        return mark.layer < self._maker.loss_column and (self._maker.is_touched(mark) or mark == hovered)

    def _label_place(self, mark: Mark, size: tuple[float, float]) -> QRectF | None:
        assert self._layout is not None
        path, usual = self._paths[mark], self._labels.get(mark)
        if steepness(path) < 4:
            middle, taken = path.pointAtPercent(0.5), [*self._node_rects(), *self._painted_labels]
            candidates = [centered(middle + QPointF(0, by), size) for by in (27, -27, -48, 48)]
            return placed_free(candidates, taken, self._inside()) or candidates[0]
        touched = self._node_rects(touched=True)
        if usual is not None and not any(rect.intersects(usual) for rect in touched):
            return centered(usual.center(), size)
        for rects in (self._node_rects(), touched):
            free = on_edge(path, size, [*rects, *self._painted_labels], self._inside())
            if free is not None:
                return free
        return None

    def _box_place(self, note: Note, taken: list[QRectF], must: list[QRectF]) -> QRectF | None:
        """Free of everything that is in `taken`, or at least of what is in `must`."""
        assert self._layout is not None
        size = self._edges.box_size(note.pieces)
        inside = self._inside().adjusted(8, self._layout.heading + 9, -8, -2)
        if note.mark.kind == "edge":
            path = self._paths.get(note.mark)
            if path is None:
                return None
            to_loss = note.mark.layer == self._layout.loss_column
            return (beyond_edge if to_loss else beside_edge)(path, size, (taken, must), inside)
        rect = self._layout.nodes.get((note.mark.layer, note.mark.unit))
        if rect is None:
            return None
        below = QPointF(rect.center().x(), rect.bottom() + 16 + size[1] / 2)
        return beside_edge(QPainterPath(below), size, (taken, must), inside)

    # places

    def _inside(self) -> QRectF:
        assert self._layout is not None
        return QRectF(QPointF(0, 0), self._layout.size)

    def _node_rects(self, *, touched: bool = False) -> list[QRectF]:
        """What the units cover, small touched ones widened; `touched` leaves out all others."""
        assert self._layout is not None
        assert self._maker is not None
        found = []
        for (at, unit), rect in self._layout.nodes.items():
            lit = self._maker.is_touched(self._maker.mark_of((at, unit)))
            if lit and self._layout.columns[at].density is Density.PLAIN:
                rect = self._nodes.widened(rect, self._maker.node((at, unit), None))
            if lit or not touched:
                found.append(rect)
        return found

    def _arrange(self) -> None:
        if self._maker is None:
            return
        size = QSizeF(self.width(), self.height())
        self._layout = arrange(self._maker.widths, size, self._measure(), self._maker.wanted())
        self._paths = self._all_paths()
        self._labels = self._all_labels()

    def make_room(self, width: float) -> None:
        """Ask for more width than there is where the columns would overlap."""
        if self._maker is None:
            return
        needed = arrange(self._maker.widths, QSizeF(width, self.height()), self._measure(), self._maker.wanted()).size
        self.setMinimumWidth(round(needed.width()) if needed.width() > width + 0.5 else 0)

    def _measure(self) -> Measure:
        """Room for the longest usual number beside a symbol or a name, in the fonts there are."""
        assert self._maker is not None
        ink = self._theme.palette.color("t1")
        rows = self._writing.width([Piece("a", ink, math=True), Piece("−0.0000", ink, strong=True)]) + 24
        name = Piece(self._maker.narrator.names.unit(1, 0), ink, math=True)
        line = self._writing.width([name, Piece("−0.00000", ink, strong=True)], "s") + 14
        return Measure(max(1.0, self._theme.text_scale), max(93.0, rows), line)

    def _all_paths(self) -> dict[Mark, QPainterPath]:
        assert self._layout is not None
        found: dict[Mark, QPainterPath] = {}
        for layer in range(1, len(self._layout.columns)):
            for source in self._layout.columns[layer - 1].units:
                for unit in self._layout.columns[layer].units:
                    path = self._layout.edge(layer, source, unit)
                    if path is not None:
                        # The loss is one place; the output it is reached from names the edge.
                        loss = layer == len(self._layout.columns) - 1
                        found[Mark("edge", layer, 0 if loss else unit, source)] = path
        return found

    def _all_labels(self) -> dict[Mark, QRectF]:
        """Free places on the lines, the same at every operation."""
        assert self._layout is not None
        assert self._maker is not None
        taken = list(self._layout.nodes.values())
        found: dict[Mark, QRectF] = {}
        self._unnamed.clear()
        for mark, path in sorted(self._paths.items(), key=_steepness):
            columns = self._layout.columns[mark.layer - 1], self._layout.columns[mark.layer]
            if mark.layer == self._maker.loss_column or any(len(column.units) > LABELLED for column in columns):
                continue
            *name, value = self._maker.edge_label(mark, None)
            size = self._edges.label_size([*name, replace(value, text="0.0000")])
            if size[0] > path.boundingRect().width() - 4:
                self._unnamed.add(mark)
                size = self._edges.label_size([replace(value, text="0.00")])
            place = on_edge(path, size, taken, self._inside())
            if place is not None:
                found[mark] = place
                taken.append(place)
        return found

    # state

    def _take_up(self, index: int) -> None:
        assert self._maker is not None
        self._maker.show(index)
        self._arrange()
        self.setAccessibleDescription(self.summary())
        self.update()

    def summary(self) -> str:
        """The operation in one line, for a screen reader."""
        if self._maker is None:
            return "No walk"
        told = self._maker.told
        result = told.terms[0]
        value = stepped(told.result, 9)
        place = f"Operation {self._index + 1} of {len(self._maker.operations)}"
        return f"{place}, {told.heading}: {spoken(result.symbol)} = {value}. {spoken(told.sentence)}"

    def _tooltip(self, mark: Mark) -> str:
        assert self._maker is not None
        return self._maker.tooltip(mark)

    def _hovered(self) -> Mark | None:
        return self._over if self._over is not None else self._lit

    def _set_over(self, mark: Mark | None) -> None:
        if mark != self._over:
            self._over = mark
            self.hovered.emit(mark)
            self.update()

    def _reach(self) -> float:
        running = self._travel.state() == QVariantAnimation.State.Running
        return float(self._travel.currentValue()) if running else 1.0

    @Slot()
    def _repaint(self) -> None:
        self.update()


def _steepness(item: tuple[Mark, QPainterPath]) -> tuple[float, int]:
    return steepness(item[1]), item[0].source


def _is_near(path: QPainterPath, point: QPointF) -> bool:
    if not path.boundingRect().adjusted(-6, -6, 6, 6).contains(point):
        return False
    stroker = QPainterPathStroker()
    stroker.setWidth(EDGE_REACH)
    return stroker.createStroke(path).contains(point)
