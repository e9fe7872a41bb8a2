"""The cards over the graph: one that follows the pointer, up to three pinned, each in a corner of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, Signal, Slot
from PySide6.QtWidgets import QWidget

from mlpviz.engine.nudge import Nudge
from mlpviz.views.graph.edge_facts import EdgeFacts
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.network.edge_card import EdgeCard
from mlpviz.views.network.nudge_row import SIZES, USUAL

MOST_PINNED = 3
MARGIN = 16
EDGE_ROOM = 4
TAKEN = 100.0
"""How bad each px² of another card is: a hair's breadth of overlap is better than a covered card."""


class CardDeck(QObject):
    """Makes, places and removes cards on `board`."""

    unpinned = Signal(int)
    """Entry of theta whose card was closed."""
    freeze_requested = Signal(int, bool)
    cut_requested = Signal(int, bool)
    nudge_requested = Signal(int, float)
    """Entry of theta, and by how much it is to change."""
    edit_requested = Signal(int, object)
    """Entry of theta, and the card on which its weight is to be typed."""

    def __init__(self, theme: Theme, typesetter: Typesetter, board: QWidget) -> None:
        super().__init__(board)
        self._theme, self._typesetter, self._board = theme, typesetter, board
        self._hover: EdgeCard | None = None
        self._pinned: dict[int, EdgeCard] = {}
        self._corners: dict[int, int] = {}
        self._size = USUAL
        self._nudge: Nudge | None = None
        self._obstacles: list[QRectF] = []
        self._top, self._bottom = 0.0, 0.0

    @property
    def pinned(self) -> tuple[int, ...]:
        """Entries of theta whose cards are pinned, oldest first."""
        return tuple(self._pinned)

    def cards(self) -> list[EdgeCard]:
        """Every card on the board."""
        return [*self._pinned.values(), *([self._hover] if self._hover is not None else [])]

    def set_obstacles(self, rects: Sequence[QRectF], top: float, bottom: float) -> None:
        """What a card should not cover if it can be helped, and between which heights of the board cards stand."""
        self._obstacles, self._top, self._bottom = list(rects), top, bottom

    def show_hover(self, facts: EdgeFacts, near: QPointF) -> None:
        """Show the card of the edge under the pointer."""
        if facts.index in self._pinned:
            self.hide_hover()
            return
        if self._hover is None:
            self._hover = EdgeCard(self._theme, self._typesetter, self._board)
        self._hover.show_facts(facts, pinned=False)
        self._put(self._hover, self._best_corner(self._hover, near))

    def hide_hover(self) -> None:
        """The pointer has left the edge."""
        if self._hover is not None:
            self._hover.hide()
            self._hover.deleteLater()
            self._hover = None

    def pin(self, facts: EdgeFacts, near: QPointF) -> None:
        """Keep the card of an edge; a fourth one takes the place of the oldest."""
        if facts.index in self._pinned:
            return
        self.hide_hover()
        if len(self._pinned) >= MOST_PINNED:
            self.unpin(next(iter(self._pinned)))
        card = EdgeCard(self._theme, self._typesetter, self._board)
        card.closed.connect(self.unpin)
        card.freeze_requested.connect(self.freeze_requested)
        card.cut_requested.connect(self.cut_requested)
        card.nudge_requested.connect(self.nudge)
        card.nudges.size_requested.connect(self.change_size)
        card.nudges.show_size(self._size)
        card.edit_requested.connect(self.edit_requested)
        card.show_facts(facts, pinned=True)
        corner = self._best_corner(card, near)
        self._pinned[facts.index], self._corners[facts.index] = card, corner
        self._put(card, corner)
        self._uncover(card)

    def _uncover(self, card: EdgeCard) -> None:
        """Take away older cards that this one would cover: there is no room for all."""
        for index, other in list(self._pinned.items()):
            if other is not card and not other.geometry().intersected(card.geometry()).isEmpty():
                self.unpin(index)

    @Slot(int)
    def unpin(self, index: int) -> None:
        """Take a card away."""
        card = self._pinned.pop(index, None)
        self._corners.pop(index, None)
        if card is not None:
            card.hide()
            card.deleteLater()
            self.unpinned.emit(index)

    @Slot(int, int)
    def nudge(self, index: int, direction: int) -> None:
        """Ask to move a weight up or down by the size of a nudge."""
        self.nudge_requested.emit(index, direction * self._size)

    @Slot()
    def change_size(self) -> None:
        """Let a nudge be ten times as large, or, after the largest size, the smallest."""
        self._size = SIZES[(SIZES.index(self._size) + 1) % len(SIZES)]
        for card in self._pinned.values():
            card.nudges.show_size(self._size)
            card.nudges.show_cut(card.facts is not None and card.facts.cut)

    def show_nudge(self, nudge: Nudge | None) -> None:
        """Tell on its card what a nudge did, for as long as the weight stays as it is; or nothing."""
        self._nudge = nudge
        for card in self._pinned.values():
            self._tell_nudge(card)

    def _tell_nudge(self, card: EdgeCard) -> None:
        nudge, facts = self._nudge, card.facts
        fits = nudge is not None and facts is not None and (nudge.index, nudge.after) == (facts.index, facts.weight)
        card.nudges.show_nudge(nudge if fits else None)

    def clear(self) -> None:
        """Take every card away."""
        self.hide_hover()
        for index in list(self._pinned):
            self.unpin(index)

    def renew_all(self, find: Callable[[int, int], EdgeFacts | None]) -> None:
        """Tell the news of every edge with a card; `find` gives them by entry of theta and number of edges bundled."""
        for card in self.cards():
            facts = find(card.facts.index, card.facts.bundled) if card.facts is not None else None
            if facts is not None:
                self._renew(facts)

    def _renew(self, facts: EdgeFacts) -> None:
        """Tell the news of a pinned edge, or of the one under the pointer."""
        card = self._pinned.get(facts.index)
        if card is not None:
            card.show_facts(facts, pinned=True)
            self._tell_nudge(card)
        elif self._hover is not None and self._hover.facts is not None and self._hover.facts.index == facts.index:
            self._hover.show_facts(facts, pinned=False)

    def replace(self) -> None:
        """The board has another size."""
        for card in self._pinned.values():
            card.restyle()
        for index, card in list(self._pinned.items()):
            if index in self._pinned:
                self._put(card, self._corners[index])
                self._uncover(card)

    def _put(self, card: EdgeCard, corner: int) -> None:
        card.move(self._place(card, corner))
        card.show()
        card.raise_()

    def _place(self, card: EdgeCard, corner: int) -> QPoint:
        top, bottom = round(self._top), round(self._bottom)
        if card.pinned and bottom - top < 2 * card.height() + 3 * EDGE_ROOM:
            top, bottom = 0, self._board.height()  # two cards find room one above the other
        x = self._board.width() - MARGIN - card.width() if corner % 2 == 0 else MARGIN
        y = bottom - EDGE_ROOM - card.height() if corner < 2 else top + EDGE_ROOM
        lowest = self._board.height() - EDGE_ROOM - card.height()
        return QPoint(min(max(0, x), max(0, self._board.width() - card.width())), max(0, min(y, lowest)))

    def _best_corner(self, card: EdgeCard, near: QPointF) -> int:
        return min(range(4), key=_Cost(self, card, near))

    def cost(self, card: EdgeCard, corner: int, near: QPointF) -> float:
        """How bad a corner is: taken, under the pointer, over nodes, or far away."""
        area = QRectF(QRect(self._place(card, corner), card.size()))
        others = [other for other in self._pinned.values() if other is not card]
        taken = sum(_size(area.intersected(QRectF(other.geometry()))) for other in others)
        cost = TAKEN * taken + 1e5 * area.adjusted(-12, -12, 12, 12).contains(near)
        for rect in self._obstacles:
            cost += 1.5 * _size(area.intersected(rect))
        return cost + (area.center() - near).manhattanLength()


def _size(area: QRectF) -> float:
    return 0.0 if area.isEmpty() else area.width() * area.height()


class _Cost:
    """Rates the corners for one card."""

    def __init__(self, deck: CardDeck, card: EdgeCard, near: QPointF) -> None:
        self._deck, self._card, self._near = deck, card, near

    def __call__(self, corner: int) -> float:
        """The cost of a corner: 0 and 1 are below right and left, 2 and 3 above."""
        return self._deck.cost(self._card, corner, self._near)
