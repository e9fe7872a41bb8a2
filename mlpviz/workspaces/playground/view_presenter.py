"""Chooses how the network is looked at: as a graph, as the spaces of its layers, or as a place in a landscape."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.state.commands import NETWORK_VIEWS
from mlpviz.views.network.network_panel import NetworkPanel
from mlpviz.workspaces.workspace import Handler


class ViewPresenter(QObject):
    """Switches the network panel; who makes what is seen there listens."""

    chosen = Signal(str)
    """How the network is looked at from now on, as the name of its command."""
    looked = Signal(str)
    """The same, as one of NETWORK_VIEWS."""

    def __init__(self, network: NetworkPanel) -> None:
        """Listen to the head of the panel."""
        super().__init__(network)
        self._network = network
        network.view_chosen.connect(self.choose)

    @Slot(str)
    def choose(self, name: str) -> None:
        """Look at the network in one of NETWORK_VIEWS; others are as if none had been chosen."""
        if name not in [row[0] for row in NETWORK_VIEWS]:
            return
        self._network.choose_view(name)
        self.looked.emit(name)
        self.chosen.emit(f"network_view:{name}")

    def move(self, step: int) -> None:
        """Look at the network in the next view, or in the one before."""
        names = [row[0] for row in NETWORK_VIEWS]
        self.choose(names[(names.index(self._network.looks_at()) + step) % len(names)])

    @property
    def handlers(self) -> dict[str, Handler]:
        """What its commands mean."""
        return {
            "network_view": self.choose, "next_view": partial(self.move, 1), "previous_view": partial(self.move, -1),
        }  # fmt: skip
