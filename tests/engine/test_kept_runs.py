"""How a kept run differs from the present one, in its own values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mlpviz.engine.experiment import Experiment, LayerSpec, Plan, preset
from mlpviz.engine.history import History
from mlpviz.engine.kept_runs import SAME, KeptRun, differences
from mlpviz.engine.reports import report
from mlpviz.engine.run import Run


def planned(**changes) -> Experiment:
    usual: dict[str, Any] = {"optimizer": "Adam", "learning_rate": 0.01, "batch_size": 20}
    return replace(preset("XOR"), plan=Plan(**usual | changes))


def shaped(*units, **changes):
    now = preset("XOR")
    layers = (*(LayerSpec(count, "Tanh") for count in units), now.network.layers[-1])
    return replace(now, network=replace(now.network, layers=layers, **changes))


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        (planned(), ()),
        (planned(learning_rate=0.3), ("rate 0.3",)),
        (planned(optimizer="SGD", learning_rate=0.3), ("SGD", "rate 0.3")),
        (planned(batch_size=150, l2=0.1), ("batch size 150", "L2 0.1")),
        (shaped(2), ("network 2–2–1",)),
        (shaped(6, 4, seed=3), ("weight seed 3",)),
        (shaped(6, 4, initializer="Zeros"), ("Zeros weights",)),
        (preset("Moons"), ("Moons",)),
        (preset("XOR", noise=0.4, seed=2), ("noise 0.4", "point seed 2")),
        (preset("XOR", per_class=10), ("10 points a class",)),
    ],
)
def test_that_a_run_is_told_by_what_it_has_other_than_the_present_one(kept, told):
    assert differences(kept, planned()) == told


def test_that_points_of_the_learner_count_as_other_points():
    now = planned()
    drawn = replace(now, points=now.points.with_points(np.zeros((2, 2)), 0))

    assert differences(drawn, now) == ("train points 182",)


def test_that_a_run_is_called_by_its_name_else_by_what_differs():
    run, history = Run(planned(learning_rate=0.3)), History()
    history.begin(run.snapshot())
    run.epoch()
    history.add(report(run, [run.scores().row()]))
    kept = KeptRun(1, run.experiment, run.snapshot(), history)

    assert kept.title(planned()) == "Rate 0.3"
    assert kept.title(run.experiment) == SAME
    assert replace(kept, name="Too fast").title(planned()) == "Too fast"
