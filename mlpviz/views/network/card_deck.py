"""The cards over the graph: one that follows the pointer, up to three pinned, each in a corner of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, Signal, Slot
from PySide6.QtWidgets import QWidget

from mlpviz.views.graph.edge_facts import EdgeFacts
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.network.edge_card import EdgeCard

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

    def __init__(self, theme: Theme, typesetter: Typesetter, board: QWidget) -> None:
        super().__init__(board)
        self._theme, self._typesetter, self._board = theme, typesetter, board
        self._hover: EdgeCard | None = None
        self._pinned: dict[int, EdgeCard] = {}
        self._corners: dict[int, int] = {}
        self._obstacles: list[QRectF] = []
        self._top = 0.0

    @property
    def pinned(self) -> tuple[int, ...]:
        """Entries of theta whose cards are pinned, oldest first."""
        return tuple(self._pinned)

    def cards(self) -> list[EdgeCard]:
        """Every card on the board."""
        return [*self._pinned.values(), *([self._hover] if self._hover is not None else [])]

    def set_obstacles(self, rects: Sequence[QRectF], top: float = 0.0) -> None:
        """What a card should not cover if it can be helped, and how far down the board cards begin."""
        self._obstacles, self._top = list(rects), top

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
        card.show_facts(facts, pinned=True)
        corner = self._best_corner(card, near)
        self._pinned[facts.index], self._corners[facts.index] = card, corner
        self._put(card, corner)

    @Slot(int)
    def unpin(self, index: int) -> None:
        """Take a card away."""
        card = self._pinned.pop(index, None)
        self._corners.pop(index, None)
        if card is not None:
            card.hide()
            card.deleteLater()
            self.unpinned.emit(index)

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
        elif self._hover is not None and self._hover.facts is not None and self._hover.facts.index == facts.index:
            self._hover.show_facts(facts, pinned=False)

    def replace(self) -> None:
        """The board has another size."""
        for index, card in self._pinned.items():
            card.restyle()
            self._put(card, self._corners[index])

    def _put(self, card: EdgeCard, corner: int) -> None:
        card.move(self._place(card, corner))
        card.show()
        card.raise_()

    def _place(self, card: EdgeCard, corner: int) -> QPoint:
        x = self._board.width() - MARGIN - card.width() if corner % 2 == 0 else MARGIN
        y = self._board.height() - EDGE_ROOM - card.height() if corner < 2 else round(self._top) + EDGE_ROOM
        return QPoint(max(0, x), max(0, y))

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
