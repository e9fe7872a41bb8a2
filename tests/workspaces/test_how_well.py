"""How well the network answers, and which point is selected, in the real window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from mlpviz.data.naming import Naming
from mlpviz.engine import number
from mlpviz.engine.experiment import preset
from mlpviz.engine.how_well import confusion, residuals, wrong_points

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def blobs(open_app):
    made = preset("Blobs", per_class=12, noise=0.6)
    return open_app(replace(made, naming=Naming.of_classes(["setosa", "versicolor", "virginica"])))


@pytest.fixture
def hills(open_app):
    return open_app(preset("Two hills", per_class=30))


def picture(app):
    return app.playground.presenter.picture


def answers(app):
    return picture(app).of_points


def one_epoch(qtbot, app):
    wanted = picture(app).snapshot.epoch + 1
    app.window.action("epoch").trigger()
    qtbot.waitUntil(lambda: picture(app).snapshot.epoch == wanted)


def opened(qtbot, app):
    """Open the dialog by a click on the accuracy."""
    qtbot.mouseClick(app.playground.bar.training_statistics.cell("accuracy"), LEFT)
    dialog = app.playground.presenter.how_well
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def cells(table):
    return [[table.item(row, at).text() for at in range(table.columnCount())] for row in range(table.rowCount())]


def expected(found):
    """The cells of the table by the confusion: counts, recall at the right, precision below."""
    classes = range(len(found.counts))
    rows = [[*map(str, found.counts[true].tolist()), number.percent(found.recall(true))] for true in classes]
    return [*rows, [*(number.percent(found.precision(at)) for at in classes), number.percent(found.accuracy)]]


def test_that_a_click_on_the_accuracy_opens_the_confusion_which_follows_the_epochs(qtbot, blobs):
    dialog = opened(qtbot, blobs)
    seen = []
    for _ in range(2):
        for test in (False, True):
            assert cells(dialog.tables[test]) == expected(confusion(answers(blobs), test=test))
        seen.append(dialog._epoch.text())
        one_epoch(qtbot, blobs)
        qtbot.waitUntil(lambda: dialog._epoch.text() == f"Epoch {picture(blobs).snapshot.epoch}")

    assert seen == ["Epoch 0", "Epoch 1"]
    assert dialog.tables[0].horizontalHeaderItem(1).text() == "versicolor"
    assert dialog.tables[0].verticalHeaderItem(3).text() == "precision"
    blobs.window.action("first").trigger()  # looking back shows how well it was then
    qtbot.waitUntil(lambda: dialog._epoch.text() == "Epoch 0")


def test_that_escape_closes_and_the_key_and_the_menu_open(qtbot, blobs):
    qtbot.keyClick(blobs.window, Qt.Key.Key_H)
    dialog = blobs.playground.presenter.how_well
    assert dialog.isVisible()

    qtbot.keyClick(dialog.tables[0], Qt.Key.Key_Escape)
    assert not dialog.isVisible()

    blobs.window.action("how_well").trigger()
    assert dialog.isVisible()


def test_that_wrong_points_are_ringed_while_it_is_asked_for(qtbot, blobs):
    dialog = opened(qtbot, blobs)
    ringed: list[np.ndarray] = []
    asked: list[bool] = []
    blobs.playground.presenter.ringed.connect(ringed.append)
    dialog.wrong_ringed.connect(asked.append)

    qtbot.mouseClick(dialog.ring, LEFT)
    assert ringed[-1].tolist() == wrong_points(answers(blobs)).tolist() != []
    assert dialog._wrong.text() == f"{len(ringed[-1])} wrong"

    one_epoch(qtbot, blobs)
    qtbot.waitUntil(lambda: np.array_equal(ringed[-1], wrong_points(answers(blobs))))

    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert ringed[-1].tolist() == []
    assert asked == [True, False]


def test_that_the_table_is_walked_by_arrows_and_copied_for_a_spreadsheet(qtbot, blobs):
    dialog = opened(qtbot, blobs)
    table = dialog.tables[0]
    table.setCurrentCell(0, 0)

    qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert (table.currentRow(), table.currentColumn()) == (1, 1)
    assert table.currentItem().toolTip().startswith("true versicolor, predicted versicolor: ")
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert lines[0] == ["", "setosa", "versicolor", "virginica", "recall"]
    assert [line[1:] for line in lines[1:]] == cells(table)
    loss = blobs.playground.bar.training_statistics.cell("train_loss")
    qtbot.keyClick(loss, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == loss.text()


def test_that_without_test_points_it_is_said(qtbot, open_app):
    app = open_app(preset("XOR", per_class=5, test_share=0.0))
    dialog = opened(qtbot, app)

    assert not dialog.tables[1].isVisible()
    assert dialog._missing[1].text() == "There are no test points."
    assert dialog._heads[1].text() == "Test · 0 points"


def test_that_values_show_their_errors_and_a_switch_to_classes_their_confusion(qtbot, hills):
    dialog = opened(qtbot, hills)
    (table,) = dialog.errors
    for column, test in enumerate((False, True)):
        points = hills.bench.document.experiment.points
        chosen = points.test == test
        errors = points.targets[chosen, 0] - answers(hills).outputs[chosen, 0]
        worst = np.flatnonzero(chosen)[np.argmax(np.abs(errors))]
        by_hand = [np.abs(errors).mean(), np.sqrt((errors**2).mean()), np.abs(errors).max()]
        assert [row[column] for row in cells(table)][1:] == [*map(number.size, by_hand), str(worst + 1)]
        assert cells(table)[0][column] == number.r_squared(residuals(answers(hills), test=test).r2)
    assert not dialog.ring.isVisible()

    hills.bench.editor.use_values(False)

    qtbot.waitUntil(lambda: dialog.ring.isVisible())
    assert cells(dialog.tables[0]) == expected(confusion(answers(hills), test=False))
    assert dialog.errors == []


def test_that_another_workspace_takes_the_dialog_away(qtbot, blobs):
    dialog = opened(qtbot, blobs)

    blobs.window.show_workspace("perceptron")

    assert not dialog.isVisible()


def test_that_a_point_chosen_in_the_plot_is_selected_everywhere_and_back(qtbot, hills):
    view = hills.playground.view
    scatter = view.diagnostics.values.predictions.scatter
    qtbot.waitUntil(lambda: scatter.isVisible() and scatter.place_of(7) is not None)
    row = scatter.row_at(scatter.place_of(7))
    qtbot.mouseClick(scatter, LEFT, pos=scatter.place_of(7).toPoint())

    chosen = view.data.canvas().selection()
    assert chosen.tolist() == [scatter._points[row]]
    assert scatter._selected == chosen[0]

    view.data.select(np.array([3]))
    assert scatter._selected == 3
    view.data.select(np.array([3, 4]))
    assert scatter._selected is None


def test_that_it_opens_in_the_middle_of_the_window_from_the_first_time_on(qtbot, blobs):
    centres = []
    for _ in range(2):
        qtbot.keyClick(blobs.window, Qt.Key.Key_H)
        dialog = blobs.playground.presenter.how_well
        qtbot.waitUntil(dialog.isVisible)
        centres.append(dialog.frameGeometry().center() - blobs.window.frameGeometry().center())
        dialog.close()
    assert centres[0] == centres[1]
