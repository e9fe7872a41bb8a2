"""The plots that the learner can add to the diagnostics, what they measure, and how they are saved."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from mlpviz.engine import probes
from mlpviz.engine.experiment import preset
from mlpviz.engine.history import History
from mlpviz.engine.plan import Plan
from mlpviz.engine.reports import report, training
from mlpviz.engine.run import Run
from mlpviz.engine.vitals import vitals_of
from mlpviz.state.picture_maker import picture_of
from mlpviz.views.look.drawing_svg import svg
from mlpviz.views.look.widget_drawing import drawing_of_widget
from mlpviz.views.plots.chosen_plots import PLOTS, USUAL
from mlpviz.views.plots.diagnostics_panel import DiagnosticsPanel
from mlpviz.views.plots.histogram_plot import WeightPlot
from mlpviz.views.plots.norm_plot import NormCurves
from mlpviz.views.plots.reading import Reading, paint_card
from mlpviz.views.plots.share_plot import shares
from tests.engine.verdict_runs import with_hidden
from tests.seen_text import faults, seen_texts

LEFT = Qt.MouseButton.LeftButton
EPOCHS, CHANGED = 12, 5
START = replace(with_hidden(preset("Spiral", per_class=30), "ReLU", 6, 4), plan=Plan("Adam", 0.02, 20, l2=0.001))
EVERY = [kind.name for kind in PLOTS]


@pytest.fixture(scope="module")
def history():
    run, made = Run(START), History()
    made.begin(run.snapshot())
    for progress in training(run, CHANGED):
        made.add(progress)
    run.adjust(replace(START, plan=Plan("Adam", 0.002, 20, l2=0.001)))
    made.add(report(run, [], changed=True))
    for progress in training(run, EPOCHS - CHANGED):
        made.add(progress)
    return made


@pytest.fixture
def panel(qtbot, theme, history):
    made = DiagnosticsPanel(theme)
    qtbot.addWidget(made)
    made.resize(336, 1700)
    made.show()
    qtbot.waitExposed(made)
    made.show_history(history)
    made.show_picture(picture_of(history.newest, 16))
    made.chosen.choose_all(EVERY)
    made.chosen.measure_requested.connect(lambda frames: made.chosen.take_vitals([(f, vitals_of(f)) for f in frames]))
    settle(made)
    return made


def settle(panel):
    for _ in range(4):
        for plot in panel.chosen.plots().values():
            if plot.curves is not None:
                plot.curves.redraw()


def plot(panel, name):
    return panel.chosen.plots()[name]


def frames(history):
    return {frame.epoch: frame for frame in history.keyframes}


def test_that_the_usual_plots_are_shown_first_and_others_are_built_when_they_are_chosen(qtbot, theme, history):
    panel = DiagnosticsPanel(theme)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_history(history)
    panel.show_picture(picture_of(history.newest, 16))
    assert panel.chosen.names() == USUAL == ("loss", "norms", "activations")
    seen: list[tuple[str, bool]] = []
    panel.chosen.changed.connect(lambda name, chosen: seen.append((name, chosen)))

    panel.chosen.choose("weights", True)
    panel.chosen.choose("loss", False)
    panel.chosen.choose("loss", False)

    assert panel.chosen.names() == ("norms", "activations", "weights")
    assert seen == [("weights", True), ("loss", False)]
    assert not panel.loss.isVisible()
    weights = panel.chosen.plots()["weights"]
    assert isinstance(weights, WeightPlot)
    assert len(weights.rows()) == 3  # filled at once
    panel.chosen.choose_all(["shares", "no such plot"])
    assert panel.chosen.names() == ("shares",)
    with pytest.raises(KeyError):
        panel.chosen.choose("no such plot", True)


def test_that_the_menu_of_plots_ticks_what_is_shown_and_stays_open(qtbot, panel):
    qtbot.mouseClick(panel._more, LEFT)
    menu = panel._menu
    qtbot.waitUntil(menu.isVisible)
    row = next(one for one in menu.actions() if one.text() == "Penalty")
    assert row.isChecked()

    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(row).center())

    assert menu.isVisible()
    assert "penalty" not in panel.chosen.names()
    panel.chosen.choose("penalty", True)
    assert row.isChecked()
    menu.close()


def test_that_the_update_ratio_is_the_length_of_the_change_of_an_epoch(panel, history):
    curves = plot(panel, "ratios").curves
    spec = START.network

    for epoch in (1, 7, EPOCHS):
        after, before = history.exact(epoch), history.exact(epoch - 1)
        pairs = zip(spec.weights(after.theta), spec.weights(before.theta), strict=True)
        expected = [np.linalg.norm(now - then) / np.linalg.norm(then) for (now, _), (then, _) in pairs]
        nearest, lines = curves.readings(epoch)
        assert nearest == epoch
        assert [10**line.y for line in lines] == pytest.approx(expected)
    assert {line.value for line in curves.readings(0)[1]} == {"–"}


def test_that_the_penalty_is_drawn_apart_from_the_loss(panel, history):
    penalty = plot(panel, "penalty")
    epochs, heights = penalty.curves._curves[0].getData()
    weights = [W for W, _ in START.network.weights(history.newest.theta)]

    assert epochs.tolist() == list(range(EPOCHS + 1))
    assert 10 ** heights[-1] == pytest.approx(0.5 * 0.001 * sum(float((W**2).sum()) for W in weights))
    assert penalty.value.text() == f"{10 ** heights[-1]:.2g}"  # a small one has two digits
    assert [line.name for line in penalty.curves.readings(3)[1]] == ["penalty"]


def test_that_the_histogram_of_weights_counts_every_weight_around_zero(panel, history):
    rows = plot(panel, "weights").rows()
    weights = [W for W, _ in START.network.weights(history.newest.theta)]

    assert [int(row._histogram.counts.sum()) for row in rows] == [W.size for W in weights]
    for row, W in zip(rows, weights, strict=True):
        assert (row._histogram.low, row._histogram.high) == (-abs(W).max(), abs(W).max())
        assert row._histogram.counts[16:].sum() == (W > 0).sum() + (W == 0).sum()


def test_that_dead_and_saturated_shares_are_measured_for_every_keyframe(panel, history):
    curves = plot(panel, "shares").curves

    for epoch, frame in frames(history).items():
        nearest, lines = curves.readings(epoch)
        dead = [one.dead / layer.units for one, layer in zip(probes.histograms(frame), frame.experiment.network.layers,
                                                             strict=True)][:-1]  # fmt: skip
        assert nearest == epoch
        assert [line.name for line in lines] == ["L1 dead", "L2 dead"]  # ReLU does not saturate
        assert [line.y for line in lines] == pytest.approx(dead)


def test_that_a_share_is_told_only_where_the_activation_can_have_it():
    for activation, expected in (("Tanh", (True, False)), ("ReLU", (False, True)), ("Step", (False, False))):
        snapshot = Run(with_hidden(preset("XOR", per_class=10), activation, 3)).snapshot()

        assert tuple(np.isfinite(shares(snapshot, vitals_of(snapshot)))) == expected


def test_that_what_the_pointer_reads_in_one_plot_all_read(qtbot, panel):
    norms = panel.norms.curves
    pixel = QPointF(norms.place(7.0, 0.0).x(), norms.area().center().y()).toPoint()

    qtbot.mouseMove(norms.viewport(), pixel)

    curves = [one.curves for one in panel.chosen.plots().values() if one.curves is not None]
    assert len(curves) == 5
    assert {round(one._at) for one in curves} == {7}
    qtbot.keyClick(norms, Qt.Key.Key_Escape)
    assert {one._at for one in curves} == {None}


def test_that_an_event_is_marked_on_the_axis_and_read_near_its_mark(panel, history):
    curves = panel.loss.curves
    (event,) = history.events
    assert event.text == "learning rate 0.02 → 0.002"
    area, shown, x = curves.area(), curves.shown_range(), curves.place(float(CHANGED), 0.0).x()

    assert curves.marks_of_events.read(area, shown, EPOCHS, x + 4) == [event.text]
    assert curves.marks_of_events.read(area, shown, EPOCHS, x + 9) == []
    assert curves.marks_of_events.read(area, shown, CHANGED - 1, x) == []  # looking back, it has not happened yet
    curves.read_at(float(CHANGED))
    assert event.text in [text.text for text in seen_texts(curves)]


def test_that_a_card_of_many_curves_tells_them_all_inside_the_plot(qtbot, theme, panel):
    area = panel.norms.curves.area()
    color = theme.palette.color("t1")
    lines = [Reading(f"L{at}", f"0.0{at:02d}", 0.0, color) for at in range(1, 14)]
    told: list[str] = []

    class Listening(QPainter):
        def drawText(self, box, flags, text):  # type: ignore[override]
            told.append(text)
            assert box.top() >= area.top()
            assert box.bottom() <= area.bottom()

    picture = panel.norms.grab()
    painter = Listening(picture)
    paint_card(painter, theme, area, area.left() + 20, "epoch 5", lines)
    painter.end()

    assert set(told) == {"epoch 5", *(one.name for one in lines), *(one.value for one in lines)}


def test_that_zones_are_not_called_what_is_not_the_matter(qtbot, theme):
    curves = NormCurves(theme)
    qtbot.addWidget(curves)
    assert curves.zone_words() == ("exploding", "vanishing")

    curves._epochs, curves._logs = np.array([0.0, 1.0]), np.array([[-1.0, 1.5], [-6.0, 1.5]])
    assert curves.zone_words() == ("large", "small")

    curves.show_verdicts(frozenset({"Vanishing"}))
    assert curves.zone_words() == ("large", "vanishing")


@pytest.mark.parametrize("name", EVERY)
def test_that_every_plot_can_be_saved_as_a_drawing_with_its_words(panel, name):
    drawing = svg(drawing_of_widget(plot(panel, name), controls=False), "a <title>")

    root = ElementTree.fromstring(drawing)
    words = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    kind = next(one for one in PLOTS if one.name == name)
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "a <title>"
    assert kind.title.split()[0] in " ".join(filter(None, words))
    lines = [node for node in root.iter() if node.tag.endswith(("polyline", "path", "rect"))]
    assert len(lines) > 3
    assert not re.search(r"\b(nan|inf)\b", drawing)


@pytest.mark.parametrize("name", EVERY)
def test_that_every_plot_has_a_table_of_its_values(panel, name):
    header, rows = plot(panel, name).saver._table()
    listed = [list(row) for row in rows]

    assert all(len(row) == len(header) for row in listed)
    if plot(panel, name).curves is not None:
        assert [row[0] for row in listed][-1] == EPOCHS
    else:
        assert sum(row[-1] for row in listed) > 0


def test_that_the_table_of_a_plot_of_layers_holds_what_is_drawn(panel, history, tmp_path):
    header, rows = plot(panel, "norms").curves.table()
    path = tmp_path / "norms.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])

    read = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert list(read[0]) == ["epoch", "L1", "L2", "L3"]
    last = [float(read[-1][name]) for name in ("L1", "L2", "L3")]
    assert last == pytest.approx(probes.gradient_norms(history.newest).tolist())


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_that_no_word_of_the_plots_crosses_another_or_is_cut(qtbot, theme, panel, scale):
    theme.set_text_scale(scale)
    panel.resize(round(336 * min(scale, 1.25)), round(1700 * scale))
    settle(panel)

    found = faults(seen_texts(panel))

    assert not found, "\n".join(found)
