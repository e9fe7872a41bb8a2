from __future__ import annotations

import pytest

from mlpviz.state.background import Background
from tests.engine import pool_jobs


@pytest.fixture
def background(qtbot):
    made = Background()
    yield made
    made.close()


def test_that_results_arrive_with_their_progress(qtbot, background):
    results, progress = {}, []
    background.done.connect(lambda done: results.update({done.index: done.result}))
    background.progressed.connect(lambda done, of: progress.append((done, of)))

    with qtbot.waitSignal(background.ended, timeout=30_000):
        background.start(pool_jobs.square, [3, 4, 5])
        assert background.busy

    assert results == {0: 9, 1: 16, 2: 25}
    assert progress == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert not background.busy


def test_that_a_new_request_replaces_the_one_under_way(qtbot, background, tmp_path):
    results = []
    background.done.connect(lambda done: results.append(done.result))
    background.start(pool_jobs.work_until_cancelled, [str(tmp_path)] * 4)
    qtbot.waitUntil(lambda: any(tmp_path.iterdir()), timeout=30_000)

    with qtbot.waitSignal(background.ended, timeout=30_000):
        background.start(pool_jobs.square, [6])

    assert results == [36]


def test_that_nothing_arrives_after_a_cancel(qtbot, background, tmp_path):
    ends, results = [], []
    background.done.connect(lambda done: results.append(done.index))
    background.ended.connect(lambda: ends.append(True))
    background.start(pool_jobs.work_until_cancelled, [str(tmp_path)] * 4)
    qtbot.waitUntil(lambda: any(tmp_path.iterdir()), timeout=30_000)

    background.cancel()

    assert not background.busy
    assert ends == [True]
    qtbot.waitUntil(lambda: any(tmp_path.glob("stopped-*")), timeout=30_000)
    assert results == []
    assert ends == [True]


def test_that_closing_does_not_wait_for_jobs_that_do_not_look_at_their_mark(qtbot, background, tmp_path):
    background.start(pool_jobs.never_look, [str(tmp_path)])
    qtbot.waitUntil(lambda: any(tmp_path.iterdir()), timeout=30_000)

    background.close()

    assert not background.busy
