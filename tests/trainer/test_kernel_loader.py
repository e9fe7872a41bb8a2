from __future__ import annotations

import importlib.util
import math
from dataclasses import replace

import numpy as np
import pytest

from mlpviz.engine.experiment import LayerSpec, Plan, preset
from mlpviz.engine.history import History
from mlpviz.engine.records import Progress, Scores
from mlpviz.engine.run import Run
from mlpviz.nn.fast import compiled
from mlpviz.trainer.trainer import Trainer
from tests.bench.travel import travel

pytestmark = pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is not installed")
LONG = 90_000


@pytest.fixture(autouse=True)
def allowed(monkeypatch):
    """Compiling is allowed here; all tests share one cache, in the home that the tests have."""
    monkeypatch.delenv(compiled.NEVER)
    monkeypatch.setattr(compiled, "_loaded", {})


@pytest.fixture
def trainer(qapp):
    trainer = Trainer()
    yield trainer
    trainer.close()


@pytest.fixture
def reports(trainer):
    """Everything the trainer reports."""
    found: list[Progress] = []
    trainer.epochs_finished.connect(found.append)
    return found


def small(engine="auto", activation="Softplus"):
    experiment = preset("XOR", per_class=20)
    layers = (LayerSpec(3, activation), LayerSpec(1, "Sigmoid"))
    network = replace(experiment.network, layers=layers)
    return replace(experiment, network=network, plan=Plan("SGD", 0.05, 5, engine=engine))


def begin(qtbot, trainer, experiment):
    with qtbot.waitSignal(trainer.epochs_finished):
        trainer.begin(experiment)


def pause(qtbot, trainer, reports):
    with qtbot.waitSignal(trainer.training_changed):
        trainer.pause()
    with qtbot.waitSignal(trainer.recomputed):
        trainer.recompute(Run(small("layers")).snapshot(), 0)


def arithmetics(reports):
    return [report.snapshot.arithmetic for report in reports]


def train_into_compiled(qtbot, trainer, reports):
    trainer.play()
    qtbot.waitUntil(lambda: arithmetics(reports).count("compiled") > 2, timeout=LONG)
    pause(qtbot, trainer, reports)


def test_that_compiled_epochs_take_over_between_two_epochs_and_all_can_be_computed_again(qtbot, trainer, reports):
    begin(qtbot, trainer, small())

    train_into_compiled(qtbot, trainer, reports)

    found = arithmetics(reports)
    first = found.index("compiled")
    assert found == ["layers"] * first + ["compiled"] * (len(found) - first)
    takeover = reports[first]
    assert first > 1, "the layers trained while the compiler was at work"
    assert takeover.changed
    assert takeover.snapshot.batch == 0
    told = np.concatenate([report.epochs for report in reports])
    assert told.tolist() == list(range(1, int(told[-1]) + 1))
    row = takeover.scores[-1].tolist()
    assert Scores(*row) == takeover.snapshot.scores, "one arithmetic scores the epoch for curve and snapshot"
    history = History()
    history.begin(reports[0].snapshot)
    for report in reports[1:]:
        history.add(report)
    for wanted in (reports[first - 1].snapshot, takeover.snapshot, reports[first + 1].snapshot):
        with qtbot.waitSignal(trainer.recomputed, timeout=LONG) as answer:
            trainer.recompute(history.before(wanted.epoch), wanted.epoch)
        (again,) = answer.args
        assert again.epoch == wanted.epoch
        assert wanted.batch or np.array_equal(again.theta, wanted.theta)
        assert wanted.batch or again.arithmetic == wanted.arithmetic


@pytest.mark.parametrize("engine", ["auto", "compiled"])
def test_that_every_epoch_around_takeovers_and_changes_is_shown_again_bit_for_bit(qtbot, engine):
    assert "compiled" in travel(qtbot, small(engine)).arithmetics


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("engine", ["layers", "compiled", "auto"])
def test_that_fifty_random_epochs_of_five_thousand_are_shown_again_bit_for_bit(qtbot, engine):
    record = travel(qtbot, small(engine), stretch=1000, looks=50)

    assert max(record.curve) >= 5000
    assert ("compiled" in record.arithmetics) == (engine != "layers")


def test_that_the_next_run_is_compiled_from_its_first_epoch_on(qtbot, trainer, reports):
    begin(qtbot, trainer, small())
    train_into_compiled(qtbot, trainer, reports)
    reports.clear()

    begin(qtbot, trainer, small())
    trainer.adjust(replace(small(), plan=Plan("SGD", 0.01, 5)))
    qtbot.waitUntil(lambda: len(reports) == 2)

    assert arithmetics(reports) == ["compiled", "compiled"]


def test_that_at_a_set_speed_nothing_is_compiled(qtbot, trainer, reports):
    begin(qtbot, trainer, small(activation="ReLU"))
    trainer.set_speed(200.0)

    trainer.play()
    qtbot.waitUntil(lambda: len(reports) > 5)
    pause(qtbot, trainer, reports)

    assert set(arithmetics(reports)) == {"layers"}
    assert trainer._kernel_loader._child is None


def test_that_closing_ends_the_compiler(qtbot):
    trainer = Trainer()
    begin(qtbot, trainer, small(activation="GELU"))
    trainer.play()
    qtbot.waitUntil(lambda: trainer._kernel_loader._child is not None)
    child = trainer._kernel_loader._child
    assert child is not None

    trainer.close()

    assert child.returncode is not None


def test_that_a_wide_network_stays_with_the_layers_and_says_why(qtbot, trainer, reports):
    wide = small()
    wide = replace(wide, network=wide.network.with_units(0, 200), plan=Plan("SGD", 0.05, 20))

    begin(qtbot, trainer, wide)

    assert reports[-1].snapshot.arithmetic == "layers"
    assert "wide" in reports[-1].snapshot.reason


def test_that_the_source_of_a_first_kernel_is_written_only_for_epochs_at_full_speed(
    qtbot, trainer, reports, monkeypatch
):
    written, real = [], compiled.blueprint

    def blueprint(*given):
        written.append(given)
        return real(*given)

    monkeypatch.setattr(compiled, "blueprint", blueprint)
    begin(qtbot, trainer, small())
    trainer.set_speed(1000.0)

    trainer.one_epoch()
    qtbot.waitUntil(lambda: reports[-1].snapshot.epoch == 1)
    assert written == []
    trainer.set_speed(math.inf)
    trainer.play()
    qtbot.waitUntil(lambda: written != [])
    pause(qtbot, trainer, reports)


def test_that_the_layers_train_on_where_the_compiler_fails(qtbot, trainer, reports, monkeypatch):
    broken = compiled.Blueprint("this is no Python", "broken")
    monkeypatch.setattr(compiled, "blueprint", lambda *_: broken)
    begin(qtbot, trainer, small(activation="ELU"))

    trainer.play()
    qtbot.waitUntil(lambda: reports[-1].snapshot.reason != "", timeout=LONG)
    more = reports[-1].snapshot.epoch + 3
    qtbot.waitUntil(lambda: reports[-1].snapshot.epoch > more)
    pause(qtbot, trainer, reports)

    assert set(arithmetics(reports)) == {"layers"}
    assert reports[-1].snapshot.reason == compiled.UNCOMPILED
    assert math.isfinite(reports[-1].snapshot.scores.train_loss)


def test_that_many_epochs_a_call_are_trained_again_after_one_that_a_busy_machine_made_slow(qtbot, trainer, reports):
    begin(qtbot, trainer, small())
    train_into_compiled(qtbot, trainer, reports)
    run = trainer._worker._run
    run.stretch.epoch_seconds = 0.1

    trainer.play()
    qtbot.waitUntil(lambda: run.stretch.epoch_seconds < 0.01)
    pause(qtbot, trainer, reports)

    told = np.concatenate([report.epochs for report in reports])
    assert told.tolist() == list(range(1, int(told[-1]) + 1))
