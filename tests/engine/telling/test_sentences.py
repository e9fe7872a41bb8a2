"""Every sentence of the narrator, where it is so and where it is not so."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.run import Run
from mlpviz.engine.telling.narration import Explanation, Narrator, plain_of
from mlpviz.engine.telling.narrator import NOT_FINITE
from mlpviz.engine.telling.operations import Kind
from mlpviz.nn.optimizers import AdamW, optimizers

Rows = Sequence[Sequence[float]]
PLAIN = Plan("SGD", 0.1, 8)


def told(
    x: Rows, t: Rows, theta: Sequence[float] | None = None, *layers: LayerSpec, loss: str = "SquaredError",
    plan: Plan = PLAIN, epochs: int = 0, **spec,
) -> Narrator:
    """The walk of a batch; without `layers`, of one linear layer with as many outputs as targets."""
    points = PointSet(np.array(x, float), targets=np.array(t, float))
    ends = layers or (LayerSpec(len(t[0]), "Softmax" if loss == "CrossEntropy" and len(t[0]) > 1 else "Linear"),)
    run = Run(Experiment(points, NetworkSpec(ends, loss=loss, inputs=len(x[0]), theta=theta, **spec), plan))
    for _ in range(epochs):
        run.epoch()
    return Narrator(run.walk())


def explained(narrator: Narrator, kind: Kind, layer: int = 0, unit: int = 0, source: int = -1) -> Explanation:
    index = narrator.operations.index_of(kind, layer, unit, source)
    assert index is not None
    return narrator.tell(index)


def said(narrator: Narrator, kind: Kind, layer: int = 0, unit: int = 0, source: int = -1) -> str:
    return explained(narrator, kind, layer, unit, source).sentence


def moved(narrator: Narrator, layer: int = 1, unit: int = 0, source: int = 0) -> str:
    return said(narrator, "weight" if source >= 0 else "bias", layer, unit, source)


# ---- forward ---------------------------------------------------------------------------------------------------------


def test_that_shown_products_are_the_largest_by_absolute_value():
    narrator = told([[1, 1, 1, 1, 1]], [[0]], [-9, 1, 2, 3, 4, 0])

    assert said(narrator, "sum", 1).endswith("Shown are the 3 of its 5 products that are largest by absolute value.")
    shown = [term.value for term in narrator.tell(0).terms if term.caption == "weight"]
    assert shown == [-9.0, 3.0, 4.0]


@pytest.mark.parametrize(("biases", "top"), [((-3, -5), "−3"), ((4, 1), "4")])
def test_that_the_largest_sum_is_said_to_make_the_largest_power_1_whatever_its_sign(biases, top):
    narrator = told([[0]], [[1, 0]], [0, 0, *biases], loss="CrossEntropy")

    assert said(narrator, "link") == (
        f"Each output takes its share of the whole. Subtracting m = {top}, the largest sum, changes no share and "
        "makes the largest power 1.")
    assert max(term.value for term in explained(narrator, "link").terms[2:] if term.value is not None) == 1.0


# ---- the loss --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", ["SquaredError", "MeanSquaredError", "Huber"])
def test_that_only_a_distance_from_the_target_is_said_to_add_to_the_loss(loss):
    narrator = told([[0]], [[1, -1]], [0, 0, 3, -1], loss=loss)

    name = narrator.names.unit_text(1, 0)
    assert said(narrator, "sample_loss") == f"The further {name} is from its target, the more it adds to the loss."
    assert said(narrator, "sample_loss", unit=1).endswith("is exactly at its target, so it adds nothing to the loss.")
    assert narrator.share(1, 0) == 0.0 < narrator.share(0, 0)
    shares = [told([[0]], [[1, -1]], [0, 0, answer, -1], loss=loss).share(0, 0) for answer in (1, 2, 3, 9, -8)]
    assert shares == sorted(shares)


def test_that_a_probability_with_target_0_is_said_to_add_nothing():
    # p = (.1661, .8339): with target 0 the first adds 0, and a smaller second one adds more.
    narrator = told([[0]], [[0, 1]], [0, 0, -1.6136, 0], loss="CrossEntropy")

    p = [narrator.names.unit_text(1, unit) for unit in (0, 1)]
    assert round(float(narrator.recorded.outputs[1][0, 0]), 4) == 0.1661
    assert said(narrator, "sample_loss") == (
        f"The target of {p[0]} is 0, so it adds nothing. But the larger {p[0]} is, the less is left for the other "
        "probabilities.")
    assert said(narrator, "sample_loss", unit=1) == f"The smaller {p[1]} is, the more it adds to the loss."
    assert narrator.share(0, 0) == 0.0


def test_that_a_probability_beyond_its_target_is_not_said_to_add_more_by_the_distance():
    # −.3 ln p falls while p moves away from its target .3 to .9.
    shares = []
    for p in (0.3, 0.6, 0.9):
        narrator = told([[0]], [[0.3, 0.7]], [0, 0, np.log(p / (1 - p)), 0], loss="CrossEntropy")
        shares.append(narrator.share(0, 0))
        assert said(narrator, "sample_loss").startswith("The smaller ")

    assert shares == pytest.approx([0.361191841, 0.153247687, 0.031608155], abs=1e-9)


def test_that_an_output_beyond_the_margin_is_said_to_add_nothing():
    narrator = told([[0]], [[1, 1, -1]], [0, 0, 0, 1.5, 0.25, -1], loss="Hinge")

    beyond, inside, at_margin = (said(narrator, "sample_loss", unit=unit) for unit in range(3))
    assert beyond.endswith("times its target is at least 1, the margin, so it adds nothing to the loss.")
    assert inside.endswith("times its target is less than 1, the margin. What is missing is added to the loss.")
    assert at_margin.endswith("so it adds nothing to the loss.")
    assert [narrator.share(unit, 0) for unit in range(3)] == [0.0, 0.75, 0.0]


@pytest.mark.parametrize(("loss", "formula"), [
    ("Hinge", "max(0, 1 − t₂o₂)"), ("Huber", "c(o₂ − t₂ − ½ c)")])
def test_that_a_formula_of_a_loss_names_its_output_and_target(loss, formula):
    narrator = told([[0]], [[1, -1]], [0, 0, 0.5, 1], loss=loss)

    assert plain_of(explained(narrator, "sample_loss", unit=1).terms[2].symbol) == formula


@pytest.mark.parametrize(("x", "plan", "aim"), [
    ([[1]], PLAIN, "this loss smaller"),
    ([[1], [2]], PLAIN, "the mean of the loss over the samples smaller"),
    ([[1], [2]], Plan("SGD", 0.1, 1, reduction="sum"), "the sum of the loss over the samples smaller"),
    ([[1], [2]], Plan("SGD", 0.1, 2, l1=0.1), "the mean of the loss over the samples plus the penalty smaller"),
])
def test_that_learning_is_said_to_aim_at_what_it_does_aim_at(x, plan, aim):
    narrator = told(x, [[0]] * len(x), [3, 0], plan=plan)

    assert said(narrator, "total_loss") == (
        f"One number says how wrong the network is on this sample. Learning tries to make {aim}.")


# ---- error signals ---------------------------------------------------------------------------------------------------


def test_that_the_sum_of_the_targets_is_named_where_it_is_not_1():
    ends = "the error signal is simply the probability minus the target."
    with_sum = "the error signal is simply the probability, times the sum of the targets, minus the target."

    assert said(told([[0]], [[0.2, 0.8]], loss="CrossEntropy"), "delta", 1).endswith(ends)
    assert said(told([[0]], [[0.2, 0.8000009]], loss="CrossEntropy"), "delta", 1).endswith(with_sum)
    one = told([[0]], [[0.2]], None, LayerSpec(1, "Sigmoid"), loss="CrossEntropy")
    assert said(one, "delta", 1).endswith(ends)


def hidden(activation: str, z: float, back: float = 2.0) -> str:
    """What is said of the error signal of one hidden unit with that sum, whose weight to the output is `back`."""
    narrator = told([[0]], [[9]], [0, z, back, 0], LayerSpec(1, activation), LayerSpec(1, "Linear"))
    return said(narrator, "delta", 1)


@pytest.mark.parametrize(("activation", "z", "end"), [
    ("Tanh", 0.5, "the slope of h1.1 lets a part of that through."),
    ("ReLU", 2.0, "the slope of h1.1 lets all of that through."),
    ("ReLU", -2.0, "the slope of h1.1 lets nothing of that through."),
    ("SiLU", 2.4, "the slope of h1.1 is larger than 1 and makes that larger."),
    ("SiLU", -3.0, "the slope of h1.1 is negative and turns the sign."),
    ("ReLU", 0.0, "h1.1 is exactly at a kink, where its slope counts as 0."),
    ("LeakyReLU", 0.0, "h1.1 is exactly at a kink, where its slope counts as 0.01."),
])
def test_that_the_slope_of_a_hidden_unit_is_said_to_do_what_it_does(activation, z, end):
    assert hidden(activation, z).endswith(end)


def test_that_an_output_exactly_at_the_margin_is_said_to_be_at_a_kink_of_the_loss():
    narrator = told([[0]], [[1, 1]], [0, 0, 1, 0.5], loss="Hinge")

    end = " The loss is exactly at a kink, where its slope counts as 0."
    assert [said(narrator, "output_slope", 1, unit).endswith(end) for unit in (0, 1)] == [True, False]


def test_that_nothing_comes_back_over_a_weight_of_0():
    assert hidden("Tanh", 0.5, 0.0).endswith("times how much its sum changes h1.1; here the first is 0.")


@pytest.mark.parametrize(("activation", "z"), [("ELU", 0.0), ("Tanh", 0.0), ("ReLU", 1.0), ("GELU", 0.0)])
def test_that_no_kink_is_told_where_a_function_has_none(activation, z):
    assert "kink" not in hidden(activation, z)


# ---- gradients -------------------------------------------------------------------------------------------------------


def test_that_an_input_of_0_is_said_to_make_its_weight_unimportant():
    narrator = told([[0, 1]], [[0]], [3, 3, 0])

    assert said(narrator, "weight_gradient", 1) == "x₁ is 0, so weight x₁ → o₁ does not matter for this sample."
    assert said(narrator, "weight_gradient", 1, 0, 1) == (
        "A slightly larger weight x₂ → o₁ raises the loss of this sample, so the sample asks for a smaller one.")


def test_that_a_gradient_of_0_is_not_said_to_leave_the_loss_as_it_is():
    # At its target (o = t = 3) an output has gradient 0, and yet the loss rises both ways.
    narrator = told([[1]], [[3]], [3, 0])

    assert said(narrator, "weight_gradient", 1) == (
        "The gradient of weight x₁ → o₁ is 0 on this sample, so the sample asks for no change.")


def test_that_a_kink_on_the_way_is_named_in_place_of_a_direction():
    # z = 0 at a ReLU: a larger bias lowers the loss, a smaller one does not change it, the recorded gradient is 0.
    relu = told([[1]], [[5]], [0, 0, 2, 0], LayerSpec(1, "ReLU"), LayerSpec(1, "Linear"))
    # 1 − t a = 0 exactly at the margin.
    margin = told([[1]], [[1]], [1, 0], loss="Hinge")
    # a LeakyReLU at 0 counts as its smaller slope
    leaky = told([[1]], [[5]], [0, 0, 2, 0], LayerSpec(1, "LeakyReLU"), LayerSpec(1, "Linear"))

    assert said(relu, "bias_gradient", 1) == (
        "h1.1 is exactly at a kink, where its slope is a convention. By it the sample asks for no change of bias of "
        "h1.1.")
    assert said(margin, "weight_gradient", 1) == (
        "The loss is exactly at a kink, where its slope is a convention. By it the sample asks for no change of "
        "weight x₁ → o₁.")
    assert said(leaky, "weight_gradient", 1).endswith("By it the sample asks for a larger weight x₁ → h1.1.")


WALKS = {
    "softmax": told(
        [[1, -1], [0.5, 2]], [[1, 0, 0], [0.2, 0.3, 0.5]], None, LayerSpec(3), LayerSpec(3, "Softmax"),
        loss="CrossEntropy", plan=Plan("SGD", 0.1, 2, l2=0.1)),
    "hinge": told([[1, -1], [0.5, 2]], [[1, -1], [-1, -1]], None, LayerSpec(3, "ReLU"), LayerSpec(2, "Linear"),
                  loss="Hinge"),
    "sum, clipped, partly frozen": told(
        [[1, -1], [0.5, 2]], [[1], [0]], None, LayerSpec(3, "SiLU"), LayerSpec(1, "Linear"), loss="Huber",
        plan=Plan("Momentum", 0.1, 2, clip=0.1, reduction="sum"), frozen=(0,), cut=(1,)),
    "kinks": told([[0, 0], [1, 1]], [[1], [0]], [0, 0, 1, -1, 0, 0, 2, 1, 0], LayerSpec(2, "ReLU"),
                  LayerSpec(1, "Linear")),
}


@pytest.mark.parametrize("name", WALKS)
def test_that_a_sample_said_to_lose_or_gain_by_a_larger_weight_does(name):
    """The loss of a changed network decides, on both sides of the weight."""
    narrator, spoken = WALKS[name], 0
    for index, op in enumerate(narrator.operations):
        if op.kind not in ("weight_gradient", "bias_gradient"):
            continue
        sentence, w = narrator.tell(index).sentence, narrator.recorded.old_value(op.layer, op.unit, op.source)
        less, here, more = narrator._losses_at(op, w + np.array([-1e-6, 0.0, 1e-6]))
        if " raises the loss" in sentence:
            assert less < here < more
        elif " lowers the loss" in sentence:
            assert less > here > more
        elif "does not matter" in sentence:
            assert less == here == more
        else:
            assert "kink" in sentence or abs(more - here) + abs(less - here) < 1e-11
        spoken += "loss of this sample" in sentence
    assert spoken


# ---- the update ------------------------------------------------------------------------------------------------------


def test_that_plain_descent_is_said_to_go_against_its_gradient():
    narrator = told([[1]], [[0]], [3, 0])

    assert moved(narrator) == (
        "Weight x₁ → o₁ becomes smaller, because the gradient is positive: the step goes against it.")


def test_that_the_gradient_of_an_update_is_named_with_its_penalty_and_clipping():
    both = told([[1], [1]], [[0], [0]], [3, 0], plan=Plan("SGD", 0.1, 2, l2=0.1))
    clipped = told([[1]], [[0]], [3, 0], plan=Plan("SGD", 0.1, 1, clip=1.0))

    assert "because the gradient with penalty is positive" in moved(both)
    assert explained(both, "weight", 1, 0, 0).terms[-1].caption == "gradient\nwith penalty"
    assert explained(clipped, "weight", 1, 0, 0).terms[-1].caption == "gradient\nafter clipping"


def test_that_a_held_weight_and_one_without_a_step_stay_for_different_reasons():
    assert moved(told([[1]], [[0]], [3, 0], frozen=(0,))) == "Weight x₁ → o₁ is held, so it stays where it is."
    assert moved(told([[1]], [[0]], [0, 3], cut=(0,))).endswith("is held, so it stays where it is.")
    assert moved(told([[0]], [[0]], [3, 1])) == "Weight x₁ → o₁ stays where it is: its step is 0."
    tiny = told([[1]], [[0]], [3, 0], plan=Plan("SGD", 1e-17, 1))
    assert moved(tiny) == "Weight x₁ → o₁ stays where it is: its step is below the last digit."


def test_that_speed_that_outweighs_the_gradient_is_said_to_do_so():
    # From w = 3 with rate .5 and μ = .9: g = 3, v = 3, w = 1.5; g = 1.5, v = 4.2, w = −.6; g = −.6, v = 3.18.
    plan = Plan("Momentum", 0.5, 1)
    walks = [told([[1]], [[0]], [3, 0], plan=plan, epochs=epochs, train_biases=False) for epochs in (0, 1, 2)]

    assert [moved(walk).partition("becomes ")[2] for walk in walks] == [
        "smaller, because the gradient is positive: the step goes against it.",
        "smaller: the gradient is positive, and earlier gradients pull the same way.",
        "smaller: the gradient is negative, but earlier gradients outweigh it.",
    ]
    assert walks[2].recorded.used_gradient(1, 0, 0) == pytest.approx(-0.6)


def test_that_a_step_without_a_gradient_follows_what_moves_it():
    # The first update of AdamW with x = 0: no gradient now, none before; only the decay is left.
    decayed = told([[0]], [[1]], [3, 0], plan=Plan("AdamW", 0.1, 1))
    # Momentum at the target: w = 2, t = 1, rate 1: g = 1, w = 1; then g = 0 and v = .9.
    rolled = told([[1]], [[1]], [2, 0], plan=Plan("Momentum", 1.0, 1), epochs=1, train_biases=False)

    assert moved(decayed) == "Weight x₁ → o₁ becomes smaller: the gradient is 0, but the step follows the decay."
    assert moved(rolled) == "Weight x₁ → o₁ becomes smaller: the gradient is 0, but the step follows earlier gradients."


def test_that_a_decay_that_outweighs_the_gradient_is_said_to_do_so():
    # o − t = −5 + 9 and x = −1, so the gradient is −4: Adam's first step is +.1, the decay −.1 · 1 · 5.
    narrator = told([[-1]], [[-9]], [5, 0], plan=Plan(AdamW(decay=1.0), 0.1, 1))

    assert moved(narrator) == "Weight x₁ → o₁ becomes smaller: the gradient is negative, but the decay outweighs it."


@pytest.mark.parametrize("name", optimizers.names())
def test_that_every_rule_is_told_with_the_way_and_the_sign_that_it_took(name):
    random = np.random.default_rng(3)
    x, t = (random.uniform(-1, 1, (6, width)).tolist() for width in (2, 1))
    narrator = told(x, t, None, LayerSpec(3), LayerSpec(1, "Linear"), plan=Plan(name, 0.2, 2, l2=0.01), epochs=2)
    ways = {"larger": 1.0, "smaller": -1.0}

    for op in (op for op in narrator.operations if op.move == "update"):
        place, sentence = (op.layer, op.unit, op.source), moved(narrator, op.layer, op.unit, op.source)
        change = narrator.recorded.new_value(*place) - narrator.recorded.old_value(*place)
        found = re.search(r" becomes (larger|smaller)(.*) is (negative|positive)(.*)", sentence)
        assert found is not None
        assert ways[found[1]] == np.sign(change)
        assert (found[3] == "positive") == (narrator.recorded.used_gradient(*place) > 0.0)
        against = np.sign(change) != np.sign(narrator.recorded.used_gradient(*place))
        assert against == ("outweigh" not in found[4])
        assert ("penalty" in found[2]) == (op.source >= 0)
        if name in ("SGD", "RMSProp", "AdaGrad"):  # these keep no direction from update to update
            assert found[2].startswith(", because")


def test_that_tiny_numbers_are_not_taken_for_earlier_gradients():
    # gradient · change = 1e-200 · −1e-201 is below the smallest number
    narrator = told([[1e-200]], [[-1]], [1e-250, 0], plan=PLAIN)

    assert moved(narrator).endswith("because the gradient is positive: the step goes against it.")


def test_that_nothing_else_is_said_of_what_is_no_finite_number():
    narrator = told([[1.0]], [[0]], [3, 0], plan=Plan("SGD", 1e6, 1), epochs=60)

    sentences = {narrator.tell(index).sentence for index in range(len(narrator.operations))}
    assert sentences == {NOT_FINITE}
