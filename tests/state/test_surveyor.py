"""Landscapes computed in other processes: the newest request alone is answered, coarse and then fine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mlpviz.engine.experiment import preset
from mlpviz.engine.landscape import losses
from mlpviz.engine.landscape.survey import Request
from mlpviz.engine.run import Run
from mlpviz.state.surveyor import Surveyor


@pytest.fixture
def surveyor(qapp, monkeypatch):
    monkeypatch.setattr(losses, "FINE", (31, 27))
    made = Surveyor()
    yield made
    made.close()


def test_only_the_newest_request_is_answered_and_a_cancelled_one_is_not(qtbot, surveyor):
    experiment = preset("XOR", per_class=4)
    first = Request("random", experiment, Run(experiment).theta.copy(), (), seed=1)
    laid: list[Any] = []
    found: list[Any] = []
    told: list[tuple[int, int]] = []
    surveyor.laid.connect(laid.append)
    surveyor.computed.connect(found.append)
    surveyor.progressed.connect(lambda done, count: told.append((done, count)))
    surveyor.look(first)
    surveyor.look(replace(first, seed=2))
    qtbot.waitUntil(lambda: not surveyor.busy, timeout=60_000)
    assert [one.request.seed for one in laid] == [2]
    assert found[-1].fine
    assert found[-1].losses.shape == (27, 31)
    assert max(told) == (7, 7)
    assert told[-1] == (0, 0)
    surveyor.look(replace(first, seed=3), coarse=True)
    qtbot.waitUntil(lambda: not surveyor.busy, timeout=60_000)
    assert not found[-1].fine
    assert np.isfinite(found[-1].losses).all()
    count = len(found)
    surveyor.look(first)
    surveyor.cancel()
    assert not surveyor.busy
    surveyor.look(replace(first, seed=4), coarse=True)
    qtbot.waitUntil(lambda: not surveyor.busy, timeout=60_000)
    assert [one.request.seed for one in laid] == [2, 3, 4]
    assert len(found) == count + 1
