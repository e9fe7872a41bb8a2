"""The approximation laboratory by mouse and key: drawn, trained, fitted, built by hand, handed over."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt

from mlpviz.data.area import HALF_WIDTH
from mlpviz.engine import number
from mlpviz.engine.approximation.one_layer import DENSE, EPOCHS, errors, is_one_layer, outputs
from mlpviz.engine.approximation.sketch import PLACES, SPACING, target_at, values_by_hand, values_of_curve
from mlpviz.engine.approximation.staircase import errors_of_staircase
from mlpviz.engine.experiment import preset
from mlpviz.engine.run import Run
from mlpviz.views.approximation.error_plot import error_text, words_of
from mlpviz.views.approximation.frame import Frame
from mlpviz.views.approximation.reading_card import Reading, ReadingCard
from mlpviz.views.look.theme import Theme
from mlpviz.workspaces.approximation.approximation import ApproximationLab

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def lab(qtbot):
    made = ApproximationLab(Theme("light"))
    for part in (made.page(), made.toolbar()):
        qtbot.addWidget(part)
    made.page().resize(1240, 800)
    with qtbot.waitExposed(made.page()):
        made.page().show()
    made.enter()
    qtbot.waitUntil(lambda: not made.busy)
    yield made
    made.close()


def at(view, x, y):
    return view.frame.place(x, y).toPoint()


def draw(qtbot, view, *places):
    """One stroke of the pencil through places (x, y)."""
    first, *rest = (at(view, x, y) for x, y in places)
    qtbot.mousePress(view, LEFT, pos=first)
    for place in rest:
        qtbot.mouseMove(view, place)
    qtbot.mouseRelease(view, LEFT, pos=rest[-1])


def settled(qtbot, lab):
    qtbot.waitUntil(lambda: not lab.busy and lab.presenter.snapshot is lab.subject.bench.playhead.newest)


def statistic(lab, key):
    return lab.bar.statistics.cell(key).text()


def test_that_a_stroke_of_the_mouse_replaces_what_is_under_it_and_is_undone_in_one_step(qtbot, lab):
    before = lab.subject.values.copy()
    draw(qtbot, lab.view.curve, (-1.0, 1.0), (-0.4, 1.2), (0.0, 1.0))
    settled(qtbot, lab)

    after = lab.subject.values
    y = target_at(after, np.array([-0.95, -0.4, -0.05]))
    assert np.allclose(y, [1.02, 1.2, 1.02], atol=0.06)
    outside = (PLACES < -1.0 - 2 * SPACING) | (PLACES > 2 * SPACING)
    assert np.array_equal(after[outside], before[outside])
    assert lab.undo_stack.undoText() == "Draw the target"
    assert lab.undo_stack.count() == 1
    lab.undo_stack.undo()
    assert np.array_equal(lab.subject.values, before)


def test_that_the_output_follows_while_a_curve_is_drawn_over_a_staircase(qtbot, lab):
    lab.choose_view("hand")
    qtbot.mouseClick(lab.view.hand.stages.button("staircase"), LEFT)
    told = lab.view.hand._largest.text()
    curve = lab.view.curve
    qtbot.mousePress(curve, LEFT, pos=at(curve, -1.0, 1.0))
    qtbot.mouseMove(curve, at(curve, 1.0, -1.0))

    assert lab.view.hand._largest.text() != told  # before the mouse is released
    found = errors_of_staircase(lab.subject.values, 12, 80.0)
    assert lab.view.hand._largest.text() == error_text(found.largest)
    qtbot.mouseRelease(curve, LEFT, pos=at(curve, 1.0, -1.0))


def test_that_without_the_pencil_a_drag_only_moves_the_probe(qtbot, lab):
    qtbot.mouseClick(lab.view.target.sketch, LEFT)
    draw(qtbot, lab.view.curve, (-1.0, 1.0), (1.0, 1.0))

    assert np.array_equal(lab.subject.values, values_by_hand())
    assert lab.presenter.probe == pytest.approx(1.0, abs=0.02)


def test_that_the_probe_reads_target_output_and_every_part_with_the_keys(qtbot, lab):
    lab.show_probe(1.0)
    qtbot.keyClick(lab.view.curve, Qt.Key.Key_Right)
    qtbot.keyClick(lab.view.curve, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)

    assert lab.presenter.probe == pytest.approx(0.55)
    reading, run = lab.view.curve._reading, Run(lab.subject.experiment)
    assert reading.output == pytest.approx(run.predict([[0.55]])[0, 0], abs=1e-12)
    assert reading.target == pytest.approx(values_by_hand()[71])
    qtbot.keyClick(lab.view.parts.rows, Qt.Key.Key_Right)
    assert lab.presenter.probe == pytest.approx(0.6)


def test_that_the_keys_lift_the_target_at_the_probe(qtbot, lab):
    lab.show_probe(0.5)
    qtbot.keyClick(lab.view.curve, Qt.Key.Key_Up)
    settled(qtbot, lab)

    changed = np.flatnonzero(lab.subject.values != values_by_hand())
    assert changed.tolist() == [70]
    assert lab.subject.values[70] == pytest.approx(values_by_hand()[70] + 0.05)


def test_that_a_curve_is_chosen_by_its_tile_and_marked_and_noise_is_other_noise_each_time(qtbot, lab):
    tiles = lab.view.target.tiles
    qtbot.mouseClick(tiles["Saw"], LEFT)
    assert np.array_equal(lab.subject.values, values_of_curve("Saw"))
    assert lab.opened == "Saw by one hidden layer"
    assert [name for name, tile in tiles.items() if tile._marked] == ["Saw"]
    seen = []
    for _ in range(2):
        qtbot.mouseClick(tiles["Noise"], LEFT)
        seen.append(lab.subject.values.copy())
    assert not np.array_equal(*seen)
    assert lab.subject.source == ("Noise", "")


def test_that_a_formula_becomes_the_target_and_a_wrong_one_says_why(qtbot, lab):
    line = lab.view.target.formula
    qtbot.keyClicks(line, "sin(x) + x/3")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert np.allclose(lab.subject.values, np.sin(PLACES) + PLACES / 3)
    assert lab.subject.name == "y = sin(x) + x/3"
    line.clear()
    qtbot.keyClicks(line, "1/x")
    assert lab.view.target.complaint() == "It has no value at x = 0; every x from −3 to 3 needs one."
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert lab.subject.name == "y = sin(x) + x/3"
    lab.undo_stack.undo()
    assert line.text() == ""


def test_that_units_are_changed_by_button_slider_and_key_and_a_slide_is_one_step_of_undo(qtbot, lab):
    units = lab.view.units
    qtbot.mouseClick(units.more, LEFT)
    assert lab.subject.units == 7
    qtbot.keyClick(units.slider, Qt.Key.Key_Left)
    assert lab.subject.units == 6
    assert lab.undo_stack.count() == 2
    units.slider.setSliderDown(True)
    for place in (70, 80, 100):
        units.slider.setValue(place)
    units.slider.setSliderDown(False)
    settled(qtbot, lab)
    assert (lab.subject.units, lab.undo_stack.count()) == (20, 3)
    assert [statistic(lab, key) for key in ("units", "parameters")] == ["20", "61"]
    assert not units.more.isEnabled()
    lab.undo_stack.undo()
    assert lab.subject.units == 6


def test_that_training_ends_with_the_last_epoch_of_the_plan_says_so_and_can_go_on(qtbot, lab):
    told = []
    lab.told.connect(lambda text, actions, tone: told.append(text))
    lab.bar.speed_slider.slider().setValue(lab.bar.speed_slider.slider().maximum())
    qtbot.mouseClick(lab.bar.train, LEFT)
    assert lab.view.curve._values is not None
    qtbot.waitUntil(lambda: lab.bar._epoch.text() == "1\u2009500" and not lab.busy, timeout=60000)
    settled(qtbot, lab)

    playhead = lab.subject.bench.playhead
    assert playhead.live
    assert playhead.newest.epoch == EPOCHS
    assert lab.bar.train.text() == "Train"
    spec, theta = playhead.newest.experiment.network, playhead.newest.theta
    measured = errors(outputs(spec, theta, DENSE), values_by_hand())
    assert statistic(lab, "error") == error_text(measured.mean_squared)
    assert measured.mean_squared < 0.01
    assert told == ["Training paused: 1\u2009500 epochs are one fit. Press Train to go on from here."]
    lab.one_epoch()
    qtbot.waitUntil(lambda: playhead.newest.epoch == EPOCHS + 1)
    lab.play()
    qtbot.waitUntil(lambda: told[1:] == [""])
    lab.play()
    qtbot.waitUntil(lambda: not lab.busy)


def test_that_the_rows_are_the_parts_of_the_output_also_as_a_running_sum(qtbot, lab):
    shown = lab.view.parts.rows._shown
    predicted = Run(lab.subject.experiment).predict(shown.x[:, None])[:, 0]
    assert len(shown.rows) == 6
    assert np.allclose(np.sum([row.y for row in shown.rows], axis=0) + shown.bias, predicted, atol=1e-12)

    assert np.allclose(shown.sums[-1], predicted, atol=1e-12)
    assert (shown.sums[0] == shown.bias).all()
    apart = lab.view.parts.rows.grab().toImage()
    qtbot.mouseClick(lab.view.units.contributions.button("running"), LEFT)
    assert lab.view.parts.rows.grab().toImage() != apart
    names, rows = lab.numbers()
    assert names == ["x", "target", "output", "bias", *(f"part {at}" for at in range(1, 7))]
    table = np.array(rows)
    assert np.allclose(table[:, 3:].sum(axis=1), table[:, 2], atol=1e-12)
    assert np.array_equal(table[:, 1], values_by_hand())


def test_that_linear_units_are_told_to_make_one_line(qtbot, lab):
    combo = lab.view.units.activation
    combo.setCurrentIndex(combo.findData("Linear"))
    combo.activated.emit(combo.currentIndex())
    settled(qtbot, lab)

    (slope, height), *_ = np.linalg.lstsq(np.stack([PLACES, np.ones(121)], 1), values_by_hand(), rcond=None)
    told = lab.view.fits.theorem.text()
    assert f"y = {slope:.3f} x − {-height:.4f}" in told
    lab.undo_stack.undo()
    settled(qtbot, lab)
    assert "Universal approximation" in lab.view.fits.theorem.text()


def test_that_outside_the_range_the_picture_reaches_from_minus_6_to_6(qtbot, lab):
    qtbot.mouseClick(lab.view.units.outside, LEFT, pos=QPoint(10, 10))

    assert lab.view.curve.frame.reach == 6.0
    assert lab.view.curve._x[[0, -1]].tolist() == [-6.0, 6.0]
    qtbot.mouseMove(lab.view.curve, at(lab.view.curve, 5.0, 0.0))
    assert np.isnan(lab.view.curve._reading.target)
    draw(qtbot, lab.view.curve, (4.0, 1.0), (5.0, 1.0))  # nothing is drawn where no target is
    assert np.array_equal(lab.subject.values, values_by_hand())


def test_that_the_stages_of_the_proof_have_sliders_that_change_network_and_error(qtbot, lab):
    hand = lab.view.hand
    qtbot.mouseClick(lab.view.views.button("hand"), LEFT)
    for field, steps in (("steepness", 3), ("position", 2), ("height", -4)):
        slider = hand.slider(field).slider()
        key = Qt.Key.Key_Right if steps > 0 else Qt.Key.Key_Left
        for _ in range(abs(steps)):
            qtbot.keyClick(slider, key)
    made = lab.presenter.construction
    assert (made.position, made.height) == (0.1, 0.8)
    assert made.steepness > 12
    assert statistic(lab, "units") == "1"
    spec = made.network(lab.subject.values)
    measured = errors(outputs(spec, spec.first_theta(), DENSE), lab.subject.values)
    assert hand._squared.text() == error_text(measured.mean_squared)
    qtbot.mouseClick(hand.stages.button("bump"), LEFT)
    assert statistic(lab, "units") == "2"
    qtbot.mouseClick(hand.stages.button("staircase"), LEFT)
    qtbot.keyClick(hand.slider("pieces").slider(), Qt.Key.Key_Right)
    assert statistic(lab, "units") == "26"
    assert hand._bound.text().startswith("Never more than ")
    assert lab.handed().network == lab.presenter.construction.network(lab.subject.values)


def test_that_towers_are_shown_over_the_square_and_cut_where_the_pointer_is(qtbot, lab):
    lab.choose_view("hand")
    qtbot.mouseClick(lab.view.hand.stages.button("towers"), LEFT)
    qtbot.keyClick(lab.view.hand.slider("side").slider(), Qt.Key.Key_Left)

    assert lab.presenter.construction.side == 7
    assert statistic(lab, "units") == str(2 * 8 + 49)
    assert lab.numbers() is None
    assert lab.handed().network.inputs == 2
    squares, title = lab.view.towers.squares, lab.view.towers._title
    before = title.text()
    qtbot.keyClick(squares, Qt.Key.Key_Up)
    assert title.text() != before
    square = squares._squares()[1]
    for away in (30, 2):
        qtbot.mouseMove(squares, QPointF(square.center().x(), square.top() + away).toPoint())
    assert title.text() in ("Cut along x₁ at x₂ = 2.95", "Cut along x₁ at x₂ = 2.96", "Cut along x₁ at x₂ = 2.97")
    x = lab.view.towers.cut._x
    predicted = Run(lab.handed()).predict(np.stack([x, np.full(len(x), squares._cut)], axis=1))[:, 0]
    assert np.allclose(lab.view.towers.cut._y, predicted, atol=1e-12)


def test_that_fits_fill_the_plot_as_they_are_made_and_a_click_loads_one(qtbot, lab):
    lab.series.widths, lab.series.seeds, lab.series.epochs = (1, 2, 6), 2, 6
    seen = []
    lab.series.progressed.connect(lambda done, count: seen.append((done, count)))
    with qtbot.waitSignal(lab.series.changed, timeout=60000):
        qtbot.mouseClick(lab.view.fits.start, LEFT)
        assert lab.view.fits.cancel.isVisible()
    qtbot.waitUntil(lambda: not lab.busy, timeout=60000)

    assert seen == [*((done, 6) for done in range(7)), (0, 0)]
    fits, plot = lab.series.of(lab.subject.values, lab.subject.activation), lab.view.fits.plot
    assert not lab.view.fits.start.isEnabled()
    assert sorted((one.units, one.seed) for one in fits.made) == [(u, s) for u in (1, 2, 6) for s in (0, 1)]
    best = fits.spread(2).best
    squared = plot._place_of(best)
    qtbot.mouseClick(lab.view.fits.measure.button("largest"), LEFT)
    assert plot.measure == "largest"
    assert plot._place_of(best).y() < squared.y(), "the largest error is above the mean of its square"
    assert [one.best.units for one in plot._spreads] == [1, 2, 6]
    assert all(one.best.errors.largest <= one.worst.errors.largest for one in plot._spreads)
    qtbot.mouseClick(lab.view.fits.measure.button("mean_squared"), LEFT)
    qtbot.mouseClick(plot, LEFT, pos=plot._place_of(best).toPoint())
    settled(qtbot, lab)
    assert lab.subject.units == 2
    assert np.array_equal(lab.subject.bench.playhead.newest.theta, best.snapshot.theta)
    assert statistic(lab, "error") == error_text(best.errors.mean_squared)
    lab.undo_stack.undo()
    settled(qtbot, lab)

    lab.choose_view("sides")
    three = lab.view.three
    assert three.best._squared.text() == error_text(fits.spread(6).best.errors.mean_squared)
    assert three.worst._squared.text() == error_text(fits.spread(6).worst.errors.mean_squared)
    assert three.hand._squared.text() == error_text(errors_of_staircase(values_by_hand(), 3, 30.0).mean_squared)
    qtbot.mouseClick(three.worst.button, LEFT)
    settled(qtbot, lab)
    assert np.array_equal(lab.subject.bench.playhead.newest.theta, fits.spread(6).worst.snapshot.theta)

    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    qtbot.keyClick(plot, Qt.Key.Key_Up)
    assert plot.accessibleDescription() == words_of(plot._chosen)
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    settled(qtbot, lab)
    assert lab.subject.units == plot._chosen.units

    draw(qtbot, lab.view.curve, *((x, 1.0) for x in np.linspace(-2, 2, 12)))
    lab.undo_stack.undo()
    assert len(plot._made) == 6  # what a stroke passed through on its way has taken nobody's place
    lab.subject.choose_curve("Sine")  # another curve has no fits yet, and undo brings back those of the first
    assert not lab.view.fits.plot._made
    lab.undo_stack.undo()
    assert len(lab.view.fits.plot._made) == 6


def test_that_side_by_side_says_how_many_fits_are_made_and_cancels_them(qtbot, lab):
    lab.series.widths, lab.series.seeds = (1, 6), 2
    lab.choose_view("sides")
    three = lab.view.three
    assert three._missing.text().startswith("No runs of this curve yet.")
    assert not three.cancel.isVisible()
    qtbot.mouseClick(three.start, LEFT)

    assert three._missing.text() == "Fits of this curve are being made: 0 of 4."
    assert not three.start.isVisible()
    qtbot.mouseClick(three.cancel, LEFT)
    assert not lab.series.busy
    assert three.start.isVisible()
    assert three._missing.text().startswith("No runs of this curve yet.")


def test_that_cancelled_fits_stay_and_only_the_missing_ones_are_made_later(qtbot, lab):
    lab.series.widths, lab.series.seeds = (1, 2), 2
    lab.fit_all()
    assert lab.busy
    lab.leave()

    assert not lab.series.busy
    fits = lab.series.of(lab.subject.values, lab.subject.activation)
    made = len(fits.made)
    lab.series.epochs = 5
    lab.fit_all()
    qtbot.waitUntil(lambda: not lab.busy, timeout=60000)
    assert len(fits.made) == 4
    assert len({(one.units, one.seed) for one in fits.made}) == 4
    assert made <= 4


def test_that_points_of_values_are_taken_as_a_target_and_others_refused_in_one_sentence(qtbot, lab):
    lab.take(preset("Sine", noise=0.0))
    assert np.allclose(target_at(lab.subject.values, np.array([0.5])), np.sin(1.0), atol=0.06)
    assert (lab.subject.name, lab.subject.legend) == ("Points", "target")
    with pytest.raises(ValueError, match="have classes"):
        lab.take(preset("XOR"))
    with pytest.raises(ValueError, match="2 inputs"):
        lab.take(preset("Ripple"))


def test_that_what_is_handed_over_comes_back_as_it_was(qtbot, lab):
    lab.subject.choose_units(3)
    lab.one_epoch()
    settled(qtbot, lab)
    qtbot.waitUntil(lambda: lab.subject.bench.playhead.epoch == 1)
    given = lab.handed()
    assert is_one_layer(given)
    assert np.array_equal(given.network.theta, lab.subject.bench.playhead.newest.theta)

    lab.subject.choose_curve("Saw")
    lab.take(given)
    settled(qtbot, lab)
    assert lab.subject.experiment.network == given.network
    assert np.array_equal(lab.subject.values, values_by_hand())


def test_that_a_presentation_leaves_the_page_to_the_curve(qtbot, lab):
    wide = lab.view.curve.width()
    lab.present(True)
    qtbot.waitUntil(lambda: lab.view.curve.width() > wide + 300)
    lab.present(False)
    qtbot.waitUntil(lambda: lab.view.curve.width() == wide)


def test_that_form_and_restore_bring_back_target_units_and_formula(qtbot, lab):
    lab.subject.choose_formula("x/2")
    lab.subject.choose_units(4)
    form = lab.form()
    lab.subject.choose_curve("Step")
    lab.subject.choose_units(9)

    lab.restore(form)

    assert (lab.subject.units, lab.subject.name) == (4, "y = x/2")
    assert np.allclose(lab.subject.values, PLACES / 2)
    with pytest.raises(ValueError, match="no fit of a curve"):
        lab.restore({"experiment": preset("XOR").form()})


def test_that_the_real_window_shows_the_laboratory_by_key_and_opens_its_network_in_the_playground(qtbot, open_app):
    app = open_app(preset("Sine", per_class=30))
    window = app.window
    window.open_in("approximation", app.playground.handed())
    lab = window.workspace
    qtbot.waitUntil(lambda: not lab.busy)
    assert lab.name == "approximation"
    for key, check in (
        (Qt.Key.Key_2, lambda: lab.presenter.view == "hand"),
        (Qt.Key.Key_1, lambda: lab.presenter.view == "train"),
        (Qt.Key.Key_Plus, lambda: lab.subject.units == 7),
        (Qt.Key.Key_Minus, lambda: lab.subject.units == 6),
        (Qt.Key.Key_O, lambda: lab.presenter.reach == 6.0),
        (Qt.Key.Key_C, lambda: lab.presenter.running),
        (Qt.Key.Key_P, lambda: not lab.view.target.sketch.isChecked()),
        (Qt.Key.Key_Period, lambda: lab.subject.bench.playhead.epoch == 1),
    ):
        window.setFocus()
        qtbot.keyClick(window, key)
        qtbot.waitUntil(check)
    settled(qtbot, lab)
    theta = lab.subject.bench.playhead.newest.theta
    qtbot.mouseClick(lab.view.units.open, LEFT)

    assert window.workspace.name == "playground"
    assert np.array_equal(app.bench.document.experiment.network.theta, theta)
    qtbot.waitUntil(lambda: app.bench.playhead.snapshot.experiment.network.layers[0].units == 6)


@pytest.mark.parametrize(("size", "scale"), [((560, 190), 1.5), ((900, 420), 1.0), ((420, 220), 2.0)])
def test_that_the_card_of_the_probe_hides_no_curve_where_there_is_a_place_for_it(theme, size, scale):
    theme.set_text_scale(scale)
    frame = Frame(QRectF(76, 28, *size), HALF_WIDTH, 1.8)
    x = np.linspace(-3.0, 3.0, 400)
    for probe in np.linspace(-2.9, 2.9, 13):
        card = ReadingCard(theme, frame, Reading(probe, 0.0, math.sin(probe)), [(x, np.sin(x))])
        hidden = [card.place.contains(frame.place(at, math.sin(at))) for at in x]
        assert not any(hidden), (probe, card.rows)
        assert card.rows[-1][1] == number.loss(math.sin(probe))
