"""Which samples share a batch; small cases by hand."""

from __future__ import annotations

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.batches import Batches
from mlpviz.engine.build import samples_of
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan

NETWORK = NetworkSpec((LayerSpec(1, "Sigmoid"),), loss="CrossEntropy")


def batches(count, size, test=(), seed=0):
    marks = np.isin(np.arange(count), test)
    points = PointSet([[index, 0.0] for index in range(count)], labels=[0] * count, test=marks)
    experiment = Experiment(points, NETWORK, Plan("SGD", 0.1, size, seed=seed))
    return Batches(experiment, *samples_of(experiment))


@pytest.mark.parametrize(("count", "size", "expected"), [(5, 2, 3), (4, 2, 2), (3, 10, 1), (0, 2, 1)])
def test_that_an_epoch_has_as_many_batches_as_it_takes(count, size, expected):
    assert batches(count, size).per_epoch == expected


def test_that_every_train_sample_comes_once_an_epoch_and_no_test_sample():
    dealt = batches(7, 2, test=(1, 4))
    dealt.begin(3)

    seen = np.concatenate([dealt.batch(place)[0][:, 0] for place in range(dealt.per_epoch)])
    assert sorted(seen.tolist()) == [0, 2, 3, 5, 6]
    assert [len(dealt.batch(place)[0]) for place in range(3)] == [2, 2, 1]


def test_that_rows_and_batch_are_the_same_samples_under_their_own_numbers():
    dealt = batches(7, 2, test=(1, 4))
    dealt.begin(0)

    for place in range(dealt.per_epoch):
        assert dealt.points_of(dealt.rows(place)).tolist() == dealt.batch(place)[0][:, 0].tolist()
    assert dealt.rows_of([5, 0]).tolist() == [3, 0]


def test_that_one_batch_keeps_the_order_of_the_points():
    dealt = batches(4, 4, seed=5)
    dealt.begin(9)

    assert dealt.batch(0)[0][:, 0].tolist() == [0, 1, 2, 3]


def test_that_many_orders_at_once_are_those_of_each_epoch():
    dealt = batches(9, 2, seed=3)
    together = dealt.orders(4, 3)

    for row, epoch in zip(together, (4, 5, 6), strict=True):
        dealt.begin(epoch)
        assert row.tolist() == dealt.order.tolist()
