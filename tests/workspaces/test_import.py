"""A file on its way into the playground, by mouse and keys through the real window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView

from mlpviz.data.area import around
from mlpviz.engine.experiment import preset
from mlpviz.engine.places import area_of
from mlpviz.views.controls.switch import Switch
from mlpviz.views.importing.dialect_row import DialectRow
from mlpviz.views.importing.role_header import RoleHeader, role_words

LEFT = Qt.MouseButton.LeftButton
FLOWERS = """sepal_length,petal_length,species
5.1,1.4,setosa
4.9,1.4,setosa
7.0,4.7,versicolor
6.4,4.5,versicolor
6.3,6.0,virginica
5.8,5.1,virginica
"""


@pytest.fixture
def app(open_app):
    return open_app(preset("XOR", per_class=5))


@pytest.fixture
def opened(app, tmp_path):
    """Open a file of this text, and hand back the dialog that shows it."""

    def make(text, name="flowers.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        app.playground.open_file(path)
        return app.playground.files.dialog

    return make


def experiment(app):
    return app.bench.document.experiment


def test_that_a_file_that_is_certain_needs_one_enter(qtbot, app, opened):
    dialog = opened(FLOWERS)
    assert dialog.draft.certain
    assert dialog.bar.text == ""

    qtbot.keyClick(dialog, Qt.Key.Key_Return)

    points = experiment(app).points
    assert points.x[:2].tolist() == [[5.1, 1.4], [4.9, 1.4]]
    assert points.labels.tolist() == [0, 0, 1, 1, 2, 2]
    assert [experiment(app).naming.class_name(label) for label in range(3)] == ["setosa", "versicolor", "virginica"]
    assert experiment(app).naming.inputs == ("sepal_length", "petal_length")
    assert experiment(app).network.outputs == 3
    assert area_of(experiment(app)) == around(points.x)
    assert app.playground.files.dialog is None
    assert not app.playground.edited


def test_that_an_import_is_one_step_of_undo(qtbot, app, opened):
    before = experiment(app)
    qtbot.keyClick(opened(FLOWERS), Qt.Key.Key_Return)

    app.window.action("undo").trigger()
    assert experiment(app) == before
    app.window.action("redo").trigger()
    assert len(experiment(app).points) == 6


def test_that_escape_leaves_everything_as_it_was(qtbot, app, opened):
    before = experiment(app)

    qtbot.keyClick(opened(FLOWERS), Qt.Key.Key_Escape)

    assert experiment(app) == before
    assert app.playground.files.dialog is None


def test_that_a_faulty_row_is_shown_and_can_be_typed_or_skipped(qtbot, app, opened):
    dialog = opened(FLOWERS.replace("7.0,4.7", "7.0,n/a").replace("6.3,6.0", "6.3,?"))
    table = dialog.findChild(QTableView)
    assert "n/a" in dialog.bar.text
    assert dialog.bar.text.startswith("Row 4")
    assert table.visualRect(table.model().index(2, 1)).isValid()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)  # Enter begins to type, it does not import
    typed = dialog.bar.findChild(QLineEdit)
    qtbot.keyClicks(typed, "4.7")
    qtbot.keyClick(typed, Qt.Key.Key_Return)
    assert dialog.bar.text.startswith("Row 6")

    qtbot.keyClick(dialog, Qt.Key.Key_S)

    assert dialog.draft.certain
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert experiment(app).points.x.tolist() == [[5.1, 1.4], [4.9, 1.4], [7.0, 4.7], [6.4, 4.5], [5.8, 5.1]]


def test_that_all_faults_of_a_kind_are_skipped_by_one_button(qtbot, opened):
    dialog = opened(FLOWERS.replace("7.0,4.7", "7.0,n/a").replace("6.3,6.0", "6.3,NA").replace("5.8,", "5.8,x"))

    dialog.bar.buttons()[1].click()

    assert len(dialog.draft.faults) + dialog.draft.result.rows_used >= 4
    assert all(fault.kind != "unknown number" for fault in dialog.draft.faults)


def test_that_ctrl_enter_imports_without_the_faulty_rows(qtbot, app, opened):
    dialog = opened(FLOWERS.replace("7.0,4.7", "7.0,n/a"))

    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert len(experiment(app).points) == 5


def test_that_heads_are_clicked_in_turn_and_keys_name_the_column(qtbot, opened):
    dialog = opened("a,b,c,d\n" + "".join(f"{at},{at * at},{at + 0.5},{at / 8}\n" for at in range(3, 12)))
    head, table = dialog.findChild(RoleHeader), dialog.findChild(QTableView)

    def words():
        return [role_words(dialog.draft.roles, column) for column in range(4)]

    def click(column):
        middle = head.sectionViewportPosition(column) + 20
        qtbot.mouseClick(head.viewport(), LEFT, pos=QPoint(middle, head.height() // 2))

    for column in range(4):
        if words()[column] != "not used":
            click(column)
    assert words() == ["not used"] * 4
    assert not dialog._import.isEnabled()
    for column in (2, 0, 3):
        click(column)
    assert words() == ["x₂", "not used", "x₁", "value"]
    click(0)
    assert words() == ["not used", "not used", "x₁", "value"]
    table.setCurrentIndex(table.model().index(1, 1))
    qtbot.keyClick(table, Qt.Key.Key_1)
    assert words()[1:3] == ["x₁", "not used"]


def test_that_another_separator_reads_the_file_again(qtbot, opened):
    dialog = opened("a;b;label\n1,5;2,5;0\n3,5;4,5;1\n")
    assert dialog.draft.result.points.x.tolist() == [[1.5, 2.5], [3.5, 4.5]]
    combo = dialog.findChild(DialectRow).combo("decimal")

    combo.setCurrentIndex(combo.findData("."))
    combo.activated.emit(combo.currentIndex())

    assert dialog.draft.sheet.dialect.decimal == "."
    assert dialog.draft.faults


def test_that_split_and_scaling_are_those_of_the_dialog(qtbot, app, opened):
    dialog = opened(FLOWERS)
    switch = next(one for one in dialog.findChildren(Switch) if one.text() == "Scale inputs")
    before = switch.isChecked()

    switch.click()

    assert (dialog.draft.result.scaling.inputs is not None) != before
    if not switch.isChecked():
        switch.click()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    inputs = experiment(app).scaling.inputs
    train = experiment(app).points.x[~experiment(app).points.test]
    assert inputs.mean == pytest.approx(train.mean(axis=0))
    assert inputs.spread == pytest.approx(train.std(axis=0))


def test_that_one_column_and_a_value_are_a_curve(qtbot, app, opened):
    rows = "\n".join(f"{x / 10},{np.sin(x / 10):.4f}" for x in range(30))
    dialog = opened(f"x,y\n{rows}\n")
    assert dialog.draft.certain

    qtbot.keyClick(dialog, Qt.Key.Key_Return)

    assert experiment(app).points.x.shape == (30, 1)
    assert experiment(app).points.targets.shape == (30, 1)
    assert app.playground.kind == "values"


def test_that_numbers_too_large_for_the_network_are_said_and_scaled_on_the_button(qtbot, app, opened):
    rows = "\n".join(f"{1000 + 37 * at},{3 + at % 4},{at % 2}" for at in range(40))
    dialog = opened(f"size,rooms,label\n{rows}\n")
    switch = next(one for one in dialog.findChildren(Switch) if one.text() == "Scale inputs")
    if switch.isChecked():
        switch.click()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert "start saturated" in app.window.notice.text

    app.window.notice.chosen.emit("scale")

    assert experiment(app).scaling.inputs is not None
    app.window.action("unscale").trigger()
    assert experiment(app).scaling.inputs is None


def test_that_a_dropped_file_and_pasted_text_open_the_same_dialog(qtbot, app, tmp_path):
    path = tmp_path / "dropped.csv"
    path.write_text(FLOWERS)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    where, buttons = QPoint(300, 300), Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(where, Qt.DropAction.CopyAction, data, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(app.window, enter)
    assert enter.isAccepted()
    drop = QDropEvent(
        QPointF(where), Qt.DropAction.CopyAction, data, buttons, Qt.KeyboardModifier.NoModifier, QEvent.Type.Drop
    )
    QApplication.sendEvent(app.window, drop)
    assert app.playground.files.dialog.draft.name == "dropped.csv"
    app.playground.files.dialog.reject()

    QGuiApplication.clipboard().setText(FLOWERS.replace(",", "\t"))
    app.window.action("paste_points").trigger()
    assert app.playground.files.dialog.draft.sheet.dialect.separator == "\t"
    qtbot.keyClick(app.playground.files.dialog, Qt.Key.Key_Return)
    assert len(experiment(app).points) == 6


def test_that_a_large_file_is_read_aside_and_the_dialog_comes_when_it_is_read(qtbot, app, tmp_path):
    random = np.random.default_rng(0)
    path = tmp_path / "large.csv"
    x = random.normal(size=(30_000, 2))
    rows = "\n".join(f"{a:.6f},{b:.6f},{int(a > b)}" for a, b in x)
    path.write_text(f"a,b,label\n{rows}\n")

    app.playground.open_file(path)
    assert "Reading large.csv" in app.window.notice.text
    qtbot.waitUntil(lambda: app.playground.files.dialog is not None, timeout=20_000)
    dialog = app.playground.files.dialog
    assert app.window.notice.text == ""
    assert "20" in dialog.bar.text  # more than 20 000 points: a sample is offered

    dialog.bar.buttons()[0].click()
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20_000)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert 1000 <= len(experiment(app).points) <= 30_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "could not be read"),
        (b"PK\x03\x04\x14\x00", "could not be read"),
    ],
)
def test_that_what_is_no_table_is_said_and_nothing_is_lost(app, opened, said, content, words):
    before = experiment(app)

    assert opened(content) is None

    assert len(said) == 1
    assert words in said[0] or "could not be read" in said[0]
    assert experiment(app) == before


@pytest.fixture
def said(monkeypatch):
    """What the message boxes say, which nobody presses away here."""
    from PySide6.QtWidgets import QMessageBox

    heard = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: heard.append(f"{box.text()} {box.informativeText()}"))
    return heard
