"""Going back in a run that was trained by the real trainer shows every number as it was, bit for bit."""

from __future__ import annotations

from dataclasses import replace

from mlpviz.engine.experiment import Plan, preset
from tests.bench.travel import travel


def test_that_any_epoch_is_shown_again_bit_for_bit_whatever_was_changed_on_the_way(qtbot):
    chosen = preset("Spiral", per_class=20)

    record = travel(qtbot, replace(chosen, plan=Plan("SGD", 0.05, 5, engine="layers")))

    assert set(record.arithmetics) == {"layers"}
