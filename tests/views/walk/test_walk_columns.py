from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtWidgets import QLabel

from mlpviz.data.points import PointSet
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.run import Run
from mlpviz.engine.telling.narration import Along, Mark, Narrator, OperationCurve
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.controls.switch import Switch
from mlpviz.views.walk.columns.curve import WalkCurve
from mlpviz.views.walk.columns.gradients import WalkGradients
from mlpviz.views.walk.columns.rate import RateField
from mlpviz.views.walk.columns.sample import WalkSample, about
from mlpviz.views.walk.columns.table import GradientTable
from tests.seen_text import faults, seen_texts

CHAIN, UPDATE = 17, 35


def batch_narrator(**changes) -> Narrator:
    spec = NetworkSpec((LayerSpec(6), LayerSpec(4), LayerSpec(1, "Sigmoid")), **changes)
    run = Run(Experiment(preset("Spiral").points, spec, Plan("Adam", learning_rate=0.01, batch_size=20)))
    run.batch()
    return Narrator(run.walk())


@pytest.fixture(scope="module")
def mazur():
    return Narrator(Run(EXAMPLES["Mazur 2-2-2"].experiment).walk())


@pytest.fixture(scope="module")
def batch():
    return batch_narrator()


@pytest.fixture
def opened(qtbot, theme):
    def open_view(kind, narrator, index, size):
        view = kind(theme)
        qtbot.addWidget(view)
        view.resize(*size)
        view.show_walk(narrator, narrator.operations)
        view.show_index(index)
        with qtbot.waitExposed(view):
            view.show()
        return view

    return open_view


@pytest.fixture
def sample(opened, mazur):
    return opened(WalkSample, mazur, CHAIN, (256, 512))


@pytest.fixture
def gradients(opened, mazur):
    return opened(WalkGradients, mazur, CHAIN, (336, 512))


def values(view: WalkSample) -> dict[str, str]:
    return {line.symbol: line.value for line in view.values.lines() if line.kind in ("row", "total")}


def words(view) -> list[str]:
    return [one.text() for one in view.findChildren(QLabel)]


def test_that_the_sample_shows_the_digits_of_the_published_example(sample):
    assert values(sample) == {
        "x_1": "0.05", "x_2": "0.10", "o_1": "0.75136507", "o_2": "0.772928465",
        "E_1": "0.274811083", "E_2": "0.023560026", "E": "0.298371109",
    }
    assert [line.before for line in sample.values.lines() if line.before] == ["0.01", "0.99"]
    assert "1 of 1" in words(sample)


def test_that_rows_of_the_mean_squared_error_add_up_by_the_formula_above_them(opened):
    # o − t = 3, 0 and −1.5, so the outputs add 9/3, 0 and 2.25/3.
    points = PointSet(np.zeros((1, 2)), targets=np.array([[1.0, 2.0, 4.0]]))
    spec = NetworkSpec((LayerSpec(3, "Linear"),), loss="MeanSquaredError", theta=(0, 0, 0, 0, 0, 0, 4, 2, 2.5))
    narrator = Narrator(Run(Experiment(points, spec)).walk())
    sample = opened(WalkSample, narrator, len(narrator.operations) - 1, (256, 512))

    heading = [line.symbol for line in sample.values.lines() if line.kind == "caption"][-1]
    assert heading == r"Error $\tfrac{1}{3} (o - t)^2$"
    shown = {name: float(text) for name, text in values(sample).items() if name.startswith("L")}
    assert shown == pytest.approx({"L_1": 3.0, "L_2": 0.0, "L_3": 0.75, "L": 3.75})
    parts = [narrator.tell(narrator.operations.index_of("sample_loss", 0, unit) or 0) for unit in range(3)]
    assert [part.result for part in parts] == pytest.approx([3.0, 0.0, 0.75])
    assert [term.symbol for term in parts[0].terms] == ["L_1", "=", r"\frac{1}{3}", "·", "(", "o_1", "−", "t_1", ")²"]


def test_that_outputs_and_errors_stay_empty_until_the_walk_reaches_them(sample):
    sample.show_index(0)
    assert values(sample)["x_1"] == "0.05"
    assert [values(sample)[name] for name in ("o_1", "o_2", "E_1", "E_2", "E")] == [""] * 5
    assert "target 0.01, not yet computed" in sample.values.summary()
    sample.show_index(6)
    assert values(sample)["o_1"] == "0.75136507"
    assert values(sample)["o_2"] == ""


def test_that_four_digits_are_chosen_by_a_click(sample, qtbot):
    four = sample.findChild(Segmented).button("4")
    with qtbot.waitSignal(sample.digits_chosen) as told:
        qtbot.mouseClick(four, Qt.MouseButton.LeftButton)
    assert told.args == [4]
    assert values(sample)["E"] == "0.2984"


def test_that_the_switch_asks_to_update_biases(sample, qtbot):
    switch = sample.findChild(Switch)
    assert not switch.isChecked()
    with qtbot.waitSignal(sample.biases_requested) as told:
        qtbot.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert told.args == [True]


def test_that_a_typed_rate_is_requested_and_nonsense_is_refused(sample, qtbot):
    field = sample.findChild(RateField)
    assert field.currentText() == "0.5"
    field.lineEdit().selectAll()
    with qtbot.waitSignal(sample.rate_requested) as told:
        qtbot.keyClicks(field.lineEdit(), "0,25")
        qtbot.keyClick(field.lineEdit(), Qt.Key.Key_Return)
    assert told.args == [0.25]
    field.lineEdit().selectAll()
    with qtbot.assertNotEmitted(sample.rate_requested):
        qtbot.keyClicks(field.lineEdit(), "fast")
        qtbot.keyClick(field.lineEdit(), Qt.Key.Key_Return)
    assert field.property("wrong")


def test_that_the_words_follow_from_the_experiment(mazur, batch):
    assert about(mazur).startswith("There is one sample, so one batch is one update. Biases stay fixed, as in")
    assert about(batch).startswith("Batch 2 of 9 after epoch 0. The gradients of its 20 samples are averaged")
    assert about(batch_narrator(train_biases=False)).endswith("Biases stay fixed.")


def test_that_a_single_sample_left_for_the_last_batch_is_not_told_as_the_size_of_batches():
    points = PointSet(np.zeros((3, 2)), targets=np.zeros((3, 1)))
    run = Run(Experiment(points, NetworkSpec((LayerSpec(1, "Linear"),), loss="SquaredError"), Plan(batch_size=2)))
    run.batch()

    assert about(Narrator(run.walk())) == "Batch 2 of 2 after epoch 0. One sample is left for it."


def test_that_only_a_hand_calculation_without_biases_is_called_to_witness():
    published = EXAMPLES["Goodfellow XOR"].experiment
    frozen = replace(published, network=replace(published.network, train_biases=False))

    assert about(Narrator(Run(frozen).walk())).endswith("Biases stay fixed.")


def test_that_the_sample_counts_through_the_batch(opened, batch):
    view = opened(WalkSample, batch, 2 * batch.operations.per_sample, (256, 512))
    assert "3 of 20" in words(view)
    view.show_index(len(batch.operations) - 1)
    assert "20 of 20" in words(view)


def test_that_the_table_tells_what_is_computed_and_what_is_not(gradients):
    table = gradients.findChild(GradientTable)
    model = table.model()
    cells = [[model.index(row, column).data() for column in range(3)] for row in range(2)]
    assert cells == [["w₅", "0.40", "+0.082167041"], ["w₆", "0.45", "not yet computed"]]
    assert model.headerData(2, Qt.Orientation.Horizontal) == "∂E/∂w"
    assert "1 of 8 ready" in words(gradients)
    assert table.rows.current == 0


def test_that_no_way_is_told_where_the_slope_is_0(qtbot, theme):
    curve, weights = WalkCurve(theme), np.array([-1.0, 0.0, 1.0])
    qtbot.addWidget(curve)

    curve.show_curve(OperationCurve("loss", "Loss along $w_1$", "w_1", Along(weights, weights**2, np.zeros(3))))

    assert curve.accessibleDescription() == "At w₁ = 0 the loss is 0 with slope 0."


def test_that_the_curve_tells_weight_loss_and_slope(gradients):
    curve = gradients.findChild(WalkCurve)
    assert curve.accessibleName() == "Loss along w₅"
    assert "slope +0.0822" in curve.accessibleDescription() or "+0.08216" in curve.accessibleDescription()
    assert "downhill it goes down" in curve.accessibleDescription()
    assert len(curve.curve.getData()[0]) == 61


@pytest.mark.parametrize(("index", "title", "slope"), [
    (2, "Sigmoid along z_h1", "+0.2413"), (10, None, None), (8, "Loss along o₁", "+0.7414"),
    (11, "Loss along o₁", "+0.7414"), (13, "Sigmoid along z_o1", "+0.1868"), (16, "Sigmoid along z_o2", "+0.1755"),
    (34, "Loss along w₄", "+0.0009954"),
])
def test_that_every_operation_has_its_own_curve(gradients, index, title, slope):
    gradients.show_index(index)

    if title is None:
        assert gradients.bars.isVisibleTo(gradients)
        assert gradients.bars.accessibleDescription() == "E₁ +0.2748; E₂ +0.0236; E +0.2984"
    else:
        assert gradients.curve.accessibleName() == title
        assert f"slope {slope}" in gradients.curve.accessibleDescription()


def test_that_the_terms_of_a_sum_are_bars(gradients):
    gradients.show_index(21)

    assert gradients.bars.accessibleDescription() == "δ_o1 w₅ +0.0554; δ_o2 w₇ −0.0190; ∂E/∂h₁ +0.0364"


def test_that_the_dot_is_nudged_by_hand_and_goes_back(gradients, qtbot):
    curve = gradients.curve
    middle = curve.place(0.4, 0.3).toPoint()
    qtbot.mousePress(curve.viewport(), Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 0))

    step, real, predicted = curve.nudge
    area, (low, high) = curve.area(), curve.box.viewRange()[0]
    assert step == pytest.approx(40 * (high - low) / area.width(), rel=0.05)
    assert predicted == pytest.approx(0.082167041 * step, rel=1e-7)
    # By hand: o₁ and the error at w₅ + step, all else as printed.
    o1 = 1 / (1 + np.exp(-(1.105905967 + step * 0.593269992)))
    assert real == pytest.approx((0.5 * (o1 - 0.01) ** 2 + 0.023560026) - 0.298371109, abs=1e-4)
    qtbot.mouseRelease(curve.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert curve.nudge is None


@pytest.mark.parametrize("width", [336, 264, 240])
def test_that_no_word_of_the_curve_stands_on_the_line_of_the_weight(opened, mazur, width):
    gradients = opened(WalkGradients, mazur, CHAIN, (width, 512))
    curve = gradients.findChild(WalkCurve)
    words = [text for text in seen_texts(gradients) if text.owner is curve.viewport()]
    point = curve.mapTo(gradients, curve.place(0.40, mazur.loss_along(CHAIN).value).toPoint())  # w₅ is 0.40

    assert width < 264 or any(text.text.startswith("slope") for text in words)
    line = QRectF(point.x() - 1, point.y(), 2, curve.height())
    assert not [text.text for text in words if text.ink.intersects(line)]
    assert not faults(words)


def test_that_an_update_shows_all_gradients_it_follows(gradients):
    gradients.show_index(UPDATE)
    assert "Gradients of this update" in words(gradients)
    assert "8 of 8 ready" in words(gradients)
    assert gradients.findChild(GradientTable).rows.current == 0


def test_that_the_pointer_on_a_row_lights_its_edge_and_back(gradients, qtbot):
    table = gradients.findChild(GradientTable)
    with qtbot.waitSignal(gradients.hovered) as told:
        qtbot.mouseMove(table.viewport(), table.visualRect(table.model().index(2, 1)).center())
    assert told.args == [Mark("edge", 2, 1, 0)]
    before = table.grab().toImage()
    gradients.show_hovered(Mark("edge", 2, 1, 1))
    assert table.grab().toImage() != before


def test_that_the_current_weight_of_a_large_network_is_scrolled_into_view(opened, qtbot):
    spec = NetworkSpec((LayerSpec(64), LayerSpec(64), LayerSpec(1, "Sigmoid")))
    narrator = Narrator(Run(Experiment(preset("Spiral").points, spec)).walk())
    view = opened(WalkGradients, narrator, narrator.operations.index_of("weight_gradient", 2, 60, 60), (336, 400))
    table = view.findChild(GradientTable)
    assert len(table.rows.rows) == narrator.walk.theta.size
    row = table.visualRect(table.model().index(table.rows.current, 0))
    assert table.viewport().rect().contains(row.center())


@pytest.mark.parametrize(("kind", "size"), [(WalkSample, (200, 300)), (WalkGradients, (240, 300))])
def test_that_a_small_window_cuts_nothing_off_at_the_side(opened, batch, kind, size):
    view = opened(kind, batch, 40, size)
    assert view.width() == size[0]
    inner = view.findChild(GradientTable) if kind is WalkGradients else view.values
    assert inner.mapTo(view, inner.rect().topRight()).x() < size[0]
