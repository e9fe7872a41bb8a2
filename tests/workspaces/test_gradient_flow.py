"""The gradient flow laboratory in the real window, by mouse and key; its numbers against plain NumPy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from mlpviz.engine import number
from mlpviz.engine.experiment import LayerSpec, NetworkSpec, preset
from mlpviz.engine.flow.grid import FlowGrid
from mlpviz.engine.pool import Done
from mlpviz.nn.initializers import Normal
from mlpviz.views.gradient_flow.axis import LOSS, NORMS
from mlpviz.views.gradient_flow.cell_state import Standing
from mlpviz.views.gradient_flow.grid_menu import COLUMNS, ROWS

LEFT = Qt.MouseButton.LeftButton
SMALL = FlowGrid(preset("Circles", per_class=12, test_share=0.0), ["Zeros", "XavierUniform"], ["Tanh", "ReLU"],
                 layers=3, width=4, epochs=3)  # fmt: skip


@pytest.fixture
def app(qtbot, open_app):
    made = open_app(preset("XOR", per_class=5))
    made.window.show_workspace("gradient_flow")
    made.window.workspace.put(SMALL)
    return made


@pytest.fixture
def lab(app):
    return app.window.workspace


def run(qtbot, lab):
    qtbot.mouseClick(lab.bar.run, LEFT)
    qtbot.waitUntil(lambda: not lab.busy, timeout=60_000)


def click_cell(qtbot, lab, index):
    qtbot.mouseClick(lab.view.grid.viewport(), LEFT, pos=lab.view.grid.place_of(index).center().toPoint())


def standings(lab):
    return [cell.standing for cell in lab.run.cells()]


def statistics(lab):
    return {key: lab.bar.statistics.cell(key).text() for key in ("runs", "healthy", "best", "diverged")}


def by_hand(experiment, theta):
    """Of a tanh network with one sigmoid output and cross-entropy, in plain NumPy.

    ‖∂L/∂W‖ of each layer, the loss, and the standard deviation of the outputs of each hidden layer.
    """
    x, t = experiment.points.x, experiment.points.labels[:, None].astype(float)
    widths, parts, at = experiment.network.widths, [], 0
    for n_in, n_out in zip(widths, widths[1:], strict=False):
        W = theta[at : at + n_in * n_out].reshape(n_in, n_out)
        at += n_in * n_out
        parts.append((W, theta[at : at + n_out]))
        at += n_out
    outputs = [x]
    for W, b in parts[:-1]:
        outputs.append(np.tanh(outputs[-1] @ W + b))
    W, b = parts[-1]
    p = 1.0 / (1.0 + np.exp(-(outputs[-1] @ W + b)))
    loss = float(-np.mean(t * np.log(p) + (1.0 - t) * np.log(1.0 - p)))
    delta = (p - t) / len(x)
    found: list[float] = []
    for index in reversed(range(len(parts))):
        found.insert(0, float(np.linalg.norm(outputs[index].T @ delta)))
        if index:
            delta = (delta @ parts[index][0].T) * (1.0 - outputs[index] ** 2)
    return found, loss, [float(np.std(a)) for a in outputs[1:]]


def test_that_a_grid_is_run_read_and_walked_by_mouse_and_key(qtbot, app, lab):
    assert standings(lab) == [Standing.EMPTY] * 4
    assert statistics(lab)["runs"] == "0 of 4"

    qtbot.keyClick(app.window, Qt.Key.Key_Space)
    assert lab.run.running
    assert lab.bar.run.text() == "Cancel"
    qtbot.waitUntil(lambda: not lab.busy, timeout=60_000)

    assert lab.bar.run.text() == "Run grid"
    results = [cell.result for cell in lab.run.cells()]
    best = min(result.loss for result in results)
    labels = [result.finding.verdict.label for result in results]
    assert statistics(lab) == {
        "runs": "4 of 4", "healthy": str(labels.count("Healthy")), "best": number.loss(best), "diverged": "0",
    }  # fmt: skip
    assert labels[:2] == ["Vanishing", "Dead units"]  # with zeros nothing but the last bias ever moves

    qtbot.keyClick(app.window, Qt.Key.Key_Right)  # without a focus the arrows walk the grid too
    assert lab.index == 3
    click_cell(qtbot, lab, 2)
    assert lab.index == 2
    assert lab.view.panel._title.text() == "Tanh, Xavier"
    shown = lab.view.panel.layer_plot
    first, first_loss, first_spreads = by_hand(results[2].experiment, results[2].first_theta)
    last, last_loss, last_spreads = by_hand(results[2].experiment, results[2].theta)
    np.testing.assert_allclose(shown._result.norms[0], first)
    np.testing.assert_allclose(shown._result.norms[-1], last)
    read = {line.name: line.value for line in shown.readings(3)}
    assert read == {f"L{layer}": number.plain(norm, 3) for layer, norm in enumerate(last, start=1)}
    assert f"from {number.loss(first_loss)} to {number.loss(last_loss)}." in lab.view.panel._sentences.text()
    histograms = lab.view.panel.histograms
    for button, spreads in (("start", first_spreads), ("end", last_spreads)):
        qtbot.mouseClick(lab.view.panel.moment.button(button), LEFT)
        told = ", ".join(f"layer {at} {number.steady(sd, 2)[1:]}" for at, sd in enumerate(spreads, start=1))
        assert histograms.accessibleDescription() == f"Standard deviations: {told}."

    qtbot.keyClick(lab.view.grid, Qt.Key.Key_Up)
    assert lab.index == 0
    assert "Every gradient is exactly 0." in lab.view.panel._sentences.text()
    qtbot.keyClick(app.window, Qt.Key.Key_Left)  # nothing is there
    qtbot.keyClick(lab.view.grid, Qt.Key.Key_Right)
    assert lab.index == 1
    qtbot.keyClick(lab.view.grid, Qt.Key.Key_End)
    assert lab.index == 3

    head, rows = lab.numbers()
    rows = list(rows)
    assert head == ["initializer", "activation", "verdict", "epoch", "update", "loss",
                    *(f"norm of layer {layer}" for layer in range(1, 5))]  # fmt: skip
    assert len(rows) == 4 * (SMALL.epochs + 1)
    assert rows[8][:4] == ["Xavier", "Tanh", results[2].finding.verdict.label, 0]
    np.testing.assert_allclose(rows[8][6:], first)


def test_that_changed_settings_leave_old_cells_pale_until_they_are_run_and_undo_brings_results_back(qtbot, app, lab):
    run(qtbot, lab)
    before = [cell.result for cell in lab.run.cells()]
    lab.run.cancel()  # from now on nothing starts by itself

    line = lab.view.fields.layers.combo().lineEdit()
    assert isinstance(line, QLineEdit)
    line.selectAll()
    qtbot.keyClicks(line, "2")
    qtbot.keyClick(line, Qt.Key.Key_Return)

    assert lab.run.grid.layers == 2
    assert standings(lab) == [Standing.OLD] * 4
    assert not lab.run.running
    assert statistics(lab)["runs"] == "0 of 4"
    assert lab.handed() is None  # the old network is none of these settings
    app.window.carry_out("undo")
    assert [cell.result for cell in lab.run.cells()] == before
    app.window.carry_out("redo")
    run(qtbot, lab)
    assert standings(lab) == [Standing.DONE] * 4
    assert [cell.result.norms.shape[1] for cell in lab.run.cells()] == [3] * 4

    lab.view.lines.lines(COLUMNS).tick("Softsign").trigger()  # after a run, a new column is run by itself
    assert [state for state in standings(lab) if state is Standing.WAITING] == [Standing.WAITING] * 2
    qtbot.waitUntil(lambda: not lab.busy, timeout=60_000)
    assert statistics(lab)["runs"] == "6 of 6"


def test_that_esc_and_the_button_cancel_at_once_and_a_cleared_grid_is_empty(qtbot, app, lab):
    lab.put(replace(SMALL, epochs=10_000))
    qtbot.mouseClick(lab.bar.run, LEFT)
    assert lab.run.running
    qtbot.keyClick(lab.view.fields.rate.combo(), Qt.Key.Key_Escape)
    assert not lab.run.running
    assert set(standings(lab)) == {Standing.EMPTY}
    qtbot.mouseClick(lab.bar.run, LEFT)
    assert lab.run.running
    qtbot.mouseClick(lab.bar.run, LEFT)
    assert not lab.run.running

    lab.put(SMALL)
    run(qtbot, lab)
    qtbot.mouseClick(lab.bar.reset, LEFT)
    assert set(standings(lab)) == {Standing.EMPTY}
    assert not lab.bar.reset.isEnabled()


def test_that_a_cell_whose_job_failed_says_so_and_the_others_go_on(qtbot, lab):
    lab.put(replace(SMALL, epochs=10_000))
    qtbot.mouseClick(lab.bar.run, LEFT)
    lab.run._background.done.emit(Done(2, None, "Its process ended twice before it had a result.\nTraceback"))
    assert lab.run.running
    assert standings(lab)[2] is Standing.FAILED
    lab.choose_cell(2)
    assert lab.view.panel._sentences.text() == "Its process ended twice before it had a result."
    assert lab.handed() is None
    qtbot.mouseClick(lab.bar.run, LEFT)


def test_that_rows_are_chosen_in_the_menu_with_the_mouse_and_it_stays_open(qtbot, lab):
    qtbot.mouseClick(lab.view.choose_lines, LEFT)
    qtbot.waitUntil(lab.view.lines.isVisible)
    menu = lab.view.lines.lines(ROWS)
    qtbot.mouseClick(lab.view.lines, LEFT, pos=lab.view.lines.actionGeometry(menu.menuAction()).center())
    qtbot.waitUntil(menu.isVisible)
    for name in ("HeNormal", "LeCun"):
        qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(menu.tick(name)).center())
    assert menu.isVisible()
    assert [one.name for one in lab.run.grid.initializers] == ["Zeros", "XavierUniform", "HeNormal", "LeCun"]
    lab.view.lines.close()
    lab.undo_stack.undo()
    assert lab.undo_stack.redoText() == "Change the rows"
    assert [one.name for one in lab.run.grid.initializers] == ["Zeros", "XavierUniform", "HeNormal"]


def test_that_a_parameter_of_a_row_is_typed_in_the_menu_and_can_be_undone(qtbot, lab):
    menu = lab.view.lines.lines(ROWS)
    menu.tick("Normal").trigger()
    assert lab.run.grid.initializers[-1] == Normal(0.8)
    line = menu.form("Normal").numbers()["sigma"].line()
    line.selectAll()
    qtbot.keyClicks(line, "1.5")
    qtbot.keyClick(line, Qt.Key.Key_Return)

    assert lab.run.grid.initializers[-1] == Normal(1.5)
    assert lab.undo_stack.undoText() == "Change σ of Normal"
    lab.undo_stack.undo()
    assert lab.run.grid.initializers[-1] == Normal(0.8)
    assert menu.form("Normal").numbers()["sigma"].value() == 0.8


def test_that_cells_that_come_in_leave_what_is_being_typed(qtbot, lab):
    line = lab.view.fields.layers.combo().lineEdit()
    line.selectAll()
    qtbot.keyClicks(line, "12")
    run(qtbot, lab)

    assert line.text() == "12"
    assert statistics(lab)["runs"] == "4 of 4"


def test_that_another_workspace_interrupts_a_grid_and_coming_back_goes_on(qtbot, app, lab):
    lab.put(replace(SMALL, epochs=2_000))
    qtbot.mouseClick(lab.bar.run, LEFT)
    app.window.show_workspace("playground")
    assert not lab.run.running
    app.window.show_workspace("gradient_flow")
    assert lab.run.running


def test_that_a_diverged_cell_is_told_with_its_update_and_can_be_helped(qtbot, app, lab):
    wild = FlowGrid(None, [{"name": "Normal", "sigma": 0.8}], ["ReLU"], epochs=1)
    lab.put(wild)
    run(qtbot, lab)

    result = lab.result
    assert statistics(lab)["diverged"] == "1"
    assert result.nan_at is not None
    assert f"after update {result.nan_at}" in lab.view.panel._sentences.text()
    assert lab.view.panel.show_help.text() == "Try 0.01"
    qtbot.mouseClick(lab.view.panel.show_help, LEFT)
    assert lab.run.grid.plan.learning_rate == 0.01
    assert lab.undo_stack.undoText() == "Change the learning rate"


def test_that_a_cell_opens_in_the_playground_with_its_trained_weights_and_comes_back(qtbot, app, lab):
    run(qtbot, lab)
    click_cell(qtbot, lab, 3)
    theta = lab.result.theta

    qtbot.keyClick(lab.view.grid, Qt.Key.Key_Return)

    assert app.window.workspace is app.playground
    qtbot.waitUntil(lambda: np.array_equal(app.bench.playhead.snapshot.theta, theta))
    app.window.carry_out("open_in:gradient_flow")
    assert app.window.workspace is lab
    assert (lab.run.grid.layers, lab.run.grid.width) == (3, 4)
    assert lab.run.grid.base.points == SMALL.base.points


def test_that_only_a_network_whose_hidden_layers_are_alike_sets_depth_and_width(lab):
    points = preset("Moons", per_class=5).points
    uneven = replace(preset("Moons"), points=points)
    lab.take(uneven)
    assert (lab.run.grid.layers, lab.run.grid.width) == (3, 4)

    even = NetworkSpec([LayerSpec(7)] * 2 + [LayerSpec(1, "Sigmoid")])
    lab.take(replace(uneven, network=even))

    assert (lab.run.grid.layers, lab.run.grid.width) == (2, 7)
    assert lab.run.grid.base.points == points


def test_that_points_that_train_nothing_are_refused_with_a_sentence(lab):
    empty = preset("Moons", per_class=0)

    with pytest.raises(ValueError, match="There are no points to train on"):
        lab.take(empty)

    assert lab.run.grid is SMALL


def test_that_a_number_that_cannot_be_used_is_refused_and_the_field_keeps_the_old_one(qtbot, lab):
    fields = lab.view.fields
    for field, typed, why in ((fields.layers, "999", "1 to 30"), (fields.rate, "fast", "not a number")):
        line = field.combo().lineEdit()
        line.selectAll()
        qtbot.keyClicks(line, typed)
        qtbot.keyClick(line, Qt.Key.Key_Return)
        assert why in field.combo().toolTip()
        assert not field.combo().property("wrong")  # the old number is shown again, and that is right
    assert lab.run.grid is SMALL
    assert lab.view.fields.layers.value() == "3"


def test_that_cells_show_norms_or_the_loss_by_key_and_mouse(qtbot, app, lab):
    qtbot.keyClick(app.window, Qt.Key.Key_L)
    assert lab.view.grid.axis.shows == LOSS
    assert lab.view.fields.shows.value() == LOSS
    qtbot.mouseClick(lab.view.fields.shows.button(NORMS), LEFT)
    assert lab.view.grid.axis.shows == NORMS
    assert app.window.action("cell_shows:norms").isChecked()


def test_that_a_form_brings_back_the_grid_and_what_was_looked_at(lab):
    lab.choose_cell(3)
    lab.show_curves(LOSS)
    form = lab.form()
    lab.put(FlowGrid())

    lab.restore(form)

    assert lab.form() == form
    assert lab.index == 3


def test_that_the_last_row_and_the_last_column_cannot_be_taken_away(lab):
    menu = lab.view.lines
    menu.lines(ROWS).tick("Zeros").trigger()
    assert [one.name for one in lab.run.grid.initializers] == ["XavierUniform"]
    assert not menu.lines(ROWS).tick("XavierUniform").isEnabled()
    assert lab.index == 0
    menu.lines(ROWS).tick("Zeros").trigger()
    assert [one.name for one in lab.run.grid.initializers] == ["Zeros", "XavierUniform"]


def test_that_the_button_over_the_grid_grows_with_its_text(qtbot, app, lab):
    button, theme = lab.view.choose_lines, lab.view._theme
    theme.set_text_scale(1.5)
    qtbot.waitUntil(lambda: button.width() >= button.sizeHint().width())
    assert button.width() > button.fontMetrics().horizontalAdvance(button.text())
    theme.set_text_scale(1.0)
