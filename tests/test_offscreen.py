from __future__ import annotations

import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage

from mlpviz import offscreen
from mlpviz.engine import number
from mlpviz.engine.examples import example
from mlpviz.engine.experiment import preset
from mlpviz.engine.records import Progress
from mlpviz.engine.reports import training
from mlpviz.engine.run import Run
from mlpviz.engine.telling.narration import Narrator
from mlpviz.offscreen import render
from mlpviz.views.look.pacer import Pacer
from mlpviz.window import Window


def test_that_an_example_with_one_input_is_drawn_in_the_playground_and_step_by_step(qtbot, tmp_path):
    experiment, out = example("statquest").experiment, str(tmp_path / "window.png")

    render(experiment, tmp_path / "window.png", size=(1280, 800), epochs=2)
    playground = QImage(out)
    render(experiment, tmp_path / "window.png", size=(1280, 800), step=58)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    assert playground.width() == QImage(out).width() == 1280
    assert playground != QImage(out)


def test_that_the_chain_of_a_weight_is_drawn_where_the_operation_is_about_one(qtbot, tmp_path):
    experiment, out = example("mazur").experiment, tmp_path / "chain.png"
    operations = Narrator(Run(experiment).walk()).operations
    step = operations.index_of("weight_gradient", 1, 0, 0)
    assert step is not None

    render(experiment, out, step=step + 1)
    without = QImage(str(out))
    render(experiment, out, step=step + 1, chain=True)
    assert QImage(str(out)) != without
    with pytest.raises(ValueError, match="operation 1 is about no single weight"):
        render(experiment, out, step=1, chain=True)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.mark.slow
def test_that_a_step_of_every_depth_is_drawn(qtbot, tmp_path):
    experiment, out = example("mazur").experiment, tmp_path / "depth.png"
    seen = set()
    for depth in ("epoch", "batch", "sample", "operation"):
        render(experiment, out, size=(1024, 700), step=1, depth=depth)
        seen.add(bytes(QImage(str(out)).convertToFormat(QImage.Format.Format_RGB32).bits()))
    assert len(seen) == 4
    ends = ("batch", 4, "rows 1 to 3"), ("epoch", 2, "batches 1 to 1"), ("sample", 7, "phases 1 to 6")
    for depth, step, told in ends:
        with pytest.raises(ValueError, match=f"step is {step}; this update has {told}"):
            render(experiment, out, step=step, depth=depth)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_that_a_picture_of_long_training_keeps_no_report_but_the_last(qtbot, tmp_path, monkeypatch):
    made: list[weakref.ref[Progress]] = []
    alive = []

    def watched(run, epochs):
        for progress in training(run, epochs):
            made.append(weakref.ref(progress))
            yield progress
            del progress
            alive.append(sum(known() is not None for known in made))

    monkeypatch.setattr(offscreen, "training", watched)

    last = render(preset("XOR"), tmp_path / "window.png", epochs=20)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    assert last.snapshot.epoch == len(alive) == 20
    assert max(alive) <= 2


def test_that_without_points_there_is_no_step_to_open(qtbot, tmp_path):
    with pytest.raises(ValueError, match="step is 1, but without points to learn from there is no update"):
        render(preset("Blank"), tmp_path / "window.png", step=1)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    assert not (tmp_path / "window.png").exists()


def test_that_a_picture_waits_for_every_number_and_curve(qtbot, tmp_path, monkeypatch):
    seen = {}

    def look(window):
        cells = window.workspace.bar.training_statistics
        seen["numbers"] = [cells.cell(key).text() for key in ("train_loss", "test_loss")]
        seen["waiting"] = [pacer for pacer in window.findChildren(Pacer) if pacer.waiting]
        return grab(window)

    grab = Window.grab
    monkeypatch.setattr(Window, "grab", look)
    progress = render(preset("XOR"), tmp_path / "window.png", epochs=5)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    scores = progress.snapshot.scores
    assert seen["numbers"] == [number.loss(scores.train_loss), number.loss(scores.test_loss)]
    assert seen["waiting"] == []
