"""Mouse, wheel and keys on the network graph: what is pointed at and pinned."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from mlpviz.views.graph.arrow_keys import ARROWS, next_edge, next_node
from mlpviz.views.graph.layout import Slot as Place
from mlpviz.views.graph.scene import GraphScene
from mlpviz.views.network.card_deck import CardDeck
from mlpviz.views.network.value_hand import ValueHand

Key = Qt.Key
_ENTER = (Key.Key_Return, Key.Key_Enter)
_HOLDING = (Key.Key_L, Key.Key_Delete, Key.Key_Backspace)
_NUDGES = {Key.Key_Plus: 1, Key.Key_Equal: 1, Key.Key_Minus: -1}
REACH = 6.0


@dataclass(frozen=True)
class Target:
    """What is pointed at."""

    node: Place | None = None
    edge: int | None = None
    at: QPointF = field(default_factory=QPointF)

    @property
    def what(self) -> tuple[Place | None, int | None]:
        """The thing itself, wherever the pointer is on it."""
        return self.node, self.edge


NOTHING = Target()


class GraphHand(QObject):
    """Turns events on the graph into marks and requests; `surface` is what it is drawn on."""

    pointed = Signal(object, bool)
    """What is pointed at now, and whether its card should open at once."""
    node_hovered = Signal(object)
    """(column, unit), or None."""
    node_opened = Signal(int, object)
    tile_opened = Signal(object)
    column_scrolled = Signal(int, int)
    """A column, and by how many units."""
    edge_pinned = Signal(int, QPointF)
    freeze_requested = Signal(int, bool)
    cut_requested = Signal(int, bool)
    chain_requested = Signal(int)
    """The whole chain of a weight, by its index."""
    explained = Signal(str)
    """What a screen reader should say."""

    def __init__(self, drawing: GraphScene, cards: CardDeck, surface: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._drawing, self._cards, self._surface = drawing, cards, surface
        self.values = ValueHand(drawing, surface, self)
        self.target = NOTHING
        self.focused: Place | None = None
        self.pinned_node: Place | None = None
        self._pressed: Target | None = None
        self._opening: int | None = None

    def forget(self) -> None:
        """The layout changed: nothing is pointed at any more."""
        had = self.target.node is not None or self.pinned_node is not None
        self.target, self._pressed = NOTHING, None
        self.pinned_node, self.focused = self._same_place(self.pinned_node), self._same_place(self.focused)
        if had:
            self._report_node()

    def _same_place(self, place: Place | None) -> Place | None:
        graph = self._drawing.graph
        if place is None or graph is None or place.column >= len(graph.columns):
            return None
        slots = graph.columns[place.column].slots
        return next((slot for slot in slots if slot.first == place.first and slot.kind == place.kind), None)

    # pointing

    def find(self, point: QPointF) -> Target:
        """What is under a point: a node before an edge."""
        graph, wires = self._drawing.graph, self._drawing.wires
        if graph is None or wires is None:
            return NOTHING
        slot = graph.slot_at(point)
        if slot is not None:
            return Target(node=slot, at=point)
        if self._drawing.bias_at(point) is not None:
            return NOTHING
        edge = wires.at(point, REACH)
        return Target(edge=edge, at=point) if edge is not None else NOTHING

    def pinned_edges(self) -> list[int]:
        """The visible edges whose cards are pinned."""
        return self._drawing.edges_of(self._cards.pinned)

    def explain(self, point: QPointF) -> str:
        """The exact values under a point, for its tooltip."""
        node = self._drawing.bias_at(point)
        slot = node.slot if node is not None else self.find(point).node
        return self._drawing.explain(slot) if slot is not None else ""

    def set_target(self, target: Target, *, at_once: bool = False) -> None:
        """Point at something else."""
        if target.what == self.target.what:
            return
        self.target = target
        self.pointed.emit(target, at_once)
        self._report_node()

    def _report_node(self) -> None:
        node = self.target.node if self.target.node is not None else self.pinned_node
        self.node_hovered.emit((node.column, node.first) if node is not None and node.is_unit else None)

    def leave(self) -> None:
        """The pointer left the graph."""
        if not self.values.dragging:
            self.set_target(NOTHING)

    # mouse

    def press(self, event: QMouseEvent) -> None:
        """Begin a click, or a drag of a bias or pinned edge."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.values.close_editor()
        point = event.position()
        self._pressed = self.find(point)
        node = self._drawing.bias_at(point)
        if node is not None and self._pressed.node is None:
            self.values.take_bias(node, point)
        elif self._pressed.edge is not None and self._pressed.edge in self.pinned_edges():
            self.values.take_weight(self._pressed.edge, point)

    def move(self, event: QMouseEvent) -> None:
        """Point, or drag on."""
        if self.values.dragging:
            self.values.drag(event)
        elif not event.buttons():
            target = self.find(event.position())
            self.set_target(target)
            self._show_cursor(event.position(), target)

    def _show_cursor(self, point: QPointF, target: Target) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if target.node is not None:
            shape = Qt.CursorShape.PointingHandCursor
        elif target.edge is not None:
            pinned = target.edge in self.pinned_edges()
            shape = Qt.CursorShape.SizeVerCursor if pinned else Qt.CursorShape.PointingHandCursor
        elif self._drawing.bias_at(point) is not None:
            shape = Qt.CursorShape.SizeHorCursor
        self._surface.setCursor(shape)

    def release(self, event: QMouseEvent) -> None:
        """End a drag, or pin what was clicked."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        pressed, self._pressed = self._pressed, None
        opening, self._opening = self._opening, None
        if opening is not None:
            self.node_opened.emit(opening, None)
        elif not self.values.let_go() and pressed is not None and pressed.what == self.find(event.position()).what:
            self._click(pressed)

    def _click(self, target: Target) -> None:
        if target.node is not None:
            self.focused = target.node
            if target.node.is_unit:
                self.toggle_node(target.node)
            else:
                self.tile_opened.emit(target.node)
        elif target.edge is not None:
            self.edge_pinned.emit(target.edge, target.at)

    def toggle_node(self, node: Place) -> None:
        """Pin a node, so that its answer stays on the data canvas, or let it go."""
        self.pinned_node = None if self.pinned_node == node else node
        self.pointed.emit(self.target, False)
        self._report_node()

    def double_click(self, event: QMouseEvent) -> None:
        """Type the weight of an edge, or open the menu of a node's layer."""
        target = self.find(event.position())
        if target.edge is not None:
            self.values.type_weight(target.edge, event.position())
        elif target.node is not None and target.node.is_unit:
            self.toggle_node(target.node)
            self._opening = target.node.column  # on release: the button chooses nothing as it comes up
        elif (node := self._drawing.bias_at(event.position())) is not None:
            self.values.type_bias(node, event.position())

    # wheel

    def wheel(self, event: QWheelEvent) -> bool:
        """Change the bias under the pointer by 0.01 a notch, or move an opened column."""
        turned = event.angleDelta().y()
        node = self._drawing.bias_at(event.position())
        if node is not None and turned:
            self.values.turn_bias(node, turned / 120.0)
            return True
        graph = self._drawing.graph
        slot = graph.slot_at(event.position(), 8.0) if graph is not None else None
        if graph is None or slot is None or not turned or not graph.columns[slot.column].is_open:
            return False
        self.column_scrolled.emit(slot.column, -1 if turned > 0 else 1)
        return True

    # keys

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key means something here."""
        if event.key() == Key.Key_Escape:
            return self._has_something()
        if event.key() in _NUDGES:
            return self.target.edge is not None
        if event.key() in (*_HOLDING, Key.Key_C):
            return self.target.edge is not None and not event.modifiers()
        return event.key() in ARROWS or event.key() in _ENTER

    def _has_something(self) -> bool:
        return self.target is not NOTHING or self.pinned_node is not None or bool(self._cards.pinned)

    def key(self, event: QKeyEvent) -> bool:
        """Walk, pin, or let go; True if the key was used."""
        if event.key() in ARROWS:
            across, down = ARROWS[Key(event.key())]
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._walk_edges(across, down)
            elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and across:
                self._nudge_bias(across)
            else:
                self._walk_nodes(across, down)
            return True
        if event.key() in _ENTER:
            (self._type if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else self._enter)()
            return True
        if event.key() in _NUDGES and self.target.edge is not None:
            self._nudge(self.target, _NUDGES[Key(event.key())])
            return True
        if event.key() in _HOLDING and self.target.edge is not None:
            self._hold(self.target.edge, cut=event.key() != Key.Key_L)
            return True
        if event.key() == Key.Key_C and self.target.edge is not None and not event.modifiers():
            facts = self._drawing.facts(self.target.edge)
            if facts is not None and facts.bundled == 1:
                self.chain_requested.emit(facts.index)
            return True
        if event.key() == Key.Key_Escape and self._has_something():
            self._let_go()
            return True
        return False

    def _nudge(self, target: Target, direction: int) -> None:
        """Move the weight of an edge a little; its card, which tells what comes of it, stays from now on."""
        facts = self._drawing.facts(target.edge) if target.edge is not None else None
        if facts is None or facts.bundled > 1 or facts.cut or target.edge is None:
            return
        if target.edge not in self.pinned_edges():
            self.edge_pinned.emit(target.edge, target.at)
        self._cards.nudge(facts.index, direction)

    def _hold(self, edge: int, *, cut: bool) -> None:
        """Freeze a weight or cut its edge, or undo that."""
        facts = self._drawing.facts(edge)
        if facts is None or facts.bundled > 1:
            return
        if cut:
            self.cut_requested.emit(facts.index, not facts.cut)
        elif not facts.cut:
            self.freeze_requested.emit(facts.index, not facts.frozen)

    def _walk_nodes(self, across: int, down: int) -> None:
        graph = self._drawing.graph
        if graph is not None:
            self._stand_on(next_node(graph, self.focused, across, down))

    def _stand_on(self, slot: Place) -> None:
        self.focused = slot
        self.target = NOTHING
        self.set_target(Target(node=slot, at=slot.rect.center()), at_once=True)
        # A screen reader tells what the tooltip would.
        self.explained.emit(self._drawing.explain(slot).replace("\n", ", "))

    def _walk_edges(self, across: int, down: int) -> None:
        graph, wires = self._drawing.graph, self._drawing.wires
        if graph is None or wires is None:
            return
        if self.focused is None:
            self.focused = graph.columns[-1].slots[0]
        edge = self.target.edge
        if edge is not None and across:
            self._stand_on(wires.ends[edge][0 if across < 0 else 1])
            return
        edge = next_edge(wires, self.focused, edge, down)
        if edge is not None:
            self.set_target(Target(edge=edge, at=wires.path(edge).pointAtPercent(0.5)), at_once=True)

    def _nudge_bias(self, across: int) -> None:
        if self.focused is not None and self.focused.is_unit and self.focused.column:
            node = self._drawing.node(self.focused.column, self.focused.first)
            if node.face.known:
                self.values.turn_bias(node, across)

    def _enter(self) -> None:
        if self.target.edge is not None:
            if self.target.edge in self.pinned_edges():
                self.values.type_weight(self.target.edge, self.target.at)
            else:
                self.edge_pinned.emit(self.target.edge, self.target.at)
        elif self.focused is not None:
            if self.focused.is_unit:
                self.toggle_node(self.focused)
            else:
                self.tile_opened.emit(self.focused)

    def _type(self) -> None:
        """Let the weight of the edge, or the bias of the unit, be typed."""
        node = self.focused
        if self.target.edge is not None:
            facts = self._drawing.facts(self.target.edge)
            if facts is not None and facts.bundled == 1:
                self.values.type_weight(self.target.edge, self.target.at)
        elif node is not None and node.is_unit and node.column:
            unit = self._drawing.node(node.column, node.first)
            if unit.face.known:
                self.values.type_bias(unit, unit.bias_rect.center())

    def _let_go(self) -> None:
        self.pinned_node = None
        if self.target is NOTHING:
            self._cards.clear()
        self.set_target(NOTHING)
        self.pointed.emit(self.target, False)
