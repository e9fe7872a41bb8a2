"""What a learner does on a bench is in its file: the file is verified, and another bench goes on from it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.bench.bench import Bench
from mlpviz.engine.experiment import preset
from mlpviz.engine.history import History
from mlpviz.engine.session.finding import Finding
from mlpviz.engine.session.reading import read_session
from mlpviz.engine.session.session import SavedBench, Session
from mlpviz.engine.session.verification import verifying
from mlpviz.engine.session.writing import write_session
from mlpviz.state.document import Moment
from tests.engine.session.sessions import assert_same_history, differences


@pytest.fixture
def bench(qtbot):
    made = Bench(preset("XOR", per_class=30))
    qtbot.waitUntil(lambda: made.playhead.snapshot is not None)
    yield made
    made.close()


def newest(bench: Bench):
    found = bench.playhead.newest
    assert found is not None
    return found


def changed(qtbot, bench: Bench, change, *arguments) -> None:
    """Change something, and wait until the trainer has told of it and it is on screen."""
    qtbot.waitUntil(lambda: not bench.playhead.waiting)
    before = newest(bench)
    change(*arguments)
    qtbot.waitUntil(lambda: newest(bench) is not before and not bench.playhead.waiting)


def trained(qtbot, bench: Bench, epochs: int) -> None:
    for _ in range(epochs):
        epoch = newest(bench).epoch
        bench.one_epoch()
        qtbot.waitUntil(lambda epoch=epoch: newest(bench).epoch == epoch + 1)


def shown(qtbot, bench: Bench, epoch: int) -> None:
    bench.transport.scrub(epoch)
    qtbot.waitUntil(lambda: bench.playhead.epoch == epoch and bench.playhead.base is not None)


def live_a_while(qtbot, bench: Bench) -> None:
    """Play, change this and that, set a weight, keep updates, go on from the past."""
    network = bench.document.experiment.network
    changed(qtbot, bench, bench.editor.change_network, "Add a layer", network.with_layer_before(1))
    trained(qtbot, bench, 3)
    changed(qtbot, bench, bench.editor.set_rate, 0.05)
    bench.play()
    qtbot.waitUntil(lambda: newest(bench).epoch > 20)
    changed(qtbot, bench, bench.editor.add_points, np.array([[0.5, -1.5]]), 1)
    qtbot.waitUntil(lambda: newest(bench).epoch > 30)
    bench.transport.pause()
    qtbot.waitUntil(lambda: not bench.trainer.training)
    changed(qtbot, bench, bench.editor.set_weight, 4, 0.75)
    trained(qtbot, bench, 2)
    changed(qtbot, bench, bench.transport.keep_updates, 2)
    trained(qtbot, bench, 1)
    shown(qtbot, bench, 12)
    changed(qtbot, bench, bench.transport.train_from_here)
    qtbot.waitUntil(lambda: newest(bench).epoch > 15)
    bench.transport.pause()
    qtbot.waitUntil(lambda: not bench.trainer.training)
    more = bench.document.experiment.network.with_units(0, 3)
    changed(qtbot, bench, bench.editor.change_network, "Fewer units", more)
    changed(qtbot, bench, bench.document.undo_stack.undo)
    trained(qtbot, bench, 2)
    changed(qtbot, bench, bench.editor.set_weight, 2, -0.5)
    changed(qtbot, bench, bench.transport.keep_updates, 2)


def test_that_what_was_done_on_a_bench_is_verified_and_goes_on_from_its_file(qtbot, bench, tmp_path):
    live_a_while(qtbot, bench)
    record, experiment = bench.playhead.history.record(), bench.document.experiment
    write_session(tmp_path / "a.mlpviz", Session((SavedBench("playground", experiment, record),)))

    saved = read_session(tmp_path / "a.mlpviz").benches[0]

    assert_same_history(record, saved.history)
    found = [one for one in verifying(saved.history) if isinstance(one, Finding)]
    assert [one for one in found if not one.good] == []
    assert found[0].sentence == "the first weights are drawn by Xavier with seed 0."
    assert {"begins", "changed", "kept", "by hand"} <= {one.kind for one in found}

    history = History.of(saved.history)
    twin = Bench(saved.experiment)
    try:
        twin.document.replace("Open", Moment(saved.experiment), Moment(saved.experiment, history.newest, history))
        moment = newest(bench).moment
        qtbot.waitUntil(lambda: twin.playhead.newest is not None and twin.playhead.newest.moment == moment)
        for one in (bench, twin):
            trained(qtbot, one, 3)
        mine, theirs = (replace(newest(one), run=0) for one in (bench, twin))
        assert differences(mine, theirs) == []
    finally:
        twin.close()
