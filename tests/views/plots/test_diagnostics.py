"""The Diagnostics column: loss, gradient norms and activations."""

from __future__ import annotations

import csv
import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QLabel, QMenu, QMessageBox

from mlpviz.engine.experiment import preset
from mlpviz.engine.history import History
from mlpviz.engine.records import Progress
from mlpviz.engine.run import Run
from mlpviz.engine.verdicts.of_losses import Stuck
from mlpviz.engine.verdicts.of_units import DeadUnits
from mlpviz.engine.verdicts.verdict import Finding
from mlpviz.state.picture_maker import picture_of
from mlpviz.views.controls.button import IconButton
from mlpviz.views.controls.switch import Switch
from mlpviz.views.look.widget_drawing import MARGIN
from mlpviz.views.plots.bare_plot import Curve
from mlpviz.views.plots.diagnostics_panel import DiagnosticsPanel
from mlpviz.views.plots.diagnostics_strip import DiagnosticsStrip
from mlpviz.views.plots.layer_histogram import LayerHistogram
from mlpviz.views.plots.norm_plot import NormCurves
from tests.seen_text import seen_texts

LEFT = Qt.MouseButton.LeftButton
EPOCHS = 12


def record(run: Run, history: History, epochs: int) -> None:
    for _ in range(epochs):
        run.epoch()
        found = run.snapshot()
        s = found.scores
        row = s.row()
        history.add(Progress(found, np.array([found.epoch]), row))


@pytest.fixture(scope="module")
def history():
    run, made = Run(preset("Spiral", noise=0.11, per_class=40)), History()
    made.begin(run.snapshot())
    record(run, made, EPOCHS)
    return made


@pytest.fixture
def panel(qtbot, theme, history):
    made = DiagnosticsPanel(theme)
    qtbot.addWidget(made)
    made.resize(336, 740)
    made.show()
    qtbot.waitExposed(made)
    look_at(made, history, EPOCHS)
    for plot in (made.loss, made.norms):
        qtbot.waitUntil(lambda curves=plot.curves: curves.shown_range() == (0.0, float(EPOCHS)))
    return made


def look_at(panel: DiagnosticsPanel, history: History, epoch: int) -> None:
    panel.show_history(history)
    panel.show_picture(picture_of(history.nearest(epoch), 16))


def drawn(curve):
    return tuple(np.asarray(part) for part in curve.getData())


def pixel(curves, epoch: float) -> QPoint:
    return QPointF(curves.place(epoch, 0.0).x(), curves.area().center().y()).toPoint()


def saved(qtbot, monkeypatch, plot, path, entry: int) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *arguments: (str(path), ""))
    place = plot.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, plot.mapToGlobal(place))
    QGuiApplication.sendEvent(plot.viewport() if hasattr(plot, "viewport") else plot, event)
    menu = next(one for one in plot.window().findChildren(QMenu) if one.isVisible())
    [action for action in menu.actions() if action.text().startswith("Save")][entry].trigger()
    menu.close()


def test_that_the_curves_end_at_the_epoch_looked_at(qtbot, panel, history):
    look_at(panel, history, 7)

    qtbot.waitUntil(lambda: len(drawn(panel.loss.curves._curves[1])[0]) == 8)

    epochs, logs = drawn(panel.loss.curves._curves[1])
    assert epochs[-1] == 7
    assert np.allclose(10**logs, history.losses.mean()[:8, 0])
    assert panel.loss.train.text() == f"{history.losses.at(7)[0]:.3f}"
    assert panel.loss.test.text() == f"{history.losses.at(7)[1]:.3f}"


def test_that_the_switch_makes_the_loss_axis_even(qtbot, panel, history):
    low = panel.loss.curves.values[0]
    assert low == pytest.approx(-2.0, abs=1.0)

    qtbot.mouseClick(panel.findChild(Switch), LEFT)

    assert panel.loss.curves.values[0] == 0.0
    assert np.allclose(drawn(panel.loss.curves._curves[1])[1], history.losses.mean()[:, 0])


@pytest.mark.parametrize("which", ["loss", "norms"])
def test_that_a_drag_zooms_and_a_double_click_fits(qtbot, panel, which):
    curves = getattr(panel, which).curves
    view = curves.viewport()
    qtbot.mousePress(view, LEFT, pos=pixel(curves, 3))
    qtbot.mouseMove(view, pixel(curves, 5))
    qtbot.mouseMove(view, pixel(curves, 8))
    qtbot.mouseRelease(view, LEFT, pos=pixel(curves, 8))

    assert curves.shown_range() == pytest.approx((3, 8), abs=0.2)

    qtbot.mouseDClick(view, LEFT, pos=pixel(curves, 5))

    assert curves.shown_range() == (0.0, float(EPOCHS))


@pytest.mark.parametrize("which", ["loss", "norms"])
@pytest.mark.parametrize("part", [(3, 8), (5, 6), (0, 4), (EPOCHS - 2, EPOCHS)])
def test_that_a_zoom_keeps_every_curve_on_screen(qtbot, panel, which, part):
    curves = getattr(panel, which).curves
    curves.zoom(*part)

    picture, shown = curves.grab().toImage(), set()
    for curve in curves.scene().items():
        if isinstance(curve, Curve) and curve.xData is not None and len(curve.xData):
            shown.add(curve.opts["pen"].color().getRgb()[:3])
    ratio, area = picture.devicePixelRatio(), curves.area()
    columns = range(round((area.left() + 4) * ratio), round((area.right() - 4) * ratio))
    rows = range(round(area.top() * ratio), round(area.bottom() * ratio))
    seen = np.array(list({picture.pixelColor(x, y).getRgb()[:3] for x in columns for y in rows}))
    assert shown
    for color in shown:  # a line between two pixels is a little paler
        assert np.abs(seen - color).max(axis=1).min() <= 30


def test_that_the_pointer_reads_both_curves(qtbot, panel, history):
    curves = panel.loss.curves
    with qtbot.waitSignal(curves.hovered):
        qtbot.mouseMove(curves.viewport(), pixel(curves, 5))
    curves.grab()

    epoch, lines = curves.readings(curves.epoch_at(pixel(curves, 5).x()))

    assert epoch == 5
    assert [line.name for line in lines] == ["train", "test"]
    assert [10**line.y for line in lines] == pytest.approx(list(history.losses.at(5)[:2]))


def test_that_arrow_keys_read_along_the_curve_and_escape_stops(qtbot, panel):
    curves = panel.loss.curves
    read: list[float | None] = []
    curves.hovered.connect(read.append)

    qtbot.keyClick(curves, Qt.Key.Key_Left)
    qtbot.keyClick(curves, Qt.Key.Key_Left)
    qtbot.keyClick(curves, Qt.Key.Key_Escape)

    assert read == [EPOCHS - 1.0, EPOCHS - 2.0, None]


def test_that_without_test_points_the_header_shows_a_dash(qtbot, panel):
    run, made = Run(preset("XOR", per_class=20, test_share=0.0)), History()
    made.begin(run.snapshot())
    record(run, made, 3)
    look_at(panel, made, 3)

    assert panel.loss.test.text() == "–"
    assert panel.loss.test.toolTip() == "Test split is 0 %."
    assert [line.name for line in panel.loss.curves.readings(2)[1]] == ["train"]


def test_that_a_diverged_run_reads_nan_and_leaves_a_gap(qtbot, panel, history):
    made = history.copy()
    nan = replace(history.newest.scores, train_loss=math.nan, test_loss=math.nan)
    last = replace(history.newest, epoch=EPOCHS + 1, scores=nan)
    made.add(Progress(last, np.array([EPOCHS + 1]), np.full((1, 7), np.nan), diverged=True))
    panel.show_history(made)
    panel.show_picture(replace(picture_of(history.newest, 16), snapshot=last))

    qtbot.waitUntil(lambda: len(drawn(panel.loss.curves._curves[1])[0]) == EPOCHS + 2)

    assert panel.loss.train.text() == "NaN"
    assert np.isnan(drawn(panel.loss.curves._curves[1])[1][-1])
    panel.grab()


def test_that_every_layer_has_a_curve_of_its_gradient_norms(qtbot, panel, history):
    curves = panel.norms.curves
    qtbot.waitUntil(lambda: len(curves._curves) == 3)
    weights = history.newest.experiment.network.weights(history.newest.grad)

    epoch, lines = curves.readings(EPOCHS)

    assert epoch == EPOCHS
    assert [10**line.y for line in lines] == pytest.approx([float(np.linalg.norm(w)) for w, _ in weights])
    assert "L3" in curves.accessibleDescription()


@pytest.mark.parametrize(
    ("logs", "side"), [([-4.5, -1.0, -1.0], "right"), ([-1.0, -1.0, -4.5], "left"), ([-4.6] * 3, "")]
)
def test_that_a_word_of_a_zone_stands_where_no_curve_goes_through_it(qtbot, theme, logs, side):
    curves = NormCurves(theme)
    qtbot.addWidget(curves)
    curves.resize(300, 180)
    curves._epochs, curves._logs = np.array([0.0, 0.5, 1.0]), np.array(logs)[:, None]
    curves.set_values(-5.0, 2.2)
    curves.show()
    found = [text.ink.center().x() for text in seen_texts(curves) if text.text in ("vanishing", "small")]

    middle = curves.area().center().x()
    assert ["left" if at < middle else "right" for at in found] == ([side] if side else [])


def test_that_a_network_with_more_layers_gets_more_curves(qtbot, panel):
    experiment = preset("XOR", per_class=20)
    run, made = Run(replace(experiment, network=experiment.network.with_layer_before(1))), History()
    made.begin(run.snapshot())
    record(run, made, 2)
    look_at(panel, made, 2)

    qtbot.waitUntil(lambda: len(panel.norms.curves._curves) == 4)

    assert len(panel.findChildren(LayerHistogram)) >= 4
    panel.grab()


def test_that_the_saved_table_holds_every_epoch(qtbot, panel, history, monkeypatch, tmp_path):
    saved(qtbot, monkeypatch, panel.loss.curves, tmp_path / "loss", 3)

    rows = list(csv.DictReader((tmp_path / "loss.csv").read_text(encoding="utf-8").splitlines()))
    assert [int(row["epoch"]) for row in rows] == list(range(EPOCHS + 1))
    assert [float(row["train_loss"]) for row in rows] == list(history.losses.mean()[:, 0])


def test_that_the_saved_picture_is_three_times_as_sharp(qtbot, panel, monkeypatch, tmp_path):
    saved(qtbot, monkeypatch, panel.norms.curves, tmp_path / "norms.png", 0)

    assert QImage(str(tmp_path / "norms.png")).size() == 3 * (panel.norms.size() + QSize(2 * MARGIN, 2 * MARGIN))


def test_that_a_histogram_can_be_saved_too(qtbot, panel, monkeypatch, tmp_path):
    row = panel.activations.rows()[0]
    saved(qtbot, monkeypatch, row, tmp_path / "layer.csv", 3)

    rows = list(csv.DictReader((tmp_path / "layer.csv").read_text(encoding="utf-8").splitlines()))
    assert sum(int(one["count"]) for one in rows) == row._histogram.counts.sum()


def test_that_a_file_that_cannot_be_written_is_reported(qtbot, panel, monkeypatch, tmp_path):
    saved(qtbot, monkeypatch, panel.loss.curves, tmp_path / "nowhere" / "loss.csv", 3)

    box = panel.window().findChild(QMessageBox)
    assert "loss.csv could not be saved" in box.text()
    box.close()


def test_that_the_first_layers_share_of_saturated_outputs_is_told(panel):
    descriptions = [row.accessibleDescription() for row in panel.activations.rows()]

    assert "saturated" in descriptions[0]
    assert descriptions[-1].endswith("output.")


def test_that_a_click_enlarges_a_histogram_and_a_second_one_takes_it_back(qtbot, panel):
    row = panel.activations.rows()[1]
    qtbot.waitUntil(lambda: row.height() == row.sizeHint().height())
    before = row.height()

    qtbot.mouseClick(row, LEFT)
    qtbot.waitUntil(lambda: row.height() > before)
    qtbot.mouseClick(row, LEFT)

    qtbot.waitUntil(lambda: row.height() == before)


def test_that_a_drag_over_a_histogram_zooms_it_and_a_double_click_fits(qtbot, panel):
    row = panel.activations.rows()[0]
    area = row.area()
    places = [QPointF(area.left() + share * area.width(), area.center().y()).toPoint() for share in (0.25, 0.5, 0.75)]
    qtbot.mousePress(row, LEFT, pos=places[0])
    qtbot.mouseMove(row, places[1])
    qtbot.mouseMove(row, places[2])
    row.grab()
    qtbot.mouseRelease(row, LEFT, pos=places[2])

    assert row._shown() == pytest.approx((-0.5, 0.5), abs=0.03)
    assert not row.large

    qtbot.mouseDClick(row, LEFT)
    assert row._shown() == (-1.0, 1.0)


def test_that_a_folded_panel_is_a_strip_that_asks_to_be_opened(qtbot, panel, history):
    panel.set_folded(True)
    strip = panel.findChild(DiagnosticsStrip)
    look_at(panel, history, 5)
    strip.grab()

    assert panel.maximumWidth() == 40
    with qtbot.waitSignal(panel.open_requested):
        qtbot.mouseClick(strip, LEFT)


def test_that_a_panel_opened_from_the_strip_offers_to_fold_again(qtbot, panel):
    panel.set_folded(True)
    panel.open_requested.connect(lambda: panel.set_folded(not panel.folded))
    qtbot.mouseClick(panel.findChild(DiagnosticsStrip), LEFT)
    panel.resize(300, 700)
    fold = next(one for one in panel.findChildren(IconButton) if one.toolTip() == "Fold diagnostics")
    qtbot.waitUntil(fold.isVisible)

    qtbot.mouseClick(fold, LEFT)

    assert panel.folded


def test_that_an_unfolded_panel_shows_what_came_while_it_was_folded(qtbot, panel, history):
    panel.set_folded(True)
    look_at(panel, history, 5)
    panel.set_folded(False)

    qtbot.waitUntil(lambda: panel.loss.curves.shown_range() == (0.0, 5.0))


DEAD = Finding(DeadUnits(), "2 of 6 units of layer 1 never fire on any train point.", "Use Leaky ReLU.")
STUCK = Finding(Stuck(), "The loss has not moved for 100 epochs.", "Give it more epochs.")


def test_that_a_card_a_verdict_appears_and_goes(panel):
    panel.show_findings((DEAD, STUCK))
    first, second = panel.verdicts.cards()
    assert (first.texts()[0], second.texts()[0]) == (DEAD.sentence, STUCK.sentence)

    panel.show_findings((STUCK,))
    assert [card.texts()[0] for card in panel.verdicts.cards()] == [STUCK.sentence]

    panel.show_findings(())
    assert not panel.verdicts.isVisible()


def test_that_a_click_on_a_card_prints_its_rule_and_what_would_help_and_another_folds_it(qtbot, panel):
    panel.show_findings((DEAD,))
    card = panel.verdicts.cards()[0]
    shown = lambda text: next(one for one in card.findChildren(QLabel) if one.text() == text).isVisible()  # noqa: E731
    rule = "Rule: a unit's output and slope are exactly 0 for every train point."
    assert not shown(rule)

    qtbot.mouseClick(card, LEFT)
    assert shown(rule)
    assert shown("Use Leaky ReLU.")

    qtbot.keyClick(card.arrow, Qt.Key.Key_Space)
    assert not shown(rule)


def test_that_a_low_window_folds_the_activations_to_their_title(panel):
    panel.set_low(True)
    assert not any(row.isVisible() for row in panel.activations.rows())

    panel.set_low(False)

    assert all(row.isVisible() for row in panel.activations.rows())


def test_that_a_range_chosen_elsewhere_zooms_both_curves(panel):
    panel.show_range(2, 6)
    assert panel.loss.curves.shown_range() == panel.norms.curves.shown_range() == (2, 6)

    panel.show_range(None, None)

    assert panel.loss.curves.shown_range() == (0.0, float(EPOCHS))


@pytest.mark.parametrize("name", ["dark", "contrast"])
def test_that_another_theme_reaches_every_plot(panel, theme, name):
    theme.choose(name)

    ground = theme.palette.color("panel")
    assert panel.loss.curves.backgroundBrush().color() == ground
    assert panel.grab().toImage().pixelColor(4, 300) == ground


def test_that_unfolded_activations_stay_unfolded_while_a_low_window_changes_its_size(qtbot, panel):
    panel.set_low(True)
    qtbot.mouseClick(panel._unfold, Qt.MouseButton.LeftButton)
    assert panel._unfold.isChecked()

    panel.set_low(True)
    assert panel._unfold.isChecked()
    assert all(not row.isHidden() for row in panel.activations.rows())
