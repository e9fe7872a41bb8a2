"""The toolbar of the Playground, driven by mouse and keys."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from mlpviz.engine import number
from mlpviz.engine.experiment import preset
from mlpviz.engine.run import Run
from mlpviz.views.speed import SpeedSlider
from mlpviz.views.statistics import Statistic
from mlpviz.workspaces.playground.toolbar import PlaygroundToolbar

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier

@pytest.fixture(scope="module")
def snapshot():
    run = Run(preset("Spiral", noise=0.11))
    run.epoch()
    return run.snapshot()


@pytest.fixture
def toolbar(qtbot, theme):
    made = PlaygroundToolbar(theme)
    qtbot.addWidget(made)
    made.resize(1440, 52)
    made.show()
    qtbot.waitExposed(made)
    return made


def cell(toolbar: PlaygroundToolbar, key: str) -> Statistic:
    return toolbar.training_statistics.cell(key)


def scored(snapshot, epoch, loss):
    return replace(snapshot, epoch=epoch, scores=replace(snapshot.scores, train_loss=loss))


def test_that_the_one_button_asks_to_train_and_then_to_pause(qtbot, toolbar):
    with qtbot.waitSignal(toolbar.train_requested):
        qtbot.mouseClick(toolbar.train, LEFT)
    toolbar.show_training(True)

    with qtbot.waitSignal(toolbar.pause_requested), qtbot.assertNotEmitted(toolbar.train_requested):
        qtbot.mouseClick(toolbar.train, LEFT)

    assert toolbar.train.text() == "Pause"


def test_that_the_train_button_keeps_its_width_when_its_label_changes(toolbar):
    before = toolbar.train.width()
    toolbar.show_training(True)

    assert toolbar.train.width() == before == 104


def test_that_reset_asks_for_the_same_weights_and_with_shift_for_new_ones(qtbot, toolbar):
    asked: list[bool] = []
    toolbar.reset_requested.connect(asked.append)

    qtbot.mouseClick(toolbar.reset, LEFT)
    qtbot.mouseClick(toolbar.reset, LEFT, SHIFT)

    assert asked == [False, True]


def test_that_the_menu_of_reset_offers_new_weights(qtbot, toolbar):
    toolbar.reset.customContextMenuRequested.emit(QPoint(4, 4))
    menu = toolbar.findChild(QMenu)

    with qtbot.waitSignal(toolbar.reset_requested) as asked:
        menu.actions()[1].trigger()
    menu.close()

    assert asked.args == [True]


def test_that_holding_one_epoch_repeats_it(qtbot, toolbar):
    asked = []
    toolbar.epoch_requested.connect(lambda: asked.append(1))

    qtbot.mousePress(toolbar.one_epoch, LEFT)
    qtbot.waitUntil(lambda: len(asked) >= 3)
    qtbot.mouseRelease(toolbar.one_epoch, LEFT)

    assert len(asked) >= 3


def test_that_stepping_back_is_offered_only_after_the_first_epoch(qtbot, toolbar, snapshot):
    toolbar.show_snapshot(replace(snapshot, epoch=0), True)
    assert not toolbar.back.isEnabled()

    toolbar.show_snapshot(snapshot, True)
    with qtbot.waitSignal(toolbar.back_requested):
        qtbot.mouseClick(toolbar.back, LEFT)


def test_that_without_points_training_is_refused_with_the_reason(qtbot, toolbar):
    toolbar.show_can_train(False, "No points yet. Draw some, or choose a preset.")

    with qtbot.assertNotEmitted(toolbar.train_requested):
        qtbot.mouseClick(toolbar.train, LEFT)
    assert toolbar.train.toolTip().startswith("No points yet.")

    toolbar.show_can_train(True, "")
    with qtbot.waitSignal(toolbar.train_requested):
        qtbot.mouseClick(toolbar.train, LEFT)


def test_that_the_step_toggle_asks_when_clicked_but_not_when_shown(qtbot, toolbar):
    asked: list[bool] = []
    toolbar.walk_requested.connect(asked.append)
    toolbar.show_walking(True)
    assert asked == []

    qtbot.mouseClick(toolbar.walk, LEFT)

    assert asked == [False]


def test_that_stepping_swaps_the_numbers_and_leaves_train_unfilled(qtbot, toolbar):
    toolbar.show_walking(True)
    toolbar.show_walk(0.298371109, "Backward", 14, 31)
    walk = toolbar.walk_statistics

    qtbot.waitUntil(lambda: walk.cell("operation").text() == "14 / 31")

    assert (walk.cell("loss").text(), walk.cell("phase").text()) == ("0.2984", "Backward")
    assert not toolbar.training_statistics.isVisible()
    assert toolbar.train.property("role") == "outline"


def test_that_a_drag_to_the_end_of_the_speed_means_max(qtbot, toolbar):
    slider = toolbar.speed_slider.slider()
    qtbot.mousePress(slider, LEFT, pos=slider.rect().center())
    with qtbot.waitSignal(toolbar.speed_chosen, check_params_cb=math.isinf):
        qtbot.mouseMove(slider, QPoint(slider.width() + 20, 10))
    qtbot.mouseRelease(slider, LEFT, pos=QPoint(slider.width(), 10))

    assert toolbar.speed() == math.inf
    assert toolbar.speed_slider.text() == "Max"


def test_that_a_double_click_on_the_speed_means_twenty(qtbot, toolbar):
    toolbar.set_speed(1.0)

    with qtbot.waitSignal(toolbar.speed_chosen):
        qtbot.mouseDClick(toolbar.speed_slider.slider(), LEFT)

    assert toolbar.speed() == 20.0
    assert toolbar.speed_slider.text() == "20 epochs/s"


@pytest.mark.parametrize("speed", [1.0, 2.0, 5.0, 20.0, 50.0, 100.0, 200.0, math.inf])
def test_that_a_speed_set_is_the_speed_told_and_asks_for_nothing(qtbot, theme, speed):
    slider = SpeedSlider(theme)
    qtbot.addWidget(slider)

    with qtbot.assertNotEmitted(slider.speed_chosen):
        slider.set_speed(speed)

    assert slider.speed() == pytest.approx(speed, rel=0.06)


def test_that_the_numbers_of_a_snapshot_are_shown(qtbot, toolbar, snapshot):
    toolbar.show_snapshot(snapshot, True)
    toolbar.show_rate(20.04)

    qtbot.waitUntil(lambda: cell(toolbar, "rate").text() == "20.0")

    assert cell(toolbar, "train_loss").text() == f"{snapshot.scores.train_loss:.3f}"
    assert cell(toolbar, "accuracy").text() == number.percent(snapshot.scores.test_accuracy)


def test_that_a_pause_reads_paused(qtbot, toolbar):
    toolbar.show_rate(18.0)
    toolbar.show_rate(math.nan)

    qtbot.waitUntil(lambda: cell(toolbar, "rate").text() == "Paused")


def test_that_of_many_updates_the_last_one_stays(qtbot, toolbar, snapshot):
    for epoch in range(1, 200):
        toolbar.show_snapshot(scored(snapshot, epoch, 1.0 / epoch), True)

    qtbot.waitUntil(lambda: cell(toolbar, "train_loss").text() == "0.005")


def test_that_a_diverged_run_reads_nan(qtbot, toolbar, snapshot):
    nan = replace(snapshot.scores, train_loss=math.nan, test_loss=math.nan, test_accuracy=math.nan)
    toolbar.show_snapshot(replace(snapshot, scores=nan), True)

    qtbot.waitUntil(lambda: cell(toolbar, "train_loss").text() == "NaN")

    assert [cell(toolbar, key).text() for key in ("test_loss", "accuracy")] == ["NaN", "NaN"]


def test_that_without_test_points_a_dash_stands_with_the_reason(qtbot, toolbar):
    toolbar.show_snapshot(Run(preset("XOR", test_share=0.0)).snapshot(), True)

    qtbot.waitUntil(lambda: "Test split is 0 %." in cell(toolbar, "test_loss").explanation())

    assert cell(toolbar, "test_loss").text() == "–"


def test_that_without_test_points_the_accuracy_is_that_of_the_train_points(qtbot, toolbar, snapshot):
    alone = Run(preset("XOR", test_share=0.0)).snapshot()
    toolbar.show_snapshot(alone, True)

    accuracy = cell(toolbar, "accuracy")
    qtbot.waitUntil(lambda: accuracy.text() == number.percent(alone.scores.train_accuracy))

    assert accuracy.accessibleName().startswith("Train accuracy")
    assert "there are no test points" in accuracy.explanation()
    toolbar.show_snapshot(snapshot, True)
    qtbot.waitUntil(lambda: accuracy.accessibleName().startswith("Test accuracy"))


def test_that_values_show_r_squared_in_place_of_accuracy_and_say_when_it_is_worse_than_the_mean(qtbot, toolbar):
    run = Run(preset("Two hills", per_class=40))
    for _ in range(30):
        run.epoch()
    found = run.snapshot()
    toolbar.show_snapshot(found, True)
    shown = cell(toolbar, "accuracy")
    qtbot.waitUntil(lambda: shown.text() == number.r_squared(found.scores.test_r2))
    assert shown.accessibleName().startswith("Test R²")
    assert "Worse than the mean." not in shown.explanation()

    toolbar.show_snapshot(replace(found, scores=replace(found.scores, test_r2=-0.25)), True)
    qtbot.waitUntil(lambda: shown.text() == "−0.250")
    assert "Worse than the mean." in shown.explanation()

    alone = Run(preset("Two hills", per_class=40, test_share=0.0)).snapshot()
    toolbar.show_snapshot(alone, True)
    qtbot.waitUntil(lambda: shown.text() == number.r_squared(alone.scores.train_r2))
    assert shown.accessibleName().startswith("Train R²")


@pytest.mark.parametrize("width", [800, 900, 1024])
@pytest.mark.parametrize("walking", [False, True])
def test_that_a_small_toolbar_shows_only_numbers_that_fit(qtbot, toolbar, snapshot, width, walking):
    toolbar.resize(width, 52)
    toolbar.show_snapshot(snapshot, True)
    toolbar.show_walk(0.25, "Backward", 1999, 2141)
    toolbar.show_walking(walking)
    row = toolbar.walk_statistics if walking else toolbar.training_statistics
    first = row.cell("operation" if walking else "accuracy")
    qtbot.waitUntil(lambda: first.text() != "–")

    def shown() -> list[Statistic]:
        return [one for one in row.findChildren(Statistic) if one.isVisible()]

    def whole(one: Statistic) -> bool:
        return one.mapTo(toolbar, QPoint(one.width(), 0)).x() <= width and one.width() >= one.sizeHint().width()

    qtbot.waitUntil(lambda: bool(shown()) and all(map(whole, shown())))


def test_that_a_click_copies_a_value_as_other_programs_read_it(qtbot, toolbar, snapshot):
    toolbar.show_snapshot(snapshot, True)
    qtbot.waitUntil(lambda: cell(toolbar, "accuracy").text() != "–")

    qtbot.mouseClick(cell(toolbar, "train_loss"), LEFT)
    assert QGuiApplication.clipboard().text() == f"{snapshot.scores.train_loss:.3f}"

    qtbot.keyClick(cell(toolbar, "accuracy"), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == f"{100 * snapshot.scores.test_accuracy:.1f}"


def test_that_a_click_on_the_accuracy_asks_how_well_and_copies_nothing(qtbot, toolbar, snapshot):
    toolbar.show_snapshot(snapshot, True)
    QGuiApplication.clipboard().setText("before")

    with qtbot.waitSignal(toolbar.how_well_requested):
        qtbot.mouseClick(cell(toolbar, "accuracy"), LEFT)
    with qtbot.waitSignal(toolbar.how_well_requested):
        qtbot.keyClick(cell(toolbar, "accuracy"), Qt.Key.Key_Return)

    assert QGuiApplication.clipboard().text() == "before"
    assert "how well, class by class" in cell(toolbar, "accuracy").explanation()


def test_that_the_explanation_tells_the_last_twenty_values(toolbar, snapshot):
    for epoch in range(1, 31):
        toolbar.show_snapshot(scored(snapshot, epoch, epoch / 1000), True)

    words = cell(toolbar, "train_loss").explanation()

    assert "Last 20 values" in words
    assert "0.030" in words
    assert "0.011" in words
    assert "0.010" not in words


def test_that_looking_back_adds_nothing_to_the_last_values(toolbar, snapshot):
    for epoch in (1, 2, 3):
        toolbar.show_snapshot(scored(snapshot, epoch, epoch / 1000), True)
    toolbar.show_snapshot(scored(snapshot, 1, 0.777), False)

    assert "0.777" not in cell(toolbar, "train_loss").explanation()


@pytest.mark.parametrize(
    ("width", "shown"), [(1440, "rwv"), (1279, "wv"), (1119, "v"), (1023, "")]
)
def test_that_a_narrow_toolbar_drops_rate_then_words_of_the_toggle_then_speed(qtbot, toolbar, width, shown):
    toolbar.resize(width, 52)

    assert cell(toolbar, "rate").isVisible() == ("r" in shown)
    assert toolbar.walk.text() == ("Step through backprop" if "w" in shown else "Step through")
    assert toolbar.walk.accessibleName() == "Step through backprop"
    assert toolbar.speed_slider._written.isVisible() == ("v" in shown)


def test_that_at_its_narrowest_nothing_of_the_toolbar_is_cut_off(qtbot, toolbar, snapshot):
    toolbar.show_snapshot(snapshot, True)
    toolbar.resize(1000, 52)

    qtbot.waitUntil(lambda: toolbar.layout().minimumSize().width() <= 1024)


def test_that_a_penalty_is_shown_as_a_number_of_its_own_where_there_is_one(qtbot, toolbar, snapshot):
    toolbar.show_snapshot(snapshot, True)
    assert not cell(toolbar, "penalty").isVisible()

    toolbar.show_snapshot(replace(snapshot, scores=replace(snapshot.scores, penalty=1.164)), True)
    qtbot.waitUntil(lambda: cell(toolbar, "penalty").text() == "1.164")
    assert cell(toolbar, "penalty").isVisible()
    assert cell(toolbar, "train_loss").text() == f"{snapshot.scores.train_loss:.3f}"


class Paints(QObject):
    """Notes where the numbers of the step-through stand each time that a toolbar is painted."""

    def __init__(self, toolbar):
        super().__init__(toolbar)
        self.seen: list[tuple[int, int]] = []
        self._toolbar = toolbar
        toolbar.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            numbers = self._toolbar.walk_statistics
            self.seen.append((numbers.x(), numbers.cell("phase").width()))
        return False


@pytest.mark.parametrize("width", [1440, 1024])
def test_that_the_first_picture_of_the_step_through_has_its_numbers_in_their_place(qtbot, open_app, width):
    app = open_app(preset("XOR"))
    app.window.resize(width, 700)
    QApplication.processEvents()
    paints = Paints(app.playground.bar)

    app.bench.stepping.open()
    qtbot.waitUntil(lambda: paints.seen != [])
    for _ in range(5):
        QApplication.processEvents()
    app.window.grab()

    assert len(set(paints.seen)) == 1
