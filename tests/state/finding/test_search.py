"""Which entries a text finds, and in which order; settings of an experiment by name and by value."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlpviz.data.points import Recipe
from mlpviz.engine.experiment import NetworkSpec, Plan, first_experiment, preset
from mlpviz.engine.plan_values import with_rate
from mlpviz.nn.activations import Activation, activations
from mlpviz.nn.features import features
from mlpviz.nn.initializers import initializers
from mlpviz.nn.losses import losses
from mlpviz.nn.optimizers import optimizers
from mlpviz.nn.schedules import schedules
from mlpviz.state.finding.change import NewSplit
from mlpviz.state.finding.entry import COMMANDS, SETTINGS, VALUES, Entry
from mlpviz.state.finding.experiment_options import experiment_options
from mlpviz.state.finding.experiment_values import experiment_values
from mlpviz.state.finding.query import Query
from mlpviz.state.finding.search import Fold, Heading, Hit, search
from mlpviz.state.finding.value import typed_values


class Asked:
    """Keeps what was asked for."""

    def __init__(self):
        self.parts = []

    def __call__(self, text, part):
        self.parts.append((text, part))


def titles(found):
    return [row.entry.title for row in found.rows if isinstance(row, Hit)]


def do(entry):
    assert entry.act is not None
    entry.act()


def typed(text, experiment=None):
    """What a text changes: its title, why not, and the part that it asks for."""
    asked, now = Asked(), experiment or first_experiment()
    found = typed_values(experiment_values(now, asked), text)
    if found and found[0].act is not None:
        do(found[0])
    return found, [part for _, part in asked.parts]


def test_that_better_names_come_first_and_words_may_stand_in_any_order():
    entries = [
        Entry(COMMANDS, "Far", about="one step away"),
        Entry(COMMANDS, "Overstep"),
        Entry(COMMANDS, "Next step"),
        Entry(COMMANDS, "Step on", reason="not now"),
        Entry(COMMANDS, "Step back"),
        Entry(COMMANDS, "Step elsewhere", elsewhere=True),
        Entry(COMMANDS, "Nothing of it"),
    ]
    found = search(entries, "STEP")
    assert titles(found) == ["Step back", "Step on", "Next step", "Overstep", "Far", "Step elsewhere"]
    assert (found.count, found.whole) == (6, 7)
    assert titles(search(entries, "away one")) == ["Far"]


def test_that_what_was_typed_is_marked_in_name_and_description():
    fit = Query("x1 st").fit(Entry(COMMANDS, "Feature x₁², first", about="a stem"))
    assert fit is not None
    assert fit.name == ((8, 10), (16, 18))
    assert fit.about == ((2, 4),)


def test_that_sections_with_better_results_stand_first_and_values_before_all():
    entries = [Entry(COMMANDS, "Move", about="adam"), Entry(SETTINGS, "Adam", "Optimiser")]
    value = Entry(VALUES, "0.03", "Learning rate")
    rows = search(entries, "adam", values=[value]).rows
    assert [row.text for row in rows if isinstance(row, Heading)] == [VALUES, SETTINGS, COMMANDS]


def test_that_a_group_is_folded_into_its_best_entry_and_one_row_until_it_is_unfolded():
    entries = [Entry(COMMANDS, f"Step {number}", group="in the dock") for number in range(6)]
    entries += [Entry(COMMANDS, "Step alone"), Entry(COMMANDS, "Step one", group="of one"), Entry(SETTINGS, "Step set")]
    folded = search(entries, "step")
    assert titles(folded) == ["Step 0", "Step alone", "Step one", "Step set"]
    fold = next(row for row in folded.rows if isinstance(row, Fold))
    assert fold.text == "5 more in the dock"
    assert folded.count == 9
    assert len(titles(search(entries, "step", {(COMMANDS, "in the dock")}))) == 9


def test_that_a_mistyped_name_is_met_with_what_was_probably_meant():
    entries = [Entry(COMMANDS, "Step through"), Entry(COMMANDS, "Type it"), Entry(COMMANDS, "Presentation")]
    assert search(entries, "stpe").suggestion == "step"
    assert search(entries, "presntation").suggestion == "presentation"
    assert search(entries, "qqqq").suggestion == ""


@pytest.mark.parametrize(("text", "title", "part"), [
    ("learning rate 0.03", "Learning rate 0.03", {"learning_rate": 0.03}),
    ("Learning rate = 10⁻³", "Learning rate 0.001", {"learning_rate": 1e-3}),
    ("rate learning 0,5", "Learning rate 0.5", {"learning_rate": 0.5}),
    ("lr 1e-2", "Learning rate 0.01", {"learning_rate": 0.01}),
    ("batch size 32", "Batch size 32", {"batch_size": 32}),
    ("batch size all", "Batch size all", {"batch_size": 10**9}),
    ("L2 0.01", "L2 0.01", {"l2": 0.01}),
    ("clip 2", "Longest gradient norm 2", {"clip": 2.0}),
    ("order seed 12", "Seed of the sample order 12", {"seed": 12}),
])  # fmt: skip
def test_that_a_number_of_the_plan_is_set_by_its_name(text, title, part):
    found, parts = typed(text)
    assert found[0].title == title
    assert parts == [replace(first_experiment().plan, **part)]


def test_that_hidden_units_are_set_by_a_list_and_one_layer_by_its_number():
    now = first_experiment()
    for text, widths in (("hidden units 8 4", (2, 8, 4, 1)), ("hidden units 9, 9, 9", (2, 9, 9, 9, 1)),
                         ("hidden units none", (2, 1)), ("depth 3", (2, 6, 4, 4, 1)), ("units 1 8", (2, 1, 8, 1))):
        found, (network,) = typed(text)
        assert network.widths == widths, text
        assert found[0].now
    both = typed_values(experiment_values(now, Asked()), "units 1 8")
    assert [entry.title for entry in both] == ["Hidden units 1 8", "Units of layer 1: 8"]
    (of_layer,) = typed_values(experiment_values(now, asked := Asked()), "layer 2 units 7")[:1]
    assert (of_layer.title, of_layer.now) == ("Units of layer 2: 7", "2: 4")
    do(of_layer)
    assert asked.parts[0][1].widths == (2, 6, 7, 1)


def test_that_a_seed_means_the_preset_first_then_the_weights_and_the_order():
    asked = Asked()
    found = typed_values(experiment_values(first_experiment(), asked), "seed 4")
    assert [entry.lead for entry in found] == [
        "Seed of the preset", "Seed of the first weights", "Seed of the sample order",
    ]  # fmt: skip
    for entry in found:
        do(entry)
    recipe, network, plan = (part for _, part in asked.parts)
    assert isinstance(recipe, Recipe)
    assert isinstance(network, NetworkSpec)
    assert isinstance(plan, Plan)
    assert recipe.seed == network.seed == plan.seed == 4


def test_that_points_and_parameters_of_choices_are_set_by_name():
    assert typed("noise 0.2")[1][0].noise == 0.2
    assert typed("points per class 50")[1][0].per_class == 50
    assert [typed(f"test split {text}")[1] for text in ("30 %", "30", "0.3")] == [[NewSplit(0.3)]] * 3
    found, (plan,) = typed("beta1 0.8")
    assert plan.optimizer == optimizers.make({"name": "Adam", "beta1": 0.8})
    assert found[0].lead.endswith("of Adam")


@pytest.mark.parametrize("text", ["1,000", "fast", "-1", "1e400", "0.03 0.1"])
def test_that_a_value_is_refused_with_the_sentence_of_its_field(text):
    (entry,) = typed_values(experiment_values(first_experiment(), Asked()), f"learning rate {text}")[:1]
    with pytest.raises(ValueError) as told:
        with_rate(first_experiment().plan, text)
    assert entry.reason == str(told.value)
    assert entry.act is None


@pytest.mark.parametrize(("text", "why"), [
    ("batch size 2.5", "2.5 is not a whole number"), ("hidden units 0", "0 is outside the range 1 to 1"),
    ("hidden units " + "1 " * 32, "at most 31"), ("units of layer 3 8", "follow the classes"),
    ("units of layer 1", "Type the number"), ("test split 90", "outside the range"),
])  # fmt: skip
def test_that_what_a_network_cannot_have_is_refused_in_one_sentence(text, why):
    found, parts = typed(text)
    assert parts == []
    assert why in found[0].reason
    assert found[0].reason.count(". ") == 0


def test_that_numbers_of_a_preset_say_why_drawn_points_have_none():
    drawn = first_experiment()
    drawn = replace(drawn, points=drawn.points.with_points([[0.0, 0.0]], 1))
    (entry,) = typed_values(experiment_values(drawn, Asked()), "noise 0.2")
    assert entry.reason == "only for the points of a preset"


def test_that_every_registered_choice_can_be_found_with_what_it_says_of_itself():
    entries = experiment_options(first_experiment(), Asked())
    for lead, registry in (("Activation", activations), ("Optimiser", optimizers), ("Loss", losses),
                           ("Weight init", initializers), ("Schedule", schedules)):  # fmt: skip
        found = [entry for entry in entries if entry.lead == lead]
        assert [(one.name, one.about) for one in found] == [(kind.label, kind().about) for kind in registry]
        assert sum(entry.chosen for entry in found) == 1
    assert [one.name for one in entries if one.lead.endswith("feature")] == [kind.label for kind in features]


def test_that_a_choice_registered_later_appears_by_itself():
    class Doubled(Activation):
        """Twice the sum."""

        label = "doubled"

        def value(self, z):
            return 2.0 * z

        def slope(self, z, a):
            return z * 0.0 + 2.0

    activations.register(Doubled)
    try:
        asked = Asked()
        found = search(experiment_options(first_experiment(), asked), "doubled")
        assert titles(found)[0] == "Activation doubled"
        do(next(row.entry for row in found.rows if isinstance(row, Hit)))
        ((undo, network),) = asked.parts
        assert undo == "Change the activation"
        assert {layer.activation.name for layer in network.layers[:-1]} == {"Doubled"}
    finally:
        del activations._classes["Doubled"]


def test_that_choices_that_do_not_fit_say_why():
    values = experiment_options(preset("Two hills"), Asked())
    refused = {entry.title: entry.reason for entry in values if entry.reason}
    assert refused["Activation softmax"] == "only for the output layer"
    assert "Loss Hinge" in refused or "Loss hinge" in refused
    bare = preset("XOR")
    bare = replace(bare, network=bare.network.with_layers(bare.network.layers[-1:]))
    assert {one.reason for one in experiment_options(bare, Asked()) if one.lead == "Activation"} == {
        "there is no hidden layer",
    }  # fmt: skip


def test_that_what_is_in_use_keeps_its_parameters_and_changes_nothing():
    now = first_experiment()
    momentum = replace(now, plan=replace(now.plan, optimizer=optimizers.make({"name": "Adam", "beta1": 0.5})))
    asked = Asked()
    (entry,) = (one for one in experiment_options(momentum, asked) if one.title == "Optimiser Adam")
    assert entry.chosen
    do(entry)
    assert asked.parts == [("Change the optimiser", momentum.plan)]
