from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mlpviz.engine.history import History
from mlpviz.engine.run import Run
from mlpviz.engine.session import thinning, writing
from mlpviz.engine.session.machine import this_machine
from mlpviz.engine.session.reading import read_session
from mlpviz.engine.session.session import SavedRun, Session, SessionError
from mlpviz.engine.session.writing import write_session
from tests.engine.session.sessions import (
    Course,
    assert_same_history,
    differences,
    eventful,
    everything,
    same_bits,
    values,
)


def reopened(session: Session, path) -> Session:
    write_session(path, session)
    return read_session(path)


def test_that_a_session_comes_back_with_every_bit(tmp_path):
    session = everything()

    back = reopened(session, tmp_path / "all.mlpviz")

    assert (back.workspace, back.forms) == (session.workspace, session.forms)
    assert back.machines == (this_machine(),)
    pairs: list[tuple[Any, Any]] = list(zip(session.benches, back.benches, strict=True))
    for old, new in [*pairs, *zip(session.runs, back.runs, strict=True)]:
        assert new.experiment == old.experiment
        assert new.form == old.form
        assert_same_history(old.history, new.history)
    assert [(one.workspace, one.place, one.epoch) for one in back.benches] == [
        ("playground", "", 7), ("compare", "B", None),
    ]  # fmt: skip
    assert (back.runs[0].name, back.runs[0].pinned) == ("The first try", True)


def test_that_every_epoch_is_computed_again_bit_for_bit_from_the_file(tmp_path):
    course = eventful()
    history = course.history.copy()
    back = History.of(reopened(Session((course.bench(),)), tmp_path / "a.mlpviz").benches[0].history)

    for epoch in range(history.keyframes[0].epoch, 21):
        found = []
        for one in (history, back):
            start = one.before(epoch)
            run = Run(start.experiment, start.run).resume(start)
            while run.epochs < epoch:
                run.epoch()
            found.append(run.snapshot())
        assert differences(*found) == []


def test_that_training_goes_on_from_the_file_as_if_nothing_had_happened(tmp_path):
    course = eventful()
    newest = reopened(Session((course.bench(),)), tmp_path / "a.mlpviz").benches[0].history.newest
    assert newest is not None
    run = Run(newest.experiment, newest.run).resume(newest)

    for _ in range(5):
        run.epoch()
        course.run.epoch()

    assert differences(run.snapshot(), course.run.snapshot()) == []


def test_that_a_history_goes_on_after_it_was_read(tmp_path):
    course = values()
    back = Course(course.run.experiment)
    back.history = History.of(reopened(Session((course.bench(),)), tmp_path / "a.mlpviz").benches[0].history)
    assert back.history.newest is not None
    back.run.resume(back.history.newest)

    for one in (course, back):
        one.train(300)
        one.change_plan(learning_rate=0.001)
        one.train(300)

    assert_same_history(course.history.record(), back.history.record())


def test_that_what_was_one_object_is_one_object_again(tmp_path):
    course = eventful()
    first = course.history.keyframes[0].experiment
    kept = SavedRun("kept", first, course.history.record(), number=3, stopped="at the limit")
    back = reopened(Session((course.bench(opened=first),), (kept,)), tmp_path / "a.mlpviz")
    bench, run = back.benches[0], back.runs[0]
    frames = bench.history.keyframes

    assert bench.opened is frames[0].experiment is frames[1].experiment
    assert frames[0].experiment.points is bench.history.keyframes[5].experiment.points
    assert bench.history.newest is not None
    assert bench.history.newest.experiment is bench.experiment
    assert [one is other for one, other in zip(frames, run.history.keyframes, strict=True)] == [True] * len(frames)
    assert (run.number, run.stopped, run.pinned) == (3, "at the limit", False)


def test_that_the_same_session_gives_the_same_bytes(tmp_path):
    session = everything()
    write_session(tmp_path / "a.mlpviz", session)
    write_session(tmp_path / "b.mlpviz", session)

    assert (tmp_path / "a.mlpviz").read_bytes() == (tmp_path / "b.mlpviz").read_bytes()


def test_that_a_session_that_is_too_large_leaves_out_what_can_be_computed_again(tmp_path, monkeypatch):
    course = values()
    course.train(200)
    monkeypatch.setattr(writing, "MOST_BYTES", 24_000)
    monkeypatch.setattr(thinning, "LEAST_ROWS", 20)

    back = reopened(Session((course.bench(),)), tmp_path / "a.mlpviz").benches[0].history

    assert len(back.keyframes) < len(course.history.keyframes) / 1.5
    assert back.losses.bucket > 1
    assert back.losses.maximum()[:, 0].max() == course.history.losses.maximum()[:, 0].max()
    for epoch in (1, 77, 203):
        start = History.of(back).before(epoch)
        run = Run(start.experiment).resume(start)
        while run.epochs < epoch:
            run.epoch()
        exact = course.history.exact(epoch)
        assert exact is not None
        assert same_bits(run.theta, exact.theta)


def test_that_a_session_that_cannot_be_made_small_enough_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "MOST_BYTES", 1000)

    with pytest.raises(SessionError, match="Remove runs or points"):
        write_session(tmp_path / "a.mlpviz", Session((values().bench(),)))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", [{"rate": float("nan")}, {"rate": np.float64(1)}, {"what": object()}])
def test_that_a_form_that_json_cannot_hold_is_refused(form, tmp_path):
    if isinstance(form.get("rate"), np.float64):
        write_session(tmp_path / "a.mlpviz", Session(forms={"perceptron": form}))  # it is a float
        return
    with pytest.raises(SessionError, match="'perceptron' cannot be saved"):
        write_session(tmp_path / "a.mlpviz", Session(forms={"perceptron": form}))


def test_that_a_history_that_went_back_in_time_is_saved_as_far_as_it_leads_to_its_end(tmp_path):
    course = values()
    course.take_up(course.history.keyframes[2])  # and what came later was not cut
    course.train(1)
    course.history.losses.add(np.array([2.0, 3.0]), course.history.losses.mean()[:2])

    back = reopened(Session((course.bench(),)), tmp_path / "a.mlpviz").benches[0].history

    assert [frame.moment for frame in back.keyframes] == [(0, 0), (1, 0), (2, 0), (3, 0)]
    assert back.losses.epochs.tolist() == [0.0, 1.0, 2.0, 3.0]
