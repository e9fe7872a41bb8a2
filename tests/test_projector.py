"""Films of a training: every frame is exactly the window at its epoch."""

from __future__ import annotations

import errno
import os
import pickle
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QSize

from mlpviz.engine.experiment import preset
from mlpviz.engine.film.job import FilmJob
from mlpviz.engine.film.plan import FilmPlan
from mlpviz.engine.history import History
from mlpviz.engine.plan import Plan
from mlpviz.engine.reports import report, training
from mlpviz.engine.run import Run
from mlpviz.offscreen import _settle, part_of
from mlpviz.projector import Projector, pixels_of, shoot


@pytest.fixture(scope="module")
def history() -> History:
    """20 epochs, with another learning rate from the tenth on; few keyframes, so that most are computed again."""
    start = preset("XOR", per_class=20)
    run, made = Run(start), History(most_keyframes=4)
    made.begin(run.snapshot())
    for progress in training(run, 10):
        made.add(progress)
    run.adjust(replace(start, plan=Plan("SGD", 0.3, 10)))
    made.add(report(run, [], changed=True))
    for progress in training(run, 10):
        made.add(progress)
    assert len(made.keyframes) <= 4
    return made


def job(history: History, out, **wishes) -> FilmJob:
    plan = FilmPlan(3, 17, seconds=1.0, per_second=5)  # epochs 3, 6 (or 7), 10, 14 (or 13), 17
    return FilmJob(pickle.loads(pickle.dumps(history)), plan, out, **{"size": (1024, 700), "part": "network", **wishes})


def test_that_every_frame_is_the_picture_of_its_epoch(qtbot, open_app, history, tmp_path):
    out = tmp_path / "film.png"

    told = list(shoot(job(history, out, part="window", size=(1280, 800))))

    assert told == [(done, 5) for done in range(6)]
    assert os.listdir(tmp_path) == ["film.png"]
    app = open_app(history.newest.experiment)
    app.window.resize(QSize(1280, 800))
    app.theme.set_reduced_motion(True)
    here = app.bench.trainer.resume(history.newest)
    app.bench.playhead.expect(here, history.copy())
    _settle(app)
    wrong = np.empty(0, dtype=np.uint8)
    with Image.open(out) as film:
        assert film.n_frames == 5  # type: ignore[attr-defined]
        for at, frame in enumerate(FilmPlan(3, 17, seconds=1.0, per_second=5).frames):
            epoch = frame.epoch
            film.seek(at)
            app.bench.playhead.go_to(epoch)
            qtbot.waitUntil(lambda epoch=epoch: app.playground.presenter.picture.snapshot.epoch == epoch)
            qtbot.waitUntil(lambda: not app.playground.busy, timeout=10_000)
            live = app.bench.playhead.go_live
            app.bench.playhead.go_live = lambda: None
            _settle(app)
            app.bench.playhead.go_live = live
            app.playground.hurry()
            expected = pixels_of(part_of(app, "window").image(1))
            off = np.abs(np.array(film.convert("RGB")).astype(int) - expected)
            assert off.mean() < 0.3  # limits of colours and biases move rarely, so they hang on what was shown before
            wrong = pixels_of(part_of(app, "window").image(1)) if epoch == 3 else wrong
        assert np.abs(wrong.astype(int) - expected).mean() > 1.0  # which tells epochs apart


def test_that_a_frame_holds_the_exact_snapshot_of_its_epoch(qtbot, history, tmp_path):
    projector = Projector(job(history, tmp_path / "a.gif"))
    try:
        run = Run(preset("XOR", per_class=20))
        for epoch in (3, 7, 10):
            projector.frame(epoch)
            while run.epochs < epoch:
                run.epoch()
            picture = projector._app.playground.presenter.picture
            assert picture is not None
            shown = picture.snapshot
            assert shown.epoch == epoch
            assert np.array_equal(shown.theta, run.theta)
    finally:
        projector.close()


def test_that_a_film_given_up_leaves_no_file(qtbot, history, tmp_path):
    frames = shoot(job(history, tmp_path / "film.gif", part="data"))
    next(frames)
    next(frames)

    frames.close()

    assert os.listdir(tmp_path) == []


def test_that_a_full_disk_leaves_the_old_file(qtbot, history, tmp_path, monkeypatch):
    out = tmp_path / "film.gif"
    out.write_text("old")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left on device"):
        list(shoot(job(history, out, part="data")))
    assert out.read_text() == "old"
    assert os.listdir(tmp_path) == ["film.gif"]


def test_that_a_part_that_is_not_on_show_is_refused(qtbot, history, tmp_path):
    with pytest.raises(ValueError, match="part is 'loss', which Playground does not show here; choose one of network"):
        list(shoot(job(history, tmp_path / "a.gif", part="loss")))
