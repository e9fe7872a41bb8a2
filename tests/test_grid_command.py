"""`mlpviz grid`, alone, in processes and on a cluster."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
from pathlib import Path

import numpy as np
import pytest

from mlpviz.cli import run
from mlpviz.engine import pool
from mlpviz.engine.flow.cell import CellResult, train_cell
from mlpviz.engine.flow.grid import FlowGrid
from mlpviz.engine.pool import Mark, Workers, carry_out
from mlpviz.engine.run import Run
from tests.engine import pool_jobs

SMALL = ["--activation", "ReLU,tanh", "--initializer", "He,Normal:0.8", "--layers", "3x4", "--epochs", "4"]


@pytest.fixture(scope="module", autouse=True)
def processes():
    yield
    pool.shut_down()


def grid(*arguments):
    return run(["grid", *arguments], display=False)


def test_that_the_table_has_a_row_a_cell_and_seed_with_the_losses_of_a_run(capsys):
    assert grid("XOR", *SMALL, "--seed", "3..4", "--csv", "--processes", "1") == 0

    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["seed"], row["initializer"], row["activation"]) for row in rows] == [
        (seed, initializer, activation)
        for seed in "34" for initializer in ("HeNormal", "Normal:0.8") for activation in ("ReLU", "Tanh")
    ]  # fmt: skip
    from mlpviz.engine.experiment import preset

    first = Run(FlowGrid(preset("XOR"), ["HeNormal"], ["ReLU"], layers=3, width=4, seed=3).experiment(0, 0))
    for _ in range(4):
        first.epoch()
    assert float(rows[0]["loss"]) == first.scores().train_loss


def test_that_processes_and_one_process_print_the_same_object(capsys):
    assert grid(*SMALL, "--json", "--processes", "1") == 0
    alone = json.loads(capsys.readouterr().out)
    assert grid(*SMALL, "--json", "--processes", "2") == 0

    assert json.loads(capsys.readouterr().out) == alone
    assert len(alone["cells"]) == 4
    assert np.shape(alone["cells"][0]["gradient_norms"]) == (5, 4)


def test_that_text_tells_the_verdict_of_each_cell(capsys):
    assert grid("--activation", "relu", "--initializer", "zeros", "--layers", "2x3", "--epochs", "1",
                "--processes", "1") == 0  # fmt: skip

    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Circles, 2 × 3, 1 epoch", "Seed 1"]
    assert "Dead units" in lines[2]
    assert lines[2].endswith("6 of 6 hidden units are 0 for every train point.")


def test_that_a_file_of_points_can_be_the_data(capsys, tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("a,b,kind\n" + "".join(f"{at * at % 7},{-at},{'yes' if at % 2 else 'no'}\n" for at in range(20)))

    assert grid(str(path), "--label", "kind", *SMALL, "--csv", "--processes", "1") == 0

    assert len(capsys.readouterr().out.splitlines()) == 5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--layers", "31x2"], "layers is 31; allowed is a whole number from 1 to 30."),
        (["--layers", "8"], "'8' is no shape such as 8x20"),
        (["--seed", "3..1"], "'3..1' is no list of at most 10000 seeds such as 0..9 or 0,2,5"),
        (["--activation", "ReLU,ReLU"], "activations holds the same one twice; give different ones."),
        (["--activation", "Softmax"], "Softmax"),
        (["--initializer", "Zeros:2"], "Zeros has no parameter, so 'Zeros:2' cannot be meant"),
        (["--initializer", "Normal:99"], "'Normal:99': sigma of Normal is a number from 0 to 10"),
        (["Blank"], "there are no points to train on"),
        (["--cluster", "tcp://127.0.0.1:9"], "no Dask scheduler answers at 'tcp://127.0.0.1:9'"),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_that_what_cannot_be_meant_is_said_in_one_line(capsys, arguments, said):
    assert grid(*arguments) == 2

    complaint = capsys.readouterr().err
    assert said in complaint
    assert complaint.count("\n") == 1


# a cluster


@pytest.fixture(scope="module")
def cluster():
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as made:
        yield made


@pytest.mark.slow
def test_that_a_cluster_gives_the_same_bits_as_one_core(capsys, cluster):
    assert grid(*SMALL, "--json", "--cluster", cluster.scheduler_address) == 0
    there = json.loads(capsys.readouterr().out)
    assert grid(*SMALL, "--json", "--processes", "1") == 0

    assert there == json.loads(capsys.readouterr().out)


@pytest.mark.slow
def test_that_a_killed_worker_of_a_cluster_costs_no_cell(cluster):
    jobs = FlowGrid(layers=6, width=20, epochs=40).jobs()
    with Mark() as mark:
        found = carry_out(train_cell, jobs, mark, Workers(cluster=cluster.scheduler_address))
        results: dict[int, CellResult] = {}
        for done in found:
            if not results:
                os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
            assert done.result is not None
            results[done.index] = done.result
        alone = {done.index: done.result for done in carry_out(train_cell, jobs, mark, Workers(1))}

    assert sorted(results) == list(range(len(jobs)))
    for index, result in results.items():
        same = alone[index]
        assert same is not None
        np.testing.assert_array_equal(result.theta, same.theta)


@pytest.mark.slow
def test_that_cancelled_jobs_of_a_cluster_stop(cluster, tmp_path):
    with Mark() as mark:
        for _ in carry_out(pool_jobs.cancel_first, [(at, str(tmp_path), mark) for at in range(40)], mark,
                           Workers(cluster=cluster.scheduler_address)):  # fmt: skip
            mark.cancel()

    assert len(list(Path(tmp_path).iterdir())) < 40
