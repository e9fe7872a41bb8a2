from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage

from mlpviz.engine.examples import example
from mlpviz.offscreen import render


def test_that_an_example_with_one_input_is_drawn_in_the_playground_and_step_by_step(qtbot, tmp_path):
    experiment, out = example("statquest").experiment, str(tmp_path / "window.png")

    render(experiment, tmp_path / "window.png", size=(1280, 800), epochs=2)
    playground = QImage(out)
    render(experiment, tmp_path / "window.png", size=(1280, 800), step=58)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    assert playground.width() == QImage(out).width() == 1280
    assert playground != QImage(out)
