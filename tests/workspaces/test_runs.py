"""Earlier runs in the real window: what is kept when, bringing back to the last bit, and every button and key."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from mlpviz.bench.bench import Bench
from mlpviz.engine.experiment import Plan, preset
from mlpviz.engine.stop_rule import Condition, StopRule
from mlpviz.offscreen import _settle
from mlpviz.state.commands import commands
from mlpviz.views.runs.runs_plot import _free_height
from mlpviz.workspaces.playground.leaving import losses
from tests.seen_text import faults, seen_texts

LEFT = Qt.MouseButton.LeftButton
NO = Qt.KeyboardModifier.NoModifier


def train(qtbot, bench, epochs):
    wanted = bench.playhead.newest.epoch + epochs
    for _ in range(epochs):
        bench.one_epoch()
    qtbot.waitUntil(lambda: bench.playhead.newest.epoch == wanted)


def new_run(qtbot, bench, do):
    """Do what begins a new run, and wait for its first report."""
    before = bench.playhead.newest.run
    do()
    qtbot.waitUntil(lambda: bench.playhead.newest.run > before)


def losses_of(history):
    return np.column_stack([history.losses.epochs, history.losses.mean()])


@pytest.fixture
def bench(qtbot):
    bench = Bench(preset("XOR", per_class=10))
    bench.trainer.set_speed(float("inf"))
    qtbot.waitUntil(lambda: bench.playhead.newest is not None)
    yield bench
    bench.close()


@pytest.fixture
def app(qtbot, open_app):
    """The window with three runs: two kept, the third under way; the tab Runs is on show."""
    app = open_app(preset("XOR", per_class=10))
    app.window.setFocus()
    bench = app.bench
    train(qtbot, bench, 4)
    QTest.keyClick(app.window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: bench.playhead.newest.epoch == 0)
    train(qtbot, bench, 6)
    bench.editor.change_plan("Optimiser", Plan("SGD", 0.3, 20))
    qtbot.waitUntil(lambda: bench.playhead.newest.experiment.plan.learning_rate == 0.3)
    QTest.keyClick(app.window, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: bench.playhead.newest.epoch == 0)
    train(qtbot, bench, 3)
    QTest.keyClick(app.window, Qt.Key.Key_L)
    qtbot.waitUntil(lambda: [row.line.number for row in rows(app).rows()] == [3, 2, 1])
    return app


def panel(app):
    return app.playground.view.diagnostics.runs


def rows(app):
    return panel(app).rows


def row(app, number):
    return next(row for row in rows(app).rows() if row.line.number == number)


def click(widget, at=None):
    QTest.mouseClick(widget, LEFT, NO, at or widget.rect().center())


# what is kept


def test_that_a_run_is_kept_when_another_begins_and_only_if_it_has_trained(qtbot, bench):
    new_run(qtbot, bench, lambda: bench.reset(False))
    assert bench.runs.runs == ()

    for do in (lambda: bench.reset(False), lambda: bench.reset(True), lambda: bench.editor.use_recipe(
            replace(bench.document.experiment.points.recipe, shape="Circles")), bench.reset_to_defaults):  # fmt: skip
        train(qtbot, bench, 2)
        new_run(qtbot, bench, do)
    assert [run.number for run in bench.runs.runs] == [1, 2, 3, 4]
    assert [run.epochs for run in bench.runs.runs] == [2, 2, 2, 2]


def test_that_a_run_is_kept_with_the_settings_that_it_was_trained_with(qtbot, bench):
    """The rate is changed at rest, then the run is reset: the new rate has trained nothing yet."""
    train(qtbot, bench, 3)
    trained = bench.playhead.newest
    bench.keep_run()
    bench.editor.set_rate(0.2)
    bench.editor.add_layer()
    qtbot.waitUntil(lambda: bench.playhead.newest.experiment.network.widths == (2, 6, 4, 4, 1))
    new_run(qtbot, bench, lambda: bench.reset(False))

    (run,) = bench.runs.runs
    assert run.experiment == trained.experiment
    assert np.array_equal(run.snapshot.theta, trained.theta)
    assert run.title(bench.document.experiment) == "Rate 0.01, network 2–6–4–1"


def test_that_a_run_that_goes_on_after_undo_stays_one_run(qtbot, bench):
    train(qtbot, bench, 2)
    new_run(qtbot, bench, lambda: bench.reset(False))
    new_run(qtbot, bench, bench.document.undo_stack.undo)
    train(qtbot, bench, 3)
    bench.runs.rename(1, "Mine")
    new_run(qtbot, bench, lambda: bench.reset(False))

    (run,) = bench.runs.runs
    assert (run.number, run.epochs, run.name) == (1, 5, "Mine")


def test_that_a_kept_run_says_why_it_stopped_and_a_later_one_of_the_same_length_does_not(qtbot, bench):
    bench.trainer.stop_when(StopRule((Condition("epochs", 3),), on=True))
    with qtbot.waitSignal(bench.trainer.stopped):
        bench.play()
    bench.trainer.stop_when(StopRule())
    new_run(qtbot, bench, lambda: bench.reset(False))
    train(qtbot, bench, 3)
    new_run(qtbot, bench, lambda: bench.reset(False))

    assert [run.stopped for run in bench.runs.runs] == ["epoch 3 is reached", ""]


def test_that_the_oldest_unpinned_run_makes_way_and_it_is_said(qtbot, bench):
    said: list[str] = []
    bench.runs._most_runs = 3
    bench.runs.dropped.connect(said.append)
    for _ in range(3):
        train(qtbot, bench, 1)
        new_run(qtbot, bench, lambda: bench.reset(False))
    bench.runs.pin(1, True)
    for _ in range(2):
        train(qtbot, bench, 1)
        new_run(qtbot, bench, lambda: bench.reset(False))
    assert [run.number for run in bench.runs.runs] == [1, 4, 5]
    assert said[0].startswith("Run 2 was dropped: at most 3 runs or 256 MB are kept.")

    bench.runs._most_bytes = bench.runs.runs[0].nbytes + bench.runs.runs[2].nbytes
    train(qtbot, bench, 1)
    new_run(qtbot, bench, lambda: bench.reset(False))
    assert [run.number for run in bench.runs.runs] == [1, 6]


# bringing back


def test_that_a_run_comes_back_bit_for_bit_with_its_time_machine_and_undo_returns(qtbot, bench):
    train(qtbot, bench, 12)
    first, curve = bench.playhead.newest, losses_of(bench.playhead.history)
    bench.editor.set_rate(0.3)
    qtbot.waitUntil(lambda: bench.playhead.newest.experiment.plan.learning_rate == 0.3)
    new_run(qtbot, bench, lambda: bench.reset(True))
    train(qtbot, bench, 5)
    second, second_curve = bench.playhead.newest, losses_of(bench.playhead.history)

    new_run(qtbot, bench, lambda: bench.bring_back(1))
    back = bench.playhead.newest
    assert bench.document.experiment == first.experiment
    for name in ("theta", "theta_before", "memory", "grad"):
        assert np.array_equal(getattr(back, name), getattr(first, name)), name
    assert (back.updates, back.scores) == (first.updates, first.scores)
    assert np.array_equal(losses_of(bench.playhead.history), curve, equal_nan=True)
    assert [run.number for run in bench.runs.runs] == [1, 2], "the run that was left is kept too"

    bench.transport.scrub(7)
    qtbot.waitUntil(lambda: not bench.playhead.approximate)
    assert bench.playhead.snapshot.epoch == 7
    assert list(bench.playhead.snapshot.scores.row()[0][:2]) == list(curve[7, 1:3])
    bench.transport.go_live()

    new_run(qtbot, bench, bench.document.undo_stack.undo)
    assert bench.document.undo_stack.redoText() == "Bring back run 1"
    assert np.array_equal(bench.playhead.newest.theta, second.theta)
    assert np.array_equal(losses_of(bench.playhead.history), second_curve, equal_nan=True)
    assert bench.document.experiment == second.experiment


def test_that_training_goes_on_from_a_run_as_if_it_had_never_ended(qtbot, bench):
    train(qtbot, bench, 4)
    new_run(qtbot, bench, lambda: bench.reset(False))
    train(qtbot, bench, 7)
    expected = bench.playhead.newest
    new_run(qtbot, bench, lambda: bench.bring_back(1))
    train(qtbot, bench, 3)

    assert np.array_equal(bench.playhead.newest.theta, expected.theta)
    assert np.array_equal(bench.playhead.newest.memory, expected.memory)


# the window


def test_that_the_list_tells_the_runs_by_what_differs_with_losses_and_epochs(app):
    lines = {row.line.number: row.line for row in rows(app).rows()}

    assert [lines[at].title for at in (3, 2, 1)] == ["SGD, rate 0.3"] + ["Adam, rate 0.01, weight seed 0"] * 2
    assert [lines[at].ended for at in (3, 2, 1)] == ["3 epochs", "6 epochs", "4 epochs"]
    scores = app.bench.runs.run(2).snapshot.scores
    assert lines[2].told == f"train {scores.train_loss:.3f} · test {scores.test_loss:.3f}"
    assert lines[3].present
    assert not lines[3].kept
    assert "Differs from the present: Adam, rate 0.01, weight seed 0." in row(app, 2).toolTip()


def test_that_the_plot_holds_every_ticked_run_with_dashes_of_its_own_and_the_numbers_at_their_ends(qtbot, app):
    plot = panel(app).plot
    qtbot.waitUntil(lambda: len(plot.ends()) == 3)
    assert {line.number for _, line in plot.ends()} == {1, 2, 3}
    assert len({line.slot for _, line in plot.ends()}) == 3
    for place, line in plot.ends():
        assert place.x() == pytest.approx(plot.place(line.epochs, 0.0).x())
    epoch, told = plot.readings(2.0)
    assert epoch == 2
    assert [reading.name for reading in told] == ["run 3", "run 2", "run 1"]
    train_loss = app.bench.runs.run(1).history.losses.at(2)[0]
    assert float(told[2].value) == pytest.approx(train_loss, rel=1e-3)

    QTest.mouseClick(panel(app).chart.score.button("test"), LEFT)
    test_loss = app.bench.runs.run(1).history.losses.at(2)[1]
    assert float(plot.readings(2.0)[1][2].value) == pytest.approx(test_loss, rel=1e-3)

    click(row(app, 1), row(app, 1).box().center().toPoint())
    assert {line.number for _, line in plot.ends()} == {2, 3}
    assert row(app, 1).line.slot is None
    header, table = plot.table()
    assert header[0] == "run"
    assert len(list(table)) == 7 + 4


def test_that_keys_walk_show_pin_rename_remove_and_bring_back(qtbot, app):
    listed = {key for row in commands() if row.context == "runs" for key in row.keys}
    assert listed == {"Up", "Down", "Space", "P", "F2", "Del", "Return", "Enter"}, "each of them is pressed below"
    keys, runs = Qt.Key, app.bench.runs
    rows(app).setFocus()
    for key, number in ((keys.Key_Down, 2), (keys.Key_Down, 1), (keys.Key_Up, 2)):
        QTest.keyClick(rows(app), key)
        assert rows(app).current.number == number
    QTest.keyClick(rows(app), keys.Key_Space)
    assert row(app, 2).line.slot is None
    QTest.keyClick(rows(app), keys.Key_P)
    assert runs.run(2).pinned
    QTest.keyClick(rows(app), keys.Key_F2)
    QTest.keyClicks(row(app, 2).field, "Quick one")
    QTest.keyClick(row(app, 2).field, keys.Key_Return)
    qtbot.waitUntil(lambda: row(app, 2).line.title == "Quick one")
    QTest.keyClick(rows(app), keys.Key_F2)
    QTest.keyClicks(row(app, 2).field, "nothing")
    QTest.keyClick(row(app, 2).field, keys.Key_Escape)
    assert runs.run(2).name == "Quick one"

    rows(app).setFocus()
    QTest.keyClick(rows(app), keys.Key_End)
    QTest.keyClick(rows(app), keys.Key_Delete)
    assert [run.number for run in runs.runs] == [2]
    assert app.window.notice.text == "Run 1 was removed."
    click(app.window.notice._buttons[0])
    assert [run.number for run in runs.runs] == [1, 2]

    rows(app).choose(2)
    theta = runs.run(2).snapshot.theta
    QTest.keyClick(rows(app), keys.Key_Enter)
    qtbot.waitUntil(lambda: np.array_equal(app.bench.playhead.newest.theta, theta))
    qtbot.waitUntil(lambda: row(app, 2).line.present and not row(app, 3).line.present)
    assert app.bench.document.experiment.plan.optimizer.name == "Adam"
    rows(app).choose(1)
    QTest.keyClick(rows(app), keys.Key_Return)
    qtbot.waitUntil(lambda: row(app, 1).line.present)


def test_that_buttons_and_menu_do_the_same_by_mouse(qtbot, app):
    view, runs = panel(app), app.bench.runs
    assert not view.bring_back.isEnabled(), "the present run is chosen at first"
    click(row(app, 1), QPoint(120, 12))
    click(view.pin)
    assert runs.run(1).pinned
    click(view.rename)
    assert row(app, 1).field is not None
    row(app, 1).field.setText("")
    QTest.keyClick(row(app, 1).field, Qt.Key.Key_Return)
    assert runs.run(1).name == ""
    qtbot.waitUntil(lambda: row(app, 1).line.pinned)

    rows(app)._offer(1, rows(app).mapToGlobal(QPoint(40, 40)))
    menu = next(one for one in rows(app).findChildren(QMenu) if one.isVisible())
    offered = [action.text().partition("\t")[0] for action in menu.actions()]
    assert offered == ["Hide its curve", "Bring back", "Rename", "Unpin", "Remove"]
    menu.close()

    QTest.mouseDClick(row(app, 1), LEFT, NO, QPoint(120, 12))
    qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == 4)
    assert [run.number for run in runs.runs] == [1, 2, 3]
    QTest.keyClick(app.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == 3)


def test_that_closing_asks_about_runs_that_were_pinned_or_named_and_about_no_others(app):
    said = losses(app.bench, app.playground.files)
    assert not any("run" in one for one in said)
    app.bench.runs.pin(1, True)
    app.bench.runs.rename(2, "Mine")
    assert losses(app.bench, app.playground.files) == [*said, "2 runs that you pinned or named"]


def test_that_the_present_run_is_kept_by_command_and_goes_on(qtbot, app):
    click(panel(app).keep)
    qtbot.waitUntil(lambda: row(app, 3).line.kept)
    assert app.window.notice.text == "Kept as run 3. The tab Runs lists it."
    train(qtbot, app.bench, 1)
    qtbot.waitUntil(lambda: not row(app, 3).line.kept)
    app.window.carry_out("keep_run")
    assert [run.epochs for run in app.bench.runs.runs] == [4, 6, 4]
    app.bench.reset(False)
    qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == 0)
    app.window.carry_out("keep_run")
    assert app.window.notice.text == "There is nothing to keep yet: train for an epoch first."


def test_that_a_fifth_curve_takes_the_place_of_the_oldest(qtbot, app):
    for _ in range(2):
        app.bench.reset(False)
        qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == 0)
        train(qtbot, app.bench, 1)
    qtbot.waitUntil(lambda: len(rows(app).rows()) == 5 and rows(app).rows()[0].line.epochs == 1)
    shown = [one.line.number for one in rows(app).rows() if one.line.slot is not None]
    assert shown == [5, 4, 3, 2]
    click(row(app, 1), row(app, 1).box().center().toPoint())
    shown = [one.line.number for one in rows(app).rows() if one.line.slot is not None]
    assert shown == [5, 4, 3, 1]
    assert row(app, 5).line.slot == 0


def test_that_nothing_of_the_tab_is_wider_than_its_column(qtbot, app):
    app.window.carry_out("stop_when")
    click(panel(app).stop.switch)
    inside, area = panel(app)._inside, panel(app)._list.viewport()
    for dark, scale, (width, height) in (
        (False, 1.0, (1366, 768)), (True, 1.0, (1024, 700)), (True, 1.5, (1440, 900)), (False, 1.5, (1920, 1080)),
    ):  # fmt: skip
        app.theme.choose("dark" if dark else "light")
        app.theme.set_text_scale(scale)
        app.window.resize(width, height)
        app.window.carry_out("runs", True)
        qtbot.waitUntil(lambda: panel(app).isVisible() and inside.width() == area.width())
        assert inside.minimumSizeHint().width() <= area.width(), (scale, width)


def test_that_the_number_of_a_curve_stands_in_the_plot_and_crosses_no_other() -> None:
    ends = [QPointF(100.0, height) for height in (80.0, 85.0, 97.0)]
    taken: list[QPointF] = []
    for end in ends:
        taken.append(QPointF(end.x(), _free_height(end, taken, 14.0, 98.0)))
    heights = [one.y() for one in taken]
    assert heights == [80.0, 94.0, 66.0]  # the last has no room below the second, and is 14 above the first


def test_that_the_words_of_a_limit_cross_neither_the_number_of_a_curve_nor_the_line_of_the_epoch(qtbot, app):
    plot = panel(app).plot
    train(qtbot, app.bench, 2)  # so that the curve ends near the right end of the plot, under the usual place
    qtbot.waitUntil(lambda: any(line.present and line.epochs == 5 for line in plot.lines))
    for number, share in ((3, 0.98), (3, 1.02), (2, 0.98)):
        line = next(one for one in plot.lines if one.number == number)
        plot.show_limits({0: share * float(line.losses.at(line.epochs)[0])})
        _settle(app)
        seen = [one for one in seen_texts(app.window) if plot.isAncestorOf(one.owner)]
        (words,) = [one for one in seen if one.text.startswith("stop ")]
        found = faults(seen)
        assert not found, "\n".join(found)
        place = QPointF(plot.place(5, 0.0).x(), words.ink.center().y())
        line_at = plot.viewport().mapTo(app.window, place.toPoint()).x()
        assert not words.ink.left() <= line_at <= words.ink.right()
