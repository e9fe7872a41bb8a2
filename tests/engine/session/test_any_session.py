from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlpviz.engine.experiment import preset
from mlpviz.engine.history import History, HistoryRecord
from mlpviz.engine.records import Snapshot
from mlpviz.engine.reports import report
from mlpviz.engine.run import Run
from mlpviz.engine.session.finding import Finding
from mlpviz.engine.session.reading import read_session
from mlpviz.engine.session.session import SavedRun, Session
from mlpviz.engine.session.verification import verifying
from mlpviz.engine.session.writing import write_session
from mlpviz.nn.fast import compiled
from tests.engine.session.any_course import any_courses
from tests.engine.session.sessions import Course, assert_same_history, differences


def reopened(session: Session) -> Session:
    with tempfile.TemporaryDirectory() as folder:
        write_session(Path(folder) / "a.mlpviz", session)
        return read_session(Path(folder) / "a.mlpviz")


def recomputed(record: HistoryRecord, epoch: int) -> Snapshot:
    start = History.of(record).before(epoch)
    run = Run(start.experiment, start.run, arithmetic=start.arithmetic).resume(start)
    while run.epochs < epoch:
        run.epoch()
    return run.snapshot()


def check(course: Course, data: st.DataObject) -> None:
    """The file gives back every number, any epoch is computed again from it, and training goes on as before."""
    record = course.history.record()
    session = Session((course.bench(),), (SavedRun("kept", course.run.experiment, record),))

    back = reopened(session)

    bench = back.benches[0]
    assert bench.experiment == course.run.experiment
    assert_same_history(record, bench.history)
    assert record.newest is not None
    epoch = data.draw(st.integers(record.keyframes[0].epoch, record.newest.epoch))
    assert differences(recomputed(record, epoch), recomputed(bench.history, epoch)) == []
    assert bench.history.newest is not None
    run = Run(bench.history.newest.experiment, course.run.number).resume(bench.history.newest)
    for one in (run, course.run):
        one.batch()
        one.epoch()
    assert differences(run.snapshot(), course.run.snapshot()) == []
    found = [one for one in verifying(bench.history, back.machines) if isinstance(one, Finding)]
    by_hand = {moment[0] for moment, _, _ in record.events.by_hand}
    assert [one for one in found if one.kind == "differs"] == []
    assert {one.epoch for one in found if not one.good} <= by_hand & {moment[0] for moment, _ in record.between}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(any_courses(), st.data())
def test_that_any_run_comes_back_bit_for_bit_and_is_verified(course, data):
    check(course, data)


@pytest.mark.slow
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(any_courses(), st.data())
def test_that_very_many_runs_come_back_bit_for_bit_and_are_verified(course, data):
    check(course, data)


@pytest.mark.slow
def test_that_a_long_run_with_a_takeover_and_changed_knobs_comes_back_bit_for_bit(monkeypatch):
    monkeypatch.delenv(compiled.NEVER)
    course = Course(preset("Spiral", per_class=15))
    for stretch, rate in enumerate(np.geomspace(0.02, 0.001, 8)):
        course.train(150)
        course.change_plan(learning_rate=float(rate), l2=0.001 * stretch)
        if stretch == 2:
            course.run.compute("compiled")
            if course.run.reason:
                pytest.skip(course.run.reason)
            course.history.add(report(course.run, [], changed=True))
    record = course.history.record()
    assert len(record.keyframes) < 512 < len(record.losses)

    back = reopened(Session((course.bench(),))).benches[0].history

    assert_same_history(record, back)
    for epoch in (1, 299, 451, 452, 777, 1199):
        assert differences(recomputed(record, epoch), recomputed(back, epoch)) == []
        scores, kept = recomputed(back, epoch).scores.row(), back.losses.mean()[epoch : epoch + 1]
        assert np.array_equal(scores, kept, equal_nan=True)
    found = [one for one in verifying(back, ()) if isinstance(one, Finding)]
    assert [one for one in found if not one.good] == []
