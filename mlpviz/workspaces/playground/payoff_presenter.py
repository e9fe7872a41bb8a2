"""Shows the card of an update that was kept, and does what its buttons say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from mlpviz.bench.bench import Bench
from mlpviz.workspaces.playground.page import PlaygroundPage

if TYPE_CHECKING:
    from mlpviz.engine.telling.payoff import Payoff
    from mlpviz.views.walk.page import WalkPage
    from mlpviz.views.walk.payoff.card import PayoffCard


class PayoffPresenter(QObject):
    """The card is on show from the moment an update was kept until the learner goes on, whichever way."""

    def __init__(self, bench: Bench, page: PlaygroundPage) -> None:
        """Wait for an update that is kept."""
        super().__init__(page)
        self._bench, self._page = bench, page
        stepping = bench.stepping
        stepping.kept.connect(self._show)
        for other in (stepping.walkthrough.begun, stepping.walkthrough.step_shown, stepping.opened,
                      stepping.chain.begun, stepping.depths.shown, stepping.depths.ledger.step_shown):  # fmt: skip
            other.connect(self._hide)
        page.walk_built.connect(self._connect_walk)

    @Slot(object)
    def _connect_walk(self, walk: WalkPage) -> None:
        walk.card_built.connect(self._connect_card)
        walk.sample.digits_chosen.connect(self._set_digits)

    @Slot(object)
    def _connect_card(self, card: PayoffCard) -> None:
        card.set_digits(int(self._page.build_walk().sample.digits.value()))
        card.next_requested.connect(self._hide)
        card.close_requested.connect(self._hide)
        card.train_requested.connect(self._bench.play)
        card.undo_requested.connect(self._bench.document.undo_stack.undo)

    @Slot(object)
    def _show(self, payoff: Payoff) -> None:
        walk = self._page.build_walk()
        walk.build_card().show_payoff(payoff)
        walk.show_card(True)

    @Slot()
    def _hide(self) -> None:
        walk = self._page.walk
        if walk is not None and walk.showing_card:
            walk.show_card(False)

    @Slot(int)
    def _set_digits(self, digits: int) -> None:
        walk = self._page.walk
        if walk is not None and walk.card is not None:
            walk.card.set_digits(digits)
