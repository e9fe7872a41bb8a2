"""Weights and biases changed by hand on the graph: dragged, turned by the wheel, or typed."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from mlpviz.engine import number
from mlpviz.engine.edge_lenses import Weights
from mlpviz.views.graph.nodes.node import Node
from mlpviz.views.graph.scene import GraphScene
from mlpviz.views.network.edge_card import EdgeCard
from mlpviz.views.network.value_editor import ValueEditor

CUT_STAYS = "This edge is cut and stays 0. Join it before you change its weight."
BIAS_STEP = 0.01
DRAG_START = 3.0
"""Px the pointer must move before a press becomes a drag."""
FINE = 0.1
"""With Shift a drag is this much slower."""
WHEEL_PAUSE = 400
"""Ms without a turn of the wheel after which its changes are complete."""


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


_strokes = itertools.count(1)


class ValueHand(QObject):
    """Asks for new values of entries of theta; `surface` is what the graph is drawn on."""

    weight_requested = Signal(int, float, int)
    """Entry of theta, its new value, and the number of the drag it belongs to."""
    stroke_finished = Signal()
    tip_requested = Signal(str, QPoint)

    def __init__(self, drawing: GraphScene, surface: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._drawing, self._surface = drawing, surface
        self._drag: Drag | None = None
        self._editor: ValueEditor | None = None
        self._wheel_stroke = 0
        self._wheel_turned = (-1, 0.0)
        self._wheel_timer = QTimer(self)
        self._wheel_timer.setSingleShot(True)
        self._wheel_timer.timeout.connect(self._end_wheel)

    # dragging

    @property
    def dragging(self) -> bool:
        """Whether a value is under the pointer with the button down."""
        return self._drag is not None

    def take_bias(self, node: Node, point: QPointF) -> None:
        """Begin to drag the tick of a bias along its line."""
        scale = self._drawing.values.bias_limit.value or 1.0
        unit = scale / (node.bias_rect.width() / 2)
        index = self._drawing.bias_index(node.slot)
        self._drag = Drag(index, node.face.bias, point, unit, True, next(_strokes))

    def take_weight(self, edge: int, point: QPointF) -> None:
        """Begin to drag the weight of an edge up or down."""
        index = self._drawing.index_of(edge)
        if not self._refused(index, point):
            limit = self._drawing.values.limit(Weights()) or 1.0
            value = float(self._drawing.values.theta[index])
            self._drag = Drag(index, value, point, limit / 100.0, False, next(_strokes))

    def _refused(self, index: int, point: QPointF) -> bool:
        if index in self._drawing.held.cut:
            self.tip_requested.emit(CUT_STAYS, point.toPoint())
            return True
        return False

    def drag(self, event: QMouseEvent) -> None:
        """Drag on."""
        drag = self._drag
        if drag is None:
            return
        way = event.position() - drag.origin
        distance = way.x() if drag.lying else -way.y()
        if not drag.begun and abs(distance) < DRAG_START:
            return
        drag.begun = True
        slow = FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1.0
        value = round(drag.value + distance * drag.unit * slow, 4)
        self.weight_requested.emit(drag.index, value, drag.stroke)
        self.tip_requested.emit(number.signed(value), event.position().toPoint())

    def let_go(self) -> bool:
        """End a drag; False if nothing was dragged."""
        drag, self._drag = self._drag, None
        if drag is None or not drag.begun:
            return False
        self.stroke_finished.emit()
        return True

    # typing

    @Slot(int, QPointF)
    def type_weight(self, edge: int, at: QPointF) -> None:
        """Let a weight be typed."""
        index = self._drawing.index_of(edge)
        if not self._refused(index, at):
            self._open_editor(index, float(self._drawing.values.theta[index]), at)

    @Slot(int, object)
    def type_on(self, index: int, card: EdgeCard) -> None:
        """Let a weight be typed where its card has it."""
        at = card.number_place().center()
        self._open_editor(index, float(self._drawing.values.theta[index]), at, card)

    def type_bias(self, node: Node, at: QPointF) -> None:
        """Let a bias be typed."""
        self._open_editor(self._drawing.bias_index(node.slot), node.face.bias, at)

    def _open_editor(self, index: int, value: float, at: QPointF, board: QWidget | None = None) -> None:
        self.close_editor()
        self._editor = ValueEditor(index, value, board or self._surface)
        self._editor.accepted.connect(self._take_typed)
        self._editor.left.connect(self.close_editor)
        self._editor.open_at(at.toPoint())

    @Slot(int, float)
    def _take_typed(self, index: int, value: float) -> None:
        self.weight_requested.emit(index, value, next(_strokes))
        self.stroke_finished.emit()
        self.close_editor()

    @Slot()
    def close_editor(self) -> None:
        """Leave what is being typed."""
        editor, self._editor = self._editor, None
        if editor is not None:
            if editor.hasFocus():
                # Before hiding it: Qt would hand the keys to the first control of the window.
                self._surface.setFocus(Qt.FocusReason.PopupFocusReason)
            editor.hide()
            editor.deleteLater()

    # turning

    def turn_bias(self, node: Node, notches: float) -> None:
        """Change a bias by 0.01 a notch of the wheel."""
        index, value = self._drawing.bias_index(node.slot), node.face.bias
        # The picture follows later; turning on goes on from the value asked for last.
        if self._wheel_turned[0] == index and self._wheel_timer.isActive():
            value = self._wheel_turned[1]
        else:
            self._end_wheel()
            self._wheel_stroke = next(_strokes)
        value = round(value + notches * BIAS_STEP, 6)
        self._wheel_turned = (index, value)
        self._wheel_timer.start(WHEEL_PAUSE)
        self.weight_requested.emit(index, value, self._wheel_stroke)

    @Slot()
    def _end_wheel(self) -> None:
        if self._wheel_stroke:
            self._wheel_stroke, self._wheel_turned = 0, (-1, 0.0)
            self._wheel_timer.stop()
            self.stroke_finished.emit()
