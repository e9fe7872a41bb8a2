"""Mouse, wheel and keys on the network graph: pointing, pinning, dragging a weight, typing one."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from mlpviz.engine import number
from mlpviz.engine.edge_lenses import Weights
from mlpviz.views.graph.arrow_keys import ARROWS, next_edge, next_node
from mlpviz.views.graph.layout import Slot as Place
from mlpviz.views.network.value_editor import ValueEditor

if TYPE_CHECKING:
    from mlpviz.views.network.network_view import NetworkView

Key = Qt.Key
_ENTER = (Key.Key_Return, Key.Key_Enter)
_HOLDING = (Key.Key_L, Key.Key_Delete, Key.Key_Backspace)
CUT_STAYS = "This edge is cut and stays 0. Join it before you change its weight."
BIAS_STEP = 0.01
DRAG_START = 3.0
"""Px the pointer must move before a press becomes a drag."""
FINE = 0.1
"""With Shift a drag is this much slower."""
REACH = 6.0
WHEEL_PAUSE = 400
"""Ms without a turn of the wheel after which its changes are complete."""


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


@dataclass
class Drag:
    """A weight or bias under the pointer."""

    index: int
    value: float
    origin: QPointF
    unit: float
    """Change of the value for one px."""
    lying: bool
    stroke: int
    begun: bool = False


NOTHING = Target()
_strokes = itertools.count(1)


class GraphHand(QObject):
    """Turns events on the view into marks and requests."""

    def __init__(self, view: NetworkView) -> None:
        super().__init__(view)
        self._view = view
        self.target = NOTHING
        self.focused: Place | None = None
        self.pinned_node: Place | None = None
        self._pressed: Target | None = None
        self._drag: Drag | None = None
        self._opening: int | None = None
        self._editor: ValueEditor | None = None
        self._wheel_stroke = 0
        self._wheel_turned = (-1, 0.0)
        self._wheel_timer = QTimer(self)
        self._wheel_timer.setSingleShot(True)
        self._wheel_timer.timeout.connect(self._end_wheel)

    def forget(self) -> None:
        """The layout changed: nothing is pointed at any more."""
        had = self.target.node is not None or self.pinned_node is not None
        self.target, self._pressed = NOTHING, None
        self.pinned_node, self.focused = self._same_place(self.pinned_node), self._same_place(self.focused)
        if had:
            self._report_node()

    def _same_place(self, place: Place | None) -> Place | None:
        graph = self._view.drawing.graph
        if place is None or graph is None or place.column >= len(graph.columns):
            return None
        slots = graph.columns[place.column].slots
        return next((slot for slot in slots if slot.first == place.first and slot.kind == place.kind), None)

    # pointing

    def find(self, point: QPointF) -> Target:
        """What is under a point: a node before an edge."""
        graph, wires = self._view.drawing.graph, self._view.drawing.wires
        if graph is None or wires is None:
            return NOTHING
        slot = graph.slot_at(point)
        if slot is not None:
            return Target(node=slot, at=point)
        if self._view.drawing.bias_at(point) is not None:
            return NOTHING
        edge = wires.at(point, REACH)
        return Target(edge=edge, at=point) if edge is not None else NOTHING

    def explain(self, point: QPointF) -> str:
        """The exact values under a point, for its tooltip."""
        node = self._view.drawing.bias_at(point)
        slot = node.slot if node is not None else self.find(point).node
        return self._view.drawing.explain(slot) if slot is not None else ""

    def set_target(self, target: Target, *, at_once: bool = False) -> None:
        """Point at something else."""
        if target.what == self.target.what:
            return
        self.target = target
        self._view.point_at(target, at_once=at_once)
        self._report_node()

    def _report_node(self) -> None:
        node = self.target.node if self.target.node is not None else self.pinned_node
        self._view.node_hovered.emit((node.column, node.first) if node is not None and node.is_unit else None)

    def leave(self) -> None:
        """The pointer left the graph."""
        if self._drag is None:
            self.set_target(NOTHING)

    # mouse

    def press(self, event: QMouseEvent) -> None:
        """Begin a click, or a drag of a bias or pinned edge."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.close_editor()
        point = event.position()
        self._pressed = self.find(point)
        node = self._view.drawing.bias_at(point)
        if node is not None and self._pressed.node is None:
            reach = node.bias_rect.width() / 2
            scale = self._view.drawing.values.bias_limit.value or 1.0
            self._begin(self._view.drawing.bias_index(node.slot), node.face.bias, point, scale / reach, lying=True)
        elif self._pressed.edge is not None and self._pressed.edge in self._view.pinned_edges():
            index = self._view.drawing.index_of(self._pressed.edge)
            if index in self._view.drawing.held.cut:
                self._view.tip(CUT_STAYS, point.toPoint())
                return
            limit = self._view.drawing.values.limit(Weights()) or 1.0
            self._begin(index, float(self._view.drawing.values.theta[index]), point, limit / 100.0, lying=False)

    def _begin(self, index: int, value: float, point: QPointF, unit: float, *, lying: bool) -> None:
        self._drag = Drag(index, value, point, unit, lying, next(_strokes))

    def move(self, event: QMouseEvent) -> None:
        """Point, or drag on."""
        if self._drag is None:
            if not event.buttons():
                target = self.find(event.position())
                self.set_target(target)
                self._show_cursor(event.position(), target)
            return
        self._drag_on(self._drag, event)

    def _drag_on(self, drag: Drag, event: QMouseEvent) -> None:
        way = event.position() - drag.origin
        distance = way.x() if drag.lying else -way.y()
        if not drag.begun and abs(distance) < DRAG_START:
            return
        drag.begun = True
        slow = FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        value = round(drag.value + distance * drag.unit * slow, 4)
        self._view.weight_requested.emit(drag.index, value, drag.stroke)
        self._view.tip(number.signed(value), event.position().toPoint())

    def _show_cursor(self, point: QPointF, target: Target) -> None:
        shape = Qt.CursorShape.ArrowCursor
        if target.node is not None:
            shape = Qt.CursorShape.PointingHandCursor
        elif target.edge is not None:
            pinned = target.edge in self._view.pinned_edges()
            shape = Qt.CursorShape.SizeVerCursor if pinned else Qt.CursorShape.PointingHandCursor
        elif self._view.drawing.bias_at(point) is not None:
            shape = Qt.CursorShape.SizeHorCursor
        self._view.viewport().setCursor(shape)

    def release(self, event: QMouseEvent) -> None:
        """End a drag, or pin what was clicked."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        drag, self._drag = self._drag, None
        pressed, self._pressed = self._pressed, None
        opening, self._opening = self._opening, None
        if opening is not None:
            self._view.node_opened.emit(opening, None)
        elif drag is not None and drag.begun:
            self._view.stroke_finished.emit()
        elif pressed is not None and pressed.what == self.find(event.position()).what:
            self._click(pressed)

    def _click(self, target: Target) -> None:
        if target.node is not None:
            self.focused = target.node
            if target.node.is_unit:
                self.toggle_node(target.node)
            else:
                self._view.open_tile(target.node)
        elif target.edge is not None:
            self._view.pin_edge(target.edge, target.at)

    def toggle_node(self, node: Place) -> None:
        """Pin a node, so that its answer stays on the data canvas, or let it go."""
        self.pinned_node = None if self.pinned_node == node else node
        self._view.point_at(self.target)
        self._report_node()

    def double_click(self, event: QMouseEvent) -> None:
        """Type the weight of an edge, or open the menu of a node's layer."""
        target = self.find(event.position())
        if target.edge is not None:
            self.edit(target.edge, event.position())
        elif target.node is not None and target.node.is_unit:
            self.toggle_node(target.node)
            self._opening = target.node.column  # on release: the button chooses nothing as it comes up
        elif (node := self._view.drawing.bias_at(event.position())) is not None:
            self._open_editor(self._view.drawing.bias_index(node.slot), node.face.bias, event.position())

    # typing a value

    def edit(self, edge: int, at: QPointF) -> None:
        """Let a weight be typed."""
        index = self._view.drawing.index_of(edge)
        if index in self._view.drawing.held.cut:
            self._view.tip(CUT_STAYS, at.toPoint())
            return
        self._open_editor(index, float(self._view.drawing.values.theta[index]), at)

    def _open_editor(self, index: int, value: float, at: QPointF) -> None:
        self.close_editor()
        self._editor = ValueEditor(index, value, self._view.viewport())
        self._editor.accepted.connect(self._take_typed)
        self._editor.left.connect(self.close_editor)
        self._editor.open_at(at.toPoint())

    @Slot(int, float)
    def _take_typed(self, index: int, value: float) -> None:
        self._view.weight_requested.emit(index, value, next(_strokes))
        self._view.stroke_finished.emit()
        self.close_editor()

    @Slot()
    def close_editor(self) -> None:
        """Leave what is being typed."""
        editor, self._editor = self._editor, None
        if editor is not None:
            if editor.hasFocus():
                # Before hiding it: Qt would hand the keys to the first control of the window.
                self._view.setFocus(Qt.FocusReason.PopupFocusReason)
            editor.hide()
            editor.deleteLater()

    # wheel

    def wheel(self, event: QWheelEvent) -> bool:
        """Change the bias under the pointer by 0.01 a notch, or move an opened column."""
        turned = event.angleDelta().y()
        node = self._view.drawing.bias_at(event.position())
        if node is not None and turned:
            self._turn(self._view.drawing.bias_index(node.slot), node.face.bias, turned / 120.0)
            return True
        slot = self._view.drawing.graph.slot_at(event.position(), 8.0) if self._view.drawing.graph is not None else None
        if slot is not None and turned and self._view.column_is_open(slot.column):
            return self._view.scroll_column(slot.column, -1 if turned > 0 else 1)
        return False

    def _turn(self, index: int, value: float, notches: float) -> None:
        # The picture follows later; turning on goes on from the value asked for last.
        if self._wheel_turned[0] == index and self._wheel_timer.isActive():
            value = self._wheel_turned[1]
        else:
            self._end_wheel()
            self._wheel_stroke = next(_strokes)
        value = round(value + notches * BIAS_STEP, 6)
        self._wheel_turned = (index, value)
        self._wheel_timer.start(WHEEL_PAUSE)
        self._view.weight_requested.emit(index, value, self._wheel_stroke)

    @Slot()
    def _end_wheel(self) -> None:
        if self._wheel_stroke:
            self._wheel_stroke, self._wheel_turned = 0, (-1, 0.0)
            self._wheel_timer.stop()
            self._view.stroke_finished.emit()

    # keys

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key means something here."""
        if event.key() == Key.Key_Escape:
            return self._has_something()
        if event.key() in _HOLDING:
            return self.target.edge is not None and not event.modifiers()
        return event.key() in ARROWS or event.key() in _ENTER

    def _has_something(self) -> bool:
        return self.target is not NOTHING or self.pinned_node is not None or bool(self._view.cards.pinned)

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
            self._enter()
            return True
        if event.key() in _HOLDING and self.target.edge is not None:
            self._hold(self.target.edge, cut=event.key() != Key.Key_L)
            return True
        if event.key() == Key.Key_Escape and self._has_something():
            self._let_go()
            return True
        return False

    def _hold(self, edge: int, *, cut: bool) -> None:
        """Freeze a weight or cut its edge, or undo that."""
        facts = self._view.drawing.facts(edge)
        if facts is None or facts.bundled > 1:
            return
        if cut:
            self._view.cut_requested.emit(facts.index, not facts.cut)
        elif not facts.cut:
            self._view.freeze_requested.emit(facts.index, not facts.frozen)

    def _walk_nodes(self, across: int, down: int) -> None:
        graph = self._view.drawing.graph
        if graph is not None:
            self._stand_on(next_node(graph, self.focused, across, down))

    def _stand_on(self, slot: Place) -> None:
        self.focused = slot
        self.target = NOTHING
        self.set_target(Target(node=slot, at=slot.rect.center()), at_once=True)
        # A screen reader tells what the tooltip would.
        self._view.setAccessibleDescription(self._view.drawing.explain(slot).replace("\n", ", "))

    def _walk_edges(self, across: int, down: int) -> None:
        graph, wires = self._view.drawing.graph, self._view.drawing.wires
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
            node = self._view.drawing.node(self.focused.column, self.focused.first)
            if node.face.known:
                self._turn(self._view.drawing.bias_index(self.focused), node.face.bias, across)

    def _enter(self) -> None:
        if self.target.edge is not None:
            if self.target.edge in self._view.pinned_edges():
                self.edit(self.target.edge, self.target.at)
            else:
                self._view.pin_edge(self.target.edge, self.target.at)
        elif self.focused is not None:
            if self.focused.is_unit:
                self.toggle_node(self.focused)
            else:
                self._view.open_tile(self.focused)

    def _let_go(self) -> None:
        self.pinned_node = None
        if self.target is NOTHING:
            self._view.cards.clear()
        self.set_target(NOTHING)
        self._view.point_at(self.target)
