"""Snapshots that were computed again are kept in limited memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlpviz.engine.experiment import preset
from mlpviz.engine.recall import Recall
from mlpviz.engine.run import Run


@pytest.fixture(scope="module")
def snapshot():
    return Run(preset("XOR", per_class=2)).snapshot()


def test_that_what_came_first_is_forgotten_first(snapshot):
    recall = Recall(most=3)
    for epoch in (1, 2, 3, 1, 4):
        recall.add(replace(snapshot, epoch=epoch))

    assert [one.epoch for one in recall] == [3, 1, 4]
    assert recall.exact(2) is None


def test_that_memory_is_bounded_by_bytes_too(snapshot):
    recall = Recall(most_bytes=2 * snapshot.nbytes)
    for epoch in range(5):
        recall.add(replace(snapshot, epoch=epoch))

    assert [one.epoch for one in recall] == [3, 4]


def test_that_the_middle_of_an_epoch_is_not_its_end(snapshot):
    recall = Recall()
    recall.add(replace(snapshot, epoch=2, batch=1))

    assert recall.exact(2) is None
    recall.add(replace(snapshot, epoch=2))
    assert recall.exact(2) is not None
    assert len(recall) == 2
