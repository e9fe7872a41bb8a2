"""The ways to look at the network of the Playground, each with who makes it: one thing for the workspace to know."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Signal, Slot

from mlpviz.bench.bench import Bench
from mlpviz.workspaces.playground.hidden_presenter import HiddenPresenter
from mlpviz.workspaces.playground.landscape_presenter import LandscapePresenter
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.playground.presenter import Presenter
from mlpviz.workspaces.playground.run_paths import RunPaths
from mlpviz.workspaces.playground.runs_presenter import RunsPresenter
from mlpviz.workspaces.playground.view_presenter import ViewPresenter
from mlpviz.workspaces.workspace import Handler


class FacesPresenter(QObject):
    """Puts the switch of views, the hidden space and the landscape together."""

    checked = Signal(str, bool)
    """As `Workspace.checked`."""
    told = Signal(str)
    """A sentence about what is not there."""
    failed = Signal(str)
    """As `Workspace.failed`."""

    def __init__(self, presenter: Presenter, bench: Bench, page: PlaygroundPage, runs: RunsPresenter) -> None:
        """Look at the graph."""
        super().__init__(page)
        self._network = page.network
        self.views = ViewPresenter(page.network)
        self.hidden = HiddenPresenter(presenter, bench, page, self.views)
        self.landscape = LandscapePresenter(presenter, bench, page, self.views)
        self._paths = RunPaths(bench, runs, self.landscape, self.views)
        self.views.chosen.connect(self._check)
        self.landscape.choices.checked.connect(self.checked)
        self.landscape.place.told.connect(self.told)
        self.landscape.failed.connect(self.failed)

    @property
    def handlers(self) -> dict[str, Handler]:
        """What their commands mean."""
        return self.views.handlers | self.landscape.choices.handlers | self.landscape.place.handlers

    @property
    def busy(self) -> bool:
        """Whether spaces are being examined, or losses computed."""
        return self.hidden.busy or self.landscape.busy

    @Slot(str)
    def _check(self, name: str) -> None:
        self.checked.emit(name, True)

    def enter(self) -> None:
        """Tick what is chosen."""
        self._check(f"network_view:{self._network.looks_at()}")
        self.landscape.choices.enter()

    def remember(self, settings: QSettings) -> None:
        """Write down the view and what is chosen in it."""
        self.landscape.choices.remember(settings)
        settings.setValue("network_view", self._network.looks_at())

    def recall(self, settings: QSettings) -> None:
        """Choose as it was written down."""
        self.landscape.choices.recall(settings)
        self.views.choose(str(settings.value("network_view", "")))

    def close(self) -> None:
        """End threads and processes."""
        self.hidden.close()
        self.landscape.close()
