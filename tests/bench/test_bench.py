"""A bench is driven by a script: it trains, looks back and steps through an update without any widget."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from mlpviz.bench.bench import Bench
from mlpviz.engine.experiment import preset
from mlpviz.engine.run import Run
from mlpviz.nn.fast import compiled
from mlpviz.state.picture_maker import Picture


@pytest.fixture
def bench(qtbot):
    made = Bench(preset("XOR", per_class=10))
    qtbot.waitUntil(lambda: made.playhead.snapshot is not None)
    yield made
    made.close()


def test_that_a_script_trains_one_epoch_as_a_run_does(qtbot, bench):
    bench.one_epoch()
    qtbot.waitUntil(lambda: bench.playhead.snapshot.epoch == 1)

    run = Run(bench.document.experiment)
    run.epoch()
    assert bench.playhead.snapshot.theta.tolist() == run.theta.tolist()


def test_that_a_step_is_an_operation_while_stepping_and_an_epoch_else(qtbot, bench):
    bench.stepping.open()
    assert bench.stepping.active
    bench.stepping.depths.choose("operation")
    bench.step()
    assert (bench.stepping.walkthrough.index, bench.playhead.epoch) == (1, 0)
    bench.back()
    assert bench.stepping.walkthrough.index == 0

    bench.stepping.leave()
    bench.step()
    qtbot.waitUntil(lambda: bench.playhead.epoch == 1)
    bench.back()
    assert bench.playhead.epoch == 0


def test_that_an_example_opens_in_the_step_through(qtbot, bench):
    shown: list[Picture] = []
    bench.picture_maker.ready.connect(shown.append)
    bench.open_example("Mazur 2-2-2")
    qtbot.waitUntil(lambda: bool(shown) and shown[-1].snapshot.experiment.example == "Mazur 2-2-2")
    bench.stepping.show_snapshot(shown[-1].snapshot)  # as whoever shows the picture does

    assert bench.stepping.active
    assert bench.stepping.walkthrough.walk.loss == pytest.approx(0.298371109, abs=5e-10)


def test_that_nothing_is_compiled_where_the_screen_would_wait_for_it(qtbot, monkeypatch):
    asked: list[threading.Thread] = []

    def load(blueprint: compiled.Blueprint) -> None:
        asked.append(threading.current_thread())
        raise OSError("no compiler here")

    monkeypatch.delenv(compiled.NEVER)
    monkeypatch.setattr(compiled.Blueprint, "load", load)
    chosen = preset("XOR", per_class=10)
    bench = Bench(replace(chosen, plan=replace(chosen.plan, engine="compiled")))
    qtbot.waitUntil(lambda: bench.playhead.snapshot is not None)
    bench.one_epoch()
    qtbot.waitUntil(lambda: bench.playhead.epoch == 1)

    bench.stepping.open()
    assert bench.stepping.active
    bench.stepping.leave()
    bench.transport.scrub(0)
    bench.editor.set_rate(0.5)
    assert bench.playhead.edited
    bench.close()

    assert threading.main_thread() not in asked


def moment(bench):
    newest = bench.playhead.newest
    return newest.epoch, newest.batch, newest.theta.tolist(), newest.memory.tolist(), newest.updates


@pytest.mark.parametrize("last", [False, True], ids=["inside an epoch", "at its end"])
def test_that_undo_takes_back_a_kept_update_and_nothing_else(qtbot, bench, last):
    bench.editor.set_rate(0.5)
    bench.editor.change_plan("Change the batch size", replace(bench.document.experiment.plan, batch_size=5))
    bench.editor.add_layer()
    edited = bench.document.experiment
    qtbot.waitUntil(lambda: bench.playhead.snapshot.experiment == edited)
    for batch in range(-(-edited.points.train_count // 5) - 1 if last else 0):
        bench.stepping.keep()
        qtbot.waitUntil(lambda batch=batch: bench.playhead.snapshot.batch == batch + 1)
    there, walk = moment(bench), Run(edited).resume(bench.playhead.snapshot).walk()
    edits = bench.document.undo_stack.index()

    bench.stepping.keep()
    qtbot.waitUntil(lambda: moment(bench) != there)
    qtbot.waitUntil(lambda: bench.playhead.snapshot is bench.playhead.newest)
    kept = moment(bench)
    assert kept[2] == walk.theta.tolist()
    assert kept[:2] == ((1, 0) if last else (0, 1))
    assert bench.playhead.history.losses.epochs.tolist() == ([0, 1] if last else [0])

    bench.document.undo_stack.undo()
    qtbot.waitUntil(lambda: moment(bench) == there)
    assert bench.document.experiment == edited
    assert bench.document.undo_stack.index() == edits
    assert bench.playhead.history.losses.epochs.tolist() == [0]

    bench.document.undo_stack.redo()
    qtbot.waitUntil(lambda: moment(bench) == kept)


def test_that_a_late_picture_does_not_keep_the_step_through_from_opening(qtbot, bench):
    bench.playhead.history._most = 2  # so that an epoch in between has to be computed again
    for epoch in range(1, 7):
        bench.one_epoch()
        qtbot.waitUntil(lambda epoch=epoch: bench.playhead.snapshot.epoch == epoch)
    wanted = next(epoch for epoch in range(1, 6) if bench.playhead.history.exact(epoch) is None)
    with qtbot.waitSignal(bench.trainer.recomputed):
        bench.transport.scrub(wanted)
        nearest = bench.playhead.snapshot
        bench.stepping.open()
    assert nearest.epoch != wanted

    bench.stepping.show_snapshot(nearest)
    assert not bench.stepping.active
    bench.stepping.show_snapshot(bench.playhead.snapshot)

    assert bench.stepping.active
    assert bench.stepping.walkthrough.walk.before.epoch == wanted
