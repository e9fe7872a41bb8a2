from __future__ import annotations

import importlib.util
import time
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.history import History
from mlpviz.engine.reports import report
from mlpviz.engine.run import Run
from mlpviz.nn.fast import compiled

pytestmark = pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is not installed")


@pytest.fixture(autouse=True)
def allowed(monkeypatch):
    """Compiling is allowed here; all tests share one cache, in the home that the tests have."""
    monkeypatch.delenv(compiled.NEVER)


def plan(engine="compiled", rate=0.01, reduction="sum", **more):
    """The plan of nearly all runs here, so that they share a kernel."""
    return Plan("Adam", rate, 7, engine=engine, l2=0.01, reduction=reduction, **more)


def small(engine="compiled", **more):
    return replace(preset("XOR", per_class=20), plan=plan(engine, **more))


def linear(targets, rate):
    """Three points, whose values are learned by two layers of sums. The runs of these share a kernel too."""
    points = PointSet([[2.0, 2.0], [-2.0, 1.0], [1.0, -2.0]], targets=targets)
    network = NetworkSpec([LayerSpec(3, "Linear"), LayerSpec(1, "Linear")], loss="SquaredError")
    return Experiment(points, network, Plan("SGD", rate, 1, engine="compiled"))


def epochs(run, count):
    for _ in range(count):
        run.epoch()
    return run


def same(one, other):
    """Whether two snapshots hold the same numbers, bit for bit."""
    return all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in ("theta", "theta_before", "grad", "memory")
    ) and (one.epoch, one.batch, one.updates, one.scores, one.arithmetic) == (
        other.epoch, other.batch, other.updates, other.scores, other.arithmetic)  # fmt: skip


@pytest.mark.parametrize(("engine", "arithmetic"), [("auto", "layers"), ("layers", "layers"), ("compiled", "compiled")])
def test_that_a_run_of_ones_own_computes_as_its_plan_says(engine, arithmetic):
    snapshot = epochs(Run(small(engine)), 1).snapshot()

    assert snapshot.arithmetic == arithmetic
    assert snapshot.reason == ""


def test_that_an_unknown_engine_is_refused():
    with pytest.raises(ValueError, match="engine is 'warp'; allowed are 'auto', 'layers' and 'compiled'"):
        Plan(engine=cast(Any, "warp"))


@pytest.mark.parametrize("batches", [0, 1, 3])
def test_that_resuming_a_compiled_stretch_is_exact(batches):
    through, first = epochs(Run(small()), 5), epochs(Run(small()), 2)
    for _ in range(batches):
        first.batch()

    second = Run(small("auto")).resume(first.snapshot())

    assert same(second.snapshot(), first.snapshot())
    while second.epochs < 5:
        second.batch()
    assert same(second.snapshot(), through.snapshot())


def test_that_every_epoch_around_a_takeover_can_be_computed_again():
    run, history, seen = Run(small("auto")), History(), {}
    history.begin(run.snapshot())
    for epoch in range(1, 13):
        run.epoch()
        if epoch == 5:
            run.compute("compiled")
        seen[epoch] = run.snapshot()
        if epoch == 5:
            history.add(report(run, [run.scores().row()], changed=True))

    assert [seen[epoch].arithmetic for epoch in (4, 5, 12)] == ["layers", "compiled", "compiled"]
    for epoch, wanted in seen.items():
        again = Run(small("auto")).resume(history.before(epoch))
        while again.epochs < epoch:
            again.epoch()
        assert same(again.snapshot(), wanted)


def test_that_an_epoch_cut_short_anywhere_ends_at_the_same_bits():
    whole, parted = epochs(Run(small()), 3), Run(small())
    while parted.epochs < 3:
        parted.train(until=time.perf_counter() + 1e-5)

    assert same(whole.snapshot(), parted.snapshot())


def test_that_until_now_is_one_batch():
    run = Run(small())

    for batch in (1, 2, 3):
        assert not run.train(until=0.0)
        assert run.batches == batch


def test_that_a_single_update_equals_the_walk_through_it_even_in_a_compiled_stretch():
    run = epochs(Run(small()), 2)
    run.batch()
    walk = run.walk()

    run.one_update()

    assert np.array_equal(run.theta, walk.theta)
    assert np.array_equal(run.theta_before, walk.before.theta)
    assert run.arithmetic == "compiled"
    epochs(run, 1)
    assert (run.epochs, run.batches) == (3, 0)


def test_that_a_walk_leaves_a_compiled_run_where_it_is():
    watched, quiet = Run(small()), epochs(Run(small()), 2)
    for _ in range(2):
        watched.walk()
        watched.batch()
        watched.walk()
        watched.epoch()

    assert same(watched.snapshot(), quiet.snapshot())


def test_that_a_compiled_run_can_go_back_to_the_layers_within_an_epoch():
    run = epochs(Run(small()), 1)
    run.batch()

    run.compute("layers")
    twin = Run(small("layers")).resume(run.snapshot())

    assert same(epochs(run, 2).snapshot(), epochs(twin, 2).snapshot())


def test_that_a_changed_rate_is_taken_on():
    run, fresh = epochs(Run(small()), 2), epochs(Run(small()), 2)
    slower = small(rate=1e-6)
    before = run.theta.copy()

    run.adjust(slower)
    epochs(run, 1)

    assert run.arithmetic == "compiled"
    assert np.max(np.abs(run.theta - before)) < 1e-4
    assert np.max(np.abs(epochs(fresh, 1).theta - before)) > 1e-3


def test_that_changed_layers_are_taken_on():
    run, wider = epochs(Run(small()), 2), small()
    wider = replace(wider, network=wider.network.with_units(0, 9))

    run.adjust(wider)
    twin = Run(wider).resume(run.snapshot())

    assert run.arithmetic == "compiled"
    assert same(epochs(run, 2).snapshot(), epochs(twin, 2).snapshot())


def test_that_a_schedule_lowers_the_rate_of_compiled_epochs():
    halved = small(schedule={"name": "StepDecay", "every": 1, "gamma": 0.0})
    run = epochs(Run(halved), 1)
    before = run.theta.copy()

    epochs(run, 2)

    assert np.array_equal(run.theta, before)


def test_that_a_run_without_points_stands_still():
    experiment = replace(preset("Blank"), plan=plan())

    run = epochs(Run(experiment), 2)

    assert run.epochs == 2
    assert np.array_equal(run.theta, experiment.network.first_theta())


@pytest.mark.slow
def test_that_a_diverging_compiled_run_warns_of_nothing():
    run = epochs(Run(linear([[1.0], [0.0], [2.0]], 0.6)), 60)

    assert not run.snapshot().finite
    assert run.arithmetic == "compiled"


def trained(run, count):
    """The rows of at least so many epochs of many a call, after one epoch that is timed."""
    run.epoch()
    rows = np.empty((0, 7))
    while len(rows) < count:
        rows = np.concatenate([rows, run.train_many(until=time.perf_counter() + 0.02)])
    return rows


@pytest.mark.parametrize(("name", "reduction"), [("XOR", "sum"), pytest.param("Blobs", "mean", marks=pytest.mark.slow)])
def test_that_many_epochs_a_call_train_as_single_epochs_do_and_score_each(name, reduction):
    experiment = replace(preset(name, per_class=20), plan=plan(reduction=reduction))
    many, single = Run(experiment), Run(experiment)

    rows = trained(many, 20)
    single.epoch()

    assert many.epochs == len(rows) + 1
    for row in rows:
        single.epoch()
        assert row == pytest.approx(single.scores().row()[0], rel=1e-12, nan_ok=True)
    assert same(many.snapshot(), single.snapshot())
    many.one_update()
    single.one_update()
    assert same(many.snapshot(), single.snapshot())


def test_that_many_epochs_without_classes_or_test_points_tell_no_more_than_there_is():
    run = Run(linear([[0.5], [2.0], [-1.0]], 0.02))

    last = trained(run, 3)[-1]

    assert last[0] == run.scores().train_loss  # the kernel scores both
    assert np.isnan(last[1:4]).all()
    assert last[4] == run.scores().train_r2
    assert np.isnan(last[5])
    assert last[6] == 0.0


def test_that_many_epochs_end_where_the_loss_is_no_number_any_more():
    run = Run(linear([[1.0], [0.0], [2.0]], 0.6))

    run.epoch()
    rows = np.empty((0, 7))
    while not len(rows) or np.isfinite(rows[-1, 0]):
        rows = np.concatenate([rows, run.train_many(until=time.perf_counter() + 0.1)])

    assert np.isfinite(rows[:-1, 0]).all()
    assert run.epochs == len(rows) + 1
    assert not run.snapshot().finite


def test_that_no_epochs_are_trained_together_before_one_was_timed_so_that_a_huge_one_delays_no_order():
    run = Run(small())

    assert not len(run.train_many(until=time.perf_counter() + 1.0))
    assert run.epochs == 0

    run.epoch()
    assert len(run.train_many(until=time.perf_counter() + 1.0))


def test_that_no_epochs_are_trained_together_with_the_layers_or_within_an_epoch():
    layers, amid = Run(small("layers")), Run(small())
    amid.batch()

    assert not len(layers.train_many(until=time.perf_counter() + 1.0))
    assert not len(amid.train_many(until=time.perf_counter() + 1.0))
    assert (layers.epochs, amid.epochs, amid.batches) == (0, 0, 1)
