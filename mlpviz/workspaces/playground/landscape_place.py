"""Looks at the network from a place of the landscape, and trains from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.bench.bench import Bench
from mlpviz.engine.experiment import Experiment, with_weights
from mlpviz.engine.landscape.story import seen_in_words
from mlpviz.engine.landscape.survey import Survey
from mlpviz.engine.records import Snapshot
from mlpviz.nn.arrays import Array
from mlpviz.state.picture_maker import Picture
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.playground.presenter import Presenter
from mlpviz.workspaces.workspace import Handler

if TYPE_CHECKING:
    from mlpviz.views.landscape.landscape_view import LandscapeView

SOURCE = "from the landscape"
"""What the data square says of whose answers it shows."""
NOWHERE = "Choose a place first: click into the landscape, or move the crosshair with the arrow keys and press Enter."


class LandscapePlace(QObject):
    """The network of a place: seen on the data square without any change, until training goes on."""

    told = Signal(str)
    """A sentence about what is not there."""

    def __init__(self, presenter: Presenter, bench: Bench, page: PlaygroundPage, parent: QObject) -> None:
        """Look from nowhere yet."""
        super().__init__(parent)
        self._presenter, self._bench, self._network = presenter, bench, page.network
        self._survey: Survey | None = None
        self._experiment: Experiment | None = None
        """The network that is looked at, as its first weights; None: that of the playhead."""
        self._seen: Picture | None = None
        self._behind: Snapshot | None = None
        """What the playhead shows meanwhile."""
        self._settling = False
        """Whether training was just paused for this look, so that its last pictures still arrive."""
        page.network.faces.landscape_built.connect(self._connect)
        bench.picture_maker.previewed.connect(self._show)

    @Slot(object)
    def _connect(self, view: LandscapeView) -> None:
        view.plane.place_chosen.connect(self._look)
        view.training_requested.connect(self.train)

    @property
    def handlers(self) -> dict[str, Handler]:
        """What its commands mean."""
        return {"look_from_place": self._look_from_crosshair, "train_from_place": self.train}

    def theta(self, place: Array) -> Array:
        """All weights and biases at a place (2,) of the plane on show, (P,); cut weights are 0."""
        assert self._survey is not None
        theta: Array = self._survey.plane.at(place[None])[0]
        theta[list(self._survey.request.experiment.network.cut)] = 0.0
        return theta

    @property
    def experiment(self) -> Experiment | None:
        """The network that is looked at, as its first weights; None: that of the playhead."""
        return self._experiment

    def note_survey(self, survey: Survey) -> None:
        """Another plane is on show."""
        self._survey = survey

    @Slot(object)
    def _look(self, place: Array | None) -> None:
        if place is None or self._survey is None or self._presenter.picture is None:
            self.leave()
            return
        if self._bench.trainer.training:
            self._settling = True
            self._bench.transport.pause()
        self._behind = self._presenter.picture.snapshot
        self._experiment = with_weights(self._behind.experiment, self.theta(place))
        if self._experiment is not None:
            self._bench.picture_maker.preview(self._experiment)

    @Slot(object)
    def _show(self, picture: Picture) -> None:
        view = self._network.faces.landscape
        if view is None or self._experiment is None or picture.snapshot.experiment is not self._experiment:
            return
        self._seen = picture
        crosshair = view.plane.crosshair
        where = np.zeros(2) if crosshair is None else crosshair
        self._presenter.preview(picture, SOURCE)
        view.show_seen(seen_in_words(picture.snapshot.scores, where))

    def note_picture(self, picture: Picture) -> None:
        """The bench shows another picture: the look is over, unless training was only paused for it."""
        if self._experiment is None:
            return
        if not self._settling and picture.snapshot is not self._behind:
            self.leave()
            return
        self._behind = picture.snapshot
        newest = self._bench.playhead.newest
        self._settling = self._settling and (self._bench.trainer.training or picture.snapshot is not newest)
        if self._seen is not None:
            self._presenter.preview(self._seen, SOURCE)

    @Slot()
    def leave(self) -> None:
        """Show the network of the playhead again."""
        was, self._experiment, self._seen, self._settling = self._experiment, None, None, False
        view = self._network.faces.landscape
        if view is None:
            return
        if view.plane.crosshair is not None:
            view.plane.forget_place()
        view.show_seen("")
        if was is not None:
            self._presenter.preview(None)

    def _look_from_crosshair(self) -> None:
        view = self._network.faces.landscape
        if view is None or self._survey is None or self._network.looks_at() != "landscape":
            self.told.emit("Show the landscape first: View ▸ Network as ▸ Landscape.")
        else:
            view.plane.look_from(view.plane.here())

    @Slot()
    def train(self) -> None:
        """Start a run with the weights of the place that is looked at; undo brings the present run back."""
        experiment = self._experiment
        if experiment is None:
            self.told.emit(NOWHERE)
            return
        self.leave()
        self._bench.stepping.leave()
        self._bench.transport.pause()
        self._bench.editor.start("Train from a place of the landscape", experiment)
        self._bench.play()
