from __future__ import annotations

import subprocess
import sys
import threading

import numpy as np
import pytest

from mlpviz.engine import pool
from mlpviz.engine.pool import LOST, Cancelled, Mark, Workers, carry_out
from tests.engine import pool_jobs


@pytest.fixture(scope="module", autouse=True)
def processes():
    yield
    pool.shut_down()


@pytest.fixture
def mark():
    with Mark() as made:
        yield made


TWO = Workers(2)


def results(work, jobs, mark, workers=TWO):
    return {done.index: done for done in carry_out(work, jobs, mark, workers)}


def test_that_every_job_gives_its_result(mark):
    found = results(pool_jobs.square, range(7), mark)

    assert {index: done.result for index, done in found.items()} == {at: at * at for at in range(7)}


def test_that_an_exception_is_the_result_of_its_job_alone(mark):
    found = results(pool_jobs.fail_at_three, range(6), mark)

    assert [found[at].result for at in range(6)] == [0, 1, 2, None, 4, 5]
    assert found[3].failure.startswith("ZeroDivisionError: three is not allowed\nTraceback")


def test_that_the_jobs_of_a_process_that_ends_are_tried_once_more(mark, tmp_path):
    note = str(tmp_path / "note")

    found = results(pool_jobs.end_process_once, [(at, note) for at in range(6)], mark)

    assert [found[at].result for at in range(6)] == list(range(6))


def test_that_a_job_that_always_ends_its_process_is_given_up_and_no_other(mark):
    found = results(pool_jobs.end_process_always, range(6), mark)

    assert [found[at].result for at in range(6)] == [0, 1, None, 3, 4, 5]
    assert found[2].failure == LOST


def test_that_cancelled_jobs_stop_by_themselves_and_give_nothing(mark, tmp_path):
    def cancel_when_begun():
        while len(list(tmp_path.glob("began-*"))) < 2:
            pass
        mark.cancel()

    watcher = threading.Thread(target=cancel_when_begun)
    watcher.start()
    found = results(pool_jobs.work_until_cancelled, [str(tmp_path)] * 5, mark)
    watcher.join()

    assert found == {}
    assert len(list(tmp_path.glob("stopped-*"))) == len(list(tmp_path.glob("began-*"))) == 2


def test_that_nothing_begins_after_a_cancel(mark, tmp_path):
    mark.cancel()

    assert results(pool_jobs.work_until_cancelled, [str(tmp_path)], mark) == {}
    with pytest.raises(Cancelled):
        mark.check()
    assert not list(tmp_path.iterdir())


def test_that_one_process_and_several_give_the_same_bits(mark):
    alone = results(pool_jobs.matrix_product, range(5), mark, Workers(1))
    together = results(pool_jobs.matrix_product, range(5), mark)

    for at in range(5):
        np.testing.assert_array_equal(alone[at].result, together[at].result)


def test_that_a_cluster_that_does_not_answer_is_said_in_one_sentence(mark):
    with pytest.raises(ValueError, match=r"no Dask scheduler answers at 'tcp://127\.0\.0\.1:9'"):
        results(pool_jobs.square, [1], mark, Workers(cluster="tcp://127.0.0.1:9"))


def test_that_no_process_takes_a_module_from_where_the_program_was_started(tmp_path):
    for name in ("pickle", "signal", "random", "numba", "numpy"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r} + '\\n')\n")
    grid = ["grid", "XOR", "--initializer", "Zeros", "--activation", "Tanh,ReLU", "--layers", "1x2", "--epochs", "1"]
    start = f"import sys; from mlpviz.cli import run; sys.exit(run({[*grid, '--processes', '2']!r}, display=False))"

    ended = subprocess.run([sys.executable, "-P", "-c", start], cwd=tmp_path, capture_output=True, text=True)

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("loss") >= 2
    assert not (tmp_path / "ran").exists()
