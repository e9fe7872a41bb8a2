"""The graph of the network: one scene of edges, nodes and marks, and everything that can be pointed at in it."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QSizePolicy, QToolTip, QWidget

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.history import History
from mlpviz.state.lens import Picture, Probe
from mlpviz.views import number
from mlpviz.views.card_deck import CardDeck
from mlpviz.views.edge_card import EdgeFacts, past
from mlpviz.views.edge_look import LENSES, EdgeLook, EdgeValues, Lens, look
from mlpviz.views.graph_edges import EdgeItem
from mlpviz.views.graph_hand import GraphHand, Target
from mlpviz.views.graph_layout import GraphLayout, arrange
from mlpviz.views.graph_layout import Slot as Place
from mlpviz.views.graph_marks import MarksItem
from mlpviz.views.graph_nodes import NodeItem, NodeText, TileItem
from mlpviz.views.graph_thumbs import Thumbs
from mlpviz.views.graph_wires import Wires
from mlpviz.views.node_names import edge_name, network_name, node_name, output_labels
from mlpviz.views.theme import Theme
from mlpviz.views.typeset import Typesetter

CROWD = 150
"""Above this many edges they are drawn at most 20 times a second."""
CROWD_PAUSE = 0.05
REACH = 6.0
"""How near to an edge the pointer must be, in px beside its middle."""


class NetworkView(QGraphicsView):
    """Shows pictures of a network; points, pins, and weights changed by hand are asked for by signals."""

    weight_requested = Signal(int, float, int)
    """Entry of theta, the value it should take, and the number of the drag it belongs to."""
    stroke_finished = Signal()
    node_hovered = Signal(object)
    """(column, unit), or None."""
    node_opened = Signal(int)
    """A node of this column was double-clicked."""
    looked = Signal()
    """Limits or lens changed: the legend should look again."""
    arranged = Signal(object)
    """The GraphLayout now in use."""

    def __init__(self, theme: Theme, typesetter: Typesetter, board: QWidget | None = None) -> None:
        super().__init__()
        self._theme, self._typesetter = theme, typesetter
        self.values = EdgeValues()
        self._lens: Lens = "weights"
        self._experiment: Experiment | None = None
        self._picture: Picture | None = None
        self._history: History | None = None
        self._probe: Probe | None = None
        self._opened: dict[int, int] = {}
        self._layout: GraphLayout | None = None
        self._wires: Wires | None = None
        self._look: EdgeLook | None = None
        self._indices = np.zeros(0, dtype=np.intp)
        self._nodes: dict[tuple[int, int], NodeItem] = {}
        self._tiles: list[TileItem] = []
        self._thumbs = Thumbs(theme)
        self._last_drawn = 0.0
        self._make_scene()
        self._cards = CardDeck(theme, typesetter, board if board is not None else self)
        self._cards.unpinned.connect(self._update_marks)
        self._hand = GraphHand(self)
        self._card_timer = self._single_shot(self._show_card)
        self._crowd_timer = self._single_shot(self._draw_frame)
        theme.changed.connect(self.restyle)

    def _make_scene(self) -> None:
        scene = QGraphicsScene(self)
        scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._edges = EdgeItem(self._theme)
        self._marks = MarksItem(self._theme, self._edges.pens)
        scene.addItem(self._edges)
        scene.addItem(self._marks)
        self.setScene(scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Network graph")
        self._take_ground()

    def _single_shot(self, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(slot)
        return timer

    # what is shown

    @property
    def graph(self) -> GraphLayout | None:
        """Where everything stands."""
        return self._layout

    @property
    def wires(self) -> Wires | None:
        """The visible edges."""
        return self._wires

    @property
    def lens(self) -> Lens:
        """The edge lens."""
        return self._lens

    @property
    def cards(self) -> CardDeck:
        """The cards over the graph."""
        return self._cards

    @property
    def experiment(self) -> Experiment | None:
        """What is laid out."""
        return self._experiment

    def show_experiment(self, experiment: Experiment) -> None:
        """Lay out the network of an experiment; its values come with the next picture."""
        before, self._experiment = self._experiment, experiment
        same = before is not None and before.network.widths == experiment.network.widths
        if not same:
            self._opened.clear()
            self._cards.clear()
            self._hand.forget()
            shown = None if self._picture is None else self._picture.snapshot.experiment.network.widths
            if shown != experiment.network.widths:
                self._picture = None
        if not same or before is None or output_labels(before) != output_labels(experiment):
            self._arrange()
        self._tell()

    def show_picture(self, picture: Picture) -> None:
        """Show the values of a moment."""
        shown = picture.snapshot.experiment
        if self._experiment is None or self._experiment.network.widths != shown.network.widths:
            self.show_experiment(shown)
        self._picture = picture
        self.values.take(picture.snapshot)
        wait = self._last_drawn + CROWD_PAUSE - time.monotonic()
        if self._wires is not None and len(self._wires) > CROWD and wait > 0:
            if not self._crowd_timer.isActive():
                self._crowd_timer.start(math.ceil(1000 * wait))
        else:
            self._draw_frame()

    def show_history(self, history: History) -> None:
        """Keep the past of the run for the cards."""
        self._history = history
        self._renew_cards()

    def show_probe(self, probe: Probe | None) -> None:
        """Write on every node what it answers to one input, or nothing."""
        self._probe = probe
        self._show_values()

    def choose_lens(self, lens: Lens) -> None:
        """Look at the edges through another lens."""
        if lens != self._lens:
            self._lens = lens
            self._draw_edges(fade=True)
            self._tell()

    def set_sign_patterns(self, shown: bool) -> None:
        """Draw negative edges dashed, or not."""
        self._edges.pens.sign_patterns = shown
        self._draw_edges()

    @Slot()
    def restyle(self) -> None:
        """Take everything from the theme again."""
        self._take_ground()
        self._thumbs.restyle()
        self._edges.restyle()
        self._arrange()

    # laying out

    def _take_ground(self) -> None:
        self.setBackgroundBrush(self._theme.palette.color("canvas"))

    def _arrange(self) -> None:
        if self._experiment is None or self.width() < 40 or self.height() < 40:
            return
        self._layout = arrange(self._experiment.network.widths, self.width(), self.height(), self._opened)
        area = QRectF(0, 0, self._layout.width, self._layout.height)
        self.setSceneRect(area)
        self._wires = Wires(self._layout, self._experiment.network)
        self._look = None
        self._edges.set_wires(self._wires, area)
        self._marks.set_wires(self._wires, area)
        self._make_nodes(self._layout)
        self._hand.forget()
        self._place_cards()
        if self._picture is not None:
            self._show_faces()
            self._draw_edges()
        self._show_values()
        self.arranged.emit(self._layout)

    def _make_nodes(self, layout: GraphLayout) -> None:
        for item in (*self._nodes.values(), *self._tiles):
            self.scene().removeItem(item)
        self._nodes, self._tiles = {}, []
        for slot in layout.slots():
            if slot.is_unit:
                node = NodeItem(self._theme, self._typesetter, slot, layout.bias_rect(slot), self._text(layout, slot))
                self._nodes[slot.column, slot.first] = node
                self.scene().addItem(node)
            else:
                tile = TileItem(self._theme, slot)
                self._tiles.append(tile)
                self.scene().addItem(tile)

    def _text(self, layout: GraphLayout, slot: Place) -> NodeText:
        assert self._experiment is not None
        if slot.column == 0:
            return NodeText(latex=f"x_{{{slot.first + 1}}}")
        if slot.column < len(layout.columns) - 1:
            return NodeText()
        above = output_labels(self._experiment)[slot.first] if layout.has_labels() else ""
        if self._experiment.points.targets is not None:
            return NodeText(above=above)
        return NodeText(above=above, mark=1 if self._experiment.network.outputs == 1 else slot.first)

    def _place_cards(self) -> None:
        assert self._layout is not None
        corner = self._on_board(QPointF(0, 0))
        rects = [slot.rect.translated(corner).adjusted(-4, -4, 4, 14) for slot in self._layout.slots()]
        self._cards.set_obstacles(rects, corner.y())
        self._cards.replace()

    # drawing a frame

    def _show_faces(self) -> None:
        if self._picture is None:
            return
        images = self._thumbs.images(self._picture)
        spec, theta = self._picture.snapshot.experiment.network, self._picture.snapshot.theta
        limit = self.values.bias_limit.value
        for (column, unit), node in self._nodes.items():
            bias = float(theta[spec.bias_index(column - 1, unit)]) if column else math.nan
            node.show_face(images[column][unit], bias, limit)

    def _show_values(self) -> None:
        for (column, unit), node in self._nodes.items():
            node.show_value(None if self._probe is None else float(self._probe.outputs[column][unit]))

    @Slot()
    def _draw_frame(self) -> None:
        self._crowd_timer.stop()
        self._show_faces()
        self._draw_edges()

    @Slot()
    def _draw_edges(self, *, fade: bool = False) -> None:
        if self._wires is None or self._picture is None:
            return
        self._indices = self._wires.indices(self.values.strength(self._lens))
        self._look = look(self.values, self._lens, self._indices, self._theme.palette.line_factor)
        self._edges.set_look(self._look, fade=fade)
        self._marks.set_look(self._look, self._lens)
        self._last_drawn = time.monotonic()
        self._renew_cards()
        self.looked.emit()

    def _tell(self) -> None:
        if self._experiment is not None:
            spec = self._experiment.network
            lens = dict(LENSES)[self._lens].lower()
            self.setAccessibleDescription(
                f"Network {network_name(spec)}, {spec.parameter_count} parameters, edges show {lens}. "
                "Arrow keys walk the nodes, Alt and arrows the edges, Enter pins."
            )

    # marks and cards

    def facts(self, edge: int) -> EdgeFacts | None:
        """What there is to tell of a visible edge."""
        if self._wires is None or self._picture is None or self._look is None:
            return None
        layer, index = self._wires.layer_of(edge), int(self._indices[edge])
        source, target = self._wires.ends[edge]
        bundled = (source.last - source.first + 1) * (target.last - target.first + 1)
        return self._facts_of(layer, index, bundled)

    def _facts_of(self, layer: int, index: int, bundled: int = 1) -> EdgeFacts:
        assert self._wires is not None
        assert self._picture is not None
        widths = self._wires.widths
        snapshot = self._picture.snapshot
        return EdgeFacts(
            index, edge_name(widths, layer, *self._wires.place_of(layer, index)), float(self.values.weight[index]),
            float(self.values.gradient[index]), float(self.values.update[index]), bundled,
            *past(self._history, widths, index, snapshot.epoch),
        )

    def index_of(self, edge: int) -> int:
        """The entry of theta that a visible edge shows."""
        return int(self._indices[edge])

    def pinned_edges(self) -> list[int]:
        """The visible edges that are pinned."""
        found = []
        for index in self._cards.pinned:
            found += np.flatnonzero(self._indices == index).tolist()
        return found

    def _renew_cards(self) -> None:
        if self._picture is None or self._wires is None or self._look is None:
            return
        for card in self._cards.cards():
            if card.facts is not None and card.facts.index < self.values.weight.size:
                layer = self._layer_of_index(card.facts.index)
                self._cards.renew(self._facts_of(layer, card.facts.index, card.facts.bundled))

    def _layer_of_index(self, index: int) -> int:
        assert self._picture is not None
        spec = self._picture.snapshot.experiment.network
        return max(layer for layer in range(len(spec.layers)) if spec.weight_index(layer, 0, 0) <= index)

    def point_at(self, target: Target, *, at_once: bool = False) -> None:
        """Mark what the pointer or the keyboard is at, and open its card after a moment."""
        self._cards.hide_hover()
        self._card_timer.stop()
        if target.edge is not None:
            self._card_timer.start(0 if at_once else self._theme.ms("hover_delay_card"))
        self._update_marks()

    @Slot()
    def _update_marks(self) -> None:
        if self._wires is None:
            return
        target, pinned = self._hand.target, self.pinned_edges()
        edges = [*pinned, *([target.edge] if target.edge is not None and target.edge not in pinned else [])]
        nodes: list[Place] = []
        if target.edge is not None:
            nodes += self._wires.ends[target.edge]
        if self._hand.pinned_node is not None:
            nodes.append(self._hand.pinned_node)
        focused = self._hand.focused if self.hasFocus() else None
        self._marks.mark(edges, nodes, focused)
        self._edges.set_lit(self._lit(target))

    def _lit(self, target: Target) -> frozenset[int] | None:
        node = target.node if target.node is not None else self._hand.pinned_node
        if node is None or self._wires is None or target.edge is not None:
            return None
        # An input has no incoming edges; those it feeds are shown in their place.
        return frozenset(self._wires.touching(node, incoming=node.column > 0))

    @Slot()
    def _show_card(self) -> None:
        edge = self._hand.target.edge
        if edge is not None and self._wires is not None:
            facts = self.facts(edge)
            if facts is not None:
                self._cards.show_hover(facts, self._on_board(self._hand.target.at))

    def pin_edge(self, edge: int, at: QPointF) -> None:
        """Keep the card of an edge."""
        facts = self.facts(edge)
        if facts is not None:
            self._cards.pin(facts, self._on_board(at))
            self._update_marks()

    def _on_board(self, point: QPointF) -> QPointF:
        board = self._cards.parent()
        if isinstance(board, QWidget) and board is not self:
            return QPointF(self.mapTo(board, point.toPoint())) if board.isAncestorOf(self) else point
        return point

    def open_tile(self, slot: Place) -> None:
        """Unfold a column, move it on, or fold it again."""
        assert self._layout is not None
        shown = sum(place.is_unit for place in self._layout.columns[slot.column].slots)
        top = self._opened.get(slot.column, 0)
        if slot.kind == "fold":
            self._opened.pop(slot.column, None)
        else:
            self.scroll_column(slot.column, {"open": -top, "up": -shown, "down": shown}[slot.kind])
            return
        self._arrange()

    def scroll_column(self, column: int, units: int) -> bool:
        """Move an opened column by so many units; opens a folded one."""
        assert self._layout is not None
        slots = self._layout.columns[column].slots
        if all(slot.is_unit for slot in slots):
            return False
        shown = sum(slot.is_unit for slot in slots)
        highest = max(0, self._layout.widths[column] - shown)
        self._opened[column] = min(max(self._opened.get(column, 0) + units, 0), highest)
        self._arrange()
        return True

    def column_is_open(self, column: int) -> bool:
        """Whether a column scrolls."""
        return column in self._opened

    def bias_at(self, point: QPointF) -> NodeItem | None:
        """The node whose bias tick is under a point."""
        for node in self._nodes.values():
            rect = node.bias_rect
            if not rect.isEmpty() and rect.adjusted(-3, -5, 3, 5).contains(point) and node.face.known:
                return node
        return None

    def node_item(self, column: int, unit: int) -> NodeItem:
        """The item of a visible unit."""
        return self._nodes[column, unit]

    def tiles(self) -> Iterable[TileItem]:
        """The tiles of folded layers."""
        return tuple(self._tiles)

    def bias_index(self, slot: Place) -> int:
        """The entry of theta that is a unit's bias."""
        assert self._experiment is not None
        return self._experiment.network.bias_index(slot.column - 1, slot.first)

    def explain(self, point: QPointF) -> str:
        """The exact values under a point, for its tooltip."""
        if self._layout is None or self._picture is None:
            return ""
        node = self.bias_at(point)
        slot = node.slot if node is not None else self._layout.slot_at(point)
        if slot is None:
            return ""
        if not slot.is_unit:
            return "Fold this layer" if slot.kind == "fold" else f"Show the {slot.hidden} other units"
        name = node_name(self._layout.widths, slot.column, slot.first)
        parts = [name]
        if slot.column:
            label = self._picture.snapshot.experiment.network.layers[slot.column - 1].activation.label
            parts = [f"{name} · {label}", f"bias {number.signed(self.node_item(slot.column, slot.first).face.bias)}"]
        if self._probe is not None:
            parts.append(f"answers {number.signed(float(self._probe.outputs[slot.column][slot.first]))}")
        return "\n".join(parts)

    # events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Claim the keys that walk the graph."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._hand.wants(event):
            event.accept()
            return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show exact values as a tooltip, and notice the pointer leaving."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.explain(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        if event.type() == QEvent.Type.Leave:
            self._hand.leave()
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        self._hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point, or drag."""
        self._hand.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click or a drag."""
        self._hand.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Type a weight, or open a layer's activation."""
        self._hand.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change a bias, or move an opened column."""
        if not self._hand.wheel(event):
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """There is none."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk nodes and edges."""
        if not self._hand.key(event):
            QWidget.keyPressEvent(self, event)

    def focusInEvent(self, event: QEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)  # type: ignore[arg-type]
        self._update_marks()

    def focusOutEvent(self, event: QEvent) -> None:
        """Hide where the keyboard was."""
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self._update_marks()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The scene is as large as the view and never scrolls."""

    def tip(self, text: str, at: QPoint) -> None:
        """Say one sentence at a point."""
        QToolTip.showText(self.viewport().mapToGlobal(at), text, self)
