"""Shows the spaces of the layers: in every picture while they are looked at, their best cuts when training rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Slot

from mlpviz.bench.bench import Bench
from mlpviz.engine.pool import Done
from mlpviz.engine.records import Snapshot
from mlpviz.nn.arrays import Array
from mlpviz.state.background import Background
from mlpviz.state.picture_maker import Picture
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.playground.presenter import Presenter
from mlpviz.workspaces.playground.view_presenter import ViewPresenter

if TYPE_CHECKING:
    from mlpviz.engine.hidden_space.story import Finding
    from mlpviz.views.hidden_space.hidden_space_view import HiddenSpaceView


class HiddenPresenter(QObject):
    """Brings pictures to the hidden space, and what the learner points at there to everything else."""

    def __init__(self, presenter: Presenter, bench: Bench, page: PlaygroundPage, views: ViewPresenter) -> None:
        """Wait for the view to be wanted."""
        super().__init__(page)
        self._presenter, self._bench, self._network, self._data = presenter, bench, page.network, page.data
        self._background = Background(self)
        self._findings: dict[int, Finding] = {}
        self._examined: Snapshot | None = None
        """The snapshot that the findings are of."""
        self._wanted = False
        self._picture: Picture | None = None
        """The newest one, and while the spaces are on show, the newest that has them."""
        self._probed: Array | None = None
        views.looked.connect(self.look)
        self._network.faces.hidden_built.connect(self._connect)
        self._background.done.connect(self._take)
        presenter.probed.connect(self._show_probed)
        page.data.test_shown.connect(self._show_test)
        bench.picture_maker.ready.connect(self._show_picture)
        bench.trainer.training_changed.connect(self._note_training)

    @Slot(object)
    def _connect(self, view: HiddenSpaceView) -> None:
        view.point_hovered.connect(self._point_at)
        view.set_test_shown(self._data.shows_test)

    @Slot(str)
    def look(self, name: str) -> None:
        """The network is looked at in one of NETWORK_VIEWS from now on."""
        self._wanted = self._bench.picture_maker.hidden = name == "hidden"
        if name == "hidden" and self._picture is not None:
            self._bench.picture_maker.look_at(self._picture.snapshot)
        elif name != "hidden":
            self._background.cancel()
            self._examined = None

    @property
    def busy(self) -> bool:
        """Whether something about the spaces is still being worked out."""
        return self._background.busy

    @Slot(object)
    def _show_probed(self, x: Array | None) -> None:
        """Ring an input in every space, or none."""
        self._probed = x
        self._show()

    @Slot(object)
    def _show_picture(self, picture: Picture) -> None:
        if picture.hidden is not None or not self._wanted:
            self._picture = picture
        if picture.hidden is not None:
            self._show()
            self._examine()

    @Slot(bool)
    def _note_training(self, running: bool) -> None:
        if running:
            self._background.cancel()
            self._examined = None
        else:
            self._examine()

    def _examine(self) -> None:
        """Work out the cuts of the snapshot on screen, if nothing changes it meanwhile."""
        picture = self._picture
        resting = not (self._bench.trainer.training and self._bench.playhead.live)
        if picture is None or picture.hidden is None or not resting or picture.snapshot is self._examined:
            return
        from mlpviz.engine.hidden_space.story import examine, jobs_of  # many a session never looks at them

        self._examined, self._findings = picture.snapshot, {}
        jobs = jobs_of(picture.snapshot, picture.hidden.spaces)
        if jobs:
            self._background.start(examine, jobs)

    @Slot(object)
    def _take(self, done: Done[Finding]) -> None:
        if done.result is not None:
            self._findings = {**self._findings, done.result.layer: done.result}
            self._show()

    @Slot(bool)
    def _show_test(self, shown: bool) -> None:
        if self._network.faces.hidden is not None:
            self._network.faces.hidden.set_test_shown(shown)

    @Slot(object)
    def _point_at(self, index: int | None) -> None:
        picture = self._picture
        points = None if picture is None else picture.snapshot.experiment.points
        inside = points is not None and index is not None and index < len(points)
        self._data.canvas().show_ringed(np.array([index] if inside else [], dtype=np.intp))
        self._presenter.probe(points.x[index] if points is not None and inside else self._data.typed_input())

    def _show(self) -> None:
        picture, view = self._picture, self._network.faces.hidden
        if picture is None or picture.hidden is None or view is None or self._network.looks_at() != "hidden":
            return
        from mlpviz.views.hidden_space.shown import Shown

        snapshot, hidden = picture.snapshot, picture.hidden
        inputs = snapshot.experiment.network.inputs
        probed = self._probed is not None and len(self._probed) == inputs
        probe = self._bench.picture_maker.probe(snapshot, self._probed) if probed and self._probed is not None else None
        findings = self._findings if snapshot is self._examined and len(self._findings) == len(hidden.spaces) else {}
        view.show_spaces(Shown(
            snapshot, hidden.spaces, hidden.answers, hidden.counts, findings, snapshot.scores.train_accuracy, probe
        ))  # fmt: skip

    def close(self) -> None:
        """End the thread and the processes."""
        self._background.close()
