"""What the learner chooses of a landscape: which plane, which directions, which two weights, and the arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal, Slot

from mlpviz.engine.events import parameter_name
from mlpviz.engine.landscape.paths import Path, moved_most
from mlpviz.engine.landscape.planes import KINDS, Kind
from mlpviz.engine.network_spec import NetworkSpec
from mlpviz.engine.records import Snapshot
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.playground.view_presenter import ViewPresenter
from mlpviz.workspaces.workspace import Handler

if TYPE_CHECKING:
    from mlpviz.views.landscape.landscape_view import LandscapeView

MOST_OFFERED = 400
"""So many weights are offered at most: those that moved most, and those chosen already."""


class LandscapeChoices(QObject):
    """Keeps the choices, and names them as commands."""

    changed = Signal()
    """Another plane is wanted."""
    arrow_changed = Signal()
    checked = Signal(str, bool)
    """As `Workspace.checked`."""

    def __init__(self, page: PlaygroundPage, views: ViewPresenter, parent: QObject) -> None:
        """Begin with the plane of the paths."""
        super().__init__(parent)
        self._network, self._views = page.network, views
        self.kind: Kind = "paths"
        self.seed = 0
        self.downhill = True
        self._pair: tuple[int, ...] = ()
        """What the learner chose; empty: what moved most."""
        self._usual: tuple[tuple[int, int], NetworkSpec] | None = None
        self._pins: tuple[int, ...] = ()
        page.network.faces.landscape_built.connect(self._connect)

    @Slot(object)
    def _connect(self, view: LandscapeView) -> None:
        view.downhill.setChecked(self.downhill)
        view.kind_chosen.connect(self.choose)
        view.directions_requested.connect(self.throw)
        view.downhill_toggled.connect(self.show_downhill)
        view.weights.pair_chosen.connect(self.choose_pair)

    @property
    def handlers(self) -> dict[str, Handler]:
        """What its commands mean; each shows the landscape too."""
        return {
            "plane": self.choose, "next_plane": self._next, "other_directions": self.throw,
            "downhill": self.show_downhill,
        }  # fmt: skip

    def enter(self) -> None:
        """Tick what is chosen."""
        self.checked.emit(f"plane:{self.kind}", True)
        self.checked.emit("downhill", self.downhill)

    @Slot(str)
    def choose(self, name: str) -> None:
        """Lay another plane; a name that is none of KINDS is as if none had been chosen."""
        found = next((kind for kind in KINDS if kind == name), None)
        if found is None:
            return
        self.kind = found
        self._show_landscape()
        self.changed.emit()
        self.checked.emit(f"plane:{found}", True)

    def _next(self) -> None:
        self.choose(KINDS[(KINDS.index(self.kind) + 1) % len(KINDS)])

    @Slot()
    def throw(self) -> None:
        """Draw other random directions."""
        self.seed += 1
        if self.kind == "random":
            self._show_landscape()
            self.changed.emit()
        else:
            self.choose("random")

    @Slot(bool)
    def show_downhill(self, shown: bool) -> None:
        """Show the arrow, or not."""
        if shown != self.downhill:
            self.downhill = shown
            self._show_landscape()
            view = self._network.faces.landscape
            assert view is not None
            view.downhill.setChecked(shown)
            self.arrow_changed.emit()
        self.checked.emit("downhill", shown)

    def _show_landscape(self) -> None:
        if self._network.looks_at() != "landscape":
            self._views.choose("landscape")

    # two weights

    @Slot(int, int)
    def choose_pair(self, across: int, up: int) -> None:
        """Span the plane of two weights by these."""
        if (across, up) != self._pair:
            self._pair = across, up
            self.changed.emit()

    def read_pins(self) -> None:
        """Edges whose cards were pinned in the graph since the last look span the plane of two weights."""
        pins = self._network.view.cards.pinned
        if pins != self._pins and pins:
            chosen = [*self._pair, *(pin for pin in pins if pin not in self._pins or len(pins) >= 2)]
            self._pair = tuple(dict.fromkeys(chosen[::-1]))[1::-1]
            if self.kind == "weights":
                self.changed.emit()
        self._pins = pins

    def pair(self, snapshot: Snapshot) -> tuple[int, int]:
        """The two weights of the plane for a network."""
        spec = snapshot.experiment.network
        allowed = [index for index in self._pair if index < spec.parameter_count and index not in spec.cut]
        usual = self._usual[0] if self._usual is not None and self._usual[1] == spec else (0, 1)
        found = list(dict.fromkeys([*allowed, *usual]))[:2]
        return (found[0], found[1]) if len(found) > 1 else (0, 1)

    def show_weights(self, snapshot: Snapshot, own: Path | None) -> None:
        """Offer the weights of a network; without a choice, those that moved most span the plane."""
        view, spec = self._network.faces.landscape, snapshot.experiment.network
        if view is None or self.kind != "weights" or own is None or not own.fits(spec) or not len(own.thetas):
            return
        if self._usual is None or self._usual[1] != spec:
            first = moved_most(own, spec, 2)
            spare = [index for index in range(spec.parameter_count) if index not in spec.cut and index not in first]
            both = [*first, *spare][:2]
            if len(both) < 2:
                return
            self._usual = (both[0], both[1]), spec
        pair = self.pair(snapshot)
        every: list[int] = [index for index in range(spec.parameter_count) if index not in spec.cut]
        if len(every) > MOST_OFFERED:
            every = sorted({*moved_most(own, spec, MOST_OFFERED), *pair})
        view.weights.show_pair([(index, parameter_name(snapshot.experiment, index)) for index in every], pair)

    # what stays

    def remember(self, settings: QSettings) -> None:
        """Write down the plane and whether the arrow is shown."""
        settings.setValue("landscape_plane", self.kind)
        settings.setValue("landscape_downhill", int(self.downhill))

    def recall(self, settings: QSettings) -> None:
        """Choose as it was written down."""
        name = str(settings.value("landscape_plane", ""))
        self.kind = next((kind for kind in KINDS if kind == name), self.kind)
        self.downhill = str(settings.value("landscape_downhill", "1")) != "0"
        self.enter()
