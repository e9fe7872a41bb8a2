"""Connects the page of a chain with the chain that it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from mlpviz.bench.stepping import Stepping
from mlpviz.workspaces.playground.page import PlaygroundPage

if TYPE_CHECKING:
    from mlpviz.engine.telling.explanation import Mark
    from mlpviz.views.walk.chain.page import ChainPage
    from mlpviz.views.walk.page import WalkPage


class ChainPresenter(QObject):
    """Opens the chain of the edge that was asked for, shows its steps, and brings the page's requests to it."""

    def __init__(self, stepping: Stepping, page: PlaygroundPage) -> None:
        """Wait for the page of the step-through."""
        super().__init__(page)
        self._stepping, self._page = stepping, page
        stepping.chain.begun.connect(self._show_story)
        stepping.chain.step_shown.connect(self._show_step)
        stepping.chain.path_chosen.connect(self._show_path)
        stepping.chain.epsilon_chosen.connect(self._show_epsilon)
        stepping.chain.ended.connect(self._leave)
        page.walk_built.connect(self._connect_walk)
        page.network.chain_requested.connect(stepping.open_chain_at)

    @Slot(object)
    def _connect_walk(self, walk: WalkPage) -> None:
        walk.graph.chain_requested.connect(self._open)
        walk.dock.chain_requested.connect(self._open_pointed)
        walk.sample.digits_chosen.connect(self._set_digits)
        walk.chain_built.connect(self._connect_chain)

    @Slot(object)
    def _connect_chain(self, page: ChainPage) -> None:
        dock, chain = page.dock, self._stepping.chain
        dock.next_requested.connect(chain.next)
        dock.back_requested.connect(chain.back)
        dock.first_requested.connect(chain.first)
        dock.last_requested.connect(chain.last)
        dock.path_requested.connect(chain.next_path)
        dock.weight_requested.connect(chain.next_weight)
        dock.previous_weight_requested.connect(chain.previous_weight)
        dock.index_requested.connect(chain.go)
        page.path_chosen.connect(chain.choose_path)
        page.epsilon_chosen.connect(chain.choose_epsilon)
        page.leave_requested.connect(chain.end)
        page.edge_requested.connect(self._open)
        page.digits_chosen.connect(self._choose_digits)
        page.set_digits(int(self._walk().sample.digits.value()))

    def _walk(self) -> WalkPage:
        return self._page.build_walk()

    @Slot(object)
    def _open(self, mark: Mark) -> None:
        """Open the chain of an edge or a bias."""
        from mlpviz.engine.telling.paths import Place  # not needed before there is a walk

        self._stepping.open_chain(Place(mark.layer, mark.unit, mark.source))

    @Slot()
    def _open_pointed(self) -> None:
        """Open the chain of the edge that is lit on the graph, else of the weight that the operation is about."""
        lit, layers = self._walk().graph.canvas.lit(), self._stepping.walkthrough.narrator.names.layers
        if lit is not None and lit.kind in ("edge", "bias") and lit.layer <= layers:
            self._open(lit)
        else:
            self._stepping.open_chain()

    @Slot(object)
    def _show_story(self, story: object) -> None:
        walk = self._walk()
        walk.build_chain().show_story(self._stepping.chain.story)
        if not walk.chaining:
            walk.show_chaining(True)

    @Slot(int)
    def _show_step(self, index: int) -> None:
        self._walk().build_chain().show_step(index)

    @Slot(int)
    def _show_path(self, alone: int) -> None:
        self._walk().build_chain().show_path(alone)

    @Slot(int)
    def _show_epsilon(self, exponent: int) -> None:
        self._walk().build_chain().show_epsilon(exponent)

    @Slot()
    def _leave(self) -> None:
        self._walk().show_chaining(False)

    @Slot(int)
    def _set_digits(self, digits: int) -> None:
        chain = self._walk().chain
        if chain is not None:
            chain.set_digits(digits)

    @Slot(int)
    def _choose_digits(self, digits: int) -> None:
        """Digits are chosen for the step-through as a whole."""
        walk = self._walk()
        walk.sample.set_digits(digits)
        walk.sample.digits_chosen.emit(digits)
