"""The row above the graph: names, units and places for layers, however many layers there are."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import Qt

from mlpviz.engine.experiment import Experiment, LayerSpec, preset
from mlpviz.engine.network_spec import MOST_UNITS
from mlpviz.nn.activations import activations
from mlpviz.views.network.network_panel import NetworkPanel

LEFT = Qt.MouseButton.LeftButton


def shown(qtbot, theme, experiment: Experiment, width: int = 632) -> NetworkPanel:
    made = NetworkPanel(theme)
    qtbot.addWidget(made)
    made.resize(width, 712)
    made.show()
    qtbot.waitExposed(made)
    made.show_experiment(experiment)
    return made


@pytest.fixture
def panel(qtbot, theme):
    return shown(qtbot, theme, preset("Spiral"))


def type_units(qtbot, panel, layer, text):
    line = panel.chips._units[layer].count
    qtbot.mouseClick(line, LEFT)
    qtbot.keyClicks(line, text)
    return line


def test_that_the_number_of_units_can_be_typed_into(qtbot, panel):
    network = preset("Spiral").network
    assert panel.chips._units[0].count.text() == "6 units"

    line = type_units(qtbot, panel, 0, "12")
    with qtbot.waitSignal(panel.network_requested) as asked:
        qtbot.keyClick(line, Qt.Key.Key_Return)

    assert asked.args == ["Change the units", network.with_units(0, 12)]
    assert not line.hasFocus()


@pytest.mark.parametrize(("text", "key"), [
    ("0", Qt.Key.Key_Return), (str(MOST_UNITS + 1), Qt.Key.Key_Return), ("2.5", Qt.Key.Key_Return),
    ("x", Qt.Key.Key_Return), ("6", Qt.Key.Key_Return), ("12", Qt.Key.Key_Escape),
])  # fmt: skip
def test_that_what_is_no_new_number_of_units_changes_nothing(qtbot, panel, text, key):
    line = type_units(qtbot, panel, 0, text)
    with qtbot.assertNotEmitted(panel.network_requested):
        qtbot.keyClick(line, key)
        if key == Qt.Key.Key_Escape:
            assert line.text() == "6"
            qtbot.keyClick(line, key)  # the second leaves; in the main window the first does

    assert line.text() == "6 units"


def of_depth(hidden, kind):
    experiment = preset("Spiral")
    layers = (*(LayerSpec(4, kind) for _ in range(hidden)), LayerSpec(1, "Sigmoid"))
    return replace(experiment, network=replace(experiment.network, layers=layers, theta=None))


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("width", [480, 560, 632, 790])
@pytest.mark.parametrize(
    ("hidden", "kind"), [(1, "ReLU"), (2, "Tanh"), (3, "LeakyReLU"), (4, "GELU"), (6, "LeakyReLU")]
)
def test_that_deep_networks_keep_names_units_and_places(qtbot, theme, hidden, kind, width, scale):
    theme.set_text_scale(scale)
    panel = shown(qtbot, theme, of_depth(hidden, kind), round(width * scale))
    chips = panel.chips
    rows, places = chips._units, chips._places
    qtbot.waitUntil(lambda: chips.width() >= panel.width() - 40 and all(place.isVisible() for place in places))

    name = activations.make(kind).label
    assert all(name in chip.text() for chip in chips.chips()[:-1])
    assert "sigmoid" in chips.chips()[-1].text()
    assert all(chip.width() >= chip.sizeHint().width() for chip in chips.chips())
    assert all(row.isVisible() and row.count.text().startswith("4") for row in rows)
    assert all(place.text() == "layer" for place in places)
    for line in ([chips._input, *chips.chips()], [*rows, *places]):
        boxes = [one.geometry() for one in line]
        assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
        assert all(chips.rect().contains(box) for box in boxes)
