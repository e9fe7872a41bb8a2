"""Sessions in the window: what is saved comes back exactly, what is not saved is asked about, nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QSettings, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from mlpviz import cli
from mlpviz.engine.experiment import first_experiment, preset
from mlpviz.engine.session.finding import Finding
from mlpviz.engine.session.reading import read_session
from mlpviz.engine.session.verification import verifying
from mlpviz.engine.session.writing import write_session
from mlpviz.nn.activations import Formula
from mlpviz.views.look.say_briefly import said_briefly

BUTTON = QMessageBox.StandardButton


def trained(qtbot, app, epochs):
    newest = app.bench.playhead.newest.epoch + epochs
    for _ in range(epochs):
        epoch = app.bench.playhead.newest.epoch
        app.bench.one_epoch()
        qtbot.waitUntil(lambda epoch=epoch: app.bench.playhead.newest.epoch == epoch + 1)
    assert app.bench.playhead.newest.epoch == newest


def saved_as(qtbot, app, monkeypatch, path):
    """Press Ctrl+Shift+S and give a name, as a learner does; wait for the file."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    app.window.action("save_as").trigger()
    qtbot.waitUntil(lambda: app.sessions.path is not None and app.sessions.path.name.startswith(path.stem))


def answer(button, seen):
    """Press a button of the question that will be open by then."""

    def press():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(box.text())
        box.button(button).click()

    QTimer.singleShot(0, press)


def answer_once_asked(qtbot, button, seen):
    """The same, where the question comes some time later."""

    def press():
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            timer.stop()
            seen.append(box.text())
            box.button(button).click()

    timer = QTimer()
    timer.timeout.connect(press)
    timer.start(10)
    qtbot.waitUntil(lambda: bool(seen))


def numbers_of(app):
    """What the Playground shows and would compute: bit for bit."""
    playhead, newest = app.bench.playhead, app.bench.playhead.newest
    return (
        newest.epoch, newest.theta.tobytes(), newest.grad.tobytes(), newest.scores, playhead.live, playhead.epoch,
        playhead.history.losses.mean().tobytes(), app.bench.document.experiment,
    )  # fmt: skip


def test_that_a_saved_session_opens_as_it_was_and_trains_on_bit_for_bit(qtbot, open_app, tmp_path, monkeypatch):
    first = open_app(preset("Moons"))
    trained(qtbot, first, 4)
    saved_as(qtbot, first, monkeypatch, tmp_path / "moons")
    path = tmp_path / "moons.mlpviz"
    assert first.window.windowTitle() == "moons.mlpviz — mlpviz"
    assert said_briefly(first.window) == f"Saved moons.mlpviz in {tmp_path}"
    stood = numbers_of(first)
    trained(qtbot, first, 3)
    first.bench.transport.scrub(2)
    qtbot.waitUntil(lambda: not first.bench.playhead.approximate)
    second_epoch = first.bench.playhead.snapshot.theta.tobytes()

    second = open_app(first_experiment())
    second.sessions.open_file(path)
    qtbot.waitUntil(lambda: second.sessions.path == path)
    assert numbers_of(second) == stood
    trained(qtbot, second, 3)
    assert second.bench.playhead.newest.theta.tobytes() == first.bench.playhead.newest.theta.tobytes()
    second.bench.transport.scrub(2)
    qtbot.waitUntil(lambda: not second.bench.playhead.approximate)
    assert second.bench.playhead.snapshot.theta.tobytes() == second_epoch


def test_that_the_place_in_time_the_runs_and_the_laboratories_come_back(qtbot, open_app, tmp_path, monkeypatch):
    first = open_app(preset("XOR"))
    trained(qtbot, first, 3)
    first.bench.keep_run()
    first.bench.runs.rename(1, "with tanh")
    first.bench.runs.pin(1, True)
    first.bench.reset(new=True)
    qtbot.waitUntil(lambda: first.bench.playhead.heard)
    trained(qtbot, first, 2)
    first.bench.transport.scrub(1)
    qtbot.waitUntil(lambda: not first.bench.playhead.approximate)
    first.window.show_workspace("activations")
    first.window.action("function:GELU").trigger()
    first.window.show_workspace("approximation")
    fit = first.window.workspace.own_bench
    fit.one_epoch()
    qtbot.waitUntil(lambda: fit.playhead.newest is not None and fit.playhead.newest.epoch == 1)
    first.window.show_workspace("perceptron")
    forms = {one.name: one.form() for one in first.workspaces if one.own_bench is None}
    saved_as(qtbot, first, monkeypatch, tmp_path / "all")

    second = open_app(first_experiment())
    second.sessions.open_file(tmp_path / "all.mlpviz")
    qtbot.waitUntil(lambda: second.sessions.path is not None)
    assert second.window.workspace.name == "perceptron"
    assert (second.bench.playhead.live, second.bench.playhead.epoch) == (False, 1)
    assert second.bench.playhead.snapshot.theta.tobytes() == first.bench.playhead.snapshot.theta.tobytes()
    (run,) = second.bench.runs.runs
    assert (run.number, run.name, run.pinned, run.epochs) == (1, "with tanh", True, 3)
    assert run.snapshot.theta.tobytes() == first.bench.runs.run(1).snapshot.theta.tobytes()
    there = second.window.workspaces["approximation"].own_bench.playhead.newest
    assert (there.epoch, there.theta.tobytes()) == (1, fit.playhead.newest.theta.tobytes())
    assert {one.name: one.form() for one in second.workspaces if one.own_bench is None} == forms


def test_that_an_edit_of_a_past_epoch_stays_an_edit_of_that_epoch(qtbot, open_app, tmp_path, monkeypatch):
    first = open_app(preset("XOR"))
    trained(qtbot, first, 3)
    first.bench.transport.scrub(1)
    qtbot.waitUntil(lambda: not first.bench.playhead.approximate)
    first.bench.editor.add_points(np.array([[0.5, 0.5]]), 1)
    qtbot.waitUntil(lambda: first.bench.playhead.edited)
    saved_as(qtbot, first, monkeypatch, tmp_path / "past")

    second = open_app(first_experiment())
    second.sessions.open_file(tmp_path / "past.mlpviz")
    qtbot.waitUntil(lambda: second.bench.playhead.edited)
    assert second.bench.document.experiment == first.bench.document.experiment
    assert second.bench.playhead.snapshot.scores == first.bench.playhead.snapshot.scores
    assert second.bench.playhead.newest.experiment == first.bench.playhead.newest.experiment


def test_that_the_title_tells_whether_something_is_not_saved_and_closing_asks_only_then(
    qtbot, open_app, tmp_path, monkeypatch
):
    app = open_app(preset("XOR"))
    trained(qtbot, app, 1)
    saved_as(qtbot, app, monkeypatch, tmp_path / "work")
    app.bench.editor.add_layer()
    app.sessions.look()
    assert app.window.windowTitle() == "• work.mlpviz — mlpviz"
    app.bench.document.undo_stack.undo()
    app.sessions.look()
    assert app.window.windowTitle() == "work.mlpviz — mlpviz"
    trained(qtbot, app, 1)
    seen: list[str] = []
    answer(BUTTON.Cancel, seen)
    app.window.close()
    assert seen == ["Closing loses what is not saved in work.mlpviz."]
    assert app.window.isVisible()
    answer(BUTTON.Save, seen)
    app.window.close()
    assert not app.window.isVisible()
    newest = read_session(tmp_path / "work.mlpviz").benches[0].history.newest
    assert newest is not None
    assert newest.epoch == 2


def test_that_a_session_without_a_file_is_suggested_the_name_of_what_is_open(open_app, monkeypatch):
    app, suggested = open_app(preset("Moons")), list[str]()

    def cancel(parent, title, name, *kinds):
        suggested.append(name)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", cancel)
    app.window.action("save").trigger()
    assert suggested == ["moons-playground.mlpviz"]
    assert app.sessions.path is None


def test_that_a_folder_that_cannot_be_written_is_said_and_nothing_counts_as_saved(
    qtbot, open_app, tmp_path, monkeypatch
):
    app = open_app(preset("XOR"))
    trained(qtbot, app, 1)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "work.mlpviz"), ""))
    app.window.action("save").trigger()
    qtbot.waitUntil(lambda: app.window.notice.text != "")
    expected = "work.mlpviz could not be saved: No such file or directory. Choose another folder or another name."
    assert app.window.notice.text == expected
    assert app.sessions.path is None
    assert app.sessions.work.changed


def test_that_a_damaged_file_is_refused_and_everything_stays(qtbot, open_app, tmp_path):
    app = open_app(preset("XOR"))
    before = app.bench.document.experiment
    path = tmp_path / "damaged.mlpviz"
    path.write_bytes(b"PK\x03\x04 this is no zip")
    trained(qtbot, app, 1)
    assert app.sessions.work.changed  # and yet it is not asked what becomes of it: nothing is opened
    app.sessions.open_file(path)
    qtbot.waitUntil(lambda: app.window.notice.text.startswith("Nothing was opened. damaged.mlpviz: "))
    assert app.bench.document.experiment is before
    assert app.sessions.path is None


def test_that_what_a_workspace_cannot_show_is_said_and_the_rest_is_opened(qtbot, open_app, tmp_path, monkeypatch):
    first = open_app(preset("Circles"))
    saved_as(qtbot, first, monkeypatch, tmp_path / "odd")
    session = read_session(tmp_path / "odd.mlpviz")
    forms = {**session.forms, "perceptron": {"problems": 7}, "weather": {"sun": True}}
    write_session(tmp_path / "odd.mlpviz", replace(session, forms=forms))

    app = open_app(first_experiment())
    app.sessions.open_file(tmp_path / "odd.mlpviz")
    qtbot.waitUntil(lambda: app.sessions.path is not None)
    assert "What was saved of Perceptron is not what it can show" in app.window.notice.text
    assert "This version has no workspace 'weather'." in app.window.notice.text
    assert app.bench.document.experiment == first.bench.document.experiment


def test_that_a_session_dropped_on_the_window_is_opened_after_a_question(qtbot, open_app, tmp_path, monkeypatch):
    app = open_app(preset("XOR"))
    saved_as(qtbot, app, monkeypatch, tmp_path / "dropped")
    trained(qtbot, app, 2)
    data, seen = QMimeData(), list[str]()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "dropped.mlpviz"))])
    no = Qt.KeyboardModifier.NoModifier
    place = QPointF(QPoint(300, 300))
    event = QDropEvent(place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, no, QEvent.Type.Drop)
    app.window.dropEvent(event)
    answer_once_asked(qtbot, BUTTON.Discard, seen)
    assert seen == ["Opening loses what is not saved in dropped.mlpviz."]
    qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == 0)


def test_that_what_is_saved_over_the_file_that_is_being_opened_is_what_is_opened(
    qtbot, open_app, tmp_path, monkeypatch
):
    app, path = open_app(preset("XOR")), tmp_path / "same.mlpviz"
    saved_as(qtbot, app, monkeypatch, path)
    trained(qtbot, app, 2)
    stood, seen, settled = numbers_of(app), list[str](), list[bool]()
    app.sessions.settled.connect(lambda: settled.append(app.window.notice.text == ""))
    app.sessions.open_file(path)
    answer_once_asked(qtbot, BUTTON.Save, seen)
    qtbot.waitUntil(lambda: len(settled) == 2)  # saved, and opened
    assert numbers_of(app) == stood
    assert not app.sessions.work.changed


def test_that_recent_files_are_in_the_menu_and_one_that_is_gone_is_forgotten(qtbot, open_app, tmp_path, monkeypatch):
    settings = QSettings(str(tmp_path / "kept.ini"), QSettings.Format.IniFormat)
    app = open_app(preset("XOR"), settings)
    assert not app.window.action("recent:0").isVisible()
    saved_as(qtbot, app, monkeypatch, tmp_path / "one")
    saved_as(qtbot, app, monkeypatch, tmp_path / "two")
    folder = str(tmp_path)
    assert [app.window.action(f"recent:{at}").text() for at in (0, 1)] == [
        f"two.mlpviz  ({folder})", f"one.mlpviz  ({folder})",
    ]  # fmt: skip
    assert app.window.action("recent:1").isVisible()
    app.window.action("recent:1").trigger()
    qtbot.waitUntil(lambda: app.sessions.path == tmp_path / "one.mlpviz")
    Path(tmp_path / "two.mlpviz").unlink()
    app.window.action("recent:1").trigger()
    assert app.window.notice.text == f"two.mlpviz is no longer in {folder}."
    assert [path.name for path in app.recent.paths] == ["one.mlpviz"]


@pytest.mark.parametrize("epochs", [0, 2])
def test_that_entering_a_laboratory_changes_nothing_that_must_be_saved(qtbot, open_app, tmp_path, monkeypatch, epochs):
    app = open_app(preset("XOR"))
    trained(qtbot, app, epochs)
    saved_as(qtbot, app, monkeypatch, tmp_path / "quiet")
    for name in ("perceptron", "activations", "approximation", "gradient_flow", "playground"):
        app.window.show_workspace(name)
    fit = app.window.workspaces["approximation"].own_bench
    qtbot.waitUntil(lambda: fit.playhead.newest is not None)
    assert not app.sessions.work.changed


def lab_changes(app):
    """A change in each laboratory that has no bench, and another one of the same name."""
    flow, perceptron = app.window.workspaces["gradient_flow"], app.window.workspaces["perceptron"]
    activations = app.window.workspaces["activations"]

    def width(units):
        flow.change("Change the width", replace(flow.run.grid, width=units))

    def move(place):
        perceptron._move(0, 0, place, 0)

    def show(name):
        activations.show_function(activations.selection.place_of(name))

    return {
        "gradient_flow": (lambda: width(10), lambda: width(12)),
        "perceptron": (lambda: move((0.2, 0.3)), lambda: move((0.4, 0.1))),
        "activations": (lambda: show("GELU"), lambda: show("ELU")),
    }


@pytest.mark.parametrize("name", ["gradient_flow", "perceptron", "activations"])
def test_that_another_change_of_the_same_name_in_a_laboratory_is_not_taken_for_the_saved_one(
    qtbot, open_app, tmp_path, monkeypatch, name
):
    app = open_app(preset("XOR"))
    app.window.show_workspace(name)
    first, other = lab_changes(app)[name]
    first()
    saved_as(qtbot, app, monkeypatch, tmp_path / "lab")
    stack = app.window.workspace.undo_stack
    stack.undo()
    assert app.sessions.work.changed
    stack.redo()
    assert not app.sessions.work.changed
    stack.undo()
    other()
    assert app.sessions.work.changed


def test_that_an_own_function_is_asked_about_when_the_window_closes(qtbot, open_app):
    app = open_app(preset("XOR"))
    app.window.show_workspace("activations")
    app.window.workspace.selecting.keep(Formula("z * tanh(z)"))
    seen = list[str]()
    answer(BUTTON.Cancel, seen)
    app.window.close()
    assert seen == ["Closing loses what you made in Activations."]


def test_that_closing_right_after_saving_waits_for_the_file_and_asks_nothing(qtbot, open_app, tmp_path, monkeypatch):
    app = open_app(preset("XOR"))
    trained(qtbot, app, 2)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "quick"), ""))
    app.window.action("save").trigger()
    app.window.close()  # a question would hold this for ever
    assert not app.window.isVisible()
    newest = read_session(tmp_path / "quick.mlpviz").benches[0].history.newest
    assert newest is not None
    assert newest.epoch == 2


@pytest.mark.parametrize(("button", "saved"), [(BUTTON.Cancel, False), (BUTTON.Yes, True)])
def test_that_a_file_whose_ending_was_not_typed_is_only_replaced_after_a_question(
    qtbot, open_app, tmp_path, monkeypatch, button, saved
):
    app = open_app(preset("XOR"))
    older = tmp_path / "mine.mlpviz"
    older.write_bytes(b"older work")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
    seen = list[str]()
    answer(button, seen)
    app.window.action("save_as").trigger()
    app.sessions.files.wait()
    assert seen == ["mine.mlpviz is there already."]
    assert (older.read_bytes() != b"older work") == saved
    assert app.sessions.path == (older if saved else None)


@pytest.mark.parametrize("change", [
    lambda app: app.bench.editor.set_weight(3, 0.75), lambda app: app.bench.transport.keep_updates(),
])  # fmt: skip
def test_that_a_weight_set_between_a_report_and_its_picture_leaves_a_session_that_opens(
    qtbot, open_app, tmp_path, monkeypatch, change
):
    app = open_app(preset("XOR"))
    playhead, done = app.bench.playhead, list[int]()

    def change_once(progress):
        if not done and playhead.newest.epoch > 20 and playhead.newest is not playhead.snapshot:
            done.append(playhead.snapshot.epoch)
            change(app)

    app.bench.trainer.epochs_finished.connect(change_once)
    app.bench.play()
    qtbot.waitUntil(lambda: bool(done))
    qtbot.waitUntil(lambda: playhead.heard)
    app.bench.transport.pause()
    qtbot.waitUntil(lambda: not app.bench.trainer.training)
    app.bench.trainer.epochs_finished.disconnect(change_once)

    moments = [frame.moment for frame in playhead.history.keyframes]
    assert moments == sorted(set(moments))
    saved_as(qtbot, app, monkeypatch, tmp_path / "between")
    history = read_session(tmp_path / "between.mlpviz").benches[0].history
    assert done[0] in [frame.epoch for frame in history.keyframes]
    assert [one for one in verifying(history) if isinstance(one, Finding) and not one.good] == []


def test_that_a_session_under_another_name_is_opened_and_trained_on(qtbot, open_app, tmp_path, monkeypatch, capsys):
    app = open_app(preset("Moons"))
    saved_as(qtbot, app, monkeypatch, tmp_path / "handed-in")
    other = (tmp_path / "handed-in.mlpviz").rename(tmp_path / "handed-in.csv")

    second = open_app(first_experiment())
    second.sessions.open_file(other)
    qtbot.waitUntil(lambda: second.sessions.path == other)
    assert second.bench.document.experiment == preset("Moons")
    assert cli.run(["train", str(other), "--epochs", "1"], display=False) == 0
    assert capsys.readouterr().out.startswith("handed-in.csv, 2–6–4–1, 1 epoch")
