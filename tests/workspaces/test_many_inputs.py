"""Points with more inputs than the canvas has axes, in the real window."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt

from mlpviz.data.area import around
from mlpviz.data.naming import Naming
from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec
from mlpviz.engine.places import places
from mlpviz.views.controls.label import Elided
from mlpviz.views.data.axes_row import AxesRow


def test_that_the_learner_chooses_which_two_inputs_are_seen_and_undo_brings_the_others_back(qtbot, open_app):
    x = np.array([[0.0, 100.0, 5.0, 1e-5], [1.0, 200.0, 7.0, 2e-5], [0.5, 120.0, 9.0, 3e-5]])
    points = PointSet(x, [0, 1, 1])
    network = NetworkSpec([LayerSpec(2, "Tanh"), LayerSpec(1, "Sigmoid")], inputs=4)
    naming = Naming(("age", "", "height"))
    app = open_app(Experiment(points, network, naming=naming, area=around(places(points))))
    data = app.playground.view.data
    row, canvas = data.findChild(AxesRow), data.canvas()
    across, up = row.combos()
    held = row.findChild(Elided)
    assert row.isVisible()
    assert [across.itemText(index) for index in range(4)] == ["age", "x₂", "height", "x₄"]
    assert held.text() == "height, x₄ are held at the mean"

    across.setCurrentIndex(3)
    across.activated.emit(3)

    assert app.bench.document.experiment.axes == (3, 1)
    assert held.text() == "age, height are held at the mean"
    assert canvas.beyond().total() == 0
    assert canvas.near(np.array([3e-5, 120.0]), 2).tolist() == [2]
    qtbot.waitUntil(lambda: app.playground.presenter.picture.snapshot.experiment.axes == (3, 1))
    up.setCurrentIndex(3)
    up.activated.emit(3)
    assert app.bench.document.experiment.axes == (1, 3)  # the same one twice: they change places
    for _ in range(2):
        app.window.action("undo").trigger()
    assert app.bench.document.experiment.axes == (0, 1)
    assert canvas.near(np.array([0.5, 120.0]), 2).tolist() == [2]

    before = len(app.bench.document.experiment.points)
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.rect().center())
    assert len(app.bench.document.experiment.points) == before
    assert "4 inputs" in canvas.overlay().notice()
