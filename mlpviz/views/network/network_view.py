"""The graph of the network on screen: when it is drawn, and everything that can be pointed at in it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QSizePolicy, QToolTip, QWidget

from mlpviz.engine.edge_lenses import EdgeLens
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.history import History
from mlpviz.state.picture_maker import Picture, Probe
from mlpviz.views.graph.edge_look import held_of
from mlpviz.views.graph.layout import GraphLayout
from mlpviz.views.graph.layout import Slot as Place
from mlpviz.views.graph.names import texts
from mlpviz.views.graph.scene import GraphScene
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.network.card_deck import CardDeck
from mlpviz.views.network.edge_menu import EdgeMenu
from mlpviz.views.network.feature_button import FeatureButton
from mlpviz.views.network.folds import Folds
from mlpviz.views.network.graph_hand import GraphHand, Target
from mlpviz.views.network.spoken import described

CROWD = 150
"""Above this many edges they are drawn at most 20 times a second."""
CROWD_PAUSE, HURRIED_PAUSE = 0.05, 0.025
"""Seconds between two drawings of many edges: while training, which needs the processor too, and else."""


class NetworkView(QGraphicsView):
    """Shows pictures of a network; points, pins, and weights changed by hand are asked for by signals."""

    weight_requested = Signal(int, float, int)
    """Entry of theta, the value it should take, and the number of the drag it belongs to."""
    chain_requested = Signal(int)
    """The whole chain of a weight, by its index in theta."""
    stroke_finished = Signal()
    node_hovered = Signal(object)
    """(column, unit), or None."""
    freeze_requested = Signal(int, bool)
    """Entry of theta, and whether it is to be held."""
    cut_requested = Signal(int, bool)
    """Entry of theta, and whether its edge is to be cut."""
    node_opened = Signal(int, object)
    """The column of a node whose menu is to open, and the QPoint on the screen where; None for under its chip."""
    looked = Signal()
    """Limits or lens changed: the legend should look again."""
    arranged = Signal(object)
    """The GraphLayout now in use."""

    def __init__(self, theme: Theme, typesetter: Typesetter, board: QWidget | None = None) -> None:
        super().__init__()
        self._theme = theme
        self.drawing = GraphScene(theme, typesetter)
        self.drawing.setParent(self)
        self._folds = Folds()
        self._last_drawn, self._outgrown, self._pause = 0.0, False, CROWD_PAUSE
        self._set_up()
        self._board = board if board is not None else self
        self._cards = CardDeck(theme, typesetter, self._board)
        self._cards.unpinned.connect(self._update_marks)
        self._cards.freeze_requested.connect(self.freeze_requested)
        self._cards.cut_requested.connect(self.cut_requested)
        self.feature_button = FeatureButton(theme, self.viewport())
        self._hand = self._made_hand()
        self.edge_menu = EdgeMenu(self)
        self.edge_menu.freeze_requested.connect(self.freeze_requested)
        self.edge_menu.cut_requested.connect(self.cut_requested)
        self.edge_menu.chain_requested.connect(self.chain_requested)
        self.edge_menu.pin_requested.connect(self.pin_edge)
        self.edge_menu.edit_requested.connect(self._hand.values.type_weight)
        self._cards.edit_requested.connect(self._hand.values.type_on)
        self._card_timer = self._single_shot(self._show_card)
        self._crowd_timer = self._single_shot(self._draw_frame)
        theme.changed.connect(self.restyle)

    def _made_hand(self) -> GraphHand:
        hand = GraphHand(self.drawing, self._cards, self.viewport(), self)
        hand.pointed.connect(self._point_at)
        hand.edge_pinned.connect(self.pin_edge)
        hand.tile_opened.connect(self.open_tile)
        hand.column_scrolled.connect(self.scroll_column)
        hand.explained.connect(self.setAccessibleDescription)
        hand.node_hovered.connect(self.node_hovered)
        hand.node_opened.connect(self.node_opened)
        hand.freeze_requested.connect(self.freeze_requested)
        hand.cut_requested.connect(self.cut_requested)
        hand.chain_requested.connect(self.chain_requested)
        hand.values.weight_requested.connect(self.weight_requested)
        hand.values.stroke_finished.connect(self.stroke_finished)
        hand.values.tip_requested.connect(self.tip)
        return hand

    def _set_up(self) -> None:
        self.setScene(self.drawing)
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

    def _single_shot(self, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self, singleShot=True)
        timer.timeout.connect(slot)
        return timer

    # what is shown

    @property
    def cards(self) -> CardDeck:
        """The cards over the graph."""
        return self._cards

    @property
    def graph(self) -> GraphLayout | None:
        """Where everything stands."""
        return self.drawing.graph

    @property
    def lens(self) -> EdgeLens:
        """The edge lens."""
        return self.drawing.lens

    def show_experiment(self, experiment: Experiment) -> None:
        """Lay out the network of an experiment; its values come with the next picture."""
        before, self.drawing.experiment = self.drawing.experiment, experiment
        same = before is not None and before.network.shape == experiment.network.shape
        if not same:
            self._folds.opened.clear()
            self._cards.clear()
            picture = self.drawing.picture
            if picture is None or picture.snapshot.experiment.network.shape != experiment.network.shape:
                self.drawing.picture = None
        if before is None or not same or texts(before) != texts(experiment):
            self._arrange(moving=before is not None)
        elif self.drawing.held != held_of(experiment.network):
            self._draw_edges()
        self._tell()

    def show_picture(self, picture: Picture) -> None:
        """Show the values of a moment."""
        shown = picture.snapshot.experiment
        if self.drawing.experiment is None or self.drawing.experiment.network.shape != shown.network.shape:
            self.show_experiment(shown)
        self.drawing.picture = picture
        self.drawing.values.take(picture.snapshot)
        wait = self._last_drawn + self._pause - time.monotonic()
        if self.drawing.wires is not None and len(self.drawing.wires) > CROWD and wait > 0:
            if not self._crowd_timer.isActive():
                self._crowd_timer.start(math.ceil(1000 * wait))
        else:
            self._draw_frame()

    def show_pace(self, *, moving: bool, resting: bool) -> None:
        """Whether the learner moves through the history, and whether the next picture stays on show."""
        self._pause = HURRIED_PAUSE if moving else CROWD_PAUSE
        self.drawing.rest(resting)

    def show_history(self, history: History) -> None:
        """Keep the past of the run for the cards."""
        self.drawing.history = history
        self._renew_cards()

    def show_probe(self, probe: Probe | None) -> None:
        """Write on every node what it answers to one input, or nothing."""
        self.drawing.show_probe(probe)

    def choose_lens(self, lens: EdgeLens) -> None:
        """Look at the edges through another lens."""
        if lens != self.drawing.lens:
            self.drawing.lens = lens
            self._draw_edges(fade=True)
            self._tell()

    def set_large(self, large: bool) -> None:
        """Draw nodes as large as the height allows, for a projector, or in their usual size."""
        if large != self.drawing.large:
            self.drawing.large = large
            self._arrange_soon()

    def set_sign_patterns(self, shown: bool) -> None:
        """Draw negative edges dashed, or not."""
        self.drawing.edges.set_sign_patterns(shown)

    @Slot()
    def restyle(self) -> None:
        """Take everything from the theme again."""
        self.drawing.restyle()
        self._arrange_soon()

    def _tell(self) -> None:
        if self.drawing.experiment is not None:
            self.setAccessibleDescription(described(self.drawing.experiment.network, self.lens))

    # drawing

    def _arrange_soon(self) -> None:
        """Lay out once for all the sizes that a window tries while it finds its own; before it is painted."""
        self._outgrown = self.isVisible()
        if self._outgrown:
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.LayoutRequest))
        else:
            self._arrange()

    def _arrange(self, *, moving: bool = False) -> None:
        self._outgrown = False
        if self.drawing.experiment is None or self.width() < 40 or self.height() < 40:
            return
        self.drawing.arrange(self.width(), self.height(), self._folds.opened, moving=moving)
        self._hand.forget()
        graph = self.drawing.graph
        assert graph is not None
        self.feature_button.place(graph)
        corner = self._on_board(QPointF(0, 0))
        rects = [slot.rect.translated(corner).adjusted(-4, -4, 4, 14) for slot in graph.slots()]
        self._cards.set_obstacles(rects, corner.y(), self._on_board(QPointF(0, self.height())).y())
        self._cards.replace()
        self._update_marks()
        self.arranged.emit(graph)

    @Slot()
    def _draw_frame(self) -> None:
        self._crowd_timer.stop()
        self.drawing.draw_faces()
        self._draw_edges()
        self._last_drawn = time.monotonic()

    def _draw_edges(self, *, fade: bool = False) -> None:
        if self.drawing.picture is not None:
            self.drawing.draw_edges(fade=fade)
            self._renew_cards()
            self.looked.emit()

    # marks and cards

    @Slot(object, bool)
    def _point_at(self, target: Target, at_once: bool) -> None:
        self._cards.hide_hover()
        self._card_timer.stop()
        if target.edge is not None:
            self._card_timer.start(0 if at_once else self._theme.ms("hover_delay_card"))
        self._update_marks()

    @Slot()
    def _update_marks(self) -> None:
        wires = self.drawing.wires
        if wires is None:
            return
        target, pinned = self._hand.target, self._hand.pinned_edges()
        edges = [*pinned, *([target.edge] if target.edge is not None and target.edge not in pinned else [])]
        nodes: list[Place] = list(wires.ends[target.edge]) if target.edge is not None else []
        if self._hand.pinned_node is not None:
            nodes.append(self._hand.pinned_node)
        self.drawing.marks.mark(edges, nodes, self._hand.focused if self.hasFocus() else None)
        node = target.node if target.node is not None else self._hand.pinned_node
        self.drawing.light_edges_of(node if target.edge is None else None)

    @Slot(int, QPointF)
    def pin_edge(self, edge: int, at: QPointF) -> None:
        """Keep the card of an edge."""
        facts = self.drawing.facts(edge)
        if facts is not None:
            self._cards.pin(facts, self._on_board(at))
            self._update_marks()

    @Slot()
    def _show_card(self) -> None:
        edge = self._hand.target.edge
        facts = self.drawing.facts(edge) if edge is not None else None
        if facts is not None:
            self._cards.show_hover(facts, self._on_board(self._hand.target.at))

    def _renew_cards(self) -> None:
        self._cards.renew_all(self.drawing.facts_of)

    def _on_board(self, point: QPointF) -> QPointF:
        inside = self._board is not self and self._board.isAncestorOf(self)
        return QPointF(self.mapTo(self._board, point.toPoint())) if inside else point

    # folded layers

    @Slot(object)
    def open_tile(self, slot: Place) -> None:
        """Unfold a column, move it on, or fold it again."""
        assert self.drawing.graph is not None
        self._arrange(moving=self._folds.turn(slot, self.drawing.graph))

    @Slot(int, int)
    def scroll_column(self, column: int, units: int) -> None:
        """Move an opened column by so many units; opens a folded one."""
        assert self.drawing.graph is not None
        self._folds.scroll(column, units, self.drawing.graph)
        self._arrange()

    # events

    @Slot(str, QPoint)
    def tip(self, text: str, at: QPoint) -> None:
        """Say one sentence at a point."""
        QToolTip.showText(self.viewport().mapToGlobal(at), text, self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out anew."""
        super().resizeEvent(event)
        self._arrange_soon()

    def event(self, event: QEvent) -> bool:
        """Lay out anew after a change of size, and claim the keys that walk the graph."""
        if event.type() == QEvent.Type.LayoutRequest and self._outgrown:
            self._arrange()
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._hand.wants(event):
            event.accept()
            return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show exact values as a tooltip, and notice the pointer leaving."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._hand.explain(QPointF(event.pos())), self)
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
        """Type a weight, or open the menu of a layer."""
        self._hand.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change a bias, or move an opened column."""
        if not self._hand.wheel(event):
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done to an edge, or to a layer."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        target = self._hand.target if by_key else self._hand.find(QPointF(event.pos()))
        if target.edge is not None:
            place = target.at.toPoint() if by_key else event.pos()
            facts = self.drawing.facts(target.edge)
            if facts is not None:
                self.edge_menu.show_edge(facts, target.edge, target.at, pinned=target.edge in self._hand.pinned_edges())
                self.edge_menu.popup(self.viewport().mapToGlobal(place))
        elif target.node is not None and target.node.is_unit:
            self.node_opened.emit(target.node.column, None if by_key else event.globalPos())
        elif by_key and self._hand.focused is not None and self._hand.focused.is_unit:
            self.node_opened.emit(self._hand.focused.column, None)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk nodes and edges."""
        if not self._hand.key(event):
            QWidget.keyPressEvent(self, event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self._update_marks()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide where the keyboard was."""
        super().focusOutEvent(event)
        self._update_marks()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The scene is as large as the view and never scrolls."""
