"""Every choice of network and plan through the real window: by mouse and key, and what it does to training."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.nn.activations import activations
from mlpviz.nn.features import features
from mlpviz.nn.initializers import initializers
from mlpviz.nn.losses import losses
from mlpviz.nn.optimizers import optimizers
from mlpviz.nn.registry import Choice
from mlpviz.nn.schedules import schedules
from mlpviz.views.walk.columns.values import SampleValues

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def trained(qtbot, open_app):
    """The window with the Moons after three epochs."""
    app = open_app(preset("Moons"))
    train(qtbot, app, 3)
    return app


def newest(app):
    snapshot = app.bench.playhead.newest
    assert snapshot is not None
    return snapshot


def train(qtbot, app, epochs):
    button = next(one for one in app.playground.bar.findChildren(QPushButton) if "epoch" in one.text())
    for _ in range(epochs):
        goal = newest(app).epoch + 1
        qtbot.mouseClick(button, LEFT)
        qtbot.waitUntil(lambda goal=goal: newest(app).epoch >= goal)
    qtbot.waitUntil(lambda: app.bench.picture_maker.idle and app.bench.playhead.snapshot is newest(app))


def network(app) -> NetworkSpec:
    return app.bench.document.experiment.network


def panel(app):
    return app.playground.view.network


def choose(qtbot, menu, text):
    action = next(one for one in menu.actions() if one.text() == text)
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())


def layer_menu(qtbot, app, layer):
    qtbot.mouseClick(panel(app).chips.chips()[layer], LEFT)
    menu = panel(app).chips.menu()
    qtbot.waitUntil(menu.isVisible)
    return menu


def write(qtbot, line, text):
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def settled(qtbot, app):
    """Wait until the trainer has taken the document on."""
    qtbot.waitUntil(lambda: newest(app).experiment == app.bench.document.experiment)
    shown = app.playground.presenter
    qtbot.waitUntil(lambda: shown.picture is not None and shown.picture.snapshot is newest(app))
    return newest(app)


def place_on(view, edge) -> QPointF:
    """A point that belongs to this edge alone."""
    path = view.drawing.wires.path(edge)
    for percent in range(5, 96):
        point = path.pointAtPercent(percent / 100)
        if view._hand.find(point).edge == edge:
            return point
    raise AssertionError(f"edge {edge} is covered everywhere")


def pin(qtbot, app, edge):
    view = panel(app).view
    qtbot.mouseClick(view.viewport(), LEFT, pos=place_on(view, edge).toPoint())
    (card,) = [one for one in view.cards.cards() if one.pinned]
    return card


# input features


def test_that_a_ticked_feature_joins_in_and_what_was_learned_stays(qtbot, trained):
    before = newest(trained)
    qtbot.mouseClick(panel(trained).view.feature_button, LEFT)
    menu = panel(trained)._features
    qtbot.waitUntil(menu.isVisible)
    choose(qtbot, menu, "x₁²")
    assert menu.isVisible()
    after = settled(qtbot, trained)
    assert network(trained).sources == ("X1", "X2", "X1Squared")
    assert after.epoch == before.epoch == 3
    old, new = (shot.experiment.network.weights(shot.theta) for shot in (before, after))
    np.testing.assert_array_equal(new[0][0][:2], old[0][0])
    np.testing.assert_array_equal(new[1][0], old[1][0])
    chips = panel(trained).chips
    assert any(button.text().startswith("Input 3") for button in chips.findChildren(QPushButton))
    assert panel(trained).view.drawing.node(0, 2).text.latex == "x_1^2"
    menu.close()
    trained.window.action("undo").trigger()
    assert network(trained).sources == ("X1", "X2")


def test_that_the_last_feature_cannot_be_taken_away(qtbot, open_app):
    app = open_app(preset("Moons"))
    qtbot.mouseClick(panel(app).view.feature_button, LEFT)
    menu = panel(app)._features
    qtbot.waitUntil(menu.isVisible)
    for text in ("x₁", "x₂", "x₂"):
        choose(qtbot, menu, text)
    assert network(app).sources == ("X2",)
    assert not menu.tick("X2").isEnabled()
    menu.close()


def test_that_every_feature_can_be_given_at_once_and_trains(qtbot, open_app):
    app = open_app(preset("Moons"))
    menu = panel(app)._features
    qtbot.mouseClick(panel(app).view.feature_button, LEFT)
    for kind in features:
        if kind.__name__ not in network(app).sources:
            choose(qtbot, menu, kind.label)
    menu.close()
    assert network(app).widths[0] == len(features.names())
    settled(qtbot, app)
    train(qtbot, app, 1)
    view = panel(app).view
    bottom = max(slot.rect.bottom() for slot in view.graph.columns[0].slots)
    assert view.feature_button.y() >= bottom
    assert view.feature_button.geometry().bottom() <= view.viewport().height()


def test_that_the_step_through_shows_the_input_and_its_features(qtbot, open_app):
    experiment = preset("Moons")
    spec = experiment.network.with_feature("SinX1", True).with_feature("X2", False)
    app = open_app(Experiment(experiment.points, spec, experiment.plan))
    qtbot.keyClick(app.window, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: app.playground.view.stepping)
    lines = app.window.findChild(SampleValues).lines()
    symbols = [line.symbol for line in lines]
    assert symbols[:6] == ["Input", "x_1", "x_2", "Features", "x_1", r"\sin x_1"]
    x1, sine = (float(lines[at].value.replace("−", "-")) for at in (1, 5))
    assert sine == pytest.approx(np.sin(x1), abs=1e-8)


# layers


def test_that_another_activation_keeps_the_weights(qtbot, trained):
    before = newest(trained)
    choose(qtbot, layer_menu(qtbot, trained, 0), "ReLU")
    after = settled(qtbot, trained)
    assert network(trained).layers[0].activation.name == "ReLU"
    assert after.epoch == before.epoch
    np.testing.assert_array_equal(after.theta, before.theta)


def test_that_an_activation_with_parameters_keeps_the_menu_open_for_them(qtbot, trained):
    before = newest(trained)
    menu = layer_menu(qtbot, trained, 0)
    choose(qtbot, menu, "logistic")
    assert menu.isVisible()
    numbers = menu.form("activation").numbers()
    assert list(numbers) == ["k", "low", "high", "midpoint"]
    write(qtbot, numbers["k"].line(), "3")
    assert menu.isVisible()
    menu.close()
    assert network(trained).layers[0].activation.form() == {"name": "Logistic", "k": 3.0}
    np.testing.assert_array_equal(settled(qtbot, trained).theta, before.theta)


def test_that_a_parameter_can_be_slid(qtbot, open_app):
    app = open_app(preset("Moons"))
    menu = layer_menu(qtbot, app, 1)
    choose(qtbot, menu, "leaky ReLU")
    slider = menu.form("activation").numbers()["alpha"].slider()
    qtbot.keyClick(slider, Qt.Key.Key_End)
    menu.close()
    assert network(app).layers[1].activation.form() == {"name": "LeakyReLU", "alpha": 1.0}


def test_that_the_menus_tell_what_each_choice_is(qtbot, open_app):
    app = open_app(preset("Moons"))
    menu = layer_menu(qtbot, app, 0)
    told = {action.text(): action.toolTip() for action in (*menu.actions(), *menu._initial.actions())}
    told |= {action.text(): action.toolTip() for action in panel(app)._features.actions()}
    for kind in (*activations, *initializers, *features):
        if kind.__name__ != "Softmax":  # in a hidden layer its tooltip says why it cannot be
            assert told[kind.label].startswith(kind().about)
    menu.close()


def test_that_a_wrong_formula_is_explained_and_the_layer_stays(qtbot, open_app):
    app = open_app(preset("Moons"))
    menu = layer_menu(qtbot, app, 0)
    choose(qtbot, menu, "formula")
    before = network(app)
    field = menu.form("activation").texts()["text"]
    write(qtbot, field.line(), "z * foo(z)")
    assert "'foo' is unknown" in field.complaint()
    assert field.complaint() in [one.text() for one in field.findChildren(QLabel)]
    assert network(app) == before
    write(qtbot, field.line(), "ln(z)")
    assert "no finite value" in field.complaint()
    assert network(app) == before
    write(qtbot, field.line(), "z * sigmoid(z)")
    assert field.complaint() == ""
    assert network(app).layers[0].activation.form() == {"name": "Formula", "text": "z * sigmoid(z)"}
    assert menu.isVisible()
    menu.close()


def test_that_step_says_that_nothing_before_it_can_learn(qtbot, open_app):
    app = open_app(preset("Moons"))
    choose(qtbot, layer_menu(qtbot, app, 1), "step")
    settled(qtbot, app)
    notes = [one.text() for one in panel(app).findChildren(QLabel) if one.isVisible()]
    assert any(note.startswith("Layer 2: Step has slope 0") for note in notes)
    assert "slope 0" in panel(app).chips.chips()[1].toolTip()


def test_that_a_frozen_layer_stands_still_while_the_others_learn(qtbot, trained):
    before = newest(trained)
    choose(qtbot, layer_menu(qtbot, trained, 0), "Freeze this layer")
    settled(qtbot, trained)
    assert panel(trained).view.drawing.look.held[:12].all()
    assert "Frozen" in panel(trained).chips.chips()[0].toolTip()
    train(qtbot, trained, 2)
    (held, free), (was, old) = (network(trained).weights(shot.theta)[:2] for shot in (newest(trained), before))
    np.testing.assert_array_equal(held[0], was[0])
    np.testing.assert_array_equal(held[1], was[1])
    assert not np.array_equal(free[0], old[0])


def test_that_the_parameter_of_an_initializer_draws_new_weights(qtbot, trained):
    menu = layer_menu(qtbot, trained, 0)
    menu.initializer_requested.emit("Constant")
    settled(qtbot, trained)
    write(qtbot, menu.form("initializer").numbers()["value"].line(), "0.25")
    menu.close()
    after = settled(qtbot, trained)
    assert network(trained).initializer.form() == {"name": "Constant", "value": 0.25}
    assert after.epoch == 0
    assert {float(w) for W, _ in network(trained).weights(after.theta) for w in W.ravel()} == {0.25}


# single edges


def test_that_a_weight_is_frozen_on_its_card_and_undone(qtbot, trained):
    card = pin(qtbot, trained, 3)
    before = newest(trained)
    qtbot.mouseClick(card.freeze, LEFT)
    index = card.facts.index
    assert network(trained).frozen == (index,)
    settled(qtbot, trained)
    assert card.facts.frozen
    train(qtbot, trained, 2)
    assert newest(trained).theta[index] == before.theta[index]
    assert not np.array_equal(newest(trained).theta, before.theta)
    trained.window.action("undo").trigger()
    assert network(trained).frozen == ()


def test_that_a_cut_edge_is_zero_and_stays_zero(qtbot, trained):
    card = pin(qtbot, trained, 5)
    index = card.facts.index
    qtbot.mouseClick(card.cut, LEFT)
    assert settled(qtbot, trained).theta[index] == 0.0
    assert network(trained).cut == (index,)
    assert card.cut.text() == "Join edge"
    train(qtbot, trained, 2)
    assert newest(trained).theta[index] == 0.0
    qtbot.mouseClick(card.cut, LEFT)
    settled(qtbot, trained)
    train(qtbot, trained, 1)
    assert newest(trained).theta[index] != 0.0


def test_that_the_keys_freeze_and_cut_the_edge_walked_to(qtbot, trained):
    view = panel(trained).view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert view._hand.target.edge is not None
    index = view.drawing.index_of(view._hand.target.edge)
    qtbot.keyClick(view, Qt.Key.Key_L)
    assert network(trained).frozen == (index,)
    qtbot.keyClick(view, Qt.Key.Key_L)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert (network(trained).frozen, network(trained).cut) == ((), (index,))


def test_that_the_context_menu_cuts_an_edge_and_offers_no_weight_for_it(qtbot, trained):
    view = panel(trained).view
    at = place_on(view, 4).toPoint()
    right = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), right)
    menu = view.edge_menu
    qtbot.waitUntil(menu.isVisible)
    assert menu.heading.text() == view.drawing.facts(4).name
    choose(qtbot, menu, menu.cut.text())
    assert network(trained).cut == (view.drawing.index_of(4),)
    settled(qtbot, trained)
    QApplication.sendEvent(view.viewport(), right)
    qtbot.waitUntil(menu.isVisible)
    assert menu.cut.isChecked()
    assert not menu.edit.isEnabled()
    menu.close()


# the plan


def test_that_the_form_changes_the_plan_without_new_weights(qtbot, trained):
    before = newest(trained)
    fields = panel(trained).fields
    qtbot.mouseClick(fields.more, LEFT)
    form = fields.form
    qtbot.waitUntil(form.isVisible)
    qtbot.mouseClick(form.penalize_biases, LEFT)
    qtbot.mouseClick(form.clipped, LEFT)
    write(qtbot, form.clip.line(), "0.5")
    write(qtbot, form.l1.line(), "0.01")
    form.schedule.combo().setCurrentIndex(form.schedule.combo().findData("StepDecay"))
    form.schedule.combo().activated.emit(form.schedule.combo().currentIndex())
    write(qtbot, form.numbers()["Schedule", "every"].line(), "7")
    form.close()
    plan = trained.bench.document.experiment.plan
    assert (plan.penalize_biases, plan.clip, plan.l1) == (True, 0.5, 0.01)
    assert plan.schedule.form() == {"name": "StepDecay", "every": 7}
    after = settled(qtbot, trained)
    assert after.epoch == before.epoch
    np.testing.assert_array_equal(after.theta, before.theta)


@pytest.mark.parametrize(("text", "why"), [("2.5", "not a whole number"), ("0", "outside the range")])
def test_that_a_parameter_that_cannot_be_is_refused_in_a_sentence(qtbot, open_app, text, why):
    experiment = preset("Moons")
    app = open_app(Experiment(experiment.points, experiment.network, Plan(schedule="StepDecay")))
    field = panel(app).fields.form.numbers()["Schedule", "every"]
    field.line().setText(text)
    field.line().editingFinished.emit()
    assert why in field.line().toolTip()
    assert app.bench.document.experiment.plan.schedule.form() == "StepDecay"


@pytest.mark.parametrize("registry", [losses, optimizers, schedules], ids=["losses", "optimizers", "schedules"])
def test_that_every_choice_can_be_picked_with_its_parameters(qtbot, open_app, registry):
    app = open_app(preset("Moons"))
    fields = panel(app).fields
    field = {losses: fields.loss, optimizers: fields.optimizer, schedules: fields.form.schedule}[registry]
    place = {losses: "Loss", optimizers: "Optimiser", schedules: "Schedule"}[registry]
    for at, kind in enumerate(registry):
        choice: Choice = kind()
        assert field.combo().itemText(at) == choice.label
        assert field.combo().itemData(at, Qt.ItemDataRole.ToolTipRole) == choice.about
        field.combo().setCurrentIndex(at)
        field.combo().activated.emit(at)
        experiment = app.bench.document.experiment
        chosen = {losses: experiment.network.loss, optimizers: experiment.plan.optimizer}.get(
            registry, experiment.plan.schedule
        )
        assert chosen == choice
        assert {name for of, name in fields.form.numbers() if of == place} == set(choice.spans())
    settled(qtbot, app)
    assert newest(app).epoch == 0


def test_that_a_loss_that_does_not_fit_the_numbers_is_refused_and_the_field_goes_back(qtbot, open_app):
    x = np.random.default_rng(1).normal(size=(20, 2))
    spec = NetworkSpec((LayerSpec(3), LayerSpec(1, "Linear")), loss="MeanSquaredError")
    app = open_app(Experiment(PointSet(x, targets=x[:, :1] * 2), spec, Plan()))
    field = panel(app).fields.loss
    field.combo().setCurrentIndex(field.combo().findData("Hinge"))
    field.combo().activated.emit(field.combo().currentIndex())
    assert "−1 or +1" in app.window.notice.text
    assert network(app) == spec
    assert field.value() == "MeanSquaredError"


def test_that_fixed_biases_stay_where_they_are(qtbot, trained):
    before = newest(trained)
    qtbot.mouseClick(panel(trained).fields.more, LEFT)
    qtbot.mouseClick(panel(trained).fields.form.biases, LEFT)
    panel(trained).fields.form.close()
    settled(qtbot, trained)
    train(qtbot, trained, 2)
    biases = network(trained).is_weight() == 0
    np.testing.assert_array_equal(newest(trained).theta[biases], before.theta[biases])
    assert not np.array_equal(newest(trained).theta, before.theta)


# classes


def test_that_six_classes_are_drawn_and_told_apart_with_softmax(qtbot, open_app):
    start = NetworkSpec((LayerSpec(6), LayerSpec(1, "Sigmoid")))
    app = open_app(Experiment(PointSet([], labels=[]), start, Plan("Adam", 0.1, 6)))
    data = app.playground.view.data
    for _ in range(4):
        data.class_add_requested.emit()
    assert network(app).widths == (2, 6, 6)
    canvas = data.canvas()
    places = [(1.8 * np.cos(angle), 1.8 * np.sin(angle)) for angle in np.arange(6) * np.pi / 3]
    for label, place in enumerate(places):
        qtbot.keyClick(app.window, Qt.Key(Qt.Key.Key_1 + label))
        where = canvas.mapFromScene(canvas.getViewBox().mapViewToScene(QPointF(*place)))
        qtbot.mouseClick(canvas.viewport(), LEFT, pos=where)
    assert list(app.bench.document.experiment.points.labels) == [0, 1, 2, 3, 4, 5]
    app.bench.trainer.set_speed(np.inf)
    qtbot.keyClick(app.window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: newest(app).epoch >= 200, timeout=20_000)
    qtbot.keyClick(app.window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not app.bench.trainer.training)
    assert newest(app).experiment.network.layers[-1].activation.name == "Softmax"
    assert newest(app).scores.train_accuracy == 1.0
