"""Shows the landscape of the loss: it follows the playhead, and its losses are computed when training rests."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mlpviz.bench.bench import Bench
from mlpviz.engine.landscape.losses import Exactness, work_of
from mlpviz.engine.landscape.paths import MOST_PATHS, Path, path_of
from mlpviz.engine.landscape.planes import Kind
from mlpviz.engine.landscape.relief import Relief
from mlpviz.engine.landscape.story import DIVERGED, QUICK_WORK, downhill, in_plane, in_words
from mlpviz.engine.landscape.survey import Corners, Request, Survey, missing
from mlpviz.state.picture_maker import Picture
from mlpviz.state.surveyor import Surveyor
from mlpviz.views.look.pacer import Pacer
from mlpviz.workspaces.playground.landscape_choices import LandscapeChoices
from mlpviz.workspaces.playground.landscape_place import LandscapePlace
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.playground.presenter import Presenter
from mlpviz.workspaces.playground.view_presenter import ViewPresenter

if TYPE_CHECKING:
    from mlpviz.views.landscape.landscape_view import LandscapeView
    from mlpviz.views.landscape.shown import ShownPath

REST, TRAINING, NUMBERS = 120, 1000, 100
"""Milliseconds of rest before losses are computed; from one coarse landscape to the next while training; and from one
writing of paths and words to the next while the playhead moves."""
PATIENCE = 6.0
"""How many times as long as its losses took the next one waits while training, which needs the processor."""
HELD = 0.9
"""While training, a plane of the paths is laid anew when it holds less of them than this, or when they leave it."""

CANCELLED = "Cancelled. Choose the plane again to compute its losses."


class LandscapePresenter(QObject):
    """Brings pictures and paths to the landscape, and has its losses computed."""

    failed = Signal(str)
    """As `Workspace.failed`."""

    def __init__(self, presenter: Presenter, bench: Bench, page: PlaygroundPage, views: ViewPresenter) -> None:
        """Wait for the view to be wanted."""
        super().__init__(page)
        self._bench, self._network, self._presenter = bench, page.network, presenter
        self.choices = LandscapeChoices(page, views, self)
        self.place = LandscapePlace(presenter, bench, page, self)
        self._surveyor = Surveyor(self)
        self._on = False
        self._name, self._dash = "this run", 0
        self._others: tuple[Path, ...] = ()
        self._paths: tuple[Path, ...] = ()
        """Those of networks like the present one, its own first."""
        self._corners: Corners | None = None
        self._coming: Survey | None = None
        self._survey: Survey | None = None
        self._relief: Relief | None = None
        self._picture: Picture | None = None
        self._shadowed: tuple[Survey, tuple[Path, ...], tuple[ShownPath, ...]] | None = None
        """The shadows of paths on a plane."""
        self._began, self._pause = 0.0, float(TRAINING)
        self._asked: tuple[object, ...] = ()
        """What the landscape on show, or under way, is of."""
        self._timer, self._numbers = QTimer(self), Pacer(NUMBERS, self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        self._numbers.due.connect(self._renew)
        self._surveyor.laid.connect(self._note_survey)
        self._surveyor.computed.connect(self._take)
        self._surveyor.failed.connect(self.failed)
        self.choices.changed.connect(self._start_over)
        self.choices.arrow_changed.connect(self._renew)
        views.looked.connect(self.look)
        self._network.faces.landscape_built.connect(self._connect)
        bench.picture_maker.ready.connect(self._show_picture)
        presenter.written.connect(self._follow)
        bench.trainer.training_changed.connect(self._note_training)

    @Slot(object)
    def _connect(self, view: LandscapeView) -> None:
        self._surveyor.progressed.connect(view.show_progress)
        view.cancel_requested.connect(self._cancel)
        view.plane.corners_chosen.connect(self._choose_corners)
        view.plane.aspect_changed.connect(self._renew)

    @property
    def _view(self) -> LandscapeView:
        view = self._network.faces.landscape
        assert view is not None
        return view

    @property
    def busy(self) -> bool:
        """Whether something of the landscape is still on its way to the screen."""
        waiting = self._timer.isActive() or self._numbers.waiting or self._surveyor.busy
        return self._on and (waiting or self._view.plane.waiting)

    def show_paths(self, others: Sequence[Path], name: str = "this run", dash: int = 0) -> None:
        """Show the paths of these runs beside that of the run now, which has this name and this dash."""
        self._others, self._name, self._dash = tuple(others)[: MOST_PATHS - 1], name, dash
        self._renew()

    @Slot(str)
    def look(self, name: str) -> None:
        """The network is looked at in one of NETWORK_VIEWS from now on."""
        was, self._on = self._on, name == "landscape"
        if self._on:
            self.choices.read_pins()
            self._renew()
        elif was:
            self.place.leave()
            self._timer.stop()
            self._surveyor.cancel()
            self._asked = () if self._relief is None or not self._relief.fine else self._asked

    # following

    @Slot(object)
    def _show_picture(self, picture: Picture) -> None:
        before = self._picture
        if self._training and before is not None and before.snapshot.run == picture.snapshot.run:
            return  # much work, while training goes on: it waits for the numbers of the whole page
        self._take_picture(picture)

    @Slot()
    def _follow(self) -> None:
        """Be of the same epoch as toolbar and timeline."""
        if self._presenter.picture is not None:
            self._take_picture(self._presenter.picture)

    def _take_picture(self, picture: Picture) -> None:
        if picture is self._picture:
            return
        before, self._picture = self._picture, picture
        if before is not None and before.snapshot.run != picture.snapshot.run:
            self._forget_part()
        if not self._on:
            return
        self.place.note_picture(picture)
        if self._bench.playhead.moving:
            self._show()
            self._numbers.ask()
        else:
            self._renew()

    @Slot(bool)
    def _note_training(self, running: bool) -> None:
        if running:
            self.place.leave()
        self._renew()

    @Slot()
    def _start_over(self) -> None:
        """Another plane: nothing of the one before is left."""
        self._forget_part()
        self._survey, self._relief, self._asked = None, None, ()
        self.place.leave()
        self._renew()

    def _forget_part(self) -> None:
        self._corners = None
        if self._network.faces.landscape is not None:
            self._network.faces.landscape.plane.forget_part()

    @Slot(object)
    def _choose_corners(self, corners: Corners | None) -> None:
        self._corners = corners
        if corners is None and self._survey is not None:
            self._view.plane.frame.show(self._survey.fit)
        self._renew()

    @Slot()
    def _renew(self) -> None:
        """Show paths and words of now, and have the losses computed if those on show are of something else."""
        if not self._on or self._picture is None:
            return
        snapshot = self._picture.snapshot
        spec = snapshot.experiment.network
        own = path_of(self._bench.playhead.history, self._name, self._dash)
        paths = [path for path in (own, *self._others) if path is not None]
        self._paths = tuple(path for path in paths if path.fits(spec))
        if self._survey is not None and self._survey.request.experiment.network.shape != spec.shape:
            self._survey = self._relief = None
        request = self._request()
        view, note = self._view, missing(request)
        view.show_kind(request.kind, spec.parameter_count)
        self.choices.show_weights(snapshot, own)
        if note:
            self._timer.stop()
            self._surveyor.cancel()
            self._survey, self._relief, self._asked = None, None, ()
        elif self._key(request) != self._asked:
            self._wait()
        self._show(note)
        self._tell([path.name for path in paths if not path.fits(spec)])

    def _tell(self, strangers: Sequence[str]) -> None:
        assert self._picture is not None
        if self._survey is None or not self._picture.snapshot.finite:
            self._view.show_exactness("" if self._survey is None else DIVERGED)
            return
        snapshot = self._picture.snapshot
        shares = tuple((path.name, path.share) for path in self._shadows(self._survey))
        exact = Exactness(shares, in_plane(self._relief, self._survey.plane, snapshot), snapshot.scores.train_loss)
        read = work_of(snapshot.experiment) > QUICK_WORK
        self._view.show_exactness(in_words(exact, snapshot.epoch, strangers, read=read))

    def _show(self, note: str = "") -> None:
        """Show what is known of the plane, with the playhead of the picture on show."""
        from mlpviz.views.landscape.shown import Shown

        assert self._picture is not None
        survey, snapshot = self._survey, self._picture.snapshot
        if survey is None or note or len(snapshot.theta) != survey.plane.origin.size:
            self._view.show_landscape(Shown(note=note))
            return
        plane, finite = survey.plane, bool(np.isfinite(snapshot.theta).all())
        arrow = None
        if finite and self.choices.downhill:
            arrow = downhill(plane, snapshot)
        self._view.show_landscape(Shown(
            plane.names, self._relief, self._shadows(survey), snapshot.epoch,
            plane.places(snapshot.theta[None])[0] if finite else None, arrow,
        ))  # fmt: skip

    def _shadows(self, survey: Survey) -> tuple[ShownPath, ...]:
        from mlpviz.views.landscape.shown import ShownPath

        kept = self._shadowed
        if kept is None or kept[0] is not survey or kept[1] is not self._paths:
            made = tuple(
                ShownPath(path.name, path.dash, path.epochs, survey.plane.places(path.thetas),
                          survey.plane.share(path.thetas), path.diverged, own=at == 0)
                for at, path in enumerate(self._paths)
            )  # fmt: skip
            kept = self._shadowed = survey, self._paths, made
        return kept[2]

    # computing

    @property
    def _training(self) -> bool:
        return self._bench.trainer.training and self._bench.playhead.live

    def _request(self) -> Request:
        assert self._picture is not None
        snapshot, choices = self._picture.snapshot, self.choices
        return Request(
            choices.kind, snapshot.experiment, snapshot.theta, self._paths, choices.seed, choices.pair(snapshot),
            self._view.plane.frame.aspect, self._corners,
        )  # fmt: skip

    def _key(self, request: Request) -> tuple[object, ...]:
        """What the losses depend on. A plane of the paths does not depend on the playhead."""
        here = request.theta.tobytes()
        ends = tuple((len(path.epochs), path.thetas[[0, -1]].tobytes()) for path in request.paths if len(path.epochs))
        kinds: dict[Kind, tuple[object, ...]] = {
            "paths": ends, "random": (request.seed, here), "weights": (request.pair, here, ends),
        }  # fmt: skip
        part = None if request.corners is None else tuple(np.concatenate(request.corners).tolist())
        return request.kind, request.experiment, kinds[request.kind], round(request.aspect, 2), part, self._training

    def _wait(self) -> None:
        if not self._training:
            self._surveyor.cancel()
            self._timer.start(REST)
        elif not self._timer.isActive() and not self._surveyor.busy:
            self._timer.start(round(self._pause) if self._relief is not None else REST)

    @Slot()
    def _look(self) -> None:
        """Have the losses computed: all of them at rest, some while training, if what is on show will not do."""
        if not self._on or self._picture is None:
            return
        request = self._request()
        if missing(request) or self._bench.playhead.moving:
            return
        if not self._training or not self._will_do(request):
            self._asked, self._began = self._key(request), time.monotonic()
            self._surveyor.look(request, coarse=self._training)

    def _will_do(self, request: Request) -> bool:
        """Whether the plane of the paths still holds them."""
        survey = self._survey
        if survey is None or self._relief is None or request.kind != "paths" or not request.paths:
            return False
        own, (low, high) = request.paths[0].thetas, survey.corners
        last = survey.plane.places(own[-1:])[0]
        return bool((low <= last).all() and (last <= high).all()) and survey.plane.share(own) >= HELD

    @Slot(object)
    def _note_survey(self, survey: Survey) -> None:
        self._coming = survey

    @Slot(object)
    def _take(self, relief: Relief) -> None:
        if self._coming is None or self._picture is None or not self._on:
            return
        if self._coming is not self._survey and self._coming.request.corners is None:
            self._view.plane.frame.show(self._coming.corners)
        self._survey, self._relief = self._coming, relief
        self._pause = max(TRAINING, PATIENCE * 1000.0 * (time.monotonic() - self._began))
        self.place.note_survey(self._survey)
        self._renew()

    @Slot()
    def _cancel(self) -> None:
        """Compute no more; what there is stays."""
        self._timer.stop()
        self._surveyor.cancel()
        if self._relief is None:
            self._show(CANCELLED)

    def close(self) -> None:
        """End the thread and the processes."""
        self._timer.stop()
        self._surveyor.close()
