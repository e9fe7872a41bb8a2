"""The Activations laboratory in the real window: mouse, keys, undo, the Playground's network, and own formulas."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu

from mlpviz.engine.experiment import LayerSpec, preset
from mlpviz.engine.letters import superscript
from mlpviz.nn.activations import ELU, Formula, Logistic, activations
from mlpviz.workspaces.activations.selection import REGISTERED, selection_of, usual

LEFT, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NAMES = [kind.__name__ for kind in REGISTERED]


@pytest.fixture
def app(qtbot, open_app):
    made = open_app(preset("Spiral", noise=0.11))
    made.window.show_workspace("activations")
    return made


@pytest.fixture
def lab(app):
    return app.window.workspace


def tile(lab, name):
    return lab.view.tiles.tiles()[NAMES.index(name)]


def click(qtbot, widget, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.mouseClick(widget, LEFT, modifier)


def press(qtbot, app, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(app.window, key, modifier)


def shown(lab):
    return lab.selection.activation.name


def compared(lab):
    return [lab.selection.functions[index].name for index in lab.selection.compared]


def texts(lab):
    side = lab.view.side
    return {**side.properties.texts(), **side.reading.texts(), "z": side.field.text()}


def drag(qtbot, widget, start, end):
    qtbot.mousePress(widget, LEFT, pos=start.toPoint())
    qtbot.mouseMove(widget, QPointF((start.x() + end.x()) / 2, (start.y() + end.y()) / 2).toPoint())
    qtbot.mouseMove(widget, end.toPoint())
    qtbot.mouseRelease(widget, LEFT, pos=end.toPoint())


# tiles


def test_that_a_click_shows_a_function_and_ctrl_click_compares_it_and_undo_takes_both_back(qtbot, app, lab):
    click(qtbot, tile(lab, "ReLU"))
    click(qtbot, tile(lab, "ELU"), CTRL)

    assert (shown(lab), compared(lab)) == ("ReLU", ["Sigmoid", "ELU"])
    assert [tile(lab, name).state for name in ("ReLU", "ELU", "Tanh")] == ["shown", "compared", ""]
    assert app.window.action("function:ReLU").isChecked()
    assert app.window.action("compare:ELU").isChecked()
    assert app.window.windowTitle() == "ReLU — mlpviz"
    press(qtbot, app, Qt.Key.Key_Right)
    assert lab.probe == 1.2, "a click on a tile leaves the arrow keys to the probe"
    press(qtbot, app, Qt.Key.Key_Z, CTRL)
    press(qtbot, app, Qt.Key.Key_Z, CTRL)
    assert (shown(lab), compared(lab)) == ("Tanh", ["Sigmoid"])


def test_that_tiles_are_walked_and_chosen_by_key_alone(qtbot, app, lab):
    start = tile(lab, "Tanh")
    start.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(start, Qt.Key.Key_Down)
    assert tile(lab, "ELU").hasFocus()
    qtbot.keyClick(tile(lab, "ELU"), Qt.Key.Key_Right)
    assert tile(lab, "GELU").hasFocus()
    qtbot.keyClick(tile(lab, "GELU"), Qt.Key.Key_Return)
    qtbot.keyClick(tile(lab, "GELU"), Qt.Key.Key_Up)
    qtbot.keyClick(tile(lab, "Softplus"), Qt.Key.Key_Return, CTRL)
    assert (shown(lab), compared(lab)) == ("GELU", ["Sigmoid", "Softplus"])
    stops = [one for one in lab.view.tiles.tiles() if one.focusPolicy() == Qt.FocusPolicy.TabFocus]
    assert len(stops) == 1


def test_that_every_registered_function_is_shown_with_its_numbers(app, lab):
    for name in NAMES:
        app.window.action(f"function:{name}").trigger()
        activation = activations.make(name)
        f = float(activation.value(1.1))
        slope = float(activation.slope(1.1, activation.value(1.1)))
        found = texts(lab)
        assert shown(lab) == name
        assert found["f(z)"] == f"{f:.4g}".rstrip("0").rstrip(".") or float(found["f(z)"]) == pytest.approx(f, rel=1e-3)
        assert float(found["f′(z)"]) == pytest.approx(slope, rel=1e-3)
        assert lab.view.side.formulas[0].latex == f"f(z) = {activation.formula.split(',' + chr(92) + ' ')[0]}"
        assert lab.view.side.slope_formula.latex.startswith("f'(z) = ")
        for view in ("depth", "function"):
            lab.choose_view(view)
            assert not lab.view.stage.grab().isNull()
        header, rows = lab.numbers()
        assert header[0] == "z"
        assert all(math.isfinite(number) for row in rows for number in row)


def test_that_a_small_window_with_large_text_shows_that_tiles_can_be_scrolled(qtbot, app, lab):
    app.window.resize(1024, 700)
    app.theme.set_text_scale(1.5)
    last, bar = lab.view.tiles.write_tile(), lab.view.tiles.scroll_bar()
    qtbot.waitUntil(bar.isVisible)
    assert bar.maximum() > 0
    assert last.visibleRegion().isEmpty()
    bar.setValue(bar.maximum())
    assert last.visibleRegion().boundingRect() == last.rect()


# probe


def test_that_the_amber_line_is_dragged_and_every_number_follows_in_the_same_event(qtbot, app, lab):
    plot = lab.view.stage.plot
    height = plot.area().center().y()
    qtbot.mousePress(plot, LEFT, pos=QPointF(plot.x_of(1.1), height).toPoint())
    qtbot.mouseMove(plot, QPointF(plot.x_of(-2.0), height).toPoint())
    z = lab.probe
    assert z == pytest.approx(-2.0, abs=0.02)
    assert float(texts(lab)["f(z)"].replace("−", "-")) == pytest.approx(math.tanh(z), rel=1e-3)
    assert float(texts(lab)["f′(z)"]) == pytest.approx(1 - math.tanh(z) ** 2, rel=1e-3)
    qtbot.mouseRelease(plot, LEFT, pos=QPointF(plot.x_of(-2.0), height).toPoint())
    assert plot.reading() == pytest.approx((math.tanh(z), 1 - math.tanh(z) ** 2))


def test_that_arrow_keys_move_the_probe_by_a_tenth_and_with_shift_by_a_hundredth(qtbot, app, lab):
    press(qtbot, app, Qt.Key.Key_Right)
    assert lab.probe == 1.2
    press(qtbot, app, Qt.Key.Key_Left, SHIFT)
    assert lab.probe == 1.19
    lab.view.stage.plot.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(lab.view.stage.plot, Qt.Key.Key_Left)
    assert lab.probe == 1.09
    assert texts(lab)["Gradient passed back"] == "36 %"  # 1 − tanh² 1.09 = 0.3649


def test_that_a_typed_z_is_taken_and_a_wrong_one_explained(qtbot, app, lab):
    field = lab.view.side.field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0,5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert lab.probe == 0.5
    field.selectAll()
    qtbot.keyClicks(field, "far")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert lab.probe == 0.5
    assert field.property("wrong") is True


def test_that_the_ground_is_moved_and_stretched_and_the_bars_keep_to_the_same_axis(qtbot, app, lab):
    plot, sums = lab.view.stage.plot, lab.view.stage.sums
    area = plot.area()
    drag(qtbot, plot, QPointF(area.left() + 60, area.bottom() - 20), QPointF(area.left() + 160, area.bottom() - 20))
    assert lab.view.axis.low < -5.0
    assert sums.mapTo(lab.view, QPointF(sums.x_of(0.3), 0)).x() == pytest.approx(
        plot.mapTo(lab.view, QPointF(plot.x_of(0.3), 0)).x(), abs=0.51
    )
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    assert lab.view.axis.width == pytest.approx(10 / 1.2)
    press(qtbot, app, Qt.Key.Key_F)
    assert (lab.view.axis.low, lab.view.axis.high) == (-5.0, 5.0)


def test_that_slope_zones_and_tangent_are_switched_by_mouse_and_key(qtbot, app, lab):
    plot = lab.view.stage.plot
    assert plot.zones()[0].high == pytest.approx(-1.8184464592320668)
    click(qtbot, lab.view.stage.switches["zones"])
    assert plot.zones() == ()
    assert not app.window.action("function_part:zones").isChecked()
    press(qtbot, app, Qt.Key.Key_D)
    press(qtbot, app, Qt.Key.Key_T)
    assert (plot.slope_shown, plot.tangent_shown) == (False, False)
    assert not lab.view.stage.switches["tangent"].isChecked()


def test_that_the_plot_is_saved_as_a_table_of_what_it_shows(qtbot, app, lab):
    plot = lab.view.stage.plot
    middle = plot.rect().center()
    plot.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, plot.mapToGlobal(middle)))
    (menu,) = plot.findChildren(QMenu)
    assert "Save values (CSV)…" in [action.text() for action in menu.actions()]
    menu.close()
    header, rows = plot.table()
    table = np.array(rows)
    assert list(header) == ["z", "f Tanh", "f′ Tanh", "f Sigmoid", "f′ Sigmoid"]
    np.testing.assert_allclose(table[:, 1], np.tanh(table[:, 0]), rtol=1e-15)
    np.testing.assert_allclose(table[:, 3], 1 / (1 + np.exp(-table[:, 0])), rtol=1e-12)


# parameters


def test_that_a_slider_acts_while_it_is_dragged_and_is_one_step_of_undo(qtbot, app, lab):
    app.window.action("function:Logistic").trigger()
    steps = lab.undo_stack.count()
    parameters = lab.view.side.parameters
    assert parameters.texts() == {"k": "1", "low": "0", "high": "1", "midpoint": "0"}
    slider = parameters.sliders()["k"]
    slider.setSliderDown(True)
    for position in (300, 320, 340):
        slider.setSliderPosition(position)
        k = lab.selection.activation.k
        assert k == float(f"{0.01 * 2000 ** (position / 400):.3g}")
        assert texts(lab)["Largest slope"].startswith(f"{k / 4:.4g}"[:4])
    slider.setSliderDown(False)
    assert lab.undo_stack.count() == steps + 1
    assert tile(lab, "Logistic").named.name == f"Logistic, k = {k:.3g}"
    press(qtbot, app, Qt.Key.Key_Z, CTRL)
    assert lab.selection.activation == Logistic()


def test_that_the_slider_of_a_tile_changes_its_function_without_showing_it(qtbot, app, lab):
    slider = tile(lab, "ELU").slider
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert shown(lab) == "Tanh"
    assert lab.selection.functions[NAMES.index("ELU")] == ELU(5.0)
    press(qtbot, app, Qt.Key.Key_Z, CTRL)
    assert lab.selection.functions[NAMES.index("ELU")] == ELU()


# the network


def test_that_the_bars_are_the_sums_of_the_network_and_follow_its_training(qtbot, app, lab):
    sums = lab.view.stage.sums
    experiment = app.bench.document.experiment
    W, b = experiment.network.weights(app.bench.playhead.snapshot.theta)[0]
    x = experiment.points.x[~experiment.points.test]
    z = (x @ W + b).ravel()
    assert sums.counts() == np.histogram(z, bins=50, range=(-5, 5))[0].tolist()
    assert lab.view.stage.heading() == "Pre-activations of the current network, layer 1"
    assert lab.view.side.bars.rows()[0] == ("Layer 1 · tanh", np.mean(np.abs(z) >= 1.8184464592320668))
    before = sums.counts()
    click(qtbot, lab.bar.one_epoch)
    qtbot.waitUntil(lambda: app.bench.playhead.epoch == 1 and not lab.busy)
    assert sums.counts() != before
    press(qtbot, app, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: app.bench.trainer.training)
    qtbot.waitUntil(lambda: lab.bar.train.text() == "Pause")
    app.window.show_workspace("playground")
    qtbot.waitUntil(lambda: not app.bench.trainer.training)


def test_that_the_shares_above_the_bars_add_up_to_all_sums(app, lab):
    lab.choose_layer(1)
    assert lab.view.stage.heading().endswith("layer 2")
    for name in ("Tanh", "GELU", "ReLU"):
        app.window.action(f"function:{name}").trigger()
        shares = [float(text.split(" ")[0]) for _, text in lab.view.stage.sums.shares()]
        assert sum(shares) == pytest.approx(100, abs=1.5)


def test_that_a_function_is_used_in_a_layer_and_both_undos_take_it_back(qtbot, app, lab):
    before = app.bench.document.experiment
    theta = app.bench.playhead.snapshot.theta
    app.window.action("function:ReLU").trigger()
    assert "has tanh now" in lab.view.side.sentence()
    lab.choose_layer(1)
    click(qtbot, lab.view.side.use)
    layers = app.bench.document.experiment.network.layers
    assert [layer.activation.name for layer in layers] == ["Tanh", "ReLU", "Sigmoid"]
    qtbot.waitUntil(lambda: app.bench.playhead.snapshot.experiment.network.layers == layers and not lab.busy)
    np.testing.assert_array_equal(app.bench.playhead.snapshot.theta, theta)
    assert app.window.notice.isVisible()
    assert "Layer 2 of the Playground's network now has ReLU in place of Tanh" in app.window.notice.text
    lab.answer("undo_use")
    assert app.bench.document.experiment == before
    press(qtbot, app, Qt.Key.Key_U, CTRL)
    app.window.show_workspace("playground")
    assert app.window.action("undo").text() == "Undo use ReLU in layer 2"
    press(qtbot, app, Qt.Key.Key_Z, CTRL)
    assert app.bench.document.experiment == before


def test_that_a_layer_that_cannot_have_the_function_says_why(qtbot, app, lab):
    lab.choose_layer(2)
    assert lab.view.side.use.text() == "Use in output"
    assert not lab.view.side.use.isEnabled()
    assert "Cross-entropy" in lab.view.side.use.toolTip()
    press(qtbot, app, Qt.Key.Key_U, CTRL)
    assert "Cross-entropy" in app.window.notice.text
    click(qtbot, lab.view.side.layer)
    (menu,) = lab.view.side.findChildren(QMenu)
    menu.actions()[0].trigger()
    menu.close()
    assert lab.layer == 0
    assert lab.view.side.use.isEnabled()


def test_that_a_network_that_was_handed_over_is_shown_and_given_on_with_the_function(qtbot, app, lab):
    other = preset("Moons")
    app.window.open_in("activations", other)
    assert lab.view.stage.heading() == "Network handed over, layer 1"
    assert not lab.bar.train.isEnabled()
    assert "play" not in lab.handlers
    app.window.action("function:SiLU").trigger()
    assert lab.handed().network.layers[0] == LayerSpec(other.network.layers[0].units, "SiLU")
    click(qtbot, lab.view.side.use)
    assert app.window.workspace is app.playground
    assert app.bench.document.experiment.points == other.points
    assert app.bench.document.experiment.network.layers[0].activation.name == "SiLU"
    app.window.show_workspace("activations")
    click(qtbot, lab.view.stage.back_to_live)
    assert lab.bar.train.isEnabled()


def test_that_what_the_playground_itself_hands_over_is_followed_live(app, lab):
    app.window.open_in("activations", app.playground.handed())

    assert not lab.network.held
    assert lab.handed().network.layers[0].activation.name == "Tanh"


# writing one's own


def test_that_an_own_function_is_drawn_while_it_is_typed_and_kept_as_a_tile(qtbot, app, lab):
    press(qtbot, app, Qt.Key.Key_E, CTRL)
    line = lab.view.stage.formula.line()
    qtbot.waitUntil(line.hasFocus)
    qtbot.keyClicks(line, "z * sin(z")
    assert "never closed" in lab.view.stage.formula.told()
    assert not lab.view.stage.formula.keep.isEnabled()
    qtbot.keyClicks(line, ")")
    assert lab.activation == Formula("z * sin(z)")
    assert lab.view.side.slope_formula.latex == r"f'(z) = \sin(z) + z\,\cos(z)"
    assert lab.view.stage.formula.told() == "Slope exact: it agrees with differences of f at 401 points."
    assert len(lab.view.tiles.tiles()) == len(REGISTERED)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert lab.selection.functions[-1] == Formula("z * sin(z)")
    assert lab.view.tiles.tiles()[-1].state == "shown"
    assert not lab.view.stage.formula.isVisible()
    press(qtbot, app, Qt.Key.Key_U, CTRL)
    assert app.bench.document.experiment.network.layers[0].activation == Formula("z * sin(z)")
    own = lab.view.tiles.tiles()[-1]
    own.setFocus()
    qtbot.keyClick(own, Qt.Key.Key_Delete)
    assert len(lab.view.tiles.tiles()) == len(REGISTERED)
    assert shown(lab) == NAMES[-1]
    press(qtbot, app, Qt.Key.Key_Z, CTRL)
    assert shown(lab) == "Formula"


def type_formula(qtbot, lab, text):
    line = lab.view.stage.formula.line()
    line.selectAll()
    qtbot.keyClicks(line, text)


def test_that_nothing_goes_into_the_network_while_what_is_typed_cannot_be_used(qtbot, app, lab):
    before = app.bench.document.experiment
    use, stage = lab.view.side.use, lab.view.stage
    press(qtbot, app, Qt.Key.Key_E, CTRL)
    type_formula(qtbot, lab, "z*sin(z)")
    assert (use.isEnabled(), stage.plot.outdated, stage.title_tone()) == (True, False, "")
    full = stage.plot.grab().toImage()
    no_value, too_large = "no finite value at z = -1000", "1e400 is too large"
    for text, reason, last in (("ln(z)", no_value, "z*sin(z)"), ("1e400*z", too_large, "1e40")):
        type_formula(qtbot, lab, text)
        assert not use.isEnabled()
        assert use.toolTip().startswith("What is typed cannot be used. ")
        assert reason in use.toolTip()
        assert stage.formula.told().endswith(f"Still shown, paler: {last}.")
        assert (stage.plot.outdated, stage.title_tone()) == (True, "pale")
        assert stage.plot.grab().toImage() != full
        assert "not what is typed" in stage.plot.accessibleDescription()
        click(qtbot, use)
        app.window.action("use_in_layer").trigger()
        assert app.window.notice.text == use.toolTip()
        assert app.bench.document.experiment == before
        assert lab.handed().network.layers == before.network.layers
    type_formula(qtbot, lab, "z^3")
    assert (use.isEnabled(), stage.plot.outdated, stage.title_tone()) == (True, False, "")
    type_formula(qtbot, lab, "z^3 +")
    qtbot.keyClick(stage.formula.line(), Qt.Key.Key_Escape)
    assert (use.isEnabled(), stage.plot.outdated, lab.activation.name) == (True, False, "Tanh")


WRONG = {
    "1/z": "no finite value at z = 0",
    "ln(z)": "no finite value",
    "tan(z)": "'tan' is unknown",
    "z +": "Something is missing",
    "2 z": "A sign such as * is missing",
    "": "Type a function of z",
}


def test_that_what_is_no_function_is_answered_with_one_sentence(qtbot, app, lab):
    click(qtbot, lab.view.tiles.write_tile())
    line = lab.view.stage.formula.line()
    for text, reason in WRONG.items():
        line.clear()
        qtbot.keyClicks(line, text)
        qtbot.keyClick(line, Qt.Key.Key_Return)
        assert reason in lab.view.stage.formula.told()
        assert lab.view.stage.formula.isVisible()
        assert shown(lab) == "Tanh"
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert not lab.view.stage.formula.isVisible()
    assert lab.activation.name == "Tanh"


# depth


def test_that_depth_multiplies_the_slopes_and_one_slider_chooses_n(qtbot, app, lab):
    app.window.action("function:Sigmoid").trigger()
    press(qtbot, app, Qt.Key.Key_V)
    deep = lab.view.stage.deep
    assert deep.isVisible()
    slider = deep.slider.slider()
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert lab.depth == 30
    at, product = 1.1, 1.0
    for _ in range(30):
        a = 1 / (1 + math.exp(-at))
        product, at = product * a * (1 - a), a
    mantissa, exponent = f"{product:.2e}".split("e-")
    assert deep.texts()["product"] == f"{float(mantissa):g}·10{superscript(-int(exponent))}"
    assert deep.texts()["output"] == f"{at:.4g}".rstrip("0")
    assert deep.texts()["bound"] == "8.67·10⁻¹⁹"  # 0.25³⁰
    press(qtbot, app, Qt.Key.Key_BracketLeft)
    assert lab.depth == 29
    factors = deep.factors
    qtbot.mouseClick(factors, LEFT, pos=QPointF(factors._x_of(4), factors.height() / 2).toPoint())
    assert lab.depth == 4
    assert deep.slider.value() == 4
    qtbot.mouseClick(deep.product, LEFT, pos=QPointF(deep.product.x_of(-3.0), 40).toPoint())
    assert lab.probe == pytest.approx(-3.0, abs=0.02)


# what stays


def test_that_the_form_brings_back_functions_parameters_probe_and_view(app, lab):
    lab.selecting.keep(Formula("z^3"))
    lab.selecting.compare(NAMES.index("ELU"))
    lab.set_probe(-0.4)
    lab.set_depth(7)
    lab.choose_view("depth")
    form = lab.form()
    lab.selecting.put(usual())
    lab.restore(form)
    assert lab.form() == form
    assert lab.selection.activation == Formula("z^3")
    with pytest.raises(ValueError, match=r"shown is 99; there are"):
        lab.restore({**form, "shown": 99})
    with pytest.raises(ValueError, match="probe is missing"):
        lab.restore({key: value for key, value in form.items() if key != "probe"})


def test_that_a_selection_never_compares_what_it_shows():
    chosen = usual().toggle(2).toggle(8)
    assert 2 not in chosen.show(2).compared
    assert chosen.toggle(chosen.shown) == chosen
    own = chosen.with_own(Formula("z^2")).with_own(Formula("sin(z)"))
    removed = own.toggle(len(REGISTERED)).without(len(REGISTERED))
    assert (removed.activation, len(removed.functions)) == (Formula("sin(z)"), len(REGISTERED) + 1)
    assert selection_of(own.form()) == own


def test_that_a_network_without_points_or_with_sums_that_are_no_numbers_is_told_in_words(app, lab):
    app.window.open_in("activations", preset("Blank"))
    assert "There are no train points" in lab.view.side.sentence()
    assert lab.view.stage.sums.counts() == [0] * 50
    experiment = preset("XOR")
    huge = np.full(experiment.network.parameter_count, 1e308)
    app.window.open_in("activations", replace(experiment, network=replace(experiment.network, theta=huge)))
    lab.choose_layer(1)
    assert "No sum of the network is a number any more" in lab.view.side.sentence()
    assert not lab.view.stage.grab().isNull()


def test_that_the_tile_of_the_function_on_show_is_in_view_however_it_was_chosen(qtbot, app, lab):
    def seen(name):
        tiles = lab.view.tiles
        place = tile(lab, name).mapTo(tiles, tile(lab, name).rect().topLeft()).y()
        return tiles._area.y() <= place and place + tile(lab, name).height() <= tiles.height()

    app.window.resize(1024, 600)
    qtbot.waitUntil(lambda: lab.view.tiles.scroll_bar().maximum() > 0)
    for name in (NAMES[-1], NAMES[0]):
        app.window.action(f"function:{name}").trigger()
        assert seen(name), name
    app.window.action(f"function:{NAMES[-1]}").trigger()
    app.window.action("undo").trigger()
    assert seen(NAMES[0])
