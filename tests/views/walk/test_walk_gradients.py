"""One name a quantity: ∂L/∂w is the slope of the loss in tooltip, lens and table, whatever the optimizer then uses."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from mlpviz.data.points import PointSet
from mlpviz.engine.edge_lenses import Gradients
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.run import Run
from mlpviz.engine.telling.narration import Mark, Narrator
from mlpviz.views.walk.columns.gradients import WalkGradients
from mlpviz.views.walk.graph.captions import tooltip
from mlpviz.views.walk.graph.scene import WalkScene

WEIGHT, BIAS = Mark("edge", 1, 0, 0), Mark("bias", 1, 0)


def walked(plan: Plan, **spec) -> Narrator:
    """One linear unit with w = 3, at x = 1 and t = 0 with the squared error: ∂L/∂w = ∂L/∂b = 3."""
    points = PointSet(np.array([[1.0]]), targets=np.array([[0.0]]))
    network = NetworkSpec((LayerSpec(1, "Linear"),), loss="SquaredError", inputs=1, theta=(3, 0), **spec)
    return Narrator(Run(Experiment(points, network, plan)).walk())


def updating(theme, narrator: Narrator) -> WalkScene:
    scene = WalkScene(theme, narrator, narrator.operations)
    scene.show(len(narrator.operations) - 1)
    return scene


def numbers(scene: WalkScene, mark: Mark) -> dict[str, float]:
    """What a tooltip tells, by name."""
    lines = (line.split(" = ") for line in tooltip(scene, mark).split("\n")[1:])
    return {name: float(value.replace("−", "-")) for name, value in lines}


@pytest.mark.parametrize(("plan", "spec", "others"), [
    (Plan("SGD", 0.1, 1), {}, {}),
    # The norm of (3, 3) is 3√2, so clipping to 1 leaves 1/√2.
    (Plan("SGD", 0.1, 1, clip=1.0), {}, {"after clipping": 0.5**0.5}),
    (Plan("SGD", 0.1, 1), {"frozen": (0,)}, {}),
    (Plan("SGD", 0.1, 1, clip=1.0), {"frozen": (0,)}, {}),
    # λ₂ w = .3, and (3.3, 3) has the norm √19.89.
    (Plan("SGD", 0.1, 1, l2=0.1), {}, {"with penalty": 3.3}),
    (Plan("SGD", 0.1, 1, l2=0.1, clip=1.0), {}, {"with penalty": 3.3, "after clipping": 3.3 / 19.89**0.5}),
])
def test_that_the_slope_of_the_loss_is_the_same_in_tooltip_and_lens(theme, plan, spec, others):
    narrator = walked(plan, **spec)
    scene = updating(theme, narrator)

    found = numbers(scene, WEIGHT)
    new = float(narrator.walk.theta[0])
    assert found == pytest.approx({"w": 3.0, "∂L/∂w": 3.0, **others, "new w": new}, abs=1e-9)
    if not plan.l2:
        assert scene.value(Gradients(), WEIGHT) == 3.0 == narrator.gradients(scene.index)[0].gradient
        assert scene.limit(Gradients()) == 3.0


def test_that_a_bias_is_told_by_its_own_name(theme):
    scene = updating(theme, walked(Plan("SGD", 0.1, 1)))

    assert numbers(scene, BIAS) == pytest.approx({"b": 0.0, "∂L/∂b": 3.0, "new b": -0.3})


@pytest.mark.parametrize(("l1", "head", "title"), [
    (0.0, "∂L/∂w", "Loss along "), (0.5, "with penalty", "Loss plus penalty along ")])
def test_that_gradients_with_penalty_have_another_name_in_the_table(qtbot, theme, l1, head, title):
    narrator = walked(Plan("SGD", 0.1, 1, l1=l1))
    column = WalkGradients(theme)
    qtbot.addWidget(column)
    column.show_walk(narrator, narrator.operations)
    model = column.table.rows

    assert model.headerData(2, Qt.Orientation.Horizontal) == "∂L/∂w"
    column.show_index(len(narrator.operations) - 1)
    assert model.headerData(2, Qt.Orientation.Horizontal) == head
    assert float(model.text(0, 2)) == 3.0 + l1
    assert column.curve.accessibleName().startswith(title)
