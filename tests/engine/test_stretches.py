"""Both ways to train from batch to batch, through their one interface; worked out by hand."""

from __future__ import annotations

import importlib.util
import math
import time

import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.batches import Batches
from mlpviz.engine.build import samples_of
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.run import Run
from mlpviz.nn.fast import compiled

needs_numba = pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is not installed")


@pytest.fixture(params=["layers", pytest.param("compiled", marks=needs_numba)])
def run(request, monkeypatch):
    """One linear unit that starts at 0 and has two batches, each of the same sample: x = 1, t = 1."""
    monkeypatch.delenv(compiled.NEVER)
    points = PointSet([[1.0], [1.0]], targets=[[1.0], [1.0]])
    network = NetworkSpec((LayerSpec(1, "Linear"),), inputs=1, loss="SquaredError", theta=[0.0, 0.0], features=())
    run = Run(Experiment(points, network, Plan("SGD", 0.25, 1, engine=request.param)))
    assert run.stretch.arithmetic == request.param
    return run


@pytest.fixture
def dealt(run):
    dealt = Batches(run.experiment, *samples_of(run.experiment))
    dealt.begin(0)
    return dealt


def test_that_a_stretch_stops_between_two_batches_and_goes_on_from_there(run, dealt):
    assert run.stretch.train(dealt, 0, until=0.0) == 1
    assert run.theta.tolist() == [0.25, 0.25]  # the output was 0, the error −1: both move by 0.25 · 1
    assert run.stretch.scores(dealt).train_loss == 0.125  # the output is 0.5 now: ½ · 0.5²

    assert run.stretch.train(dealt, 1, until=math.inf) == 2
    assert run.theta.tolist() == [0.375, 0.375]  # the output was 0.5, the error −0.5


def test_that_a_stretch_trains_no_epochs_together_when_the_time_is_over(run, dealt):
    run.stretch.train(dealt, 0, until=math.inf)

    assert not len(run.stretch.train_many(dealt, 1, run.experiment.plan.rate, until=time.perf_counter()))
    assert run.theta.tolist() == [0.375, 0.375]
