"""Every control of the window says in a tooltip what it is for, or why it cannot be used now."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QScrollBar,
    QTableView,
    QWidget,
)

from mlpviz.data.gates import GATES
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.experiment import preset
from mlpviz.engine.flow.grid import FlowGrid
from mlpviz.engine.learner_words import in_words
from mlpviz.nn.activations import activations
from mlpviz.nn.losses import losses
from mlpviz.views.controls.badge import Badge
from mlpviz.views.importing.import_dialog import ImportDialog
from mlpviz.views.plots.track import Track
from mlpviz.views.statistics import Statistic

CONTROLS = (QAbstractButton, QComboBox, QAbstractSlider, QAbstractSpinBox, QLineEdit, Badge, Statistic, Track)


def controls(window: QWidget) -> list[QWidget]:
    return [one for one in window.findChildren(QWidget) if isinstance(one, CONTROLS) and one.isVisible()]


def tip(widget: QWidget | None) -> str:
    """What Qt shows: the widget's own tooltip, else that of the nearest parent that has one."""
    while widget is not None:
        found = widget.explanation() if isinstance(widget, Statistic) else widget.toolTip()
        if found or widget.isWindow():
            return found
        widget = widget.parentWidget()
    return ""


def silent(window: QWidget, least: int = 9) -> list[str]:
    found = [one for one in controls(window) if not isinstance(one, QScrollBar | QHeaderView)]
    found = [one for one in found if not isinstance(one.parent(), QTableView)]  # its corner
    assert len(found) >= least
    return [named(one) for one in found if not tip(one)]


def named(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()} {getattr(widget, 'text', str)()}"


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
@pytest.mark.parametrize("shape", ["Spiral", "Blank"])
def test_that_every_control_of_the_playground_has_a_tooltip(open_app, size, shape):
    window = open_app(preset(shape)).window
    window.resize(*size)

    assert silent(window) == []


def test_that_every_control_has_a_tooltip_while_an_earlier_epoch_is_shown(qtbot, open_app):
    app = open_app(preset("XOR", per_class=5))
    app.bench.one_epoch()
    qtbot.waitUntil(lambda: app.bench.playhead.epoch == 1)
    app.bench.back()
    qtbot.waitUntil(lambda: not app.bench.playhead.live)

    assert silent(app.window) == []
    assert tip(app.window.findChild(Badge)) == "An earlier epoch is shown, in all views."


@pytest.mark.parametrize("example", [None, "Mazur 2-2-2"])
def test_that_every_control_of_the_step_through_has_a_tooltip(qtbot, open_app, example):
    app = open_app(EXAMPLES[example].experiment if example else preset("XOR", per_class=5))
    app.bench.stepping.open()
    qtbot.waitUntil(lambda: app.playground.view.stepping)

    assert silent(app.window) == []


@pytest.mark.parametrize("depth", ["epoch", "batch", "sample"])
def test_that_every_control_of_every_depth_and_of_the_kept_update_has_a_tooltip(qtbot, open_app, depth):
    app = open_app(preset("XOR", per_class=20))
    app.bench.stepping.open()
    app.bench.stepping.depths.choose(depth)
    qtbot.waitUntil(lambda: app.playground.view.stepping)

    assert silent(app.window) == []
    app.bench.stepping.keep()
    assert silent(app.window) == []


def test_that_every_control_of_the_hidden_space_has_a_tooltip(qtbot, open_app):
    app = open_app(preset("XOR", per_class=5))
    app.window.carry_out("network_view:hidden")
    qtbot.waitUntil(lambda: app.bench.picture_maker.idle)
    assert silent(app.window) == []


@pytest.mark.parametrize("command", ["examples", "curve", "how_well"])
def test_that_every_control_of_a_dialog_has_a_tooltip(qtbot, open_app, command):
    app = open_app(preset("XOR", per_class=5))
    qtbot.waitUntil(lambda: app.bench.picture_maker.idle)
    app.window.carry_out(command)
    dialog = next(one for one in app.window.findChildren(QDialog) if one.isVisible())

    assert silent(dialog, 1) == []


def test_that_every_control_of_the_import_has_a_tooltip(qtbot, open_app, tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("a;b;c\n1;2;yes\n3;x;no\n2;2;yes\n4;1;no\n")
    app = open_app(preset("XOR", per_class=5))
    app.playground.open_file(path)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in app.window.findChildren(ImportDialog)))
    dialog = app.window.findChild(ImportDialog)

    assert silent(dialog, 4) == []
    dialog.reject()


@pytest.mark.parametrize("view", ["train", "hand", "sides"])
def test_that_every_control_of_the_approximation_has_a_tooltip(open_app, view):
    window = open_app(preset("XOR", per_class=5)).window
    window.show_workspace("approximation")
    window.workspace.choose_view(view)

    assert silent(window) == []


def test_that_every_control_of_the_perceptron_has_a_tooltip(open_app):
    window = open_app(preset("XOR", per_class=5)).window
    window.show_workspace("perceptron")

    assert silent(window) == []
    for panel in window.workspace.view.panels:
        tips = {action.text(): action.toolTip() for action in panel.menu().actions()}
        assert all(tips[name] == f"{gate.about}." for name, gate in GATES.items())


def test_that_every_control_of_the_perceptrons_rule_has_a_tooltip(open_app):
    window = open_app(preset("XOR", per_class=5)).window
    window.show_workspace("perceptron")
    form = window.workspace.bar.form
    window.workspace.bar.open_form()

    assert form.isVisible()
    assert silent(form) == []
    form.close()


@pytest.mark.parametrize("view", ["function", "depth"])
def test_that_every_control_of_the_activations_has_a_tooltip(open_app, view):
    window = open_app(preset("XOR", per_class=5)).window
    window.show_workspace("activations")
    window.workspace.choose_view(view)
    window.action("function:Logistic").trigger()
    window.workspace.write_own()

    assert silent(window) == []


def test_that_every_control_of_gradient_flow_has_a_tooltip(qtbot, open_app):
    window = open_app(preset("XOR", per_class=5)).window
    window.show_workspace("gradient_flow")
    lab = window.workspace
    lab.put(FlowGrid(preset("XOR", per_class=5), ["Zeros"], ["ReLU"], layers=1, width=2, epochs=1))
    lab.demonstrate()
    qtbot.waitUntil(lambda: not lab.busy, timeout=60_000)

    assert silent(window) == []


def test_that_every_control_of_the_training_form_has_a_tooltip(qtbot, open_app):
    app = open_app(preset("Spiral", per_class=5))
    fields = app.playground.view.network.fields
    qtbot.mouseClick(fields.more, Qt.MouseButton.LeftButton)

    assert fields.form.isVisible()
    assert silent(fields.form) == []
    fields.form.close()


def test_that_every_control_of_a_layers_menu_has_a_tooltip(qtbot, open_app):
    app = open_app(preset("Spiral", per_class=5))
    chips = app.playground.view.network.chips
    spec = app.bench.document.experiment.network.with_activation(0, "Logistic")
    app.bench.editor.change_network("Change the activation", spec)
    chips.open_menu(0)
    menu = chips.menu()
    qtbot.waitUntil(menu.isVisible)

    assert [type(one).__name__ for one in controls(menu) if not tip(one)] == []
    menu.close()


@pytest.mark.parametrize("loss", list(losses), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("outputs", [1, 3])
def test_that_no_refused_activation_is_explained_by_the_name_of_a_class(loss, outputs):
    labels = dict([*activations.options(), *losses.options()])
    unlike = {name for name, label in labels.items() if name.lower() != label.lower()}
    for activation in activations:
        said = in_words(loss().refusal(activation(), outputs) or "")

        assert not unlike & set(re.findall(r"\w+", said)), said
        assert said[:1] == said[:1].upper()


def test_that_a_disabled_activation_is_explained_in_the_words_of_the_window(open_app):
    app = open_app(preset("Spiral", per_class=5))
    chips = app.playground.view.network.chips
    chips.open_menu(2)

    tips = {action.text(): action.toolTip() for action in chips.menu().actions() if not action.isEnabled()}
    chips.menu().close()

    assert tips["tanh"] == "Cross-entropy with one output needs a sigmoid output, not tanh; choose sigmoid there."


def test_that_a_sentence_of_the_library_keeps_its_words_and_its_first_letter():
    told = in_words("MeanSquaredError does not go with a Softmax output; choose Sigmoid, Tanh or Linear there.")

    assert told == "Mean squared does not go with a softmax output; choose sigmoid, tanh or linear there."
    assert in_words("Sigmoid fits.") == "Sigmoid fits."
    assert in_words("") == ""
